"""A window in which every panel was opened about one patient, and each question it asks is counted.

The store, its facade, the feed and the window are the real ones; nothing stands between them.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel
from PySide6.QtWidgets import QApplication

from app.domain.availability import Block
from app.domain.billing import Charge
from app.domain.changes import ChangeSet
from app.domain.clinical import Allergy
from app.domain.conflict import ConflictKind, SyncConflict
from app.domain.declare import Record
from app.domain.ids import AppointmentId, PatientId, new_id
from app.domain.message import Message, MessageThread
from app.domain.patient import Patient
from app.domain.staff import Practitioner
from app.domain.treatment import CarePlan, Document, Prescription
from app.live.live_query import LiveQuery
from app.services.recalls import RecallWish
from app.services.waitlist import NewWish
from app.services.walk_ins import NewWalkIn
from app.ui.main_window import MainWindow
from app.ui.panel_registry import PANELS
from tests.factories import (
    NOON,
    TODAY,
    a_child,
    a_clinic,
    a_patient,
    a_practitioner,
    a_record,
    a_user,
    an_allergy,
    an_appointment,
)
from tests.ui.conftest import ScreenDesk, until

READ_WHEN_OPENED = {"WaitingPage"}
"""Pages that are read whenever they come to the front, and followed while they are there."""
BILLING_PAGES = ("today", "aging", "till", "fees", "accounts")
SETTINGS_PAGES = ("schedule", "templates", "own")
_CALLS = ("confirm", "waiting", "recalls")


@dataclass
class Clinic:
    """The records that the panels are opened about, and others beside them."""

    doctor: Practitioner = field(default_factory=a_practitioner)
    amara: Patient = field(default_factory=lambda: a_patient(mrn="P-AMARA"))
    more: list[Patient] = field(default_factory=list[Patient])

    def __post_init__(self) -> None:
        who, doctor = self.amara, self.doctor
        self.visit = an_appointment(who, practitioner_id=doctor.id, starts_at=NOON)
        self.charge = a_child(Charge, who)
        self.thread = a_child(MessageThread, who)
        self.message = a_child(Message, who, thread_id=self.thread.id)
        self.prescription = a_child(Prescription, who)
        self.plan = a_child(CarePlan, who)
        self.document = a_child(Document, who)

    def records(self) -> list[Record]:
        """All of it."""
        of_amara = [self.visit, self.charge, self.thread, self.message, self.prescription]
        rest: list[Record] = [self.plan, self.document, an_allergy(self.amara)]
        for at, one in enumerate(self.more):
            start, on = NOON + timedelta(minutes=15 * (at % 20)), TODAY - timedelta(days=at // 40)
            rest += [one, a_child(Charge, one, amount_minor=100 + at, service_on=on)]
            if at < 40:
                rest.append(an_appointment(one, practitioner_id=self.doctor.id, starts_at=start))
        return [a_clinic(), a_user(), self.doctor, self.amara, *of_amara, *rest]


@dataclass
class WholeWindow:
    """Counts what each question was read, and hears every commit."""

    window: MainWindow
    desk: ScreenDesk
    clinic: Clinic
    reads: Counter[Any] = field(default_factory=Counter[Any])
    heard: list[ChangeSet] = field(default_factory=list[ChangeSet])

    def queries(self) -> list[Any]:
        """Every question that somebody has asked."""
        found = self.window.findChildren(LiveQuery)
        return [one for one in found if one._was_asked and not one._is_stopped]

    def models(self) -> list[QAbstractItemModel]:
        """Every model of this program's own in the window."""
        found = self.window.findChildren(QAbstractItemModel)
        return [one for one in found if type(one).__module__.startswith("app.")]

    def is_quiet(self, queries: list[Any] | None = None) -> bool:
        """Whether nothing is on its way to the screen; to look often, name the questions."""
        commits = self.window.patients.list._commits
        asked = self.queries() if queries is None else queries
        reading = any(one._task is not None for one in asked)
        return not reading and not self.window.tasks.is_busy and not commits.isActive()

    async def settled(self) -> None:
        """Wait until nothing is on its way any more, nor what that sets going."""
        still = 0

        def holds() -> bool:
            nonlocal still
            still = still + 1 if self.is_quiet() else 0
            return still >= 3

        await until(holds, what="the window at rest")

    async def follow(self, change: Callable[[], Awaitable[object] | None]) -> ChangeSet:
        """Let something be changed and wait until all of the window stands still again."""
        self.reads.clear()
        self.heard.clear()
        waiting = change()
        if waiting is not None:
            await waiting
        await until(lambda: self.heard, what="a commit")
        await self.settled()
        return self.heard[-1]

    async def stale(self) -> list[str]:
        """Questions whose answer on screen is not what the database says now."""
        found = [one for one in self._followed() if await one._fetch() != one.value]
        model = self.window.patients.list.model
        # Lines that were never in sight are read once they are painted.
        ids = [one for one in model.known_ids() if model.row_of(one) >= 0]
        lines = {key: model.line_at(model.row_of(key)) for key in ids}
        is_old = not ids or lines != await self.desk.data_sync.patients.rows(ids)
        return [name_of(one) for one in found] + (["lines of patients"] if is_old else [])

    def _followed(self) -> list[Any]:
        return [
            one
            for one in self.queries()
            if type(one.parent()).__name__ not in READ_WHEN_OPENED or one.parent().isVisible()
        ]

    def changes(self) -> dict[str, Callable[[int], Awaitable[object] | None]]:
        """A change in each panel, made as the panel makes it, or as another desk did; by number."""
        sync, clinic, desk = self.desk.data_sync, self.clinic, self.desk
        amara = PatientId(clinic.amara.id)
        visit = AppointmentId(clinic.visit.id)
        confirmed = ("confirmed", "left_message")

        def next_version(record: Any, **changes: Any) -> None:
            stored = desk.stored(type(record), record.id)
            desk.pull(replace(stored, version=stored.version + 1, **changes))

        return {
            "patient": lambda n: sync.patients.update(amara, {"phone": f"+1212555{n:04d}"}),
            "visit": lambda n: sync.appointments.set_confirmation(visit, confirmed[n % 2]),
            "payment": lambda n: sync.accounts.take_payment(
                amara, {"amount_minor": 100 + n, "received_on": TODAY}
            ),
            "thread": lambda n: sync.messages.change(clinic.thread.id, {"subject": f"Refill {n}"}),
            "wish": lambda n: sync.call_lists.add_wish(
                NewWish(patient_id=PatientId(clinic.more[n].id))
            ),
            "walk-in": lambda n: sync.walk_ins.add(
                NewWalkIn(patient_id=PatientId(clinic.more[n].id))
            ),
            "recall": lambda n: sync.recalls.add(
                RecallWish(patient_id=amara, due_on=TODAY + timedelta(days=n))
            ),
            "blocked time": lambda n: sync.setup.save(
                a_record(Block, reason=f"Meeting {n}", practitioner_id=clinic.doctor.id),
                based_on=None,
            ),
            "prescription elsewhere": lambda n: next_version(clinic.prescription, text=f"Drug {n}"),
            "plan elsewhere": lambda n: next_version(clinic.plan, title=f"Plan {n}"),
            "document elsewhere": lambda n: next_version(clinic.document, title=f"Letter {n}"),
            "allergy elsewhere": lambda n: desk.pull(a_child(Allergy, clinic.amara, text=f"a {n}")),
            "conflict elsewhere": lambda n: desk.pull(a_record_of_conflict(clinic.amara, number=n)),
        }


def a_record_of_conflict(patient: Patient, *, number: int) -> SyncConflict:
    """Two desks wrote one phone."""
    return SyncConflict(
        id=new_id(),
        created_at=NOON,
        updated_at=NOON,
        entity="patient",
        row_id=patient.id,
        patient_id=PatientId(patient.id),
        kind=ConflictKind.FIELD,
        base={"email": ""},
        ours={"email": f"a{number}@example.org"},
        theirs={"email": f"b{number}@example.org"},
        happened_at=NOON,
    )


def name_of(query: Any) -> str:
    """A question, by whose it is and what it asks."""
    return f"{type(query.parent()).__name__}: {query._fetch.__qualname__}"


def watches(query: Any, change_set: ChangeSet) -> bool:
    """Whether a question says that it is about something in a commit."""
    patterns = any(one.narrow(change_set) for one in query._patterns)
    return patterns or not query._entities.isdisjoint(change_set.entities)


@contextmanager
def counted(reads: Counter[Any]) -> Iterator[None]:
    """Count every question's readings meanwhile."""
    real = LiveQuery._read_once

    async def read_once(query: Any) -> None:
        reads[query] += 1
        await real(query)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LiveQuery, "_read_once", read_once)
        yield


async def opened(desk: ScreenDesk, *, patients: int) -> WholeWindow:
    """Every panel the acting role may open, each about the same patient, all read."""
    clinic = Clinic(more=[a_patient(family_name=f"Berg{at:04d}") for at in range(patients)])
    desk.pull(*clinic.records())
    window = MainWindow(desk.data_sync)
    desk.at_end += [lambda: [panel.stop() for panel in window.panels], window.tasks.stop]
    desk.at_end += [window.close, window.deleteLater]
    whole = WholeWindow(window, desk, clinic)
    desk.data_sync.feed.changed.connect(whole.heard.append)
    window.resize(1440, 900)
    window.show()
    for entry in PANELS:
        if not window._why_closed(entry.name):
            window.open_panel(entry.name)
            await whole.settled()
    await _look_around(whole)
    return whole


async def _look_around(whole: WholeWindow) -> None:
    window, clinic = whole.window, whole.clinic
    for entity, record in (
        ("patient", clinic.amara),
        ("account", clinic.amara),
        ("message_thread", clinic.thread),
        ("prescription", clinic.prescription),
        ("care_plan", clinic.plan),
        ("document", clinic.document),
    ):
        window.show_record(entity, record.id)
        await whole.settled()
    for name in BILLING_PAGES:
        window.billing.show_page(name)
        await whole.settled()
    for name in SETTINGS_PAGES:
        window.settings.show_page(name)
        await whole.settled()
    window.open_panel("appointments")
    window.appointments.view_choice.choose("calls")
    for name in _CALLS:
        window.appointments.calls.show_list(name)
        await whole.settled()
    window.appointments.view_choice.choose("day")
    await whole.settled()


async def times_of(
    whole: WholeWindow, change: Callable[[], Awaitable[object] | None]
) -> tuple[float | None, float]:
    """Seconds from a change to the moment in which what is in sight shows it (None: it is about
    nothing there), and all the rest."""
    queries = whole.queries()  # to find them takes longer than most answers
    seen = [one for one in queries if one._is_seen()]
    list_ = whole.window.patients.list
    before, begun, in_sight = len(whole.heard), time.perf_counter(), 0.0
    waiting = change()
    if waiting is not None:
        await waiting
    while len(whole.heard) == before or not whole.is_quiet(queries):
        QApplication.processEvents()
        await asyncio.sleep(0)
        reads = any(one._task is not None for one in seen)
        reads |= list_.isVisible() and (list_._commits.isActive() or whole.window.tasks.is_busy)
        is_shown = len(whole.heard) > before and not reads
        in_sight = (in_sight or time.perf_counter() - begun) if is_shown else 0.0
    spent = time.perf_counter() - begun
    await whole.settled()
    is_about = list_.isVisible() or any(watches(one, whole.heard[-1]) for one in seen)
    return (in_sight or spent) if is_about else None, spent
