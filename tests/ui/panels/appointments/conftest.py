"""A clinic with two providers and a day of visits, shown in the panel."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.appointment import Appointment
from app.domain.day_visit import DayVisit
from app.domain.declare import Record
from app.domain.patient import Patient
from app.domain.staff import Practitioner, Room, VisitType
from app.ui.panels.appointments.panel import AppointmentsPanel
from app.ui.task_runner import TaskRunner
from tests.factories import (
    a_patient,
    a_practitioner,
    a_room,
    a_visit_type,
    an_allergy,
    an_appointment,
    who_deletes,
)
from tests.ui.conftest import ScreenDesk, a_while, until

_NONE = Qt.KeyboardModifier.NoModifier


def at(hour: int, minute: int = 0) -> datetime:
    """A time of Saturday 21 November 2026 at the clinic in New York (UTC-5)."""
    return datetime(2026, 11, 21, 5, tzinfo=UTC) + timedelta(hours=hour, minutes=minute)


@dataclass
class Clinic:
    """The records of the small clinic."""

    weiss: Practitioner = field(default_factory=lambda: a_practitioner(family_name="Weiß"))
    ono: Practitioner = field(default_factory=lambda: a_practitioner(family_name="Ono", colour=1))
    room: Room = field(default_factory=a_room)
    check_up: VisitType = field(
        default_factory=lambda: a_visit_type(name="Check-up", length_min=45)
    )
    amara: Patient = field(default_factory=a_patient)
    lena: Patient = field(
        default_factory=lambda: a_patient(family_name="Kowalska", given_names="Lena")
    )

    def visit(self, patient: Patient, hour: int, minute: int = 0, **changes: Any) -> Appointment:
        """A booked half hour with Dr. Weiß in room 1."""
        fields: dict[str, Any] = {
            "starts_at": at(hour, minute),
            "practitioner_id": self.weiss.id,
            "room_id": self.room.id,
            "reason": "Cough",
        }
        return an_appointment(patient, **{**fields, **changes})


@dataclass
class Screen:
    """The panel on screen, the desk behind it and what it said."""

    desk: ScreenDesk
    panel: AppointmentsPanel
    tasks: TaskRunner
    window: QWidget
    said: list[str] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    async def quiet(self) -> None:
        """Let everything under way come to its end."""
        for _ in range(2):
            await a_while(0.02)
            await self.tasks.settled()
            await self.panel.settled()
        assert not self.failures, self.failures

    async def shown(self, appointment: Appointment, holds: Callable[[DayVisit], object]) -> None:
        """Wait until the panel shows the visit as expected."""

        def as_expected() -> object:
            visit = self.panel.views.visit(appointment.id)
            return visit is not None and holds(visit)

        await until(as_expected)
        await self.quiet()

    def stored(self, appointment: Appointment) -> Appointment:
        """The visit as the database holds it."""
        return self.desk.stored(Appointment, appointment.id)

    def remove(self, record: Record) -> None:
        """Delete a record as somebody else would."""

        def write() -> None:
            with self.desk.store.unit_of_work(who_deletes(type(record))) as uow:
                uow.delete(type(record), record.id)

        self.desk.worker.submit(write).result()

    def part(self, name: str, kind: type[QWidget] = QWidget) -> Any:
        """A widget of the panel by name."""
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = _NONE) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.panel, key, modifiers)

    def type_text(self, text: str) -> None:
        """Type where the focus is."""
        QTest.keyClicks(QApplication.focusWidget(), text)


@pytest.fixture
def clinic(desk: ScreenDesk) -> Clinic:
    """Two providers, one room, one visit type, two patients; Amara has an allergy.

    Where whoever sits at the desk is a provider, that is Dr. Weiß.
    """
    mine = desk.data_sync.access.context.practitioner_id
    own = {"weiss": a_practitioner(id=mine, family_name="Weiß")} if mine else {}
    made = Clinic(**own)
    desk.keep(made.weiss, made.ono, made.room, made.check_up, made.amara, made.lena)
    desk.keep(an_allergy(made.amara))
    return made


@pytest.fixture
async def screen(desk: ScreenDesk, clinic: Clinic) -> AsyncIterator[Screen]:
    """The panel, opened on a day without visits."""
    tasks = TaskRunner()
    window = QWidget()
    panel = AppointmentsPanel(desk.data_sync, tasks, window)
    panel.resize(1244, 844)
    window.resize(1244, 844)
    made = Screen(desk, panel, tasks, window)
    panel.said.connect(made.said.append)
    panel.did.connect(lambda words, _step: made.said.append(words))
    tasks.failed.connect(made.failures.append)
    window.show()
    window.activateWindow()
    panel.opened()
    await until(lambda: panel.schedule is not None)
    await made.quiet()
    desk.at_end.append(panel.stop)
    desk.at_end.append(tasks.stop)
    yield made
    # Without an event loop of Qt nothing would ever be deleted, and every theme change would
    # restyle the windows of all tests before.
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
