"""Enrolling and transferring at the command line: all of it, or one line of error."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.headless import open_desk
from app.domain.availability import Location
from app.domain.history import HealthRecord
from app.domain.patient import Patient
from app.domain.query import Query, eq
from app.domain.staff import Practitioner, Role, User
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient, a_record
from tests.test_cli import Run, home, run

__all__ = ["home", "run"]
pytestmark = pytest.mark.row("B3")
MRN = "MRN-4711"
TOMS = "quiet harbour lantern 9"


@pytest.fixture
def places(home: Path) -> Path:
    """A home with two locations and a patient at the first."""
    north, south = a_record(Location, name="North"), a_record(Location, name="South")
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP, user="sara")

    def add() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            for record in (north, south, a_patient(mrn=MRN, location_id=north.id)):
                uow.add(record)

    desk.worker.submit(add).result()
    desk.close()
    return home


def patients(home: Path) -> dict[str, str]:
    """Where each patient is, by MRN."""
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP, user="sara")
    with desk.store.reader() as reader:
        names = {one.id: one.name for one in reader.records(Location).values()}
        found = {one.mrn: names[one.location_id] for one in reader.records(Patient).values()}
    desk.close()
    return found


def test_patient_is_transferred(run: Run, places: Path) -> None:
    at = ("--home", places, "--passphrase-stdin", "--json")
    code, out, err = run("patient-transfer", {"patient": MRN}, "--location", "South", *at)
    assert (code, err, json.loads(out)["mrn"]) == (0, "", MRN)
    assert patients(places) == {MRN: "South"}


@pytest.fixture
def clinician(run: Run, places: Path) -> Path:
    """The home, with a clinician who is the patient's practitioner."""
    code, _, err = run(
        *("user-add", "--home", places, "--name", "tom", "--role", "clinician"),
        "--passphrase-stdin",
        stdin=f"{PASSPHRASE}\n{TOMS}\n",
    )
    assert (code, err) == (0, "")
    doctor = a_record(Practitioner, family_name="Reyes")
    desk = open_desk(places, PASSPHRASE, kdf=CHEAP, user="sara")

    def add() -> None:
        with desk.store.unit_of_work(replace(desk.context, role=Role.ADMIN)) as uow:
            uow.add(doctor)
            tom = uow.records(User).find_one(Query(User, where=eq("username", "tom")))
            assert tom is not None
            uow.save(replace(tom, practitioner_id=doctor.id))
        with desk.store.unit_of_work(desk.context) as uow:
            amara = uow.records(Patient).find_one(Query(Patient, where=eq("mrn", MRN)))
            assert amara is not None
            uow.save(replace(amara, practitioner_id=doctor.id))

    desk.worker.submit(add).result()
    desk.close()
    return places


def records(home: Path) -> list[tuple[str, str]]:
    """What every health record is about and says."""
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP, user="sara")
    with desk.store.reader() as reader:
        found = [(one.title, one.text) for one in reader.records(HealthRecord).values()]
    desk.close()
    return found


def test_clinicians_note_goes_along_with_a_transfer(run: Run, clinician: Path) -> None:
    told = {"patient": MRN, "handover": "Walks with a frame.\nHears on the left only."}
    at = ("--home", clinician, "--user", "tom", "--passphrase-stdin")
    code, _, err = run(*("patient-transfer", told, "--location", "South", *at), stdin=f"{TOMS}\n")
    assert (code, err) == (0, "")
    assert patients(clinician) == {MRN: "South"}
    assert records(clinician) == [("Transfer", told["handover"])]


def test_first_record_says_what_it_was_told(run: Run, clinician: Path) -> None:
    told = {"family_name": "Weiß", "given_names": "Eva", "title": "First visit"}
    at = ("--home", clinician, "--user", "tom", "--passphrase-stdin", "--location", "North")
    code, _, err = run("patient-enrol", {**told, "text": "Moved here."}, *at, stdin=f"{TOMS}\n")
    assert (code, err) == (0, "")
    assert records(clinician) == [("First visit", "Moved here.")]


def test_transfer_from_where_the_patient_no_longer_is_is_refused(run: Run, places: Path) -> None:
    at = ("--home", places, "--passphrase-stdin")
    go = ("patient-transfer", {"patient": MRN}, "--location")
    assert run(*go, "South", "--from", "North", *at)[0] == 0
    code, out, err = run(*go, "North", "--from", "North", *at)
    assert (code != 0, out, err.count("\n")) == (True, "", 1)
    assert patients(places) == {MRN: "South"}
    code, _, err = run(*go, "North", "--from", "West", *at)
    assert (code != 0, "--from" in err) == (True, True)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("patient-transfer", {"patient": MRN}, "--location", "North"), "already"),
        (("patient-transfer", {"patient": MRN}, "--location", "West"), "no location"),
        (
            ("patient-transfer", {"patient": MRN, "handover": "A note."}, "--location", "South"),
            "does not do this",
        ),
        (("patient-transfer", {"patient": "nobody"}, "--location", "South"), "names nobody"),
        (
            ("patient-enrol", {"family_name": "Weiß"}, {"given_names": "Eva"}, {"title": "Visit"}),
            "does not do this",
        ),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    run: Run, places: Path, arguments: tuple[Any, ...], word: str
) -> None:
    code, out, err = run(*arguments, "--home", places, "--passphrase-stdin")
    assert code != 0
    assert out == ""
    assert word in err
    assert err.count("\n") == 1
    assert patients(places) == {MRN: "North"}
