"""A patient's account at the command line: amounts are typed as decimals, roles are asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.headless import open_desk
from app.domain.audit_trail import AuditQuestion
from app.domain.patient import Patient
from app.domain.query import Query
from app.storage.store import LocalStore
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient
from tests.test_cli import Run, home, run

__all__ = ["home", "run"]
pytestmark = pytest.mark.row("E2", "B1")
MRN = "MRN-4711"
BILLS = "another long passphrase for bea"


class Counter:
    """The desk's front desk (sara) and somebody of billing (bea), each at the command line."""

    def __init__(self, run: Run, home: Path) -> None:
        self._run = run
        self.home = home

    def at(self, *arguments: object, user: str = "sara") -> tuple[int, str, str]:
        secret = BILLS if user == "bea" else PASSPHRASE
        more = ("--home", self.home, "--passphrase-stdin", "--user", user)
        return self._run(*arguments, *more, stdin=secret + "\n")

    def facts(self, *arguments: object, user: str = "sara") -> dict[str, Any]:
        code, out, err = self.at(*arguments, "--json", user=user)
        assert (code, err) == (0, "")
        return json.loads(out)

    def refused(self, *arguments: object, user: str = "sara") -> str:
        code, out, err = self.at(*arguments, user=user)
        assert (code != 0, out, err.count("\n")) == (True, "", 1)
        return err

    def account(self) -> dict[str, Any]:
        return self.facts("account", {"patient": MRN})


@pytest.fixture
def counter(run: Run, home: Path) -> Counter:
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP)

    def add(store: LocalStore = desk.store) -> None:
        with store.unit_of_work(desk.context) as uow:
            uow.add(a_patient(mrn=MRN))

    desk.worker.submit(add).result()
    desk.close()
    code, _, err = run(
        *("user-add", "--home", home, "--name", "bea", "--role", "billing"),
        "--passphrase-stdin",
        stdin=f"{PASSPHRASE}\n{BILLS}\n",
    )
    assert (code, err) == (0, "")
    return Counter(run, home)


CHARGE = ("account-charge", {"patient": MRN}, {"text": "Form"}, "--amount")
PAY = ("account-pay", {"patient": MRN}, "--amount")


def test_account_adds_up_from_charge_to_refund(counter: Counter) -> None:
    charge = counter.facts(*CHARGE, "125.50", {"reason": "school form"})
    counter.facts("account-adjust", {"patient": MRN}, "--amount", "25.50", "--charge", charge["id"],
                  {"reason": "courtesy"})  # fmt: skip
    payment = counter.facts(*PAY, "150", "--method", "card")
    counter.facts("account-refund", payment["id"], "--amount", "20", user="bea")
    found = counter.account()
    assert (found["balance_minor"], found["credit_minor"]) == (-3000, 3000)
    assert (found["open_charges"], found["aging"]) == ({}, [-3000, 0, 0, 0, 0])
    kinds = sorted(one["kind"] for one in found["entries"])
    assert kinds == ["adjustment", "allocation", "charge", "payment", "refund"]


def test_account_is_shown_in_words(counter: Counter) -> None:
    charge = counter.facts(*CHARGE, "1,200.05", user="bea")
    code, out, err = counter.at("account", {"patient": MRN})
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].endswith(charge["id"])
    assert f"open        charge            1,200.05  {charge['id']}" in lines
    assert lines[-2:] == ["credit: 0.00", "balance: 1,200.05 USD"]


@pytest.mark.parametrize("kind", ["charge", "payment", "allocation"])
def test_wrong_entry_is_taken_back_once(counter: Counter, kind: str) -> None:
    counter.facts(*CHARGE, "100", user="bea")
    counter.facts(*PAY, "100")
    wrong = next(one["id"] for one in counter.account()["entries"] if one["kind"] == kind)
    command = ("account-reverse", kind, wrong, {"reason": "slip"})
    assert "does not do this" in counter.refused(*command)
    counter.facts(*command, user="bea")
    left = {"charge": (-10_000, 10_000), "payment": (10_000, 0), "allocation": (0, 10_000)}
    found = counter.account()
    assert (found["balance_minor"], found["credit_minor"]) == left[kind]
    assert "taken back before" in counter.refused(*command, user="bea")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((*CHARGE, "500.01", {"reason": "form"}), "over what the front desk may enter"),
        ((*CHARGE, "much", {"reason": "form"}), "is not an amount"),
        ((*CHARGE, "0", {"reason": "form"}), "more than zero"),
        ((*CHARGE, "5"), "reason"),
        ((*PAY, "-5"), "more than zero"),
        (("account", {"patient": "nobody"}), "names nobody"),
        (("account-refund", "0a" * 16, "--amount", "5"), ""),
        (("account-reverse", "charge", "x", {"reason": "slip"}), "no identifier"),
    ],
)
def test_what_does_not_add_up_is_one_line_and_enters_nothing(
    counter: Counter, arguments: tuple[Any, ...], word: str
) -> None:
    if arguments[-1] == "-5":
        arguments = (*arguments[:-2], "--amount=-5")
    assert word in counter.refused(*arguments)
    assert counter.account()["entries"] == []


def test_what_is_left_pays_later_and_a_family_is_shown_together(counter: Counter) -> None:
    payment = counter.facts(*PAY, "100")
    charge = counter.facts(*CHARGE, "60", user="bea")["id"]
    allocate = ("account-allocate", payment["id"])
    assert "owes less" in counter.refused(*allocate, "--share", f"{charge}=60.01")
    assert "CHARGE=AMOUNT" in counter.refused(*allocate, "--share", charge)
    made = counter.facts(*allocate, "--share", f"{charge}=50")["allocations"]
    assert [(one["charge"], one["amount_minor"]) for one in made] == [(charge, 5000)]
    assert counter.at(*allocate)[1] == f"Paid 10.00 of {charge}\n"
    assert counter.at(*allocate)[1] == "Nothing is open, or nothing is left.\n"
    add_child_of_the_payer(counter)
    for mrn in (MRN, "MRN-4712"):
        found = counter.facts("account-family", {"patient": mrn})
        assert [one["balance_minor"] for one in found["members"]] == [-4000, 0]
    code, out, _ = counter.at("account-family", {"patient": MRN})
    assert (code, out.splitlines()[-1]) == (0, "together: -40.00 USD")


def add_child_of_the_payer(counter: Counter) -> None:
    desk = open_desk(counter.home, PASSPHRASE, kdf=CHEAP, user="sara")

    def add(store: LocalStore = desk.store) -> None:
        with store.unit_of_work(desk.context) as uow:
            (payer,) = uow.records(Patient).find(Query(Patient)).rows
            uow.add(a_patient(mrn="MRN-4712", guarantor_id=payer.id))

    desk.worker.submit(add).result()
    desk.close()


def test_look_at_an_account_is_in_the_audit_trail(counter: Counter) -> None:
    counter.account()
    desk = open_desk(counter.home, PASSPHRASE, kdf=CHEAP, user="sara")
    try:
        with desk.store.reader() as reader:
            lines = reader.audit.lines(AuditQuestion(), limit=50)
            seen = [one for one in lines if one.entity == "charge"]
    finally:
        desk.close()
    assert [one.action for one in seen] == ["view"]


@pytest.mark.row("C7", "D5")
def test_a_payment_that_is_to_wait_for_a_server_there_is_not_is_not_entered(
    counter: Counter,
) -> None:
    paid = ("account-pay", {"patient": MRN}, "--amount", "25")
    for level in ("one", "quorum", "all"):
        assert "consistency" in counter.refused(*paid, "--wait", level)
    assert counter.account()["entries"] == []
    assert counter.facts(*paid, "--wait", "local")["acknowledged"] == "local"
    assert counter.facts(*paid)["acknowledged"] == "local"
    code, _, said = counter.at(*paid, "--wait", "each")
    assert (code, "each" in said) == (2, True)
    assert len(counter.account()["entries"]) == 2
