"""Snapshots of the real server: whole, once, resumable, for the clinic's own desks only."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.bootstrap.postgres import POOL_SIZE
from app.domain.declare import entities
from app.domain.errors import MalformedReply, RateLimited, RequestRefused
from app.domain.operations import RowState
from app.domain.snapshot_ports import Digest, Snapshot, TypeSum
from app.protocol.snapshots import read_part
from app.server import snapshot_parts, snapshots
from app.server.snapshot_keeping import empty_everywhere, empty_old
from app.server.tenancy import tenant_transaction
from app.storage.digests import record_hash
from tests.factories import a_patient, an_appointment
from tests.server.people import allow_removal, lines, trail
from tests.server_fixtures import RunningServer, TestDesk, second_desk, start_clinic
from tests.waiting import soon, until

pytestmark = pytest.mark.row("A2", "E9")
NOWHERE = "0a" * 16


async def taken(desk: TestDesk, **wanted: object) -> tuple[Snapshot, list[RowState]]:
    """A whole snapshot, with its rows."""
    whole = snapshot = await desk.api.snapshots.snapshot(**wanted)  # type: ignore[arg-type]
    parts = list(snapshot.parts)
    while not snapshot.is_complete:
        snapshot = await desk.api.snapshots.snapshot(snapshot_id=whole.id, known=len(parts))
        parts += snapshot.parts
    assert [part.n for part in parts] == list(range(len(parts)))
    rows: list[RowState] = []
    for part in parts:
        some = read_part(await desk.api.snapshots.part(whole.id, part, bytearray()))
        assert ({row.entity for row in some}, len(some)) == ({part.entity}, part.rows)
        rows += some
    return whole, rows


async def pulled(desk: TestDesk) -> dict[tuple[str, str], RowState]:
    return {(row.entity, row.id): row for row in await desk.everything()}


async def test_snapshot_holds_what_a_pull_from_the_beginning_brings(clinic: TestDesk) -> None:
    kept, gone = await clinic.saved(a_patient(family_name="Weiß\u2028“"), a_patient(mrn="G1"))
    await clinic.push_one(clinic.update(kept, phone="+4930123456"))
    await clinic.push_one(clinic.delete(gone))
    snapshot, rows = await taken(clinic)
    expected = await pulled(clinic)
    assert len(rows) == len(expected)
    for row in rows:
        assert row == expected[row.entity, row.id]._replace(changed=[])
    page = await clinic.api.pull(snapshot.cursor, limit=10)
    assert page.rows == ()
    await clinic.saved(a_patient(mrn="L1"))
    assert len((await clinic.api.pull(snapshot.cursor, limit=10)).rows) == 1


async def test_visits_of_these_weeks_and_their_patients_come_first(
    clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot_parts, "PART_ROWS", 2)
    monkeypatch.setattr(snapshot_parts, "_statement", snapshot_parts._statement.__wrapped__)
    people = [a_patient(mrn=f"C{number}") for number in range(5)]
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    visits = [
        an_appointment(people[3], starts_at=soon, ends_at=soon + timedelta(minutes=20)),
        an_appointment(
            people[1],
            starts_at=soon - timedelta(days=400),
            ends_at=soon - timedelta(days=400, minutes=-20),
        ),
    ]
    await clinic.saved(*people, *visits)
    first = await clinic.api.snapshots.snapshot()
    parts = list(first.parts)
    while not first.is_complete:
        first = await clinic.api.snapshots.snapshot(snapshot_id=first.id, known=len(parts))
        parts += first.parts
    core = [part.is_core for part in parts]
    assert core == sorted(core, reverse=True)
    held = {
        part.n: [
            row.id
            for row in read_part(await clinic.api.snapshots.part(first.id, part, bytearray()))
        ]
        for part in parts
        if part.entity in ("patient", "appointment")
    }
    soonest = [held[part.n] for part in parts if part.is_core and part.n in held]
    assert soonest == [[people[3].id], [visits[0].id]]
    others = [one for part in parts if not part.is_core for one in held.get(part.n, [])]
    rest = {one.id for one in people} - {people[3].id} | {visits[1].id}
    assert (set(others), len(others)) == (rest, len(rest))
    assert max(part.rows for part in parts) == 2


async def test_parts_are_read_along_their_key_whatever_the_database_has_counted(
    server: RunningServer, clinic: TestDesk
) -> None:
    """Not even where it has counted wrong, and would rather sort."""
    await clinic.saved(*(a_patient(mrn=f"K{number}") for number in range(40)))

    async def plans() -> list[str]:
        wanted = {"tenant": clinic.clinic_id, "after": "0" * 32, "expected": []}
        found: list[str] = []
        async with tenant_transaction(server.state.engine, clinic.clinic_id) as connection:
            await connection.execute(text("SELECT set_config('random_page_cost', '1000', true)"))
            asked = [one async for one in snapshot_parts.parts_of(connection, clinic.clinic_id, [])]
            assert asked == []
            for portion in snapshot_parts.plan_of(["patient"]):
                statement = snapshot_parts._statement("patient", portion.where)
                lines = await connection.execute(text(f"EXPLAIN {statement}"), wanted)
                found.append("\n".join(lines.scalars()))
        return found

    told = server.on_its_loop(plans())
    assert len(told) == 2
    for one in told:
        assert "Sort" not in one
        assert "pk_patient" in one
        assert one.index("Limit") < one.index("pk_patient") < one.index("row_history")


async def test_part_goes_on_where_it_broke_off(server: RunningServer, clinic: TestDesk) -> None:
    await clinic.saved(*(a_patient(mrn=f"R{number}") for number in range(20)))
    snapshot = await clinic.api.snapshots.snapshot()
    part = max(snapshot.parts, key=lambda one: one.size)
    whole = await clinic.api.snapshots.part(snapshot.id, part, bytearray())
    assert await clinic.api.snapshots.part(snapshot.id, part, bytearray(whole[:7])) == whole
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        path = f"/v1/sync/bootstrap/{snapshot.id}/{part.n}"
        headers = {**clinic.headers, "Range": "bytes=7-"}
        reply = await http.get(path, headers=headers)
        assert (reply.status_code, reply.content) == (206, whole[7:])
        assert reply.headers["Content-Range"] == f"bytes 7-{len(whole) - 1}/{len(whole)}"
        beyond = await http.get(path, headers={**clinic.headers, "Range": f"bytes={len(whole)}-"})
        assert (beyond.status_code, beyond.json()["code"]) == (416, "range")
    begun = bytearray(b"x" * 7)
    with pytest.raises(MalformedReply):
        await clinic.api.snapshots.part(snapshot.id, part, begun)
    assert not begun


async def test_desks_share_a_snapshot_unless_it_must_be_fresh(
    server: RunningServer, clinic: TestDesk, other_desk: TestDesk
) -> None:
    first, _ = await taken(clinic)
    second, _ = await taken(other_desk)
    assert second.id == first.id
    same, _ = await taken(clinic, is_fresh=True)
    assert same.id == first.id  # nothing was written since
    await clinic.saved(a_patient())
    assert (await clinic.api.snapshots.snapshot()).id == first.id
    fresh, rows = await taken(other_desk, is_fresh=True)
    assert fresh.id != first.id
    assert len(rows) == len(await pulled(clinic))
    with pytest.raises(RequestRefused, match="snapshot_over") as over:
        await clinic.api.snapshots.snapshot(snapshot_id=first.id)
    assert over.value.retry_after_s == snapshots._OVER_S
    assert ("bootstrap", "", "") in await trail(server, clinic)


async def test_one_record_type_can_be_had_alone(clinic: TestDesk) -> None:
    patient = a_patient()
    await clinic.saved(patient, an_appointment(patient))
    _, rows = await taken(clinic, entities=["patient"])
    assert [row.id for row in rows] == [patient.id]
    with pytest.raises(RequestRefused, match="malformed"):
        await clinic.api.snapshots.snapshot(entities=["row_history"])


async def test_snapshot_of_another_clinic_is_none(server: RunningServer, clinic: TestDesk) -> None:
    stranger = await start_clinic(server)
    try:
        await clinic.saved(a_patient())
        snapshot = await clinic.api.snapshots.snapshot()
        with pytest.raises(RequestRefused, match="snapshot_over"):
            await stranger.api.snapshots.snapshot(snapshot_id=snapshot.id)
        with pytest.raises(RequestRefused, match="snapshot_over"):
            await stranger.api.snapshots.part(snapshot.id, snapshot.parts[0], bytearray())
        _, rows = await taken(stranger)
        assert not {row.id for row in rows} & {row.id for row in await clinic.everything()}
    finally:
        await stranger.api.aclose()


async def test_fourth_desk_of_a_clinic_waits_its_turn(
    server: RunningServer, clinic: TestDesk
) -> None:
    await clinic.saved(a_patient())
    desks = [await second_desk(server, clinic) for _ in range(3)]
    try:
        for desk in (clinic, *desks[:2]):
            await desk.api.snapshots.snapshot()
        with pytest.raises(RateLimited) as waits:
            await desks[2].api.snapshots.snapshot()
        assert waits.value.retry_after_s == snapshots._ASK_AGAIN_S
        await taken(desks[0])  # who has everything makes room
        await desks[2].api.snapshots.snapshot()
    finally:
        for desk in desks:
            await desk.api.aclose()


async def test_what_nobody_uses_is_emptied(server: RunningServer, clinic: TestDesk) -> None:
    await clinic.saved(a_patient())
    snapshot, _ = await taken(clinic)

    later = datetime.now(UTC) + timedelta(seconds=1)
    assert not server.on_its_loop(empty_old(server.state.engine, clinic.clinic_id, before=later)), (
        "nothing is left"
    )
    with pytest.raises(RequestRefused, match="snapshot_over"):
        await clinic.api.snapshots.part(snapshot.id, snapshot.parts[0], bytearray())
    again, rows = await taken(clinic)
    assert again.id != snapshot.id
    assert len(rows) == len(await pulled(clinic))


@pytest.mark.parametrize("path", ["x/0", f"{NOWHERE}/-1", f"{NOWHERE}/99999999999", "0/0"])
async def test_part_that_is_none(server: RunningServer, clinic: TestDesk, path: str) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        reply = await http.get(f"/v1/sync/bootstrap/{path}", headers=clinic.headers)
    assert reply.status_code == 400


async def test_sums_of_the_server_are_those_of_its_rows(
    server: RunningServer, clinic: TestDesk
) -> None:
    other = a_patient(mrn="G1")
    kept, gone = await clinic.saved(a_patient(), other)
    await allow_removal(server, clinic, other)
    await clinic.push_one(clinic.update(kept, phone="+4930123456"))
    behind = (await clinic.api.pull("", limit=2000)).cursor
    await clinic.push_one(clinic.delete(gone))
    page = await clinic.api.pull("", limit=2000)
    digest = await clinic.api.snapshots.digest(page.cursor)
    alone = record_hash(bytes.fromhex(kept.id), 2)
    assert digest.is_current
    assert digest.types["patient"] == TypeSum(1, alone)
    assert digest.types["appointment"] == TypeSum(0, 0)
    for cursor in (behind, ""):
        assert await clinic.api.snapshots.digest(cursor) == Digest(is_current=False, types={})


class SlowMaking:
    """Makings that hold their connection as long as this lasts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_over, self.making = False, 0
        self._count = snapshots.count_rows
        monkeypatch.setattr(snapshots, "count_rows", self._wait)
        monkeypatch.setattr(snapshots, "WAIT_S", 0.3)

    def __enter__(self) -> SlowMaking:
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over = True

    async def _wait(self, *asked: Any) -> int:
        self.making += 1
        while not self.is_over:  # noqa: ASYNC110 - the test runs on another loop
            await asyncio.sleep(0.01)
        return await self._count(*asked)


async def test_making_snapshots_keeps_nobody_elses_requests_waiting(
    server: RunningServer, clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = await start_clinic(server)
    await clinic.saved(a_patient())
    names = [spec.name for spec in entities()]
    with SlowMaking(monkeypatch) as slow:
        asked = [
            asyncio.create_task(desk.api.snapshots.snapshot(entities=[name]))
            for desk in (clinic, stranger)
            for name in names[:9]
        ]
        try:
            await until(lambda: slow.making)
            await soon(stranger.api.pull("", limit=10))
            found = await asyncio.gather(*asked, return_exceptions=True)
            assert {type(one) for one in found} == {RateLimited}, found
        finally:
            await stranger.api.aclose()


async def test_desk_is_told_to_ask_later_when_no_connection_is_free(
    server: RunningServer, clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = server.state.engine
    monkeypatch.setattr(engine.sync_engine.pool, "_timeout", 0.1)

    async def take_all() -> list[AsyncConnection]:
        return [await engine.connect() for _ in range(POOL_SIZE)]

    async def give_back() -> None:
        for one in taken_ones:
            await one.close()

    taken_ones = server.on_its_loop(take_all())
    try:
        with pytest.raises(RateLimited):
            await clinic.api.pull("", limit=10)
    finally:
        server.on_its_loop(give_back())
    await clinic.api.pull("", limit=10)


async def test_desks_in_a_hurry_share_what_is_new_enough_for_each(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    for number, desk in enumerate((clinic, other_desk)):
        await desk.saved(a_patient(mrn=f"H{number}"))
        desk.api.snapshots.at((await desk.api.pull("", limit=2000)).cursor)
    newest, _ = await taken(other_desk, is_fresh=True)
    await clinic.saved(a_patient(mrn="H9"))  # neither has heard of it
    for desk in (clinic, other_desk):
        again, _ = await taken(desk, is_fresh=True)
        assert again.id == newest.id
    clinic.api.snapshots.at((await clinic.api.pull("", limit=2000)).cursor)
    newer, _ = await taken(clinic, is_fresh=True)
    assert newer.seq > newest.seq
    shared, _ = await taken(other_desk, is_fresh=True)
    assert shared.id == newer.id


async def test_who_needs_a_newer_one_than_is_being_made_asks_again(
    server: RunningServer, clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await clinic.saved(a_patient())
    older = await clinic.api.snapshots.snapshot(entities=["patient"])
    waiting = "UPDATE snapshot SET is_complete = false WHERE tenant_id = $1::uuid"
    await lines(server, waiting, clinic.clinic_id)  # as if another process were making it
    await clinic.saved(a_patient(mrn="N1"))
    with pytest.raises(RateLimited) as told:
        await clinic.api.snapshots.snapshot(entities=["patient"], is_fresh=True)
    assert told.value.retry_after_s == snapshots._MADE_IN_S
    assert await clinic.api.snapshots.part(older.id, older.parts[0], bytearray())


async def test_what_a_server_that_was_ended_left_is_emptied_when_it_starts(
    server: RunningServer, clinic: TestDesk
) -> None:
    await clinic.saved(a_patient())
    await taken(clinic)
    mine = "WHERE tenant_id = $1::uuid"
    before = f"UPDATE snapshot SET used_at = now() - interval '1 day' {mine}"
    await lines(server, before, clinic.clinic_id)
    tidying = asyncio.run_coroutine_threadsafe(empty_everywhere(server.state.engine), server._loop)
    left = f"SELECT 1 FROM snapshot_part {mine} AND size > 0"

    async def is_empty() -> bool:
        return not await lines(server, left, clinic.clinic_id)

    await until(is_empty)
    tidying.cancel()


async def test_several_record_types_are_given_out_of_the_whole(
    server: RunningServer, clinic: TestDesk
) -> None:
    patient = a_patient()
    await clinic.saved(patient, an_appointment(patient))
    for names in (["patient", "task"], ["appointment", "patient"], ["patient"]):
        snapshot = await clinic.api.snapshots.snapshot(entities=names)
        while not snapshot.is_complete:
            snapshot = await clinic.api.snapshots.snapshot(snapshot_id=snapshot.id, entities=names)
        assert {part.entity for part in snapshot.parts} == {*names} - {"task"}
    scopes = await lines(
        server, "SELECT scope FROM snapshot WHERE tenant_id = $1::uuid", clinic.clinic_id
    )
    assert sorted(one["scope"] for one in scopes) == ["", "patient"]
