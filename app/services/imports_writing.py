"""Writing imported records so that nothing the desk did since the last import is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.domain.appointment import Appointment
from app.domain.declare import EntitySpec, Record, entity_named
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId
from app.domain.operations import BY_IMPORT
from app.domain.patient import Patient
from app.domain.ports import UnitOfWork
from app.domain.query import Query, all_of, eq, ne
from app.domain.staff import Practitioner
from app.interop.frames import Item
from app.protocol.codec import from_wire, instant_to_wire, value_from_wire, value_to_wire
from app.services.imports_people import KnownPeople
from app.services.imports_report import GroupOutcome, KeptEdit, Outcome


class GroupWriter:
    """Writes the items of one group in one unit of work and tells what became of each."""

    def __init__(self, uow: UnitOfWork, people: KnownPeople) -> None:
        self._uow = uow
        self._people = people
        self._outcomes: list[tuple[str, Outcome]] = []
        self._kept: list[KeptEdit] = []
        self._refusals: list[tuple[int, int, str, str]] = []
        self._notes: list[KeptEdit] = []

    def take(self, item: Item) -> None:
        """Write one record, or leave it alone. A bad one is refused; the others go on."""
        try:
            outcome = self._write(self._people.recognised(self._uow, item))
        except InvalidValue as error:
            outcome = Outcome.REFUSED
            reason = f"{error.field} {error.reason}"
            self._refusals.append((item.file, item.entry, item.kind, reason))
        self._outcomes.append((item.kind, outcome))

    def outcome(self) -> GroupOutcome:
        """What became of everything taken so far."""
        return GroupOutcome(
            tuple(self._outcomes), tuple(self._kept), tuple(self._refusals), tuple(self._notes)
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
        return self._update(spec, item, stored, source[1])

    def _add(self, spec: EntitySpec, item: Item) -> Outcome:
        now = instant_to_wire(self._uow.now)
        stamped = {**item.body, "created_at": now, "updated_at": now}
        record = self._numbered(self._attended(from_wire(spec, item.row_id, stamped)))
        if not self._has_patient(spec, record):
            raise InvalidValue("patient_id", "names a patient who was deleted or refused")
        self._uow.add(record, reason=BY_IMPORT)
        self._remember(item)
        return Outcome.WRITTEN

    def _update(
        self, spec: EntitySpec, item: Item, stored: Record, last: Mapping[str, object]
    ) -> Outcome:
        changes, kept = _changes(spec, stored, last, item.body)
        if kept:
            self._kept.append(KeptEdit(item.entity, item.row_id, tuple(sorted(kept))))
        record = self._attended(replace(stored, **changes))
        if "mrn" in changes:
            record = self._numbered(record)
        saved = self._uow.save(record, reason=BY_IMPORT)
        self._remember(item)
        return Outcome.WRITTEN if saved != stored else Outcome.UNCHANGED

    def _remember(self, item: Item) -> None:
        self._uow.import_sources.put(
            item.entity, RecordId(item.row_id), digest=item.digest, body=item.body
        )

    def _has_patient(self, spec: EntitySpec, record: Record) -> bool:
        patient_id = spec.patient_of(record)
        if patient_id is None or spec.patient_field == "id":
            return True
        return self._uow.records(Patient).exists(patient_id)

    def _attended(self, record: Record) -> Record:
        """The record with a practitioner who exists, or none."""
        if isinstance(record, Patient | Appointment) and record.practitioner_id is not None:
            people = self._uow.records(Practitioner)
            if people.get(record.practitioner_id, include_deleted=True) is None:
                return replace(record, practitioner_id=None)
        return record

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
