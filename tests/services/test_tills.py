"""Drawers and days: counted against what was entered, closed once, and locked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.billing import Adjustment, CashDrawer, DaySheet, Payment
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidEntry, InvalidRecord, InvalidValue, PermissionDenied
from app.domain.ids import PatientId, WorkstationId, new_id
from app.domain.staff import Role
from app.domain.tills import content_hash, over_short
from app.services import accounts, tills
from app.storage.store import LocalStore
from tests.factories import TODAY, a_child, a_clinic, a_context, a_day_sheet, a_patient
from tests.storage.conftest import HandClock

pytestmark = pytest.mark.row("E2", "B1")
BILLING = a_context(role=Role.BILLING, user_id=new_id())
DESK = a_context()
PATIENT = PatientId(new_id())


@pytest.fixture(autouse=True)
def clinic(store: LocalStore) -> None:
    with store.unit_of_work(a_context(role=Role.ADMIN, user_id=new_id())) as uow:
        uow.add(a_clinic())
    with store.unit_of_work(DESK) as uow:
        uow.add(a_patient(id=PATIENT))


def paid(store: LocalStore, minor: int, context: ExecutionContext = DESK, **values: Any) -> Payment:
    facts = {"amount_minor": minor, "received_on": TODAY, **values}
    return accounts.take_payment(store.unit_of_work, context, patient_id=PATIENT, values=facts)


def closed_day(
    store: LocalStore, counted: Mapping[str, int], on: date | None = None, **context: Any
) -> DaySheet:
    who = replace(DESK, **context)
    return tills.close_day(store.unit_of_work, who, counted=counted, on=on)


def test_drawer_is_counted_against_what_went_through_it(store: LocalStore) -> None:
    before = paid(store, 700)
    opened = tills.open_drawer(store.unit_of_work, DESK, float_minor=10_000)
    cash = paid(store, 2_500)
    paid(store, 4_000, method="card")
    bank = paid(store, 9_000, method="transfer")
    values = {"amount_minor": 500, "refunded_on": TODAY}
    accounts.give_back(store.unit_of_work, BILLING, payment_id=cash.id, values=values)
    drawer = tills.close_drawer(
        store.unit_of_work, DESK, counted={"cash": 11_950, "card": 4_000}, note=" a coin fell "
    )
    assert drawer.expected_minor == {"card": 4_000, "cash": 12_000}
    assert over_short(drawer.expected_minor, drawer.counted_minor) == {"cash": -50, "card": 0}
    assert (drawer.id, drawer.status, drawer.note) == (opened.id, "closed", "a coin fell")
    assert (drawer.opened_by, drawer.closed_by) == (DESK.user_id, DESK.user_id)
    assert [one.cash_drawer_id for one in (before, cash, bank)] == [None, opened.id, None]
    assert paid(store, 100).cash_drawer_id is None


def test_payment_taken_back_is_not_expected_in_the_drawer(store: LocalStore) -> None:
    tills.open_drawer(store.unit_of_work, DESK, float_minor=0)
    wrong = paid(store, 2_500)
    accounts.reverse(store.unit_of_work, BILLING, entry=Payment, entry_id=wrong.id, reason="slip")
    drawer = tills.close_drawer(store.unit_of_work, DESK, counted={"cash": 0})
    assert drawer.expected_minor == {"cash": 0}


@pytest.mark.parametrize(
    ("closes_drawer", "closes_day", "cash"),
    [(False, False, 0), (True, False, 2_500), (False, True, 2_500), (True, True, 2_500)],
)
def test_payment_taken_back_is_told_alike_by_drawer_and_sheet(
    store: LocalStore, clock: HandClock, closes_drawer: bool, closes_day: bool, cash: int
) -> None:
    def close_drawer() -> None:
        tills.close_drawer(store.unit_of_work, DESK, counted={"cash": 2_500})

    tills.open_drawer(store.unit_of_work, DESK, float_minor=0)
    wrong = paid(store, 2_500)
    if closes_drawer:
        close_drawer()
        tills.open_drawer(store.unit_of_work, DESK, float_minor=0)
    if closes_day:
        closed_day(store, {"cash": 2_500})
    made = accounts.reverse(
        store.unit_of_work, BILLING, entry=Payment, entry_id=wrong.id, reason="slip"
    )
    assert (made.cash_drawer_id is None) == closes_drawer
    assert (made.received_on == wrong.received_on) != closes_day
    close_drawer()
    if not closes_day:
        closed_day(store, {"cash": 2_500})
    clock.move(days=1)
    closed_day(store, {})
    with store.reader() as reader:
        counted = [list(reader.records(kind).values()) for kind in (CashDrawer, DaySheet)]
    drawers, sheets = [sum(one.expected_minor.get("cash", 0) for one in each) for each in counted]
    assert drawers == sheets == cash


def test_desk_has_one_open_drawer_and_another_desk_its_own(store: LocalStore) -> None:
    mine = tills.open_drawer(store.unit_of_work, DESK, float_minor=0)
    with pytest.raises(InvalidValue, match="close it first"):
        tills.open_drawer(store.unit_of_work, DESK, float_minor=0)
    there = replace(DESK, workstation_id=WorkstationId(new_id()))
    other = tills.open_drawer(store.unit_of_work, there, float_minor=0)
    assert paid(store, 100, there).cash_drawer_id == other.id
    with pytest.raises(InvalidValue, match="open drawer of this desk"):
        paid(store, 100, there, cash_drawer_id=mine.id)
    tills.close_drawer(store.unit_of_work, DESK, counted={"cash": 0})
    with pytest.raises(InvalidValue, match="closed already"):
        tills.close_drawer(store.unit_of_work, DESK, counted={"cash": 0})


def test_drawer_is_not_closed_uncounted_and_stays_closed(store: LocalStore) -> None:
    opened = tills.open_drawer(store.unit_of_work, DESK, float_minor=100)
    with pytest.raises(InvalidValue, match="cash"):
        tills.close_drawer(store.unit_of_work, DESK, counted={"card": 5})
    with pytest.raises(PermissionDenied), store.unit_of_work(DESK) as uow:
        uow.save(replace(opened, float_minor=0))
    drawer = tills.close_drawer(store.unit_of_work, DESK, counted={"cash": 100})
    with pytest.raises(InvalidRecord), store.unit_of_work(DESK) as uow:
        uow.save(replace(drawer, counted_minor={"cash": 0}))


def test_drawer_begins_open_with_no_less_than_nothing(store: LocalStore) -> None:
    with pytest.raises(InvalidRecord):
        tills.open_drawer(store.unit_of_work, DESK, float_minor=-1)
    drawer = tills.open_drawer(store.unit_of_work, DESK, float_minor=0)
    born_closed = replace(drawer, id=new_id(), status="closed", closed_at=drawer.opened_at)
    with pytest.raises(InvalidRecord), store.unit_of_work(DESK) as uow:
        uow.add(born_closed)


def test_day_is_closed_with_what_was_entered_on_it(store: LocalStore) -> None:
    cash, card = paid(store, 2_500), paid(store, 4_000, method="card")
    paid(store, 900, received_on=TODAY - timedelta(days=1))
    values = {"amount_minor": 100, "adjusted_on": TODAY}
    less = accounts.adjust(store.unit_of_work, BILLING, patient_id=PATIENT, values=values)
    sheet = closed_day(store, {"cash": 2_450})
    assert (sheet.on, sheet.entries, sheet.currency) == (TODAY, 3, "USD")
    assert sheet.expected_minor == {"card": 4_000, "cash": 2_500}
    assert sheet.counted_minor == {"cash": 2_450}
    assert sheet.content_hash == content_hash((cash, card, less))
    assert sheet.closed_by == DESK.user_id


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"content_hash": content_hash([])}, "content_hash"),
        ({"content_hash": ""}, "content_hash"),
        ({"entries": 0}, "expected_minor"),
        ({"closed_by": BILLING.user_id}, "closed_by"),
        ({"id": new_id()}, "id"),
    ],
)
def test_desk_keeps_no_sheet_of_other_entries(
    store: LocalStore, changes: dict[str, Any], field: str
) -> None:
    paid(store, 2_500)
    with store.reader() as reader:
        (payment,) = reader.records(Payment).values()
    sheet = a_day_sheet(DESK.clinic_id, DESK.user_id, payment, on=TODAY)
    with pytest.raises(InvalidValue) as said, store.unit_of_work(DESK) as uow:
        uow.add(replace(sheet, **changes))
    assert said.value.field == field
    with store.unit_of_work(DESK) as uow:
        uow.add(sheet)


def test_day_is_closed_once_and_not_before_it_comes(store: LocalStore) -> None:
    closed_day(store, {"cash": 0})
    with pytest.raises(InvalidEntry, match="before"):
        closed_day(store, {"cash": 0}, user_id=new_id())
    with pytest.raises(InvalidValue, match="to come"):
        closed_day(store, {"cash": 0}, TODAY + timedelta(days=1))
    assert closed_day(store, {}, TODAY - timedelta(days=1)).entries == 0


def test_day_with_cash_is_not_closed_uncounted(store: LocalStore) -> None:
    paid(store, 100)
    with pytest.raises(InvalidValue, match="cash"):
        closed_day(store, {"card": 100})


@pytest.mark.parametrize("counted", [{"cash": 0, "gold": 5}, {"cash": -5}], ids=str)
def test_count_is_of_what_can_be_counted(store: LocalStore, counted: dict[str, int]) -> None:
    tills.open_drawer(store.unit_of_work, DESK, float_minor=0)
    for close in (
        lambda: tills.close_drawer(store.unit_of_work, DESK, counted=counted),
        lambda: closed_day(store, counted),
    ):
        with pytest.raises(InvalidRecord, match="counted_minor"):
            close()


def test_day_is_the_clinics_day(store: LocalStore, clock: HandClock) -> None:
    clock.move(hours=14, minutes=30)  # it is tomorrow in Greenwich already, not in New York
    assert closed_day(store, {}).on == TODAY
    clock.move(hours=1)
    assert closed_day(store, {}).on == TODAY + timedelta(days=1)


def test_nobody_enters_on_a_closed_day(store: LocalStore) -> None:
    payment = paid(store, 2_500)
    closed_day(store, {"cash": 2_500})
    with pytest.raises(InvalidEntry) as said:
        paid(store, 100)
    assert (said.value.code, said.value.field) == ("entry_day_closed", "received_on")
    values = {"amount_minor": 100, "refunded_on": TODAY}
    with pytest.raises(InvalidEntry):
        accounts.give_back(store.unit_of_work, BILLING, payment_id=payment.id, values=values)
    values = {"amount_minor": 100, "adjusted_on": TODAY}
    with pytest.raises(InvalidEntry):
        accounts.adjust(store.unit_of_work, BILLING, patient_id=PATIENT, values=values)
    with store.reader() as reader:
        assert reader.account(PATIENT, "USD").paid == 2_500


def test_service_of_a_closed_day_is_charged_and_paid_later(store: LocalStore) -> None:
    closed_day(store, {})
    values = {"amount_minor": 100, "service_on": TODAY, "text": "Form"}
    charge = accounts.charge(store.unit_of_work, BILLING, patient_id=PATIENT, values=values)
    paid(store, 100, received_on=TODAY + timedelta(days=1))
    with store.reader() as reader:
        assert charge.id not in accounts.ledger_of(reader, patient_id=PATIENT).open_charges()


def test_entry_of_a_closed_day_is_taken_back_on_the_next_open_one(store: LocalStore) -> None:
    wrong, fine = paid(store, 2_500), paid(store, 100, received_on=TODAY - timedelta(days=1))
    closed_day(store, {"cash": 2_500})

    def back(payment: Payment) -> date:
        made = accounts.reverse(
            store.unit_of_work, BILLING, entry=Payment, entry_id=payment.id, reason="slip"
        )
        return made.received_on

    assert (back(wrong), back(fine)) == (TODAY + timedelta(days=1), fine.received_on)


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.ADMIN])
def test_till_is_the_front_desks_and_billings(store: LocalStore, role: Role) -> None:
    other = a_context(role=role, user_id=new_id())
    for deed in (
        lambda: tills.open_drawer(store.unit_of_work, other, float_minor=0),
        lambda: tills.close_day(store.unit_of_work, other, counted={}),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    with store.reader() as reader:
        assert (reader.records(CashDrawer).size(), reader.records(DaySheet).size()) == (0, 0)
    assert tills.close_day(store.unit_of_work, BILLING, counted={}).closed_by == BILLING.user_id


def test_entry_of_another_day_or_currency_does_not_change_the_sheet(store: LocalStore) -> None:
    with store.unit_of_work(BILLING) as uow:
        tomorrow = TODAY + timedelta(days=1)
        uow.add(a_child(Adjustment, a_patient(id=PATIENT), adjusted_on=tomorrow))
        uow.add(a_child(Payment, a_patient(id=PATIENT), currency="EUR"))
    assert closed_day(store, {}).entries == 0
