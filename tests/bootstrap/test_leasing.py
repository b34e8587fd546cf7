"""How long a desk goes on without its server, whatever its clock says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.bootstrap.headless import Desk, open_desk
from app.bootstrap.leasing import FIRST_WAIT, Ended, LeaseGuard
from app.domain.remote_ports import Tokens
from app.security.lease import Lease, issue_lease
from tests.bootstrap.conftest import CHEAP, PASSPHRASE

START = datetime.now(UTC).replace(microsecond=0)


class SetClock:
    """A clock that stands where the test puts it."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def joined(home: Path, clock: SetClock) -> Iterator[Desk]:
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP, clock=clock)
    desk.connect_to("http://127.0.0.1:9", device_token="t", role="admin")
    yield desk
    desk.close()


@pytest.fixture
def given(joined: Desk, clock: SetClock) -> Callable[..., None]:
    """The server gives a lease now (or at another time)."""
    key = Ed25519PrivateKey.generate()

    def give(*, hours: int = 72, at: datetime | None = None) -> None:
        issued = at or clock.at
        lease = Lease(
            tenant_id=joined.context.clinic_id,
            device_id=joined.context.workstation_id,
            user_id=joined.context.user_id,
            issued_at=issued,
            expires_at=issued + timedelta(hours=hours),
        )
        public = key.public_key().public_bytes_raw().hex()
        joined.tokens.store(
            Tokens(
                access="",
                refresh="r",
                access_expires_at=issued,
                lease=issue_lease(key, lease),
                server_key=public,
            )
        )

    return give


def test_a_desk_that_never_joined_needs_no_lease(home: Path, clock: SetClock):
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP, clock=clock)
    try:
        clock.at = START + timedelta(days=900)
        assert LeaseGuard(desk).check().is_good
    finally:
        desk.close()


def test_a_lease_is_good_until_it_is_over_and_says_since_when(
    joined: Desk, clock: SetClock, given: Callable[..., None]
):
    given()
    guard = LeaseGuard(joined)
    clock.at = START + timedelta(hours=71)
    assert guard.check().is_good
    clock.at = START + timedelta(hours=72)
    verdict = guard.check()
    assert (verdict.ended, verdict.last_contact) == (Ended.OVER, START)


def test_a_clock_that_is_set_back_gives_no_time_also_after_a_restart(
    joined: Desk, clock: SetClock, given: Callable[..., None]
):
    given()
    clock.at = START + timedelta(hours=80)
    assert not LeaseGuard(joined).check().is_good
    clock.at = START + timedelta(hours=1)
    assert LeaseGuard(joined).check().ended is Ended.OVER


def test_a_clock_far_before_the_lease_is_named(
    joined: Desk, clock: SetClock, given: Callable[..., None]
):
    given(at=START + timedelta(days=30))
    assert LeaseGuard(joined).check().ended is Ended.CLOCK


def test_a_lease_that_was_taken_back_shuts_the_desk_at_once(
    joined: Desk, given: Callable[..., None]
):
    given()
    guard = LeaseGuard(joined)
    assert guard.check().is_good
    tokens = joined.tokens.load()
    assert tokens is not None
    joined.tokens.store(None)
    assert guard.check().ended is Ended.REVOKED


def test_a_new_lease_lets_the_desk_go_on(joined: Desk, clock: SetClock, given: Callable[..., None]):
    given()
    guard = LeaseGuard(joined)
    assert guard.check().is_good
    clock.at = START + timedelta(hours=100)
    assert not guard.check().is_good
    given()
    assert guard.check().is_good


def test_a_clock_that_stood_years_ahead_for_a_moment_does_not_shut_the_desk_out_for_years(
    joined: Desk, clock: SetClock, given: Callable[..., None]
):
    given()
    assert LeaseGuard(joined).check().is_good
    clock.at = START + timedelta(days=2000)
    assert not LeaseGuard(joined).check().is_good
    clock.at = START + timedelta(hours=2)
    assert not LeaseGuard(joined).check().is_good
    given()
    assert LeaseGuard(joined).check().is_good
    assert LeaseGuard(joined).check().is_good


def test_an_old_lease_put_back_is_no_new_one(
    joined: Desk, clock: SetClock, given: Callable[..., None]
):
    given()
    assert LeaseGuard(joined).check().is_good
    clock.at = START + timedelta(hours=100)
    assert not LeaseGuard(joined).check().is_good
    clock.at = START + timedelta(hours=1)
    given(at=START)
    assert not LeaseGuard(joined).check().is_good


def test_a_desk_that_was_never_given_a_lease_has_as_long_as_one_lasts(
    joined: Desk, clock: SetClock
):
    assert LeaseGuard(joined).check().is_good
    # Not by a second: the desk's own first events bear the time of the test, START that of import.
    clock.at = START + FIRST_WAIT + timedelta(hours=10)
    assert LeaseGuard(joined).check().ended is Ended.OVER
