"""A refused change is read as people write it: half dates, other currencies, yes and no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.domain.billing import Payment
from app.domain.declare import FieldKind, Record, entity_of
from app.domain.errors import InvalidRecord, InvalidValue
from app.domain.ids import new_id
from app.domain.operations import OperationResult
from app.domain.patient import Coverage, Patient
from app.domain.remote_ports import PushOutcome
from app.domain.validation import check
from app.domain.waiting import Recall
from app.services import mending
from app.sync import push
from tests.factories import CHILDREN, NOON, OTHERS, TODAY, a_child, a_patient, a_record
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore
from tests.sync.test_push_and_pull import pull_all, the_patient

pytestmark = pytest.mark.row("A2")


@pytest.fixture
def desk(server: ServerModel, new_desk: Callable[..., DeskStore]) -> DeskStore:
    desk = new_desk()
    pull_all(desk, server)
    return desk


def refused(desk: DeskStore, made: Record) -> str:
    """The operation of a new record that the server would not have."""
    with desk.begin(desk.context) as uow:
        uow.add(made)
    batch = push.take(desk.begin, desk.context).batch
    assert batch is not None
    (op_id,) = (one.op_id for one in batch.operations)
    answer = OperationResult(op_id=op_id, status="rejected", code="invalid_value")
    outcome = PushOutcome(results=(answer,), server_time=NOON, seq=1)
    push.settle(desk.begin, desk.context, batch=batch, outcome=outcome, luck=0.5)
    return op_id


def put_right(desk: DeskStore, made: Record, **texts: str) -> Any:
    """The record as it is sent after somebody typed."""
    op_id = refused(desk, made)
    mending.put_right(desk.begin, desk.context, op_id=op_id, texts=texts)
    with desk.store.reader() as reader:
        return reader.records(type(made)).get(made.id)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("valid_from", "5/3/71", "1971-05-03"),
        ("valid_from", "1971", "1971"),
        ("valid_from", "1971-05", "1971-05"),
        ("valid_to", "12/31/29", "2029-12-31"),
        ("valid_to", "", None),
        ("copay_cents", "15", 1500),
        ("eligibility_on", "3 Apr 2025", "2025-04-03"),
    ],
)
def test_dates_and_parts_of_dates_are_read_as_people_write_them(
    desk: DeskStore, field: str, text: str, value: object
) -> None:
    made = a_child(Coverage, the_patient(desk), id=new_id(), copay_cents=100, valid_to="2071")
    assert getattr(put_right(desk, made, **{field: text}), field) == value


def test_a_day_to_come_is_not_a_hundred_years_ago(desk: DeskStore) -> None:
    made = a_child(Recall, the_patient(desk), id=new_id())
    assert put_right(desk, made, due_on="12/01/29").due_on == date(2029, 12, 1)


def test_what_is_no_date_says_what_to_type(desk: DeskStore) -> None:
    with pytest.raises(InvalidValue, match="5/3/1971, 1971-05 or 1971"):
        put_right(desk, a_child(Coverage, the_patient(desk), id=new_id()), valid_to="soon")


@pytest.mark.parametrize("typed", [{}, {"amount_minor": "30"}])
def test_an_amount_stays_the_same_number_of_another_currency(
    desk: DeskStore, typed: dict[str, str]
) -> None:
    made = a_child(
        Payment, the_patient(desk), id=new_id(), method="card", amount_minor=2500, received_on=TODAY
    )
    kept = put_right(desk, made, currency="jpy", **typed)
    assert (kept.currency, kept.amount_minor) == ("JPY", 30 if typed else 25)


def test_yes_and_no_are_chosen(desk: DeskStore) -> None:
    made = a_patient(needs_interpreter=False)
    op_id = refused(desk, made)
    with desk.store.reader() as reader:
        found = mending.mending(reader, desk.context, op_id=op_id, now=datetime.now(UTC))
    (shown,) = (one for one in found.fields if one.name == "needs_interpreter")
    assert (shown.text, shown.choices, shown.is_open) == ("no", ("yes", "no"), True)
    mending.put_right(desk.begin, desk.context, op_id=op_id, texts={"needs_interpreter": "yes"})
    with desk.store.reader() as reader:
        kept = reader.records(Patient).get(made.id)
    assert kept is not None
    assert kept.needs_interpreter


def test_every_field_that_holds_half_a_date_is_read_as_one() -> None:
    patient = a_patient()
    made: list[Record] = [patient, *(a_child(one, patient) for one in CHILDREN)]
    made += [a_record(one) for one in OTHERS]
    seen = 0
    for record in made:
        for field in entity_of(record).fields:
            if field.kind is FieldKind.TEXT and field.fact.choices is None:
                is_date = _is_checked_as_date(record, field.name)
                assert mending._is_partial_date(field) == is_date, (record, field.name)
                seen += is_date
    assert seen > 10


def _is_checked_as_date(record: Record, name: str) -> bool:
    try:
        check(replace(record, **{name: "1971-13"}), today=TODAY)
    except InvalidRecord as error:
        return "day of the calendar" in error.problems.get(name, "")
    return False
