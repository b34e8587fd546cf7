"""Two server processes, one PostgreSQL, one Valkey: shared, never stale, never in the way."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from app import cli
from app.api.client import ApiClient
from app.domain.errors import ApiError, RateLimited
from app.domain.patient import Patient
from tests.factories import a_patient
from tests.server.valkey import RunningValkey
from tests.server_fixtures import Databases, SystemTime, TestDesk, second_desk, start_clinic
from tests.waiting import PATIENCE_S, soon, until

pytestmark = pytest.mark.row("B4", "D1")
OWN_REQUESTS = 40
TOKEN = "operator-" * 4
PATIENT_PROGRAM = f"""
import sys
from app.server import valkey
valkey.WAIT_S = {PATIENCE_S}
from app.bootstrap import server
server.CLINIC_WINDOW_S = 3600.0
from app.server import rate, state
# The strict one only: all tests come from one address.
state._per_minute = lambda n: rate.RateLimit(n if n == 5 else 10_000, window_s=3600.0)
from app.server import own_requests
own_requests.LOOK_EVERY_S = 0.0
from app.cli import main
sys.exit(main())
"""


class ServerProcess:
    """`clinic-desk server` as an administrator starts it, but patient with a slow Valkey."""

    def __init__(self, databases: Databases, valkey: RunningValkey, *, migrates: bool) -> None:
        self.databases = databases
        environment = {
            **os.environ,
            "CLINIC_DESK_DSN": databases.app,
            "CLINIC_DESK_SERVER_CACHE_URL": valkey.url,
            "CLINIC_DESK_SERVER_METRICS_TOKEN": TOKEN,
        }
        if migrates:
            environment["CLINIC_DESK_OWNER_DSN"] = databases.owner
        self._process = subprocess.Popen(
            [sys.executable, "-c", PATIENT_PROGRAM, "server", "--port", "0", "--stop-at-eof"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.startswith("listening on "), line
        self.url = line.split()[-1]

    def stop(self) -> None:
        self._process.terminate()
        self._process.communicate(timeout=PATIENCE_S)


@dataclass
class Clinic:
    """A desk at each process, and what lies between the processes."""

    valkey: RunningValkey
    servers: tuple[ServerProcess, ServerProcess]
    a: TestDesk
    b: TestDesk

    def at_other(self, desk: TestDesk) -> ApiClient:
        """The same desk, asking the second process."""
        return ApiClient(
            self.servers[1].url,
            device_id=desk.device_id,
            token_store=desk.tokens,
            clock=SystemTime(),
        )

    async def told(self, number: int, name: str) -> float:
        """One of a process's own figures."""
        url = self.servers[number].url
        async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
            reply = await http.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        (figure,) = re.findall(rf"^clinic_desk_{name} (\S+)$", reply.text, re.MULTILINE)
        return float(figure)


@pytest.fixture(scope="module")
def processes(
    databases: Databases,
) -> Iterator[tuple[RunningValkey, tuple[ServerProcess, ServerProcess]]]:
    with RunningValkey() as valkey:
        first = ServerProcess(databases, valkey, migrates=True)
        second = ServerProcess(databases, valkey, migrates=False)
        yield valkey, (first, second)
        first.stop()
        second.stop()


@pytest.fixture
async def two(processes: tuple[RunningValkey, tuple[ServerProcess, ServerProcess]]):
    valkey, servers = processes
    a = await start_clinic(servers[0])  # type: ignore[arg-type]
    b = await second_desk(servers[0], a)  # type: ignore[arg-type]
    yield Clinic(valkey, servers, a, b)
    await a.api.aclose()
    await b.api.aclose()


async def test_what_one_process_read_the_other_does_not_read_again(two: Clinic) -> None:
    await two.a.push(*(two.a.create(a_patient(family_name="Okafor")) for _ in range(3)))
    first = await two.a.api.pull("", limit=100)
    before = await two.told(1, "shared_cache_hits")
    other = two.at_other(two.b)
    second = await other.pull("", limit=100)
    assert second.rows == first.rows
    assert await two.told(1, "shared_cache_hits") == before + 1
    assert not any(b"Okafor" in value for value in two.valkey.everything().values())
    await other.aclose()


async def test_no_process_answers_with_a_page_of_before_a_change(two: Clinic) -> None:
    patient = a_patient()
    await two.a.push(two.a.create(patient))
    other = two.at_other(two.b)
    for number in range(1, 31):
        row = [one for one in (await other.pull("", limit=100)).rows if one.id == patient.id][-1]
        await two.a.push(two.a.update(row, preferred_name=f"name {number}"))
        for api in (other, two.a.api, two.b.api):
            seen = [one for one in (await api.pull("", limit=100)).rows if one.id == patient.id]
            assert seen[-1].body is not None
            assert seen[-1].body["preferred_name"] == f"name {number}"
    await other.aclose()


async def test_one_clinics_pages_are_nobody_elses(two: Clinic) -> None:
    await two.a.push(two.a.create(a_patient(family_name="Okafor")))
    await two.a.api.pull("", limit=100)
    stranger = await start_clinic(two.servers[1])  # type: ignore[arg-type]
    page = await stranger.api.pull("", limit=100)
    assert not any((row.body or {}).get("family_name") == "Okafor" for row in page.rows)
    await stranger.api.aclose()


async def test_who_is_shut_out_gets_nothing_from_memory_either(two: Clinic) -> None:
    await two.a.push(two.a.create(a_patient()))
    other = two.at_other(two.b)
    await other.pull("", limit=100)  # the page is in Valkey now
    await two.a.api.revoke_device(device_id=two.b.device_id)
    with pytest.raises(ApiError) as refused:
        await other.pull("", limit=100)
    assert refused.value.code in {"device_revoked", "needs_login"}
    await other.aclose()


@pytest.mark.row("A4", "A5")
async def test_both_processes_together_heed_how_often_a_clinic_may_ask(two: Clinic) -> None:
    clinic = ["--dsn", two.servers[0].databases.app, "--clinic", two.a.clinic_id]
    limited = ["server", "quota", *clinic, "--requests", str(OWN_REQUESTS)]
    assert await asyncio.to_thread(cli.main, limited) == 0
    other = two.at_other(two.a)
    answered = {two.a.api: 0, other: 0}

    async def ask_both() -> None:
        for _ in range(OWN_REQUESTS):
            for api in answered:
                await api.pull("", limit=1)
                answered[api] += 1

    with pytest.raises(RateLimited) as error:
        await ask_both()
    assert 60 < error.value.retry_after_s <= 3900
    assert OWN_REQUESTS / 3 < sum(answered.values()) <= OWN_REQUESTS
    assert max(answered.values()) < OWN_REQUESTS * 2 / 3, "no process alone had too many"
    stranger = await start_clinic(two.servers[1])  # type: ignore[arg-type]
    await stranger.api.pull("", limit=1)
    await stranger.api.aclose()
    for number in range(2):
        assert await two.told(number, "valkey_up") == 1
        assert await two.told(number, "valkey_unanswered") == 0
    await other.aclose()


@pytest.mark.row("E9")
async def test_guesses_at_both_processes_are_as_many(two: Clinic) -> None:
    wrong = {
        "clinic_id": two.a.clinic_id,
        "username": "sara",
        "auth_key": "b2" * 32,
        "device_id": two.a.device_id,
        "device_token": two.a.device_token,
    }
    tries: list[int] = []
    for number in (0, 1, 0, 1, 0, 1, 0):
        async with httpx.AsyncClient(base_url=two.servers[number].url, trust_env=False) as http:
            reply = await http.post("/v1/auth/login", json=wrong, timeout=PATIENCE_S)
        tries.append(reply.status_code)
    assert tries == [401] * 5 + [429] * 2


@pytest.mark.row("E6")
async def test_ticket_used_at_one_process_opens_nothing_at_the_other(two: Clinic) -> None:
    ticket = await two.a.api.ticket()

    async def opened(number: int) -> ClientConnection:
        url = two.servers[number].url.replace("http:", "ws:")
        return await connect(f"{url}/v1/ws?ticket={ticket}", proxy=None, open_timeout=PATIENCE_S)

    async with await opened(0) as listening:
        assert json.loads(await soon(listening.recv()))["t"] == "hint"
        with pytest.raises(InvalidStatus):
            await opened(1)


async def test_without_valkey_both_go_on(two: Clinic) -> None:
    created: list[Patient] = [a_patient() for _ in range(2)]
    await two.a.push(two.a.create(created[0]))
    other = two.at_other(two.b)
    await other.pull("", limit=100)
    two.valkey.stop()
    try:
        await two.a.push(two.a.create(created[1]))
        for api in (two.a.api, other):
            seen = {row.id for row in (await api.pull("", limit=100)).rows}
            assert {one.id for one in created} <= seen
    finally:
        two.valkey.start()
    await other.aclose()


async def test_an_operator_sees_and_empties_what_is_shared(
    two: Clinic, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await two.a.push(two.a.create(a_patient()))
    await two.a.api.pull("", limit=100)
    monkeypatch.setenv("CLINIC_DESK_SERVER_CACHE_URL", two.valkey.url)

    def run(*arguments: str) -> tuple[int, dict[str, Any]]:
        code = cli.main(["server", "cache", "--json", *arguments])
        return code, json.loads(capsys.readouterr().out)

    async def shared() -> tuple[int, dict[str, Any]] | None:
        await two.a.api.pull("", limit=100)  # after an outage nobody asks Valkey for a moment
        code, facts = await asyncio.to_thread(run)
        return (code, facts) if facts["values"] else None

    code, facts = await until(shared)
    assert (code, facts["is_reached"]) == (0, True)
    assert int(str(facts["values"])) > 0
    assert facts["memory"]["used_bytes"] > 0
    assert facts["memory"]["is_bounded"] is False, "the test's Valkey has no limit"
    _, facts = await asyncio.to_thread(run, "--names")
    name = next(one for one in facts["names"] if two.a.clinic_id in one)
    for code, *arguments in ((0,), (0, "--clear"), (1,), (1, "--clear")):
        found, facts = await asyncio.to_thread(run, "--name", name, *arguments)
        assert (found, facts["is_kept"]) == (code, not code)
        assert facts["forgotten"] == int(not code and bool(arguments))
    await until(shared)
    _, facts = await asyncio.to_thread(run, "--clear", "--clinic", "0" * 32)
    assert facts["forgotten"] == 0
    _, facts = await asyncio.to_thread(run, "--clear", "--clinic", two.a.clinic_id)
    assert int(str(facts["forgotten"])) > 0
    _, facts = await asyncio.to_thread(run, "--clear")
    assert facts["values"] == 0
    _, facts = await asyncio.to_thread(run)
    assert facts["statistics"]["invalidated"] > 0
    assert (await two.a.api.pull("", limit=100)).rows
    two.valkey.stop()
    try:
        code, facts = await asyncio.to_thread(run)
    finally:
        two.valkey.start()
    assert (code, facts["is_reached"]) == (cli.SERVER, False)
