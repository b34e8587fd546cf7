"""Random histories of patients, each with what must happen to their chart detail in the end."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from app.domain.changes import Origin
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.conflict import ConflictKind, ConflictStatus, SyncConflict
from app.domain.declare import Keeping, Record, entity_of
from app.domain.history import HealthRecord, Immunization, Screening, VitalSigns
from app.domain.ids import RecordId, new_id
from app.domain.operations import OperationState, RowState
from app.domain.patient import Patient
from app.domain.treatment import CarePlan, CarePlanActivity, CarePlanGoal, Prescription
from app.protocol.codec import to_wire
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    USER_ID,
    a_child,
    a_clinician,
    a_context,
    a_patient,
    an_appointment,
)

UNUSED_FOR = {Keeping.CHART: timedelta(hours=72)}
LONG_AGO = timedelta(hours=100)


class HandClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return (self.time - NOON).total_seconds()


@dataclass
class Person:
    """A patient with chart detail, each text unique; goes: it is to be put away in the end."""

    patient: Patient
    detail: list[Any]
    allergy: Allergy
    goes: bool
    texts: list[str] = field(default_factory=list)
    removed: int = 0
    """How many of the rows the server has removed."""


OTHER_DETAIL: tuple[tuple[type[Record], str], ...] = (
    *((HealthRecord, "text"), (VitalSigns, "note"), (Screening, "result"), (Immunization, "note")),
    *((Prescription, "instructions"), (CarePlan, "note")),
    *((CarePlanGoal, "text"), (CarePlanActivity, "text")),
)
"""Chart detail of further types, each with the field that its text stands in."""


@dataclass
class Schedule:
    """One desk's history: build it, then ask what must be there."""

    store: LocalStore
    clock: HandClock
    dice: random.Random
    people: list[Person] = field(default_factory=list)

    def play(self, count: int) -> None:
        """Long ago everybody came from the server; since then each had a fate of their own."""
        fates = [self.dice.choice(list(FATES)) for _ in range(count)]
        self.note("sign_in")
        for number, fate in enumerate(fates):
            goes = fate in GOING
            self.people.append(self._person(number, goes=goes))
        for fate, person in zip(fates, self.people, strict=True):
            if fate in LONG_BEFORE:
                FATES[fate](self, person)
        self.clock.time += LONG_AGO + timedelta(hours=self.dice.uniform(0, 500))
        for fate, person in zip(fates, self.people, strict=True):
            if fate not in LONG_BEFORE:
                FATES[fate](self, person)
        self.clock.time += timedelta(hours=self.dice.uniform(0, 71))

    def _person(self, number: int, *, goes: bool) -> Person:
        token = f"Q{self.dice.getrandbits(64):016x}z"
        patient = a_patient(mrn=f"M{number}", family_name=f"Family{token}")
        texts = [f"Condition{token}", f"Medication{token}", f"Dosage{token}"]
        stamps = {"created_at": self.clock.now(), "updated_at": self.clock.now()}
        detail: list[Any] = [
            Condition(id=new_id(), patient_id=patient.id, text=texts[0], **stamps),
            MedicationStatement(
                id=new_id(), patient_id=patient.id, text=texts[1], dosage=texts[2], **stamps
            ),
        ]
        kind, told_in = self.dice.choice(OTHER_DETAIL)
        texts.append(f"Detail{token}")
        detail.append(a_child(kind, patient, **{told_in: texts[-1]}, **stamps))
        allergy = Allergy(id=new_id(), patient_id=patient.id, text=f"Allergy{token}", **stamps)
        self.pull(patient, *detail, allergy)
        return Person(patient, detail, allergy, goes, texts)

    def pull(self, *records: Record, version: int = 1) -> None:
        rows = [
            RowState(entity_of(one).name, one.id, version, 1, False, [], to_wire(one))
            for one in records
        ]
        with self.store.unit_of_work(a_context(), origin=Origin.REMOTE) as uow:
            uow.apply_rows(rows)

    def note(self, action: str, **facts: Any) -> None:
        with self.store.unit_of_work(a_context()) as uow:
            uow.note(action, **facts)

    def edit(self, person: Person) -> list[Any]:
        """A local edit of the condition, waiting to be sent."""
        context = a_clinician(person.patient.id)
        with self.store.unit_of_work(context) as uow:
            found = uow.records(Condition).get(person.detail[0].id)
            assert found is not None
            uow.save(replace(found, verification=f"Edited{person.texts[0]}"))
            return list(uow.outbox.of_row("condition", found.id))


def _nothing(schedule: Schedule, person: Person) -> None:
    """Nobody asked for them."""


def _viewed(schedule: Schedule, person: Person) -> None:
    schedule.note("view", entity="patient", patient_id=person.patient.id)


def _listed(schedule: Schedule, person: Person) -> None:
    schedule.note("search", result_count=1, subjects=[person.patient.id])


def _removed(schedule: Schedule, person: Person) -> None:
    """The server removed the condition and does not say what it was."""
    row = RowState("condition", person.detail[0].id, 2, 2, True, [], None)
    with schedule.store.unit_of_work(a_context(), origin=Origin.REMOTE) as uow:
        uow.apply_rows([row])
    person.removed = 1


def _imported(schedule: Schedule, person: Person) -> None:
    """It came from a file at this desk, which the next import compares with."""
    with schedule.store.unit_of_work(a_context(), origin=Origin.REMOTE) as uow:
        for one in person.detail:
            row_id = RecordId(one.id)
            uow.import_sources.put(entity_of(one).name, row_id, digest="d", body=to_wire(one))


def _created_here(schedule: Schedule, person: Person) -> None:
    stamps = {"created_at": schedule.clock.now(), "updated_at": schedule.clock.now()}
    text = f"Unsent{person.texts[0]}"
    made = Condition(id=new_id(), patient_id=person.patient.id, text=text, **stamps)
    with schedule.store.unit_of_work(a_clinician(person.patient.id)) as uow:
        person.detail.append(uow.add(made))
    person.texts.append(text)


def _edited(schedule: Schedule, person: Person) -> None:
    schedule.edit(person)
    person.texts.append(f"Edited{person.texts[0]}")


def _renamed(schedule: Schedule, person: Person) -> None:
    with schedule.store.unit_of_work(a_context()) as uow:
        found = uow.records(Patient).get(person.patient.id)
        assert found is not None
        uow.save(replace(found, city="Elsewhere"))


def _acknowledged(schedule: Schedule, person: Person) -> None:
    """Edited here long ago; the server took it."""
    pending = schedule.edit(person)
    person.texts.append(f"Edited{person.texts[0]}")
    condition = replace(person.detail[0], verification=f"Edited{person.texts[0]}")
    with schedule.store.unit_of_work(a_context(), origin=Origin.REMOTE) as uow:
        uow.outbox.mark([one.operation.op_id for one in pending], OperationState.ACKED)
        uow.shadows.drop("condition", condition.id)
    schedule.pull(condition, version=2)


def _quarantined(schedule: Schedule, person: Person) -> None:
    pending = schedule.edit(person)
    person.texts.append(f"Edited{person.texts[0]}")
    with schedule.store.unit_of_work(a_context(), origin=Origin.REMOTE) as uow:
        ids = [one.operation.op_id for one in pending]
        uow.outbox.mark(ids, OperationState.QUARANTINED)


def _visit(days: float) -> Callable[[Schedule, Person], None]:
    def book(schedule: Schedule, person: Person) -> None:
        at = schedule.clock.now() + timedelta(days=days)
        schedule.pull(an_appointment(person.patient, starts_at=at))

    return book


def _conflict(*, is_resolved: bool, texts: bool = False) -> Callable[[Schedule, Person], None]:
    def clash(schedule: Schedule, person: Person) -> None:
        now = schedule.clock.now()
        decision: dict[str, Any] = {}
        if is_resolved:
            decision = {
                "status": next(s for s in ConflictStatus if "resolved" in s.value).value,
                "resolved_at": now,
                "resolved_by": USER_ID,
            }
        one = SyncConflict(
            id=new_id(),
            created_at=now,
            updated_at=now,
            entity="condition",
            row_id=person.detail[0].id,
            patient_id=person.patient.id,
            kind=next(iter(ConflictKind)).value,
            theirs={"text": f"Theirs{person.texts[0]}"} if texts else {},
            **decision,
        )
        schedule.pull(one)
        person.texts += [f"Theirs{person.texts[0]}"] if texts else []

    return clash


def _drafted(schedule: Schedule, person: Person) -> None:
    schedule.store.database.writer.run(
        "INSERT INTO draft (user_id, form, subject, content, updated_at) VALUES (?, ?, ?, ?, ?)",
        (bytes.fromhex(USER_ID), "patient", person.patient.id, "{}", 1),
    )


def _changed_elsewhere(schedule: Schedule, person: Person) -> None:
    now = schedule.clock.now()
    person.detail = [replace(one, updated_at=now) for one in person.detail]
    schedule.pull(*person.detail, version=2)


FATES: dict[str, Callable[[Schedule, Person], None]] = {
    "never asked for": _nothing,
    "never asked for either": _nothing,
    "viewed lately": _viewed,
    "viewed long ago": _viewed,
    "listed lately": _listed,
    "removed long ago": _removed,
    "imported here": _imported,
    "new row unsent": _created_here,
    "edit unsent": _edited,
    "edit unsent for long": _edited,
    "demographics unsent": _renamed,
    "edit acknowledged long ago": _acknowledged,
    "edit that needs a person": _quarantined,
    "comes soon": _visit(6),
    "was here last week": _visit(-3),
    "was here last month": _visit(-40),
    "clash open": _conflict(is_resolved=False),
    "clash decided": _conflict(is_resolved=True),
    "clash decided long ago": _conflict(is_resolved=True, texts=True),
    "draft open": _drafted,
    "changed at another desk": _changed_elsewhere,
}
LONG_BEFORE = {
    "viewed long ago",
    "removed long ago",
    "clash decided long ago",
    "imported here",
    "edit unsent for long",
    "edit acknowledged long ago",
    "edit that needs a person",
}
GOING = {
    "never asked for",
    "never asked for either",
    "viewed long ago",
    "listed lately",
    "removed long ago",
    "edit acknowledged long ago",
    "was here last month",
    "clash decided",
    "clash decided long ago",
}
