"""Plans by cases, and their effect on a real encrypted store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.domain.changes import Origin
from app.domain.ids import RecordId
from app.domain.operations import (
    FieldChange,
    OperationResult,
    OperationState,
    RowState,
    Shadow,
)
from app.domain.patient import Patient
from app.domain.query import Query
from app.domain.remote_ports import PullPage, PushOutcome
from app.domain.staff import Clinic
from app.protocol.codec import encode_json, to_wire
from app.services import merging
from app.sync import pull, push
from app.sync.events import Aside
from app.sync.pull import part_of, plan_page
from app.sync.rebase import after_result
from tests.factories import NOON, a_patient, a_record, an_allergy
from tests.protocol.test_merge import an_operation
from tests.simulation.server_model import REFUSED, ServerModel
from tests.sync.conftest import DeskStore
from tests.sync.test_batch_plan import a_pending

NewDesk = Callable[[], DeskStore]


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 4, 5])
def test_only_the_last_part_of_a_page_moves_the_cursor(rows: int) -> None:
    states = tuple(RowState("patient", f"{n:032x}", 1, n, False, [], {}) for n in range(rows))
    page = PullPage(rows=states, cursor="c", more=False, server_time=NOON)
    parts = [part_of(page, at, 2) for at in range(0, max(rows, 1), 2)]
    assert [part.cursor for part in parts] == [""] * (len(parts) - 1) + ["c"]
    assert tuple(row for part in parts for row in part.rows) == states


def a_row(version: int, body: dict[str, Any] | None) -> RowState:
    return RowState("patient", "aa" * 16, version, version, body is None, [], body)


KEY = ("patient", RecordId("aa" * 16))


def test_echo_changes_nothing() -> None:
    plan = plan_page([a_row(3, {})], versions={KEY: 3}, waiting={}, shadows={})
    assert plan.rows == ()


def test_older_row_never_replaces_a_tombstone() -> None:
    plan = plan_page([a_row(3, {})], versions={KEY: 4}, waiting={}, shadows={})
    assert plan.rows == ()


def test_newest_state_of_a_record_wins_within_a_page() -> None:
    rows = [a_row(2, {"phone": "2"}), a_row(3, None)]
    assert plan_page(rows, versions={}, waiting={}, shadows={}).rows == (rows[1],)


def test_pulled_row_goes_below_waiting_changes() -> None:
    shadow = Shadow(entity="patient", row_id=KEY[1], version=1, body={"phone": "1", "city": "a"})
    waiting = a_pending(1, id=KEY[1], patch={"phone": FieldChange("1", "2")})
    plan = plan_page(
        [a_row(2, {"phone": "1", "city": "b"})],
        versions={KEY: 1},
        waiting={KEY: [waiting]},
        shadows={KEY: shadow},
    )
    assert plan.shadows[0].body == {"phone": "1", "city": "b"}
    assert plan.rows[0].body is not None
    assert (plan.rows[0].version, plan.rows[0].body["phone"]) == (2, "2")
    assert plan.rows[0].body["city"] == "b"


def test_answer_older_than_the_shadow_changes_nothing() -> None:
    shadow = Shadow(entity="patient", row_id=KEY[1], version=4, body={"phone": "later"})
    operation = an_operation(patch={"phone": FieldChange("1", "2")})
    result = OperationResult(op_id="op", status="applied", version=3, replay=True)
    assert after_result(shadow, operation, result) is shadow


def test_answer_that_skips_versions_leaves_the_version_for_the_pull() -> None:
    shadow = Shadow(entity="patient", row_id=KEY[1], version=1, body={"phone": "1"})
    operation = an_operation(patch={"phone": FieldChange("1", "2")})
    result = OperationResult(op_id="op", status="applied", version=3)
    assert after_result(shadow, operation, result).version == 1


def pull_all(desk: DeskStore, server: ServerModel) -> None:
    page = server.pull(pull.cursor(desk.begin, desk.context), limit=1000, now=NOON)
    pull.apply_part(desk.begin, desk.context, page)


def push_all(desk: DeskStore, server: ServerModel) -> None:
    taken = push.take(desk.begin, desk.context)
    assert taken.batch is not None
    outcome = server.push(desk.id, taken.batch.operations, NOON)
    push.settle(desk.begin, desk.context, batch=taken.batch, outcome=outcome, luck=0.5)


def the_patient(desk: DeskStore) -> Patient:
    with desk.store.reader() as reader:
        found = reader.records(Patient).find_one(Query(Patient))
    assert found is not None
    return found


def edit(desk: DeskStore, **values: Any) -> Patient:
    patient = the_patient(desk)
    with desk.begin(desk.context) as uow:
        return uow.save(replace(patient, **values))


def states(desk: DeskStore) -> list[OperationState]:
    with desk.store.reader() as reader:
        return [pending.state for pending in reader.pending()]


@pytest.mark.row("E8", "D2")
def test_refused_change_is_rolled_back_and_kept_for_a_person(
    server: ServerModel, new_desk: NewDesk
) -> None:
    desk = new_desk()
    pull_all(desk, server)
    edit(desk, phone="2")
    push_all(desk, server)
    edit(desk, alert="refused")
    assert the_patient(desk).alert == "refused"
    push_all(desk, server)
    assert (the_patient(desk).phone, the_patient(desk).alert) == ("2", None)
    assert states(desk) == [OperationState.QUARANTINED]


def test_clash_shows_the_servers_value_and_keeps_ones_own_in_a_conflict(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, two = new_desk(), new_desk()
    pull_all(one, server)
    pull_all(two, server)
    edit(one, phone="one")
    edit(two, phone="two")
    push_all(one, server)
    push_all(two, server)
    assert the_patient(two).phone == "one"
    assert states(two) == [OperationState.CONFLICTED]
    conflict = next(row for key, row in server.rows.items() if key[0] == "sync_conflict")
    assert conflict.body is not None
    assert conflict.body["theirs"] == {"phone": "two"}


def test_operation_without_an_answer_goes_back_into_the_queue(
    server: ServerModel, new_desk: NewDesk
) -> None:
    desk = new_desk()
    pull_all(desk, server)
    edit(desk, phone="2")
    batch = push.take(desk.begin, desk.context).batch
    assert batch is not None
    strange = OperationResult(op_id=batch.operations[0].op_id, status="new_word")  # type: ignore[arg-type]
    for results in ((), (strange,)):
        outcome = PushOutcome(results=results, server_time=NOON, seq=1)
        settled = push.settle(desk.begin, desk.context, batch=batch, outcome=outcome, luck=0.5)
        assert settled.unanswered == 1
        assert states(desk) == [OperationState.QUEUED]


@pytest.mark.row("F4")
def test_batch_whose_reply_was_lost_is_sent_again_word_for_word(
    server: ServerModel, new_desk: NewDesk
) -> None:
    desk = new_desk()
    pull_all(desk, server)
    edit(desk, phone="2")
    first = push.take(desk.begin, desk.context).batch
    assert first is not None
    server.push(desk.id, first.operations, NOON)
    pull_all(desk, server)
    edit(desk, phone="3")
    again = push.take(desk.begin, desk.context).batch
    assert again is not None
    assert again.operations[0] == first.operations[0]
    outcome = server.push(desk.id, again.operations, NOON)
    push.settle(desk.begin, desk.context, batch=again, outcome=outcome, luck=0.5)
    assert states(desk) == []
    assert the_patient(desk).phone == "3"


def test_dependants_of_a_refused_create_end_with_a_person(
    server: ServerModel, new_desk: NewDesk
) -> None:
    desk = new_desk()
    patient = a_patient()
    with desk.begin(desk.context) as uow:
        uow.add(patient)
        uow.add(an_allergy(patient))
    batch = push.take(desk.begin, desk.context).batch
    assert batch is not None
    results = tuple(
        OperationResult(op_id=operation.op_id, status="rejected", code=code)
        for operation, code in zip(batch.operations, ("invalid_value", "dependency"), strict=True)
    )
    outcome = PushOutcome(results=results, server_time=NOON, seq=1)
    push.settle(desk.begin, desk.context, batch=batch, outcome=outcome, luck=0.5)
    assert states(desk) == [OperationState.QUARANTINED] * 2
    with desk.store.reader() as reader:
        assert reader.records(Patient).get(patient.id) is None


def test_row_of_a_newer_version_is_kept_aside(server: ServerModel, new_desk: NewDesk) -> None:
    desk = new_desk()
    row = RowState("hologram", "bb" * 16, 1, 1, False, [], {"shape": "cube"})
    page = PullPage(rows=(row,), cursor="1", more=False, server_time=NOON)
    pull.apply_part(desk.begin, desk.context, page)
    assert pull.cursor(desk.begin, desk.context) == "1"


def test_lone_operation_that_is_too_large_goes_to_a_person(
    server: ServerModel, new_desk: NewDesk
) -> None:
    desk = new_desk()
    pull_all(desk, server)
    edit(desk, phone="2")
    batch = push.take(desk.begin, desk.context).batch
    assert batch is not None
    push.set_aside(desk.begin, desk.context, batch=batch, why=Aside.TOO_LARGE, luck=0.5)
    assert states(desk) == [OperationState.QUARANTINED]


def test_settled_row_leaves_no_shadow_behind(server: ServerModel, new_desk: NewDesk) -> None:
    desk = new_desk()
    pull_all(desk, server)
    patient = edit(desk, phone="2")
    push_all(desk, server)
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        assert uow.shadows.get("patient", patient.id) is None
    assert the_patient(desk).version == 2


def keep_aside(desk: DeskStore, patient: Patient, version: int) -> None:
    """As a version would have left it that did not know patients yet."""
    desk.store.database.writer.run(
        "INSERT INTO kept_aside (entity, row_id, version, seq, deleted, body) "
        "VALUES ('patient', ?, ?, 1, 0, ?), ('hologram', ?, 1, 2, 0, '{}')",
        (patient.id, version, encode_json(to_wire(patient)).decode(), patient.id),
    )


def kept_aside(desk: DeskStore) -> int:
    return desk.store.statistics().rows["kept_aside"]


def test_row_kept_aside_is_shown_once_its_type_is_known(
    server: ServerModel, new_desk: NewDesk
) -> None:
    desk, patient = new_desk(), a_patient(city="Kiel")
    keep_aside(desk, patient, 3)
    assert pull.bring_in_kept_aside(desk.begin, desk.context)
    assert (the_patient(desk).city, the_patient(desk).version) == ("Kiel", 3)
    assert not pull.bring_in_kept_aside(desk.begin, desk.context)
    assert kept_aside(desk) == 1, "the type this version does not know either"


def test_row_kept_aside_never_replaces_a_newer_one(server: ServerModel, new_desk: NewDesk) -> None:
    desk = new_desk()
    pull_all(desk, server)
    known = the_patient(desk)
    keep_aside(desk, replace(known, city="old"), known.version)
    pull.bring_in_kept_aside(desk.begin, desk.context)
    assert the_patient(desk) == known
    assert kept_aside(desk) == 1


@pytest.mark.row("E4")
def test_merge_taken_back_below_a_change_that_is_refused_goes_back_whole(
    server: ServerModel, new_desk: NewDesk
) -> None:
    desk = new_desk()
    survivor, merged = a_patient(phone=""), a_patient(phone="+12125550177")
    people = [("patient", one.id, to_wire(one)) for one in (survivor, merged)]
    clinic = a_record(Clinic, id=desk.context.clinic_id)
    server.load([("clinic", clinic.id, to_wire(clinic)), *people], NOON)
    pull_all(desk, server)
    merging.merge(desk.begin, desk.context, survivor_id=survivor.id, merged_id=merged.id)
    push_all(desk, server)
    with desk.begin(desk.context) as uow:
        now = uow.records(Patient).get(survivor.id)
        assert now is not None
        assert now.phone == merged.phone
        uow.save(replace(now, phone="+12125550188", alert=REFUSED))
    merging.unmerge(desk.begin, desk.context, merged_id=merged.id)
    push_all(desk, server)
    assert states(desk) == [OperationState.QUARANTINED]
    assert (server.rows["patient", survivor.id].body or {})["phone"] == ""
