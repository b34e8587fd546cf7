"""What the role matrix is really asked for, with the services at work: each once, at a desk."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from app.domain import permissions
from app.domain.changes import Origin
from app.domain.claim import InsuranceClaim
from app.domain.clinical import Condition, MedicationStatement
from app.domain.conflict import ConflictKind, SyncConflict
from app.domain.declare import Record, entity_of
from app.domain.exporting import ExportKind
from app.domain.ids import PatientId, PractitionerId, new_id
from app.domain.operations import RowState
from app.domain.patient import Patient
from app.domain.permissions import Permission
from app.domain.staff import Role
from app.services import appointments, conflicts, exports, patients
from app.services.appointments import NewVisit, Slot
from app.services.exports import NewExport
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    ZONE,
    a_child,
    a_clinician,
    a_context,
    a_patient,
    a_practitioner,
    an_appointment,
)
from tests.services.killing import copied, done, lay, prepared
from tests.services.test_every_service_killed import modules
from tests.storage.conftest import CONTEXT, open_store

DOCTOR = a_practitioner()
AMARA = a_patient()
AMARA_ID = PatientId(AMARA.id)
GONE = a_patient(family_name="Ilves")
CLINICIAN = a_clinician(AMARA.id, practitioner_id=DOCTOR.id)
BILLING = a_context(role=Role.BILLING)
VISIT = an_appointment(AMARA, practitioner_id=DOCTOR.id)
MISBOOKED = an_appointment(AMARA, starts_at=NOON + timedelta(days=1))
ASTHMA = a_child(Condition, AMARA, text="Asthma")
INSULIN = a_child(MedicationStatement, AMARA, text="Insulin")
CLAIMED = a_child(InsuranceClaim, AMARA)


def _clash(record: Record, field: str, text: str, **more: Any) -> SyncConflict:
    """Somebody's change of a record that did not get through."""
    whose = record.id if isinstance(record, Patient) else AMARA.id
    return SyncConflict(
        id=new_id(),
        created_at=NOON,
        updated_at=NOON,
        entity=entity_of(record).name,
        row_id=record.id,
        patient_id=PatientId(whose),
        base={field: getattr(record, field)},
        ours={field: getattr(record, field)},
        theirs={field: text},
        **{"kind": ConflictKind.FIELD.value, **more},
    )


DELETED = {"kind": ConflictKind.DELETE_UPDATE.value}
CLASHES = {
    "condition": _clash(ASTHMA, "text", "Asthma, mild"),
    "medication": _clash(INSULIN, "text", "Insulin glargine"),
    "claim": _clash(CLAIMED, "claim_number", "C-2"),
    "patient deleted": _clash(GONE, "city", "Troy", **DELETED, op_kind="update"),
    "visit deleted": _clash(MISBOOKED, "reason", "", **DELETED, op_kind="delete"),
}
_WHO = {"condition": CLINICIAN, "medication": CLINICIAN, "claim": BILLING}


def _decided(name: str) -> Any:
    who, clash = _WHO.get(name, CONTEXT), CLASHES[name]
    return done(conflicts.decide, {}, who, conflict_id=clash.id, resolution="mine")


DEEDS = {
    **{f"conflict of {name} decided": _decided(name) for name in CLASHES},
    "patient handed over": done(
        patients.update, {}, CONTEXT, patient_id=AMARA_ID, changes={"practitioner_id": DOCTOR.id}
    ),
    "visit put over another": done(
        appointments.book,
        {},
        CONTEXT,
        visit=NewVisit(
            patient_id=PatientId(AMARA.id),
            slot=Slot(
                starts_at=VISIT.starts_at, length_min=30, practitioner_id=PractitionerId(DOCTOR.id)
            ),
        ),
        zone=ZONE,
        over="in pain",
    ),
    "file of claims asked for": done(
        exports.ask,
        {},
        BILLING,
        new=NewExport(
            kind=ExportKind.CLAIMS,
            recipient="Auditor",
            reason="yearly audit",
            first_on=NOON.date(),
            last_on=NOON.date(),
        ),
    ),
}
"""Services that ask for more where they meet something else than when they are killed."""


def _fill(store: LocalStore) -> None:
    lay(store, DOCTOR, AMARA, GONE, VISIT, MISBOOKED, ASTHMA, INSULIN, CLAIMED)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        for clash in CLASHES.values():
            uow.add(clash)
        uow.apply_rows([RowState("patient", GONE.id, 2, 1, True, [], None)])


HERE: Any = SimpleNamespace(DEEDS=DEEDS, fill=_fill)


@contextmanager
def asking(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[Permission]]:
    """What is asked for meanwhile, by whatever decides; nobody else's look at the matrix counts."""
    found: set[Permission] = set()
    real = permissions.rule_of

    def told(role: str, permission: Permission) -> permissions.Rule:
        if sys._getframe(1).f_code is permissions.decide.__code__:
            found.add(permission)
        return real(role, permission)

    with monkeypatch.context() as patched:
        patched.setattr(permissions, "rule_of", told)
        yield found


def asked_by_services(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, set[Permission]]:
    """Every service that writes, each of its deeds done once: what each asks for."""
    found: dict[str, set[Permission]] = {}
    for module in (*modules(), HERE):
        place = folder / str(len(found))
        place.mkdir()
        found |= _asked_in(module, place, monkeypatch)
    return found


def _asked_in(
    module: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Mapping[str, set[Permission]]:
    desk = prepared(folder, module.fill)
    works = {name: _of(deed) for name, deed in module.DEEDS.items()}
    works |= {name: steps.work for name, steps in getattr(module, "STEPS", {}).items()}
    found: dict[str, set[Permission]] = {}
    for name, work in works.items():
        store = open_store(copied(desk, folder))
        with asking(monkeypatch) as asked:
            work(store)
        store.close()
        found[name] = asked
    return found


def _of(deed: Any) -> Any:
    return lambda store: deed.work(store, deed.context)
