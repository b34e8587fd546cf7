"""The reader process: opens the files under limits and sends patients, one group at a time.

Run as `python -m app.interop.reader`. It holds no key, opens no database, may write no file and
says nothing but frames. Two passes: the first learns which files each patient's records lie in;
the second gathers patients, as many at once as fit the memory set aside for it.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO

import msgspec

from app.domain.errors import ImportRefused
from app.domain.ids import ClinicId, RecordId
from app.interop.csv_coverage import is_uninsured
from app.interop.csv_ledger import Books, is_left_out
from app.interop.fhir import CLINIC_WIDE, PAYER_ROW, Directory, Mapper, item_of
from app.interop.files import OpenFile, discover, open_file
from app.interop.frames import (
    End,
    Failed,
    Files,
    Frame,
    Group,
    Item,
    Progress,
    ReaderOptions,
    Refusal,
    Tally,
    write_frame,
)
from app.interop.gathering import Gathered
from app.interop.made import Made
from app.interop.survey import Kept, Slot, Survey, kept_resources, look_through, settle

_AT_ONCE = 100


class Reading:
    """One run over the files, as a stream of frames."""

    def __init__(self, options: ReaderOptions) -> None:
        self._options = options
        self._limits = options.limits
        self._clinic_id = ClinicId(RecordId(options.clinic_id))
        self._today = date.fromisoformat(options.today)
        self._survey = Survey(self._clinic_id, Directory(self._clinic_id))
        self._files: list[Path] = []
        self._broken: set[int] = set()
        """Damaged files of which nothing is taken."""
        self._books = Books(
            currency=options.currency,
            takes_money=options.takes_money,
            payers=self._survey.directory.payers,
            payer_names=self._survey.directory.payer_names,
        )

    def frames(self) -> Iterator[Frame]:
        """Everything the importing side needs, in the order it is needed."""
        self._files = discover(self._options.paths, self._limits)
        yield Files(paths=[str(path).encode(errors="replace").decode() for path in self._files])
        yield from self._look()
        settle(self._survey, today=self._today)
        yield from self._clinic_wide()
        keys = [key for key, slot in self._survey.slots.items() if slot.record_id is not None]
        done = 0
        for batch in _batches(keys, self._survey.slots, self._limits.group_bytes):
            for gathered in self._gather(batch):
                done += 1
                yield from self._finish(gathered, done, len(keys))
        yield from self._orphans()
        yield End()

    def _look(self) -> Iterator[Frame]:
        seen = 0
        for number in range(len(self._files)):
            try:
                seen += self._look_at(number)
            except (ImportRefused, OSError, MemoryError) as error:
                self._survey.refuse(number, -1, "", _file_reason(error))
            if seen > self._limits.records:
                raise ImportRefused("there are too many records")
            yield self._survey.tally()
            yield Progress(stage="looking", done=number + 1, total=len(self._files))

    def _look_at(self, number: int) -> int:
        opened = open_file(self._files[number], self._limits)
        try:
            return look_through(
                self._survey,
                opened,
                self._limits,
                file=number,
                today=self._today,
                region=self._options.region,
            )
        except ImportRefused:
            if opened.is_whole_or_none:
                self._broken.add(number)
            raise

    def _clinic_wide(self) -> Iterator[Frame]:
        items = [*self._survey.practitioners.values(), *self._survey.places.values()]
        for start in range(0, len(items), _AT_ONCE):
            yield Group(items=items[start : start + _AT_ONCE], is_patient=False)

    def _gather(self, keys: list[str]) -> Iterator[Gathered]:
        """Read every file that holds records of these patients, once."""
        slots = self._survey.slots
        groups = {key: Gathered(is_shared=slots[key].is_shared) for key in keys}
        files = sorted({number for key in keys for number in slots[key].files} - self._broken)
        for number in files:
            with suppress(ImportRefused, OSError):  # told in the first pass
                self._gather_from(number, groups)
        for key in list(groups):
            yield groups.pop(key)

    def _gather_from(self, number: int, groups: dict[str, Gathered]) -> None:
        opened = open_file(self._files[number], self._limits)
        mapper = self._mapper(opened)
        for kept in kept_resources(opened, self._limits, survey=None, file=number):
            self._place(kept, mapper, groups, number)

    def _mapper(self, opened: OpenFile) -> Mapper:
        return Mapper(
            clinic_id=self._clinic_id,
            zone=self._options.zone,
            region=self._options.region,
            today=self._today,
            directory=self._survey.directory,
            full_urls=opened.full_urls,
            books=self._books,
        )

    def _place(self, kept: Kept, mapper: Mapper, groups: dict[str, Gathered], file: int) -> None:
        if kept.kind in CLINIC_WIDE or kept.kind == PAYER_ROW:
            return
        if kept.kind == "Patient":
            key = kept.source_id
        else:
            key = self._survey.key_of(mapper.owner(kept.kind, kept.resource)) or ""
        gathered = groups.get(key)
        record_id = self._survey.slots[key].record_id if gathered is not None else None
        if gathered is None or record_id is None:
            return
        try:
            self._map(kept, mapper, gathered, record_id, file)
        except ImportRefused as error:
            gathered.refuse(file, kept.index, kept.kind, error.reason)

    def _map(
        self, kept: Kept, mapper: Mapper, gathered: Gathered, record_id: RecordId, file: int
    ) -> None:
        if kept.kind != "Patient":
            self._map_child(kept, mapper, gathered, record_id, file)
            return
        for kind, record in mapper.patient_records(
            kept.resource, record_id=record_id, source_id=kept.source_id
        ):
            try:
                item = item_of(kind, record, today=self._today, file=file, entry=kept.index)
            except ImportRefused as error:
                if kind == "Patient":
                    raise
                gathered.refuse(file, kept.index, kind, error.reason)
                continue
            is_taken = gathered.take(item)
            if kind == "Patient":
                gathered.has_patient = True
                if not is_taken:  # its numbers and contacts may be another person's
                    return

    def _map_child(
        self, kept: Kept, mapper: Mapper, gathered: Gathered, record_id: RecordId, file: int
    ) -> None:
        """Take all records of a resource, or none: a claim without a line is another claim."""
        if kept.is_row:
            if _is_left_out(kept, self._books):
                gathered.leave_out(kept.kind)
                if kept.kind != "Charge":  # which is a line of its claim all the same
                    return
            made = mapper.row_records(kept.kind, kept.resource, patient_id=record_id)
        else:
            made = mapper.child_records(
                kept.kind, kept.resource, patient_id=record_id, source_id=kept.source_id
            )
        pieces = [(one, self._item(one, kept, file)) for one in made]
        for one, item in pieces:
            if one.is_seen:
                gathered.see_coverage(item)
            elif kept.kind == "Observation":
                gathered.measure(item, kept.source_id)
            elif not gathered.take(item):
                return
            if one.goals:
                gathered.goals.append((item, one.goals))
            if one.ledger is not None:
                gathered.accounts.note(item, one.ledger)

    def _item(self, made: Made, kept: Kept, file: int) -> Item:
        item = item_of(made.kind, made.record, today=self._today, file=file, entry=kept.index)
        return msgspec.structs.replace(
            item,
            source=kept.kind if made.counts else "",
            parts=1 if made.counts else 0,
            content=made.content,
            remarks=made.remarks,
            guesses=made.guesses,
        )

    def _finish(self, gathered: Gathered, done: int, total: int) -> Iterator[Frame]:
        if gathered.is_shared or not gathered.has_patient:
            shared = "has or names an id that two patients share"
            gathered.refuse_all(shared if gathered.is_shared else "belongs to a refused patient")
        items = gathered.finished()
        if gathered.refused or gathered.repeated or gathered.left_out:
            yield Tally(
                not_kept=gathered.left_out, repeated=gathered.repeated, refused=gathered.refused
            )
        yield Group(items=items, is_patient=True, done=done, total=total)

    def _orphans(self) -> Iterator[Frame]:
        """Records whose patient is in none of the files."""
        for number in sorted(self._survey.orphan_files - self._broken):
            refused: list[Refusal] = []
            with suppress(ImportRefused, OSError):  # told in the first pass
                refused.extend(self._orphans_in(number))
            if refused:
                yield Tally(not_kept={}, repeated={}, refused=refused)

    def _orphans_in(self, number: int) -> Iterator[Refusal]:
        opened = open_file(self._files[number], self._limits)
        mapper = self._mapper(opened)
        for kept in kept_resources(opened, self._limits, survey=None, file=number):
            if kept.kind == "Patient" or kept.kind in (*CLINIC_WIDE, PAYER_ROW):
                continue
            owner = mapper.owner(kept.kind, kept.resource)
            if self._survey.key_of(owner) is None:
                reason = "names no patient" if owner is None else "its patient is missing"
                yield Refusal(file=number, entry=kept.index, kind=kept.kind, reason=reason)


def _batches(keys: list[str], slots: dict[str, Slot], most: int) -> Iterator[list[str]]:
    batch = list[str]()
    size = 0
    for key in keys:
        if batch and size + slots[key].size > most:
            yield batch
            batch, size = list[str](), 0
        batch.append(key)
        size += slots[key].size
    if batch:
        yield batch


def _is_left_out(kept: Kept, books: Books) -> bool:
    if kept.kind == "PayerTransition":
        return is_uninsured(kept.resource, books)
    return is_left_out(kept.kind, kept.resource, books)


def _file_reason(error: Exception) -> str:
    if isinstance(error, ImportRefused):
        return error.reason
    return "is too large for memory" if isinstance(error, MemoryError) else "cannot be read"


def confine(options: ReaderOptions) -> None:
    """Give up the right to write files, dump core or outgrow memory (where the system can)."""
    if sys.platform == "win32":
        return
    import resource

    limits = options.limits
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard < 0 else min(most, hard), hard))


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Read the options, then send frames until everything is read."""
    try:
        options = msgspec.json.decode(source.readline(), type=ReaderOptions)
        confine(options)
        for frame in Reading(options).frames():
            write_frame(sink, frame)
    except ImportRefused as error:
        write_frame(sink, Failed(reason=error.reason))
    except BrokenPipeError:
        return
    except Exception as error:
        write_frame(sink, Failed(reason=f"the reader failed ({type(error).__name__})"))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the importing side to answer
    serve(sys.stdin.buffer, sys.stdout.buffer)
