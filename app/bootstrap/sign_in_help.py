"""What the unlock window and the lock screen need to know before and after an attempt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import ClinicError, KeyringUnavailable, TooManyAttempts
from app.ui.sign_in_card import SignInAttempt, SignInUser

if TYPE_CHECKING:
    from app.domain.ports import KeyStore
    from app.security.attempts import AttemptState


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody was not let in: an error for words, and how long to wait."""

    error: ClinicError
    wait_s: float = 0.0
    is_disabled: bool = False
    is_pin: bool = False


def users_of(home: Path) -> tuple[SignInUser, ...]:
    """Who can unlock a desk; nobody where the file cannot be read (opening it says why)."""
    from app.bootstrap.home import Home
    from app.security.keyslots import read_users

    try:
        found = read_users(Home(home).key_slots)
    except ClinicError:
        return ()
    return tuple(SignInUser(one.username, one.has_pin) for one in found)


def refusal_of(
    error: ClinicError, home: Path, attempt: SignInAttempt, keystore: KeyStore | None
) -> Refusal:
    """The error, and how long nothing is tried any more for this person."""
    if isinstance(error, TooManyAttempts):
        return Refusal(error, error.wait_s, is_pin=attempt.is_pin)
    state = _state(home, attempt, keystore)
    if state is None:
        return Refusal(error, is_pin=attempt.is_pin)
    return Refusal(error, state.wait_s, state.is_disabled, attempt.is_pin)


def _state(home: Path, attempt: SignInAttempt, keystore: KeyStore | None) -> AttemptState | None:
    from app.bootstrap.home import Home
    from app.bootstrap.opening import keystore_of
    from app.security.attempts import attempts_at
    from app.security.keyslots import read_users

    place = Home(home)
    try:
        users = read_users(place.key_slots)
        keystore = keystore or keystore_of(place)
        wanted = attempt.username.casefold() or users[0].username.casefold()
        uid = next(one.uid for one in users if one.username.casefold() == wanted)
        return attempts_at(place.key_slots, keystore).state(
            "pin" if attempt.is_pin else "user", uid
        )
    except (KeyringUnavailable, ClinicError, LookupError, StopIteration):
        return None
