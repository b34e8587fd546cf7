"""Operations that cannot get through, on a real encrypted store, and those beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from app.domain.clinical import Allergy
from app.domain.errors import AnswerLost, InvalidValue, ServerTrouble
from app.domain.operations import (
    FALLEN,
    LONGEST_PAUSE,
    ROW_LOST,
    SERVER_ERROR,
    SLOW_PAUSE,
    TOO_LARGE,
    OperationResult,
    OperationState,
    Pending,
)
from app.domain.patient import Patient
from app.domain.remote_ports import PushOutcome
from app.protocol.messages import MAX_OPERATION_BYTES
from app.services import unsent
from app.sync import push
from app.sync.events import Aside
from app.sync.settling import MOST_WAITS
from tests.factories import NOON, a_patient, an_allergy
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore, HandClock
from tests.sync.test_bootstrap import change
from tests.sync.test_push import add_family, pending, sent
from tests.sync.test_push_and_pull import edit, pull_all, push_all, states
from tests.sync.test_runner import is_synced, running, until

NewDesk = Callable[..., DeskStore]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def desk(server: ServerModel, new_desk: NewDesk, clock: HandClock) -> DeskStore:
    desk = new_desk(clock)
    pull_all(desk, server)
    return desk


def by_id(desk: DeskStore) -> dict[str, Pending]:
    return {one.operation.op_id: one for one in pending(desk)}


def doubt(desk: DeskStore, why: Aside) -> None:
    batch = push.take(desk.begin, desk.context, limit=1, is_forced=True).batch
    assert batch is not None
    push.set_aside(desk.begin, desk.context, batch=batch, why=why, luck=1.0)


@pytest.mark.row("E5")
@pytest.mark.parametrize("error", [ServerTrouble(500), AnswerLost()])
async def test_operation_the_server_fails_at_is_found_and_everything_else_goes(
    server: ServerModel, new_desk: NewDesk, quick: Random, error: Exception
) -> None:
    desk = new_desk()
    async with running(desk, quick) as runner:
        await until(runner, is_synced)
        runner.set_offline(True)
        desk.api.poison = await asyncio.to_thread(add_family, desk, children=2)
        desk.api.poison_error = error
        for _ in range(4):
            await asyncio.to_thread(add_family, desk, children=1)
        runner.set_offline(False)
        await until(runner, lambda status: status.quarantined == 3 and status.waiting == 0)
    culprit = by_id(desk)[desk.api.poison]
    assert (culprit.state, culprit.last_code) == (OperationState.QUARANTINED, SERVER_ERROR)
    assert {one.last_code for one in pending(desk)} == {SERVER_ERROR, "dependency"}
    assert culprit.next_attempt_at is not None


def test_suspect_goes_alone_and_the_rest_first(desk: DeskStore, clock: HandClock) -> None:
    suspect = add_family(desk, children=0)
    edit(desk, phone="2")
    doubt(desk, Aside.SUSPECT)
    assert by_id(desk)[suspect].state is OperationState.RETRY
    assert suspect not in sent(push.take(desk.begin, desk.context))
    clock.move(minutes=5)
    taken = push.take(desk.begin, desk.context)
    assert sent(taken) == [suspect]
    assert taken.batch is not None
    assert taken.batch.is_suspect


def test_suspect_with_nothing_to_compare_ends_with_a_person_after_five_times(
    desk: DeskStore,
) -> None:
    add_family(desk, children=0)
    for _ in range(4):
        doubt(desk, Aside.SUSPECT)
        assert states(desk) == [OperationState.RETRY]
    doubt(desk, Aside.SUSPECT)
    assert states(desk) == [OperationState.QUARANTINED]


@pytest.mark.row("E8")
def test_culprit_is_tried_again_by_itself_after_a_pause_with_what_fell(
    desk: DeskStore, server: ServerModel, clock: HandClock
) -> None:
    culprit = add_family(desk, children=1)
    doubt(desk, Aside.POISON)
    assert states(desk) == [OperationState.QUARANTINED] * 2
    patient_id = by_id(desk)[culprit].operation.id
    with desk.store.reader() as reader:
        assert reader.records(Patient).get(patient_id) is None, "the view shows the server's word"
    clock.move(seconds=LONGEST_PAUSE.total_seconds() - 2)
    waited = push.take(desk.begin, desk.context)
    assert sent(waited) == []
    assert waited.due_at == by_id(desk)[culprit].next_attempt_at, "nothing else wakes the engine"
    clock.move(seconds=3)
    taken = push.take(desk.begin, desk.context)
    assert sent(taken) == [culprit]
    with desk.store.reader() as reader:
        assert reader.records(Patient).get(patient_id) is not None
    push_all(desk, server)
    assert states(desk) == []
    assert server.results[culprit][1].status == "applied"


def test_culprit_is_tried_less_and_less_often(desk: DeskStore, clock: HandClock) -> None:
    add_family(desk, children=0)
    pauses: list[timedelta] = []
    for _ in range(9):
        doubt(desk, Aside.POISON)
        (one,) = pending(desk)
        assert one.next_attempt_at is not None
        pause = one.next_attempt_at - clock.now()
        pauses.append(timedelta(seconds=round(pause.total_seconds())))
        clock.time = one.next_attempt_at
    assert pauses[:5] == [LONGEST_PAUSE] * 5
    assert pauses[5:] == [LONGEST_PAUSE * 4, LONGEST_PAUSE * 16, LONGEST_PAUSE * 64, SLOW_PAUSE]


@pytest.mark.row("E8")
def test_operation_whose_every_answer_was_lost_ends_as_the_server_took_it(
    desk: DeskStore, server: ServerModel, clock: HandClock
) -> None:
    add_family(desk, children=0)
    batch = push.take(desk.begin, desk.context).batch
    assert batch is not None
    server.push(desk.id, batch.operations, NOON)  # a gateway loses the answer, time after time
    doubt(desk, Aside.POISON)
    pull_all(desk, server)
    clock.move(seconds=LONGEST_PAUSE.total_seconds() + 1)
    push_all(desk, server)
    assert states(desk) == []


@pytest.mark.row("E8")
def test_deletion_the_server_failed_at_does_not_pass_over_a_later_edit(
    desk: DeskStore, server: ServerModel, clock: HandClock
) -> None:
    patient = a_patient()
    allergy = an_allergy(patient)
    with desk.begin(desk.context) as uow:
        uow.add(patient)
        uow.add(allergy)
    push_all(desk, server)
    clock.move(seconds=1)
    with desk.begin(desk.context) as uow:
        uow.delete(Allergy, allergy.id)
    doubt(desk, Aside.POISON)
    clock.move(seconds=1)
    with desk.begin(desk.context) as uow:
        shown = uow.records(Allergy).get(allergy.id)
        assert shown is not None
        uow.save(replace(shown, text="Latex, anaphylaxis"))
    push_all(desk, server)
    clock.move(seconds=LONGEST_PAUSE.total_seconds() + 1)
    push_all(desk, server)
    assert not server.rows["allergy", allergy.id].deleted
    assert states(desk) == [OperationState.CONFLICTED]
    with desk.store.reader() as reader:
        assert reader.records(Allergy).get(allergy.id) is not None


def test_clock_that_is_set_back_does_not_keep_a_culprit_for_the_length_of_the_jump(
    desk: DeskStore, clock: HandClock
) -> None:
    culprit = add_family(desk, children=0)
    doubt(desk, Aside.POISON)
    clock.move(days=-400)
    assert sent(push.take(desk.begin, desk.context)) == [culprit]


@pytest.mark.row("E5")
def test_operation_no_server_would_read_is_never_sent(desk: DeskStore) -> None:
    patient = a_patient(mrn="BIG", extra={"scan": "x" * MAX_OPERATION_BYTES})
    with desk.begin(desk.context) as uow:
        uow.add(patient)
        uow.add(an_allergy(patient))
    edit(desk, phone="2")
    first = push.take(desk.begin, desk.context)
    assert first.batch is None
    assert first.due_at == pytest.approx(NOON, abs=timedelta(seconds=1))
    assert [one.last_code for one in pending(desk)] == [TOO_LARGE, "dependency", ""]
    assert len(sent(push.take(desk.begin, desk.context))) == 1
    with desk.store.reader() as reader:
        assert reader.records(Patient).get(patient.id) is None


def answer(desk: DeskStore, *answers: dict[str, str]) -> None:
    """The server's answers to what is due, whatever it waits for."""
    batch = push.take(desk.begin, desk.context, is_forced=True).batch
    assert batch is not None
    results = tuple(
        OperationResult(op_id=one.op_id, **said)  # type: ignore[arg-type]
        for one, said in zip(batch.operations, answers, strict=True)
    )
    outcome = PushOutcome(results=results, server_time=NOON, seq=1)
    push.settle(desk.begin, desk.context, batch=batch, outcome=outcome, luck=1.0)


BUSY = {"status": "retry", "code": "busy"}
REJECTED = {"status": "rejected", "code": "invalid_value"}
NOT_FOUND = {"status": "rejected", "code": "not_found"}


def somebody_new_and_an_edit_of_them(desk: DeskStore) -> Patient:
    patient = a_patient(mrn="N1", city="Kiel")
    with desk.begin(desk.context) as uow:
        uow.add(patient)
    answer(desk, BUSY)  # what may have arrived is not joined with what follows
    change(desk, patient, city="Oslo")
    return patient


@pytest.mark.row("E8", "A2")
@pytest.mark.parametrize("is_sent_with_it", [True, False])
def test_change_of_a_record_that_was_refused_falls_with_it_and_goes_again_with_it(
    desk: DeskStore, server: ServerModel, is_sent_with_it: bool
) -> None:
    patient = somebody_new_and_an_edit_of_them(desk)
    if is_sent_with_it:
        answer(desk, REJECTED, NOT_FOUND)
    else:
        batch = push.take(desk.begin, desk.context, is_forced=True, limit=1).batch
        assert batch is not None
        push.set_aside(desk.begin, desk.context, batch=batch, why=Aside.TOO_LARGE, luck=1.0)
    made, edited = pending(desk)
    assert states(desk) == [OperationState.QUARANTINED] * 2
    assert edited.last_code == FALLEN
    with pytest.raises(InvalidValue, match="needs another one"):
        unsent.retry(desk.begin, desk.context, op_id=edited.operation.op_id)
    unsent.retry(desk.begin, desk.context, op_id=made.operation.op_id)
    push_all(desk, server)
    assert states(desk) == []
    assert server.rows["patient", patient.id].body["city"] == "Oslo"  # type: ignore[index]


ROW_IS_LOST = {"status": "blocked", "code": ROW_LOST}
WAITS = {"status": "blocked", "code": "row_order"}


@pytest.mark.row("E8", "A2")
def test_what_waits_for_a_record_that_nobody_brings_back_goes_to_a_person_and_is_tried_again(
    desk: DeskStore, server: ServerModel, clock: HandClock
) -> None:
    edit(desk, phone="2")
    answer(desk, BUSY)
    edit(desk, city="Oslo")
    for _ in range(MOST_WAITS - 1):
        answer(desk, ROW_IS_LOST, WAITS)
        assert states(desk) == [OperationState.BLOCKED] * 2
    answer(desk, ROW_IS_LOST, WAITS)
    assert states(desk) == [OperationState.QUARANTINED] * 2
    assert {one.last_code for one in pending(desk)} == {ROW_LOST}
    clock.move(seconds=SLOW_PAUSE.total_seconds() - 2)
    assert sent(push.take(desk.begin, desk.context)) == []
    clock.move(seconds=3)
    answer(desk, ROW_IS_LOST, WAITS)
    assert states(desk) == [OperationState.QUARANTINED] * 2
    clock.move(seconds=SLOW_PAUSE.total_seconds() + 1)
    push_all(desk, server)  # somebody has brought it back
    assert states(desk) == []


def test_person_may_send_what_waits_for_a_lost_record_at_any_time(
    desk: DeskStore, server: ServerModel
) -> None:
    edit(desk, phone="2")
    for _ in range(MOST_WAITS):
        answer(desk, ROW_IS_LOST)
    (one,) = pending(desk)
    op_id = one.operation.op_id
    assert unsent.retry(desk.begin, desk.context, op_id=op_id) == op_id
    push_all(desk, server)
    assert server.results[op_id][1].status == "applied"


@pytest.mark.row("E5", "E8")
def test_what_is_too_large_on_the_way_from_here_is_asked_about_again(
    desk: DeskStore, server: ServerModel, clock: HandClock
) -> None:
    edit(desk, phone="2")
    batch = push.take(desk.begin, desk.context).batch
    assert batch is not None
    server.push(desk.id, batch.operations, NOON)  # another desk read it in, and sends it
    push.set_aside(desk.begin, desk.context, batch=batch, why=Aside.TOO_LARGE, luck=1.0)
    assert states(desk) == [OperationState.QUARANTINED]
    clock.move(seconds=LONGEST_PAUSE.total_seconds() + 1)
    push_all(desk, server)
    assert states(desk) == []
