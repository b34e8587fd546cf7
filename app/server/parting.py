"""Two patients again: what the survivor had taken over goes back, whoever parts them.

Who takes a merge back puts back what they see of it. Another desk may have taken more over, and a
change of their own that had hidden it may be refused: what is still as the merge left it when they
are parted goes back here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.declare import entity_named
from app.domain.errors import InvalidValue
from app.domain.merging import all_taken, is_live
from app.domain.operations import FieldChange, Operation, RowState, WireBody
from app.server.authority import is_allowed
from app.server.commands import checked_record
from app.server.history import load_rows
from app.server.ledger import Key, Ledger

UNMERGE = "unmerge"
_NEVER_TAKEN = frozenset({"mrn", "created_at", "updated_at"})


async def load_parted(
    connection: AsyncConnection,
    tenant_id: str,
    operations: Iterable[Operation],
    rows: Mapping[Key, RowState],
) -> dict[Key, RowState]:
    """The survivors of the merges that a batch takes back, as far as they are not read yet."""
    merges = [rows.get((one.entity, one.id)) for one in operations if one.action == UNMERGE]
    wanted = {
        ("patient", str(one.body["patient_id"]))
        for one in merges
        if one is not None and one.entity == "patient_merge" and one.body is not None
    }
    found, _ = await load_rows(connection, tenant_id, wanted - rows.keys()) if wanted else ({}, {})
    return found


def put_back(ledger: Ledger, operation: Operation) -> bool:
    """Undo what a merge that is taken back had changed of its survivor, field by field, where
    nobody changed it since; whether something of it stays that was not so before."""
    merge = ledger.rows[operation.entity, operation.id].body or {}
    key: Key = ("patient", str(merge.get("patient_id")))
    row = ledger.rows.get(key)
    if row is None or row.body is None or not is_live(merge):
        return False
    taken = all_taken(merge.get("taken"))
    patch = _as_left(taken, row.body)
    if patch:
        _write(ledger, replace(operation, entity="patient", id=row.id, kind="update", patch=patch))
    now: WireBody = ledger.rows[key].body or {}
    return any(now.get(name) != before for name, (before, _) in taken.items())


def _as_left(taken: Mapping[str, list[Any]], body: WireBody) -> dict[str, FieldChange]:
    """The fields that are as the merge left them, with what they were before."""
    known = entity_named("patient").by_name
    return {
        name: FieldChange(after, before)
        for name, (before, after) in taken.items()
        if name in known
        and name not in _NEVER_TAKEN
        # Whether somebody who was named before is still there, who parts them has looked.
        and (before is None or known[name].fact.refers_to is None)
        and body.get(name) == after != before
    }


def _write(ledger: Ledger, back: Operation) -> None:
    """Write it as far as the rules allow it to who parts them; else all of it stays."""
    back = replace(back, action="")
    key: Key = (back.entity, back.id)
    body = {**(ledger.rows[key].body or {}), "updated_at": back.client_time}
    body |= {name: change.new for name, change in back.patch.items()}
    try:
        checked_record(ledger, entity_named(back.entity), back, body)
    except InvalidValue:
        return
    if is_allowed(ledger, back):
        ledger.write(key, body)
