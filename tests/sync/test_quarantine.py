"""Operations that cannot get through, on a real encrypted store, and those beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from app.domain.clinical import Allergy
from app.domain.errors import AnswerLost, ServerTrouble
from app.domain.operations import SERVER_ERROR, SLOW_PAUSE, TOO_LARGE, OperationState, Pending
from app.domain.patient import Patient
from app.protocol.messages import MAX_OPERATION_BYTES
from app.sync import push
from app.sync.events import Aside
from tests.factories import NOON, a_patient, an_allergy
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore, HandClock
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
def test_culprit_is_tried_again_by_itself_after_six_hours_with_what_fell(
    desk: DeskStore, server: ServerModel, clock: HandClock
) -> None:
    culprit = add_family(desk, children=1)
    doubt(desk, Aside.POISON)
    assert states(desk) == [OperationState.QUARANTINED] * 2
    patient_id = by_id(desk)[culprit].operation.id
    with desk.store.reader() as reader:
        assert reader.records(Patient).get(patient_id) is None, "the view shows the server's word"
    clock.move(seconds=SLOW_PAUSE.total_seconds() - 2)
    assert sent(push.take(desk.begin, desk.context)) == []
    clock.move(seconds=3)
    taken = push.take(desk.begin, desk.context)
    assert sent(taken) == [culprit]
    with desk.store.reader() as reader:
        assert reader.records(Patient).get(patient_id) is not None
    push_all(desk, server)
    assert states(desk) == []
    assert server.results[culprit][1].status == "applied"


@pytest.mark.row("E8")
def test_deletion_the_server_failed_at_is_not_tried_again_over_a_later_edit(
    desk: DeskStore, server: ServerModel, clock: HandClock
) -> None:
    patient = a_patient()
    allergy = an_allergy(patient)
    with desk.begin(desk.context) as uow:
        uow.add(patient)
        uow.add(allergy)
    push_all(desk, server)
    with desk.begin(desk.context) as uow:
        uow.delete(Allergy, allergy.id)
    doubt(desk, Aside.POISON)
    with desk.begin(desk.context) as uow:
        shown = uow.records(Allergy).get(allergy.id)
        assert shown is not None
        uow.save(replace(shown, text="Latex, anaphylaxis"))
    push_all(desk, server)
    clock.move(seconds=SLOW_PAUSE.total_seconds() + 1)
    assert push.take(desk.begin, desk.context).batch is None
    assert not server.rows["allergy", allergy.id].deleted
    assert states(desk) == [OperationState.QUARANTINED]


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
