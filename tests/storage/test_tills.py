"""Money that is written around the services: a unit of work made by hand keeps to its rules."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.billing import (
    Adjustment,
    CashDrawer,
    Charge,
    Fee,
    FeeSchedule,
    Payment,
    ProcedureCode,
    Refund,
)
from app.domain.changes import Origin
from app.domain.claim import InsuranceClaim
from app.domain.conflict import SyncConflict
from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.ids import UserId, WorkstationId, new_id
from app.domain.ledger_rules import kinds_with_money
from app.domain.operations import RowState
from app.domain.patient import Coverage
from app.domain.staff import Role
from app.protocol.codec import to_wire
from app.services import conflicts, staff
from app.storage.store import LocalStore
from tests.factories import (
    CLINIC_ID,
    DESK_ID,
    NOON,
    TODAY,
    USER_ID,
    a_child,
    a_clinic,
    a_context,
    a_day_sheet,
    a_patient,
    a_record,
)
from tests.storage.conftest import HandClock

pytestmark = pytest.mark.row("E2", "B1", "B5")
DESK = a_context()
BILLING = a_context(role=Role.BILLING, user_id=new_id())
CHIEF = a_context(role=Role.ADMIN, user_id=new_id())
THERE = a_context(workstation_id=new_id())
PATIENT = a_patient()
CLOSED: dict[str, Any] = {"status": "closed", "closed_at": NOON, "closed_by": USER_ID}


@pytest.fixture(autouse=True)
def clinic(store: LocalStore) -> None:
    with store.unit_of_work(a_context(role=Role.ADMIN, user_id=new_id())) as uow:
        uow.add(a_clinic())
    kept(store, PATIENT)


def kept(store: LocalStore, record: Any, who: ExecutionContext = DESK) -> Any:
    with store.unit_of_work(who) as uow:
        return uow.add(record)


def refused(store: LocalStore, record: Record, who: ExecutionContext = DESK) -> tuple[str, str]:
    """Why a record is not kept, and for which of its fields."""
    with pytest.raises(InvalidValue) as said, store.unit_of_work(who) as uow:
        uow.add(record)
    return said.value.code, said.value.field


def opened(store: LocalStore, who: ExecutionContext = DESK) -> CashDrawer:
    facts = {"workstation_id": who.workstation_id, "opened_by": who.user_id}
    return kept(store, a_record(CashDrawer, **facts), who)


def paid(**changes: Any) -> Payment:
    return a_child(Payment, PATIENT, **{"amount_minor": 2_500, **changes})


def turned(entry: Any, **changes: Any) -> Any:
    facts = {"amount_minor": -entry.amount_minor, "reverses_id": entry.id, "version": 0}
    return replace(entry, id=new_id(), **{**facts, **changes})


def counted(drawer: CashDrawer, cash: int, **changes: Any) -> CashDrawer:
    sums = {"expected_minor": {"cash": cash}, "counted_minor": {"cash": cash}}
    return replace(drawer, **{**CLOSED, **sums, **changes})


def save(store: LocalStore, record: Any, who: ExecutionContext = DESK) -> Any:
    with store.unit_of_work(who) as uow:
        return uow.save(record)


def test_desk_has_one_open_drawer(store: LocalStore) -> None:
    first = opened(store)
    again = a_record(CashDrawer)
    assert refused(store, again) == ("entry_drawer_open", "workstation_id")
    with pytest.raises(InvalidValue), store.unit_of_work(DESK) as uow:
        uow.records(CashDrawer).bulk_create([again, a_record(CashDrawer)])
    opened(store, THERE)
    save(store, counted(first, 10_000))
    kept(store, again)


def test_two_drawers_made_together_are_one_too_many(store: LocalStore) -> None:
    with pytest.raises(InvalidValue), store.unit_of_work(DESK) as uow:
        uow.records(CashDrawer).bulk_create([a_record(CashDrawer) for _ in range(2)])
    with store.reader() as reader:
        assert reader.records(CashDrawer).size() == 0


def test_nobody_opens_a_drawer_for_somebody_else_or_elsewhere(store: LocalStore) -> None:
    for name in (new_id(), None):
        with pytest.raises(PermissionDenied):
            kept(store, a_record(CashDrawer, opened_by=name))
    elsewhere = a_record(CashDrawer, workstation_id=WorkstationId(new_id()))
    assert refused(store, elsewhere)[1] == "workstation_id"


def test_nobody_closes_a_drawer_for_somebody_else_or_elsewhere(store: LocalStore) -> None:
    drawer = opened(store)
    with pytest.raises(PermissionDenied):
        save(store, counted(drawer, 10_000, closed_by=UserId(new_id())))
    with pytest.raises(InvalidValue, match="workstation_id"):
        save(store, counted(drawer, 10_000), replace(THERE, user_id=USER_ID))
    save(store, counted(drawer, 10_000))


def test_what_a_drawer_should_hold_is_added_up_and_never_taken_as_said(store: LocalStore) -> None:
    drawer = opened(store)
    kept(store, paid(cash_drawer_id=drawer.id))
    gone = a_child(Refund, PATIENT, amount_minor=500, cash_drawer_id=drawer.id)
    kept(store, gone, BILLING)
    for wrong in (10_000, 12_500, 0):
        with pytest.raises(InvalidValue, match="expected_minor"):
            save(store, counted(drawer, wrong))
    assert save(store, counted(drawer, 12_000)).status == "closed"


def test_nothing_goes_into_a_closed_or_another_desks_drawer(store: LocalStore) -> None:
    mine, theirs = opened(store), opened(store, THERE)
    there = paid(cash_drawer_id=theirs.id)
    assert refused(store, there) == ("entry_other_drawer", "cash_drawer_id")
    kept(store, there, THERE)
    before = kept(store, paid(cash_drawer_id=mine.id))
    save(store, counted(mine, 12_500))
    late = paid(cash_drawer_id=mine.id)
    assert refused(store, late) == ("entry_drawer_closed", "cash_drawer_id")
    gone = a_child(Refund, PATIENT, cash_drawer_id=mine.id)
    assert refused(store, gone, BILLING) == ("entry_drawer_closed", "cash_drawer_id")
    assert refused(store, turned(before), BILLING)[0] == "entry_drawer_closed"
    kept(store, turned(before, cash_drawer_id=None), BILLING)
    kept(store, turned(there), BILLING)


def test_entry_is_taken_back_through_its_own_drawer_or_none(store: LocalStore) -> None:
    mine, theirs = opened(store), opened(store, THERE)
    first = kept(store, paid(cash_drawer_id=mine.id))
    for other in (theirs.id, new_id()):
        assert refused(store, turned(first, cash_drawer_id=other), BILLING)[0] == (
            "entry_other_drawer"
        )


@pytest.mark.parametrize("origin", [Origin.LOCAL, Origin.IMPORT])
def test_nothing_is_entered_on_a_closed_day(store: LocalStore, origin: Origin) -> None:
    kept(store, a_day_sheet(CLINIC_ID, USER_ID, on=TODAY))
    admin = a_context(role=Role.ADMIN, user_id=new_id())
    who = BILLING if origin is Origin.LOCAL else admin
    entries = [paid(), a_child(Adjustment, PATIENT, amount_minor=100)]
    if origin is Origin.LOCAL:
        entries.append(a_child(Refund, PATIENT))
    for entry in entries:
        with pytest.raises(InvalidValue) as said, store.unit_of_work(who, origin=origin) as uow:
            uow.add(entry)
        assert said.value.code == "entry_day_closed"
    tomorrow = TODAY + timedelta(days=1)
    with store.unit_of_work(who, origin=origin) as uow:
        uow.add(paid(received_on=tomorrow))
        uow.add(paid(currency="EUR"))
        with pytest.raises(InvalidValue):
            uow.records(Payment).bulk_create([paid(received_on=tomorrow), paid()])


def test_day_is_not_closed_before_it_comes(store: LocalStore, clock: HandClock) -> None:
    tomorrow = a_day_sheet(CLINIC_ID, USER_ID, on=TODAY + timedelta(days=1))
    assert refused(store, tomorrow)[1] == "on"
    clock.move(hours=14, minutes=59)  # tomorrow in Greenwich, not at the clinic
    assert refused(store, tomorrow)[1] == "on"
    clock.move(minutes=1)
    kept(store, tomorrow)


@pytest.mark.parametrize("count", [{"gold": 5}, {"cash": -5}, {"cash": 0, "cheque": 1}], ids=str)
def test_count_is_by_ways_of_paying_and_not_below_nothing(
    store: LocalStore, count: dict[str, int]
) -> None:
    sheet = a_day_sheet(CLINIC_ID, USER_ID, on=TODAY, counted_minor=count)
    assert refused(store, sheet) == ("invalid_record", "counted_minor")
    drawer = opened(store)
    with pytest.raises(InvalidValue, match="counted_minor"):
        save(store, counted(drawer, 10_000, counted_minor=count))
    assert drawer.workstation_id == DESK_ID


@pytest.fixture
def conflict(store: LocalStore) -> SyncConflict:
    """Two desks counted one day; the other one's sheet stands."""
    stands = kept(store, a_day_sheet(CLINIC_ID, USER_ID))
    facts = {"entity": "day_sheet", "row_id": stands.id, "theirs": {"counted_minor": {"cash": 5}}}
    found = SyncConflict(id=new_id(), created_at=NOON, updated_at=NOON, **facts)
    row = RowState("sync_conflict", found.id, 1, 1, deleted=False, changed=[], body=to_wire(found))
    with store.unit_of_work(DESK, origin=Origin.REMOTE) as uow:
        uow.apply_rows([row])
        kept_here = uow.records(SyncConflict).get(found.id)
    assert kept_here is not None
    return kept_here


@pytest.mark.row("F5")
def test_sheet_stays_as_it_stands_whatever_is_decided(
    store: LocalStore, conflict: SyncConflict
) -> None:
    for resolution in ("mine", "edited", "both"):
        with pytest.raises(InvalidValue) as said:
            conflicts.resolve(
                store.unit_of_work, DESK, conflict_id=conflict.id, resolution=resolution
            )
        assert said.value.field == "resolution"
        decided = replace(conflict, status="resolved", resolution=resolution, resolved_by=USER_ID)
        with pytest.raises(InvalidValue, match="resolution"), store.unit_of_work(DESK) as uow:
            uow.save(decided, action="resolve")
    made = conflicts.resolve(store.unit_of_work, DESK, conflict_id=conflict.id, resolution="theirs")
    assert (made.status, made.resolved_by) == ("resolved", USER_ID)


def test_cash_goes_through_the_drawer_that_is_open_here(store: LocalStore) -> None:
    kept(store, paid())
    drawer = opened(store)
    for beside in (paid(), paid(method="check")):
        assert refused(store, beside) == ("entry_no_drawer", "cash_drawer_id")
    kept(store, paid(cash_drawer_id=drawer.id))
    for elsewhere in (paid(method="card"), paid(method="transfer"), paid(currency="EUR")):
        kept(store, elsewhere)
        through = replace(elsewhere, id=new_id(), cash_drawer_id=drawer.id)
        if elsewhere.method != "card":
            assert refused(store, through)[0] == "entry_other_drawer"
    kept(store, paid(), THERE)


def test_day_far_off_is_entered_by_an_import_only(store: LocalStore) -> None:
    long_ago = paid(received_on=TODAY.replace(year=1990))
    assert refused(store, long_ago) == ("entry_odd_day", "received_on")
    ahead = a_child(Charge, PATIENT, service_on=TODAY.replace(year=2090), amount_minor=100)
    assert refused(store, ahead, BILLING) == ("entry_odd_day", "service_on")
    admin = a_context(role=Role.ADMIN, user_id=new_id())
    with store.unit_of_work(admin, origin=Origin.IMPORT) as uow:
        uow.add(long_ago)


OF_MONEY: dict[str, Any] = {
    "charge": a_child(Charge, PATIENT, amount_minor=5_000),
    "payment": a_child(Payment, PATIENT, amount_minor=5_000, method="transfer"),
    "adjustment": a_child(Adjustment, PATIENT, amount_minor=500),
    "claim": a_child(InsuranceClaim, PATIENT),
    "co-pay": a_child(Coverage, PATIENT, copay_cents=2_500),
}


def in_currency(store: LocalStore, currency: str) -> str:
    """What the clinic's currency is once it was to be this one."""
    with suppress(InvalidValue):
        staff.change_clinic(store.unit_of_work, CHIEF, changes={"currency": currency})
    with store.reader() as reader:
        return staff.clinic(reader, clinic_id=CLINIC_ID).currency


@pytest.mark.parametrize("name", OF_MONEY)
def test_currency_stays_once_money_is_in_it(store: LocalStore, name: str) -> None:
    kept(store, OF_MONEY[name], DESK if name == "co-pay" else BILLING)
    with pytest.raises(InvalidValue) as said:
        staff.change_clinic(
            store.unit_of_work, CHIEF, changes={"currency": "EUR", "name": "Southlight"}
        )
    assert (getattr(said.value, "code", ""), said.value.field) == (
        "entry_currency_used",
        "currency",
    )
    assert in_currency(store, "EUR") == "USD"
    staff.change_clinic(store.unit_of_work, CHIEF, changes={"name": "Southlight"})


def test_currency_changes_as_long_as_nothing_is_in_it(store: LocalStore) -> None:
    kept(store, a_child(Coverage, PATIENT, copay_cents=None))
    assert in_currency(store, "EUR") == "EUR"
    kept(store, replace(OF_MONEY["charge"], id=new_id(), currency="EUR"), BILLING)
    assert in_currency(store, "USD") == "EUR"


def test_currency_stays_while_a_drawer_is_in_it(store: LocalStore) -> None:
    opened(store)
    assert in_currency(store, "EUR") == "USD"


def test_currency_stays_while_a_price_is_in_it(store: LocalStore) -> None:
    schedule, code = a_record(FeeSchedule), a_record(ProcedureCode)
    fee = a_record(Fee, fee_schedule_id=schedule.id, procedure_code_id=code.id)
    for one in (schedule, code):
        kept(store, one, CHIEF)
    assert in_currency(store, "EUR") == "EUR"
    assert in_currency(store, "USD") == "USD"
    kept(store, fee, CHIEF)
    assert in_currency(store, "EUR") == "USD"
    with store.unit_of_work(CHIEF) as uow:
        uow.delete(Fee, fee.id)
    assert in_currency(store, "EUR") == "EUR"


def test_every_type_with_a_currency_is_asked(store: LocalStore) -> None:
    assert set(kinds_with_money()) == {
        *("charge", "payment", "adjustment", "refund", "allocation"),
        *("cash_drawer", "day_sheet", "insurance_claim", "remittance"),
    }
