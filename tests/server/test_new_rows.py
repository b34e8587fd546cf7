"""New records are written with the first line of their history, alike whichever way it is done."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from app.domain.declare import EntitySpec, FieldKind, entities, entity_named
from app.domain.ids import RecordId
from app.domain.operations import RowState, WireBody
from app.protocol.codec import decode_json, instant_to_wire, usual_values
from app.server import history
from app.server.fingerprints import request_hash
from app.server.ledger import Entry
from app.server.lines import next_link
from app.server.new_rows import new_among
from app.server.sequence import allow_writing, lock_clinic
from app.server.tenancy import tenant_transaction
from tests.factories import NOON, a_patient, a_room
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("F5")
ID = RecordId("0190" * 8)
VALUES: dict[FieldKind, Any] = {
    FieldKind.TEXT: 'Zoë "\\ \u2028',
    FieldKind.INTEGER: 7,
    FieldKind.BOOLEAN: True,
    FieldKind.DATE: "2026-11-21",
    FieldKind.INSTANT: "2026-11-21T09:30:00.000001Z",
    FieldKind.REFERENCE: "a1" * 16,
    FieldKind.LIST: ["one", "two"],
    FieldKind.JSON: {"a": [1, None]},
}
TYPES = [spec.name for spec in entities() if spec.name != "appointment"]


def a_body(spec: EntitySpec, *, is_full: bool) -> WireBody:
    stamp = instant_to_wire(NOON)
    body: WireBody = {"created_at": stamp, "updated_at": stamp}
    for one in spec.fields:
        body[one.name] = VALUES[one.kind] if is_full or not one.nullable else None
    return body


def new_line(spec: EntitySpec, body: WireBody, *, seq: int = 1, version: int = 1) -> Entry:
    return Entry(RowState(spec.name, ID, version, seq, False, [], body), None, None)


async def kept(state: Any, tenant_id: str, entry: Entry) -> list[Any]:
    """What stands in both tables after a line was written; nothing stays."""
    found: list[Any] = []
    async with tenant_transaction(state.engine, tenant_id) as connection:
        head = await lock_clinic(connection, tenant_id)
        await allow_writing(connection)
        await history.write_entries(
            connection,
            tenant_id,
            [entry],
            device_id="",
            principal_id=None,
            link=head.link,
            now=datetime(2026, 11, 22, tzinfo=UTC),
        )
        for table in (entry.row.entity, "row_history"):
            asked = text(f'SELECT to_jsonb(t) FROM "{table}" AS t WHERE id = :id')
            found += [row[0] for row in await connection.execute(asked, {"id": ID})]
        await connection.rollback()
    return found


@pytest.mark.parametrize("is_full", [True, False])
@pytest.mark.parametrize("name", TYPES)
async def test_record_of_every_type_is_kept_alike_either_way(
    clinic: TestDesk,
    server: RunningServer,
    name: str,
    *,
    is_full: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = new_line(entity_named(name), a_body(entity_named(name), is_full=is_full))
    assert new_among([entry]) == {1}
    in_one = server.on_its_loop(kept(server.state, clinic.clinic_id, entry))
    monkeypatch.setattr(history, "new_among", lambda _: frozenset())
    one_by_one = server.on_its_loop(kept(server.state, clinic.clinic_id, entry))
    assert in_one == one_by_one
    assert len(in_one) == 2


@pytest.mark.parametrize("version", [1, 2], ids=["made", "changed"])
@pytest.mark.parametrize("name", [spec.name for spec in entities()])
async def test_record_of_before_a_field_has_the_usual_value_of_it(
    clinic: TestDesk, server: RunningServer, name: str, version: int
) -> None:
    """As an older desk makes it, or as it was kept before the field, and is changed now."""
    spec = entity_named(name)
    left_out = usual_values(spec)
    body = a_body(spec, is_full=True)
    entry = new_line(
        spec, {key: body[key] for key in body.keys() - left_out.keys()}, version=version
    )
    assert bool(new_among([entry])) is (not left_out and version == 1 and name != "appointment")
    found = server.on_its_loop(kept(server.state, clinic.clinic_id, entry))
    record, line = (decode_json(one) for one in found)
    assert left_out.items() <= record.items()
    assert line["after"].keys().isdisjoint(left_out), "the history keeps what was said"


def test_only_what_stays_as_its_line_has_it_is_written_with_it() -> None:
    spec = entity_named("patient")
    body = a_body(spec, is_full=False)
    assert new_among([new_line(spec, body, version=2)]) == frozenset()
    assert new_among([new_line(spec, body), new_line(spec, body, seq=2)]) == frozenset()
    assert new_among([new_line(spec, {**body, "aura": "blue"})]) == frozenset()
    visit = entity_named("appointment")
    assert new_among([new_line(visit, a_body(visit, is_full=True))]) == frozenset()


def test_length_of_what_is_kept_is_about_the_same_either_way() -> None:
    spec = entity_named("patient")
    entry = new_line(spec, a_body(spec, is_full=True))
    sizes: list[int] = []
    for is_new in (True, False):
        lines = history.Lines("before")
        lines.add(entry, is_new=is_new)
        sizes.append(lines.size)
    assert sizes[0] == pytest.approx(sizes[1], rel=0.2)
    assert next_link("", entry.row, b"{}") != next_link("x", entry.row, b"{}")


async def test_new_record_that_is_changed_in_its_batch_ends_as_it_was_changed(
    clinic: TestDesk,
) -> None:
    patient = a_patient()
    made = clinic.create(patient)
    row = RowState("patient", patient.id, 0, 0, False, [], made.full)
    changed = replace(clinic.update(row, phone="+12125550177"), base_version=0)
    unknown = clinic.create(a_patient())
    unknown = replace(unknown, full={**(unknown.full or {}), "aura": "blue"})
    results = await clinic.push(made, changed, unknown, clinic.create(a_room()))
    assert [one.status for one in results] == ["applied"] * 4
    assert (await clinic.body(patient.id))["phone"] == "+12125550177"
    assert (await clinic.body(unknown.id))["aura"] == "blue"


async def test_answer_is_kept_alike_either_way(
    clinic: TestDesk, server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = clinic.create(a_patient()), clinic.create(a_patient())
    told = await clinic.push(one)
    monkeypatch.setattr(history, "new_among", lambda _: frozenset())
    told += await clinic.push(other)

    async def answers() -> list[Any]:
        async with tenant_transaction(server.state.engine, clinic.clinic_id) as connection:
            asked = text("SELECT to_jsonb(t) FROM op_result AS t ORDER BY t.result -> 'seq'")
            return [decode_json(one) for one in (await connection.execute(asked)).scalars()]

    for made, answer, line in zip((one, other), told, server.on_its_loop(answers()), strict=True):
        assert line["op_id"].replace("-", "") == made.op_id
        assert line["request_hash"] == request_hash(made)
        assert line["actor_id"] == made.actor_id
        assert line["device_id"].replace("-", "") == clinic.device_id
        assert line["status"] == "applied"
        assert line["result"] == {
            "op_id": made.op_id,
            "status": "applied",
            "version": 1,
            "seq": answer.seq,
        }
    again = await clinic.push(one, other)
    assert again == [replace(answer, replay=True) for answer in told]


@contextmanager
def writing_heard() -> Generator[list[str]]:
    """What is asked of PostgreSQL that begins to write."""
    heard: list[str] = []

    def hear(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        if "INSERT INTO" in statement or statement.startswith("UPDATE"):
            heard.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


async def test_new_records_and_their_history_take_one_statement_for_each_type(
    clinic: TestDesk,
) -> None:
    patients = [clinic.create(a_patient(mrn=f"M{number}")) for number in range(200)]
    rooms = [clinic.create(a_room()) for _ in range(40)]
    await clinic.push_one(clinic.create(a_room()))
    with writing_heard() as heard:
        results = await clinic.push(*patients, *rooms)
    assert {one.status for one in results} == {"applied"}
    # The tables of patients, of rooms, each with the answers, and where the sequence stands.
    assert [one.count("INSERT INTO") for one in heard] == [3, 3, 0]
