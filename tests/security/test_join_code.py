"""A join code lets one workstation in, and only its secret part opens the clinic key."""

from __future__ import annotations

import base64
import dataclasses

import pytest

from app.domain.errors import InvalidValue, KeyAccessError
from app.security.join_code import (
    ALPHABET,
    JoinCode,
    hash_proof,
    new_join_code,
    open_clinic_key,
    parse_join_code,
    seal_clinic_key,
)

KEY = bytes(range(32))
pytestmark = pytest.mark.row("F3")
KNOWN = JoinCode("0123456789", "ABCDEFGHJKMNPQRS")
ENVELOPE_KEY = "049cbf5f3e2cc254bc75c7468cadcc4fc4746f98cb3e737f3b8638347a332282"


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


def test_code_is_written_in_groups_of_letters_and_digits_nobody_mistakes():
    assert str(KNOWN) == "01234-56789-ABCD-EFGH-JKMN-PQRS"
    assert ALPHABET == "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    code = new_join_code()
    assert (len(code.lookup), len(code.secret)) == (10, 16)
    assert set(code.lookup + code.secret) <= set(ALPHABET)


def test_letters_that_are_none_are_read_as_the_digits_they_look_like():
    assert parse_join_code(" iIlLoO-" + "z " * 20) == JoinCode("111100ZZZZ", "Z" * 16)


@pytest.mark.parametrize("text", ["0" * 25, "0" * 27, "U" + "0" * 25])
def test_text_that_is_no_code_is_told_what_one_is(text: str):
    with pytest.raises(InvalidValue) as refused:
        parse_join_code(text)
    assert (refused.value.field, refused.value.reason) == ("code", "is not 26 letters and digits")


def test_proof_is_the_same_for_ever():
    assert KNOWN.proof == "cf00e2ac4e937438009bd51c3b25eeced3c27c4c638f40c9a66a4b4120c5cffb"
    assert KNOWN.proof_hash == hash_proof(KNOWN.proof)
    assert hash_proof("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_envelope_of_an_earlier_version_opens_today():
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher, nonce = AESGCM(bytes.fromhex(ENVELOPE_KEY)), bytes(12)
    sealed = nonce + cipher.encrypt(nonce, KEY, b"1|clinic-key|a|0123456789")
    assert open_clinic_key(KNOWN, base64.b64encode(sealed).decode(), clinic_id="a") == KEY


@pytest.mark.parametrize("length", [31, 33])
def test_envelope_with_something_else_in_it_is_refused(length: int):
    envelope = seal_clinic_key(KNOWN, bytes(length), clinic_id="a")
    with pytest.raises(KeyAccessError, match=r"^the join code does not open the clinic key$"):
        open_clinic_key(KNOWN, envelope, clinic_id="a")


@pytest.mark.parametrize("beside", ["!", "\n", " "])
def test_envelope_holds_nothing_beside_its_text(beside: str):
    envelope = seal_clinic_key(KNOWN, KEY, clinic_id="a")
    with pytest.raises(KeyAccessError):
        open_clinic_key(KNOWN, envelope + beside, clinic_id="a")
