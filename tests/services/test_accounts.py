"""Accounts: every entry adds up, nothing is changed, and what is wrong is taken back once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.billing import Adjustment, Allocation, Charge, Payment, Refund
from app.domain.context import ExecutionContext
from app.domain.errors import (
    InvalidEntry,
    InvalidRecord,
    InvalidValue,
    OverRefund,
    PermissionDenied,
    RecordNotFound,
)
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.ledger import Ledger
from app.domain.ledger_rules import reversal_id
from app.domain.patient import Patient
from app.domain.query import Query
from app.domain.staff import Role
from app.services import accounts
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    TODAY,
    a_child,
    a_clinic,
    a_context,
    a_patient,
    an_appointment,
)

pytestmark = pytest.mark.row("E2", "B1")
BILLING = a_context(role=Role.BILLING, user_id=new_id())
DESK = a_context(reason="copay at the desk")


@pytest.fixture
def patient(store: LocalStore) -> PatientId:
    with store.unit_of_work(a_context(role=Role.ADMIN, user_id=new_id())) as uow:
        uow.add(a_clinic())
    made = a_patient()
    with store.unit_of_work(a_context()) as uow:
        uow.add(made)
    return PatientId(made.id)


def charged(store: LocalStore, patient: PatientId, minor: int, *, days_ago: int = 0) -> Charge:
    day = TODAY - timedelta(days=days_ago)
    values = {"amount_minor": minor, "service_on": day, "text": "Office visit"}
    return accounts.charge(store.unit_of_work, BILLING, patient_id=patient, values=values)


def paid(store: LocalStore, patient: PatientId, minor: int, **options: Any) -> Payment:
    values = {"amount_minor": minor, "received_on": TODAY}
    return accounts.take_payment(
        store.unit_of_work, BILLING, patient_id=patient, values=values, **options
    )


def ledger(store: LocalStore, patient: PatientId) -> Ledger:
    with store.reader() as reader:
        return accounts.ledger_of(reader, patient_id=patient)


def test_payment_pays_the_oldest_charges_first(store: LocalStore, patient: PatientId) -> None:
    newer, older = charged(store, patient, 10_000), charged(store, patient, 5_000, days_ago=40)
    paid(store, patient, 7_000)
    found = ledger(store, patient)
    assert found.open_charges() == {newer.id: 8_000}
    assert older.id not in found.open_charges()
    assert (found.account.balance, found.account.credit) == (8_000, 0)


def test_payment_pays_what_it_is_said_to_pay(store: LocalStore, patient: PatientId) -> None:
    newer, older = charged(store, patient, 10_000), charged(store, patient, 5_000, days_ago=40)
    paid(store, patient, 7_000, shares={newer.id: 6_000})
    found = ledger(store, patient)
    assert found.open_charges() == {older.id: 5_000, newer.id: 4_000}
    assert found.account.credit == 1_000


def test_what_is_left_of_a_payment_is_credit_and_pays_later(
    store: LocalStore, patient: PatientId
) -> None:
    payment = paid(store, patient, 7_000)
    assert ledger(store, patient).account.credit == 7_000
    charge = charged(store, patient, 3_000)
    accounts.allocate(store.unit_of_work, BILLING, payment_id=payment.id)
    found = ledger(store, patient)
    assert (charge.id in found.open_charges(), found.account.credit) == (False, 4_000)


@pytest.mark.parametrize("share", [6_000, 11_000, 0, -5])
def test_more_than_there_is_is_refused_and_nothing_is_kept(
    store: LocalStore, patient: PatientId, share: int
) -> None:
    charge = charged(store, patient, 10_000)
    with pytest.raises(InvalidValue):
        paid(store, patient, 5_000, shares={charge.id: share})
    assert ledger(store, patient).payments == ()


@pytest.mark.parametrize("minor", [0, -100])
def test_payment_of_nothing_is_refused(store: LocalStore, patient: PatientId, minor: int) -> None:
    with pytest.raises(InvalidRecord):
        paid(store, patient, minor)


def test_reversed_charge_gives_its_payment_back(store: LocalStore, patient: PatientId) -> None:
    charge = charged(store, patient, 10_000)
    payment = paid(store, patient, 10_000)
    accounts.reverse(
        store.unit_of_work, BILLING, entry=Charge, entry_id=charge.id, reason="wrong patient"
    )
    found = ledger(store, patient)
    assert (found.account.balance, found.account.credit) == (-10_000, 10_000)
    assert found.unallocated(payment.id) == 10_000
    assert found.open_charges() == {}


def test_reversed_payment_leaves_the_charge_owed(store: LocalStore, patient: PatientId) -> None:
    charge = charged(store, patient, 10_000)
    payment = paid(store, patient, 10_000)
    accounts.reverse(
        store.unit_of_work, BILLING, entry=Payment, entry_id=payment.id, reason="bounced"
    )
    assert ledger(store, patient).open_charges() == {charge.id: 10_000}


def test_entry_is_taken_back_once_and_a_reversal_never(
    store: LocalStore, patient: PatientId
) -> None:
    charge = charged(store, patient, 10_000)
    back = accounts.reverse(
        store.unit_of_work, BILLING, entry=Charge, entry_id=charge.id, reason="twice"
    )
    for entry_id in (charge.id, back.id):
        with pytest.raises(InvalidValue):
            accounts.reverse(
                store.unit_of_work, BILLING, entry=Charge, entry_id=entry_id, reason="again"
            )
    assert ledger(store, patient).account.balance == 0


def test_refund_is_at_most_what_pays_for_nothing(store: LocalStore, patient: PatientId) -> None:
    charged(store, patient, 6_000)
    payment = paid(store, patient, 10_000)

    def give_back(minor: int) -> Refund:
        values = {"amount_minor": minor, "refunded_on": TODAY}
        return accounts.give_back(store.unit_of_work, BILLING, payment_id=payment.id, values=values)

    with pytest.raises(InvalidValue):
        give_back(4_001)
    give_back(4_000)
    found = ledger(store, patient)
    assert (found.account.balance, found.account.credit) == (0, 0)
    with pytest.raises(InvalidValue):
        accounts.reverse(
            store.unit_of_work, BILLING, entry=Payment, entry_id=payment.id, reason="bounced"
        )


def test_reversed_charge_takes_its_adjustment_with_it(
    store: LocalStore, patient: PatientId
) -> None:
    charge = charged(store, patient, 10_000)
    values = {"amount_minor": 2_000, "adjusted_on": TODAY, "charge_id": charge.id}
    accounts.adjust(store.unit_of_work, BILLING, patient_id=patient, values=values)
    accounts.reverse(store.unit_of_work, BILLING, entry=Charge, entry_id=charge.id, reason="slip")
    found = ledger(store, patient)
    assert (found.account.balance, found.account.adjusted) == (0, 0)


def test_adjustment_is_of_the_patients_own_open_charge(
    store: LocalStore, patient: PatientId
) -> None:
    other = a_patient()
    with store.unit_of_work(a_context()) as uow:
        uow.add(other)
    charge = charged(store, PatientId(other.id), 10_000)
    values = {"amount_minor": 2_000, "adjusted_on": TODAY, "charge_id": charge.id}
    with pytest.raises(InvalidValue):
        accounts.adjust(store.unit_of_work, BILLING, patient_id=patient, values=values)


def test_refund_is_in_the_money_of_its_payment(store: LocalStore, patient: PatientId) -> None:
    payment = paid(store, patient, 1_000)
    values = {"amount_minor": 1_000, "refunded_on": TODAY, "currency": "EUR"}
    with pytest.raises(InvalidValue):
        accounts.give_back(store.unit_of_work, BILLING, payment_id=payment.id, values=values)


@pytest.mark.parametrize("minor", [10**12 + 1, 2**62, 2**63])
def test_amount_no_database_can_add_up_is_refused(
    store: LocalStore, patient: PatientId, minor: int
) -> None:
    with pytest.raises(InvalidRecord):
        charged(store, patient, minor)


def test_front_desk_charges_up_to_the_limit_with_a_reason(
    store: LocalStore, patient: PatientId
) -> None:
    def charge(context: ExecutionContext, minor: int) -> Charge:
        values = {"amount_minor": minor, "service_on": TODAY, "text": "Form"}
        return accounts.charge(store.unit_of_work, context, patient_id=patient, values=values)

    with pytest.raises(PermissionDenied) as denied:
        charge(a_context(), 100)
    assert denied.value.needs == "reason"
    with pytest.raises(InvalidValue):
        charge(DESK, 50_001)
    assert charge(DESK, 50_000).amount_minor == 50_000
    assert charge(BILLING, 50_001).amount_minor == 50_001


def test_small_charges_of_a_visit_add_up_to_the_limit(
    store: LocalStore, patient: PatientId
) -> None:
    visits = [an_appointment(a_patient(id=patient)) for _ in range(2)]
    with store.unit_of_work(a_context()) as uow:
        for visit in visits:
            uow.add(visit)

    def charge(minor: int, **values: object) -> Charge:
        facts = {"amount_minor": minor, "service_on": TODAY, "text": "Form", **values}
        return accounts.charge(store.unit_of_work, DESK, patient_id=patient, values=facts)

    one, other = ({"appointment_id": visit.id} for visit in visits)
    wrong = charge(30_000, **one)
    with pytest.raises(InvalidEntry) as said:
        charge(20_001, **one, service_on=TODAY - timedelta(days=1))
    assert said.value.code == "entry_over_limit"
    charge(20_000, **one)
    charge(50_000, **other)
    charge(50_000)
    for elsewhen in (TODAY, TODAY - timedelta(days=1)):  # another day's service, entered today
        with pytest.raises(InvalidEntry):
            charge(1, service_on=elsewhen)
    accounts.reverse(store.unit_of_work, BILLING, entry=Charge, entry_id=wrong.id, reason="slip")
    charge(30_000, **one)


def test_small_adjustments_add_up_whichever_way_they_go(
    store: LocalStore, patient: PatientId
) -> None:
    first, second = charged(store, patient, 100_000), charged(store, patient, 100_000)

    def adjust(minor: int, **values: object) -> Adjustment:
        facts = {"amount_minor": minor, "adjusted_on": TODAY, **values}
        return accounts.adjust(store.unit_of_work, DESK, patient_id=patient, values=facts)

    adjust(30_000, charge_id=first.id)
    with pytest.raises(InvalidEntry):
        adjust(-20_001, charge_id=first.id)
    adjust(-20_000, charge_id=first.id)
    adjust(50_000, charge_id=second.id)
    adjust(-50_000)
    for elsewhen in (TODAY, TODAY - timedelta(days=1), TODAY - timedelta(days=30)):
        with pytest.raises(InvalidEntry):
            adjust(-1, adjusted_on=elsewhen)


@pytest.mark.parametrize("currency", ["KWD", "XXX"])
def test_front_desk_enters_in_no_other_currency_than_the_clinics(
    store: LocalStore, patient: PatientId, currency: str
) -> None:
    values = {"amount_minor": 1, "service_on": TODAY, "text": "Form", "currency": currency}
    with pytest.raises(InvalidEntry) as said:
        accounts.charge(store.unit_of_work, DESK, patient_id=patient, values=values)
    assert said.value.code == "entry_other_currency"
    charge = a_child(Charge, a_patient(id=patient), currency=currency)
    with store.unit_of_work(BILLING) as uow:
        uow.add(charge)  # of the days when the clinic took that money
    less = {"amount_minor": 1, "adjusted_on": TODAY, "charge_id": charge.id, "currency": currency}
    with pytest.raises(InvalidEntry):
        accounts.adjust(store.unit_of_work, DESK, patient_id=patient, values=less)
    accounts.adjust(store.unit_of_work, BILLING, patient_id=patient, values=less)


def test_front_desk_takes_money_and_gives_none_back(store: LocalStore, patient: PatientId) -> None:
    values = {"amount_minor": 2_500, "received_on": TODAY}
    payment = accounts.take_payment(store.unit_of_work, DESK, patient_id=patient, values=values)
    refund = {"amount_minor": 2_500, "refunded_on": TODAY}
    with pytest.raises(PermissionDenied):
        accounts.give_back(store.unit_of_work, DESK, payment_id=payment.id, values=refund)
    with pytest.raises(PermissionDenied):
        accounts.reverse(
            store.unit_of_work, DESK, entry=Payment, entry_id=payment.id, reason="slip"
        )


@pytest.mark.parametrize("record_type", [Charge, Payment, Adjustment, Refund, Allocation])
def test_no_entry_is_ever_changed(
    store: LocalStore, patient: PatientId, record_type: type[Any]
) -> None:
    charged(store, patient, 6_000)
    payment = paid(store, patient, 10_000)
    adjustment = {"amount_minor": 100, "adjusted_on": TODAY}
    accounts.adjust(store.unit_of_work, BILLING, patient_id=patient, values=adjustment)
    refund = {"amount_minor": 100, "refunded_on": TODAY}
    accounts.give_back(store.unit_of_work, BILLING, payment_id=payment.id, values=refund)
    with store.reader() as reader:
        entry = reader.records(record_type).find(Query(record_type)).rows[0]
    with pytest.raises(PermissionDenied), store.unit_of_work(BILLING) as uow:
        uow.save(replace(entry, amount_minor=1))
    with pytest.raises(PermissionDenied), store.unit_of_work(BILLING) as uow:
        uow.delete(record_type, entry.id)


def test_account_of_nobody_is_not_opened(store: LocalStore, patient: PatientId) -> None:
    with pytest.raises(RecordNotFound):
        charged(store, PatientId(new_id()), 100)
    with pytest.raises(InvalidValue):
        accounts.charge(
            store.unit_of_work, BILLING, patient_id=patient, values={"reverses_id": new_id()}
        )


def test_family_pays_together(store: LocalStore, patient: PatientId) -> None:
    child = a_patient(guarantor_id=patient)
    with store.unit_of_work(a_context()) as uow:
        uow.add(child)
    with store.reader() as reader:
        family = accounts.family_of(reader, patient_id=PatientId(child.id))
        assert family == accounts.family_of(reader, patient_id=patient)
        assert set(family) == {patient, child.id}
        assert reader.records(Patient).exists(child.id)


def test_debt_ages_by_the_day_of_the_service(store: LocalStore, patient: PatientId) -> None:
    for days, minor in ((0, 1), (31, 20), (61, 300), (91, 4_000), (400, 50_000)):
        charged(store, patient, minor, days_ago=days)
    assert ledger(store, patient).aging(TODAY) == (1, 20, 300, 4_000, 50_000)


ACTS = st.lists(
    st.tuples(st.sampled_from(["charge", "pay", "adjust", "refund", "reverse"]), st.integers(1, 9)),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ACTS)
def test_sums_hold_whatever_is_entered(store: LocalStore, acts: list[tuple[str, int]]) -> None:
    """charges - adjustments - payments + refunds = balance, by entries and by sums in SQL."""
    with store.unit_of_work(a_context(role=Role.ADMIN, user_id=new_id())) as uow:
        if not uow.records(type(a_clinic())).exists(a_clinic().id):
            uow.add(a_clinic())
    made = a_patient()
    with store.unit_of_work(a_context()) as uow:
        uow.add(made)
    patient = PatientId(made.id)
    expected = 0
    for act, amount in acts:
        expected += _do(store, patient, act, amount * 100)
    found = ledger(store, patient)
    assert found.account.balance == expected
    assert sum(found.aging(TODAY)) == expected
    owed = sum(found.open_charges().values())
    assert found.account.credit >= 0
    assert owed >= 0
    with store.reader() as reader:
        assert reader.account(patient, "USD") == found.account


def _do(store: LocalStore, patient: PatientId, act: str, minor: int) -> int:
    """Enter something; returns what the balance moves by (0 where it is refused)."""
    found = ledger(store, patient)
    steps: dict[str, Callable[[], int]] = {
        "charge": lambda: charged(store, patient, minor).amount_minor,
        "pay": lambda: -paid(store, patient, minor).amount_minor,
        "adjust": lambda: (
            -accounts.adjust(
                store.unit_of_work,
                BILLING,
                patient_id=patient,
                values={"amount_minor": minor, "adjusted_on": NOON.date()},
            ).amount_minor
        ),
        "refund": lambda: (
            accounts.give_back(
                store.unit_of_work,
                BILLING,
                payment_id=found.payments[-1].id,
                values={"amount_minor": minor, "refunded_on": TODAY},
            ).amount_minor
        ),
        "reverse": lambda: (
            accounts.reverse(
                store.unit_of_work,
                BILLING,
                entry=Charge,
                entry_id=found.charges[-1].id,
                reason="slip",
            ).amount_minor
        ),
    }
    try:
        return steps[act]()
    except (InvalidValue, IndexError):
        return 0


@pytest.mark.parametrize("kind", [Charge, Payment, Adjustment, Refund, Allocation])
def test_every_kind_of_entry_is_taken_back_by_one_all_desks_name_alike(
    store: LocalStore, patient: PatientId, kind: type[Any]
) -> None:
    charge = charged(store, patient, 6_000)
    adjustment = {"amount_minor": 100, "adjusted_on": TODAY, "charge_id": charge.id}
    accounts.adjust(store.unit_of_work, BILLING, patient_id=patient, values=adjustment)
    payment = paid(store, patient, 10_000)
    refund = {"amount_minor": 100, "refunded_on": TODAY}
    given = accounts.give_back(store.unit_of_work, BILLING, payment_id=payment.id, values=refund)
    if kind is Payment:
        _take_back(store, Refund, given.id)
    with store.reader() as reader:
        (wrong,) = [one for one in reader.records(kind).values() if not one.reverses_id]
    back: Any = _take_back(store, kind, wrong.id)
    assert back.id == reversal_id(wrong.id)
    assert (back.amount_minor, back.reverses_id) == (-wrong.amount_minor, wrong.id)
    found = ledger(store, patient)
    sums = {
        Charge: (0, 0, 10_000, 100, 0),
        Payment: (6_000, 100, 0, 0, 0),
        Adjustment: (6_000, 0, 10_000, 100, 5_900),
        Refund: (6_000, 100, 10_000, 0, 5_900),
        Allocation: (6_000, 100, 10_000, 100, 0),
    }
    account = found.account
    assert sums[kind] == (
        account.charged, account.adjusted, account.paid, account.refunded, account.allocated
    )  # fmt: skip
    with pytest.raises(InvalidEntry, match="taken back before"):
        _take_back(store, kind, wrong.id)


def _take_back(store: LocalStore, kind: type[Any], entry_id: RecordId) -> Any:
    return accounts.reverse(
        store.unit_of_work, BILLING, entry=kind, entry_id=entry_id, reason="slip"
    )


def test_same_payment_is_not_given_back_again_and_again(
    store: LocalStore, patient: PatientId
) -> None:
    payment = paid(store, patient, 10_000)

    def give_back(minor: int) -> Refund:
        values = {"amount_minor": minor, "refunded_on": TODAY}
        return accounts.give_back(store.unit_of_work, BILLING, payment_id=payment.id, values=values)

    give_back(6_000)
    with pytest.raises(OverRefund):
        give_back(4_001)
    give_back(4_000)
    with pytest.raises(OverRefund):
        give_back(1)


@pytest.mark.parametrize("minor", [50_001, -50_001])
def test_front_desk_adjusts_within_the_limit_both_ways(
    store: LocalStore, patient: PatientId, minor: int
) -> None:
    def adjust(context: ExecutionContext, minor: int) -> Adjustment:
        values = {"amount_minor": minor, "adjusted_on": TODAY}
        return accounts.adjust(store.unit_of_work, context, patient_id=patient, values=values)

    with pytest.raises(InvalidEntry, match="over what the front desk"):
        adjust(DESK, minor)
    assert adjust(DESK, minor - (1 if minor > 0 else -1)).id
    assert adjust(BILLING, minor).amount_minor == minor


@pytest.mark.parametrize("currency", ["KWD", "EUR"])
def test_money_is_the_clinics(store: LocalStore, patient: PatientId, currency: str) -> None:
    enter: dict[str, Callable[[], object]] = {
        "charge": lambda: accounts.charge(
            store.unit_of_work, BILLING, patient_id=patient,
            values={"amount_minor": 1, "service_on": TODAY, "text": "x", "currency": currency},
        ),
        "payment": lambda: accounts.take_payment(
            store.unit_of_work, BILLING, patient_id=patient,
            values={"amount_minor": 1, "received_on": TODAY, "currency": currency},
        ),
        "adjustment": lambda: accounts.adjust(
            store.unit_of_work, BILLING, patient_id=patient,
            values={"amount_minor": 1, "adjusted_on": TODAY, "currency": currency},
        ),
    }  # fmt: skip
    for one in enter.values():
        with pytest.raises(InvalidEntry, match="not the clinic's"):
            one()


def test_look_at_an_account_takes_the_balances_permission(
    store: LocalStore, patient: PatientId
) -> None:
    charged(store, patient, 100)
    clinician = a_context(role=Role.CLINICIAN, user_id=new_id())
    with pytest.raises(PermissionDenied):
        accounts.read_statement(store.unit_of_work, clinician, patient_id=patient, today=TODAY)
    found = accounts.read_statement(store.unit_of_work, DESK, patient_id=patient, today=TODAY)
    assert found.aging == (100, 0, 0, 0, 0)
