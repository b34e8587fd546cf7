"""Writing imported records so that nothing the desk did since the last import is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cache
from typing import Any

from app.domain.declare import EntitySpec, FieldKind, Record, entity_named
from app.domain.errors import InvalidValue
from app.domain.file_ports import KeptFile
from app.domain.ids import RecordId
from app.domain.operations import BY_IMPORT
from app.domain.patient import Patient
from app.domain.ports import UnitOfWork
from app.domain.query import Query, all_of, eq, ne
from app.domain.validation import steps_to
from app.interop.fhir_document import NO_FILE
from app.interop.frames import Item
from app.protocol.codec import from_wire, instant_to_wire, value_from_wire, value_to_wire
from app.services.documents import Content
from app.services.imports_ledger import ImportedLedger
from app.services.imports_paying import TablePayments
from app.services.imports_people import KnownPeople
from app.services.imports_report import GroupOutcome, KeptEdit, Outcome


class GroupWriter:
    """Writes the items of one group in one unit of work and tells what became of each."""

    def __init__(
        self,
        uow: UnitOfWork,
        people: KnownPeople,
        part: Callable[[], AbstractContextManager[UnitOfWork]],
        *,
        coming: frozenset[str] = frozenset(),
        contents: Mapping[str, Content] | None = None,
    ) -> None:
        self._uow = uow
        self._people = people
        self._part = part
        """Begins what is kept whole or not at all, whatever becomes of the rest."""
        self._coming = coming
        self._contents = contents or {}
        self._ledger = ImportedLedger(uow)
        self._payments = TablePayments(uow, self._ledger)
        self._here: set[RecordId] = set()
        """Records known to exist: everything a patient's records refer to is asked for once."""
        self._parts: list[tuple[str, Outcome, int]] = []
        self._remarks: list[tuple[int, int, str, str]] = []
        self._told: list[str] = []
        """Remarks on the record at hand."""
        self._filed: set[str] = set()
        self._replaced: list[KeptFile] = []
        self._outcomes: list[tuple[str, Outcome]] = []
        self._kept: list[KeptEdit] = []
        self._refusals: list[tuple[int, int, str, str]] = []
        self._notes: list[KeptEdit] = []

    def take(self, item: Item) -> None:
        """Write one record, or leave it alone. A bad one is refused; the others go on."""
        self._told = list(item.remarks)
        try:
            outcome = self._write(self._people.recognised(self._uow, item))
        except InvalidValue as error:
            self._refusals.append(
                (item.file, item.entry, item.kind, f"{error.field} {error.reason}")
            )
            outcome = Outcome.REFUSED
        if outcome is Outcome.WRITTEN:
            self._here.add(RecordId(item.row_id))
            self._remarks += [(item.file, item.entry, item.kind, told) for told in self._told]
        self._outcomes.append((item.kind, outcome))
        if outcome is not Outcome.REFUSED:
            self._payments.note(item, is_new=outcome is Outcome.WRITTEN)
        if item.parts:
            self._parts.append((item.source, outcome, item.parts))

    def pay(self) -> None:
        """Once everything is taken: give each payment of a table to the charges it is for."""
        self._outcomes += [("Allocation", Outcome.UNCHANGED)] * self._payments.known()
        for payment, share in self._payments.allocations():
            try:
                self._ledger.check(share)
                self._ledger.added(self._uow.add(share, reason=BY_IMPORT))
                self._uow.import_sources.put("allocation", share.id, digest="", body={})
            except InvalidValue as error:
                told = f"{error.field} {error.reason}"
                self._refusals.append((payment.file, payment.entry, "Allocation", told))
                continue
            self._outcomes.append(("Allocation", Outcome.WRITTEN))

    def outcome(self) -> GroupOutcome:
        """What became of everything taken so far."""
        return GroupOutcome(
            tuple(self._outcomes),
            tuple(self._kept),
            tuple(self._refusals),
            tuple(self._notes),
            parts=tuple(self._parts),
            remarks=tuple(self._remarks),
            filed=frozenset(self._filed),
            replaced=tuple(self._replaced),
        )

    def _write(self, item: Item) -> Outcome:
        spec = entity_named(item.entity)
        row_id = RecordId(item.row_id)
        source = self._uow.import_sources.get(item.entity, row_id)
        if source is not None and source[0] == item.digest:
            return Outcome.UNCHANGED
        stored = self._uow.records(spec.record_type).get(row_id, include_deleted=True)
        if stored is None and self._uow.at_server.versions([row_id]):
            return Outcome.UNCHANGED  # it is at the server; what an import says is older than that
        if stored is None:
            return self._add(spec, item)
        if source is None or stored.deleted_at is not None or item.only_if_missing:
            return Outcome.UNCHANGED
        if spec.is_append_only:
            self._kept.append(KeptEdit(item.entity, item.row_id, ()))
            return Outcome.UNCHANGED
        return self._update(spec, item, stored, source[1])

    def _add(self, spec: EntitySpec, item: Item) -> Outcome:
        now = instant_to_wire(self._uow.now)
        stamped = {**item.body, **self._file_of(item), "created_at": now, "updated_at": now}
        record = from_wire(spec, item.row_id, stamped)
        if not self._has_patient(spec, record):
            raise InvalidValue("patient_id", "names a patient who was deleted or refused")
        record = self._payments.placed(self._numbered(self._resolved(spec, record, item)), item)
        self._ledger.check(record)
        self._ledger.added(self._uow.add(record, reason=BY_IMPORT))
        self._attach(item)
        self._remember(item)
        return Outcome.WRITTEN

    def _update(
        self, spec: EntitySpec, item: Item, stored: Record, last: Mapping[str, object]
    ) -> Outcome:
        changes, kept = _changes(spec, stored, last, item.body)
        steps = _steps(spec, stored, changes)
        if "status" in changes and not steps:
            kept |= {name for name in spec.groups[spec.by_name["status"].group] if name in changes}
            changes = {name: value for name, value in changes.items() if name not in kept}
        if kept:
            self._kept.append(KeptEdit(item.entity, item.row_id, tuple(sorted(kept))))
        if "sha256" in changes:
            changes.update(self._file_of(item))
        resolved = self._resolved(spec, replace(stored, **changes), item)
        record = replace(stored, **{name: getattr(resolved, name) for name in changes})
        if "mrn" in changes:
            record = self._numbered(record)
        saved = self._taken_there(record, steps)
        if "sha256" in changes:
            self._attach(item)
        self._remember(item)
        return Outcome.WRITTEN if saved != stored else Outcome.UNCHANGED

    def _taken_there(self, record: Record, steps: Sequence[str]) -> Record:
        """Save a record, step by step where it goes through several statuses, all of them or none;
        what else its source says goes with the first, since a signed one takes nothing more."""
        if len(steps) < 2:
            return self._uow.save(record, reason=BY_IMPORT)
        passing: Any = record
        with self._part():
            for status in steps:
                passing = self._uow.save(replace(passing, status=status), reason=BY_IMPORT)
        return passing

    def _remember(self, item: Item) -> None:
        self._uow.import_sources.put(
            item.entity, RecordId(item.row_id), digest=item.digest, body=item.body
        )

    def _has_patient(self, spec: EntitySpec, record: Record) -> bool:
        patient_id = spec.patient_of(record)
        if patient_id is None or spec.patient_field == "id":
            return True
        return self._is_here("patient", patient_id)

    def _resolved(self, spec: EntitySpec, record: Record, item: Item) -> Record:
        """The record without references that lead nowhere. Raises InvalidValue where it needs one.

        A list of identifiers keeps those that are here or are coming with the same patient.
        """
        lost: dict[str, Any] = {}
        for name, kind, is_optional in _references(spec):
            value = getattr(record, name)
            if value is None or self._is_here(kind, value, or_was=is_optional):
                continue
            if not is_optional:
                raise InvalidValue(name, "names a record that is not here")
            if value not in self._coming:
                lost[name] = None
        for name, kind in _lists(spec):
            named: tuple[str, ...] = getattr(record, name)
            known = tuple(one for one in named if self._is_known(kind, one))
            if known != named:
                lost[name] = known
        for name in sorted(lost.keys() - set(item.guesses)):
            self._told.append(f"was taken without {name}: it names a record that is not here")
        return replace(record, **lost) if lost else record

    def _is_known(self, kind: str, record_id: str) -> bool:
        return record_id in self._coming or self._is_here(kind, RecordId(record_id))

    def _is_here(self, kind: str, record_id: RecordId, *, or_was: bool = False) -> bool:
        """Whether a record exists; or_was: one that was deleted will do (who saw a patient)."""
        if record_id in self._here:
            return True
        records = self._uow.records(entity_named(kind).record_type)
        if records.exists(record_id) or self._uow.at_server.versions([record_id]):
            self._here.add(record_id)
            return True
        return or_was and records.get(record_id, include_deleted=True) is not None

    def _file_of(self, item: Item) -> dict[str, object]:
        """What a document says of its file: nothing where that could not be kept."""
        if not item.content or item.row_id in self._contents:
            return {}
        return {"sha256": "", "size": 0, "media_type": ""}

    def _attach(self, item: Item) -> None:
        """Write down the file a document came with."""
        if not item.content:
            return
        content = self._contents.get(item.row_id)
        if content is None:
            if not any(told.startswith(NO_FILE) for told in item.remarks):
                self._told.append(f"{NO_FILE}files cannot be kept here")
            return
        replaced = self._uow.blobs.add(content.kept)
        if replaced is not None:
            self._replaced.append(replaced)
        self._filed.add(item.row_id)

    def _numbered(self, record: Record) -> Record:
        """A patient whose MRN somebody has already gets a temporary one; both numbers stay."""
        if isinstance(record, Patient) and self._is_taken(record):
            self._notes.append(KeptEdit("patient", record.id, ("mrn",)))
            return replace(record, mrn=f"TMP-{record.id[:12].upper()}")
        return record

    def _is_taken(self, patient: Patient) -> bool:
        where = all_of(eq("mrn", patient.mrn), ne("id", patient.id))
        return self._uow.records(Patient).find_one(Query(Patient, where=where, limit=1)) is not None


def _changes(
    spec: EntitySpec, stored: Record, last: Mapping[str, object], new: Mapping[str, object]
) -> tuple[dict[str, Any], set[str]]:
    """Fields to write, and fields the source changed but the desk keeps, group by group."""
    changes: dict[str, Any] = {}
    kept: set[str] = set()
    for names in spec.groups.values():
        moved = [name for name in names if name in new and new[name] != last.get(name)]
        if not moved:
            continue
        here = {name: value_to_wire(spec.by_name[name], getattr(stored, name)) for name in names}
        if all(here[name] == new.get(name) for name in moved):
            continue
        if all(here[name] == last.get(name) for name in names):
            changes.update({n: value_from_wire(spec.by_name[n], new[n]) for n in moved})
        else:
            kept.update(moved)
    return changes, kept


def _steps(spec: EntitySpec, stored: Any, changes: Mapping[str, Any]) -> tuple[str, ...]:
    """The statuses a record goes through to the one its source has now: a source may tell of
    several steps at once, but of none that the record's course does not have."""
    if not spec.transitions or "status" not in changes:
        return (str(changes.get("status", "")),)
    return steps_to(spec, str(stored.status), str(changes["status"]))


@cache
def _references(spec: EntitySpec) -> tuple[tuple[str, str, bool], ...]:
    """The fields that name a record other than the patient: name, type, whether it may be empty."""
    return tuple(
        (field.name, str(field.fact.refers_to), field.nullable)
        for field in spec.references
        if field.kind is not FieldKind.LIST and field.name != spec.patient_field
    )


@cache
def _lists(spec: EntitySpec) -> tuple[tuple[str, str], ...]:
    """The fields that name several records: name and type."""
    return tuple(
        (field.name, str(field.fact.refers_to))
        for field in spec.references
        if field.kind is FieldKind.LIST
    )
