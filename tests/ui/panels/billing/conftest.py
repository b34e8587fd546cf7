"""The Billing panel on a desk with two patients' accounts, as another desk left them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.billing import Allocation, Charge, Payment
from app.domain.declare import Record
from app.domain.ids import RecordId
from app.domain.patient import Coverage, Patient
from app.live.undo import Step
from app.services.accounts import ledger_of
from app.ui.panels.billing.panel import BillingPanel
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button
from tests.factories import TODAY, a_child, a_clinic, a_patient, a_user, a_workstation
from tests.ui.conftest import ScreenDesk, until

SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@dataclass
class BillingScreen:
    """The panel under test."""

    desk: ScreenDesk
    panel: BillingPanel
    qtbot: QtBot
    amara: Patient
    daniel: Patient
    tasks: TaskRunner
    said: list[str] = field(default_factory=list)
    did: list[Step] = field(default_factory=list)
    keys: int = 0
    """Keys pressed so far."""

    @property
    def page(self) -> Any:
        return self.panel.accounts

    @property
    def pane(self) -> Any:
        return self.panel.accounts.pane

    def charge(self, patient: Patient, minor: int, *, days_ago: int = 0, **facts: Any) -> Charge:
        """A charge another desk entered."""
        day = TODAY - timedelta(days=days_ago)
        made = a_child(Charge, patient, amount_minor=minor, service_on=day, **facts)
        self.desk.pull(made)
        return made

    def payment(self, patient: Patient, minor: int, *charges: Charge, **facts: Any) -> Payment:
        """A payment another desk took; it pays these charges in full."""
        made = a_child(Payment, patient, amount_minor=minor, **facts)
        shares = [
            a_child(
                Allocation,
                patient,
                payment_id=made.id,
                charge_id=one.id,
                amount_minor=one.amount_minor,
            )
            for one in charges
        ]
        self.desk.pull(made, *shares)
        return made

    def pull(self, *records: Record) -> None:
        self.desk.pull(*records)

    def lines(self) -> list[str]:
        """The list of accounts as it is read aloud."""
        model = self.page.list.model
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def entries(self) -> list[tuple[str, str, str, str]]:
        """The ledger: what, amount, balance, state."""
        model = self.pane.model
        return [
            tuple(str(model.index(row, column).data()) for column in (0, 2, 4, 5))  # type: ignore[misc]
            for row in range(model.rowCount())
        ]

    async def lists(self, *names: str) -> None:
        def holds() -> bool:
            lines = self.lines()
            return len(lines) == len(names) and all(
                name in line for name, line in zip(names, lines, strict=True)
            )

        await until(holds, what=f"accounts {names}")

    async def opens(self, patient: Patient) -> None:
        """Open an account as another panel does, and wait until it stands there."""
        self.panel.show_record("account", patient.id)
        await until(
            lambda: self.pane.account and self.pane.account.patient.id == patient.id,
            what="the account",
        )
        await until(lambda: self.part("account_family", QLabel).text(), what="the family")

    def choose(self, row: int) -> None:
        """Put the cursor on an entry."""
        self.pane.view.setCurrentIndex(self.pane.model.index(row, 0))

    def part(self, name: str, kind: type[QWidget] = QWidget) -> Any:
        found = self.panel.findChild(kind, name)
        assert found is not None, name
        return found

    def shown(self, name: str) -> str:
        return str(self.part(name, QLabel).text())

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.part(name, Button), Qt.MouseButton.LeftButton)

    def command(self, name: str) -> QAction:
        found = self.panel.findChild(QAction, f"{name}_action")
        assert found is not None, name
        return found

    def fill(self, name: str, text: str) -> None:
        """Type into a line instead of what stands there."""
        line = self.part(name)
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, text)

    def press(self, keys: str = "", key: Qt.Key | None = None) -> None:
        """Press keys where the cursor is, and count them."""
        target = QApplication.focusWidget()
        assert target is not None
        for letter in keys:
            QTest.keyClick(target, letter)
            self.keys += 1
        if key is not None:
            QTest.keyClick(target, key)
            self.keys += 1

    def ledger(self, patient: Patient) -> Any:
        with self.desk.store.reader() as reader:
            return ledger_of(reader, patient_id=RecordId(patient.id))  # type: ignore[arg-type]

    async def settled(self) -> None:
        await self.tasks.settled()


@pytest.fixture
async def screen(desk: ScreenDesk, qtbot: QtBot) -> BillingScreen:
    amara = a_patient(mrn="P-AMARA")
    daniel = a_patient(
        family_name="Lindqvist", given_names="Daniel", mrn="P-DANIEL", birth_date="2007-09-12"
    )
    policy = a_child(Coverage, amara, copay_cents=2500)
    role = desk.data_sync.access.context.role
    desk.pull(a_clinic(), a_user(role=role), a_workstation(), amara, daniel, policy)
    tasks = TaskRunner()
    panel = BillingPanel(desk.data_sync, tasks)
    qtbot.addWidget(panel)
    made = BillingScreen(desk, panel, qtbot, amara, daniel, tasks)
    panel.said.connect(made.said.append)
    panel.did.connect(lambda words, step: (made.said.append(words), made.did.append(step)))
    tasks.failed.connect(lambda error: made.said.append(type(error).__name__))
    desk.at_end += [panel.stop, tasks.stop]
    panel.resize(1240, 780)
    panel.show()
    panel.opened()
    shown = panel.accounts.list
    await until(lambda: shown.query.value is not None or shown._failure, what="the list")
    return made
