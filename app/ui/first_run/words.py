"""What the assistant says about keyrings and about what failed, each with what to do next."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from app.domain.errors import (
    ApiError,
    ClinicError,
    ConfigurationError,
    DeviceRevoked,
    KeyAccessError,
    KeyringUnavailable,
    MalformedReply,
    RateLimited,
    RequestRefused,
    ServerTrouble,
    StorageBusy,
    StorageFull,
    TooManyAttempts,
    Unreachable,
    UpgradeRequired,
    WrongPassphrase,
)
from app.ui.error_presenter import words_for
from app.ui.first_run.answers import Guard, Protection, Unreached, Work

_KEYRINGS = {
    "keyring.backends.macOS.Keyring": "macOS Keychain",
    "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Manager",
    "keyring.backends.SecretService.Keyring": "Secret Service (GNOME Keyring)",
    "keyring.backends.kwallet.DBusKeyring": "KWallet",
    "keyring.backends.libsecret.Keyring": "Secret Service (libsecret)",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("first_run", text)


def keyring_name(technical: str) -> str:
    """A keyring as people know it."""
    return _KEYRINGS.get(technical, technical.removeprefix("keyring.backends."))


def consequence_words(found: Protection) -> str:
    """What follows where no keyring guards the data; nothing where one does."""
    if found.guard in (Guard.UNKNOWN, Guard.KEYRING):
        return ""
    return _tr(
        "The passphrase alone protects the data, so make it long. Unlocking takes longer, a PIN "
        "is not possible, and the audit trail notes it. A keyring added later does not change it."
    )


def protection_words(found: Protection) -> str:
    """What guards the data on this computer, or why nothing does."""
    name = keyring_name(found.keyring)
    match found.guard:
        case Guard.UNKNOWN:
            return _tr("Looking at this computer's keyring…")
        case Guard.KEYRING:
            return _tr(
                "Protected by your passphrase together with this computer's keyring: {0}. "
                "A copy of the files opens nowhere else."
            ).format(name)
        case Guard.NONE:
            return _tr("No trusted keyring on this computer: passphrase mode, reduced protection.")
        case Guard.CLEAR_TEXT:
            why = _tr(
                "Reduced protection: the keyring found here ({0}) keeps secrets in clear text, so "
                "it is not used."
            )
        case Guard.UNTRUSTED:
            why = _tr(
                "Reduced protection: the keyring found here ({0}) is not known to encrypt, so it "
                "is not used."
            )
        case Guard.FAILING:
            why = _tr(
                "The keyring ({0}) does not keep what it is given; it may be locked. "
                "Unlock it and look again, or go on with reduced protection."
            )
    return why.format(name)


def busy_words(work: Work) -> str:
    """What is being done."""
    return {
        Work.ASKING: _tr("Asking the server about the code…"),
        Work.MAKING: _tr("Making the keys and the encrypted database…"),
        Work.ENROLLING: _tr("Enrolling this computer at the server…"),
        Work.CODE: _tr("Making the recovery code…"),
        Work.PIN: _tr("Setting the PIN…"),
        Work.OPENING: _tr("Opening the clinic…"),
        Work.STOPPING: _tr("Stopping; nothing is left half…"),
    }[work]


def stopped_words(*, is_joining: bool) -> str:
    """What a cancelled making or join leaves."""
    if is_joining:
        return _tr("The join was stopped. Go on with it when you like.")
    return _tr("Stopped. Nothing was made on this computer.")


def no_code_words(error: BaseException) -> str:
    """The clinic is made, its recovery code is not."""
    later = _tr("Make the recovery code later: clinic-desk recovery-code.")
    return f"{making_words(error)} {later}"


def making_words(error: BaseException) -> str:
    """Why a clinic was not made on this computer."""
    match error:
        case ConfigurationError():
            return _sentence(error.reason)
        case StorageFull():
            return _tr("The disk is full; nothing was made. Make room and try again.")
        case StorageBusy():
            return _tr("Another program is using this folder. Close it and try again.")
        case KeyringUnavailable():
            return _tr("The computer's keyring did not answer. Unlock it, then try again.")
        case _:
            return words_for(error)


def join_words(error: BaseException, why: Unreached = Unreached.UNKNOWN) -> str:
    """Why a desk did not join its clinic, and what to do."""
    match error:
        case Unreachable():
            return _unreached(why)
        case ApiError():
            return _refused(error)
        case WrongPassphrase() if str(error):
            return _sentence(str(error))
        case TooManyAttempts() | WrongPassphrase():
            return words_for(error)
        case KeyAccessError() if not isinstance(error, KeyringUnavailable):
            return _sentence(str(error))
        case ClinicError():
            return making_words(error)
        case OSError():
            return _tr("The disk or the network refused. Check both, then try again.")
        case _:
            return words_for(error)


def _unreached(why: Unreached) -> str:
    return {
        Unreached.UNKNOWN: _tr(
            "The server does not answer. Check its address and the network, then try again."
        ),
        Unreached.NO_SUCH_NAME: _tr(
            "No server of that name is found. Check the address for a typing error and whether "
            "this computer is online."
        ),
        Unreached.NOBODY_LISTENS: _tr(
            "Nothing listens at that address. Check the port, and whether the server is running."
        ),
        Unreached.NOT_TRUSTED: _tr(
            "The server's certificate is not trusted, so nothing was sent. Ask who runs the "
            "server for the certificate of the clinic's own authority, and choose its file."
        ),
        Unreached.NO_TLS: _tr(
            "What answers there does not speak encrypted HTTPS (TLS 1.3), so nothing was sent. "
            "Check the address and its port."
        ),
        Unreached.SILENT: _tr(
            "The server did not answer in time. Check the network, then try again."
        ),
    }[why]


def _refused(error: ApiError) -> str:
    match error:
        case RequestRefused():
            return _reason(error)
        case RateLimited():
            seconds = max(1, math.ceil(error.retry_after_s))
            return _tr("The server was asked too often. Try again in {0} s.").format(seconds)
        case ServerTrouble():
            return _tr("The server is in trouble ({0}). Try again later.").format(error.status)
        case DeviceRevoked():
            return _tr("The server shut this computer or its user out. Ask an administrator.")
        case UpgradeRequired():
            return _tr("The server speaks another version. Update Clinic Desk and try again.")
        case MalformedReply():
            return _tr("What answers there is no Clinic Desk server. Check the address.")
        case _:
            return _tr("The server does not accept this. Check code, name and passphrase.")


def _reason(error: RequestRefused) -> str:
    known = {
        "bad_code": _tr(
            "The code is wrong, was used already, or is older than a day. Ask for a new one."
        ),
        "bad_credentials": _tr(
            "The server does not accept this name with this passphrase. Who works at another "
            "desk of the clinic already uses the same passphrase here."
        ),
        "already_enrolled": _tr("The server knows this computer already. Ask for a fresh code."),
    }
    why = f"{error.status} {error.reason}".strip()
    return known.get(error.reason) or _tr("The server refused this ({0}).").format(why)


def _sentence(text: str) -> str:
    text = text.strip().rstrip(".")
    begins = text.partition(" ")[0]
    is_file = "." in begins  # desk.json keeps its letters
    return f"{text}." if is_file else f"{text[:1].upper()}{text[1:]}."
