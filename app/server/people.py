"""Patients who were merged: who is one person, which merge may be, and what somebody is asked.

The rules are the desks' own (domain/merging.py). A merge that cannot be is refused, and somebody
is asked to look at it; so is what was changed at a record that is not used any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.declare import entity_named
from app.domain.errors import InvalidValue
from app.domain.ids import PatientId, RecordId, is_record_id
from app.domain.ledger import Ledger as Account
from app.domain.ledger_rules import with_entry
from app.domain.merging import (
    about_whole_person,
    all_taken,
    is_live,
    is_same_merge,
    pays_across,
    people_of,
    refusal,
    root_of,
)
from app.domain.operations import Operation, RowState, WireBody
from app.domain.query import Condition
from app.domain.record_permissions import LEDGER
from app.domain.waiting import TaskSource
from app.protocol.codec import from_wire
from app.server.asking import ask_somebody
from app.server.ledger import Key, Ledger
from app.server.many import ids, of_ids
from app.server.money_rows import money_of
from app.server.parting import put_back

_MERGES = text(
    f"WITH RECURSIVE person(id) AS (SELECT unnest({of_ids('ids')}) UNION "
    "SELECT beside.id FROM person AS p, LATERAL ("
    "SELECT merged_id AS id FROM patient_merge WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND patient_id = p.id AND status = 'merged' AND deleted_at IS NULL UNION ALL "
    "SELECT patient_id FROM patient_merge WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND merged_id = p.id AND status = 'merged' AND deleted_at IS NULL) AS beside) "
    "SELECT m.patient_id, m.merged_id FROM patient_merge AS m "
    "WHERE m.tenant_id = CAST(:tenant AS uuid) AND m.status = 'merged' AND m.deleted_at IS NULL "
    "AND m.patient_id IN (SELECT id FROM person)"
)
_NO_NEWS = frozenset({"status", "updated_at"})
"""Of a record that is not used any more: the merge itself changes its status."""
CLASH = "Two desks merged these patients in different ways: look which record goes on."
TAKEN = "Two patients again: another desk had taken fields over; look whose they are."
CHANGED = "The record of somebody who was merged was changed: look whether it holds."


async def load_survivors(
    connection: AsyncConnection, tenant_id: str, patients: Iterable[str]
) -> dict[str, str]:
    """Into whom everybody is merged who is one person with somebody of these."""
    wanted = [one for one in patients if is_record_id(one)]
    if not wanted:
        return {}
    found = await connection.execute(_MERGES, {"tenant": tenant_id, "ids": ids(wanted)})
    return {merged.hex: survivor.hex for survivor, merged in found}


async def of_whole_person(
    connection: AsyncConnection, tenant_id: str, where: Condition
) -> Condition:
    """A condition with every patient it names taken for the whole person."""
    named: set[RecordId] = set()

    def note(one: RecordId) -> set[RecordId]:
        named.add(one)
        return set()

    about_whole_person(where, note)
    survivors = await load_survivors(connection, tenant_id, named)
    whole = people_of((RecordId(above), RecordId(one)) for one, above in survivors.items())
    return about_whole_person(where, lambda one: whole.get(one, ()))


def patients_of(keys: Iterable[Key], rows: Mapping[Key, RowState]) -> set[str]:
    """The patients a batch is about: those it names, and whose the records are that it changes."""
    named = {row_id for entity, row_id in keys if entity == "patient"}
    for row in rows.values():
        body = row.body or {}
        named |= {str(body[name]) for name in ("patient_id", "merged_id") if body.get(name)}
    return named


def rows_of_merges(operations: Iterable[Operation]) -> set[Key]:
    """The patients a batch merges."""
    named = [(one.full or {}).get("merged_id") for one in operations]
    return {("patient", one) for one in named if isinstance(one, str) and is_record_id(one)}


def people_beside(
    survivors: Mapping[str, str], operations: Iterable[Operation], rows: Mapping[Key, RowState]
) -> dict[str, frozenset[str]]:
    """All records of each person whose account a batch may need, its own merges included."""
    bodies = [one.full or {} for one in operations if one.entity == "patient_merge"]
    bodies += [row.body or {} for key, row in rows.items() if key[0] == "patient_merge"]
    pairs = [(str(one.get("patient_id")), str(one.get("merged_id"))) for one in bodies]
    return people_of([*pairs, *((above, one) for one, above in survivors.items())])


def is_one_person(ledger: Ledger, one: object, other: object) -> bool:
    """Whether two records are of one person."""
    above = ledger.survivors.get
    return root_of(str(one), above) == root_of(str(other), above)


def is_told_already(operation: Operation, stored: WireBody) -> bool:
    """Whether a new merge holds already, or a task about one asks what is asked already. Raises
    InvalidValue for a merge that was taken back."""
    new = operation.full or {}
    if operation.entity == "patient_merge":
        if not is_live(stored):
            raise InvalidValue("status", "was taken back meanwhile: merge them anew")
        return is_same_merge(new, stored)
    if operation.entity != "task" or new.get("source") != TaskSource.CONFLICT:
        return False
    is_asked = all(new.get(name) == stored.get(name) for name in ("source", "source_id", "title"))
    return is_asked and new.get("source_id") is not None


def with_all_taken(ledger: Ledger, operation: Operation, current: RowState) -> RowState:
    """A merge that holds, with what the survivor took over at another desk that merged the same
    two: taken back, all of it goes back."""
    if operation.entity != "patient_merge":
        return current
    stored = current.body or {}
    told: Any = (operation.full or {}).get("taken")
    taken = {**all_taken(told), **all_taken(stored.get("taken"))}
    if taken == stored.get("taken"):
        return current
    body = {**stored, "taken": taken, "updated_at": operation.client_time}
    return ledger.write((operation.entity, operation.id), body, operation)


def check_people(ledger: Ledger, operation: Operation, body: WireBody) -> None:
    """Raise InvalidValue for a merge that cannot be, or cannot be taken back; somebody is asked to
    look at what was changed of a record that is not used any more."""
    if operation.entity == "patient":
        _ask_about_change(ledger, operation)
    if operation.entity != "patient_merge":
        return
    if operation.kind == "create":
        _check_merge(ledger, operation, body)
        return
    _check_money(ledger, str(body.get("merged_id")))
    stays = put_back(ledger, operation)
    is_unknown = "taken" in (ledger.changed_by_others(operation) or ())
    if stays and is_unknown:  # who parts them did not know of it
        _ask(ledger, operation.id, str(body.get("patient_id")), TAKEN)


def _check_merge(ledger: Ledger, operation: Operation, body: WireBody) -> None:
    survivor, merged = str(body.get("patient_id")), str(body.get("merged_id"))
    if ledger.is_deleted(("patient", merged)):
        raise InvalidValue("merged_id", "names somebody who was deleted")
    reason = refusal(survivor, merged, ledger.survivors.get)
    if reason and survivor != merged:
        _ask(ledger, operation.id, survivor, CLASH)
    if reason:
        raise InvalidValue("merged_id", reason)


def _ask_about_change(ledger: Ledger, operation: Operation) -> None:
    """Somebody changed a record that is not used any more, or merged one changed meanwhile."""
    if operation.id not in ledger.survivors:
        return
    others = ledger.changed_by_others(operation) or frozenset()
    if (operation.patch.keys() | others) - _NO_NEWS:
        survivor = root_of(operation.id, ledger.survivors.get)
        _ask(ledger, operation.op_id, survivor, CHANGED)


def _check_money(ledger: Ledger, merged: str) -> None:
    """Raise InvalidValue as long as one of the two pays for the other."""
    above = {one: other for one, other in ledger.survivors.items() if one != merged}
    account = Account()
    for (entity, row_id), stored in sorted(money_of(ledger).items()):
        if entity in LEDGER and stored and is_one_person(ledger, stored["patient_id"], merged):
            entry: Any = from_wire(entity_named(entity), row_id, stored)
            account = with_entry(account, entry)
    if pays_across(account, lambda one: root_of(str(one), above.get)):
        raise InvalidValue(
            "status", "payments of one pay for charges of the other: undo that first"
        )


def _ask(ledger: Ledger, about: str, patient: str, title: str) -> None:
    ask_somebody(
        ledger,
        RecordId(about),
        about="merged_patient",
        title=title,
        patient_id=PatientId(RecordId(patient)),
    )
