"""The operating system's keyring, used only where it truly protects what it is given.

The keyring library falls back silently to backends that keep nothing, or keep it in clear text.
So: a short list of backends that are known to encrypt, the chainer unwrapped, every write read
back, everything else refused.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from app.domain.errors import KeyringUnavailable
from app.domain.ports import KeyStore

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "clinic-desk"
TRUSTED = frozenset(
    {
        "keyring.backends.macOS.Keyring",
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.libsecret.Keyring",
    }
)
_CHAINER = "keyring.backends.chainer.ChainerBackend"
T = TypeVar("T")


class KeyMode(StrEnum):
    """What guards the key slots beside the passphrase."""

    KEYRING = "keyring"
    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a mode


class KeyringStore:
    """Keeps small secrets in one trusted keyring backend. Raises KeyringUnavailable."""

    def __init__(self, backend: KeyringBackend, *, trusted: frozenset[str] = TRUSTED) -> None:
        if _name_of(backend) not in trusted:
            raise KeyringUnavailable(f"{_name_of(backend)} is not a trusted keyring")
        self._backend = backend

    @property
    def name(self) -> str:
        """The backend's module and class."""
        return _name_of(self._backend)

    def get(self, key: str) -> bytes | None:
        """The secret, or None where nothing is kept."""
        text = self._ask(partial(self._backend.get_password, SERVICE, key))
        if text is None:
            return None
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise KeyringUnavailable("the keyring holds something else") from None

    def set(self, key: str, value: bytes) -> None:
        """Keep a secret and make sure that it is really there."""
        text = base64.b64encode(value).decode()
        self._ask(partial(_set_password, self._backend, key, text))
        if self.get(key) != value:
            raise KeyringUnavailable("the keyring did not keep what it was given")

    def delete(self, key: str) -> None:
        """Forget a secret; a missing one is fine."""
        if self.get(key) is not None:
            self._ask(partial(self._backend.delete_password, SERVICE, key))

    def probe(self) -> None:
        """Write, read back and remove a random value."""
        key = f"probe:{secrets.token_hex(8)}"
        self.set(key, secrets.token_bytes(32))
        self.delete(key)

    def _ask(self, question: Callable[[], T]) -> T:
        try:
            return question()
        except Exception as trouble:
            # Backends raise anything (D-Bus, COM, their own); their text may hold the secret.
            kind = type(trouble).__name__
        raise KeyringUnavailable(f"{self.name}: {kind}")


@dataclass(frozen=True, slots=True)
class KeyModeChoice:
    """How a new home will be guarded, and why where there is no keyring."""

    mode: KeyMode
    keystore: KeyStore | None
    reason: str = ""


def choose_mode(
    backend: KeyringBackend | None = None, *, trusted: frozenset[str] = TRUSTED
) -> KeyModeChoice:
    """Keyring mode where a trusted keyring works, passphrase mode otherwise."""
    try:
        store = system_keyring(backend, trusted=trusted)
        store.probe()
    except KeyringUnavailable as trouble:
        return KeyModeChoice(KeyMode.PASSPHRASE, None, str(trouble))
    return KeyModeChoice(KeyMode.KEYRING, store)


def system_keyring(
    backend: KeyringBackend | None = None, *, trusted: frozenset[str] = TRUSTED
) -> KeyringStore:
    """The trusted keyring of this computer. Raises KeyringUnavailable."""
    candidates = _unwrapped(backend or _default_backend())
    for candidate in candidates:
        if _name_of(candidate) in trusted:
            return KeyringStore(candidate, trusted=trusted)
    names = ", ".join(_name_of(candidate) for candidate in candidates) or "none"
    raise KeyringUnavailable(f"no trusted keyring (found: {names})")


def _set_password(backend: KeyringBackend, key: str, text: str) -> None:
    # The library's wrapper hides this method's type.
    backend.set_password(SERVICE, key, text)  # pyright: ignore[reportUnknownMemberType]


def _default_backend() -> KeyringBackend:
    import keyring

    try:
        return keyring.get_keyring()
    except Exception as trouble:
        kind = type(trouble).__name__
    raise KeyringUnavailable(f"the keyring library failed: {kind}")


def _unwrapped(backend: KeyringBackend) -> tuple[KeyringBackend, ...]:
    if _name_of(backend) == _CHAINER:
        return tuple(getattr(backend, "backends", ()))
    return (backend,)


def _name_of(backend: object) -> str:
    kind = type(backend)
    return f"{kind.__module__}.{kind.__qualname__}"
