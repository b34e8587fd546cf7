"""Conflicts: two truths about one record, and the person who decides between them.

A decision is an ordinary change, so it works offline and travels like any other. Whoever decides
second is not overruled silently: their decision ends as discarded with the code
`already_resolved` (and an audit event), and the conflict shows whose decision counts. Values that
lose stay in the conflict record and in the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from app.domain.conflict import (
    UNDECIDED,
    ConflictKind,
    ConflictStatus,
    Resolution,
    SyncConflict,
)
from app.domain.context import ExecutionContext
from app.domain.declare import entity_named
from app.domain.errors import InvalidValue, RecordNotFound, StaleVersion
from app.domain.ids import RecordId, UserId
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Order, Query, all_of, eq, one_of
from app.services.decisions import Change, Deeds, carry_out
from app.services.duplicates import count_questions
from app.services.editing import current
from app.services.messages import count_drafts
from app.services.reading import every
from app.services.seeing import shown_conflict


def get(reader: Reader, *, conflict_id: RecordId) -> SyncConflict:
    """One conflict. Raises RecordNotFound."""
    found = reader.records(SyncConflict).get(conflict_id)
    if found is None:
        raise RecordNotFound("sync_conflict", conflict_id)
    return found


def undecided(reader: Reader) -> tuple[SyncConflict, ...]:
    """Every conflict that waits for a decision, oldest first."""
    query = Query(
        SyncConflict, where=one_of("status", sorted(UNDECIDED)), order=(Order("created_at"),)
    )
    return tuple(every(reader, query))


def shown(
    reader: Reader,
    context: ExecutionContext,
    conflicts: Iterable[SyncConflict],
    *,
    now: datetime,
) -> tuple[SyncConflict, ...]:
    """Conflicts as the acting role may see them: without the values it is not shown."""
    return tuple(shown_conflict(reader, context, one, now=now) for one in conflicts)


def of_record(reader: Reader, *, record_id: RecordId) -> tuple[SyncConflict, ...]:
    """Conflicts of one record that wait for a decision, as either side of a double booking."""
    found = [
        conflict
        for name in ("row_id", "other_row_id")
        for conflict in every(
            reader,
            Query(
                SyncConflict,
                where=all_of(eq(name, record_id), one_of("status", sorted(UNDECIDED))),
                order=(Order("created_at"),),
            ),
        )
    ]
    return tuple(sorted(found, key=lambda conflict: conflict.created_at))


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision, and what followed from it."""

    conflict: SyncConflict
    changes: tuple[Change, ...] = ()
    made: tuple[tuple[str, RecordId], ...] = ()
    """Records it made, by type."""
    is_final: bool = False
    """It removed a record, brought one back, or moved one on: nothing puts that back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What waits for a person, without a word about whom it is about."""

    count: int = 0
    oldest_at: datetime | None = None
    questions: int = 0
    """Pairs of patients who may be one person."""
    drafts: int = 0
    """Messages that were written and not sent."""


def summary(reader: Reader) -> Summary:
    """How many conflicts wait, since when, and how many messages were drafted."""
    waiting = one_of("status", sorted(UNDECIDED))
    first = Query(SyncConflict, where=waiting, order=(Order("created_at"),), limit=1)
    oldest = reader.records(SyncConflict).find_one(first)
    return Summary(
        count=reader.records(SyncConflict).count(Query(SyncConflict, where=waiting)),
        oldest_at=oldest.created_at if oldest else None,
        questions=count_questions(reader),
        drafts=count_drafts(reader),
    )


def settled_by(reader: Reader, conflict_ids: Iterable[RecordId]) -> dict[RecordId, UserId]:
    """Who decided, of those conflicts that are decided."""
    found = reader.records(SyncConflict).get_many(set(conflict_ids))
    return {key: one.resolved_by for key, one in found.items() if one.resolved_by is not None}


def claim(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, conflict_id: RecordId
) -> SyncConflict:
    """Say that one looks after a conflict, or take it over from whoever did; nobody is locked out.

    Raises RecordNotFound, or InvalidValue when it was decided before.
    """
    with begin(context) as uow:
        conflict = _undecided(uow, conflict_id)
        if conflict.claimed_by == context.user_id and conflict.status == ConflictStatus.CLAIMED:
            return conflict
        taken = replace(
            conflict,
            status=ConflictStatus.CLAIMED.value,
            claimed_by=context.user_id,
            claimed_at=uow.now,
        )
        return uow.save(taken, action="claim")


def release(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, conflict_id: RecordId
) -> SyncConflict:
    """Give a conflict back that one looks after.

    Raises RecordNotFound, or InvalidValue when it was decided before or is somebody else's.
    """
    with begin(context) as uow:
        conflict = _undecided(uow, conflict_id)
        if conflict.claimed_by != context.user_id:
            raise InvalidValue("claimed_by", "is somebody else")
        free = replace(conflict, status=ConflictStatus.OPEN.value, claimed_by=None, claimed_at=None)
        return uow.save(free, action="claim")


def resolve(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    conflict_id: RecordId,
    resolution: str,
    values: Mapping[str, object] | None = None,
) -> SyncConflict:
    """Decide a conflict; see `decide`."""
    decided = decide(begin, context, conflict_id=conflict_id, resolution=resolution, values=values)
    return decided.conflict


def decide(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    conflict_id: RecordId,
    resolution: str,
    values: Mapping[str, object] | None = None,
) -> Decided:
    """Decide a conflict, in one transaction with the change the decision asks for.

    "mine" is the change that lost (its maker sees it as theirs), "theirs" what the server kept,
    "edited" the given values, "both" keeps both visits of a double booking as an overbooking, or
    both versions of one of several records (an allergy, a policy). values are field values of the
    record; they may accompany "edited" and, for a double booking, "mine" and "theirs" too (the new
    time of the visit that moves). Raises RecordNotFound, or InvalidValue when the conflict was
    decided before or the decision does not fit it.
    """
    with begin(context) as uow:
        conflict = _undecided(uow, conflict_id)
        if resolution not in set(Resolution):
            raise InvalidValue("resolution", "is not a decision this version knows")
        decided = replace(
            conflict,
            status=ConflictStatus.RESOLVED.value,
            resolution=resolution,
            resolved_by=context.user_id,
            resolved_at=uow.now,
        )
        # The decision goes first, so that the server meets it before what follows from it.
        saved = uow.save(decided, action="resolve")
        deeds = Deeds(uow, context)
        carry_out(deeds, conflict, resolution, values or {})
        is_final = deeds.is_final or (conflict.kind == ConflictKind.STATE and bool(deeds.changes))
        return Decided(
            conflict=saved,
            changes=tuple(deeds.changes),
            made=tuple(deeds.made),
            is_final=is_final,
        )


def take_back(begin: UnitOfWorkFactory, context: ExecutionContext, decided: Decided) -> None:
    """Open a decided conflict again, with its records as they were before the decision.

    Raises InvalidValue where it was decided otherwise since or cannot be taken back, StaleVersion
    where a record was changed since.
    """
    if decided.is_final:
        raise InvalidValue("resolution", "cannot be taken back")
    with begin(context) as uow:
        conflict = get(uow, conflict_id=decided.conflict.id)
        if _decision(conflict) != _decision(decided.conflict):
            raise InvalidValue("status", "was decided otherwise since")
        _reopen(uow, conflict)
        for change in decided.changes:
            _put_back(uow, change)
        for entity, record_id in decided.made:
            uow.delete(entity_named(entity).record_type, record_id)


def reopen(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, conflict_id: RecordId
) -> SyncConflict:
    """Put a decided clash of values before a person again; the record stays as it is meanwhile.

    Raises RecordNotFound, or InvalidValue for one that is open or of another kind.
    """
    with begin(context) as uow:
        conflict = get(uow, conflict_id=conflict_id)
        if conflict.kind != ConflictKind.FIELD or conflict.status != ConflictStatus.RESOLVED:
            raise InvalidValue("status", "cannot be opened again")
        return _reopen(uow, conflict)


def _reopen(uow: UnitOfWork, conflict: SyncConflict) -> SyncConflict:
    again = replace(
        conflict,
        status=ConflictStatus.OPEN.value,
        resolution=None,
        resolved_by=None,
        resolved_at=None,
    )
    return uow.save(again, action="reopen")


def _put_back(uow: UnitOfWork, change: Change) -> None:
    record = current(uow, entity_named(change.entity).record_type, change.record_id)
    moved = [name for name, value in change.after.items() if getattr(record, name) != value]
    if moved:
        raise StaleVersion(change.entity, change.record_id, moved)
    uow.save(replace(record, **cast("dict[str, Any]", dict(change.before))))


def _decision(conflict: SyncConflict) -> tuple[object, ...]:
    return conflict.status, conflict.resolution, conflict.resolved_by


def _undecided(uow: UnitOfWork, conflict_id: RecordId) -> SyncConflict:
    conflict = get(uow, conflict_id=conflict_id)
    if conflict.status not in UNDECIDED:
        raise InvalidValue("status", "was decided before")
    return conflict
