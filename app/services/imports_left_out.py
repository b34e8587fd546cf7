"""Why an import leaves entries out that it could read: one reason for each of their kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.services.imports_report import ALSO_COUNTED_AS, ImportReport

MONEY = frozenset({"Charge", "Payment", "Adjustment"})
"""Kinds that come in when an administrator asks for the ledger."""
_NO_SUCH_RECORD = "the clinic keeps no records of this kind"
_AT_THE_DESK = "visits and their free times are made here, from the clinic's own hours"
_WHY: Mapping[str, str] = {
    "Adjustment": "it is money, and the ledger was not asked for",
    "Appointment": "a visit of another system's calendar; what took place comes as Encounter",
    "AuditEvent": "the audit trail is this clinic's own and takes nothing from files",
    "Charge": "it is of nothing, or the ledger was not asked for",
    "LedgerTransfer": "a debt goes from a payer to the patient, and no money moves",
    "Location": "it stands for a kind of place and is none",
    "Observation": "it is no vital sign",
    "Payer": "it stands for having no insurance",
    "PayerTransition": "nobody insured the patient",
    "Payment": "it is money, and the ledger was not asked for",
    "Schedule": _AT_THE_DESK,
    "Slot": _AT_THE_DESK,
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Entries of one kind that were read and not kept: how many, and why."""

    kind: str
    number: int
    reason: str


def left_out(report: ImportReport) -> tuple[LeftOut, ...]:
    """Everything that was not kept, each kind once under its name in the files."""
    ours = set(ALSO_COUNTED_AS.values()) - {"Appointment"}
    found = {kind: one.not_kept for kind, one in report.counts.items() if kind not in ours}
    return tuple(
        LeftOut(kind, number, _WHY.get(kind, _NO_SUCH_RECORD))
        for kind, number in sorted(found.items())
        if number
    )
