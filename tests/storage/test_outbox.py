"""The queue of operations."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.billing import Charge
from app.domain.changes import Origin
from app.domain.errors import PermissionDenied
from app.domain.operations import BY_IMPORT, OperationResult, OperationState, Pending
from app.domain.staff import Role
from app.storage.store import LocalStore
from tests.factories import a_child
from tests.storage.conftest import CONTEXT, START, HandClock, open_store, patient


def fill(store: LocalStore) -> list[str]:
    with store.unit_of_work(CONTEXT) as uow:
        for number in range(4):
            uow.add(patient(mrn=f"M{number}"))
        return [one.operation.op_id for one in uow.pending()]


@pytest.mark.row("F4")
def test_interrupted_sending_starts_again_after_a_restart(tmp_path: Path) -> None:
    store = open_store(tmp_path / "clinic.db")
    ids = fill(store)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.outbox.mark(ids, OperationState.INFLIGHT)
        assert uow.outbox.due(START, limit=10) == ()
    store.close()
    store = open_store(tmp_path / "clinic.db")
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        assert [one.operation.op_id for one in uow.outbox.due(START, limit=3)] == ids[:3]
    store.close()


def test_operations_move_through_their_states(store: LocalStore) -> None:
    ids = fill(store)
    later = START + timedelta(seconds=30)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        outbox = uow.outbox
        outbox.mark(
            ids[:1], OperationState.RETRY, code="busy", next_attempt_at=later, count_attempt=True
        )
        outbox.settle(
            OperationResult(op_id=ids[1], status="applied", version=1, seq=7), OperationState.ACKED
        )
        outbox.mark(ids[2:3], OperationState.CONFLICTED)
        outbox.rebase(ids[3], 5)
        assert [one.operation.op_id for one in outbox.due(START, limit=9)] == ids[3:]
        assert [one.operation.op_id for one in outbox.due(later, limit=9)] == [ids[0], ids[3]]
        found = outbox.get(ids)
        assert found[ids[0]].attempts == 1
        assert found[ids[0]].last_code == "busy"
        assert found[ids[3]].operation.base_version == 5
        counts = uow.queue_counts()
        assert (counts.waiting, counts.conflicted, counts.quarantined) == (2, 1, 0)
        assert len(uow.rows_with_pending("patient")) == 2
        assert [one.operation.op_id for one in uow.pending()] == [ids[0], *ids[2:]]


def op_ids(found: tuple[Pending, ...]) -> list[str]:
    return [one.operation.op_id for one in found]


def test_queue_is_read_from_any_place_on(store: LocalStore) -> None:
    ids = fill(store)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        first = uow.outbox.due(START, limit=2)
        rest = uow.outbox.due(START, limit=9, after=first[-1].operation.n)
    assert op_ids(first) + op_ids(rest) == ids


def test_instant_further_away_than_any_pause_counts_as_reached(store: LocalStore) -> None:
    ids = fill(store)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        for op_id, pause_s in zip(ids, (-1, 20, 300, 900), strict=True):
            instant = START + timedelta(seconds=pause_s)
            uow.outbox.mark([op_id], OperationState.RETRY, next_attempt_at=instant)
        assert op_ids(uow.outbox.due(START, limit=9)) == [ids[0], ids[3]]
        assert uow.outbox.next_due_at(START) == START + timedelta(seconds=20)
        assert uow.outbox.next_due_at(START + timedelta(seconds=299)) == (
            START + timedelta(seconds=300)
        )
        assert uow.outbox.next_due_at(START + timedelta(seconds=300)) is None
        uow.outbox.end_pauses()
        assert op_ids(uow.outbox.due(START, limit=9)) == ids
        assert uow.outbox.next_due_at(START) is None


@pytest.mark.row("E5")
def test_restart_ends_every_pause(tmp_path: Path) -> None:
    store = open_store(tmp_path / "clinic.db")
    ids = fill(store)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        later = START + timedelta(minutes=4)
        uow.outbox.mark(ids, OperationState.BLOCKED, next_attempt_at=later)
    store.close()
    store = open_store(tmp_path / "clinic.db")
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        assert op_ids(uow.outbox.due(START, limit=9)) == ids
    store.close()


def test_only_what_still_waits_counts_as_depending(store: LocalStore) -> None:
    kept = patient()
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(kept)
        for number in range(3):
            uow.add(patient(mrn=f"M{number}", guarantor_id=kept.id))
        ids = op_ids(uow.pending())
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.outbox.mark(ids[1:2], OperationState.QUARANTINED)
        uow.outbox.mark(ids[2:3], OperationState.INFLIGHT)
        assert op_ids(uow.outbox.dependants(ids[0])) == ids[2:]
        assert uow.outbox.dependants(ids[3]) == ()


def test_what_may_have_been_sent_is_told_apart_from_what_is_over(store: LocalStore) -> None:
    ids = fill(store)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.outbox.note_sent(ids[:1])
        uow.outbox.mark(ids[1:2], OperationState.QUARANTINED)
        uow.outbox.mark(ids[2:3], OperationState.DISCARDED)
        assert [one.attempts for one in uow.outbox.get(ids).values()] == [1, 0, 0, 0]
        uow.outbox.note_sent()
        found = uow.outbox.get(ids)
        assert [found[one].attempts for one in ids] == [1, 1, 0, 1]


def test_desks_own_time_never_goes_back_behind_what_was_sent_anew(tmp_path: Path) -> None:
    clock = HandClock()
    store = open_store(tmp_path / "clinic.db", clock)
    ids = fill(store)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        found = uow.outbox.get(ids)
        latest = found[ids[-1]].operation
        uow.outbox.restate(replace(latest, hlc=found[ids[0]].operation.hlc))
        before = max(one.operation.hlc for one in uow.outbox.get(ids).values())
    store.close()
    clock.time -= timedelta(hours=1)
    store = open_store(tmp_path / "clinic.db", clock)
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="NEW"))
        (new,) = uow.outbox.get(uow.outbox.appended).values()
    assert new.operation.hlc > before
    store.close()


def test_what_was_stated_before_a_change_goes_with_it(store: LocalStore) -> None:
    stated = CONTEXT.because("as the patient asked")
    with store.unit_of_work(stated) as uow:
        uow.add(patient())
        uow.add(patient(), reason="typed with it")
        uow.add_many([patient() for _ in range(2)])
        found = [one.operation.reason for one in uow.pending()]
    assert found == [
        "as the patient asked",
        "typed with it",
        *("as the patient asked", "as the patient asked"),
    ]


def test_reason_of_spaces_says_nothing_and_hides_none(store: LocalStore) -> None:
    fay = replace(CONTEXT, role=Role.FRONT_DESK)
    someone = patient()
    owed = a_child(Charge, someone, amount_minor=5_000)
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(someone)
    for said, stated in (("  ", ""), ("", "  "), (" ", " ")):
        with pytest.raises(PermissionDenied), store.unit_of_work(fay.because(stated)) as uow:
            uow.add(owed, reason=said)
    with store.unit_of_work(fay.because(" school form ")) as uow:
        uow.add(owed, reason="  ")
        assert uow.pending()[-1].operation.reason == "school form"


def test_nobodys_words_pass_for_an_imports(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT.because(BY_IMPORT)) as uow:
        uow.add(patient())
    with store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(uow.add(patient()), city="Kiel"), reason=f" {BY_IMPORT} ")
        uow.add_many([patient() for _ in range(2)], reason=BY_IMPORT)
        queued = [one.operation.reason for one in uow.pending()]
    assert queued == [f"“{BY_IMPORT}”", "", *[f"“{BY_IMPORT}”"] * 3]


def test_an_import_says_that_it_is_one(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT, origin=Origin.IMPORT) as uow:
        uow.add(patient(), reason=BY_IMPORT)
        (queued,) = uow.pending()
    assert queued.operation.reason == BY_IMPORT
