"""Tables of who was insured where: each term a policy, once, and claims are of theirs."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from app.domain.billing import Payer
from app.domain.claim import InsuranceClaim
from app.domain.patient import Coverage
from app.storage.store import LocalStore
from tests.services.test_imports import all_of, count, edit, files, run, store, waiting
from tests.services.test_imports_records import all_rows

__all__ = ["files", "store"]
pytestmark = pytest.mark.row("C8")
WHO = "9d188916-8390-282b-3ec2-73fce6e08649"
PEOPLE = f"Id,BIRTHDATE,FIRST,LAST\n{WHO},2008-04-07,Curt,Schmidt\n"
PAYERS = "Id,NAME,STATE_HEADQUARTERED\np-aetna,Aetna,CT\np-care,Medicare,MD\np-none,NO_INSURANCE,\n"
HEADING = "PATIENT,MEMBERID,START_YEAR,END_YEAR,PAYER,SECONDARY_PAYER,OWNERSHIP,OWNERNAME\n"
YEAR = "2016-03-01T15:00:00Z,2017-03-01T15:00:00Z"


def table(folder: Path, *rows: str, payers: str = PAYERS) -> Path:
    """A table of policies with its patient and payers, as files."""
    (folder / "patients.csv").write_text(PEOPLE)
    (folder / "payers.csv").write_text(payers)
    text = HEADING + "".join(f"{WHO},{row}\n" for row in rows)
    (folder / "payer_transitions.csv").write_text(text)
    return folder


def test_policies_of_real_books_come_in_once_with_their_member_numbers(
    store: LocalStore, clinic_data: Path
) -> None:
    wanted = json.loads((clinic_data / "expected-dev.json").read_text())["synthea-csv"]
    folder = clinic_data / "synthea-csv"
    text = (folder / "payer_transitions.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    report = run(store, folder)
    told = report.counts["PayerTransition"]
    assert told.read == wanted["payer_transitions.csv"] == len(rows)
    assert (told.written, told.not_kept, told.refused) == (356, 108, 0)
    kept = all_rows(store, Coverage)
    assert report.counts["Coverage"].written == len(kept) == 360
    order = Counter(one.order for one in kept)
    assert order == {"primary": 356, "secondary": sum(bool(one["SECONDARY_PAYER"]) for one in rows)}
    numbers = Counter(one.member_id for one in kept if one.order == "primary")
    assert numbers == Counter(one["MEMBERID"] for one in rows if one["MEMBERID"])
    relations = Counter(one.subscriber_relationship for one in kept if one.order == "primary")
    assert relations == {"self": 189, "child": 141, "spouse": 26}
    names = {one.id: one.name for one in all_of(store, Payer)}
    assert all(one.payer_id and names[one.payer_id] == one.payer for one in kept)
    claims = [one for one in all_rows(store, InsuranceClaim) if one.payer_id]
    policies = {one.id: one for one in kept}
    for one in claims:
        assert one.coverage_id is not None
        assert policies[one.coverage_id].payer_id == one.payer_id
    assert claims
    before = waiting(store)
    again = run(store, folder)
    assert (again.written, again.refused, waiting(store)) == (0, [], before)


def test_row_says_who_the_patient_is_to_the_owner_and_the_clinics_days(
    store: LocalStore, files: Path
) -> None:
    late = "2016-03-02T01:00:00Z,2017-03-01T15:00:00Z"
    run(store, table(files, f"m-1,{late},p-aetna,,Guardian,Ann Schmidt"))
    (kept,) = all_of(store, Coverage)
    assert (kept.payer, kept.member_id, kept.order) == ("Aetna", "m-1", "primary")
    assert (kept.subscriber_relationship, kept.subscriber_name) == ("child", "Ann Schmidt")
    assert (kept.valid_from, kept.valid_to) == ("2016-03-01", "2017-03-01")


def test_second_payer_is_a_policy_that_pays_after_the_first(store: LocalStore, files: Path) -> None:
    run(store, table(files, f"m-1,{YEAR},p-care,p-aetna,Self,Curt Schmidt"))
    kept = {one.order: (one.payer, one.member_id) for one in all_of(store, Coverage)}
    assert kept == {"primary": ("Medicare", "m-1"), "secondary": ("Aetna", "")}


def test_time_without_insurance_is_counted_and_no_policy(store: LocalStore, files: Path) -> None:
    report = run(store, table(files, f",{YEAR},p-none,,,", f",{YEAR},,,,"))
    told = report.counts["PayerTransition"]
    assert (told.read, told.not_kept, count(store, Coverage)) == (2, 2, 0)


TRAPS = {
    f"m-1,{YEAR},p-gone,,Self,": "its PAYER is in none of the tables",
    f"m-1,{YEAR},p-care,p-gone,Self,": "its SECONDARY_PAYER is in none of the tables",
    "m-1,2016-02-30,2017-01-01,p-care,,Self,": "START_YEAR is not a day of the calendar",
    "m-1,soon,2017-01-01,p-care,,Self,": "START_YEAR is not a date",
    "m-1,2018-01-01,2017-01-01,p-care,,Self,": "valid_to is before the policy starts",
}


@pytest.mark.parametrize("row", TRAPS)
def test_row_that_cannot_be_read_is_refused_whole(store: LocalStore, files: Path, row: str) -> None:
    report = run(store, table(files, row, f"m-2,{YEAR},p-aetna,,Spouse,"))
    refused = [(one.entry, one.kind, one.reason) for one in report.refused]
    assert refused == [(0, "PayerTransition", TRAPS[row])]
    (kept,) = all_of(store, Coverage)
    assert (kept.member_id, kept.subscriber_relationship) == ("m-2", "spouse")


def test_years_of_an_older_export_stay_years(store: LocalStore, files: Path) -> None:
    folder = table(files)
    rows = f"PATIENT,START_YEAR,END_YEAR,PAYER,OWNERSHIP\n{WHO},2008,2009,p-aetna,Self\n"
    (folder / "payer_transitions.csv").write_text(rows)
    run(store, folder)
    (kept,) = all_of(store, Coverage)
    assert (kept.valid_from, kept.valid_to, kept.member_id) == ("2008", "2009", "")


def test_policy_a_desk_corrected_keeps_the_correction(store: LocalStore, files: Path) -> None:
    run(store, table(files, f"m-1,{YEAR},p-care,,Self,Curt Schmidt"))
    edit(store, all_of(store, Coverage)[0], subscriber_name="Curt B. Schmidt")
    later = YEAR.replace("2017", "2018")
    run(store, table(files, f"m-1,{later},p-care,,Self,Curt Schmidt"))
    (kept,) = all_of(store, Coverage)
    assert (kept.subscriber_name, kept.valid_to) == ("Curt B. Schmidt", "2018-03-01")
