from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app.domain.appointment import Appointment
from app.domain.clinical import Condition
from app.domain.declare import Record
from app.domain.errors import PermissionDenied
from app.domain.ids import PatientId
from app.domain.patient import Patient, PatientIdentifier
from app.domain.query import Query
from app.domain.staff import Practitioner
from app.interop.fhir_references import patient_id
from app.interop.frames import Limits
from app.security.audit_signer import HmacAuditSigner
from app.services import imports
from app.services.imports_report import ImportProgress, ImportReport
from app.storage.database import Database
from app.storage.store import LocalStore
from tests.factories import (
    CLINIC_ID,
    DESK_ID,
    NOON,
    a_clinic,
    a_clinician,
    a_context,
    a_patient,
    a_user,
    who_deletes,
)
from tests.interop.conftest import bundle, condition, encounter, patient

R = TypeVar("R", bound=Record)


class FixedClock:
    """Noon, always."""

    def now(self) -> datetime:
        return NOON

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    database = Database(tmp_path / "clinic.db", bytes(range(32)), synchronous="NORMAL")
    opened = LocalStore(
        database, clock=FixedClock(), signer=HmacAuditSigner(b"a" * 32), workstation_id=DESK_ID
    )
    with opened.unit_of_work(a_context(role="admin")) as uow:
        uow.add(a_clinic())
        uow.add(a_user())
    yield opened
    opened.close()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


def put(folder: Path, value: object, name: str = "bundle.json") -> None:
    (folder / name).write_text(json.dumps(value), encoding="utf-8")


def run(store: LocalStore, *paths: Path, **options: Any) -> ImportReport:
    return imports.run(
        [str(path) for path in paths],
        begin=store.unit_of_work,
        **{"context": a_context(), "clinic": a_clinic(), **options},
    )


def all_of(store: LocalStore, record_type: type[R]) -> list[R]:
    with store.reader() as reader:
        return list(reader.records(record_type).find(Query(record_type, limit=1000)).rows)


def count(store: LocalStore, record_type: type[Record]) -> int:
    with store.reader() as reader:
        return reader.records(record_type).count(Query(record_type))


def waiting(store: LocalStore) -> int:
    with store.reader() as reader:
        return reader.queue_counts().waiting


def edit(store: LocalStore, record: R, **changes: Any) -> R:
    with store.unit_of_work(a_context()) as uow:
        return uow.save(replace(record, **changes))


def test_imported_patient_is_found_by_what_people_type(
    store: LocalStore, clinic_data: Path
) -> None:
    (path,) = (clinic_data / "synthea-smart").glob("Arla_Lang*")
    run(store, path)
    (arla,) = all_of(store, Patient)
    with store.reader() as reader:
        for typed in ("lang", "arl la", "9048821", "08/08/1938", arla.mrn, "S99918868", "keebler"):
            assert reader.search_patients(typed) == (arla.id,), typed


def test_types_of_later_versions_are_counted_as_not_kept(store: LocalStore, files: Path) -> None:
    put(files, bundle(patient(), {"resourceType": "Procedure", "id": "x"}))
    report = run(store, files)
    assert report.as_json()["Procedure"] == {
        "read": 1,
        "written": 0,
        "unchanged": 0,
        "refused": 0,
        "not_kept": 1,
    }


def test_our_own_names_are_counted_beside_those_of_the_file(store: LocalStore, files: Path) -> None:
    put(files, bundle(patient(), encounter()))
    counts = run(store, files).as_json()
    assert counts["Encounter"] == counts["Appointment"]
    assert counts["PatientIdentifier"]["written"] == 1


def test_desk_edit_survives_an_unchanged_and_a_changed_source(
    store: LocalStore, files: Path
) -> None:
    put(files, bundle(patient(telecom=[{"system": "phone", "value": "555-1000"}])))
    run(store, files)
    (imported,) = all_of(store, Patient)
    edit(store, imported, phone="555-2000")
    assert run(store, files).written == 0
    changed = patient(telecom=[{"system": "phone", "value": "555-3000"}], gender="female")
    put(files, bundle(changed))
    report = run(store, files)
    (kept,) = all_of(store, Patient)
    assert (kept.phone, kept.sex) == ("555-2000", "female")
    assert [item.fields for item in report.kept_edits] == [("phone",)]


def test_change_in_the_source_reaches_a_record_nobody_edited(
    store: LocalStore, files: Path
) -> None:
    put(files, bundle(patient(), condition()))
    run(store, files)
    put(files, bundle(patient(), condition(code={"text": "Eczema"})))
    report = run(store, files)
    assert report.written == 1
    assert [row.text for row in all_of(store, Condition)] == ["Eczema"]


def test_half_an_edited_address_is_not_replaced(store: LocalStore, files: Path) -> None:
    put(files, bundle(patient(address=[{"line": ["1 Elm"], "city": "Lynn"}])))
    run(store, files)
    (imported,) = all_of(store, Patient)
    edit(store, imported, address_line="2 Oak")
    put(files, bundle(patient(address=[{"line": ["1 Elm"], "city": "Boston"}])))
    run(store, files)
    (kept,) = all_of(store, Patient)
    assert (kept.address_line, kept.city) == ("2 Oak", "Lynn")


def test_deleted_record_is_not_brought_back(store: LocalStore, files: Path) -> None:
    put(files, bundle(patient(), condition()))
    run(store, files)
    (row,) = all_of(store, Condition)
    with store.unit_of_work(a_clinician(row.patient_id)) as uow:
        uow.delete(Condition, row.id)
    put(files, bundle(patient(), condition(code={"text": "Eczema"})))
    report = run(store, files)
    assert (count(store, Condition), report.written) == (0, 0)


def test_record_that_came_by_synchronisation_is_left_alone(store: LocalStore, files: Path) -> None:
    source = patient()
    record_id = PatientId(patient_id(CLINIC_ID, source, "p1"))
    with store.unit_of_work(a_context()) as uow:
        uow.add(a_patient(id=record_id, family_name="Synced"))
    put(files, bundle(source))
    report = run(store, files)
    assert report.counts["Patient"].unchanged == 1
    assert [row.family_name for row in all_of(store, Patient)] == ["Synced"]


def test_new_record_of_a_deleted_patient_is_refused(store: LocalStore, files: Path) -> None:
    put(files, bundle(patient()))
    run(store, files)
    (row,) = all_of(store, Patient)
    with store.unit_of_work(who_deletes(Patient)) as uow:
        uow.delete(Patient, row.id)
    put(files, bundle(patient(), condition()))
    assert run(store, files).counts["Condition"].refused == 1


def test_record_number_of_another_patient_gives_a_temporary_one(
    store: LocalStore, files: Path
) -> None:
    with store.unit_of_work(a_context()) as uow:
        uow.add(a_patient(mrn="MR-p1"))
    put(files, bundle(patient()))
    report = run(store, files)
    imported = [row for row in all_of(store, Patient) if row.mrn.startswith("TMP-")]
    assert len(imported) == 1
    assert [note.fields for note in report.notes] == [("mrn",)]
    assert [row.value for row in all_of(store, PatientIdentifier)] == ["MR-p1"]
    assert run(store, files).written == 0


def test_full_record_completes_a_practitioner_known_by_name_only(
    store: LocalStore, files: Path
) -> None:
    person = {"reference": "Practitioner?identifier=http://x|7", "display": "Dr. O. Hermiston"}
    put(files, bundle(patient(), encounter(participant=[{"individual": person}])))
    run(store, files)
    full = {
        "resourceType": "Practitioner",
        "id": "h",
        "identifier": [{"system": "http://x", "value": "7"}],
        "name": [{"family": "Hermiston", "given": ["Olevia"]}],
    }
    put(files, bundle(full), "z-practitioners.json")
    run(store, files)
    (found,) = all_of(store, Practitioner)
    assert (found.given_names, found.is_schedulable) == ("Olevia", False)
    (visit,) = all_of(store, Appointment)
    assert visit.practitioner_id == found.id


def test_reference_never_overwrites_a_full_practitioner(store: LocalStore, files: Path) -> None:
    full = {
        "resourceType": "Practitioner",
        "id": "h",
        "identifier": [{"system": "http://x", "value": "7"}],
        "name": [{"family": "Hermiston", "given": ["Olevia"]}],
    }
    put(files, bundle(full))
    run(store, files)
    person = {"reference": "Practitioner?identifier=http://x|7", "display": "Dr. O. Hermiston"}
    put(files, bundle(patient(), encounter(participant=[{"individual": person}])))
    run(store, files)
    assert [row.given_names for row in all_of(store, Practitioner)] == ["Olevia"]


def test_cancelling_keeps_whole_patients(store: LocalStore, files: Path) -> None:
    people = [patient(f"p{n}") for n in range(10)]
    visits = [encounter(f"e{n}-{v}", f"Patient/p{n}") for n in range(10) for v in range(3)]
    put(files, bundle(*people, *visits))
    seen: list[ImportProgress] = []

    def is_enough() -> bool:
        return any(step.stage == "writing" and step.done >= 4 for step in seen)

    report = run(store, files, progress=seen.append, cancelled=is_enough)
    assert report.was_cancelled
    assert (count(store, Patient), count(store, Appointment)) == (4, 12)
    run(store, files)
    assert (count(store, Patient), count(store, Appointment)) == (10, 30)


def test_progress_counts_files_then_patients(store: LocalStore, files: Path) -> None:
    put(files, bundle(patient("p1"), patient("p2")), "a.json")
    put(files, bundle(patient("p3")), "b.json")
    seen: list[ImportProgress] = []
    run(store, files, progress=seen.append)
    assert [(step.stage, step.done, step.total) for step in seen] == [
        ("looking", 1, 2),
        ("looking", 2, 2),
        ("writing", 1, 3),
        ("writing", 2, 3),
        ("writing", 3, 3),
    ]


def test_every_patient_is_written_where_writing_is_allowed(store: LocalStore, files: Path) -> None:
    put(files, bundle(patient("p1"), patient("p2")))
    calls: list[int] = []

    def write(work: Callable[[], Any]) -> Any:
        calls.append(1)
        return work()

    run(store, files, write=write)
    assert len(calls) == 3  # two patients, and the event of the whole


def test_hundreds_of_files_are_imported(store: LocalStore, files: Path) -> None:
    for number in range(300):
        data = json.dumps(bundle(patient(f"p{number}"))).encode()
        (files / f"{number}.json.gz").write_bytes(gzip.compress(data))
    report = run(store, files, limits=Limits(group_bytes=4000))
    assert (report.files, report.patients, count(store, Patient)) == (300, 300, 300)


def test_broken_file_is_reported_by_name_and_position(store: LocalStore, files: Path) -> None:
    (files / "broken.json").write_text("{")
    put(files, bundle(patient()), "good.json")
    report = run(store, files)
    (refused,) = report.refused
    assert (refused.file, refused.entry) == (str(files / "broken.json"), -1)
    assert "broken" not in repr(refused)
    assert (report.refused_files, report.counts["Patient"].written) == (1, 1)


@pytest.mark.row("B5")
def test_import_leaves_one_event_beside_those_of_its_records(
    store: LocalStore, files: Path
) -> None:
    put(files, bundle(patient(), condition()))
    run(store, files)
    with store.database.reading() as session:
        rows = session.all("SELECT action, result_count FROM audit ORDER BY seq DESC LIMIT 3")
    assert [tuple(row) for row in rows] == [("import", 3), ("create", None), ("create", None)]


@pytest.mark.row("B7")
def test_role_that_may_not_import_brings_nothing_in(store: LocalStore, files: Path) -> None:
    put(files, bundle(patient()))
    with pytest.raises(PermissionDenied):
        run(store, files, context=a_context(role="clinician"))
    assert count(store, Patient) == 0
