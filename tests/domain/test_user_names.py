"""No new name is taken for a colleague's, and names of every alphabet can be signed in with."""

from __future__ import annotations

import pytest

from app.domain.user_names import is_username, looks_like

pytestmark = pytest.mark.row("A3")


@pytest.mark.parametrize(
    "name",
    [
        *("sara", "José", "dr. weiß", "o'neil", "Nguyễn Thị", "x1", "анна", "Αλέξης", "زينب"),
        *("山田太郎", "田中サラ", "김철수"),
    ],
)
def test_name_of_one_alphabet_can_be_signed_in_with(name: str) -> None:
    assert is_username(name)


@pytest.mark.parametrize(
    "name",
    [
        *("be\u0430", "s\u03b1ra", "\uff53ara", "\ufb01ona", "jose\u0301", "be\u200ba"),
        *("sara\n", " ", "x" * 101),
    ],
    ids=["Cyrillic", "Greek", "wide", "ligature", "two marks", "unseen", "line", "none", "long"],
)
def test_name_that_is_not_what_it_seems_is_refused(name: str) -> None:
    assert not is_username(name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        *(("сара", "capa"), ("ТОМ", "tom"), ("ВЕА", "bea"), ("νera", "vera"), ("rob", "r0b")),
        *(("bill", "bi11"), ("burn", "bum"), ("josé", "jose\u0301"), ("bea", "be\u0430")),
    ],
)
def test_names_that_look_alike_are_told(name: str, other: str) -> None:
    assert looks_like(name, other)
    assert looks_like(other, name)


@pytest.mark.parametrize(
    ("name", "other"), [("sara", "sarah"), ("bea", " BEA "), ("tom", "tim"), ("jose", "josé")]
)
def test_same_and_different_names_are_no_look_alikes(name: str, other: str) -> None:
    assert not looks_like(name, other)
