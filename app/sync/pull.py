"""Bringing the server's changes in: skip what is known, rebase what waits, write the rest.

The cursor moves only in the transaction that stores the last rows of its page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.declare import entities, entity_named
from app.domain.ids import RecordId
from app.domain.operations import Pending, RowState, Shadow
from app.domain.ports import UnitOfWork, UnitOfWorkFactory
from app.domain.query import Query, one_of
from app.domain.remote_ports import PullPage
from app.sync.held_back import close_held_back
from app.sync.rebase import shadow_of, view_of

CURSOR = "cursor"
ROWS_PER_TRANSACTION = 1000
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
    for row in _newest(rows):
        key = (row.entity, RecordId(row.id))
        shadow = shadows.get(key)
        if shadow is not None and waiting.get(key):
            if row.version > shadow.version:
                said = shadow_of(row)
                renewed.append(said)
                writes.append(view_of(said, waiting[key]))
        elif row.version > versions.get(key, -1):
            writes.append(row)
    return PullPlan(rows=tuple(writes), shadows=tuple(renewed))


def _newest(rows: Sequence[RowState]) -> Iterator[RowState]:
    """The last state of each record, in the order the records first appear."""
    newest: dict[tuple[str, str], RowState] = {}
    for row in rows:
        key = (row.entity, row.id)
        if key not in newest or newest[key].version < row.version:
            newest[key] = row
    return iter(newest.values())


def parts_of(page: PullPage, *, size: int = ROWS_PER_TRANSACTION) -> Iterator[PullPage]:
    """The page in pieces that do not keep an edit waiting; only the last carries the cursor."""
    for start in range(0, max(len(page.rows), 1), size):
        is_last = start + size >= len(page.rows)
        yield PullPage(
            rows=page.rows[start : start + size],
            cursor=page.cursor if is_last else "",
            more=page.more or not is_last,
            server_time=page.server_time,
        )


def apply_part(begin: UnitOfWorkFactory, context: ExecutionContext, *, part: PullPage) -> None:
    """Store one piece of a page in one transaction, with the cursor where it carries one."""
    with begin(context, origin=Origin.REMOTE) as uow:
        _store(uow, part.rows)
        if part.cursor and part.cursor != uow.meta.get(CURSOR):
            uow.meta.set(CURSOR, part.cursor)


def bring_in_kept_aside(begin: UnitOfWorkFactory, context: ExecutionContext) -> bool:
    """Store rows that an older version kept aside and this one knows; whether there were any.

    They lie before the cursor: the server would never send them again.
    """
    known = [spec.name for spec in entities()]
    with begin(context, origin=Origin.REMOTE) as uow:
        rows = uow.shadows.kept_aside(known, limit=ROWS_PER_TRANSACTION)
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


def _store(uow: UnitOfWork, rows: Sequence[RowState]) -> None:
    keys = {(row.entity, RecordId(row.id)) for row in rows}
    waiting = uow.outbox.of_rows(keys)
    plan = plan_page(
        rows,
        versions=_known_versions(uow, keys),
        waiting=waiting,
        shadows=shadows_of(uow, [key for key, kept in waiting.items() if kept]),
    )
    for shadow in plan.shadows:
        uow.shadows.put(shadow)
    if plan.rows:
        uow.apply_rows(plan.rows)
        close_held_back(uow, plan.rows)


def shadows_of(uow: UnitOfWork, keys: Sequence[Row]) -> dict[Row, Shadow]:
    """What the server last said of records with waiting changes."""
    found = {key: uow.shadows.get(*key) for key in keys}
    return {key: shadow for key, shadow in found.items() if shadow is not None}


def _known_versions(uow: UnitOfWork, keys: set[Row]) -> dict[Row, int]:
    """Versions of the records that are or were here, tombstones too; unknown types are new.

    A record that was put away comes back when somebody changed it, not as an echo.
    """
    put_away = uow.at_server.versions(row_id for _, row_id in keys)
    versions = {key: put_away[key[1]] for key in keys if key[1] in put_away}
    for name, group in groupby(sorted(keys), key=lambda key: key[0]):
        try:
            record_type = entity_named(name).record_type
        except KeyError:
            continue
        ids = [row_id for _, row_id in group]
        asked = Query(
            record_type, where=one_of("id", ids), limit=ROWS_PER_TRANSACTION, include_deleted=True
        )
        for record in uow.records(record_type).find(asked).rows:
            versions[name, record.id] = record.version
    return versions
