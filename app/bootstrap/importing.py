"""Import files into a desk from the terminal, with progress and a way to stop."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, current_thread, main_thread
from types import FrameType

from app.bootstrap.admission import open_for_work
from app.bootstrap.desk import Desk
from app.domain.errors import ConfigurationError, DatabaseDamaged, ImportRefused
from app.domain.ports import Priority
from app.domain.staff import Role
from app.interop.files import discover
from app.interop.frames import Limits
from app.services import imports
from app.services.imports_left_out import MONEY, left_out
from app.services.imports_report import (
    MAX_LISTED,
    GroupOutcome,
    ImportProgress,
    ImportReport,
    RefusedRecord,
)
from app.settings import Settings

TOLD_EVERY_S = 1.0
SHOWN = 20
"""Refusals that are named one by one; the rest is counted."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did, and what the person who started it should read."""

    report: ImportReport
    remarks: tuple[str, ...]
    """Refusals, unreadable files, interruption: positions and reasons, never a name or value."""
    is_complete: bool
    """Whether every file could be read and something was found."""


def import_files(
    home: Path,
    passphrase: str,
    paths: Sequence[str],
    *,
    user: str | None,
    takes_money: bool = False,
    settings: Settings,
    tell: Callable[[str], None],
) -> ImportOutcome:
    """Import and report. Ctrl+C stops between two patients; those written stay, whole.

    takes_money: as administrator, ledgers included. Raises PermissionDenied where they are none.
    """
    for number, path in enumerate(paths, start=1):
        if not path:
            raise ConfigurationError(f"path {number}", "is empty")
        if not Path(path).exists():
            raise ImportRefused(f"path {number} does not exist")
    acting = Role.ADMIN if takes_money else None
    desk = open_for_work(home, passphrase, user=user, acting=acting, settings=settings)
    try:
        with _stop_on_interrupt() as stop:
            refuse_damaged(desk)
            teller = _Teller(desk, tell)
            report = _run(desk, paths, stop, teller, takes_money=takes_money)
        outcome = _outcome(report, _Places(paths), teller.patients)
        return _with_left_out(outcome if takes_money else _with_hint(outcome), takes_money)
    finally:
        desk.close()


def refuse_damaged(desk: Desk) -> None:
    """Look for damage before thousands of records are written on top. Raises DatabaseDamaged.

    The quick form of SQLite's check leaves out the indexes, the slow part in a large clinic.
    """
    findings: list[str] = []
    with desk.store.database.reading() as session:
        for check in ("cipher_integrity_check", "quick_check(5)"):
            try:
                rows = session.all(f"PRAGMA {check}")
                findings += [str(row[0]) for row in rows if row[0] != "ok"]
            except DatabaseDamaged:
                findings.append("malformed")
    if findings:
        raise DatabaseDamaged(findings)


def _run(
    desk: Desk, paths: Sequence[str], stop: Event, teller: _Teller, *, takes_money: bool
) -> ImportReport:
    def write(work: Callable[[], GroupOutcome]) -> GroupOutcome:
        return desk.worker.submit(work, priority=Priority.BULK).result()

    return imports.run(
        paths,
        begin=desk.store.unit_of_work,
        context=desk.context,
        clinic=desk.clinic,
        progress=teller.heard,
        cancelled=stop.is_set,
        write=write,
        files=desk.files,
        takes_money=takes_money,
    )


def _with_hint(outcome: ImportOutcome) -> ImportOutcome:
    """Say how money comes in where files held some."""
    counts = outcome.report.counts
    left = sum(counts[kind].not_kept for kind in ("Charge", "Payment") if kind in counts)
    if not left:
        return outcome
    hint = f"{left:,} charges and payments were left out: --ledger takes them, as administrator"
    return replace(outcome, remarks=(*outcome.remarks, hint))


def _with_left_out(outcome: ImportOutcome, takes_money: bool) -> ImportOutcome:
    """Say what was not kept and why; of money, the hint has said it where it was not wanted."""
    told = tuple(
        f"{one.number:,} {one.kind} not kept: {one.reason}"
        for one in left_out(outcome.report)
        if takes_money or one.kind not in MONEY
    )
    return replace(outcome, remarks=(*outcome.remarks, *told))


def _outcome(report: ImportReport, places: _Places, patients: int) -> ImportOutcome:
    remarks = [*_listed(report.refused, places), *_unreadable(report)]
    remarks += _listed(report.remarks, places)
    if report.was_cancelled:
        remarks.append(_interruption(report, patients))
        return ImportOutcome(report, tuple(remarks), is_complete=False)
    empty = [f"nothing to import found in path {number}" for number in places.without_files]
    found = sum(one.written + one.unchanged + one.not_kept for one in report.counts.values())
    if not found and not empty and not report.refused_files:
        empty = ["nothing to import found"]
    is_complete = not report.refused_files and not empty
    return ImportOutcome(report, (*remarks, *empty), is_complete=is_complete)


def _listed(records: Sequence[RefusedRecord], places: _Places) -> list[str]:
    """Records that were not taken, or not whole, the first ones by name."""
    # Whole files first: they must not drown in the records of others.
    ordered = sorted(records, key=lambda one: one.entry >= 0)
    lines = [_refusal(one, places) for one in ordered[:SHOWN]]
    if len(ordered) > SHOWN:
        at_least = "at least " if len(ordered) >= MAX_LISTED else ""
        lines.append(f"and {at_least}{len(ordered) - SHOWN:,} more")
    return lines


def _refusal(one: RefusedRecord, places: _Places) -> str:
    where = places.name(one.file_number)
    if one.entry < 0:
        return f"{where}: {one.reason}"
    kind = f", {one.kind}" if one.kind else ""
    return f"{where}, entry {one.entry + 1}{kind}: {one.reason}"


def _unreadable(report: ImportReport) -> list[str]:
    count = report.refused_files
    if not count:
        return []
    return [f"{count:,} {'file' if count == 1 else 'files'} could not be read"]


def _interruption(report: ImportReport, patients: int) -> str:
    if not patients:
        return "interrupted before the first patient; run the same command again"
    done = f"{report.patients:,} of {patients:,} patients"
    return f"interrupted after {done}; run the same command again"


class _Places:
    """Names files by position: their names can hold a patient's."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._names: dict[Path, str] = {}
        self.without_files: list[int] = []
        for number, path in enumerate(paths, start=1):
            files = _files_in(path)
            if not files:
                self.without_files.append(number)
            is_folder = Path(path).is_dir()
            for position, file in enumerate(files, start=1):
                name = f"path {number}, file {position}" if is_folder else f"path {number}"
                self._names.setdefault(file, name)

    def name(self, file_number: int) -> str:
        """Where the file with this number (from 0, in the reader's order) was named."""
        names = list(self._names.values())
        return names[file_number] if 0 <= file_number < len(names) else f"file {file_number + 1}"


def _files_in(path: str) -> list[Path]:
    """What the reader finds there, in its order."""
    try:
        return discover([path], Limits())
    except (ImportRefused, OSError):
        return []


class _Teller:
    """Says how far the import is, at most once a second."""

    def __init__(self, desk: Desk, tell: Callable[[str], None]) -> None:
        self._clock = desk.clock
        self._tell = tell
        self._told_at = self._clock.monotonic()
        self.patients = 0
        """How many patients the files hold, as far as is known."""

    def heard(self, progress: ImportProgress) -> None:
        """Take note of progress."""
        now = self._clock.monotonic()
        is_writing = progress.stage == "writing"
        if is_writing:
            self.patients = progress.total
        is_last = is_writing and progress.done == progress.total
        if is_last or now - self._told_at >= TOLD_EVERY_S:
            self._told_at = now
            self._tell(f"{progress.stage}: {progress.done} of {progress.total}")


@contextmanager
def _stop_on_interrupt() -> Generator[Event]:
    """An event that Ctrl+C sets instead of breaking off in the middle of a patient."""
    stop = Event()
    if current_thread() is not main_thread():
        yield stop
        return

    def on_interrupt(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
