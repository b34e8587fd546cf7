"""Why a desk is locked or shut, in words that name no patient."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.errors import (
    ClinicError,
    DeviceRevoked,
    NeedsLogin,
    PinDisabled,
    RateLimited,
    RequestRefused,
    Unreachable,
    WrongPassphrase,
)
from app.sync.status import SyncState, SyncStatus
from app.ui.error_presenter import words_for
from app.ui.wording import shown_visit


def _tr(text: str) -> str:
    return QCoreApplication.translate("locking", text)


def cause_words(cause: str) -> str:
    """Why the program asks for the passphrase or PIN again; "" where it goes without saying."""
    known = {
        "long_locked": _tr("Locked for long: the keys were put away. What was typed is kept."),
        "lid": _tr("Locked when the lid was closed. What was typed is kept."),
        "failures": _tr("Ten failed attempts: the keys were put away."),
        "shift": _tr("A whole shift has passed: please sign in anew. What was typed is kept."),
        "revoked": _tr(
            "The clinic's server shut this workstation or its user out. Nothing was deleted: what "
            "was not sent yet stays on this computer, encrypted."
        ),
        "lease_over": _tr(
            "The clinic's server was not heard for too long. Sign in, then connect; nothing was "
            "deleted."
        ),
        "lease_clock": _tr("This computer's clock is wrong by more than a day. Put it right."),
        "account_closed": _tr("This account was closed at the clinic. Others can go on here."),
    }
    return known.get(cause, "")


def shut_title(ended: str) -> str:
    """The heading of a desk that must hear from its server first."""
    if ended == "revoked":
        return _tr("This workstation was shut out")
    if ended == "lease_clock":
        return _tr("This computer's clock is wrong")
    return _tr("This workstation must hear from its server")


def shut_words(ended: str, last_contact: datetime | None, zone: str) -> str:
    """Since when, what is kept, and what helps."""
    kept = _tr(
        "Nothing was deleted: what was not sent yet stays on this computer, encrypted, and is "
        "sent when it is let in again."
    )
    if ended == "revoked":
        first = _tr("The clinic's server lets this workstation or its user in no more.")
        help_ = _tr("Ask an administrator of the clinic.")
        return f"{first} {kept} {help_}"
    if ended == "lease_clock":
        first = _tr("It stands more than a day before the server's last word. Put it right.")
        return f"{first} {kept}"
    if last_contact is None:
        first = _tr("It has not heard from it for too long. Patient data stays closed.")
    else:
        first = _tr("It last did so on {0}. Patient data stays closed until it connects.").format(
            shown_visit(last_contact, zone)
        )
    return f"{first} {kept}"


def refusal_words(error: ClinicError, *, is_pin: bool, is_disabled: bool) -> str:
    """Why somebody was not let in."""
    if is_disabled:
        return words_for(PinDisabled())
    if is_pin and isinstance(error, WrongPassphrase):
        return _tr("That is not the PIN of this person at this desk.")
    return words_for(error)


def connect_words(error: ClinicError, *, has_passphrase: bool) -> str:
    """Why connecting did not help."""
    if isinstance(error, DeviceRevoked):
        return _tr("The server lets this workstation or its user in no more.")
    if isinstance(error, NeedsLogin) and not has_passphrase:
        return _tr("Quit, start again and sign in with your passphrase to connect.")
    return words_for(error)


def sign_in_words(error: ClinicError) -> str:
    """Why the server did not let somebody sign in with their passphrase."""
    if isinstance(error, RequestRefused) and error.reason == "role_not_allowed":
        return _tr("The server does not know you as somebody who may do this.")
    if isinstance(error, NeedsLogin | RequestRefused):
        return _tr("The server does not accept this passphrase.")
    if isinstance(error, RateLimited):
        return _tr("The server was asked too often. Try again in a few minutes.")
    if isinstance(error, Unreachable):
        return _tr("The server cannot be reached. Try again when it is; nothing is lost.")
    return connect_words(error, has_passphrase=True)


def network_words(status: SyncStatus | None) -> str:
    """How the desk stood with the server when it locked, as counts."""
    if status is None:
        return _tr("This desk works without a server.")
    waiting = status.waiting + status.quarantined
    if waiting == 0:
        return _tr("Sync is paused while locked. Everything was sent.")
    if status.state in (SyncState.OFFLINE, SyncState.PAUSED):
        words = _tr("Offline. Changes that wait on this computer, encrypted: {0}.")
    else:
        words = _tr("Sync is paused while locked. Changes that wait, encrypted: {0}.")
    return words.format(waiting)
