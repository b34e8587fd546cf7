"""The offline lease: good for one workstation until it ends, forged by nobody."""

from __future__ import annotations

import base64
import dataclasses
import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.ids import new_id
from app.security.lease import (
    CLOCK_TOLERANCE,
    LEASE_LASTS,
    Lease,
    LeaseInvalid,
    holder_of,
    issue_lease,
    read_lease,
)

pytestmark = pytest.mark.row("E9", "F3")
NOW = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw().hex()
LEASE = Lease(
    tenant_id=new_id(),
    device_id=new_id(),
    user_id=new_id(),
    issued_at=NOW,
    expires_at=NOW + timedelta(hours=72),
)
TOKEN = issue_lease(KEY, LEASE)


def why(token: str, key: str = PUBLIC, *, hours: float = 1, device_id: str = "") -> str:
    try:
        read_lease(
            token, key, device_id=device_id or LEASE.device_id, now=NOW + timedelta(hours=hours)
        )
    except LeaseInvalid as error:
        return error.reason
    return "good"


def test_lease_says_what_the_server_signed() -> None:
    assert read_lease(TOKEN, PUBLIC, device_id=LEASE.device_id, now=NOW) == LEASE


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (-25, "clock"),
        (-24, "good"),
        (-23, "good"),
        (0, "good"),
        (71.99, "good"),
        (72, "over"),
        (1000, "over"),
    ],
)
def test_lease_is_good_from_its_making_to_its_end(hours: float, expected: str) -> None:
    assert why(TOKEN, hours=hours) == expected


def test_lease_of_another_workstation_is_none() -> None:
    assert why(TOKEN, device_id=new_id()) == "other_device"


def test_without_lease_or_key_there_is_none() -> None:
    assert (why(""), why(TOKEN, "")) == ("missing", "missing")


def test_every_change_of_a_single_character_is_found() -> None:
    for place in range(len(TOKEN)):
        swapped = "A" if TOKEN[place] != "A" else "B"
        assert why(TOKEN[:place] + swapped + TOKEN[place + 1 :]) == "forged", place


def _with(
    header: dict[str, str], claims: dict[str, object], *, signed: bool = True, blanks: int = 0
) -> str:
    parts = [
        base64.urlsafe_b64encode(json.dumps(one).encode() + b" " * blanks).decode().rstrip("=")
        for one in (header, claims)
    ]
    text = ".".join(parts)
    signature = KEY.sign(text.encode()) if signed else b""
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


GOOD_HEADER = {"alg": "EdDSA", "typ": "clinic-desk-lease"}
GOOD_CLAIMS: dict[str, object] = {
    "aud": "clinic-desk-offline",
    "tid": LEASE.tenant_id,
    "did": LEASE.device_id,
    "sub": LEASE.user_id,
    "iat": NOW.timestamp(),
    "exp": NOW.timestamp() + 3600 * 72,
}
FORGED = {
    "unsigned": _with(GOOD_HEADER, GOOD_CLAIMS, signed=False),
    "alg none": _with({**GOOD_HEADER, "alg": "none"}, GOOD_CLAIMS),
    "another kind": _with({**GOOD_HEADER, "typ": "JWT"}, GOOD_CLAIMS),
    "another audience": _with(GOOD_HEADER, {**GOOD_CLAIMS, "aud": "clinic-desk-api"}),
    "no end": _with(GOOD_HEADER, {n: v for n, v in GOOD_CLAIMS.items() if n != "exp"}),
    "no number": _with(GOOD_HEADER, {**GOOD_CLAIMS, "exp": "soon"}),
    "beyond all time": _with(GOOD_HEADER, {**GOOD_CLAIMS, "exp": 1e300}),
    "no identifier": _with(GOOD_HEADER, {**GOOD_CLAIMS, "tid": "x"}),
    "no object": _with(["EdDSA"], GOOD_CLAIMS),  # type: ignore[arg-type]
    "claims no object": _with(GOOD_HEADER, [GOOD_CLAIMS]),  # type: ignore[arg-type]
    "no device": _with(GOOD_HEADER, {**GOOD_CLAIMS, "did": "x"}),
    "no user": _with(GOOD_HEADER, {**GOOD_CLAIMS, "sub": 7}),
    "two parts": "a.b",
    "not base 64": "ä.ö.ü",
    "endless": "a" * 10_000_000,
}


def test_control_the_hand_made_lease_is_good() -> None:
    assert why(_with(GOOD_HEADER, GOOD_CLAIMS)) == "good"


@pytest.mark.parametrize("how", FORGED)
def test_forged_lease_is_found(how: str) -> None:
    assert why(FORGED[how]) == "forged"


def test_lease_of_another_server_is_found() -> None:
    assert why(issue_lease(Ed25519PrivateKey.generate(), LEASE)) == "forged"
    assert why(TOKEN, "not hex") == "forged"


def test_lease_is_spelled_in_one_way_for_ever() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    first, second, third = (char * 32 for char in "abc")
    lease = Lease(
        tenant_id=first,
        device_id=second,
        user_id=third,
        issued_at=NOW,
        expires_at=NOW + LEASE_LASTS,
    )  # type: ignore[arg-type]
    header, claims, signature = issue_lease(key, lease).split(".")
    assert decoded(header) == '{"alg":"EdDSA","typ":"clinic-desk-lease"}'
    assert decoded(claims) == (
        f'{{"aud":"clinic-desk-offline","tid":"{first}","did":"{second}","sub":"{third}",'
        '"iat":1795280400,"exp":1795539600}'
    )
    assert len(signature) == 86
    assert timedelta(hours=72) == LEASE_LASTS
    assert timedelta(days=1) == CLOCK_TOLERANCE


def decoded(part: str) -> str:
    return base64.urlsafe_b64decode(part + "==").decode()


def test_holder_of_a_lease_is_known_when_it_is_over_and_of_a_forged_one_never() -> None:
    over = issue_lease(KEY, dataclasses.replace(LEASE, expires_at=NOW - timedelta(days=99)))
    assert holder_of(over, PUBLIC) == LEASE.user_id
    for forged in ("", "a.b", FORGED["unsigned"], FORGED["no end"]):
        assert holder_of(forged, PUBLIC) == ""
    assert holder_of(TOKEN, "not hex") == holder_of(TOKEN, "ab" * 32) == ""


@pytest.mark.parametrize(("spare", "expected"), [(0, "good"), (1, "forged")])
def test_lease_has_at_most_two_thousand_characters(spare: int, expected: str) -> None:
    for note, blanks in itertools.product(range(1100, 1300), range(3)):
        token = _with(GOOD_HEADER, {**GOOD_CLAIMS, "note": "x" * note}, blanks=blanks)
        if len(token) == 2000 + spare:
            assert why(token) == expected
            return
    pytest.fail("no lease of that length")


def test_lease_that_is_refused_bears_its_code_and_reason() -> None:
    with pytest.raises(LeaseInvalid) as refused:
        read_lease("", PUBLIC, device_id=LEASE.device_id, now=NOW)
    assert (refused.value.code, str(refused.value)) == ("lease_invalid", "missing")


@pytest.mark.parametrize("ending", ["=", "==", "A", "\n"])
def test_lease_is_written_without_filling_and_in_no_second_way(ending: str) -> None:
    assert why(TOKEN + ending) == "forged"
    header, claims, signature = TOKEN.split(".")
    assert why(f"{header}{ending}.{claims}.{signature}") == "forged"


def test_signature_is_written_in_one_way() -> None:
    """The last character has bits to spare: other ones there would be a second spelling."""
    last = TOKEN[-1]
    assert last in "AQgw"
    assert why(TOKEN[:-1] + chr(ord(last) + 1)) == "forged"
