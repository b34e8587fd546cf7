"""The dialect of patterns: what it means, what it refuses, and that nothing makes it slow."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import InvalidValue
from app.domain.patterns import is_found, read_pattern
from tests.domain.evaluator import found_by_re

pytestmark = pytest.mark.row("C3")
SIGNS = "ab^$.|?*+()[]{}\\dws-1,2é"


@given(st.text(SIGNS, max_size=10), st.lists(st.text("ab1é -\n$", max_size=7), max_size=8))
@settings(max_examples=600, deadline=None, database=None)
@pytest.mark.filterwarnings("ignore::FutureWarning")  # Python's re, about sets
def test_what_is_taken_means_what_pythons_re_means(pattern: str, texts: list[str]) -> None:
    try:
        read_pattern(pattern)
    except InvalidValue:
        return
    for text in texts:
        assert is_found(pattern, text) == found_by_re(pattern, text), text


@pytest.mark.parametrize(
    "pattern",
    [
        "", "|", "a|", "()", "(?=a)", "(?!a)", "(?<=a)", "(?P<n>a)", "(?i)a", "(?#x)", "(a", "a)",
        "*", "a**", "a*?", "a++", "a{2}{3}", "^*", "$+", "a{", "a{,3}", "a{3,2}", "a{101}", "a{0}",
        "a{1,x}", "[", "[]", "[a", "[b-a]", "[[:alpha:]]", "[\\D]", "[a-\\d]", r"\b", r"\1", r"\n",
        r"\x41", "\\", "]", "}", "a\0", "\ud800", "a" * 201, "(?:a{100}){20}",
        "(" * 21 + "a" + ")" * 21,
    ],
)  # fmt: skip
def test_what_others_read_differently_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        read_pattern(pattern)
    assert pattern not in str(refused.value) or len(pattern) < 3


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a+)+b", "a" * 20_000),
        ("(a|a)*b", "a" * 20_000),
        ("(?:a|a|a?){50}b", "a" * 5_000),
        ("a*a*a*a*a*b", "a" * 20_000),
        ("(.*)(.*)(.*)[^x]y", "x" * 20_000),
        ("(a|b)*a(a|b){80}$", "".join(random.Random(3).choices("ab", k=3_000))),
    ],
)
def test_no_pattern_makes_the_search_slow(pattern: str, text: str) -> None:
    begun = time.process_time()
    is_found(pattern, text)
    assert time.process_time() - begun < 2.5


def test_nothing_is_found_in_an_empty_field() -> None:
    assert not is_found("a*", None)
    assert is_found("a*", "")
