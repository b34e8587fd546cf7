"""Who is one person, which merge may be, and when one pays for another: pure rules."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.billing import Adjustment, Allocation, Charge, Payment, Refund
from app.domain.ids import RecordId, new_id
from app.domain.ledger import Ledger
from app.domain.merging import (
    about_whole_person,
    alias_id,
    is_same_merge,
    merge_id,
    pays_across,
    people_of,
    refusal,
    root_of,
)
from app.domain.query import Condition, Not, all_of, any_of, eq, one_of
from tests.factories import a_child, a_patient

A, B, C, D = (RecordId(new_id()) for _ in range(4))


@pytest.mark.parametrize(
    ("survivor", "merged", "above", "word"),
    [
        (A, B, {}, ""),
        (A, A, {}, "same"),
        (A, B, {B: A}, "already"),
        (A, B, {B: C}, "already"),
        (B, A, {B: A}, "survivor is merged into"),
        (C, A, {C: B, B: A}, "survivor is merged into"),
        (B, C, {B: A}, ""),
        (C, A, {B: A}, ""),
    ],
)
def test_which_merges_may_be(
    survivor: RecordId, merged: RecordId, above: dict[RecordId, RecordId], word: str
) -> None:
    reason = refusal(survivor, merged, above.get)
    assert bool(reason) == bool(word)
    assert word in reason


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20))
def test_merges_that_may_be_make_people_with_one_record_to_go_on_with(
    wanted: list[tuple[int, int]],
) -> None:
    above: dict[int, int] = {}
    for survivor, merged in wanted:
        if not refusal(survivor, merged, above.get):
            above[merged] = survivor
    people = people_of((one, other) for other, one in above.items())
    for whole in people.values():
        assert len({root_of(one, above.get) for one in whole}) == 1
        assert sum(one not in above for one in whole) == 1
    assert set(people) == {*above, *above.values()}


def test_circle_that_a_desk_holds_for_a_moment_is_one_person_all_the_same() -> None:
    above = {A: B, B: A}
    assert root_of(A, above.get) in above
    assert people_of([(B, A), (A, B)])[A] == {A, B}


def test_identifiers_are_the_same_at_every_desk_and_differ_by_direction_and_time() -> None:
    assert merge_id(A, B, earlier=0) == merge_id(A, B, earlier=0)
    others = {merge_id(B, A, earlier=0), merge_id(A, B, earlier=1), merge_id(A, B, earlier=0)}
    assert len(others | {alias_id(one) for one in others}) == 6


def test_same_merge_is_told_by_whom_it_is_about() -> None:
    stored = {"patient_id": A, "merged_id": B, "status": "merged", "merged_by": C}
    assert is_same_merge({**stored, "merged_by": D, "taken": {"city": [1, 2]}}, stored)
    assert not is_same_merge({**stored, "merged_id": D}, stored)
    assert not is_same_merge(stored, {**stored, "status": "unmerged"})


def both(one: RecordId) -> tuple[RecordId, ...]:
    return (A, B) if one in (A, B) else (one,)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (eq("patient_id", A), one_of("patient_id", sorted((A, B)))),
        (eq("patient_id", C), eq("patient_id", C)),
        (eq("id", A), eq("id", A)),
        (one_of("patient_id", (A,)), one_of("patient_id", (A,))),
        (eq("patient_id", None), eq("patient_id", None)),
        (eq("patient_id", "nobody"), eq("patient_id", "nobody")),
        (
            all_of(eq("status", "x"), any_of(eq("patient_id", A))),
            all_of(eq("status", "x"), any_of(one_of("patient_id", sorted((A, B))))),
        ),
        (Not(eq("patient_id", B)), Not(one_of("patient_id", sorted((A, B))))),
    ],
    ids=str,
)
def test_question_about_one_record_is_about_the_person(
    asked: Condition, expected: Condition
) -> None:
    assert about_whole_person(asked, both) == expected


def test_question_about_somebody_with_one_record_is_left_as_it_is() -> None:
    asked = all_of(eq("patient_id", C), Not(eq("patient_id", D)))
    assert about_whole_person(asked, both) is asked


ONE, OTHER = a_patient(), a_patient()
CHARGE, PAYMENT = a_child(Charge, OTHER), a_child(Payment, ONE)
OWN = a_child(Payment, OTHER)


def shared(*entries: Allocation | Refund | Adjustment) -> bool:
    ledger = Ledger(
        charges=(CHARGE,),
        payments=(PAYMENT, OWN),
        allocations=tuple(one for one in entries if isinstance(one, Allocation)),
        refunds=tuple(one for one in entries if isinstance(one, Refund)),
        adjustments=tuple(one for one in entries if isinstance(one, Adjustment)),
    )
    return pays_across(ledger, lambda one: one)


def test_one_pays_for_the_other_until_that_is_taken_back() -> None:
    share = a_child(Allocation, ONE, payment_id=PAYMENT.id, charge_id=CHARGE.id)
    back = replace(share, id=new_id(), amount_minor=-share.amount_minor, reverses_id=share.id)
    assert shared(share)
    assert not shared(share, back)


def test_own_money_is_nobody_elses() -> None:
    share = a_child(Allocation, OTHER, payment_id=OWN.id, charge_id=CHARGE.id)
    adjusted = a_child(Adjustment, OTHER, charge_id=CHARGE.id)
    assert not shared(share, adjusted, a_child(Refund, OTHER, payment_id=OWN.id))


def test_refund_and_adjustment_across_count_too() -> None:
    assert shared(a_child(Refund, OTHER, payment_id=PAYMENT.id))
    assert shared(a_child(Adjustment, ONE, charge_id=CHARGE.id))
