"""The queue on a real encrypted store: what one operation that cannot go does to the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.domain.changes import Origin
from app.domain.operations import LONGEST_PAUSE, OperationResult, OperationState, Pending
from app.domain.patient import Patient
from app.domain.remote_ports import PushOutcome
from app.sync import push
from app.sync.events import Aside
from tests.factories import NOON, a_patient, an_allergy
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore, HandClock
from tests.sync.test_push_and_pull import edit, pull_all, states, the_patient

NewDesk = Callable[..., DeskStore]


def pending(desk: DeskStore) -> tuple[Pending, ...]:
    with desk.store.reader() as reader:
        return reader.pending()


def add_family(desk: DeskStore, children: int) -> str:
    """A patient and their allergies, each a user action; the create's identifier."""
    patient = a_patient(family_name="Neu")
    with desk.begin(desk.context) as uow:
        uow.add(patient)
    for _ in range(children):
        with desk.begin(desk.context) as uow:
            uow.add(an_allergy(patient))
    return pending(desk)[0].operation.op_id


def park(desk: DeskStore, op_id: str, **pause: float) -> None:
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        instant = uow.now + timedelta(**pause)
        uow.outbox.mark([op_id], OperationState.RETRY, next_attempt_at=instant)


def sent(taken: push.Taken) -> list[str]:
    return [one.op_id for one in taken.batch.operations] if taken.batch else []


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def desk(server: ServerModel, new_desk: NewDesk, clock: HandClock) -> DeskStore:
    desk = new_desk(clock)
    pull_all(desk, server)
    return desk


@pytest.mark.row("E5")
@pytest.mark.parametrize("limit", [1, 2, 500])
def test_however_many_wait_in_front_an_unrelated_change_goes(
    desk: DeskStore, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "PIECE", 4)
    park(desk, add_family(desk, children=9), minutes=4)
    edit(desk, phone="2")
    unrelated = pending(desk)[-1].operation.op_id
    assert sent(push.take(desk.begin, desk.context, limit=limit)) == [unrelated]


@pytest.mark.parametrize("size", [3, 4, 5, 8, 9])
def test_user_action_across_the_ends_of_the_pieces_stays_whole(
    desk: DeskStore, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "PIECE", 4)
    edit(desk, phone="2")
    with desk.begin(desk.context) as uow:
        for number in range(size):
            uow.add(a_patient(mrn=f"M{number}"))
    everything = [one.operation.op_id for one in pending(desk)]
    assert sent(push.take(desk.begin, desk.context, limit=size)) == everything[:1]
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        uow.outbox.mark(everything[:1], OperationState.ACKED)
    assert sent(push.take(desk.begin, desk.context, limit=size)) == everything[1:]


def test_queue_behind_a_parked_change_is_looked_at_when_its_pause_ends(desk: DeskStore) -> None:
    park(desk, add_family(desk, children=2), minutes=4)
    taken = push.take(desk.begin, desk.context)
    assert taken.batch is None
    assert taken.due_at is not None
    assert abs(taken.due_at - NOON - timedelta(minutes=4)) < timedelta(seconds=1)


def test_batch_that_goes_ahead_holds_nothing_that_stands_on_the_one_before(
    desk: DeskStore,
) -> None:
    create = add_family(desk, children=2)
    first = push.take(desk.begin, desk.context, limit=1).batch
    assert first is not None
    assert ([one.op_id for one in first.operations], first.has_more) == ([create], True)
    edit(desk, phone="2")
    unrelated = pending(desk)[-1].operation.op_id
    ahead = push.take(desk.begin, desk.context, is_ahead=True)
    assert sent(ahead) == [unrelated]
    assert ahead.batch is not None
    assert not ahead.batch.has_more
    inflight = {one.operation.op_id for one in pending(desk) if one.state == "inflight"}
    assert inflight == {create, unrelated}


def test_what_went_ahead_without_an_answer_is_taken_again(desk: DeskStore) -> None:
    edit(desk, phone="2")
    ahead = push.take(desk.begin, desk.context, is_ahead=True)
    assert push.take(desk.begin, desk.context, is_ahead=True).batch is None
    assert sent(push.take(desk.begin, desk.context)) == sent(ahead)


def test_empty_queue_has_nothing_due(desk: DeskStore) -> None:
    assert push.take(desk.begin, desk.context) == push.Taken(batch=None, due_at=None)


def test_clock_that_is_set_back_parks_nothing_for_the_length_of_the_jump(
    desk: DeskStore, clock: HandClock
) -> None:
    clock.move(days=400)
    edit(desk, phone="2")
    park(desk, pending(desk)[0].operation.op_id, seconds=2)
    clock.move(days=-400)
    assert len(sent(push.take(desk.begin, desk.context))) == 1


def test_time_of_the_next_look_is_never_later_than_the_longest_pause(
    desk: DeskStore, clock: HandClock
) -> None:
    first, second = add_family(desk, children=0), ""
    edit(desk, phone="2")
    second = pending(desk)[-1].operation.op_id
    park(desk, first, minutes=5)
    park(desk, second, minutes=3)
    clock.move(seconds=-30)
    taken = push.take(desk.begin, desk.context)
    assert sent(taken) == [first], "its instant lies beyond any pause by now"
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        uow.outbox.mark([first], OperationState.ACKED)
    due_at = push.take(desk.begin, desk.context).due_at
    assert due_at is not None
    assert due_at <= clock.now() + LONGEST_PAUSE


@pytest.mark.row("E5")
def test_sync_now_ends_every_pause(desk: DeskStore) -> None:
    parked = add_family(desk, children=0)
    park(desk, parked, minutes=4)
    assert sent(push.take(desk.begin, desk.context)) == []
    assert sent(push.take(desk.begin, desk.context, is_forced=True)) == [parked]


@pytest.mark.row("E8")
def test_what_depends_on_an_operation_too_large_to_send_goes_to_a_person_with_it(
    desk: DeskStore, server: ServerModel
) -> None:
    parent = a_patient(family_name="Gross", mrn="P")
    child = a_patient(mrn="C", guarantor_id=parent.id)
    with desk.begin(desk.context) as uow:
        for record in (parent, child, an_allergy(child)):
            uow.add(record)
    edit(desk, phone="2")
    batch = push.take(desk.begin, desk.context, limit=1).batch
    assert batch is not None
    push.set_aside(desk.begin, desk.context, batch=batch, why=Aside.TOO_LARGE, luck=0.5)
    assert states(desk) == [OperationState.QUARANTINED] * 3 + [OperationState.QUEUED]
    assert [one.last_code for one in pending(desk)[:3]] == ["too_large", "dependency", "dependency"]
    with desk.store.reader() as reader:
        assert reader.records(Patient).get_many([parent.id, child.id]) == {}
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        assert uow.shadows.get("patient", child.id) is None


def settle(desk: DeskStore, *answers: dict[str, Any]) -> None:
    """Take a batch; the server gives these answers to its operations in order."""
    batch = push.take(desk.begin, desk.context).batch
    assert batch is not None
    results = tuple(
        OperationResult(op_id=operation.op_id, **answer)
        for operation, answer in zip(batch.operations, answers, strict=True)
    )
    outcome = PushOutcome(results=results, server_time=NOON, seq=1)
    push.settle(desk.begin, desk.context, batch=batch, outcome=outcome, luck=1.0)


WAITS: dict[str, Any] = {"status": "blocked", "code": "dependency"}


def add_one(desk: DeskStore) -> Patient:
    patient = a_patient(mrn="LOST")
    with desk.begin(desk.context) as uow:
        uow.add(patient)
    return patient


def quarantine(desk: DeskStore, op_id: str) -> None:
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        uow.outbox.mark([op_id], OperationState.QUARANTINED)


def test_change_whose_dependency_will_never_be_sent_does_not_wait_for_ever(desk: DeskStore) -> None:
    lost = add_one(desk)
    child = a_patient(mrn="C", guarantor_id=lost.id)
    with desk.begin(desk.context) as uow:
        uow.add(child)
        uow.add(an_allergy(child))
    quarantine(desk, pending(desk)[0].operation.op_id)
    settle(desk, WAITS, WAITS)
    assert states(desk) == [OperationState.QUARANTINED] * 3


def test_change_accepted_in_the_same_answer_stays_below_one_that_is_given_up(
    desk: DeskStore,
) -> None:
    lost = add_one(desk)
    edit(desk, phone="2")
    edit(desk, guarantor_id=lost.id)
    quarantine(desk, pending(desk)[0].operation.op_id)
    settle(desk, {"status": "applied", "version": 2}, WAITS)
    patient = the_patient(desk)
    assert (patient.phone, patient.version, patient.guarantor_id) == ("2", 2, None)


def test_change_whose_dependency_still_waits_here_waits_too(desk: DeskStore) -> None:
    add_family(desk, children=1)
    settle(desk, {"status": "retry"}, WAITS)
    assert states(desk) == [OperationState.RETRY, OperationState.BLOCKED]


def test_batch_that_was_settled_leaves_nothing_on_its_way(desk: DeskStore) -> None:
    edit(desk, phone="2")
    batch = push.take(desk.begin, desk.context).batch
    assert batch is not None
    again = push.take(desk.begin, desk.context).batch
    assert again is not None
    assert again.operations == batch.operations
    push.set_aside(desk.begin, desk.context, batch=again, why=Aside.REFUSED, luck=1.0)
    assert states(desk) == [OperationState.RETRY]
    assert push.take(desk.begin, desk.context).batch is None
