"""What people wrote into records that an import brought: the rest a later import may change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.declare import entity_named
from app.domain.ids import is_derived_id
from app.domain.operations import BY_IMPORT, Operation, RowState
from app.domain.record_permissions import IMPORTED
from app.protocol.codec import decode_json
from app.protocol.merge import Clash, merge_patch
from app.server.ledger import ChangeSince, Key, Ledger

_BY_PEOPLE = text(
    "SELECT h.entity, h.id, h.version, h.changed "
    "FROM unnest(CAST(:entities AS text[]), CAST(:ids AS uuid[])) AS k(entity, id) "
    "JOIN row_history AS h ON h.tenant_id = CAST(:tenant AS uuid) AND h.entity = k.entity "
    "AND h.id = k.id AND h.version > 1 AND h.reason <> :brought"
)


def brings(operation: Operation) -> bool:
    """Whether an operation makes a record that an import brings: only they make derived
    identifiers."""
    return operation.kind == "create" and _is_of_import(operation)


def says_so(operation: Operation) -> bool:
    """Whether an update of a record that was brought says that it is an import's, too."""
    is_said = operation.kind == "update" and operation.reason == BY_IMPORT
    return is_said and _is_of_import(operation)


def _is_of_import(operation: Operation) -> bool:
    return operation.entity in IMPORTED and is_derived_id(operation.id)


def is_of_source(ledger: Ledger, operation: Operation) -> bool:
    """Whether an update that says it is an import's stays with what imports alone have written.

    What somebody at another desk wrote meanwhile becomes a conflict, as with any other change.
    """
    key = (operation.entity, operation.id)
    lines, row = ledger.by_people.get(key), ledger.rows.get(key)
    if not says_so(operation) or lines is None or row is None:
        return False
    meanwhile = {one.version for one in ledger.unknown_to(operation)}
    known = [one for one in lines if one.version <= operation.base_version]
    unseen = [one for one in lines if one not in known and one.version in meanwhile]
    if not _is_untouched(operation, [one for one in lines if one not in unseen]):
        return False
    return _is_untouched(operation, unseen) or _clashes(operation, row, unseen)


def _is_untouched(operation: Operation, lines: Iterable[ChangeSince]) -> bool:
    """Whether none of these changes is of the fields an operation changes, or of their groups."""
    known = entity_named(operation.entity).by_name
    groups = {name: spec.group for name, spec in known.items()}
    touched = {groups.get(name, name) for line in lines for name in line.changed}
    return touched.isdisjoint(groups.get(name, name) for name in operation.patch)


def _clashes(operation: Operation, row: RowState, unseen: Iterable[ChangeSince]) -> bool:
    """Whether a person is asked about it anyhow: who says they know the newer value is no import
    of before it."""
    since = [name for one in unseen for name in one.changed]
    spec = entity_named(operation.entity)
    merged = merge_patch(spec, row.body or {}, operation.patch, changed_since_base=since)
    return isinstance(merged, Clash)


async def load_by_people(
    connection: AsyncConnection, tenant_id: str, operations: Iterable[Operation]
) -> dict[Key, tuple[ChangeSince, ...]]:
    """What was not an import's of the records that a batch says to change as one."""
    keys = {(one.entity, one.id) for one in operations if says_so(one)}
    if not keys:
        return {}
    wanted: dict[str, Any] = {
        "tenant": tenant_id,
        "entities": [entity for entity, _ in keys],
        "ids": [row_id for _, row_id in keys],
        "brought": BY_IMPORT,
    }
    lines: dict[Key, tuple[ChangeSince, ...]] = dict.fromkeys(keys, ())
    for entity, row_id, version, changed in await connection.execute(_BY_PEOPLE, wanted):
        names = decode_json(changed) if isinstance(changed, str | bytes) else changed
        key = (entity, row_id.hex)
        lines[key] = (*lines[key], ChangeSince(version, frozenset(names)))
    return lines
