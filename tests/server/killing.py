"""Kills the server's work at each of its statements in turn, and looks at what PostgreSQL holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import Any

import asyncpg
import greenlet
from sqlalchemy import Connection, Engine, event

from tests.server_fixtures import RunningServer

_LONGEST = 400
_KEPT = "as_it_was"
_HERE = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_COLUMNS = (
    "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' "
    "AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position"
)
BY_CHANCE: Mapping[str, frozenset[str]] = {
    "server_audit": frozenset({"number"}),
    "resource_number": frozenset({"number"}),
    "appointment": frozenset({"provider_number", "room_number"}),
    "refresh_token": frozenset({"token_hash", "family"}),
    "join_code": frozenset({"lookup", "proof_hash"}),
    "device": frozenset({"token_hash"}),
    "credential": frozenset({"password_hash"}),
    "tenant_seq": frozenset({"epoch"}),
    "blob": frozenset({"name", "key", "parts"}),
    "row_history": frozenset({"commit_seq"}),
    "snapshot": frozenset({"id", "begun_at", "used_at"}),
    "snapshot_part": frozenset({"snapshot_id"}),
}
"""Columns that are another thing each time the same is asked: what is drawn, numbers of a sequence,
which a transaction that is taken back leaves out, and where a page may end in a batch."""


class Kill(StrEnum):
    """What becomes of a statement."""

    FULL = "the disk is full, and has room again"
    STAYS_FULL = "the disk is full and stays so"
    ENDED = "the connection ends"
    UNHEARD = "the transaction is kept, and the connection ends before that is heard"


_STATEMENTS = {
    Kill.FULL: "DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$",
    Kill.STAYS_FULL: "DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$",
    Kill.ENDED: "SELECT pg_terminate_backend(pg_backend_pid())",
    Kill.UNHEARD: "SELECT pg_terminate_backend(pg_backend_pid())",
}
_TAKES_BACK = ("ROLLBACK", "RELEASE")


class Killer:
    """Stands at every statement and every commit of this process's connections to PostgreSQL."""

    def __init__(self) -> None:
        self._kill, self._point, self._steps = Kill.FULL, 0, 0
        self._is_killing = False
        self.within: set[str] = set()
        """The functions of the program that something was killed in, as module.function."""
        self.has_killed = False

    def __enter__(self) -> Killer:
        event.listen(Engine, "before_cursor_execute", self._on_statement, retval=True)
        event.listen(Engine, "commit", self._on_commit)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(Engine, "before_cursor_execute", self._on_statement)
        event.remove(Engine, "commit", self._on_commit)

    def arm(self, kill: Kill, point: int) -> None:
        """Kill at the statement or commit of this number, counted from 1; 0: never."""
        self._kill, self._point, self._steps, self.has_killed = kill, point, 0, False

    def _is_now(self) -> bool:
        self._steps += 1
        stays = self._kill is Kill.STAYS_FULL
        is_now = self._steps >= self._point if stays else self._steps == self._point
        if is_now and self._point:
            self.has_killed = True
            self.within |= _functions()
        return is_now and self._point > 0

    def _on_statement(
        self, _connection: Connection, _cursor: Any, statement: str, values: Any, _: Any, many: bool
    ) -> tuple[str, Any]:
        if self._is_killing or self._kill is Kill.UNHEARD or statement.startswith(_TAKES_BACK):
            return statement, values
        return (
            (_STATEMENTS[self._kill], [()] if many else ())
            if self._is_now()
            else (
                statement,
                values,
            )
        )

    def _on_commit(self, connection: Connection) -> None:
        if not self._is_now():
            return
        self._is_killing = True
        try:
            if self._kill is Kill.UNHEARD:
                connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql(_STATEMENTS[self._kill])
        finally:
            self._is_killing = False


def _functions() -> set[str]:
    """Who waits for the statement: SQLAlchemy runs it in a greenlet beside the coroutine's."""
    parent = greenlet.getcurrent().parent
    frame: FrameType | None = parent.gr_frame if parent else None
    found: set[str] = set()
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        found.add(f"{path.stem}.{frame.f_code.co_name}")
        frame = frame.f_back
    return found


class Tables:
    """What every table of a server's database holds; it can be put back as it was."""

    def __init__(self, server: RunningServer) -> None:
        self._server = server
        self._look: Any = None
        self._kept: dict[str, str] = {}
        self._seen: dict[str, str] = {}
        """As it was at the last look."""

    async def keep(self) -> None:
        """Remember everything as it is now."""
        self._look = await asyncpg.connect(self._server.databases.superuser)
        names = [str(row[0]) for row in await self._look.fetch(_HERE)]
        await self._look.execute(f"CREATE SCHEMA {_KEPT}")
        for name in names:
            await self._look.execute(f'CREATE TABLE {_KEPT}."{name}" AS TABLE public."{name}"')
        self._question = " UNION ALL ".join(
            f"SELECT '{name}' AS name, count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' "
            f"ORDER BY t::text)), '') AS sum FROM public.\"{name}\" AS t"
            for name in names
        )
        self._columns = {
            name: ", ".join(f'"{row[0]}"' for row in await self._look.fetch(_COLUMNS, name))
            for name in names
        }
        self._kept = self._seen = await self._sums()

    async def close(self) -> None:
        """Look no more."""
        await self._look.close()

    async def fetch(self, question: str) -> list[Any]:
        """The rows of an answer, as a superuser sees them."""
        return list(await self._look.fetch(question))

    async def changed(self) -> dict[str, list[str]]:
        """The rows of the tables that are not as they were, without what is drawn each time."""
        self._seen = await self._sums()
        return {name: await self._rows(name) for name in self._differing()}

    def _differing(self) -> list[str]:
        return [name for name, kept in self._kept.items() if self._seen[name] != kept]

    async def put_back(self) -> None:
        """Everything that the last look saw changed as it was when it was kept."""
        differing, self._seen = self._differing(), self._kept
        if not differing:
            return
        async with self._look.transaction():
            await self._look.execute("SET LOCAL session_replication_role = replica")  # no triggers
            for name in differing:
                columns = self._columns[name]
                await self._look.execute(f'DELETE FROM public."{name}"')
                await self._look.execute(
                    f'INSERT INTO public."{name}" ({columns}) OVERRIDING SYSTEM VALUE '
                    f'SELECT {columns} FROM {_KEPT}."{name}"'
                )

    async def _sums(self) -> dict[str, str]:
        return {row["name"]: row["sum"] for row in await self._look.fetch(self._question)}

    async def _rows(self, name: str) -> list[str]:
        rows = await self._look.fetch(f'SELECT to_jsonb(t)::text FROM public."{name}" AS t')
        left_out = BY_CHANCE.get(name, frozenset())
        read = [json.loads(row[0]) for row in rows]
        return sorted(repr([one for one in row.items() if one[0] not in left_out]) for row in read)


@dataclass(frozen=True, kw_only=True)
class Work:
    """Something that is asked of the server, and what it answers where nothing is in the way."""

    ask: Callable[[], int]
    """Its answer as HTTP has it: 503 where the desk is to ask again."""
    answer: int
    in_parts: bool = False
    """Of several transactions by design: what a kill leaves, the same asked again completes."""
    is_once: bool = False
    """The same asked twice is done once."""
    is_tried_in_parts: bool = False
    """What fails as a whole is tried part by part: a disk that stays full is another thing."""


AGAIN = 503


def kill_at_every_statement(
    server: RunningServer, tables: Tables, killer: Killer, work: Work
) -> int:
    """Have the work killed at its first statement, at its second and so on, in each way.

    Nothing of it may be left then, or all of it, or what the same work asked again completes;
    and whoever asked is told which. Says how often it was killed.
    """
    look, put_back = _on(server, tables.changed), _on(server, tables.put_back)
    look(), put_back()  # where a failure left something
    whole = _undisturbed(work, look, put_back, killer)
    kills = 0
    ways = {Kill.STAYS_FULL: work.is_tried_in_parts, Kill.UNHEARD: work.is_once}
    for kill in [one for one in Kill if ways.get(one, True)]:
        for point in range(1, _LONGEST):
            killer.arm(kill, point)
            answer = work.ask()
            has_killed, _ = killer.has_killed, killer.arm(kill, 0)
            _check(work, answer, whole, look, f"{kill} at {point}", is_through=not has_killed)
            put_back()
            if not has_killed:
                break
            kills += 1
        else:
            raise AssertionError(f"{kill}: no end of it")
    return kills


def _undisturbed(
    work: Work,
    look: Callable[[], dict[str, list[str]]],
    put_back: Callable[[], None],
    killer: Killer,
) -> dict[str, list[str]]:
    killer.arm(Kill.FULL, 0)
    answer = work.ask()
    assert answer == work.answer, answer
    whole = look()
    assert whole, "it writes nothing"
    put_back()
    return whole


def _check(
    work: Work,
    answer: int,
    whole: dict[str, list[str]],
    look: Callable[[], dict[str, list[str]]],
    where: str,
    *,
    is_through: bool,
) -> None:
    now = look()
    if answer == AGAIN and not is_through:
        may_be = not now or work.in_parts or (work.is_once and now == whole)
        assert may_be, f"{where}: {sorted(now)} changed"
        if not now:
            return
        answer, now = work.ask(), look()
    assert answer == work.answer, f"{where}: {answer}"
    differing = [name for name in {*now, *whole} if now.get(name) != whole.get(name)]
    assert not differing, f"{where}: {differing} are not as they are undisturbed"


def _on(server: RunningServer, work: Callable[[], Any]) -> Callable[[], Any]:
    return lambda: server.on_its_loop(work())
