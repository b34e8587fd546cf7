"""Two patients with one record number: both are kept, and somebody is asked to look at it.

A desk gives no number that it knows to be taken; two desks that cannot hear of each other may. To
refuse the second patient would refuse everything that was written down about them since.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.ids import PatientId, RecordId
from app.domain.operations import Operation, WireBody
from app.server.asking import ask_somebody
from app.server.ledger import Ledger
from app.server.many import each_text, texts
from app.server.people import is_one_person

TITLE = "Two patients have one record number: give one of them another."
_MOST = 20
"""Patients looked at who have one number."""
# One look into the index for each number: asked for all at once, every patient is read.
_HAVE = text(
    f"SELECT p.id, p.mrn FROM {each_text('numbers')} AS wanted(number), LATERAL ("
    "SELECT id, mrn FROM patient WHERE tenant_id = CAST(:tenant AS uuid) "
    f"AND mrn = wanted.number AND deleted_at IS NULL LIMIT {_MOST}) AS p"
)


async def load_numbers(
    connection: AsyncConnection, tenant_id: str, operations: Iterable[Operation]
) -> dict[str, set[str]]:
    """Who has a number that a batch gives to somebody."""
    given = {_number_of(one) for one in operations if one.entity == "patient"}
    numbers: dict[str, set[str]] = {one: set() for one in given if one}
    if numbers:
        wanted = {"tenant": tenant_id, "numbers": texts(sorted(numbers))}
        for patient_id, number in await connection.execute(_HAVE, wanted):
            numbers[number].add(patient_id.hex)
    return numbers


def ask_about_number(ledger: Ledger, operation: Operation, body: WireBody) -> None:
    """Have somebody look at it where another patient has the number that this one gets."""
    number = _number_of(operation)
    if operation.entity != "patient" or not number or body.get("mrn") != number:
        return
    having = ledger.numbers.get(number)
    if not having:  # nobody else has it
        ledger.numbers[number] = {operation.id}
        return
    others = [one for one in having - {operation.id} if _still_has(ledger, one, number)]
    having.add(operation.id)
    if not all(is_one_person(ledger, one, operation.id) for one in others):
        ask_somebody(
            ledger,
            RecordId(operation.id),
            about="record_number",
            title=TITLE,
            patient_id=PatientId(RecordId(operation.id)),
        )


def _number_of(operation: Operation) -> str:
    change = operation.patch.get("mrn")
    number = change.new if change else (operation.full or {}).get("mrn")
    return number if isinstance(number, str) else ""


def _still_has(ledger: Ledger, patient_id: str, number: str) -> bool:
    row = ledger.rows.get(("patient", patient_id))
    return row is None or (row.body or {}).get("mrn") == number
