"""FEBRL's first set as this clinic would keep it: 500 people, each written down twice."""

from __future__ import annotations

import csv
import gzip
import os
from pathlib import Path

import pytest

from app.domain.duplicates import Pair
from app.domain.ids import RecordId
from app.domain.patient import Patient
from tests.factories import a_patient

PRECISION, RECALL = 0.996, 0.970
"""What data/README.md asks to beat, without the number of the social security."""
_DATA = os.environ.get("CLINIC_DESK_DATA") or Path(__file__).parents[2] / "shared" / "data"


def febrl_patients(rows: int | None) -> list[Patient]:
    """The first rows of the set, whole pairs; the record number is the set's own name of a row."""
    path = Path(_DATA).resolve() / "febrl" / "dataset1.csv.gz"
    if not path.exists():
        pytest.skip("the FEBRL set is not here; CLINIC_DESK_DATA names the folder")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = [
            {str(name).strip(): value.strip() for name, value in line.items()}
            for line in csv.DictReader(file)
        ]
    lines.sort(key=lambda line: int(person(line["rec_id"])))
    return [_patient(line) for line in lines[:rows]]


def person(rec_id: str) -> str:
    """Who a row is about: rec-223-org and rec-223-dup-0 are one."""
    return rec_id.split("-")[1]


def true_pairs(pairs: list[Pair], names: dict[RecordId, str]) -> int:
    """How many pairs are of one person, by the record numbers of the patients."""
    return sum(person(names[one.first]) == person(names[one.second]) for one in pairs)


def _patient(line: dict[str, str]) -> Patient:
    born = line["date_of_birth"]
    return a_patient(
        mrn=line["rec_id"],
        family_name=line["surname"],
        given_names=line["given_name"],
        birth_date=f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else None,
        address_line=f"{line['street_number']} {line['address_1']}".strip() or None,
        address_line2=line["address_2"] or None,
        city=line["suburb"] or None,
        state=line["state"] or None,
        postal_code=line["postcode"] or None,
        phone=None,
    )
