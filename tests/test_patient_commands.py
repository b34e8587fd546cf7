"""Enrolling and transferring at the command line: all of it, or one line of error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.bootstrap.headless import open_desk
from app.domain.availability import Location
from app.domain.patient import Patient
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient, a_record
from tests.test_cli import Run, home, run

__all__ = ["home", "run"]
pytestmark = pytest.mark.row("B3")
MRN = "MRN-4711"


@pytest.fixture
def places(home: Path) -> Path:
    """A home with two locations and a patient at the first."""
    north, south = a_record(Location, name="North"), a_record(Location, name="South")
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP)

    def add() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            for record in (north, south, a_patient(mrn=MRN, location_id=north.id)):
                uow.add(record)

    desk.worker.submit(add).result()
    desk.close()
    return home


def patients(home: Path) -> dict[str, str]:
    """Where each patient is, by MRN."""
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP)
    with desk.store.reader() as reader:
        names = {one.id: one.name for one in reader.records(Location).values()}
        found = {one.mrn: names[one.location_id] for one in reader.records(Patient).values()}
    desk.close()
    return found


def test_patient_is_transferred(run: Run, places: Path) -> None:
    at = ("--home", places, "--passphrase-stdin", "--json")
    code, out, err = run("patient-transfer", "--patient", MRN, "--location", "South", *at)
    assert (code, err, json.loads(out)["mrn"]) == (0, "", MRN)
    assert patients(places) == {MRN: "South"}


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("patient-transfer", "--patient", MRN, "--location", "North"), "already"),
        (("patient-transfer", "--patient", MRN, "--location", "West"), "no location"),
        (("patient-transfer", "--patient", "nobody", "--location", "South"), "names nobody"),
        (
            ("patient-enrol", "--family-name", "Weiß", "--given-names", "Eva", "--title", "Visit"),
            "does not do this",
        ),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    run: Run, places: Path, arguments: tuple[str, ...], word: str
) -> None:
    code, out, err = run(*arguments, "--home", places, "--passphrase-stdin")
    assert code != 0
    assert out == ""
    assert word in err
    assert err.count("\n") == 1
    assert patients(places) == {MRN: "North"}
