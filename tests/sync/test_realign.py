"""A server that was put back to an older backup: its word is laid anew below what is sent again."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from typing import Any

import pytest

from app.domain.changes import Origin
from app.domain.conflict import SyncConflict
from app.domain.ids import RecordId
from app.domain.operations import UNSETTLED
from app.domain.patient import Patient
from app.domain.query import Query
from app.protocol.codec import to_wire
from app.protocol.merge import fold
from app.services import conflicts
from app.storage.worker import DatabaseWorker
from app.sync import realign, turns
from app.sync.bootstrap import FirstLoad
from app.sync.pull import CURSOR
from app.sync.realign import newer_here
from tests.factories import a_patient
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore
from tests.sync.snapshot_model import SnapshotModel
from tests.sync.test_bootstrap import change, fact, load_all, loading
from tests.sync.test_push import pending
from tests.sync.test_push_and_pull import pull_all, push_all

pytestmark = pytest.mark.row("A2", "E8")
NewDesk = Callable[[], DeskStore]
Desks = tuple[DeskStore, DeskStore]
_STATE = ("rows", "bodies", "history", "results", "asked")


@pytest.fixture
def snapshots(server: ServerModel) -> SnapshotModel:
    return SnapshotModel(server)


@pytest.fixture
async def desks(new_desk: NewDesk, snapshots: SnapshotModel) -> Desks:
    both = new_desk(), new_desk()
    for one in both:
        with loading(one, snapshots) as load:
            await load_all(load)
    return both


def backed_up(server: ServerModel) -> dict[str, Any]:
    return {name: copy(getattr(server, name)) for name in _STATE}


def put_back(server: ServerModel, kept: dict[str, Any], snapshots: SnapshotModel) -> None:
    vars(server).update(kept)
    snapshots.epoch = "f" * 32


async def hears_of_it(desk: DeskStore, load: FirstLoad) -> None:
    """The desk learns that another life has begun; its base is not laid yet."""
    await load.realign("")
    piece = await load.fetch(fact(desk, CURSOR) or "")
    assert piece is not None
    await load.apply(piece)


async def lay_anew(desk: DeskStore, load: FirstLoad) -> None:
    while (piece := await load.fetch(fact(desk, CURSOR) or "")) is not None:
        await load.apply(piece)


def register(desk: DeskStore, server: ServerModel, *others: DeskStore) -> Patient:
    patient = a_patient(mrn="P9", family_name="Okafor", city="Kiel")
    with desk.begin(desk.context) as uow:
        uow.add(patient)
    push_all(desk, server)
    for one in others:
        pull_all(one, server)
    return patient


def shown(desk: DeskStore, patient: Patient) -> Patient | None:
    with desk.store.reader() as reader:
        return reader.records(Patient).get(patient.id)


def is_shown_on_top(desk: DeskStore, patient: Patient) -> bool | None:
    """Whether somebody is shown as what waits says on top of what lies below; None: nothing does
    yet."""
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        shadow = uow.shadows.get("patient", patient.id)
        waiting = uow.outbox.of_row("patient", patient.id)
        record = uow.records(Patient).get(patient.id)
    assert waiting
    if shadow is None:
        return None
    body = fold(shadow.body, (one.operation for one in waiting))
    return (None if record is None else to_wire(record)) == body


async def test_deletion_of_somebody_the_server_lost_lies_on_what_it_has(
    desks: Desks, server: ServerModel, snapshots: SnapshotModel
) -> None:
    first, second = desks
    kept = backed_up(server)
    patient = register(first, server, second)
    with second.begin(second.admin) as uow:
        uow.delete(Patient, patient.id)
    push_all(second, server)
    put_back(server, kept, snapshots)
    with loading(second, snapshots) as load:
        await hears_of_it(second, load)
        assert is_shown_on_top(second, patient) is None
        await lay_anew(second, load)
    assert is_shown_on_top(second, patient) is True
    assert shown(second, patient) is None


@pytest.mark.parametrize("is_before", [True, False])
async def test_work_of_just_then_stays_to_be_seen_until_the_servers_word_lies_below_it(
    desks: Desks, server: ServerModel, snapshots: SnapshotModel, is_before: bool
) -> None:
    first, second = desks
    kept = backed_up(server)
    patient = register(first, server, second)
    change(second, patient, city="Oslo")
    push_all(second, server)
    pull_all(first, server)
    put_back(server, kept, snapshots)
    with loading(first, snapshots) as load:
        if is_before:
            change(first, patient, phone="+4930123456")
        await hears_of_it(first, load)
        if not is_before:
            change(first, patient, phone="+4930123456")
        assert is_shown_on_top(first, patient) is None
        before = shown(first, patient)
        assert before is not None
        assert (before.city, before.phone) == ("Oslo", "+4930123456")
        await lay_anew(first, load)
    assert is_shown_on_top(first, patient) is True
    assert {one.state in UNSETTLED for one in pending(first)} == {True}


async def test_what_falls_to_a_person_meanwhile_can_be_sent_again(
    desks: Desks, server: ServerModel, snapshots: SnapshotModel
) -> None:
    first, _ = desks
    kept = backed_up(server)
    patient = register(first, server)
    put_back(server, kept, snapshots)
    with loading(first, snapshots) as load:
        await hears_of_it(first, load)
        change(first, patient, phone="+4930123456")
        (*_, late) = pending(first)
        with first.begin(first.context, origin=Origin.REMOTE) as uow:
            uow.outbox.requeue([late.operation.op_id])
        assert is_shown_on_top(first, patient) is None
        await lay_anew(first, load)
    assert is_shown_on_top(first, patient) is True


async def test_refused_edit_of_somebody_the_server_lost_is_taken_back(
    desks: Desks, server: ServerModel, snapshots: SnapshotModel
) -> None:
    first, second = desks
    kept = backed_up(server)
    patient = register(first, server, second)
    put_back(server, kept, snapshots)
    change(second, patient, city="Oslo")
    with loading(second, snapshots) as load:
        await hears_of_it(second, load)
        await lay_anew(second, load)
    assert is_shown_on_top(second, patient) is True
    push_all(second, server)  # nobody has brought them back: not found
    seen = shown(second, patient)
    assert seen is not None
    assert seen.city == "Kiel"
    with second.begin(second.context, origin=Origin.REMOTE) as uow:
        assert list(newer_here(uow)) == [("patient", patient.id)]


@pytest.mark.parametrize("is_decided", [False, True])
async def test_conflict_of_a_life_that_is_over_asks_nobody_any_more(
    desks: Desks, server: ServerModel, snapshots: SnapshotModel, is_decided: bool
) -> None:
    first, _ = desks
    kept = backed_up(server)
    somebody = next(RecordId(key) for entity, key in server.rows if entity == "patient")
    people = [shown(one, replace(a_patient(), id=somebody)) for one in desks]
    for desk, patient, city in zip(desks, people, ("Kiel", "Oslo"), strict=True):
        assert patient is not None
        change(desk, patient, city=city)
        push_all(desk, server)
    pull_all(first, server)
    with first.store.reader() as reader:
        (conflict,) = reader.records(SyncConflict).find(Query(SyncConflict, limit=9)).rows
    if is_decided:
        context = replace(first.context, role="front_desk")
        conflicts.resolve(first.begin, context, conflict_id=conflict.id, resolution="theirs")
    put_back(server, kept, snapshots)
    with loading(first, snapshots) as load:
        await hears_of_it(first, load)
        await lay_anew(first, load)
    with first.store.reader() as reader:
        assert reader.records(SyncConflict).find(Query(SyncConflict, limit=9)).rows == ()
    with first.begin(first.context, origin=Origin.REMOTE) as uow:
        assert [entity for entity, _ in newer_here(uow)] == ["sync_conflict"]


async def test_base_that_is_laid_anew_keeps_no_edit_waiting(
    desks: Desks, server: ServerModel, snapshots: SnapshotModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = desks
    with first.begin(first.context) as uow:
        uow.add(a_patient())
    patient = register(first, server)
    monkeypatch.setattr(turns, "FEW", 1)
    monkeypatch.setattr(DatabaseWorker, "is_wanted", lambda _: True)
    sizes: list[int] = []
    store_anew = realign.store_anew

    def counted(uow: Any, rows: Any, *how: Any, **known: Any) -> None:
        sizes.append(len(rows))
        store_anew(uow, rows, *how, **known)

    monkeypatch.setattr(realign, "store_anew", counted)
    with loading(first, snapshots) as load:
        await load.realign("patient")
        await lay_anew(first, load)
    assert sizes[:3] == [2, 1, 1], "the first turn is given up, and few rows follow"
    assert shown(first, patient) is not None
    assert first.store.verify_rows()
