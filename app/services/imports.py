"""Bring patients of another system in from FHIR R4 files and tables, one patient at a time.

Signatures other rooms rely on:

    run(paths, *, begin, context, clinic, progress=None, cancelled=None, write=None, files=None,
        takes_money=False) -> ImportReport
    write_group(begin, context, group, people) -> GroupOutcome

`run` blocks; call it on a background thread (window) or the main thread (terminal), never on the
writer thread. `write(work)` runs one patient's unit of work where writing is allowed, e.g.
`lambda work: worker.submit(work, priority=Priority.BULK).result()`; without it the work runs on
the calling thread. `progress(ImportProgress)` is called on the thread that called `run`;
`cancelled()` is asked between patients. `files` keeps what documents hold; without it they come
without their files, and the report says so. `takes_money` lets the charges, payments and
adjustments of tables into the clinic's own ledger, which takes the right to it (import.ledger);
else they are read and not kept. `report.as_json()` is what the command line prints.

What the counts mean: one key per FHIR resource type of the files, plus our own names where they
differ ("Appointment" for Encounter, "Allergy" for AllergyIntolerance, "InsuranceClaim" for Claim,
"Remittance" for ExplanationOfBenefit, "Document", "CarePlanGoal", "MedicationStatement" for
MedicationRequest and MedicationStatement together) and for what lies inside another resource
("PatientIdentifier", "EmergencyContact", "CarePlanActivity", "ClaimLine", "Payer", "Coverage" of an
ExplanationOfBenefit, "Prescription" of an order that says how to take it). "VitalSigns" are rounds;
"Observation" counts the entries that went into them. "MessageThread" and "Message" come from
Communication, "CareTeamMember" from CareTeam. Rows of a ledger are "Charge", "Payment",
"Adjustment" and "LedgerTransfer" (never kept, as charges of nothing are not: no money moves);
"Allocation" is what of a payment pays a charge; "PayerTransition" is a table's term of a policy
("Coverage"), not kept where nobody insured the patient. read = written + unchanged + refused +
not_kept.
An entry that repeats an earlier one of the same run is read and unchanged; written counts
records, so 67 Practitioner entries of 50 people are 50 written and 17 unchanged. A practitioner
known only by a reference counts as one Practitioner read. Broken files and lines that are no FHIR
at all appear in `refused`, not in the counts.

Importing again: a record the source did not change is left alone, whatever the desk did with it.
Of a changed one only the fields the source changed are written, and only where the desk's value
is still what the last import wrote; fields of one group (an address) go together. Deleted records
stay deleted. Records that came by synchronisation are left alone, and so is what a payer said: a
remittance is never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.file_ports import FileStore
from app.domain.ports import UnitOfWorkFactory
from app.domain.staff import Clinic
from app.interop.frames import (
    Files,
    Frame,
    Group,
    Limits,
    Progress,
    ReaderOptions,
    Refusal,
    Tally,
)
from app.interop.session import ReaderSession
from app.services.documents import Content
from app.services.imports_filing import Filing, unfiled
from app.services.imports_people import KnownPeople
from app.services.imports_report import (
    GroupOutcome,
    ImportProgress,
    ImportReport,
    Outcome,
    RefusedRecord,
)
from app.services.imports_writing import GroupWriter

Write = Callable[[Callable[[], Any]], Any]


def run(
    paths: Sequence[str | Path],
    *,
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    clinic: Clinic,
    progress: Callable[[ImportProgress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    write: Write | None = None,
    files: FileStore | None = None,
    takes_money: bool = False,
    limits: Limits | None = None,
    today: date | None = None,
) -> ImportReport:
    """Import files and folders. Raises ImportRefused when the reading itself fails; patients
    written before that stay, whole."""
    report = ImportReport()
    run_write = write or _at_once
    is_cancelled = cancelled or (lambda: False)
    writing = _Writing(begin, context, run_write, files)
    options = _options(paths, clinic, limits or Limits(), today, takes_money=takes_money)
    with ReaderSession(options) as session:
        follower = _Follower(report, progress)
        for frame in session.frames():
            if is_cancelled():
                report.was_cancelled = True
                break
            if isinstance(frame, Group):
                follower.wrote(frame, writing.write(frame))
            else:
                follower.heard(frame)
    run_write(lambda: _note(begin, context, report))
    return report


def write_group(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    group: Group,
    people: KnownPeople,
    *,
    contents: Mapping[str, Content] | None = None,
) -> GroupOutcome:
    """Write one patient with all their records in one transaction (on the writer thread)."""
    coming = frozenset(item.row_id for item in group.items)
    with begin(context, origin=Origin.IMPORT) as uow:
        part = partial(begin, context, origin=Origin.IMPORT)
        writer = GroupWriter(uow, people, part, coming=coming, contents=contents)
        for item in group.items:
            writer.take(item)
        writer.pay()
        return writer.outcome()


class _Writing:
    """Writes groups, with the files their documents bring."""

    def __init__(
        self,
        begin: UnitOfWorkFactory,
        context: ExecutionContext,
        write: Write,
        files: FileStore | None,
    ) -> None:
        self._begin = begin
        self._context = context
        self._write = write
        self._files = files
        self._people = KnownPeople()

    def write(self, group: Group) -> GroupOutcome:
        """Write one group, all of it or nothing."""
        begin, context, people = self._begin, self._context, self._people
        if self._files is None or not any(item.content for item in group.items):
            return self._write(lambda: write_group(begin, context, group, people))
        filing = Filing(self._files)
        kept = filing.keep(group, self._write(lambda: unfiled(begin, context, group)))
        try:
            outcome: GroupOutcome = self._write(
                lambda: write_group(begin, context, kept, people, contents=filing.contents)
            )
        except BaseException:
            filing.give_up()
            raise
        filing.settle(outcome)
        return outcome


def _note(begin: UnitOfWorkFactory, context: ExecutionContext, report: ImportReport) -> None:
    """One event for the whole import, beside those of each record."""
    with begin(context, origin=Origin.IMPORT) as uow:
        uow.note(AuditAction.IMPORT, result_count=report.written)


def _at_once(work: Callable[[], Any]) -> Any:
    return work()


def _options(
    paths: Sequence[str | Path],
    clinic: Clinic,
    limits: Limits,
    today: date | None,
    *,
    takes_money: bool = False,
) -> ReaderOptions:
    day = today or datetime.now(ZoneInfo(clinic.zone)).date()
    return ReaderOptions(
        paths=[str(path) for path in paths],
        clinic_id=clinic.id,
        zone=clinic.zone,
        region=clinic.country,
        today=day.isoformat(),
        limits=limits,
        currency=clinic.currency,
        takes_money=takes_money,
    )


class _Follower:
    """Keeps the report while frames come in."""

    def __init__(
        self, report: ImportReport, progress: Callable[[ImportProgress], None] | None
    ) -> None:
        self._report = report
        self._progress = progress
        self._paths: list[str] = []

    def heard(self, frame: Frame) -> None:
        """Take in a frame that writes nothing."""
        if isinstance(frame, Files):
            self._paths = frame.paths
            self._report.files = len(frame.paths)
        elif isinstance(frame, Progress):
            self._tell(frame.stage, frame.done, frame.total)
        elif isinstance(frame, Tally):
            self._tally(frame)

    def wrote(self, group: Group, outcome: GroupOutcome) -> None:
        """Take in what became of a group."""
        for kind, result in outcome.outcomes:
            if result is not Outcome.REFUSED:
                self._report.count(kind, result)
        for kind, result, number in outcome.parts:
            self._report.count_entries(kind, result, number)
        for file, entry, kind, told in outcome.remarks:
            self._report.remark(self._record(file, entry, kind, told))
        for file, entry, kind, reason in outcome.refusals:
            self._refuse(Refusal(file=file, entry=entry, kind=kind, reason=reason))
        self._report.kept_edits.extend(outcome.kept_edits)
        self._report.notes.extend(outcome.notes)
        if group.is_patient:
            self._report.patients += 1
            self._tell("writing", group.done, group.total)

    def _tally(self, tally: Tally) -> None:
        for kind, number in tally.not_kept.items():
            self._report.count(kind, Outcome.NOT_KEPT, number)
        for kind, number in tally.repeated.items():
            self._report.count(kind, Outcome.UNCHANGED, number)
        for refusal in tally.refused:
            self._refuse(refusal)

    def _refuse(self, one: Refusal) -> None:
        self._report.refuse(self._record(one.file, one.entry, one.kind, one.reason))

    def _record(self, file: int, entry: int, kind: str, reason: str) -> RefusedRecord:
        name = self._paths[file] if 0 <= file < len(self._paths) else ""
        return RefusedRecord(file=name, file_number=file, entry=entry, kind=kind, reason=reason)

    def _tell(self, stage: str, done: int, total: int) -> None:
        if self._progress:
            self._progress(ImportProgress(stage, done, total, self._report.written))
