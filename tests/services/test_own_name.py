"""A colleague's message that is sent again goes in the sender's name and says who wrote it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.context import ExecutionContext
from app.domain.ids import UserId, new_id
from app.domain.message import Message, MessageThread
from app.domain.operations import OperationResult, OperationState
from app.domain.remote_ports import PushOutcome
from app.protocol.codec import to_wire
from app.services import unsent
from app.services.unsent_files import begin_handing_out, hand_out, take_in
from app.sync import push
from tests.factories import NOON, a_child, a_patient, a_user
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore
from tests.sync.test_push import pending
from tests.sync.test_push_and_pull import pull_all, push_all, states

pytestmark = pytest.mark.row("E5", "E8")
NewDesk = Callable[..., DeskStore]
KIM = UserId(new_id())
PATIENT = a_patient(mrn="P-1")
THREAD = a_child(MessageThread, PATIENT, subject="Refill")


@pytest.fixture
def desk(server: ServerModel, new_desk: NewDesk) -> DeskStore:
    """A desk at which Kim wrote and another person works now."""
    desk = new_desk()
    kim = a_user(id=KIM, username="kim", display_name="Kim O.")
    known = (("patient", PATIENT), ("message_thread", THREAD), ("user", kim))
    server.load([(name, one.id, to_wire(one)) for name, one in known], NOON)
    pull_all(desk, server)
    return desk


def as_kim(desk: DeskStore) -> ExecutionContext:
    return replace(desk.context, user_id=KIM)


def a_message(**fields: object) -> Message:
    values = {"thread_id": THREAD.id, "sender_id": KIM, "read_by": (), "text": "Call back?"}
    return a_child(Message, PATIENT, **{**values, **fields})


def refuse(desk: DeskStore) -> str:
    """The server refuses what waits; which operation that was."""
    batch = push.take(desk.begin, desk.context).batch
    assert batch is not None
    results = tuple(
        OperationResult(op_id=one.op_id, status="rejected", code="permission")
        for one in batch.operations
    )
    outcome = PushOutcome(results=results, server_time=NOON, seq=1)
    push.settle(desk.begin, desk.context, batch=batch, outcome=outcome, luck=0.5)
    (one,) = pending(desk)
    assert one.state is OperationState.QUARANTINED
    return one.operation.op_id


def at_server(server: ServerModel, message: Message) -> dict[str, object]:
    body = server.rows["message", message.id].body
    assert body is not None
    return dict(body)


def test_message_of_a_colleague_is_sent_again_under_both_names(
    desk: DeskStore, server: ServerModel
) -> None:
    message = a_message()
    with desk.begin(as_kim(desk)) as uow:
        uow.add(message)
    unsent.retry(desk.begin, desk.context, op_id=refuse(desk))
    push_all(desk, server)
    assert states(desk) == []
    body = at_server(server, message)
    assert (body["sender_id"], body["sender_name"]) == (desk.context.user_id, "Kim O.")


def test_message_that_its_author_sends_again_stays_as_it_is(
    desk: DeskStore, server: ServerModel
) -> None:
    message = a_message()
    with desk.begin(as_kim(desk)) as uow:
        uow.add(message)
    unsent.retry(desk.begin, as_kim(desk), op_id=refuse(desk))
    push_all(desk, server)
    body = at_server(server, message)
    assert (body["sender_id"], body["sender_name"]) == (KIM, "")


def test_what_a_patient_said_stays_the_patients(desk: DeskStore, server: ServerModel) -> None:
    noted = a_message(sender_id=None, direction="incoming", channel="phone", read_by=(KIM,))
    with desk.begin(as_kim(desk)) as uow:
        uow.add(noted)
    unsent.retry(desk.begin, desk.context, op_id=refuse(desk))
    push_all(desk, server)
    assert states(desk) == []
    body = at_server(server, noted)
    assert (body["sender_id"], body["sender_name"], body["read_by"]) == (None, "", [])


def test_nobody_says_for_a_colleague_that_they_read_it(
    desk: DeskStore, server: ServerModel
) -> None:
    message = a_message(sender_id=None)
    server.load([("message", message.id, to_wire(message))], NOON)
    pull_all(desk, server)
    me = desk.context.user_id
    with desk.begin(as_kim(desk)) as uow:
        uow.save(replace(message, read_by=(me, KIM), version=1))
    unsent.retry(desk.begin, desk.context, op_id=refuse(desk))
    push_all(desk, server)
    assert states(desk) == []
    assert at_server(server, message)["read_by"] == [me]


def test_draft_that_a_colleague_marked_as_sent_is_said_by_who_sends_it_again(
    desk: DeskStore, server: ServerModel
) -> None:
    draft = a_message(drafted_by=KIM, text="Dear")
    server.load([("message", draft.id, to_wire(draft))], NOON)
    pull_all(desk, server)
    with desk.begin(as_kim(desk)) as uow:
        uow.save(replace(draft, text="Dear Amara", drafted_by=None, version=1))
    unsent.retry(desk.begin, desk.context, op_id=refuse(desk))
    push_all(desk, server)
    assert states(desk) == []
    body = at_server(server, draft)
    assert (body["sender_id"], body["sender_name"]) == (desk.context.user_id, "Kim O.")
    assert (body["text"], body["drafted_by"]) == ("Dear Amara", None)


def test_work_read_in_at_another_desk_stays_its_authors_until_somebody_sends_it_anew(
    desk: DeskStore, server: ServerModel, new_desk: NewDesk
) -> None:
    message, other = a_message(), new_desk()
    pull_all(other, server)
    with desk.begin(as_kim(desk)) as uow:
        uow.add(message)
    begin_handing_out(desk.begin, desk.context)
    with desk.store.reader() as reader:
        raw = hand_out(reader, desk.context, made_at="").raw
    take_in(other.begin, other.context, raw=raw)
    assert pending(other)[0].operation.actor_id == KIM
    push_all(other, server)
    assert states(other) == []
    assert at_server(server, message)["sender_id"] == KIM
