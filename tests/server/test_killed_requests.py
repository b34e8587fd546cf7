"""Everything the server writes, killed at every statement: all of it, nothing of it, or what the
same asked again completes; and whether every transaction of the server is killed somewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

import app.bootstrap
import app.server
from app.bootstrap import putting_back, revoking
from app.bootstrap import server as server_commands
from app.bootstrap.listening import ServerOptions
from app.domain.ids import new_id
from app.protocol.messages import PatientRowsRequest
from app.protocol.numbers import NumbersRequest
from app.protocol.queries import AggregateRequest, QueryRequest
from app.protocol.record_writes import RecordChange, RecordCreate
from app.protocol.reports import GraphQLRequest
from app.server.blobs import ORPHAN_AFTER
from app.server.snapshot_keeping import empty_old
from app.server.standing import denied
from tests.server.killed_deeds import (
    EMPTY_AT,
    KEY,
    OTHER_KEY,
    Asking,
    asked,
    asked_by,
    begun,
    begun_anew,
    cut_off,
    decided,
    dsn_of,
    ended,
    filed,
    given,
    guessed,
    head_kept,
    invited,
    joined,
    key_registered,
    not_allowed_file,
    on_its_loop,
    pushed,
    quota_set,
    refreshed,
    refused,
    shut_out_by_record,
    signed_in,
    snapshot_asked,
    snapshot_made,
)
from tests.server.killed_world import NEW, STORED, TORN, World, a_world, sha
from tests.server.killing import Kill, Killer, Work, kill_at_every_statement
from tests.server.test_sign_in import principal_of
from tests.server.test_trouble import READS_ONLY
from tests.server_fixtures import AUTH_KEY, Databases, Postgres, in_one_go, in_own_thread

pytestmark = pytest.mark.row("A5", "C5")


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What is asked, how it is answered, and the functions it must be killed in."""

    asking: Asking
    within: tuple[str, ...]
    answer: int = 200
    in_parts: bool = False
    is_once: bool = False
    is_tried_in_parts: bool = False


AS_SEEN = {"Idempotency_Key": KEY, "If_Match": '"1"'}
WORDS = QueryRequest(words="okafor")
REPORT = GraphQLRequest('{ recallDue(on: "2026-11-21") { id } }')
APPLY = ("change_log.apply_operations", "change_log.once", "tenancy.tenant_transaction")
JOIN = ("joining.join", "joining._checked_key")
DEEDS = {
    "push of every kind": Deed(asking=pushed, within=APPLY, is_once=True, is_tried_in_parts=True),
    "push of a decision": Deed(asking=decided, within=APPLY, is_once=True),
    "push of what is refused": Deed(
        asking=refused, within=APPLY, is_once=True, is_tried_in_parts=True
    ),
    "push that shuts somebody out": Deed(
        asking=shut_out_by_record, within=APPLY, is_once=True, is_tried_in_parts=True
    ),
    "record made": Deed(
        asking=asked(
            "POST",
            "/v1/records/room",
            RecordCreate(new_id(), {"name": "Room 2"}),
            Idempotency_Key=KEY,
        ),
        within=("record_writes._tried", *APPLY),
        answer=201,
        is_once=True,
    ),
    "record changed": Deed(
        asking=asked("PATCH", "/v1/records/room/{room}", RecordChange({"name": "A"}), **AS_SEEN),
        within=("record_writes._tried", *APPLY),
        is_once=True,
    ),
    "record deleted": Deed(
        asking=asked("DELETE", "/v1/records/room/{room}", **AS_SEEN),
        within=("record_writes._tried", *APPLY),
        is_once=True,
    ),
    "record somebody may not make": Deed(
        asking=asked_by("bea", "DELETE", "/v1/records/patient/{ben}", **AS_SEEN),
        within=("standing.denied",),
        answer=403,
    ),
    "record read": Deed(
        asking=asked("GET", "/v1/records/patient/{amara}"), within=("telling.told",)
    ),
    "records searched": Deed(
        asking=asked("POST", "/v1/records/patient/query", WORDS),
        within=("telling.told", "words.catch_up"),
        in_parts=True,
    ),
    "figures": Deed(
        asking=asked("POST", "/v1/records/patient/aggregate", AggregateRequest()),
        within=("telling.told",),
    ),
    "report": Deed(asking=asked("POST", "/v1/graphql", REPORT), within=("telling.told",)),
    "chart detail fetched": Deed(
        asking=lambda world: (
            lambda: world.ask(
                "POST", "/v1/sync/patient-rows", PatientRowsRequest(world.rows["amara"].id)
            )
        ),
        within=("patient_rows.read_patient_rows",),
    ),
    "record numbers": Deed(
        asking=asked("POST", "/v1/record-numbers", NumbersRequest(20)),
        within=("numbers.reserve_numbers",),
    ),
    "cursor of another history": Deed(asking=cut_off, within=("epochs.begin_epoch",), answer=409),
    "server put back, by its command": Deed(
        asking=on_its_loop(lambda world: putting_back.begin_anew(dsn_of(world))),
        within=("epochs.begin_epoch",),
    ),
    "invitation": Deed(asking=invited, within=("invitations._deposit_for",)),
    "desk of a known user": Deed(asking=joined("known"), within=JOIN),
    "desk of a new user": Deed(asking=joined("new", username="kim"), within=JOIN),
    "clinic begun": Deed(asking=begun, within=JOIN),
    "code guessed": Deed(asking=guessed, within=("joining.offer",), answer=401),
    "code used with a wrong key": Deed(
        asking=joined("known", auth_key=OTHER_KEY), within=("joining._checked_key",), answer=401
    ),
    "signed in": Deed(asking=signed_in(AUTH_KEY), within=("sign_in.login",)),
    "signed in with a wrong key": Deed(
        asking=signed_in(OTHER_KEY), within=("sign_in.login",), answer=401
    ),
    "refreshed": Deed(asking=refreshed(), within=("sign_in.refresh",), is_once=True),
    "refreshed by another desk": Deed(
        asking=refreshed(new_id()), within=("sign_in.refresh",), answer=401
    ),
    "signed out": Deed(
        asking=asked("POST", "/v1/auth/logout"), within=("sign_in.logout",), answer=204
    ),
    "own key changed": Deed(
        asking=given("sara"),
        within=("accounts.set_credential", "accounts._check_proof"),
        answer=204,
    ),
    "colleague's key and role set": Deed(
        asking=given("bea", role="billing"), within=("accounts.set_credential",), answer=204
    ),
    "key not proven": Deed(
        asking=given("sara", present=OTHER_KEY), within=("accounts._check_proof",), answer=403
    ),
    "user shut out": Deed(asking=ended("users"), within=("accounts.revoke",), answer=204),
    "workstation shut out": Deed(asking=ended("devices"), within=("accounts.revoke",), answer=204),
    "user shut out by the command": Deed(
        asking=on_its_loop(
            lambda world: revoking.shut_out(
                dsn_of(world), world.sara.clinic_id, user="bea", device=None
            )
        ),
        within=("revoking.shut_out",),
    ),
    "workstation's key": Deed(
        asking=key_registered, within=("device_keys.register_key",), answer=204, is_once=True
    ),
    "audit head": Deed(asking=head_kept(""), within=("heads.keep_head",), is_once=True),
    "audit head that is not the desk's": Deed(
        asking=head_kept("0e" * 32), within=("heads.keep_head",), answer=409
    ),
    "heads begun anew": Deed(asking=begun_anew, within=("heads.begin_anew",), answer=204),
    "file begun": Deed(
        asking=asked("PUT", f"/v1/blobs/{sha(NEW)}", Content_Range=f"bytes */{len(NEW)}"),
        within=("blobs._line",),
        is_once=True,
    ),
    "file kept": Deed(
        asking=filed(NEW), within=("blobs._line", "blobs._add_part", "blobs._prove"), in_parts=True
    ),
    "file that is not what it is named": Deed(
        asking=filed(NEW, TORN), within=("blobs._prove",), answer=422, in_parts=True
    ),
    "file somebody may not send": Deed(
        asking=not_allowed_file,
        within=("blobs.admit",),
        answer=403,
    ),
    "file read": Deed(asking=asked("GET", f"/v1/blobs/{sha(STORED)}"), within=("blobs.find",)),
    "files tidied": Deed(
        asking=on_its_loop(
            lambda world: world.files.sweep(now=world.server.state.now() + 2 * ORPHAN_AFTER)
        ),
        within=("blobs._orphans",),
        is_once=True,
    ),
    "snapshot asked for": Deed(asking=snapshot_asked, within=("snapshots._admit",)),
    "snapshot loaded": Deed(
        asking=asked("GET", "/v1/sync/bootstrap/{snapshot}/0"),
        within=("snapshots.read_snapshot_part",),
    ),
    "snapshot made": Deed(
        asking=snapshot_made, within=("snapshots._make", "snapshots._write"), in_parts=True
    ),
    "old snapshots emptied": Deed(
        asking=on_its_loop(
            lambda world: empty_old(
                world.server.state.engine,
                world.sara.clinic_id,
                before=world.server.state.now() + EMPTY_AT,
            )
        ),
        within=("snapshot_keeping.empty_old",),
        is_once=True,
    ),
    "quota set": Deed(
        asking=on_its_loop(quota_set), within=("quotas.change_limits",), is_once=True
    ),
    "clinic invited by the command": Deed(
        asking=on_its_loop(
            lambda world: server_commands.make_invitation(dsn_of(world), "Südlicht", username="eva")
        ),
        within=("server.make_invitation",),
    ),
}


@pytest.fixture(scope="module")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_world(databases, tmp_path_factory.mktemp("files")) as made:
        yield made


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_killed_request_leaves_all_nothing_or_what_the_same_again_completes(
    deed: Deed, world: World
) -> None:
    world.killer.within.clear()
    work = Work(
        ask=deed.asking(world),
        answer=deed.answer,
        in_parts=deed.in_parts,
        is_once=deed.is_once,
        is_tried_in_parts=deed.is_tried_in_parts,
    )
    assert kill_at_every_statement(world.server, world.tables, world.killer, work) >= 4
    assert world.killer.within.issuperset(deed.within)


def test_control_work_in_two_transactions_is_found_out(world: World) -> None:
    async def twice() -> None:
        for _ in range(2):
            await denied(
                world.server.state.engine, principal_of(world.sara), now=world.server.state.now()
            )

    work = Work(ask=lambda: world.run(twice()), answer=200)
    with pytest.raises(AssertionError, match="server_audit"):
        kill_at_every_statement(world.server, world.tables, world.killer, work)


def test_killed_upgrade_leaves_no_table_behind(postgres: Postgres) -> None:
    """Of hundreds of statements: the first, some between, the last; then it goes through."""
    fresh = postgres.new_database()
    count = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"

    async def upgrade() -> None:
        with suppress(DBAPIError):
            await server_commands.migrate(fresh.owner, app_dsn=fresh.app)

    point = 1
    with Killer() as killer:
        while True:
            killer.arm(Kill.ENDED, point)
            in_own_thread(upgrade)
            if not killer.has_killed:
                break
            assert found(fresh, count) == 0, f"killed at {point}"
            point *= 6
    assert point > 200
    assert found(fresh, count) > 50


def test_killed_first_start_keeps_all_secrets_or_none(postgres: Postgres) -> None:
    fresh = postgres.new_database()
    in_own_thread(lambda: server_commands.migrate(fresh.owner, app_dsn=fresh.app))
    options = ServerOptions(dsn=fresh.app)

    async def start() -> None:
        with suppress(DBAPIError):
            state = await server_commands.open_state(options)
            await state.snapshots.close()
            await state.engine.dispose()

    with Killer() as killer:
        for kill in (Kill.FULL, Kill.ENDED):
            for point in count(1):
                killer.arm(kill, point)
                in_own_thread(start)
                if not killer.has_killed:
                    break
                assert found(fresh, "SELECT count(*) FROM server_secret") == 0, point
            assert point > 8
            assert found(fresh, "SELECT count(*) FROM server_secret") == 4
            in_one_go(fresh.superuser, "DELETE FROM server_secret")


def found(databases: Databases, question: str) -> int:
    async def look() -> int:
        connection = await asyncpg.connect(databases.superuser)
        try:
            return int(await connection.fetchval(question))
        finally:
            await connection.close()

    return in_own_thread(look)


ELSEWHERE = {
    "server.migrate": test_killed_upgrade_leaves_no_table_behind,
    "server._make_state": test_killed_first_start_keeps_all_secrets_or_none,
}
"""Functions that write in a transaction and are in no deed, each with the test that kills them."""


def test_every_transaction_of_the_server_is_killed_somewhere() -> None:
    killed = {name for deed in DEEDS.values() for name in deed.within}
    writing = {name for name in opening() if name.partition(".")[2] not in READS_ONLY}
    assert "accounts.revoke" in writing  # it sees them
    assert writing - killed - ELSEWHERE.keys() == set()
    assert ELSEWHERE.keys() - writing == set()
    assert ELSEWHERE.keys() & killed == set()


def opening() -> set[str]:
    """Every function of the server and of its commands that begins a transaction."""
    found: set[str] = set()
    for room in (app.server, app.bootstrap):
        for path in Path(str(room.__file__)).parent.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.AsyncFunctionDef) and any(map(_begins, ast.walk(node))):
                    found.add(f"{path.stem}.{node.name}")
    return found


def _begins(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and node.func.attr == "begin":
        return ast.unparse(node.func.value).endswith(("engine", "connection"))
    return isinstance(node.func, ast.Name) and node.func.id == "tenant_transaction"
