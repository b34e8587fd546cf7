"""What the terminal says when a command fails: one sentence, and what to do next.

The window's words stand in app/ui/error_presenter.py; where an error means the same in both places
the words are the same (a test compares them). No sentence holds patient data, a path or an address.
"""

from __future__ import annotations

import math
import os

from app.domain.errors import (
    AccountClosed,
    ApiError,
    BackupRefused,
    ClinicError,
    ConfigurationError,
    DatabaseDamaged,
    DeviceRevoked,
    DiskTrouble,
    DuplicateRecord,
    ImportRefused,
    InvalidRecord,
    InvalidValue,
    KeyAccessError,
    KeyringUnavailable,
    KeySlotsDamaged,
    LeaseEnded,
    MalformedReply,
    NeedsLogin,
    OpenFailed,
    PermissionDenied,
    PinDisabled,
    RateLimited,
    RequestRefused,
    ResyncRequired,
    SelfCheckFailed,
    ServerTrouble,
    StorageBusy,
    StorageFull,
    TooManyAttempts,
    Unreachable,
    UpgradeRequired,
    UserNotNamed,
    WrongPassphrase,
    WrongRecoveryCode,
)
from app.domain.file_errors import FileDamaged, FileMissing

_TRY_AGAIN = "Try again; if it stays so, run clinic-desk doctor."
_START_AGAIN = (
    "Keep the folder as it is and use a copy of it, or join the clinic again in a new folder: "
    "what was sent to the server comes back."
)
_DAMAGED = "The clinic's database is damaged"
_SHUT_OUT = "The server shut this workstation or its user out. Ask an administrator of the clinic."
_WORDS: tuple[tuple[type[ClinicError], str], ...] = (
    (WrongRecoveryCode, "That recovery code does not fit. Check it and type it again."),
    (WrongPassphrase, "That passphrase does not open this clinic. Type it again."),
    (AccountClosed, "This account was closed. Ask an administrator of the clinic."),
    (
        PinDisabled,
        "This PIN failed too often. Sign in with your passphrase, then use it again.",
    ),
    (KeySlotsDamaged, f"The key file (keyslots.json) cannot be used. {_START_AGAIN}"),
    (
        OpenFailed,
        "The clinic's database could not be opened: it is damaged, not readable, or belongs to "
        f"another key file. {_START_AGAIN}",
    ),
    (
        FileMissing,
        "The file is not on this computer. If another desk filed it, sync both and try again.",
    ),
    (
        FileDamaged,
        "The file is damaged, and nobody else has it. File the document again.",
    ),
    (
        StorageFull,
        "The disk is full; the change was not saved. Make room and try again.",
    ),
    (
        DiskTrouble,
        "The disk could not be read or written; it may be full or failing. Nothing was saved. "
        "Check the disk and its permissions, then try again.",
    ),
    (DuplicateRecord, f"A record with this identifier exists already. {_TRY_AGAIN}"),
    (
        Unreachable,
        "The server cannot be reached. Check its address and the network, then try again.",
    ),
    (
        NeedsLogin,
        "The server wants this desk to sign in again. Open the window once with your passphrase, "
        "then try again.",
    ),
    (
        DeviceRevoked,
        _SHUT_OUT,
    ),
    (
        UpgradeRequired,
        "The server speaks another version of the protocol. Update Clinic Desk and try again.",
    ),
    (
        ResyncRequired,
        "The server has begun a new history. Open the window: it fetches everything afresh.",
    ),
    (
        MalformedReply,
        "What answers there is no Clinic Desk server. Check the address (and that no gateway "
        "stands between), then try again.",
    ),
)
_REFUSED_WORK = {
    ImportRefused: "The import could not be carried out",
    BackupRefused: "The backup cannot be used",
}
_REFUSED = {
    "bad_code": "The code is wrong, used or older than a day: ask for a new one.",
    "bad_credentials": "The server does not accept this name with this passphrase. "
    "Check both and try again.",
    "role_not_allowed": "Your role does not allow this. Ask an administrator of the clinic.",
    "sign_in_again": "The server asks for your passphrase again before this. Sign in again, then "
    "try again.",
    "already_enrolled": "The server knows this desk already. Use it, or join in a new folder.",
}


_LEASE = {
    "revoked": f"{_SHUT_OUT} Nothing was deleted.",
    "lease_clock": "This computer's clock stands more than a day before the server's last word. "
    "Put it right, then try again.",
}
_LEASE_OVER = (
    "The clinic's server was not heard for too long. Open the window with your passphrase and "
    "connect; nothing was deleted."
)


def sentence(error: ClinicError) -> str:
    """What went wrong and what to do next, for people at a terminal."""
    match error:
        case InvalidRecord():
            return "; ".join(f"{name}: {reason}" for name, reason in error.problems.items())
        case ConfigurationError() | InvalidValue():
            return str(error)
        case DatabaseDamaged():
            return damage_sentence(error)
        case SelfCheckFailed():
            return f"The start-up check failed ({error.check}), so nothing was opened. {_TRY_AGAIN}"
        case StorageBusy():
            what = str(error) or "another program is using the database"
            return f"{what[:1].upper()}{what[1:]}. Close it and try again."
        case TooManyAttempts():
            seconds = max(1, math.ceil(error.wait_s))
            return f"Too many failures. Try again in {_seconds(seconds)}."
        case KeyringUnavailable():
            return f"The computer's keyring is not available{_in_brackets(error)}. Unlock it first."
        case ImportRefused() | BackupRefused():
            return f"{_REFUSED_WORK[type(error)]}: {error.reason}."
        case ApiError():
            return _of_the_server(error)
        case _:
            return _of_its_kind(error)


def system_sentence(error: OSError) -> str:
    """What the operating system says; its own text could hold a path with a patient's name."""
    if error.errno is None:
        return f"The system reports {type(error).__name__}. Try again."
    reason = os.strerror(error.errno)
    return f"The system says: {reason}. Check the folder, the disk and your rights, then try again."


def damage_sentence(error: DatabaseDamaged) -> str:
    """What the checks found, in the database's own fixed words, and what to do."""
    return f"{_DAMAGED}{_found(error)}. {_START_AGAIN}"


def is_of_the_database(error: BaseException) -> bool:
    """Whether a database driver raised this; its text can hold what was being written."""
    module = type(error).__module__
    return module.startswith(("sqlalchemy.", "sqlcipher3", "sqlite3", "asyncpg."))


DATABASE_SENTENCE = f"The database could not be used: it is damaged or not ours. {_START_AGAIN}"


def _found(error: DatabaseDamaged) -> str:
    if not error.findings:
        return ""
    more = len(error.findings) - 1
    rest = f", and {more} more" if more else ""
    return f" ({error.findings[0]}{rest})"


def _of_the_server(error: ApiError) -> str:
    match error:
        case RequestRefused() if error.reason in _REFUSED:
            return _REFUSED[error.reason]
        case RequestRefused():
            why = f"{error.status} {error.reason}".strip()
            return f"The server refused this ({why}). Check what you gave and try again."
        case RateLimited():
            seconds = max(1, math.ceil(error.retry_after_s))
            return f"The server is busy or was asked too often. Try again in {_seconds(seconds)}."
        case ServerTrouble():
            return (
                f"The server is in trouble ({error.status}). Try again later, or tell who runs it."
            )
        case _:
            return _of_its_kind(error)


def _of_its_kind(error: ClinicError) -> str:
    if isinstance(error, PermissionDenied):
        role = error.role.replace("_", " ")
        if error.needs == "reason":
            return f"Your role, {role}, must say the reason for this."
        return f"Your role, {role}, does not do this. Ask an administrator of the clinic."
    if isinstance(error, LeaseEnded):
        return _LEASE.get(error.reason, _LEASE_OVER)
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return words
    text = str(error)
    what = f"{text[:1].upper()}{text[1:]}" if text else "This could not be done"
    # Of a key that is not there trying again finds no more.
    tail = "" if text and type(error) in (KeyAccessError, UserNotNamed) else f" {_TRY_AGAIN}"
    return f"{what.rstrip('.')}.{tail}"


def _seconds(number: int) -> str:
    return f"{number} second" if number == 1 else f"{number} seconds"


def _in_brackets(error: ClinicError) -> str:
    return f" ({error})" if str(error) else ""
