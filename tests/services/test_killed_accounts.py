"""Money: what is entered and looked at, killed at every statement: all of it or nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.billing import (
    Adjustment,
    Allocation,
    CashDrawer,
    Charge,
    Fee,
    FeeSchedule,
    Payment,
    ProcedureCode,
)
from app.domain.consistency import Consistency
from app.domain.errors import InvalidValue, RecordNotFound
from app.domain.family import Household
from app.domain.ids import PatientId, WorkstationId, new_id
from app.domain.staff import Role
from app.services import accounts, fees, money_level, tills
from app.storage.store import LocalStore
from tests.factories import TODAY, a_child, a_clinic, a_context, a_patient, a_record
from tests.services.killing import ROW, Deed, done, fail, kill, lay, prepared, refusable, refuse

HOME = a_record(Household)
AMARA = a_patient(household_id=HOME.id)
BROTHER = a_patient(given_names="Obi", household_id=HOME.id)
AMARA_ID = PatientId(AMARA.id)
PAID, UNPAID = (a_child(Charge, AMARA, amount_minor=5_000) for _ in range(2))
MONEY, SPARE = (a_child(Payment, AMARA, amount_minor=4_000) for _ in range(2))
ACCOUNT = (
    *(PAID, UNPAID, MONEY, SPARE),
    a_child(Adjustment, AMARA, amount_minor=100, charge_id=PAID.id),
    a_child(Allocation, AMARA, amount_minor=4_000, payment_id=MONEY.id, charge_id=PAID.id),
)
BILLING = a_context(role=Role.BILLING, user_id=new_id())
ELSEWHERE = replace(BILLING, workstation_id=WorkstationId(new_id()))
DRAWER = a_record(CashDrawer, workstation_id=BILLING.workstation_id, opened_by=BILLING.user_id)
PRICES = a_record(FeeSchedule)
SERVICE = a_record(ProcedureCode)
PRICE = a_record(Fee, fee_schedule_id=PRICES.id, procedure_code_id=SERVICE.id)
LOOK = {"audit": 1, "outbox": 0}

DEEDS = {
    "payment of two charges": done(
        accounts.take_payment,
        {"payment": 1, "allocation": 2, "audit": 3, "outbox": 3},
        BILLING,
        patient_id=AMARA_ID,
        values={"amount_minor": 8_000, "received_on": TODAY},
    ),
    "charge": done(
        accounts.charge,
        {"charge": 1, **ROW},
        BILLING,
        patient_id=AMARA_ID,
        values={"amount_minor": 2_000, "service_on": TODAY, "text": "X-ray"},
    ),
    "adjustment": done(
        accounts.adjust,
        {"adjustment": 1, **ROW},
        BILLING,
        patient_id=AMARA_ID,
        values={"amount_minor": 500, "adjusted_on": TODAY, "charge_id": UNPAID.id},
    ),
    "payment that pays two charges later": done(
        accounts.allocate,
        {"allocation": 2, "audit": 2, "outbox": 2},
        BILLING,
        again=InvalidValue,
        payment_id=SPARE.id,
        shares={PAID.id: 900, UNPAID.id: 3_000},
    ),
    "refund": done(
        accounts.give_back,
        {"refund": 1, **ROW},
        BILLING,
        payment_id=SPARE.id,
        values={"amount_minor": 1_500, "refunded_on": TODAY},
    ),
    "charge taken back with what paid it": done(
        accounts.reverse,
        {"charge": 1, "allocation": 1, "adjustment": 1, "audit": 3, "outbox": 3},
        BILLING,
        again=InvalidValue,
        entry=Charge,
        entry_id=PAID.id,
        reason="slip",
    ),
    "payment taken back": done(
        accounts.reverse,
        {"payment": 1, "allocation": 1, "audit": 2, "outbox": 2},
        BILLING,
        again=InvalidValue,
        entry=Payment,
        entry_id=MONEY.id,
        reason="slip",
    ),
    "account looked at": done(
        accounts.read_statement, LOOK, BILLING, patient_id=AMARA_ID, today=TODAY
    ),
    "accounts of a family looked at": done(
        accounts.read_family, LOOK, BILLING, patient_id=AMARA_ID
    ),
    "drawer opened": done(
        tills.open_drawer,
        {"cash_drawer": 1, **ROW},
        ELSEWHERE,
        again=InvalidValue,
        float_minor=10_000,
    ),
    "drawer closed": done(
        tills.close_drawer,
        {"cash_drawer": 1, **ROW},
        BILLING,
        again=InvalidValue,
        counted={"cash": 9_000},
    ),
    "day closed": done(
        tills.close_day, {"day_sheet": 1, **ROW}, BILLING, again=InvalidValue, counted={"cash": 0}
    ),
    "price of a new service": done(
        fees.set_price,
        {"procedure_code": 1, "fee": 1, "audit": 2, "outbox": 2},
        BILLING,
        schedule_id=PRICES.id,
        code="OV20",
        name="Office visit",
        amount_minor=11_000,
    ),
    "price list made": done(fees.add_schedule, {"fee_schedule": 1, **ROW}, BILLING, name="Self"),
    "price taken off its list": done(
        fees.remove_price, {"fee": 1, **ROW}, BILLING, again=RecordNotFound, fee_id=PRICE.id
    ),
    "how far money has to get chosen": done(
        money_level.choose_money_level,
        {"sync_meta": 1, "audit": 0, "outbox": 0},
        BILLING,
        level=Consistency.QUORUM,
    ),
}


def fill(store: LocalStore) -> None:
    lay(store, a_clinic(), HOME, AMARA, BROTHER, *ACCOUNT, DRAWER, PRICES, SERVICE, PRICE)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("desk"), fill)


@pytest.mark.row("B3", "A5")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_kill_at_every_statement_leaves_all_or_nothing(
    deed: Deed, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(deed, desk, tmp_path, monkeypatch)


@pytest.mark.row("B3")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_failure_of_every_statement_leaves_nothing_and_the_desk_goes_on(
    deed: Deed, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(deed, desk, tmp_path, monkeypatch)


@pytest.mark.row("B3")
@pytest.mark.parametrize("deed", refusable(DEEDS))
def test_refusal_leaves_nothing_but_its_line_in_the_trail(
    deed: Deed, desk: Path, tmp_path: Path
) -> None:
    refuse(deed, desk, tmp_path)
