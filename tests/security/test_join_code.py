"""A join code lets one workstation in, and only its secret part opens the clinic key."""

from __future__ import annotations

import dataclasses

import pytest

from app.domain.errors import InvalidValue, KeyAccessError
from app.security.join_code import (
    hash_proof,
    new_join_code,
    open_clinic_key,
    parse_join_code,
    seal_clinic_key,
)

KEY = bytes(range(32))
pytestmark = pytest.mark.row("F3")


def test_a_code_survives_being_read_out():
    code = new_join_code()
    assert parse_join_code(str(code).lower().replace("-", " ").replace("0", "o")) == code


def test_codes_differ():
    assert len({str(new_join_code()) for _ in range(100)}) == 100


@pytest.mark.parametrize("text", ["", "ABC", "U" * 26, "0" * 25, "0" * 27, "ä" * 26])
def test_something_else_is_not_a_code(text: str):
    with pytest.raises(InvalidValue):
        parse_join_code(text)


def test_the_envelope_opens_with_the_code_for_its_clinic():
    code = new_join_code()
    assert open_clinic_key(code, seal_clinic_key(code, KEY, clinic_id="a"), clinic_id="a") == KEY


def test_the_envelope_does_not_open_for_another_clinic():
    code = new_join_code()
    with pytest.raises(KeyAccessError):
        open_clinic_key(code, seal_clinic_key(code, KEY, clinic_id="a"), clinic_id="b")


def test_the_lookup_part_alone_opens_nothing():
    code = new_join_code()
    guess = dataclasses.replace(code, secret="0" * 16)
    with pytest.raises(KeyAccessError):
        open_clinic_key(guess, seal_clinic_key(code, KEY, clinic_id="a"), clinic_id="a")


@pytest.mark.parametrize("envelope", ["", "!", "AAAA", "A" * 80])
def test_a_broken_envelope_is_refused(envelope: str):
    with pytest.raises(KeyAccessError):
        open_clinic_key(new_join_code(), envelope, clinic_id="a")


def test_proof_and_its_hash_do_not_give_the_secret_away():
    code = new_join_code()
    assert hash_proof(code.proof) == code.proof_hash
    assert code.secret not in repr(code)
    assert code.secret.lower() not in code.proof + code.proof_hash
