"""Two real workstations, one real server, and everything a network does to them.

Two encrypted homes, two processes, joined by code; PostgreSQL, HTTP and WebSocket are real. The
proxy between them cuts the line, stalls it and loses a reply.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app.bootstrap.headless import invite, join_home, open_desk
from app.bootstrap.local_server import LocalServer
from tests.flows.desk import RemoteDesk
from tests.flows.kill_rounds import kill_rounds
from tests.flows.proxy import FaultyProxy, Network
from tests.waiting import soon, until

PASSPHRASE = "correct horse battery staple"
TOMORROW_10 = "2026-11-23T15:00:00+00:00"


class Clinic:
    """The server, the network in front of it, and the two desks."""

    def __init__(self, server: LocalServer, proxy: FaultyProxy, folder: Path) -> None:
        self.server = server
        self.proxy = proxy
        self.a = RemoteDesk(folder / "a", PASSPHRASE)
        self.b = RemoteDesk(folder / "b", PASSPHRASE)

    async def open(self) -> None:
        url = f"http://127.0.0.1:{self.proxy.port}"
        code = await asyncio.to_thread(self.server.invite, "Nordlicht", "sara")
        await join_home(self.a.home, url, code, "sara", PASSPHRASE)
        desk = await asyncio.to_thread(open_desk, self.a.home, PASSPHRASE)
        runner = desk.make_runner()
        runner.start()
        invitation = await invite(desk, username="jonas")
        await runner.stop()
        await desk.aclose()
        await join_home(self.b.home, url, invitation.code, "jonas", PASSPHRASE)
        await asyncio.gather(self.a.start(), self.b.start())

    async def server_rows(self) -> dict[str, dict[str, Any]]:
        """The latest state of every record at the server, as its owner sees it."""
        found = await self._query(
            "SELECT DISTINCT ON (entity, id) entity, id, version, after FROM row_history "
            "ORDER BY entity, id, version DESC"
        )
        held: dict[str, dict[str, Any]] = {}
        for line in found:
            if line["after"] is not None:
                body = json.loads(line["after"])
                row = {"version": line["version"], "body": body}
                held.setdefault(line["entity"], {})[line["id"].hex] = row
        return held

    async def server_answers(self) -> dict[str, str]:
        """The status of every operation the server ever answered; each effect exists once."""
        twice = await self._query(
            "SELECT op_id FROM row_history WHERE op_id IS NOT NULL GROUP BY op_id "
            "HAVING count(*) > 1"
        )
        assert not twice
        found = await self._query("SELECT op_id, status FROM op_result")
        return {line["op_id"].hex: line["status"] for line in found}

    async def _query(self, sql: str) -> list[Any]:
        connection = await asyncpg.connect(self.server.owner_dsn)
        try:
            return await connection.fetch(sql)
        finally:
            await connection.close()

    async def synced(self) -> None:
        """Both desks have nothing left to send, and have heard of each other's changes."""

        async def alike() -> bool:
            await self.a.settled()
            await self.b.settled()
            return await self.a.ask("rows") == await self.b.ask("rows")

        await until(alike, what="the desks hold the same")


@pytest.fixture
async def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Clinic]:
    monkeypatch.setenv("CLINIC_DESK_ACCESS_TOKEN_S", "10")  # they expire all through the flow
    # PostgreSQL gets a user of its own when root runs the tests: it needs a folder it may enter.
    with (
        tempfile.TemporaryDirectory(prefix="clinic-desk-flow-") as place,
        LocalServer(Path(place) / "server") as server,
    ):
        proxy = FaultyProxy(server.port)
        await proxy.start()
        opened = Clinic(server, proxy, tmp_path)
        try:
            await opened.open()
            yield opened
            await opened.a.stop()
            await opened.b.stop()
        finally:
            await proxy.stop()


@pytest.mark.row("E4", "E5", "E6", "E8", "F4", "F5")
async def test_nothing_is_lost_between_two_desks_whatever_the_network_does(clinic: Clinic) -> None:
    a, b, proxy = clinic.a, clinic.b, clinic.proxy
    doctor = await a.ask("practitioner", family_name="Weiß")
    patients = [
        await a.ask("register", changes={"family_name": f"Okafor{n}", "phone": "212 555 0100"})
        for n in range(3)
    ]
    await clinic.synced()
    assert await b.ask("search", text="okafor1") == [patients[1]]

    # Offline edits on both: different fields merge, the same field becomes a conflict.
    proxy.cut()
    await a.ask("update", patient_id=patients[0], changes={"phone": "212 555 0101"})
    await b.ask("update", patient_id=patients[0], changes={"city": "Albany", "state": "NY"})
    await a.ask("update", patient_id=patients[1], changes={"email": "a@example.org"})
    await b.ask("update", patient_id=patients[1], changes={"email": "b@example.org"})
    # A booking on each for the same provider and time.
    first = await a.ask(
        "book", patient_id=patients[0], practitioner_id=doctor, starts_at=TOMORROW_10
    )
    second = await b.ask(
        "book", patient_id=patients[2], practitioner_id=doctor, starts_at=TOMORROW_10
    )
    assert (await a.ask("status"))["waiting"] == 3
    assert await a.ask("tentative", starts_at=TOMORROW_10) == [first]
    assert await b.ask("tentative", starts_at=TOMORROW_10) == [second]
    proxy.restore()
    await clinic.synced()
    assert await a.ask("tentative", starts_at=TOMORROW_10) == []

    rows = await a.ask("rows")
    merged = rows["patient"][patients[0]]["body"]
    assert (merged["phone"], merged["city"]) == ("+12125550101", "Albany")
    conflicts = {one["kind"]: one for one in await a.ask("conflicts")}
    assert {*_both_values(conflicts["field"], "email")} == {"a@example.org", "b@example.org"}
    assert {conflicts["double_booking"]["row_id"], conflicts["double_booking"]["other_row_id"]} == {
        first,
        second,
    }
    flagged = [rows["appointment"][one]["body"]["needs_resolution"] for one in (first, second)]
    assert sorted(flagged) == [False, True]

    # One desk takes the conflict on and the other sees that; both decide it without the server:
    # the first decision to arrive counts, at both, and nobody's is left waiting. The second booking
    # goes to the nearest free time, offline too.
    clash = conflicts["field"]["id"]
    await a.ask("claim", conflict_id=clash)
    await clinic.synced()
    (held,) = [one for one in await b.ask("conflicts") if one["id"] == clash]
    assert held["status"] == "claimed"
    proxy.cut()
    await b.ask("resolve", conflict_id=clash, resolution="mine")
    await a.ask("resolve", conflict_id=clash, resolution="theirs")
    twice = conflicts["double_booking"]["id"]
    moved = await a.ask("move_away", conflict_id=twice, text="Dear …")
    proxy.restore()
    await clinic.synced()
    settler = await a.ask("settled_by", conflict_id=clash)
    assert settler
    assert await b.ask("settled_by", conflict_id=clash) == settler
    assert await b.ask("conflicts") == await a.ask("conflicts") == []
    visits = (await b.ask("rows"))["appointment"]
    assert not any(one["body"]["needs_resolution"] for one in visits.values())
    assert len({one["body"]["starts_at"] for one in visits.values()}) == 2
    assert await b.ask("drafts") == {moved["message"]: "Dear …"}

    # kill -9 in the middle of a push: the server has it, the desk never heard.
    proxy.network = Network.STALLS_REPLY
    await a.ask("update", patient_id=patients[2], changes={"phone": "212 555 0102"})
    await soon(proxy.stalled.wait())
    await a.kill()
    proxy.cut()
    proxy.restore()
    await a.start()
    await clinic.synced()

    # A dropped reply, then a server restart with work waiting on both desks.
    proxy.network = Network.LOSES_REPLY
    await b.ask("update", patient_id=patients[2], changes={"email": "late@example.org"})
    await until(lambda: proxy.lost_replies == 1)
    await clinic.synced()
    await asyncio.to_thread(clinic.server.stop)
    await a.ask("update", patient_id=patients[0], changes={"alert": "Needs a wheelchair"})
    await b.ask("set_status", appointment_id=first, status="arrived")
    await b.ask("mark_sent", message_id=moved["message"], text="Dear Okafor")  # who told them
    await asyncio.to_thread(clinic.server.start)
    await clinic.synced()
    await b.settled()
    assert await a.ask("drafts") == {}

    # kill -9 in the middle of all of it, desks and server; more of it in the soak below.
    assert await kill_rounds(clinic, rounds=3, seed=0)
    await _nothing_lost(clinic)


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.row("E8", "F4", "F5")
async def test_nothing_is_lost_however_often_desks_and_server_are_killed(clinic: Clinic) -> None:
    for seed in range(1, 1 + int(os.environ.get("KILL_SEEDS", "10"))):
        saved = await kill_rounds(clinic, rounds=10, seed=seed)
        await _nothing_lost(clinic)
        print(f"seed {seed}: 10 kills, {saved} acknowledged changes, none lost or doubled")


def _both_values(conflict: dict[str, Any], field: str) -> tuple[str, str]:
    return conflict["ours"][field], conflict["theirs"][field]


async def _nothing_lost(clinic: Clinic) -> None:
    """Desks and server hold the same, and every operation ever committed is accounted for."""
    rows_a, rows_b = await clinic.a.ask("rows"), await clinic.b.ask("rows")
    assert rows_a == rows_b
    held = await clinic.server_rows()
    for entity, rows in rows_a.items():
        assert rows == held.get(entity, {}), entity
    answers = await clinic.server_answers()
    for desk in (clinic.a, clinic.b):
        operations = await desk.ask("operations")
        assert operations
        for op_id, state in operations.items():
            answer = answers.pop(op_id)
            if answer == "rejected":  # a decision after somebody else's, and what followed from it
                assert state in ("discarded", "quarantined"), (op_id, state)
                continue
            assert state in ("acked", "conflicted"), (op_id, state)
            assert answer in ("applied", "merged", "conflict")
    assert not answers, "the server applied an operation that no desk made"


@pytest.mark.proof
@pytest.mark.row("D7", "F4")
async def test_file_reaches_the_other_desk_though_desk_and_server_are_killed_on_the_way(
    clinic: Clinic,
) -> None:
    a, b, server = clinic.a, clinic.b, clinic.server
    patient_id = await a.ask("register", changes={"family_name": "Okafor"})
    await a.settled()
    made = await a.ask("file", patient_id=patient_id, mebibytes=30, seed=4711)

    async def received(more_than: int) -> int:
        async def more() -> int:
            found = await clinic._query("SELECT coalesce(max(received), 0) AS received FROM blob")
            return max(0, found[0]["received"] - more_than)

        return more_than + await until(more)

    first = await received(0)
    assert server._process is not None
    server._process.kill()
    await asyncio.to_thread(server.stop)
    await a.kill()
    await asyncio.to_thread(server.start)
    await a.start()
    await a.ask("sync_now")
    await received(first)
    await a.kill()
    await a.start()
    await a.settled()
    await clinic.synced()
    assert await b.ask("open", document_id=made["id"]) == made["sha256"]
    for home in (a.home, b.home):
        raw = [path.name for path in (home / "files").iterdir()]
        assert len(raw) == 1
        assert made["sha256"] not in raw[0]
