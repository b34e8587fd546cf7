"""Passphrases that protect, and what is derived from them."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidValue
from app.security.passphrase import check_passphrase, derive, derive_auth_key, stretch
from tests.security.conftest import CHEAP, PASSPHRASE

pytestmark = pytest.mark.row("F3")


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "short",
        "fourteen chars",
        " " * 20,
        "a" * 40,
        "abababababababababab",
        "nordlichtnordlicht",
        "x" * 2000,
    ],
)
def test_weak_passphrases_are_refused(weak: str):
    with pytest.raises(InvalidValue) as caught:
        check_passphrase(weak, username="sara", clinic_name="Nordlicht")
    assert not weak.strip() or weak not in str(caught.value)


@pytest.mark.parametrize("good", [PASSPHRASE, "fifteen chars !", "ein Föhrenwäldchen am Meer"])
def test_good_passphrases_pass(good: str):
    check_passphrase(good, username="sara", clinic_name="Nordlicht")


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        ("fourteen chars", "needs at least 15 characters"),
        ("abcdefghij" * 102 + "abcde", "has more than 1024 characters"),
        ("abcd" * 5, "is too easy to guess"),
        ("saraabcdsaraabcd", "is too easy to guess"),
    ],
)
def test_refusal_says_which_rule_is_broken(refused: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        check_passphrase(refused, username="sara")
    assert str(caught.value) == str(InvalidValue("passphrase", reason))


@pytest.mark.parametrize(
    ("just", "username"),
    [
        ("fifteen letters", ""),
        ("abcdefghij" * 102 + "abcd", ""),
        ("abcde" * 3, ""),
        ("edabcedabcedabc", "ed"),
    ],
)
def test_passphrase_just_within_the_rules_passes(just: str, username: str) -> None:
    check_passphrase(just, username=username)


def test_name_of_three_letters_does_not_count() -> None:
    with pytest.raises(InvalidValue):
        check_passphrase("Zoeabcdzoeabcdzoe", clinic_name="ZOE")


def test_another_salt_gives_another_key():
    assert stretch(PASSPHRASE, b"0" * 16, kdf=CHEAP) != stretch(PASSPHRASE, b"1" * 16, kdf=CHEAP)


def test_another_purpose_gives_another_key():
    assert derive(b"secret", "one") != derive(b"secret", "two")


def test_the_servers_login_secret_is_bound_to_clinic_and_user():
    keys = {
        derive_auth_key(PASSPHRASE, clinic, user, kdf=CHEAP)
        for clinic, user in [("c1", "sara"), ("c2", "sara"), ("c1", "tom")]
    }
    assert len(keys) == 3


def test_the_servers_login_secret_does_not_depend_on_capitals_in_the_name():
    assert derive_auth_key(PASSPHRASE, "c", "Sara", kdf=CHEAP) == derive_auth_key(
        PASSPHRASE, "c", "sara", kdf=CHEAP
    )
