"""What follows from a decision about a conflict: the records it changes, makes or removes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from app.domain.appointment import Appointment
from app.domain.conflict import CHILD_ROWS, ConflictKind, Resolution, SyncConflict
from app.domain.context import ExecutionContext
from app.domain.declare import FieldKind, FieldSpec, Record, entity_named, entity_of
from app.domain.errors import InvalidValue, RecordNotFound
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import UnitOfWork
from app.protocol.codec import value_from_wire
from app.services.editing import recorded, tidied
from app.services.removals import remove


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a decision did to one record, by field: enough to take it back."""

    entity: str
    record_id: RecordId
    before: Mapping[str, object]
    after: Mapping[str, object]


class Deeds:
    """What follows from a decision, done and remembered."""

    def __init__(self, uow: UnitOfWork, context: ExecutionContext) -> None:
        self.uow, self.context = uow, context
        self.changes: list[Change] = []
        self.made: list[tuple[str, RecordId]] = []
        self.is_final = False

    def change(self, record: Record, values: Mapping[str, object]) -> None:
        """Write other values of a record."""
        tidy = tidied(type(record), values)
        differing = {n: value for n, value in tidy.items() if getattr(record, n) != value}
        saved = self.uow.save(replace(record, **tidy))
        self.changes.append(
            Change(
                entity=entity_of(record).name,
                record_id=record.id,
                before={name: getattr(record, name) for name in differing},
                after={name: getattr(saved, name) for name in differing},
            )
        )

    def add(self, record: Record) -> None:
        """Make a record."""
        self.made.append((entity_of(record).name, self.uow.add(record).id))


def carry_out(
    deeds: Deeds, conflict: SyncConflict, resolution: str, values: Mapping[str, object]
) -> None:
    """Do what a decision asks for. Raises InvalidValue where it does not fit the conflict."""
    if conflict.kind == ConflictKind.DOUBLE_BOOKING:
        _settle_booking(deeds, conflict, resolution, values)
    elif resolution == Resolution.BOTH:
        _keep_both(deeds, conflict)
    elif conflict.kind == ConflictKind.DELETE_UPDATE:
        _settle_deletion(deeds, conflict, resolution, values)
    elif resolution == Resolution.MINE:
        _change(deeds, conflict, _values_of(conflict, conflict.theirs))
    elif resolution == Resolution.EDITED:
        _refuse_others(conflict, values)
        _change(deeds, conflict, _typed(conflict, values))


def _refuse_others(conflict: SyncConflict, values: Mapping[str, object]) -> None:
    """An edited decision is about the fields that clashed, and no others."""
    for name in values:
        if name not in {*conflict.base, *conflict.ours, *conflict.theirs}:
            raise InvalidValue(name, "is no part of this conflict")


def _change(deeds: Deeds, conflict: SyncConflict, values: Mapping[str, object]) -> None:
    record = _record(deeds.uow, conflict)
    if record is None:
        raise RecordNotFound(conflict.entity, conflict.subject_id)
    deeds.change(record, values)


def _keep_both(deeds: Deeds, conflict: SyncConflict) -> None:
    """What was held back becomes a record beside the one that stands."""
    if conflict.entity not in CHILD_ROWS or conflict.kind != ConflictKind.FIELD:
        raise InvalidValue("resolution", "is for two visits, or one of several records")
    record = _record(deeds.uow, conflict)
    if record is None:
        raise RecordNotFound(conflict.entity, conflict.subject_id)
    held_back = cast("dict[str, Any]", _values_of(conflict, conflict.theirs))
    deeds.add(recorded(deeds.uow, replace(record, id=new_id(), extra={}, **held_back)))


def _settle_deletion(
    deeds: Deeds, conflict: SyncConflict, resolution: str, values: Mapping[str, object]
) -> None:
    """One side deleted what the other changed: the losing operation's kind says which."""
    uow, record_type = deeds.uow, entity_named(conflict.entity).record_type
    record = _record(uow, conflict)
    if resolution == Resolution.THEIRS:
        return
    if resolution == Resolution.MINE and conflict.op_kind == "delete":
        if record is not None:
            deeds.is_final = True
            if isinstance(record, Patient):  # by three people, decided or not
                remove(uow, deeds.context, PatientId(record.id))
            else:
                uow.delete(record_type, conflict.subject_id)
        return
    if record is None:
        # Back to what the losing change started from: then it travels as a change of its own, and
        # whatever else the record got before it was deleted stays.
        deeds.is_final = True
        base = _values_of(conflict, conflict.base)
        uow.restore(record_type, conflict.subject_id, values=base)
    is_typed = resolution == Resolution.EDITED
    wanted = _typed(conflict, values) if is_typed else _values_of(conflict, conflict.theirs)
    _change(deeds, conflict, wanted)


def _settle_booking(
    deeds: Deeds, conflict: SyncConflict, resolution: str, values: Mapping[str, object]
) -> None:
    """The flag goes from the second visit; one of the two gets the given new place.

    "mine" keeps the second visit's time and moves the first, "theirs" and "edited" move the
    second; "both" leaves them where they are.
    """
    uow = deeds.uow
    second = uow.records(Appointment).get(conflict.subject_id)
    moves_first = resolution == Resolution.MINE and conflict.other_row_id is not None
    if second is not None:
        own: Mapping[str, object] = {} if moves_first or resolution == Resolution.BOTH else values
        cleared: dict[str, object] = {"needs_resolution": False, **own}
        if resolution == Resolution.BOTH:
            cleared["is_overbook"] = True
        deeds.change(second, cleared)
    if moves_first and values:
        first = uow.records(Appointment).get(RecordId(conflict.other_row_id or ""))
        if first is not None:
            deeds.change(first, values)


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


def _typed(conflict: SyncConflict, values: Mapping[str, object]) -> dict[str, object]:
    """Chosen or typed values as the record holds them: a text that stands for a day becomes one."""
    by_name = entity_named(conflict.entity).by_name
    return {
        name: value_from_wire(by_name[name], value) if _is_written(by_name[name], value) else value
        for name, value in values.items()
        if name in by_name
    }


def _is_written(spec: FieldSpec, value: object) -> bool:
    return isinstance(value, str | list) and spec.kind is not FieldKind.TEXT
