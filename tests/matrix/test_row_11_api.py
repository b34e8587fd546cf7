"""Row 11: whatever is sent, the server answers as described, never breaks, and asks for a token."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import argon2
import httpx
import pytest

from app.server import nodes
from app.server.object_store import FilesAt
from tests.factories import a_patient, an_appointment
from tests.matrix.api_fuzz import Case, Fuzzer, broken_shape, known_values
from tests.matrix.api_wishes import NEEDS_MORE, Wishes
from tests.matrix.frame import Extent
from tests.server.people import colleague, sign_in
from tests.server_fixtures import (
    Databases,
    RunningServer,
    TestDesk,
    clinic,
    databases,
    other_desk,
    postgres,
    second_desk,
)

__all__ = ["clinic", "databases", "other_desk", "postgres"]
pytestmark = pytest.mark.row("E9")
Found = tuple[int, str, str]
"""The seed, the address and what is wrong with the answer."""
CYCLE = 5
SIGNS_OUT = {"/v1/auth/logout", "/v1/users/{user_id}/credential", "/v1/users/{user_id}/revoke"}
"""After these the desk signs in again, or the cases that follow would say nothing."""


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """What slow hashing costs is no part of this row."""
    cheap = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("app.security.password_hash._hasher", cheap)
    monkeypatch.setattr("app.security.password_hash._NOBODY", cheap.hash("nobody has this key"))


@pytest.fixture(autouse=True)
def limits_of_other_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clinic's numbers of a day, and its codes that nobody has joined with."""
    monkeypatch.setattr("app.server.numbers.MOST_A_DAY", 10**12)
    monkeypatch.setattr("app.server.invitations.MOST_OPEN_CODES", 10**9)


@pytest.fixture(scope="module")
def server(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """One that keeps files, too, and that a desk may ask as often as it likes."""
    files_at = FilesAt(place=str(tmp_path_factory.mktemp("files")))
    with RunningServer(databases, files_at=files_at, is_patient=True) as running:
        yield running


@dataclass
class Asker:
    """Asks one case after another as a desk of a clinic, and looks at the answers."""

    http: httpx.AsyncClient
    clinic: TestDesk
    fuzzer: Fuzzer
    wishes: Wishes
    counts: Counter[str] = field(default_factory=Counter[str])
    reached: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    """Operations that said yes."""

    async def case(self, seed: int) -> Case:
        """Of five, one that fits, one that nearly does, and three random ones."""
        number, kind = divmod(seed, CYCLE)
        if kind > 1:
            return self.fuzzer.case(seed)
        operations = self.fuzzer.operations
        operation = operations[number % len(operations)]
        return await self.wishes.case(seed, operation, is_right=kind == 0)

    async def ask(self, seed: int) -> list[Found]:
        """Send the request of a seed; what is wrong with the answer."""
        case, counts = await self.case(seed), self.counts
        reply = await sent(self.http, case, self.clinic.headers)
        counts["cases"] += 1
        counts[f"{reply.status_code // 100}xx"] += 1
        counts["429"] += reply.status_code == 429
        if reply.is_success:
            self.reached.add((case.method, case.template))
        if case.needs_token and not case.is_signed:
            counts["without_token"] += 1
            counts["refused_401"] += reply.status_code == 401
        problem = broken_shape(case, reply.status_code, reply.content)
        self._learn(case, reply)
        if case.is_signed and (_is_out(reply) or case.template in SIGNS_OUT):
            await self._sign_in_again()
        return [(seed, case.template, problem)] if problem else []

    def _learn(self, case: Case, reply: httpx.Response) -> None:
        if reply.is_success and case.path == f"/v1/users/{self.clinic.user_id}/credential":
            self.wishes.key = json.loads(case.content)["auth_key"]

    async def _sign_in_again(self) -> None:
        """A case may have signed out or changed its own key: the next ones mean something again."""
        await sign_in(self.clinic, auth_key=self.wishes.key)


@pytest.fixture
async def asker(
    server: RunningServer, clinic: TestDesk, other_desk: TestDesk
) -> AsyncIterator[Asker]:
    patient = a_patient()
    rows = await clinic.saved(patient, an_appointment(patient))
    bodies = [row.body or {} for row in rows]
    known = known_values(clinic, other_desk, [row.id for row in rows], bodies)
    spare = await second_desk(server, clinic)
    async with (
        httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=30) as http,
        colleague(server, clinic, role="front_desk") as bea,
    ):
        description = (await http.get("/openapi.json")).json()
        wishes = Wishes(clinic, other_desk, spare, bea.user_id)
        yield Asker(http, clinic, Fuzzer(description, known), wishes)
    await spare.api.aclose()


async def sent(http: httpx.AsyncClient, case: Case, headers: dict[str, str]) -> httpx.Response:
    signed = headers if case.is_signed else {}
    return await http.request(
        case.method,
        case.path,
        params=case.params,
        headers={**{n: v.encode() for n, v in case.headers.items()}, **signed},  # type: ignore[dict-item]
        content=case.content,
    )


async def test_no_request_breaks_the_server(
    asker: Asker, share: Extent, report: Callable[..., None]
) -> None:
    found: list[Found] = []
    for seed in share.seeds(ci=500, soak=50_000):
        found += await asker.ask(seed)
    counts, operations = asker.counts, set(asker.fuzzer.operations)
    report(11, broken=len(found), reached=f"{len(asker.reached)}/{len(operations)}", **counts)
    assert found == []
    assert counts["429"] == 0
    assert counts["without_token"] == counts["refused_401"]
    if counts["cases"] >= CYCLE * len(operations):
        assert asker.reached >= operations - NEEDS_MORE
        assert counts["2xx"] > counts["cases"] // 4, "hardly a request made sense"
        assert counts["without_token"] > 0


def _is_out(reply: httpx.Response) -> bool:
    return reply.status_code == 401 or b'"device_revoked"' in reply.content


async def _breaks(*_given: object, **_options: object) -> Any:
    raise LookupError("a case nobody thought of")


async def _answers_anything(*_given: object, **_options: object) -> Any:
    return [{"name": 1}]


@pytest.mark.parametrize(
    ("broken", "problem"), [(_breaks, "500"), (_answers_anything, "200 of another shape")]
)
async def test_control_a_server_that_breaks_is_found(
    broken: Callable[..., Any],
    problem: str,
    asker: Asker,
    report: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same requests, to a server of which one answer is wrong: each such answer is seen."""
    monkeypatch.setattr(nodes, "list_nodes", broken)
    found: list[Found] = []
    seeds = [n for n in range(2000) if n % CYCLE > 1]
    seeds = [n for n in seeds if asker.fuzzer.case(n).template == "/v1/nodes"][:30]
    for seed in seeds:
        found += await asker.ask(seed)
    report(11, seed="0:2000", control=repr(problem), cases=len(seeds), broken=len(found))
    assert {one[2] for one in found} == {problem}


def _case(**changes: Any) -> Case:
    fields: dict[str, Any] = {
        "method": "get",
        "template": "/v1/health",
        "path": "/v1/health",
        "is_signed": True,
        "needs_token": False,
        "params": {},
        "headers": {},
        "content": b"",
    }
    return Case(**(fields | changes))


@pytest.mark.parametrize(
    ("case", "status", "content"),
    [
        (_case(), 500, b'{"code": "internal"}'),
        (_case(), 200, b"<html>"),
        (_case(), 404, b'{"status": "x"}'),
        (_case(is_signed=False, needs_token=True), 200, b"{}"),
        (_case(method="post", template="/new"), 200, b"{}"),
    ],
    ids=["500", "no JSON", "error of another shape", "opened without a token", "not described"],
)
def test_control_a_broken_answer_is_seen(case: Case, status: int, content: bytes) -> None:
    assert broken_shape(case, status, content)


def test_same_seed_makes_the_same_kind_of_request() -> None:
    paths = {"/v1/x": {"get": {}, "post": {}}, "/v1/y": {"get": {}}}
    fuzzers = [Fuzzer({"paths": paths}, {}) for _ in range(2)]
    assert fuzzers[0].case(7) == fuzzers[1].case(7)
