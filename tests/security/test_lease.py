"""The offline lease: good for one workstation until it ends, forged by nobody."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.ids import new_id
from app.security.lease import Lease, LeaseInvalid, issue_lease, read_lease

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
    [(-25, "clock"), (-23, "good"), (0, "good"), (71.99, "good"), (72, "over"), (1000, "over")],
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


def _with(header: dict[str, str], claims: dict[str, object], *, signed: bool = True) -> str:
    parts = [
        base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=")
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
