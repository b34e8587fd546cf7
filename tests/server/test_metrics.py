"""The server's figures: for whoever has the operator's token, with nobody's name in them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.domain.errors import RequestRefused
from app.domain.ids import new_id
from app.domain.patient import Patient
from app.server.metrics import Metrics, is_operator
from tests.factories import a_patient
from tests.server_fixtures import Databases, RunningServer, TestDesk

pytestmark = pytest.mark.row("D8")
TOKEN = "operator-" * 4
LINE = re.compile(r"(# TYPE )?clinic_desk_[a-z_]+(\{([a-z]+=\"[^\"]*\",?)+\})? [a-z0-9.+e-]+")


@pytest.fixture(scope="module")
def server(databases: Databases) -> Iterator[RunningServer]:
    with RunningServer(databases, metrics_token=TOKEN) as running:
        yield running


async def told(server: RunningServer, token: str = TOKEN) -> httpx.Response:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        return await http.get("/metrics", headers={"Authorization": f"Bearer {token}"})


async def test_an_operator_reads_what_was_answered_and_how_fast(
    server: RunningServer, clinic: TestDesk
) -> None:
    patient = a_patient(family_name="Ólafsdóttir")
    await clinic.saved(patient)
    with pytest.raises(RequestRefused):
        await clinic.api.records.get(Patient, new_id())
    reply = await told(server)
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    text = reply.text
    assert all(LINE.fullmatch(line) for line in text.splitlines()), text
    assert 'operations_total{status="applied"} 1' in text
    path = 'method="GET",path="/v1/records/{entity}/{record_id}",status="404"'
    assert f"clinic_desk_request_seconds_count{{{path}}} 1" in text
    assert "clinic_desk_database_connections_most 8" in text


def slow_ones(text: str) -> int:
    """How many statements the server calls slow."""
    found = re.search(r"clinic_desk_slow_statements_total (\d+)", text)
    return int(found[1]) if found else 0


def slow_lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged of the statements of this test."""
    said = [one.getMessage() for one in caplog.records if "slow statement" in one.msg]
    assert not any("Okafor" in line for line in said)
    return [line for line in said if line.endswith("about room")]


@pytest.mark.row("B9")
async def test_slow_statement_is_counted_and_logged_without_its_values(
    server: RunningServer, caplog: pytest.LogCaptureFixture
) -> None:
    async def ask() -> None:
        async with server.state.engine.connect() as connection:
            slow = text("SELECT pg_sleep(0.51), 'Okafor' AS room, CAST(:name AS text)")
            await connection.execute(slow, {"name": "Okafor"})

    before = slow_ones((await told(server)).text)  # a busy computer may have made others slow
    with caplog.at_level("WARNING"):
        await asyncio.to_thread(server.on_its_loop, ask())
    assert slow_ones((await told(server)).text) > before
    (line,) = slow_lines(caplog)
    assert re.fullmatch(r"slow statement [0-9a-f]{32}: \d{3,5} ms, about room", line)


@pytest.mark.row("B9")
async def test_statement_that_its_time_limit_ends_is_told_as_slow(
    server: RunningServer, caplog: pytest.LogCaptureFixture
) -> None:
    async def ask() -> None:
        async with server.state.engine.connect() as connection:
            await connection.execute(text("SET LOCAL statement_timeout = 510"))
            await connection.execute(text("SELECT pg_sleep(9), 'Okafor' AS room"))

    with caplog.at_level("WARNING"), pytest.raises(DBAPIError):
        await asyncio.to_thread(server.on_its_loop, ask())
    assert "clinic_desk_slow_statements_total" in (await told(server)).text
    (line,) = slow_lines(caplog)
    assert re.fullmatch(r"slow statement [0-9a-f]{32}: \d{3,5} ms, about room", line)


async def test_nobody_and_nothing_is_named(server: RunningServer, clinic: TestDesk) -> None:
    (row,) = await clinic.saved(a_patient(family_name="Ólafsdóttir"))
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        await http.get(f"/v1/records/patient/{row.id}", headers=clinic.headers)
        await http.get("/v1/Ólafsdóttir?name=Ólafsdóttir", headers=clinic.headers)
        await http.request("BREW", "/v1/health")
    text = (await told(server)).text
    for one in (
        row.id,
        clinic.clinic_id,
        clinic.user_id,
        clinic.device_id,
        "lafsd",
        "sara",
        "BREW",
    ):
        assert one not in text
    assert 'path="unknown"' in text


@pytest.mark.parametrize("token", ["x", TOKEN + "x", TOKEN[:-1], "Óg"])
async def test_without_the_token_it_is_not_there(server: RunningServer, token: str) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        sent = {"Authorization": f"Bearer {token}".encode()}
        reply = await http.get("/metrics", headers=sent)  # type: ignore[arg-type]
        bare = await http.get("/metrics")
        described = await http.get("/openapi.json")
    assert (reply.status_code, bare.status_code) == (404, 404)
    assert "/metrics" not in described.json()["paths"]


async def test_a_desks_own_token_is_no_operators(server: RunningServer, clinic: TestDesk) -> None:
    assert (await told(server, clinic.headers["Authorization"][7:])).status_code == 404


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer x"])
def test_where_no_token_is_set_nobody_is_the_operator(header: str) -> None:
    assert not is_operator(header, "")


def test_buckets_add_up() -> None:
    metrics = Metrics()
    for seconds in (0.001, 0.02, 99.0):
        metrics.took(seconds, path="/x")
    lines = metrics.text({"sockets": 2.0}).splitlines()
    assert 'clinic_desk_request_seconds_bucket{path="/x",le="0.005"} 1' in lines
    assert 'clinic_desk_request_seconds_bucket{path="/x",le="0.025"} 2' in lines
    assert 'clinic_desk_request_seconds_bucket{path="/x",le="+Inf"} 3' in lines
    assert 'clinic_desk_request_seconds_sum{path="/x"} 99.021000' in lines
    assert lines[-1] == "clinic_desk_sockets 2"
