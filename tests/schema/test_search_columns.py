"""Words found column by column are those found patient by patient, whatever the texts hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.schema.search_columns import KnownNames, names_of, numbers_of, phones_of
from app.schema.search_tokens import (
    NAME_FIELDS,
    PHONE_FIELDS,
    name_words,
    number_tokens,
    patient_tokens,
)

_ODD = [
    "",
    "\n",
    "a\nb",
    "\t",
    "-",
    "O'Brien-Smith",
    "Núñez",
    "Weiß",
    "℡",
    "١٩٧١",
    "+1 (312) 5",
    "🧡",
]
_PLAIN = ["+13125550142", "(312) 555-0142", "M-0001", "Ann Mary", "lee", "LEE", "a@b.example"]
_texts = st.one_of(st.sampled_from([*_ODD, *_PLAIN]), st.text(max_size=8))
_plain = st.one_of(st.sampled_from(_PLAIN), st.text("aZ9-+ .@", min_size=1, max_size=8))
_columns = st.one_of(st.lists(_texts, max_size=6), st.lists(_plain, min_size=1, max_size=6))


@given(st.lists(st.tuples(*[st.one_of(st.none(), _texts)] * len(NAME_FIELDS)), min_size=1))
def test_names_are_those_of_each_patient(rows: list[tuple[str | None, ...]]) -> None:
    columns = list(zip(*rows, strict=True))
    alone = [name_words(dict(zip(NAME_FIELDS, row, strict=True))) for row in rows]
    known: KnownNames = {}
    assert names_of(columns, known) == alone
    assert names_of(columns, known) == alone, "and again, with the names that are known now"


@given(_columns)
def test_phones_are_those_of_each_patient(texts: list[str]) -> None:
    found = [{one} - {""} for one in phones_of(texts)]
    assert found == [patient_tokens({PHONE_FIELDS[0]: text}) for text in texts]


@given(_columns)
def test_numbers_are_those_of_each_text(texts: list[str]) -> None:
    found = [{*both} - {""} for both in zip(*numbers_of(texts), strict=True)]
    assert found == [number_tokens(text) - {""} for text in texts]


@pytest.mark.parametrize("filled", [(True, False, False, False), (False,) * 4])
def test_columns_without_any_name_are_passed_over(filled: tuple[bool, ...]) -> None:
    column = ["Lee", "Okafor"]
    columns = [column if is_filled else [None, None] for is_filled in filled]
    assert names_of(columns, {}) == (["lee", "okafor"] if any(filled) else ["", ""])
