"""A forgotten passphrase is replaced by an administrator, audited, and then by its owner's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.headless import Desk, create_home, open_desk
from app.bootstrap.home import Home
from app.bootstrap.members import add_member, remove_member
from app.bootstrap.own_keys import change_own_passphrase, change_pin
from app.bootstrap.resetting import colleagues, is_given, reset_passphrase
from app.bootstrap.switching import prove
from app.domain.errors import (
    AuditTrailBroken,
    InvalidValue,
    KeyAccessError,
    PermissionDenied,
    TooManyAttempts,
    WrongPassphrase,
)
from app.domain.staff import Role
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.security.conftest import MemoryKeyStore

pytestmark = pytest.mark.row("F3", "E9")
TOMS, OWN = "another person's long passphrase", "a passphrase of toms own"
GIVEN = "given by the administrator"
PIN = "483915"
Open = Callable[..., Desk]


@pytest.fixture(params=["keyring", "passphrase"])
def keyring(request: pytest.FixtureRequest) -> MemoryKeyStore | None:
    return MemoryKeyStore() if request.param == "keyring" else None


@pytest.fixture
def at_desk(tmp_path: Path, keyring: MemoryKeyStore | None) -> Iterator[Open]:
    folder = tmp_path / "desk"
    create_home(folder, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keyring)
    desks: list[Desk] = []

    def open_it(user: str = "sara", passphrase: str = PASSPHRASE, **options: Any) -> Desk:
        for one in desks:
            one.close()
        desks.append(
            open_desk(folder, passphrase, user=user, kdf=CHEAP, keystore=keyring, **options)
        )
        return desks[-1]

    add_member(open_it(), username="tom", role=Role.BILLING, passphrase=TOMS, kdf=CHEAP)
    yield open_it
    for desk in desks:
        desk.close()


def reset(desk: Desk, new: str = GIVEN, username: str = "tom", **options: Any) -> None:
    reset_passphrase(desk, username=username, new=new, kdf=CHEAP, **options)


def actions(desk: Desk) -> list[str]:
    return [one for (one,) in desk.store.database.writer.all("SELECT action FROM audit")]


def test_the_new_passphrase_opens_and_the_old_one_does_not(at_desk: Open) -> None:
    reset(at_desk())
    with pytest.raises(WrongPassphrase):
        at_desk("tom", TOMS)
    assert at_desk("tom", GIVEN).user.username == "tom"
    assert at_desk("sara").user.username == "sara"


def test_it_is_in_the_trail_under_whose_it_was(at_desk: Open) -> None:
    desk = at_desk()
    reset(desk)
    last = desk.store.database.writer.all(
        "SELECT a.action, lower(hex(a.actor_id)), u.username, a.role FROM audit a "
        "JOIN user u ON lower(hex(u.id)) = a.row_id OR u.id = a.row_id ORDER BY a.seq"
    )[-1]
    assert tuple(last) == ("passphrase_changed", desk.context.user_id, "tom", "admin")


def test_the_pin_goes_along_and_failures_are_forgotten(
    at_desk: Open, keyring: MemoryKeyStore | None
) -> None:
    if keyring is not None:
        change_pin(at_desk("tom", TOMS), PIN, kdf=CHEAP)
    desk = at_desk("sara")
    for _ in range(5):
        with pytest.raises((WrongPassphrase, TooManyAttempts)):
            prove(desk, username="tom", passphrase="not the passphrase at all")
    reset(desk)
    assert prove(desk, username="tom", passphrase=GIVEN).user_id
    if keyring is not None:
        with pytest.raises(KeyAccessError):
            prove(desk, username="tom", pin=PIN)


def test_its_owner_is_told_until_they_choose_their_own(at_desk: Open) -> None:
    desk = at_desk()
    reset(desk)
    assert not is_given(desk)
    theirs = at_desk("tom", GIVEN)
    assert is_given(theirs)
    change_own_passphrase(theirs, old=GIVEN, new=OWN)
    assert not is_given(theirs)
    assert not is_given(at_desk("tom", OWN))


@pytest.mark.parametrize("deed", ["command", "window"])
def test_only_an_administrator_who_acts_as_one_does_it(deed: str, at_desk: Open) -> None:
    desk = at_desk("tom", TOMS) if deed == "command" else at_desk()
    before = Home(desk.home).key_slots.read_bytes()
    context = None if deed == "command" else desk.context  # as front desk
    with pytest.raises(PermissionDenied):
        reset(desk, username="sara" if deed == "command" else "tom", context=context)
    assert Home(desk.home).key_slots.read_bytes() == before
    assert "passphrase_changed" not in actions(desk)
    assert actions(desk)[-1] == "deny"


@pytest.mark.parametrize(
    ("username", "new", "reason"),
    [
        ("sara", GIVEN, "your own"),
        ("nobody", GIVEN, "not known"),
        ("tom", "short", "15"),
        ("tom", "tom", ""),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    username: str, new: str, reason: str, at_desk: Open
) -> None:
    desk = at_desk()
    with pytest.raises(InvalidValue) as refused:
        reset(desk, new, username)
    assert reason in refused.value.reason
    assert at_desk("tom", TOMS)


def test_a_closed_account_is_not_opened_again(at_desk: Open) -> None:
    desk = remove_member(at_desk(), username="tom")
    try:
        with pytest.raises(InvalidValue, match="username"):
            reset(desk)
    finally:
        desk.close()


def test_a_reset_that_cannot_be_audited_does_not_happen(at_desk: Open) -> None:
    desk = at_desk()
    desk.store.freeze()
    with pytest.raises(AuditTrailBroken):
        reset(desk)
    assert at_desk("tom", TOMS)


def test_colleagues_are_everybody_else_with_a_slot(at_desk: Open) -> None:
    assert colleagues(at_desk()) == ("tom",)
