"""Labels that break long words, and give them back whole."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.widgets.surfaces import WrappingLabel, label

_MAIL = "a.very.long.mail.address.of.somebody@sub-domain.example.com"


def test_a_long_word_is_broken_instead_of_pushing_the_panel_apart(qapp: QApplication) -> None:
    shown = label(_MAIL, wraps=True)
    assert shown.minimumSizeHint().width() < 200
    assert shown.heightForWidth(200) > 2 * shown.fontMetrics().height() - 4
    assert label("x" * 200, wraps=True).minimumSizeHint().width() < 200


def test_a_line_that_was_narrow_once_is_low_again_where_there_is_room(qtbot: QtBot) -> None:
    shown = label("A sentence that takes several lines where there is little room.", wraps=True)
    qtbot.addWidget(shown)
    shown.resize(120, 20)
    shown.show()
    assert shown.minimumHeight() > 3 * shown.fontMetrics().height()
    shown.resize(900, 20)
    assert shown.minimumHeight() < 2 * shown.fontMetrics().height()


def test_the_text_and_a_copy_of_it_are_what_was_set(qtbot: QtBot) -> None:
    shown = WrappingLabel(_MAIL)
    qtbot.addWidget(shown)
    shown.make_selectable()
    shown.setSelection(0, 500)
    shown.actions()[0].trigger()
    assert shown.text() == _MAIL
    assert QGuiApplication.clipboard().text() == _MAIL
    assert shown.accessibleName() == _MAIL


def test_a_line_of_facts_ends_between_two_of_them_only(qtbot: QtBot) -> None:
    shown = WrappingLabel("")
    qtbot.addWidget(shown)
    shown.set_facts("born 1 Jun 1995", "P-MJS4YQZ")
    metrics = shown.fontMetrics()
    longest = metrics.horizontalAdvance("born 1 Jun 1995 ·")
    assert longest <= shown.minimumSizeHint().width() <= longest + 8
    assert shown.text() == shown.accessibleName() == "born 1 Jun 1995 · P-MJS4YQZ"
