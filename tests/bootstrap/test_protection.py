"""What guards a computer is judged by what it really keeps, never by its name alone."""

from __future__ import annotations

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as NullKeyring

from app.bootstrap.names import is_zone
from app.bootstrap.protection import look_at_keyring, zones
from app.ui.first_run.answers import Guard
from tests.memory_keyring import MemoryKeyring

pytestmark = pytest.mark.row("B5")


def named(name: str, module: str) -> KeyringBackend:
    """A keyring in memory under a name."""
    return type(name, (MemoryKeyring,), {"__module__": module})()


def chained(*backends: KeyringBackend) -> KeyringBackend:
    """What the library makes of several keyrings."""
    kind = type("ChainerBackend", (ChainerBackend,), {"backends": list(backends)})
    return kind()


def forgetful() -> KeyringBackend:
    made = named("Keyring", "keyring.backends.SecretService")
    made.get_password = lambda *_: None  # type: ignore[method-assign]
    return made


@pytest.mark.parametrize(
    ("backend", "guard", "name"),
    [
        (
            named("Keyring", "keyring.backends.SecretService"),
            Guard.KEYRING,
            "keyring.backends.SecretService.Keyring",
        ),
        (NoKeyring(), Guard.NONE, ""),
        (NullKeyring(), Guard.NONE, ""),
        (
            named("PlaintextKeyring", "keyrings.alt.file"),
            Guard.CLEAR_TEXT,
            "keyrings.alt.file.PlaintextKeyring",
        ),
        (named("Keyring", "somebody"), Guard.UNTRUSTED, "somebody.Keyring"),
        (forgetful(), Guard.FAILING, "keyring.backends.SecretService.Keyring"),
        (
            chained(named("Keyring", "somebody"), named("PlaintextKeyring", "keyrings.alt.file")),
            Guard.CLEAR_TEXT,
            "keyrings.alt.file.PlaintextKeyring",
        ),
    ],
    ids=["trusted", "none", "null", "clear text", "unknown", "keeps nothing", "several"],
)
def test_a_keyring_is_judged(backend: KeyringBackend, guard: Guard, name: str):
    keyring.set_keyring(backend)
    found, keystore = look_at_keyring()
    assert (found.guard, found.keyring) == (guard, name)
    assert (keystore is not None) == (guard is Guard.KEYRING)


def test_a_keyring_library_that_fails_leaves_the_passphrase(monkeypatch: pytest.MonkeyPatch):
    def broken() -> None:
        raise RuntimeError

    monkeypatch.setattr(keyring, "get_keyring", broken)
    assert look_at_keyring()[0].guard is Guard.NONE


def test_every_zone_that_is_offered_can_be_used():
    assert {"America/New_York", "Europe/Berlin", "UTC"} <= set(zones())
    assert [zone for zone in zones() if not is_zone(zone)] == []
