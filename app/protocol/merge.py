"""The three-way merge: which part of a change still fits a record that moved on.

Pure functions over wire values. The server calls `merge_patch` to decide an operation; the desk
calls `view_of` to show its pending operations on top of the server's state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.declare import EntitySpec, Settling
from app.domain.operations import DISCARD, FieldChange, Operation, Pending, RowState, Shadow
from app.domain.phi import quiet
from app.protocol.upcasters import upcast

Body = Mapping[str, Any]


@quiet
@dataclass(frozen=True, slots=True)
class Merged:
    """The change fits. changed names the fields that take a new value (empty: all had it)."""

    body: dict[str, Any]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """The change overlaps a newer one; fields names what clashes (whole groups)."""

    fields: tuple[str, ...]


def merge_patch(
    entity: EntitySpec,
    current: Body,
    patch: Mapping[str, FieldChange],
    *,
    changed_since_base: Iterable[str] = (),
) -> Merged | Clash:
    """Fit a patch to the current body, all or nothing.

    A field clashes when the server's value is neither what the change started from nor what it
    wants. Fields of one group clash together: when any field of the group moved on since the
    base (by value, or by being named in changed_since_base) to something the change does not
    want, every field of the group in the patch clashes. Fields that settle by themselves never do.
    """
    patch = {name: _settled(entity, name, current, change) for name, change in patch.items()}
    moved = {
        name
        for name, change in patch.items()
        if current.get(name) != change.old and current.get(name) != change.new
    }
    moved |= _groups_moved(entity, current, patch, set(changed_since_base))
    if moved:
        return Clash(tuple(sorted(_whole_groups(entity, moved, patch))))
    body = {**current, **{name: change.new for name, change in patch.items()}}
    changed = tuple(name for name in patch if current.get(name) != patch[name].new)
    return Merged(body, changed)


def _settled(entity: EntitySpec, name: str, current: Body, change: FieldChange) -> FieldChange:
    """The change as it is to be made where the field settles by itself (Settling)."""
    spec, now = entity.by_name.get(name), current.get(name)
    if spec is None or spec.fact.settling is Settling.CLASH or now in (change.old, change.new):
        return change
    if spec.fact.settling is Settling.UNION and isinstance(now, list):
        added = [one for one in change.new if one not in (change.old or ()) and one not in now]
        return FieldChange(old=now, new=[*now, *added])
    if spec.fact.settling is Settling.LATEST:
        known = [one for one in (now, change.new) if one is not None]
        return FieldChange(old=now, new=max(known, default=None))
    return change


def fold(shadow: Body | None, operations: Iterable[Operation]) -> dict[str, Any] | None:
    """The server's state with pending operations replayed on top; None where it is deleted."""
    return _replayed(shadow, operations)[0]


def view_of(shadow: Shadow, waiting: Iterable[Pending]) -> RowState:
    """A record as the desk shows it: the server's last word with what waits on top. One whose
    deletion waits says what it was, for a desk that never had it and has what belongs to it."""
    body, buried = _replayed(shadow.body, (pending.operation for pending in waiting))
    is_gone, kept = body is None, body or buried
    return RowState(shadow.entity, shadow.row_id, shadow.version, 0, is_gone, [], kept)


def _replayed(
    shadow: Body | None, operations: Iterable[Operation]
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The record after the operations, and what it was when the last of them deleted it."""
    body: dict[str, Any] | None = dict(shadow) if shadow is not None else None
    buried: dict[str, Any] | None = None
    for operation in map(upcast, operations):
        match operation.kind:
            case "create":
                body = {**(body or {}), **(operation.full or {})}
            case "delete":
                body, buried = None, body or buried
            case "action" if operation.action == DISCARD:
                continue  # says what became of another change
            case "update" | "action" | "restore":
                if body is None and operation.kind == "restore":
                    body = operation.full or buried
                if body is not None:
                    body = dict(body)
                    body |= {name: change.new for name, change in operation.patch.items()}
                    body["updated_at"] = operation.client_time
    return body, buried


def _whole_groups(
    entity: EntitySpec, moved: set[str], patch: Mapping[str, FieldChange]
) -> set[str]:
    """The clashing fields with the fields of the change that belong together with them."""
    groups = [set(members) for members in entity.groups.values()]
    together = [members for members in groups if members & moved]
    return moved.union(*together) & (set(patch) | moved)


def _groups_moved(
    entity: EntitySpec, current: Body, patch: Mapping[str, FieldChange], since: set[str]
) -> set[str]:
    moved: set[str] = set()
    for members in entity.groups.values():
        touched = [name for name in members if name in patch]
        if not touched or len(members) == 1:
            continue
        others_moved = any(name in since and name not in patch for name in members)
        wants_other = any(current.get(name) != patch[name].new for name in touched)
        if others_moved and wants_other:
            moved.update(touched)
    return moved
