"""Conflicts: two truths about one record, and the person who decides between them.

A decision is an ordinary change, so it works offline and travels like any other. Whoever decides
second is not overruled silently: their decision ends as discarded with the code
`already_resolved` (and an audit event), and the conflict shows whose decision counts. Values that
lose stay in the conflict record and in the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.domain.appointment import Appointment
from app.domain.conflict import (
    UNDECIDED,
    ConflictKind,
    ConflictStatus,
    Resolution,
    SyncConflict,
)
from app.domain.context import ExecutionContext
from app.domain.declare import Record, entity_named
from app.domain.errors import InvalidValue, RecordNotFound
from app.domain.ids import RecordId
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Order, Query, all_of, eq, one_of
from app.protocol.codec import value_from_wire
from app.services.editing import tidied
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


def resolve(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    conflict_id: RecordId,
    resolution: str,
    values: Mapping[str, object] | None = None,
) -> SyncConflict:
    """Decide a conflict, in one transaction with the change the decision asks for.

    "mine" is the change that lost (its maker sees it as theirs), "theirs" what the server kept,
    "edited" the given values, "both" keeps both visits of a double booking as an overbooking.
    values are field values of the record; they may accompany "edited" and, for a double booking,
    "mine" and "theirs" too (the new time of the visit that moves). Raises RecordNotFound, or
    InvalidValue when the conflict was decided before or the decision does not fit it.
    """
    with begin(context) as uow:
        conflict = get(uow, conflict_id=conflict_id)
        if conflict.status not in UNDECIDED:
            raise InvalidValue("status", "was decided before")
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
        _carry_out(uow, conflict, resolution, values or {})
        return saved


def _carry_out(
    uow: UnitOfWork, conflict: SyncConflict, resolution: str, values: Mapping[str, object]
) -> None:
    if conflict.kind == ConflictKind.DOUBLE_BOOKING:
        _settle_booking(uow, conflict, resolution, values)
    elif resolution == Resolution.BOTH:
        raise InvalidValue("resolution", "only a double booking can keep both")
    elif conflict.kind == ConflictKind.DELETE_UPDATE:
        _settle_deletion(uow, conflict, resolution, values)
    elif resolution == Resolution.MINE:
        _change(uow, conflict, _values_of(conflict, conflict.theirs))
    elif resolution == Resolution.EDITED:
        _refuse_others(conflict, values)
        _change(uow, conflict, values)


def _refuse_others(conflict: SyncConflict, values: Mapping[str, object]) -> None:
    """An edited decision is about the fields that clashed, and no others."""
    for name in values:
        if name not in {*conflict.base, *conflict.ours, *conflict.theirs}:
            raise InvalidValue(name, "is no part of this conflict")


def _change(uow: UnitOfWork, conflict: SyncConflict, values: Mapping[str, object]) -> None:
    record = _record(uow, conflict)
    if record is None:
        raise RecordNotFound(conflict.entity, conflict.subject_id)
    uow.save(replace(record, **tidied(type(record), values)))


def _settle_deletion(
    uow: UnitOfWork, conflict: SyncConflict, resolution: str, values: Mapping[str, object]
) -> None:
    """One side deleted what the other changed: the losing operation's kind says which."""
    record_type = entity_named(conflict.entity).record_type
    record = _record(uow, conflict)
    if resolution == Resolution.THEIRS:
        return
    if resolution == Resolution.MINE and conflict.op_kind == "delete":
        if record is not None:
            uow.delete(record_type, conflict.subject_id)
        return
    if record is None:
        # Back to what the losing change started from: then it travels as a change of its own, and
        # whatever else the record got before it was deleted stays.
        base = _values_of(conflict, conflict.base)
        uow.restore(record_type, conflict.subject_id, values=base)
    wanted = values if resolution == Resolution.EDITED else _values_of(conflict, conflict.theirs)
    _change(uow, conflict, wanted)


def _settle_booking(
    uow: UnitOfWork, conflict: SyncConflict, resolution: str, values: Mapping[str, object]
) -> None:
    """The flag goes from the second visit; one of the two gets the given new place.

    "mine" keeps the second visit's time and moves the first, "theirs" and "edited" move the
    second; "both" leaves them where they are.
    """
    second = uow.records(Appointment).get(conflict.subject_id)
    moves_first = resolution == Resolution.MINE and conflict.other_row_id is not None
    if second is not None:
        own: Mapping[str, object] = {} if moves_first or resolution == Resolution.BOTH else values
        cleared: dict[str, Any] = {"needs_resolution": False, **tidied(Appointment, own)}
        if resolution == Resolution.BOTH:
            cleared["is_overbook"] = True
        uow.save(replace(second, **cleared))
    if moves_first and values:
        first = uow.records(Appointment).get(RecordId(conflict.other_row_id or ""))
        if first is not None:
            uow.save(replace(first, **tidied(Appointment, values)))


def _record(uow: UnitOfWork, conflict: SyncConflict) -> Record | None:
    return uow.records(entity_named(conflict.entity).record_type).get(conflict.subject_id)


def _values_of(conflict: SyncConflict, wire: Mapping[str, object]) -> dict[str, object]:
    """Field values behind the wire values a conflict holds; unknown fields are left out."""
    by_name = entity_named(conflict.entity).by_name
    return {
        name: value_from_wire(by_name[name], value)
        for name, value in wire.items()
        if name in by_name
    }
