"""Possible duplicates from the command line: shown, asked about, kept apart."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from app.bootstrap.documents import patient_named
from app.bootstrap.ledger import write
from app.domain.duplicates import Pair
from app.domain.errors import RecordNotFound
from app.domain.merging import PatientMerge
from app.domain.patient import Patient
from app.domain.waiting import Task
from app.services import duplicates, merge_preview, merging
from app.services.duplicates import Question
from app.services.merge_preview import Preview
from app.services.merging import Unmerged

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.domain.ports import Reader


def possible_duplicates(desk: Desk, patient: str | None, *, keep: bool) -> tuple[Question, ...]:
    """Who may be somebody twice: of one patient (MRN or identifier), or in the whole clinic.

    keep: each becomes a task. Raises ConfigurationError, PermissionDenied.
    """
    write(desk, duplicates.require_list)
    patient_id = patient_named(desk, patient) if patient else None

    def found(reader: Reader) -> list[Pair]:
        if patient_id is None:
            return duplicates.find(reader)
        known = reader.records(Patient).get(patient_id)
        if known is None:
            raise RecordNotFound("patient", patient_id)
        return duplicates.of_patient(reader, known)

    pairs = desk.worker.submit_read(found).result()
    return write(desk, lambda begin, context: duplicates.ask(begin, context, pairs, keep=keep))


def side_by_side(desk: Desk, one: str, other: str) -> Preview:
    """Two patients side by side. Raises ConfigurationError and what services.merge_preview
    raises."""
    first, second = patient_named(desk, one), patient_named(desk, other)
    return write(desk, lambda begin, context: merge_preview.compare(begin, context, first, second))


def keep_apart(desk: Desk, one: str, other: str) -> Task:
    """Say that two patients are two people. Raises ConfigurationError and what
    services.duplicates raises."""
    first, second = patient_named(desk, one), patient_named(desk, other)
    return write(desk, lambda begin, context: duplicates.keep_apart(begin, context, first, second))


def merge(
    desk: Desk, survivor: str, merged: str, *, take: Collection[str], reason: str
) -> PatientMerge:
    """Make two records one person (MRNs or identifiers). Raises ConfigurationError and what
    services.merging raises."""
    first = patient_named(desk, survivor, is_exact=True)
    second = patient_named(desk, merged, is_exact=True)
    return write(
        desk,
        lambda begin, context: merging.merge(
            begin, context, survivor_id=first, merged_id=second, take=take, reason=reason
        ),
    )


def unmerge(desk: Desk, merged: str, *, reason: str) -> Unmerged:
    """Take a merge back (MRN or identifier of the record that is not used any more). Raises
    ConfigurationError and what services.merging raises."""
    merged_id = patient_named(desk, merged, is_exact=True)
    return write(
        desk,
        lambda begin, context: merging.unmerge(begin, context, merged_id=merged_id, reason=reason),
    )
