"""What an import keeps of a patient's history: how bad, since when, its code's name, who wrote it.

Counted against the files themselves.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.history import Immunization
from app.domain.ids import ClinicId, RecordId, derived_id, new_id
from app.domain.staff import Practitioner
from app.interop.fhir_clinical import allergy_from, condition_from
from app.interop.fhir_references import Owner
from app.services import charts
from app.storage.store import LocalStore
from tests.factories import NOON, a_clinician
from tests.services.test_imports import all_of, run, store

__all__ = ["store"]

CLINIC = ClinicId(RecordId(new_id()))


def resources(folder: Path, kind: str) -> Iterator[dict[str, Any]]:
    """Every resource of a type in a folder of bundles or of lines."""
    for path in sorted(folder.glob("*.gz")):
        text = gzip.decompress(path.read_bytes()).decode()
        lines = text.splitlines() if path.name.endswith(".ndjson.gz") else [text]
        for content in map(json.loads, filter(None, lines)):
            entries = [one["resource"] for one in content.get("entry", [])] or [content]
            yield from (one for one in entries if one.get("resourceType") == kind)


@pytest.mark.parametrize(("name", "orders"), [("synthea-smart", 244), ("bulk-kansas-10", 1745)])
def test_who_ordered_a_medication_is_named_with_it(
    name: str, orders: int, store: LocalStore, clinic_data: Path
) -> None:
    told = list(resources(clinic_data / name, "MedicationRequest"))
    assert len([one for one in told if "requester" in one]) == orders
    run(store, clinic_data / name)
    known = {one.id for one in all_of(store, Practitioner)}
    with store.reader() as reader:
        found = list(reader.records(MedicationStatement).values())
    named = [one for one in found if one.recorder_id in known]
    assert len(named) == orders
    assert {one.recorded_by for one in named} == {None}, "nobody of this clinic wrote it"


@pytest.mark.parametrize("name", ["synthea-smart", "synthea-uscore"])
def test_what_a_code_means_is_kept_as_often_as_the_files_say_it(
    name: str, store: LocalStore, clinic_data: Path
) -> None:
    run(store, clinic_data / name)
    for kind, record_type, field in (
        ("Condition", Condition, "code"),
        ("AllergyIntolerance", Allergy, "code"),
        ("Immunization", Immunization, "vaccineCode"),
    ):
        told = Counter(
            " ".join(one[field]["coding"][0]["display"].split())
            for one in resources(clinic_data / name, kind)
        )
        assert Counter(one.display for one in all_of(store, record_type)) == told, kind
    began = Counter(one["onsetDateTime"][:10] for one in resources(clinic_data / name, "Condition"))
    assert Counter(one.onset_on for one in all_of(store, Condition)) == began


def test_a_tables_reactions_say_how_severe_an_allergy_is(
    store: LocalStore, clinic_data: Path
) -> None:
    with (clinic_data / "synthea-csv" / "allergies.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    order = ("SEVERE", "MODERATE", "MILD")
    said = [{row["SEVERITY1"], row["SEVERITY2"]} for row in rows]
    worst = Counter(next((one.lower() for one in order if one in both), None) for both in said)
    assert worst["moderate"] == 9
    run(store, clinic_data / "synthea-csv")
    assert Counter(one.severity for one in all_of(store, Allergy)) == worst


def test_official_examples_say_severity_onset_and_recorder(clinic_data: Path) -> None:
    owner = Owner(
        clinic_id=CLINIC,
        patient_id=new_id(),
        zone="UTC",
        full_urls={},
        practitioner=lambda said: _practitioner(str(said.get("reference"))),
    )

    def example(name: str) -> dict[str, Any]:
        return json.loads((clinic_data / "fhir-examples" / f"{name}.json").read_text())

    nuts = allergy_from(example("AllergyIntolerance-example"), owner, new_id())
    assert (nuts.severity, nuts.onset_on, nuts.display) == ("severe", "2004", "Cashew nuts")
    assert nuts.recorder_id == _practitioner("Practitioner/example")
    severities = {
        name: condition_from(example(f"Condition-{name}"), owner, new_id()).severity
        for name in ("f002", "f003", "f201", "f205")
    }
    assert severities == {
        "f002": "severe",
        "f003": "Mild to moderate",
        "f201": "mild",
        "f205": None,
    }
    fever = condition_from(example("Condition-f201"), owner, new_id())
    assert fever.recorder_id == _practitioner("Practitioner/f201")
    asserted = condition_from(example("Condition-f205"), owner, new_id())
    assert asserted.recorder_id == _practitioner("Practitioner/f201"), "who asserts it, then"
    by_patient = condition_from(example("Condition-f002"), owner, new_id())
    assert by_patient.recorder_id is None


def test_chart_names_who_recorded_what_came_from_elsewhere(
    store: LocalStore, clinic_data: Path
) -> None:
    run(store, next((clinic_data / "synthea-smart").glob("Arla_Lang*")))
    (patient_id,) = {one.patient_id for one in all_of(store, MedicationStatement)}
    with store.reader() as reader:
        asking = a_clinician(patient_id)
        chart = charts.read_chart(reader, asking, patient_id=patient_id, now=NOON)
    named = {one.recorder_id for one in chart.medications}
    assert named
    assert named <= chart.recorders.keys()
    assert all(chart.recorders.values())
    assert chart.team_names.keys() <= {one.practitioner_id for one in chart.care_team}


def _practitioner(reference: str) -> RecordId | None:
    kind, _, key = reference.partition("/")
    return derived_id(CLINIC, key) if kind == "Practitioner" else None
