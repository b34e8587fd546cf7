"""What somebody chose of a list's columns is read with care, and never hides what a line is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.columns import NARROWEST, WIDEST, ColumnChoice, read_columns

pytestmark = pytest.mark.row("F7")
COUNT = 5


def test_a_choice_comes_back_as_it_was_kept() -> None:
    choice = (
        ColumnChoice(sort=(2, True)).showing(3, is_shown=False).wide(1, 180).moved(4, -2, COUNT)
    )
    assert choice.order == (0, 1, 4, 2, 3)
    kept = json.loads(json.dumps(choice.kept(COUNT)))
    assert read_columns(kept, COUNT) == choice


def test_nothing_chosen_is_nothing_kept() -> None:
    shown_again = ColumnChoice().showing(2, is_shown=False).showing(2, is_shown=True)
    back = ColumnChoice().moved(1, 1, COUNT).moved(1, -1, COUNT)
    assert shown_again.kept(COUNT) is None
    assert back.kept(COUNT) is None
    assert read_columns(None, COUNT) == ColumnChoice()


def test_the_first_column_stays_the_first_and_is_always_shown() -> None:
    choice = ColumnChoice()
    assert choice.moved(0, 2, COUNT) == choice
    assert choice.moved(1, -5, COUNT) == choice
    assert choice.moved(1, 50, COUNT).order == (0, 2, 3, 4, 1)
    assert read_columns({"count": COUNT, "hidden": [0, 2]}, COUNT).hidden == {2}


def test_widths_stay_within_what_can_be_seen() -> None:
    assert ColumnChoice().wide(1, 3).widths == {1: NARROWEST}
    assert ColumnChoice().wide(1, 99_999).widths == {1: WIDEST}


def test_a_list_with_other_columns_begins_as_designed() -> None:
    kept = ColumnChoice().wide(1, 180).kept(COUNT)
    assert read_columns(kept, COUNT + 1) == ColumnChoice()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
NAMES = ("count", "hidden", "order", "widths", "sort")


@settings(deadline=None, database=None)
@given(st.fixed_dictionaries({"count": st.just(COUNT)}, optional=dict.fromkeys(NAMES[1:], JSON)))
def test_garbage_of_any_kind_is_no_choice_that_could_not_be_made(kept: dict[str, object]) -> None:
    choice = read_columns(kept, COUNT)
    assert 0 not in choice.hidden
    assert choice.hidden <= set(range(COUNT))
    assert not choice.order or sorted(choice.order) == list(range(COUNT))
    assert all(NARROWEST <= width <= WIDEST for width in choice.widths.values())
    assert choice.sort is None or 0 <= choice.sort[0] < COUNT
