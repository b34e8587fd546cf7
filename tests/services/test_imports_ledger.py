"""Books of another system: every row counted, every cent kept, and the account adds up."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.appointment import Appointment
from app.domain.availability import Organization
from app.domain.billing import Adjustment, Allocation, Charge, Payer, Payment
from app.domain.claim import ClaimLine, InsuranceClaim
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.errors import PermissionDenied
from app.domain.history import Immunization
from app.domain.ids import PatientId, new_id
from app.domain.patient import Coverage, Patient
from app.domain.record_permissions import IMPORTED_MONEY, LEDGER
from app.domain.staff import Practitioner, Role
from app.domain.treatment import CarePlan
from app.services import accounts, tills
from app.services.accounts import ledger_of
from app.services.imports_left_out import left_out
from app.services.imports_report import ImportReport
from app.storage.store import LocalStore
from tests.factories import TODAY, a_context
from tests.flows.record_files import write_files
from tests.services.test_imports import all_of, count, files, run, store, waiting
from tests.services.test_imports_records import all_rows

__all__ = ["files", "store"]
pytestmark = pytest.mark.row("C8")
ADMIN = a_context(role=Role.ADMIN)
WHO = "9d188916-8390-282b-3ec2-73fce6e08649"
PEOPLE = "Id,BIRTHDATE,FIRST,LAST\n" + f"{WHO},2008-04-07,Curt,Schmidt\n"
HEADING = (
    "ID,CLAIMID,PATIENTID,TYPE,AMOUNT,METHOD,FROMDATE,PROCEDURECODE,UNITS,NOTES,PAYMENTS,"
    "ADJUSTMENTS,TRANSFERS,APPOINTMENTID,PROVIDERID"
)


def book(store: LocalStore, *paths: Path, **options: Any) -> ImportReport:
    return run(store, *paths, **{"context": ADMIN, "takes_money": True, **options})


def line(number: int, kind: str = "CHARGE", **cells: str) -> dict[str, str]:
    """One row of a ledger; a payment of the same claim and service unless told otherwise."""
    usual = {"AMOUNT": "77.49"} if kind == "CHARGE" else {"PAYMENTS": "60.00", "METHOD": "CASH"}
    return {
        "ID": f"row-{number}",
        "CLAIMID": "claim-1",
        "PATIENTID": WHO,
        "TYPE": kind,
        "FROMDATE": "2009-09-13T11:33:59Z",
        "PROCEDURECODE": "185347001",
        "UNITS": "1",
        "NOTES": "Encounter for problem",
        **usual,
        **cells,
    }


def ledger(folder: Path, *rows: dict[str, str], delimiter: str = ",", encoding: str = "utf-8"):
    """A ledger with its patient, as files."""
    folder.mkdir(exist_ok=True)
    (folder / "patients.csv").write_text(PEOPLE)
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADING.split(","), restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    (folder / "ledger.csv").write_text(out.getvalue(), encoding=encoding)
    return folder


def reasons(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(one.entry, one.kind, one.reason) for one in report.refused]


def test_real_books_come_in_to_the_cent(store: LocalStore, clinic_data: Path) -> None:
    wanted = json.loads((clinic_data / "expected-dev.json").read_text())["synthea-csv"]
    report = book(store, clinic_data / "synthea-csv")
    assert (report.refused, report.remarks) == ([], [])
    of_type = {"Charge": "CHARGE", "Payment": "PAYMENT"}
    for kind, name in of_type.items():
        assert report.counts[kind].read == wanted["tx_types"][name]
    transfers = wanted["tx_types"]["TRANSFERIN"] + wanted["tx_types"]["TRANSFEROUT"]
    counts = report.counts["LedgerTransfer"]
    assert (counts.read, counts.not_kept) == (transfers, transfers)
    assert report.counts["Charge"].not_kept == 65, "charges of nothing are lines of claims only"
    tables = {
        "Patient": ("patients.csv", Patient),
        "Claim": ("claims.csv.gz", InsuranceClaim),
        "AllergyIntolerance": ("allergies.csv", Allergy),
        "Condition": ("conditions.csv", Condition),
        "Practitioner": ("providers.csv", Practitioner),
        "Organization": ("organizations.csv", Organization),
        "Payer": ("payers.csv", Payer),
        "MedicationRequest": ("medications.csv", MedicationStatement),
        "Encounter": ("encounters.csv", Appointment),
        "CarePlan": ("careplans.csv", CarePlan),
        "Immunization": ("immunizations.csv", Immunization),
        "Coverage": ("payer_transitions.csv", Coverage),
    }
    second_payers = {"Coverage": 4}
    for kind, (table, record_type) in tables.items():
        assert report.counts[kind].read == wanted[table] + second_payers.get(kind, 0), kind
        assert report.counts[kind].written == count(store, record_type), kind
    assert {(one.kind, one.number): one.reason for one in left_out(report)} == {
        ("Charge", 65): "it is of nothing, or the ledger was not asked for",
        ("LedgerTransfer", 908): "a debt goes from a payer to the patient, and no money moves",
        ("Payer", 1): "it stands for having no insurance",
        ("PayerTransition", 108): "nobody insured the patient",
    }
    sums = wanted["tx_sums"]
    charged = cents(sums["CHARGE.AMOUNT"])
    paid = cents(sums["PAYMENT.PAYMENTS"])
    assert sum(one.amount_minor for one in all_rows(store, Charge)) == charged == 632_849_58
    assert sum(one.amount_minor for one in all_rows(store, Payment)) == paid == 639_480_90
    assert sum(one.total_minor for one in all_rows(store, InsuranceClaim)) == charged
    assert sum(one.amount_minor for one in all_rows(store, ClaimLine)) == charged
    assert count(store, ClaimLine) == wanted["tx_types"]["CHARGE"]
    everybody = [figures(store, PatientId(one.id)) for one in all_of(store, Patient)]
    assert sum(one.account.balance for one in everybody) == charged - paid
    assert sum(one.account.credit for one in everybody) == paid - charged
    assert [one for one in everybody if one.open_charges()] == []
    before = waiting(store)
    again = book(store, clinic_data / "synthea-csv")
    assert (again.written, again.refused, waiting(store)) == (0, [], before)
    assert {kind: one.read for kind, one in again.counts.items()} == {
        kind: one.read for kind, one in report.counts.items()
    }


def cents(text: str) -> int:
    return int(text.replace(".", ""))


def figures(store: LocalStore, patient_id: PatientId) -> accounts.Ledger:
    with store.reader() as reader:
        return ledger_of(reader, patient_id=patient_id)


def test_payment_pays_the_service_it_names_and_the_rest_is_credit(
    store: LocalStore, files: Path
) -> None:
    rows = (
        line(1, AMOUNT="10.00"),
        line(2, AMOUNT="20.00", PROCEDURECODE="other"),
        line(3, "PAYMENT", PAYMENTS="75.00", METHOD="COPAY"),
        line(4, "PAYMENT", PAYMENTS="5.00", METHOD="CC", PROCEDURECODE="other"),
    )
    report = book(store, ledger(files, *rows))
    assert report.counts["Allocation"].written == 2
    (who,) = all_of(store, Patient)
    account = figures(store, PatientId(who.id))
    (left,) = account.open_charges().values()
    assert (left, account.account.credit, account.account.balance) == (15_00, 65_00, -50_00)
    by_amount = {one.amount_minor: one for one in all_of(store, Payment)}
    assert (by_amount[75_00].method, by_amount[75_00].note) == ("other", "copay")
    assert by_amount[5_00].method == "card"


def test_payments_of_one_service_pay_its_charges_one_after_the_other(
    store: LocalStore, files: Path
) -> None:
    charges = (line(1, AMOUNT="50.00"), line(2, AMOUNT="50.00"))
    payments = (line(number, "PAYMENT", PAYMENTS="60.00") for number in (3, 4))
    report = book(store, ledger(files, *charges, *payments))
    assert [one for one in reasons(report) if one[1] == "Allocation"] == []
    shares = sorted(one.amount_minor for one in all_of(store, Allocation))
    assert shares == [10_00, 40_00, 50_00]
    (who,) = all_of(store, Patient)
    assert figures(store, PatientId(who.id)).account.credit == 20_00


def test_books_in_another_order_and_with_further_rows_keep_what_was_paid(
    store: LocalStore, files: Path
) -> None:
    """What is paid by then is the same whichever way the rows stand; nothing is refused."""
    first = [line(1, AMOUNT="50.00"), line(3, "PAYMENT", PAYMENTS="60.00")]
    book(store, ledger(files, *first))
    (kept,) = all_of(store, Allocation)
    further = [
        line(4, "PAYMENT", PAYMENTS="60.00", FROMDATE="2009-09-12T11:33:59Z"),
        line(2, AMOUNT="50.00", FROMDATE="2009-09-12T11:33:59Z"),
    ]
    report = book(store, ledger(files, *further, *reversed(first)))
    assert [one for one in reasons(report) if one[1] != "ClaimLine"] == []
    account = figures(store, kept.patient_id)
    assert account.open_charges() == {}
    assert account.account.credit == 20_00
    assert kept in account.allocations
    before, again = waiting(store), book(store, ledger(files, *first, *reversed(further)))
    assert (again.written, waiting(store)) == (0, before)
    assert again.counts["Allocation"].unchanged == len(account.allocations)


def test_share_that_a_person_took_back_is_not_given_again(store: LocalStore, files: Path) -> None:
    rows = [line(1, AMOUNT="50.00"), line(2, "PAYMENT", PAYMENTS="50.00")]
    book(store, ledger(files, *rows))
    (share,) = all_of(store, Allocation)
    accounts.reverse(
        store.unit_of_work,
        a_context(role=Role.BILLING, user_id=new_id()),
        entry=Allocation,
        entry_id=share.id,
        reason="for another",
    )
    assert book(store, ledger(files, *rows)).written == 0
    assert figures(store, share.patient_id).account.credit == 50_00


def test_adjustments_in_another_order_are_of_charges_that_owe_as_much(
    store: LocalStore, files: Path
) -> None:
    less = {"ADJUSTMENTS": "10.00", "PAYMENTS": ""}
    charges = [line(1, AMOUNT="10.00"), line(2, AMOUNT="10.00")]
    first = [*charges, line(3, "ADJUSTMENT", **less)]
    book(store, ledger(files, *first))
    report = book(store, ledger(files, line(4, "ADJUSTMENT", **less), *reversed(first)))
    assert [one for one in reasons(report) if one[1] != "ClaimLine"] == []
    assert len({one.charge_id for one in all_of(store, Adjustment)} - {None}) == 2


def test_evening_service_is_of_the_clinics_day(store: LocalStore, files: Path) -> None:
    book(store, ledger(files, line(1, FROMDATE="2009-09-14T01:00:00Z")))
    assert all_of(store, Charge)[0].service_on == date(2009, 9, 13)


def test_adjustment_of_a_table_lessens_the_charge_it_names(store: LocalStore, files: Path) -> None:
    rows = (
        line(1, AMOUNT="10.00"),
        line(2, "ADJUSTMENT", ADJUSTMENTS="4.00", PAYMENTS=""),
        line(3, "PAYMENT", PAYMENTS="9.00"),
    )
    report = book(store, ledger(files, *rows))
    assert report.refused[0].kind == "ClaimLine"  # its claim is in no file
    (made,) = all_of(store, Adjustment)
    (share,) = all_of(store, Allocation)
    (charge,) = all_of(store, Charge)
    assert (made.charge_id, share.amount_minor) == (charge.id, 6_00)


def test_money_stays_out_unless_it_is_asked_for(store: LocalStore, files: Path) -> None:
    folder = ledger(files, line(1), line(2, "PAYMENT"))
    report = run(store, folder)
    assert [report.counts[kind].not_kept for kind in ("Charge", "Payment")] == [1, 1]
    assert (count(store, Charge), count(store, Payment)) == (0, 0)
    assert book(store, folder).counts["Charge"].written == 1
    before = waiting(store)
    assert (run(store, folder).written, waiting(store)) == (0, before)
    assert count(store, Charge) == 1


def test_lines_of_a_claim_keep_their_charges_when_money_is_left_out(
    store: LocalStore, files: Path
) -> None:
    paths = [Path(one) for one in write_files(files / "all")]
    for options in ({}, {"context": ADMIN, "takes_money": True}, {}):
        run(store, *paths, **options)
    (charge,) = all_of(store, Charge)
    (one,) = [one for one in all_of(store, ClaimLine) if one.patient_id == charge.patient_id]
    assert (one.charge_id, one.diagnosis_codes) == (charge.id, ("444814009",))
    assert charge.diagnosis_codes == ("444814009",)
    (asked,) = [one for one in all_of(store, InsuranceClaim) if one.patient_id == charge.patient_id]
    assert (asked.total_minor, asked.status) == (77_49, "closed")
    (files / "all" / "ledger.csv").unlink()
    assert run(store, *paths).written == 0, "a claim without its ledger says nothing of its total"


def test_only_administrators_take_books_over(store: LocalStore, files: Path) -> None:
    with pytest.raises(PermissionDenied) as denied:
        book(store, ledger(files, line(1)), context=a_context(role=Role.FRONT_DESK))
    assert denied.value.permission == "import.ledger"
    assert (count(store, Charge), count(store, Patient)) == (0, 0)
    assert IMPORTED_MONEY.issubset(LEDGER)
    assert "refund" not in IMPORTED_MONEY


def test_payment_of_a_charge_that_was_paid_here_is_the_patients_credit(
    store: LocalStore, files: Path
) -> None:
    book(store, ledger(files, line(1, AMOUNT="10.00")))
    (charge,) = all_of(store, Charge)
    accounts.take_payment(
        store.unit_of_work,
        a_context(role=Role.BILLING, user_id=new_id()),
        patient_id=charge.patient_id,
        values={"amount_minor": 10_00, "received_on": TODAY},
    )
    rows = (line(1, AMOUNT="10.00"), line(2, "PAYMENT", PAYMENTS="10.00"))
    report = book(store, ledger(files, *rows))
    assert [one for one in reasons(report) if one[1] != "ClaimLine"] == []
    account = figures(store, charge.patient_id).account
    assert (account.balance, account.credit) == (-10_00, 10_00)


def test_day_that_was_closed_here_takes_no_imported_money(store: LocalStore, files: Path) -> None:
    tills.close_day(
        store.unit_of_work,
        a_context(role=Role.BILLING, user_id=new_id()),
        counted={},
        on=date(2009, 9, 13),
    )
    report = book(store, ledger(files, line(1), line(2, "PAYMENT")))
    told = "received_on was closed; enter it on another day"
    assert (1, "Payment", told) in reasons(report)
    assert (count(store, Charge), count(store, Payment), count(store, Allocation)) == (1, 0, 0)


TRAPS: dict[str, tuple[dict[str, str], str]] = {
    "thousands": ({"AMOUNT": "1,234.56"}, "AMOUNT is not an amount"),
    "comma for cents": ({"AMOUNT": "77,49"}, "AMOUNT is not an amount"),
    "currency sign": ({"AMOUNT": "$77.49"}, "AMOUNT is not an amount"),
    "exponent": ({"AMOUNT": "1e3"}, "AMOUNT is not an amount"),
    "nothing": ({"AMOUNT": ""}, "AMOUNT is not an amount"),
    "formula": ({"AMOUNT": "=1+1"}, "AMOUNT is not an amount"),
    "below nothing": ({"AMOUNT": "-5.00"}, "amount_minor is not more than zero"),
    "parts of a cent": ({"AMOUNT": "1.005"}, "AMOUNT has parts of the smallest coin"),
    "more than there is": ({"AMOUNT": "99999999999999.00"}, "AMOUNT is too large"),
    "no day": ({"FROMDATE": "2009-02-30T10:00:00Z"}, "FROMDATE is not a date and time"),
    "long ago": ({"FROMDATE": "0009-02-03"}, "FROMDATE is before 1850"),
    "half a unit": ({"UNITS": "1.5"}, "UNITS is not a whole number"),
    "no id": ({"ID": " "}, "has no id"),
    "unknown type": ({"TYPE": "GIFT"}, "is of a type that is not known"),
    "nobody": ({"PATIENTID": ""}, "names no patient"),
    "somebody else": ({"PATIENTID": "stranger"}, "its patient is missing"),
}


def test_each_trap_of_a_table_is_refused_by_its_row(store: LocalStore, files: Path) -> None:
    rows = [line(number, **cells) for number, (cells, _) in enumerate(TRAPS.values())]
    report = book(store, ledger(files, line(99, AMOUNT="1.010"), *rows))
    found = {entry: reason for entry, kind, reason in reasons(report) if kind == "Charge"}
    assert found == {at: reason for at, (_, reason) in enumerate(TRAPS.values(), start=1)}
    (kept,) = all_of(store, Charge)
    assert kept.amount_minor == 1_01
    assert report.counts["Charge"].refused == len(TRAPS)


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-16"), ("|", "utf-8")]
)
def test_tables_of_other_makes_are_read(
    store: LocalStore, files: Path, delimiter: str, encoding: str
) -> None:
    text = 'A "quoted"\nnote; with | and \t in it'
    folder = ledger(files, line(1, NOTES=text), delimiter=delimiter, encoding=encoding)
    assert book(store, folder).counts["Charge"].written == 1
    (made,) = all_of(store, Charge)
    assert (made.text, made.amount_minor) == (" ".join(text.split()), 77_49)


BROKEN: dict[str, tuple[str, str]] = {
    "open quote": ("", "has a cell that does not end, after row 1"),
    "unknown": ("a,b\n1,2\n", "is a table of no kind that is known here"),
    "twice": ("ID,ID\n1,2\n", "names a column twice"),
    "empty": ("", "is a table of no kind that is known here"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_damaged_table_is_not_taken_at_all(store: LocalStore, files: Path, name: str) -> None:
    text, reason = BROKEN[name]
    folder = ledger(files, line(1))
    table = folder / "ledger.csv"
    table.write_text(table.read_text() + '2,"open' if name == "open quote" else text)
    report = book(store, folder)
    assert [one.reason for one in report.refused if one.entry == -1] == [reason]
    assert (count(store, Charge), count(store, Patient)) == (0, 1)


def test_row_with_too_few_cells_or_strange_bytes_spoils_itself_only(
    store: LocalStore, files: Path
) -> None:
    folder = ledger(files, line(1), line(2, NOTES="caf\xe9"), line(3))
    table = folder / "ledger.csv"
    table.write_bytes(table.read_text().encode("latin-1") + b"short,row\r\n")
    report = book(store, folder)
    assert [one for one in reasons(report) if one[1] == "Charge"] == [
        (1, "Charge", "is not UTF-8 text"),
        (3, "Charge", "does not have as many cells as the heading"),
    ]
    assert count(store, Charge) == 2
