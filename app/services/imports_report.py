"""What an import did, record by record, in values that name positions and never patients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import cast

from app.domain.file_ports import KeptFile

ALSO_COUNTED_AS: Mapping[str, str] = {
    "AllergyIntolerance": "Allergy",
    "Claim": "InsuranceClaim",
    "DocumentReference": "Document",
    "Encounter": "Appointment",
    "ExplanationOfBenefit": "Remittance",
    "Goal": "CarePlanGoal",
    "MedicationRequest": "MedicationStatement",
    "PayerTransition": "Coverage",
}
"""Resource types of the file whose records have another name here; both names are counted."""

MAX_LISTED = 10_000
"""Refusals and kept edits listed one by one; all are counted."""


class Outcome(StrEnum):
    """What became of one record."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    NOT_KEPT = "not_kept"


@dataclass(slots=True)
class Counts:
    """How many records of one type were read, and what became of them."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    refused: int = 0
    not_kept: int = 0


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    """One record or file that was not taken.

    entry counts from 0 within the file (-1: the whole file). file is as the person named it and
    may hold a patient's name, so it is shown on screen but never logged.
    """

    file: str = field(repr=False)
    file_number: int
    entry: int
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class KeptEdit:
    """Fields the source changed but the desk had changed too: the desk's values stand."""

    entity: str
    row_id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """What became of one group's records, in the order of its items."""

    outcomes: tuple[tuple[str, Outcome], ...]
    kept_edits: tuple[KeptEdit, ...] = ()
    refusals: tuple[tuple[int, int, str, str], ...] = ()
    """file number, entry, kind and reason of each record refused while writing."""
    notes: tuple[KeptEdit, ...] = ()
    """Records written differently from the source: a taken MRN replaced by a temporary one."""
    parts: tuple[tuple[str, Outcome, int], ...] = ()
    """Entries of the files that became a record of another name, with what became of it."""
    remarks: tuple[tuple[int, int, str, str], ...] = ()
    """Like refusals, of records that were written without something the source has."""
    filed: frozenset[str] = frozenset()
    """Documents written with their file."""
    replaced: tuple[KeptFile, ...] = ()
    """Files on the disk that a newer copy stands for."""


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is. stage is "looking" (files) or "writing" (patients)."""

    stage: str
    done: int
    total: int
    written: int = 0


@dataclass(slots=True)
class ImportReport:
    """Counts by record type, and what was refused and why."""

    counts: dict[str, Counts] = field(default_factory=lambda: cast("dict[str, Counts]", {}))
    refused: list[RefusedRecord] = field(default_factory=lambda: cast("list[RefusedRecord]", []))
    kept_edits: list[KeptEdit] = field(default_factory=lambda: cast("list[KeptEdit]", []))
    notes: list[KeptEdit] = field(default_factory=lambda: cast("list[KeptEdit]", []))
    remarks: list[RefusedRecord] = field(default_factory=lambda: cast("list[RefusedRecord]", []))
    """Records that were taken without something the source has, and what."""
    refused_files: int = 0
    skipped_lines: int = 0
    """Lines that are no FHIR resource at all (logs among the data)."""
    files: int = 0
    patients: int = 0
    """Patients gone through, whether or not anything of theirs had to be written."""
    written: int = 0
    """Records written, each counted once."""
    was_cancelled: bool = False

    def count(self, kind: str, outcome: Outcome, number: int = 1) -> None:
        """Add records of a type to the counts, under each name the type has."""
        if outcome is Outcome.WRITTEN:
            self.written += number
        self.count_entries(kind, outcome, number)

    def count_entries(self, kind: str, outcome: Outcome, number: int) -> None:
        """Add entries of the files to the counts; what they became is counted by itself."""
        names = (kind, ALSO_COUNTED_AS[kind]) if kind in ALSO_COUNTED_AS else (kind,)
        for name in names:
            counts = self.counts.setdefault(name, Counts())
            counts.read += number
            setattr(counts, outcome.value, getattr(counts, outcome.value) + number)

    def refuse(self, record: RefusedRecord) -> None:
        """Count and list one refusal."""
        if record.entry < 0:
            self.refused_files += 1
        elif record.kind:
            self.count(record.kind, Outcome.REFUSED)
        else:
            self.skipped_lines += 1
        if len(self.refused) < MAX_LISTED:
            self.refused.append(record)

    def remark(self, record: RefusedRecord) -> None:
        """List one record that was taken, but not whole."""
        if len(self.remarks) < MAX_LISTED:
            self.remarks.append(record)

    def as_json(self) -> dict[str, dict[str, int]]:
        """The counts as the command line prints them, sorted by type."""
        return {kind: asdict(self.counts[kind]) for kind in sorted(self.counts)}
