"""The conflict centre on screen, with the records two desks left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.domain.appointment import Appointment
from app.domain.conflict import ConflictKind, SyncConflict
from app.domain.ids import UserId, WorkstationId, new_id
from app.domain.patient import Patient
from app.domain.staff import Practitioner, User, Workstation
from app.ui.panels.conflicts.centre import ConflictCentre
from app.ui.task_runner import TaskRunner
from tests.factories import (
    NOON,
    a_clinic,
    a_patient,
    a_practitioner,
    a_record,
    a_user,
    an_appointment,
)
from tests.ui.conftest import ScreenDesk, a_while, until


@dataclass
class People:
    """Who and what the conflicts are about; Jonas works at the other desk."""

    jonas: User = field(
        default_factory=lambda: a_user(
            id=UserId(new_id()), username="jonas", display_name="Jonas King"
        )
    )
    desk_two: Workstation = field(
        default_factory=lambda: a_record(Workstation, id=WorkstationId(new_id()), name="Desk 2")
    )
    doctor: Practitioner = field(default_factory=a_practitioner)
    amara: Patient = field(default_factory=lambda: a_patient(phone="+12125550101"))
    lena: Patient = field(
        default_factory=lambda: a_patient(family_name="Kowalska", given_names="Lena")
    )

    def clash(self, **changes: Any) -> SyncConflict:
        """Jonas' phone number of Amara was held back."""
        fields: dict[str, Any] = {
            "id": new_id(),
            "created_at": NOON - timedelta(hours=2),
            "updated_at": NOON,
            "entity": "patient",
            "row_id": self.amara.id,
            "patient_id": self.amara.id,
            "base": {"phone": "+12125550100"},
            "ours": {"phone": "+12125550101"},
            "theirs": {"phone": "+12125550102"},
            "op_kind": "update",
            "actor_id": self.jonas.id,
            "device_id": self.desk_two.id,
            "happened_at": NOON - timedelta(hours=3),
        }
        return SyncConflict(**{**fields, **changes})

    def booked(self) -> tuple[Appointment, Appointment, SyncConflict]:
        """Amara and Lena, both at noon with the same doctor."""
        first, second = (
            an_appointment(
                one,
                practitioner_id=self.doctor.id,
                starts_at=NOON + timedelta(days=2),
                needs_resolution=one is self.lena,
                stamps={"booked": {"at": at.isoformat(), "by": by, "from": self.desk_two.id}},
            )
            for one, at, by in (
                (self.amara, NOON - timedelta(hours=2), self.jonas.id),
                (self.lena, NOON - timedelta(hours=1), self.jonas.id),
            )
        )
        conflict = self.clash(
            kind=ConflictKind.DOUBLE_BOOKING.value,
            entity="appointment",
            row_id=second.id,
            other_row_id=first.id,
            patient_id=self.lena.id,
            base={},
            ours={},
            theirs={},
        )
        return first, second, conflict


@dataclass
class Screen:
    """The centre on screen, the desk behind it and what it said."""

    desk: ScreenDesk
    centre: ConflictCentre
    tasks: TaskRunner
    people: People
    window: QWidget
    said: list[str] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    async def quiet(self) -> None:
        """Let everything under way come to its end."""
        centre = self.centre
        for _ in range(3):
            await a_while(0.02)
            await self.tasks.settled()
            for query in (centre.list, centre.chosen, centre.summary, centre.messages.query):
                await query.settled()
        assert not self.failures, self.failures

    async def pull(self, *records: Any) -> None:
        """What another desk left behind arrives."""
        self.desk.pull(*records)
        await self.quiet()

    async def shows(self, conflict: SyncConflict) -> None:
        """Wait until a conflict is on show."""
        await until(lambda: self.centre.detail.conflict_id == conflict.id)
        await self.quiet()

    def stored(self, record: Any) -> Any:
        """What the database holds."""
        return self.desk.stored(type(record), record.id)

    async def settle(self, conflict: SyncConflict, **changes: Any) -> None:
        """Jonas decides it at the other desk."""
        decided = {
            "status": "resolved",
            "resolution": "theirs",
            "resolved_by": self.people.jonas.id,
            "resolved_at": NOON,
        }
        await self.pull(replace(self.stored(conflict), **{**decided, **changes}))

    def part(self, name: str, kind: type[QWidget] = QPushButton) -> Any:
        """A visible widget of the centre by name."""
        found = [one for one in self.centre.findChildren(kind, name) if one.isVisible()]
        assert found, name
        return found[-1]

    def is_offered(self, name: str) -> bool:
        """Whether a button stands on the screen."""
        return any(one.isVisible() for one in self.centre.findChildren(QPushButton, name))

    async def click(self, name: str) -> None:
        """Click a button and wait for what it does."""
        QTest.mouseClick(self.part(name), Qt.MouseButton.LeftButton)
        await self.quiet()

    async def press(self, key: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.centre, key, modifiers)
        await self.quiet()


@pytest.fixture
async def screen(desk: ScreenDesk) -> AsyncIterator[Screen]:
    """The centre, opened where nothing waits."""
    people = People()
    desk.pull(
        a_clinic(),
        a_user(),
        people.jonas,
        people.desk_two,
        people.doctor,
        people.amara,
        people.lena,
    )
    tasks = TaskRunner()
    window = QWidget()
    centre = ConflictCentre(desk.data_sync, tasks)
    centre.setParent(window)
    centre.resize(1200, 780)
    window.resize(1200, 780)
    made = Screen(desk, centre, tasks, people, window)
    centre.said.connect(made.said.append)
    tasks.failed.connect(made.failures.append)
    desk.at_end += [centre.stop, tasks.stop]
    window.show()
    window.activateWindow()
    centre.opened()
    await made.quiet()
    yield made
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
