from __future__ import annotations

import gzip
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import ImportRefused
from app.interop.frames import End, ReaderOptions
from app.interop.session import ReaderSession
from tests.factories import CLINIC_ID, ZONE
from tests.interop.conftest import bundle, condition, encounter, patient, read

Write = Callable[..., Path]
UUID = "190524df-4de5-4c01-8560-8b41e23c3b84"


@pytest.fixture(scope="session")
def expected(clinic_data: Path) -> dict[str, Any]:
    return json.loads((clinic_data / "expected-dev.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["synthea-smart", "synthea-uscore", "bulk-kansas-10"])
def test_every_record_of_a_real_export_arrives(
    name: str, clinic_data: Path, expected: dict[str, Any]
) -> None:
    result = read(clinic_data / name)
    wanted = expected[name]["entries"]
    distinct = expected[name]["distinct_ids"]
    for kind in ("Patient", "Encounter", "Condition", "AllergyIntolerance", "MedicationRequest"):
        assert result.kinds[kind] == wanted.get(kind, 0), kind
    assert result.kinds["Practitioner"] == distinct.get("Practitioner", wanted["Practitioner"])
    assert [reason for kind, reason in result.reasons if kind] == []


@pytest.mark.parametrize("name", ["synthea-smart", "synthea-uscore", "bulk-kansas-10"])
def test_facts_of_a_real_export_arrive(
    name: str, clinic_data: Path, expected: dict[str, Any]
) -> None:
    result = read(clinic_data / name)
    misc = expected[name]["misc"]
    people = [item.body for item in result.items if item.kind == "Patient"]
    assert sum(body["status"] == "deceased" for body in people) == misc["deceased"]
    assert sum(body["maiden_name"] is not None for body in people) == misc["multi_name"]
    taken = [item.body for item in result.items if item.kind == "MedicationRequest"]
    assert sum(body["status"] == "active" for body in taken) == misc.get("rx_active", 0)
    assert len(taken) == misc.get("rx_active", 0) + misc.get("rx_stopped", 0)
    plans = [item.body["status"] for item in result.items if item.kind == "CarePlan"]
    assert plans.count("active") == misc.get("careplan_active", 0)
    assert plans.count("completed") == misc.get("careplan_completed", 0)


def test_lines_that_are_no_fhir_are_told_apart(clinic_data: Path) -> None:
    result = read(clinic_data / "bulk-kansas-10" / "log.ndjson.gz")
    assert result.reasons == [("", "is not a FHIR resource")] * 4


def test_visits_find_their_practitioner_whichever_file_comes_first(
    clinic_data: Path, tmp_path: Path
) -> None:
    source = clinic_data / "synthea-uscore"
    (before, after) = (tmp_path / "before", tmp_path / "after")
    for folder, prefix in ((before, "0-"), (after, "z-")):
        folder.mkdir()
        for path in source.glob("*.gz"):
            is_info = "Information" in path.name
            (folder / ((prefix if is_info else "m-") + path.name)).symlink_to(path)
    assert {i.row_id: i.digest for i in read(before).items} == {
        i.row_id: i.digest for i in read(after).items
    }


def test_patient_spread_over_files_arrives_in_one_group(write_json: Write, tmp_path: Path) -> None:
    write_json(encounter(), "a/Encounter.ndjson")
    write_json(condition(), "b/Condition.ndjson")
    write_json(patient(), "c/Patient.ndjson")
    (group,) = read(tmp_path).groups
    kinds = [item.kind for item in group.items]
    assert kinds[0] == "Patient"
    assert sorted(kinds[1:]) == ["Condition", "Encounter", "PatientIdentifier"]


def test_patients_beyond_the_memory_set_aside_still_arrive_whole(
    write_json: Write, tmp_path: Path
) -> None:
    patients = [patient(f"p{n}") for n in range(30)]
    visits = [encounter(f"e{n}", f"Patient/p{n % 30}") for n in range(90)]
    (tmp_path / "visits.ndjson").write_text("\n".join(map(json.dumps, visits)))
    (tmp_path / "patients.ndjson").write_text("\n".join(map(json.dumps, patients)))
    groups = read(tmp_path, group_bytes=2000).groups
    assert [len(group.items) for group in groups] == [5] * 30


def test_same_files_give_the_same_identifiers(write_json: Write) -> None:
    path = write_json(bundle(patient(UUID), condition(owner=f"urn:uuid:{UUID}")))
    assert [i.row_id for i in read(path).items] == [i.row_id for i in read(path).items]


def test_patients_of_two_systems_with_one_id_stay_two(write_json: Write) -> None:
    here = write_json(patient("1"), "a.json")
    other = patient("1", identifier=[{"system": "http://other.example", "value": "9"}])
    there = write_json(other, "b.json")
    assert read(here).items[0].row_id != read(there).items[0].row_id


def test_id_shared_by_patients_of_two_systems_is_refused(write_json: Write) -> None:
    here = write_json(patient("1"), "a/Patient.json")
    write_json(condition(owner="Patient/1"), "a/Condition.json")
    other = patient("1", identifier=[{"system": "http://other.example", "value": "9"}])
    write_json(other, "b/Patient.json")
    result = read(here.parents[1])
    assert result.items == []
    assert {reason for _, reason in result.reasons} >= {
        "has or names an id that two patients share"
    }


def test_second_version_of_a_patient_brings_no_numbers_along(write_json: Write) -> None:
    second = patient(birthDate="1980-01-01")
    second["identifier"].append({"system": "http://clinic.example", "value": "somebody else's"})
    result = read(write_json(bundle(patient(), second)))
    assert result.kinds["PatientIdentifier"] == 1


@pytest.mark.parametrize(
    "reference",
    [
        "urn:uuid:11111111-0000-0000-0000-000000000000",
        "Patient/p1",
        "https://server.example/fhir/Patient/p1/_history/3",
        "Patient?identifier=http://clinic.example|MR-p1",
    ],
)
def test_every_way_to_name_a_patient_is_understood(reference: str, write_json: Write) -> None:
    made = bundle(patient(), condition(owner=reference))
    made["entry"][0]["fullUrl"] = "urn:uuid:11111111-0000-0000-0000-000000000000"
    result = read(write_json(made))
    assert (result.kinds["Condition"], result.refused) == (1, [])


def test_packed_and_plain_files_read_alike(write_json: Write, tmp_path: Path) -> None:
    plain = write_json(bundle(patient(), condition()))
    packed = tmp_path / "packed.json.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert [i.digest for i in read(plain).items] == [i.digest for i in read(packed).items]


def test_practitioner_named_only_by_a_visit_is_made_from_the_display(write_json: Write) -> None:
    person = {"reference": "Practitioner?identifier=http://x|7", "display": "Dr. Olevia Hermiston"}
    visit = encounter(participant=[{"individual": person}])
    result = read(write_json(bundle(patient(), visit)))
    assert result.one("Practitioner")["family_name"] == "Hermiston"
    (practitioner,) = (item for item in result.items if item.kind == "Practitioner")
    assert result.one("Encounter")["practitioner_id"] == practitioner.row_id


def test_repeated_entry_counts_once_and_a_different_one_is_refused(write_json: Write) -> None:
    other = condition(code={"text": "Eczema"})
    result = read(write_json(bundle(patient(), condition(), condition(), other)))
    assert result.repeated["Condition"] == 1
    assert result.reasons == [("Condition", "differs from an earlier entry")]
    assert result.one("Condition")["text"] == "Asthma"


def test_record_of_a_missing_patient_is_refused(write_json: Write) -> None:
    result = read(write_json(bundle(patient(), condition(owner="Patient/nobody"))))
    assert result.reasons == [("Condition", "its patient is missing")]


def test_record_that_names_no_patient_is_refused(write_json: Write) -> None:
    result = read(write_json(bundle(condition(subject={"display": "somebody"}))))
    assert result.reasons == [("Condition", "names no patient")]


def test_records_of_a_refused_patient_are_refused_with_them(write_json: Write) -> None:
    result = read(write_json(bundle(patient(birthDate="2021-02-30"), condition())))
    assert result.items == []
    assert sorted(result.reasons) == [
        ("Condition", "belongs to a refused patient"),
        ("Patient", "birthDate is not a day of the calendar"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"resourceType": "Bundle", "entry": [{"resource": {"resou', "is not complete JSON"),
        (b'{"resourceType": "Bundle", "entry": 7}', "does not have the shape of FHIR"),
        (b'{"name": "not FHIR"}', "is not FHIR"),
        (b'{"resourceType":"Bundle","entry":' + b"[" * 100_000, "is nested too deeply"),
        (b"\xff\xfe\x00", "is not readable UTF-16 text"),
        (gzip.compress(b'{"resourceType": "Patient"}')[:-12], "damaged or cut off"),
        (b"", "is not complete JSON"),
        (b"\x89PNG\r\n\x1a\n", "is not complete JSON"),
    ],
)
def test_broken_file_is_refused_and_the_next_is_read(
    content: bytes, reason: str, tmp_path: Path, write_json: Write
) -> None:
    (tmp_path / "0-broken.json").write_bytes(content)
    write_json(patient(), "1-good.json")
    result = read(tmp_path)
    assert result.kinds["Patient"] == 1
    (refusal,) = result.refused
    assert (refusal.file, refusal.entry) == (0, -1)
    assert reason in refusal.reason


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_byte_order_marks_are_understood(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(bundle(patient())), encoding=encoding)
    assert read(path).kinds["Patient"] == 1


def test_deeply_nested_record_is_refused_alone(tmp_path: Path) -> None:
    deep = '{"resourceType":"Condition","id":"x","extension":' + "[" * 5000 + "]" * 5000 + "}"
    path = tmp_path / "mixed.ndjson"
    path.write_text(f"{json.dumps(patient())}\n{deep}\n")
    result = read(path)
    assert result.kinds["Patient"] == 1
    assert [reason for _, reason in result.reasons] == ["is nested too deeply"]


def test_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.json.gz"
    path.write_bytes(gzip.compress(b" " * (40 << 20)))
    assert read(path).reasons == [("", "is packed suspiciously tight")]


def test_endless_line_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "line.ndjson"
    path.write_bytes(b'{"resourceType":"' + b"x" * 3_000_000)
    assert read(path, line_bytes=1 << 20).reasons == [("", "has a line that is too long")]


def test_oversized_file_and_record_are_refused(write_json: Write) -> None:
    path = write_json(bundle(patient(), condition(note=[{"text": "x" * 5000}])))
    assert read(path, file_bytes=1000).reasons == [("", "is too large")]
    assert ("Condition", "is too large") in read(path, record_bytes=4000).reasons


def test_reasons_hold_no_patient_text(write_json: Write) -> None:
    canary = "Zyxwvut"
    bad = patient(name=[{"family": canary * 60}], birthDate="1971-05-03")
    result = read(write_json(bundle(bad, condition(code={"text": ""}, id=canary))))
    assert len(result.refused) == 2
    assert canary not in repr(result.refused)


def test_naughty_strings_arrive_as_text(write_json: Write) -> None:
    names = ["=cmd|' /C calc'!A0", "Robert'); DROP TABLE patient;--", "Ñandú 🦩", "د. ليلى"]
    patients = [patient(f"p{n}", name=[{"family": name}]) for n, name in enumerate(names)]
    result = read(write_json(bundle(*patients)))
    found = [item.body["family_name"] for item in result.items if item.kind == "Patient"]
    assert found == names


def test_bundle_of_58_mb_needs_bounded_memory(tmp_path: Path) -> None:
    """A bundle of 58 MB, made by repetition: 500 patients with their visits and notes."""
    path = tmp_path / "huge.json"
    note = json.dumps({"resourceType": "Media", "id": "d", "x": "y" * 110_000})
    with path.open("w") as out:
        out.write('{"resourceType": "Bundle", "entry": [')
        for n in range(520):
            owner = f"Patient/p{n}"
            records = (patient(f"p{n}"), encounter(f"e{n}", owner), condition(f"c{n}", owner))
            out.writelines(f'{{"resource": {json.dumps(record)}}},' for record in records)
            out.write(f'{{"resource": {note}}},')
        out.write('{"resource": {"resourceType": "Basic", "id": "last"}}]}')
    assert path.stat().st_size > 57_000_000
    result = read(path)
    assert result.kinds["Patient"] == 520
    assert result.not_kept["Media"] == 520
    assert result.peak_kib < 512 * 1024


def test_reader_out_of_memory_says_so_and_goes_on(write_json: Write, tmp_path: Path) -> None:
    (tmp_path / "0-large.json").write_bytes(b" " * (150 << 20) + b"{}")
    write_json(patient(), "1-good.json")
    result = read(tmp_path, memory_bytes=120 << 20)
    assert ("", "is too large for memory") in result.reasons
    assert result.kinds["Patient"] == 1


def test_dead_reader_is_an_error_and_not_an_end(write_json: Write) -> None:
    options = ReaderOptions(
        paths=[str(write_json(patient()))],
        clinic_id=CLINIC_ID,
        zone=ZONE,
        region="US",
        today="not a date",
    )
    with ReaderSession(options) as session, pytest.raises(ImportRefused, match="reader failed"):
        list(session.frames())


def test_interrupt_from_the_terminal_leaves_the_decision_to_the_importing_side(
    write_json: Write,
) -> None:
    with ReaderSession(_options(write_json(patient()))) as session:
        frames = session.frames()
        next(frames)
        assert session.process_id is not None
        os.kill(session.process_id, signal.SIGINT)
        assert isinstance(list(frames)[-1], End)


@pytest.mark.skipif(sys.platform != "linux", reason="reads the limits from /proc")
def test_reader_may_write_no_file_and_dump_no_core(write_json: Write) -> None:
    with ReaderSession(_options(write_json(patient()))) as session:
        frames = session.frames()
        next(frames)
        limits = Path(f"/proc/{session.process_id}/limits").read_text()
    allowed = {line[:25].strip(): line[26:].split()[0] for line in limits.splitlines()[1:]}
    assert (allowed["Max file size"], allowed["Max core file size"]) == ("0", "0")
    assert int(allowed["Max address space"]) == 1 << 30


def _options(path: Path) -> ReaderOptions:
    return ReaderOptions(
        paths=[str(path)], clinic_id=CLINIC_ID, zone=ZONE, region="US", today="2026-11-21"
    )
