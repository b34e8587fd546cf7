"""Bringing the server's changes in: skip what is known, rebase what waits, write the rest.

The cursor moves only in the transaction that stores the last rows of its page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.declare import entities
from app.domain.ids import RecordId
from app.domain.operations import Pending, RowState, Shadow
from app.domain.ports import AfterSome, UnitOfWork, UnitOfWorkFactory
from app.domain.remote_ports import PullPage
from app.protocol.merge import view_of
from app.sync.held_back import close_held_back
from app.sync.rebase import shadow_of
from app.sync.turns import Turns

CURSOR = "cursor"
_KEPT_ASIDE_AT_ONCE = 1000
Row = tuple[str, RecordId]


@dataclass(frozen=True, slots=True, kw_only=True)
class PullPlan:
    """What a page changes here: records to write as they stand, shadows to renew."""

    rows: tuple[RowState, ...]
    shadows: tuple[Shadow, ...]


def plan_page(
    rows: Sequence[RowState],
    *,
    versions: Mapping[Row, int],
    waiting: Mapping[Row, Sequence[Pending]],
    shadows: Mapping[Row, Shadow],
) -> PullPlan:
    """Decide what the page's rows change. versions holds the known version of each record.

    A record with waiting changes gets its shadow renewed and is shown with them on top; a row
    that is not newer than the record is this desk's own echo and changes nothing.
    """
    writes: list[RowState] = []
    renewed: list[Shadow] = []
    for key, row in _newest(rows).items():
        shadow = shadows.get(key)
        if shadow is not None and waiting.get(key):
            if row.version > shadow.version:
                said = shadow_of(row)
                renewed.append(said)
                writes.append(view_of(said, waiting[key]))
        elif row.version > versions.get(key, -1):
            writes.append(row)
    return PullPlan(rows=tuple(writes), shadows=tuple(renewed))


def _newest(rows: Sequence[RowState]) -> dict[Row, RowState]:
    """The last state of each record, in the order the records first appear."""
    newest = {(row.entity, RecordId(row.id)): row for row in rows}
    if len(newest) < len(rows):
        for row in rows:
            key = (row.entity, RecordId(row.id))
            if newest[key].version < row.version:
                newest[key] = row
    return newest


def part_of(page: PullPage, at: int, size: int) -> PullPage:
    """So many rows of a page, from one on; only the last part carries the cursor."""
    is_last = at + size >= len(page.rows)
    return PullPage(
        rows=page.rows[at : at + size],
        cursor=page.cursor if is_last else "",
        more=page.more or not is_last,
        server_time=page.server_time,
    )


async def store(
    turns: Turns, begin: UnitOfWorkFactory, context: ExecutionContext, *, page: PullPage
) -> None:
    """Store a page in parts that do not keep an edit waiting."""
    at = 0
    while at < max(len(page.rows), 1):
        size = turns.rows
        part = part_of(page, at, size)
        if await turns.write(partial(apply_part, begin, context, part)):
            at += size


def apply_part(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    part: PullPage,
    after_some: AfterSome = bool,
) -> None:
    """Store one piece of a page in one transaction, with the cursor where it carries one."""
    with begin(context, origin=Origin.REMOTE) as uow:
        _store(uow, part.rows, after_some)
        if part.cursor and part.cursor != uow.meta.get(CURSOR):
            uow.meta.set(CURSOR, part.cursor)


def bring_in_kept_aside(begin: UnitOfWorkFactory, context: ExecutionContext) -> bool:
    """Store rows that an older version kept aside and this one knows; whether there were any.

    They lie before the cursor: the server would never send them again.
    """
    known = [spec.name for spec in entities()]
    with begin(context, origin=Origin.REMOTE) as uow:
        rows = uow.shadows.kept_aside(known, limit=_KEPT_ASIDE_AT_ONCE)
        if rows:
            _store(uow, rows)
            uow.shadows.forget_kept_aside(rows)
    return bool(rows)


def forget_cursor(begin: UnitOfWorkFactory, context: ExecutionContext) -> None:
    """Read everything again from the beginning; queue and shadows stay as they are."""
    with begin(context, origin=Origin.REMOTE) as uow:
        uow.meta.set(CURSOR, None)


def cursor(begin: UnitOfWorkFactory, context: ExecutionContext) -> str:
    """Where the next pull starts; "" means from the beginning."""
    with begin(context, origin=Origin.REMOTE) as uow:
        return uow.meta.get(CURSOR) or ""


def _store(uow: UnitOfWork, rows: Sequence[RowState], after_some: AfterSome = bool) -> None:
    news = below_what_waits(uow, rows)
    if news:
        uow.apply_rows(news, after_some)
        close_held_back(uow, news)


def below_what_waits(uow: UnitOfWork, rows: Sequence[RowState]) -> tuple[RowState, ...]:
    """Renew the shadows of records with waiting changes; what is to be written of the rows."""
    keys = list(dict.fromkeys((row.entity, RecordId(row.id)) for row in rows))
    waiting = uow.outbox.of_rows(keys)
    plan = plan_page(
        rows,
        versions=known_versions(uow, keys),
        waiting=waiting,
        shadows=shadows_of(uow, [key for key, kept in waiting.items() if kept]),
    )
    for shadow in plan.shadows:
        uow.shadows.put(shadow)
    return plan.rows


def shadows_of(uow: UnitOfWork, keys: Sequence[Row]) -> dict[Row, Shadow]:
    """What the server last said of records with waiting changes."""
    found = {key: uow.shadows.get(*key) for key in keys}
    return {key: shadow for key, shadow in found.items() if shadow is not None}


def known_versions(uow: UnitOfWork, keys: Iterable[Row]) -> dict[Row, int]:
    """Versions of the records that are or were here, tombstones and those put away, too.

    A record that was put away comes back when somebody changed it, not as an echo.
    """
    by_entity: dict[str, list[RecordId]] = {}
    for entity, row_id in keys:
        by_entity.setdefault(entity, []).append(row_id)
    versions: dict[Row, int] = {}
    for entity, ids in by_entity.items():
        for known in (uow.at_server.versions(ids), uow.loading.versions(entity, ids)):
            versions.update(((entity, row_id), version) for row_id, version in known.items())
    return versions
