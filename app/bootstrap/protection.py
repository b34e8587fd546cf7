"""What this computer offers beside the passphrase, said before a clinic is made on it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from app.domain.ports import KeyStore
from app.security.keyring_store import TRUSTED, KeyMode, choose_mode
from app.ui.first_run.answers import Guard, Protection

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_NOTHING = ("keyring.backends.fail.", "keyring.backends.null.")
_LEGACY = ("Etc/GMT", "SystemV/", "US/", "posix/", "right/")


def look_at_keyring() -> tuple[Protection, KeyStore | None]:
    """Which keyring guards a new clinic here, or why none does. May wait for the keyring."""
    choice = choose_mode()
    if choice.mode is KeyMode.KEYRING and choice.keystore is not None:
        return Protection(Guard.KEYRING, getattr(choice.keystore, "name", "")), choice.keystore
    names = [name for name in _found() if not name.startswith(_NOTHING)]
    judged = {_judge(name): name for name in names}
    for guard in (Guard.FAILING, Guard.CLEAR_TEXT, Guard.UNTRUSTED):
        if guard in judged:
            return Protection(guard, judged[guard]), None
    return Protection(Guard.NONE), None


@cache
def zones() -> tuple[str, ...]:
    """The time zones a clinic can be in; reads many small files the first time."""
    from zoneinfo import available_timezones

    named = {zone for zone in available_timezones() if "/" in zone and not zone.startswith(_LEGACY)}
    return tuple(sorted(named | {"UTC"}))


def _judge(name: str) -> Guard:
    """Why a keyring of this name is not used."""
    if name in TRUSTED:
        return Guard.FAILING
    return Guard.CLEAR_TEXT if "plaintext" in name.casefold() else Guard.UNTRUSTED


def _found() -> tuple[str, ...]:
    import keyring

    try:
        backend = keyring.get_keyring()
    except Exception:
        return ()
    several: tuple[KeyringBackend, ...] = tuple(getattr(backend, "backends", ()))
    kinds = map(type, several or (backend,))
    return tuple(f"{kind.__module__}.{kind.__qualname__}" for kind in kinds)
