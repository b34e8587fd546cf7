"""From a patient's chart and from a visit it is a few keys to a co-pay that is taken."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.billing import Charge, Payment
from app.domain.patient import Coverage
from app.ui.main_window import MainWindow
from tests.factories import a_child, a_clinic, a_patient, a_user, a_workstation
from tests.ui.conftest import ScreenDesk, acting, until

__all__ = ["acting"]
pytestmark = pytest.mark.row("E1")
KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


async def test_copay_from_the_chart_takes_eight_keys_at_most(
    desk: ScreenDesk, qtbot: QtBot
) -> None:
    amara = a_patient()
    policy = a_child(Coverage, amara, copay_cents=2500)
    desk.pull(a_clinic(), a_user(), a_workstation(), amara, policy, a_child(Charge, amara))
    window = MainWindow(desk.data_sync)
    qtbot.addWidget(window)
    desk.at_end += [lambda: [panel.stop() for panel in window.panels], window.tasks.stop]
    window.show()
    window.show_patient(amara.id)
    await until(window.patients.side.isVisible)
    focus = QApplication.focusWidget()
    assert focus is not None
    keys = 1
    QTest.keyClick(focus, Qt.Key.Key_P, KEYS)
    form = window.billing.accounts.forms["payment"]
    await until(lambda: window.billing.accounts.form is form)
    await until(form.amount.control.hasFocus)
    await window.tasks.settled()
    for letter in "30":
        QTest.keyClick(form.amount.control, letter)
        keys += 1
    QTest.keyClick(form.amount.control, Qt.Key.Key_Return)
    keys += 1
    await until(lambda: desk.all(Payment))
    (taken,) = desk.all(Payment)
    assert (taken.amount_minor, taken.patient_id) == (3_000, amara.id)
    assert keys <= 8
