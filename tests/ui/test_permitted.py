"""The words of the role matrix, and the line and the switch that carry them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import PermissionDenied
from app.domain.permissions import MATRIX, Need, Permission, Scope, decide
from app.domain.staff import Role
from app.ui.error_presenter import words_for
from app.ui.permitted import WhyLine, denied_words, permit, role_words, why_not, withheld_words
from app.ui.theme.tokens import DARK, LIGHT, Colours
from app.ui.widgets.button import Button

_GENERAL = "does not do this"


@pytest.mark.parametrize("role", [*Role])
def test_no_code_name_reaches_the_screen(role: Role) -> None:
    for permission, scope in itertools.product(Permission, (Scope.OWN, Scope.OTHER)):
        words = why_not(decide(role, permission, scope), role, permission)
        assert not re.search(r"\w\.\w|_", words)
        assert bool(words) is not decide(role, permission, scope).is_allowed


def test_every_permission_has_words_of_its_own() -> None:
    told = [denied_words("billing", permission) for permission in Permission]
    assert not [words for words in told if _GENERAL in words]
    assert len(set(told)) == len(told)


def test_every_denial_names_the_role() -> None:
    for role, permission in itertools.product(Role, MATRIX):
        assert role_words(role) in denied_words(role, permission)


def test_a_denial_that_a_reason_would_lift_says_so() -> None:
    words = denied_words(Role.CLINICIAN, Permission.ALLERGY_VIEW, Need.REASON)
    assert words == (
        "Your role, clinician, does not see allergies outside your care without a stated reason."
    )


def test_a_permission_of_a_newer_version_is_refused_in_words() -> None:
    assert denied_words("front_desk", "moon.land") == "Your role, front desk, does not do this."


def test_a_refused_write_is_told_with_its_reason() -> None:
    told = words_for(PermissionDenied("coverage.edit", "clinician"))
    assert told == "Your role, clinician, does not change coverage."


def test_a_whole_chart_withholds_nothing() -> None:
    assert withheld_words("front_desk", {}) == ""


def test_a_refused_button_says_why_and_gets_its_own_words_back(qtbot: QtBot) -> None:
    button = Button("Book", name="book")
    qtbot.addWidget(button)
    button.setToolTip("Book (B)")
    permit(button, "Not you.")
    assert (button.isEnabled(), button.toolTip()) == (False, "Not you.")
    assert button.accessibleDescription() == "Not you."
    permit(button, "")
    assert (button.isEnabled(), button.toolTip()) == (True, "Book (B)")
    assert button.accessibleDescription() == ""


def test_a_refused_action_says_why(qapp: QApplication) -> None:
    action = QAction("Book")
    permit(action, "Not you.")
    assert (action.isEnabled(), action.toolTip()) == (False, "Not you.")


@pytest.fixture
def line(qtbot: QtBot) -> Iterator[WhyLine]:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    made = WhyLine(name="why")
    column.addWidget(made)
    window.resize(260, 200)
    window.show()
    yield made
    window.close()


def test_the_line_is_there_only_while_it_has_something_to_say(line: WhyLine) -> None:
    assert line.isHidden()
    line.say("Not you.")
    assert line.isVisible()
    line.say("")
    assert line.isHidden()


def test_keyboard_and_screen_reader_reach_the_line(line: WhyLine) -> None:
    line.say("Not you.")
    assert line.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert line.accessibleName() == "Not you."


def test_the_way_out_is_offered_only_where_it_helps(line: WhyLine, qtbot: QtBot) -> None:
    button = line.findChild(Button, "why_reason")
    line.say("Not you.")
    assert not button.isVisible()
    line.say("Not you, unless.", can_state_reason=True)
    with qtbot.waitSignal(line.reason_wished):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_long_words_are_not_cut_in_a_narrow_place(line: WhyLine) -> None:
    line.say("Not shown without a stated reason: " + "conditions, " * 9, can_state_reason=True)
    QApplication.processEvents()
    text = line.findChild(QLabel, "why_text")
    assert text.height() >= text.heightForWidth(text.width())
    assert text.geometry().bottom() < line.findChild(Button, "why_reason").geometry().top()


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"), [("text2", "bg"), ("text2", "surface"), ("text", "surface2")]
)
def test_lines_and_locked_fields_can_be_read(colours: Colours, text: str, ground: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1, also for what is locked."""
    light, dark = sorted(
        (_luminance(getattr(colours, name)) for name in (text, ground)), reverse=True
    )
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(value: str) -> float:
    colour = QColor(value)
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return sum(part * weight for part, weight in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))
