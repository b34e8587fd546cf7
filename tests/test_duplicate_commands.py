"""Possible duplicates at the command line: shown in words, asked about once, answered for good."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.headless import open_desk
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient
from tests.test_cli import Run, home, run

__all__ = ["home", "run"]
PEOPLE = (
    a_patient(mrn="A-1"),
    a_patient(mrn="A-2", family_name="Okaffor", phone=None),
    a_patient(mrn="B-1", family_name="Lindqvist", given_names="Bo", birth_date=None, phone=None),
)


@pytest.fixture
def full(home: Path) -> Path:
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP)

    def add() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            for record in PEOPLE:
                uow.add(record)

    desk.worker.submit(add).result()
    desk.close()
    return home


def test_duplicates_are_shown_asked_about_and_answered(run: Run, full: Path) -> None:
    at = ("--home", full, "--passphrase-stdin")

    def facts(*arguments: object) -> Any:
        code, out, err = run(*arguments, *at, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    code, out, err = run("duplicates", *at)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        " 26.0  A-1 Okafor, Amara 1971-05-03  =  A-2 Okaffor, Amara 1971-05-03  (name, birth date)",
        "1 possible duplicates.",
    ]
    (found,) = facts("duplicates", {"patient": "A-2"}, "--tasks")
    assert (found["mrns"], found["weight"], found["is_asked"]) == (["A-1", "A-2"], 26.0, True)
    assert facts("duplicates", {"patient": "B-1"}) == []
    beside = facts("patient-compare", {"one": "A-1", "other": "A-2"})
    assert beside["differences"]["family_name"] == ["Okafor", "Okaffor"]
    assert beside["records"] == {"task": [0, 1]}
    assert facts("duplicate-dismiss", {"one": "A-2", "other": "A-1"})["status"] == "cancelled"
    assert facts("duplicates") == []


def test_two_records_are_merged_and_parted_again(run: Run, full: Path) -> None:
    at = ("--home", full, "--passphrase-stdin")
    code, out, err = run(
        "patient-merge", {"survivor": "A-1", "merged": "A-2"}, "--take", "family_name", *at
    )
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "A-2 is A-1 from now on. Nothing was moved or lost.",
        "Taken over: family name.",
        "To take it back: clinic-desk patient-unmerge, with A-2 as merged",
    ]
    code, out, err = run("duplicates", {"patient": "A-2"}, *at)
    assert (code, out, err) == (0, "0 possible duplicates.\n", "")
    code, out, err = run("patient-unmerge", {"merged": "A-2"}, *at, "--json")
    assert (code, err, json.loads(out)["kept"], json.loads(out)["later"]) == (0, "", [], 0)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("duplicates", {"patient": "nobody"}), "names nobody"),
        (("duplicate-dismiss", {"one": "A-1", "other": "nobody"}), "names nobody"),
        (("duplicate-dismiss", {"one": "A-1", "other": "A-1"}), "twice"),
        (("patient-compare", {"one": "A-1", "other": "A-1"}), "twice"),
        (("patient-merge", {"survivor": "A-1", "merged": "A-1"}), "same record"),
        (("patient-merge", {"survivor": "A-1", "merged": "A-2"}, "--take", "mrn"), "mrn"),
        (("patient-unmerge", {"merged": "A-2"}), "is not merged"),
    ],
    ids=str,
)
def test_who_is_not_there_is_one_line(
    run: Run, full: Path, arguments: tuple[Any, ...], word: str
) -> None:
    code, out, err = run(*arguments, "--home", full, "--passphrase-stdin")
    assert (code != 0, out, err.count("\n"), word in err) == (True, "", 1, True), err


def test_two_patients_stand_side_by_side(run: Run, full: Path) -> None:
    code, out, err = run(
        "patient-compare", {"one": "A-1", "other": "A-2"}, "--home", full, "--passphrase-stdin"
    )
    assert (code, err) == (0, "")
    assert [line.split() for line in out.splitlines()] == [
        ["mrn", "A-1", "A-2"],
        ["family", "name", "Okafor", "Okaffor"],
        ["phone", "+12125550100", "-"],
        ["There", "may", "be", "more", "that", "this", "role", "is", "not", "shown."],
    ]
