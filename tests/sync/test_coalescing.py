"""What is said in fewer words, and what never is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.appointment import Appointment
from app.domain.changes import Origin
from app.domain.clinical import Allergy
from app.domain.operations import (
    FieldChange,
    Operation,
    OperationResult,
    OperationState,
    Pending,
)
from app.domain.patient import Patient
from app.domain.remote_ports import PushOutcome
from app.domain.values import local_text
from app.protocol.codec import to_wire
from app.protocol.merge import fold
from app.storage.desk_proof import Part
from app.sync import push
from app.sync.coalescing import Dropped, Joined, shorter
from tests.factories import NOON, ZONE, a_patient, a_practitioner, an_allergy, an_appointment
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore
from tests.sync.test_batch_plan import a_pending
from tests.sync.test_push import pending, sent
from tests.sync.test_push_and_pull import edit, pull_all, push_all, states, the_patient

NewDesk = Callable[..., DeskStore]


def change(n: int, **values: Any) -> Pending:
    """An edit of record 7: field=(old, new); other words go to the operation."""
    facts = {name: values.pop(name) for name in list(values) if not isinstance(values[name], tuple)}
    patch = {name: FieldChange(*pair) for name, pair in values.items()}
    return a_pending(n, row=7, patch=patch, client_time=f"t{n}", **facts)


def made(n: int, **full: Any) -> Pending:
    return a_pending(n, row=7, kind="create", patch={}, full=full)


def one_of(*due: Pending) -> Operation:
    (joined,) = shorter(due)
    assert isinstance(joined, Joined)
    assert joined.merged == tuple(one.operation.op_id for one in due[1:])
    return joined.whole


def test_edits_of_one_record_by_one_person_go_as_one() -> None:
    whole = one_of(
        change(1, phone=("1", "2")),
        change(2, phone=("2", "3"), city=("a", "b")),
        change(3, city=("b", "c")),
    )
    assert whole.op_id == "op1"
    assert whole.patch == {"phone": FieldChange("1", "3"), "city": FieldChange("a", "c")}
    assert whole.client_time == "t3"


def test_edit_of_a_record_that_was_made_here_goes_with_it() -> None:
    whole = one_of(made(1, phone="1", city="a"), change(2, phone=("1", "2")))
    assert (whole.kind, whole.full) == ("create", {"phone": "2", "city": "a", "updated_at": "t2"})


def test_field_that_was_put_back_is_not_mentioned() -> None:
    whole = one_of(change(1, phone=("1", "2"), city=("a", "b")), change(2, phone=("2", "1")))
    assert whole.patch == {"city": FieldChange("a", "b")}


def test_record_that_was_made_and_deleted_here_is_not_sent() -> None:
    delete = a_pending(3, row=7, kind="delete", patch={})
    found = list(shorter([made(1, phone="1"), change(2, phone=("1", "2")), delete]))
    assert [type(one) for one in found] == [Joined, Dropped]


BEFORE = change(1, phone=("1", "2"))


@pytest.mark.parametrize(
    "later",
    [
        change(2, phone=("2", "3"), actor_id="ff" * 16),
        change(2, phone=("2", "3"), reason="asked by phone"),
        change(2, phone=("2", "3"), schema=2),
        change(2, phone=("2", "3"), base_version=9),
        change(2, phone=("2", "3"), depends_on=["op0"]),
        change(2, phone=("other", "3")),
        change(2, phone=("2", "1")),
        change(2, status=("active", "inactive")),
        change(2, sha256=("", "ab" * 32)),
        change(2, phone=("2", "3"), attempts=1),
        change(2, phone=("2", "3"), state=OperationState.RETRY),
        change(2, phone=("2", "3"), kind="action", action="resolve"),
        change(2, phone=("2", "3"), entity="health_record"),
        a_pending(2, row=7, kind="delete", patch={}),
        a_pending(2, row=8),
    ],
)
def test_what_is_not_the_same_stays_two(later: Pending) -> None:
    assert list(shorter([BEFORE, later])) == []


@pytest.mark.parametrize(
    "entity", ["health_record", "prescription", "payment", "sync_conflict", "user", "hologram"]
)
def test_where_each_edit_counts_everything_goes_as_it_was_made(entity: str) -> None:
    due = [change(1, phone=("1", "2"), entity=entity), change(2, phone=("2", "3"), entity=entity)]
    assert list(shorter(due)) == []


@pytest.mark.parametrize("first", [made(1, starts_at="9"), change(1, starts_at=("8", "9"))])
@pytest.mark.parametrize("field", ["starts_at", "room_id", "is_overbook", "needs_resolution"])
def test_time_of_a_visit_is_taken_and_left_step_by_step(first: Pending, field: str) -> None:
    """Another visit may have moved out of the way in between."""
    both = [first, change(2, **{field: ("9", "11")})]
    visits = [replace(one, operation=replace(one.operation, entity="appointment")) for one in both]
    assert list(shorter(visits)) == []


def test_what_a_visit_is_for_is_said_in_fewer_words() -> None:
    both = [change(1, reason_text=("", "a"), entity="appointment")]
    both += [change(2, note=("", "b"), entity="appointment")]
    assert len(list(shorter(both))) == 1


def test_change_that_may_have_reached_the_server_is_left_alone() -> None:
    sent_before = change(1, phone=("1", "2"), attempts=1)
    later = [change(2, phone=("2", "3")), change(3, phone=("3", "4"))]
    assert one_of(*later).patch == {"phone": FieldChange("2", "4")}
    assert [one.whole.op_id for one in shorter([sent_before, *later])] == ["op2"]  # type: ignore[union-attr]


def test_part_of_a_larger_user_action_is_not_torn_out_of_it() -> None:
    later = [change(2, tx_id="one", phone=("2", "3")), a_pending(3, tx_id="one")]
    assert list(shorter([BEFORE, *later])) == []


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), min_size=1, max_size=12))
def test_fewer_words_leave_the_record_as_all_of_them_do(edits: list[tuple[str, int]]) -> None:
    body: dict[str, Any] = {"a": 0, "b": 0, "c": 0}
    now, due = dict(body), []
    for n, (name, value) in enumerate(edits):
        due.append(change(n, **{name: (now[name], value)}))
        now[name] = value
    spoken = {one.operation.op_id: one.operation for one in due}
    for joined in shorter(due):
        assert isinstance(joined, Joined)
        spoken[joined.whole.op_id] = joined.whole
        for name in joined.merged:
            del spoken[name]
    shown, meant = fold(body, spoken.values()), fold(body, (one.operation for one in due))
    assert shown == meant


@pytest.fixture
def desk(server: ServerModel, new_desk: NewDesk) -> DeskStore:
    desk = new_desk()
    pull_all(desk, server)
    return desk


@pytest.mark.row("E5")
def test_edits_made_offline_reach_the_server_as_one_and_all_are_acknowledged(
    desk: DeskStore, server: ServerModel
) -> None:
    for value in ("2", "3", "4"):
        edit(desk, phone=value)
    edit(desk, city="Kiel")
    names = [one.operation.op_id for one in pending(desk)]
    batch = push.take(desk.begin, desk.context).batch
    assert batch is not None
    assert [one.op_id for one in batch.operations] == names[:1]
    assert [one.operation.op_id for one in pending(desk)] == names[:1], "one entry for a person"
    outcome = server.push(desk.id, batch.operations, NOON)
    push.settle(desk.begin, desk.context, batch=batch, outcome=outcome, luck=0.5)
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        kept = uow.outbox.get(names)
    assert {one.state for one in kept.values()} == {OperationState.ACKED}
    assert [kept[name].merged_into for name in names] == ["", *names[:1] * 3]
    patient = the_patient(desk)
    assert (patient.phone, patient.city, patient.version) == ("4", "Kiel", 2)
    assert server.rows["patient", patient.id].body["phone"] == "4"  # type: ignore[index]


def test_edit_after_a_batch_was_taken_goes_by_itself(desk: DeskStore) -> None:
    edit(desk, phone="2")
    first = sent(push.take(desk.begin, desk.context))
    edit(desk, phone="3")
    assert len(sent(push.take(desk.begin, desk.context))) == 2
    assert sent(push.take(desk.begin, desk.context))[:1] == first


def test_record_made_and_deleted_offline_is_never_heard_of(
    desk: DeskStore, server: ServerModel
) -> None:
    allergy = an_allergy(the_patient(desk))
    with desk.begin(desk.context) as uow:
        uow.add(allergy)
    with desk.begin(desk.context) as uow:
        uow.delete(Allergy, allergy.id)
    assert push.take(desk.begin, desk.context).batch is None
    assert states(desk) == []
    assert ("allergy", allergy.id) not in server.rows
    with desk.begin(desk.context) as uow:
        uow.add(allergy)
    push_all(desk, server)
    assert server.rows["allergy", allergy.id].body is not None


@pytest.mark.parametrize("was_dropped", [True, False])
def test_record_that_was_never_sent_or_refused_comes_back_as_a_new_one(
    desk: DeskStore, server: ServerModel, was_dropped: bool
) -> None:
    allergy = an_allergy(the_patient(desk))
    with desk.begin(desk.context) as uow:
        uow.add(allergy)
    if was_dropped:
        with desk.begin(desk.context) as uow:
            uow.delete(Allergy, allergy.id)
        assert push.take(desk.begin, desk.context).batch is None
    else:
        batch = push.take(desk.begin, desk.context).batch
        assert batch is not None
        no = OperationResult(op_id=batch.operations[0].op_id, status="rejected", code="x")
        outcome = PushOutcome(results=(no,), server_time=NOON, seq=1)
        push.settle(desk.begin, desk.context, batch=batch, outcome=outcome, luck=0.5)
    with desk.begin(desk.context) as uow:
        uow.restore(Allergy, allergy.id)
    push_all(desk, server)
    assert server.rows["allergy", allergy.id].body is not None


@pytest.mark.row("E8", "D6")
def test_visits_that_trade_places_offline_are_no_double_booking(
    desk: DeskStore, server: ServerModel
) -> None:
    doctor, patient = a_practitioner(), the_patient(desk)
    nine, eight = (
        an_appointment(patient, starts_at=NOON.replace(hour=hour), practitioner_id=doctor.id)
        for hour in (9, 8)
    )
    known = [("practitioner", doctor), ("appointment", nine), ("appointment", eight)]
    server.load([(entity, one.id, to_wire(one)) for entity, one in known], NOON)
    pull_all(desk, server)
    for visit, hour in ((nine, 11), (eight, 9), (nine, 8)):
        move(desk, visit, hour)
    push_all(desk, server)
    assert [key for key in server.rows if key[0] == "sync_conflict"] == []
    assert states(desk) == []


def move(desk: DeskStore, visit: Appointment, hour: int) -> None:
    with desk.begin(desk.context) as uow:
        shown = uow.records(Appointment).get(visit.id)
        assert shown is not None
        starts_at = NOON.replace(hour=hour)
        ends_at, local = starts_at + (visit.ends_at - visit.starts_at), local_text(starts_at, ZONE)
        uow.save(replace(shown, starts_at=starts_at, ends_at=ends_at, local_start=local))


def test_deleted_patient_somebody_still_refers_to_is_sent(desk: DeskStore) -> None:
    patient, front = a_patient(mrn="GONE"), replace(desk.admin, role="front_desk")
    with desk.begin(front) as uow:
        uow.add(patient)
    with desk.begin(desk.context) as uow:
        uow.add(an_allergy(patient))
    with desk.begin(desk.admin) as uow:
        uow.delete(Patient, patient.id)
    assert len(sent(push.take(desk.begin, desk.context))) == 3


def test_queue_that_was_said_shorter_is_still_as_the_desk_left_it(desk: DeskStore) -> None:
    edit(desk, phone="2")
    edit(desk, phone="3")
    push.take(desk.begin, desk.context)
    assert desk.store.verify_desk() == set()
    desk.store.database.writer.run("UPDATE outbox SET patch = '{}' WHERE merged_into IS NULL")
    assert desk.store.verify_desk() == {str(Part.QUEUE)}
