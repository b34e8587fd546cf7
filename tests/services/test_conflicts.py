"""Deciding conflicts at a desk: one transaction, offline, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.domain.appointment import Appointment
from app.domain.conflict import SyncConflict
from app.domain.errors import InvalidValue, RecordNotFound, StorageFull
from app.domain.ids import RecordId, new_id
from app.domain.operations import OperationState
from app.domain.patient import Patient
from app.services import appointments, conflicts
from app.services.appointments import NewVisit, Slot
from tests.factories import NOON, ZONE, a_practitioner
from tests.killing import fail_at_every_statement
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore, new_desk, server, template
from tests.sync.test_push_and_pull import edit, pull_all, push_all, states, the_patient

__all__ = ["new_desk", "server", "template"]
NewDesk = Callable[[], DeskStore]


def meet(server: ServerModel, *desks: DeskStore) -> None:
    """Every desk sends what it has and reads what there is."""
    for desk in (*desks, *desks):
        if states(desk) and OperationState.QUEUED in states(desk):
            push_all(desk, server)
        pull_all(desk, server)


def clashing(server: ServerModel, make: NewDesk) -> tuple[DeskStore, DeskStore, SyncConflict]:
    """Two desks that gave the patient two phones; the first one's came first."""
    one, two = make(), make()
    meet(server, one, two)
    edit(one, phone="one")
    edit(two, phone="two")
    meet(server, one, two)
    with two.store.reader() as reader:
        (conflict,) = conflicts.undecided(reader)
    return one, two, conflict


def resolve(desk: DeskStore, conflict: SyncConflict, resolution: str, **more: Any) -> SyncConflict:
    return conflicts.resolve(
        desk.begin, desk.context, conflict_id=conflict.id, resolution=resolution, **more
    )


@pytest.mark.parametrize(
    ("resolution", "values", "phone"),
    [("mine", {}, "two"), ("theirs", {}, "one"), ("edited", {"phone": " three "}, "three")],
)
def test_decision_reaches_every_desk_and_keeps_both_values(
    resolution: str, values: dict[str, object], phone: str, server: ServerModel, new_desk: NewDesk
) -> None:
    one, two, conflict = clashing(server, new_desk)
    resolve(one, conflict, resolution, values=values)
    assert the_patient(one).phone == phone
    meet(server, one, two)
    assert the_patient(two).phone == phone
    with two.store.reader() as reader:
        decided = conflicts.get(reader, conflict_id=conflict.id)
        assert conflicts.undecided(reader) == ()
    assert (decided.status, decided.resolution) == ("resolved", resolution)
    assert (decided.ours, decided.theirs) == ({"phone": "one"}, {"phone": "two"})


def test_conflict_shows_on_its_record(server: ServerModel, new_desk: NewDesk) -> None:
    _, two, conflict = clashing(server, new_desk)
    with two.store.reader() as reader:
        assert conflicts.of_record(reader, record_id=conflict.subject_id) == (conflict,)
        assert conflicts.of_record(reader, record_id=new_id()) == ()


def test_a_second_decision_takes_the_change_that_followed_from_it_along(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, two, conflict = clashing(server, new_desk)
    resolve(one, conflict, "theirs")
    resolve(two, conflict, "edited", values={"phone": "three"})
    meet(server, one, two)
    assert the_patient(one).phone == the_patient(two).phone == "one"


def test_second_decision_is_discarded_and_the_first_counts(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, two, conflict = clashing(server, new_desk)
    resolve(one, conflict, "theirs")
    resolve(two, conflict, "theirs")
    meet(server, one, two)
    assert states(two) == []  # neither the old clash nor the decision waits for anybody
    with one.store.reader() as reader:
        first = conflicts.get(reader, conflict_id=conflict.id)
    with two.store.reader() as reader:
        assert conflicts.get(reader, conflict_id=conflict.id) == first


def test_decided_conflict_cannot_be_decided_again_here(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, _, conflict = clashing(server, new_desk)
    resolve(one, conflict, "theirs")
    with pytest.raises(InvalidValue):
        resolve(one, conflict, "mine")


@pytest.mark.parametrize("resolution", ["both", "nonsense"])
def test_decision_that_does_not_fit_changes_nothing(
    resolution: str, server: ServerModel, new_desk: NewDesk
) -> None:
    one, _, conflict = clashing(server, new_desk)
    with pytest.raises(InvalidValue):
        resolve(one, conflict, resolution)
    with one.store.reader() as reader:
        assert conflicts.get(reader, conflict_id=conflict.id).status == "open"


def test_unknown_conflict_is_named(server: ServerModel, new_desk: NewDesk) -> None:
    desk = new_desk()
    with pytest.raises(RecordNotFound):
        conflicts.resolve(desk.begin, desk.context, conflict_id=new_id(), resolution="mine")


@pytest.mark.parametrize(("resolution", "is_there"), [("mine", True), ("theirs", False)])
def test_deletion_against_an_edit_is_decided_either_way(
    resolution: str, is_there: bool, server: ServerModel, new_desk: NewDesk
) -> None:
    one, two = new_desk(), new_desk()
    meet(server, one, two)
    patient = the_patient(one)
    with one.begin(one.admin) as uow:
        uow.delete(Patient, patient.id)
    edit(two, phone="two")
    meet(server, one, two)
    with two.store.reader() as reader:
        (conflict,) = conflicts.undecided(reader)
    resolve(two, conflict, resolution)
    meet(server, one, two)
    for desk in (one, two):
        with desk.store.reader() as reader:
            kept = reader.records(Patient).get(patient.id)
        assert (kept.phone if kept else None) == ("two" if is_there else None)


def test_bringing_a_record_back_keeps_edits_made_before_it_was_deleted(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, two = new_desk(), new_desk()
    meet(server, one, two)
    edit(two, city="Oslo")  # not sent yet
    edit(one, phone="+12125550177")
    push_all(one, server)
    with one.begin(one.admin) as uow:
        uow.delete(Patient, the_patient(one).id)
    meet(server, one, two)
    with two.store.reader() as reader:
        (conflict,) = conflicts.undecided(reader)
    resolve(two, conflict, "mine")
    meet(server, two, one)
    for desk in (one, two):
        patient = the_patient(desk)
        assert (patient.phone, patient.city) == ("+12125550177", "Oslo")


def double_booked(server: ServerModel, make: NewDesk) -> tuple[DeskStore, DeskStore, SyncConflict]:
    one, two = make(), make()
    with one.begin(one.context) as uow:
        practitioner = uow.add(a_practitioner())
    meet(server, one, two)
    for desk in (one, two):
        slot = Slot(starts_at=NOON, length_min=30, practitioner_id=practitioner.id)  # type: ignore[arg-type]
        visit = NewVisit(patient_id=the_patient(desk).id, slot=slot)  # type: ignore[arg-type]
        appointments.book(desk.begin, desk.context, visit=visit, zone=ZONE)
    meet(server, one, two)
    with one.store.reader() as reader:
        (conflict,) = conflicts.undecided(reader)
    return one, two, conflict


@pytest.mark.parametrize("resolution", ["both", "theirs", "mine"])
def test_double_booking_keeps_both_visits_and_clears_the_flag(
    resolution: str, server: ServerModel, new_desk: NewDesk
) -> None:
    one, two, conflict = double_booked(server, new_desk)
    later = NOON + timedelta(hours=1)
    values: dict[str, object] = {"starts_at": later, "ends_at": later + timedelta(minutes=30)}
    resolve(one, conflict, resolution, values={} if resolution == "both" else values)
    meet(server, one, two)
    with two.store.reader() as reader:
        second = reader.records(Appointment).get(conflict.subject_id)
        first = reader.records(Appointment).get(RecordId(conflict.other_row_id or ""))
    assert first is not None
    assert second is not None
    assert not second.needs_resolution
    assert second.is_overbook == (resolution == "both")
    assert (first.starts_at == later) == (resolution == "mine")
    assert (second.starts_at == later) == (resolution == "theirs")


@pytest.mark.row("B3")
@pytest.mark.parametrize("resolution", ["mine", "theirs"])
def test_failure_of_every_statement_leaves_the_conflict_undecided(
    resolution: str, server: ServerModel, new_desk: NewDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, two, conflict = clashing(server, new_desk)
    work = lambda: resolve(two, conflict, resolution)  # noqa: E731
    assert fail_at_every_statement(two.store, work, StorageFull, monkeypatch) > 4
    with two.store.reader() as reader:
        assert conflicts.undecided(reader) == ()
