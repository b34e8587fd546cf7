"""Only a keyring that really protects what it is given is used; everything else is refused."""

from __future__ import annotations

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from app.domain.errors import KeyringUnavailable
from app.security.keyring_store import (
    TRUSTED,
    KeyMode,
    KeyringStore,
    choose_mode,
    system_keyring,
)
from tests.memory_keyring import MemoryKeyring

WORKING = frozenset({"tests.memory_keyring.MemoryKeyring"})
pytestmark = pytest.mark.row("F3")


class ForgetfulKeyring(MemoryKeyring):
    """Says yes and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class LyingKeyring(MemoryKeyring):
    """Gives something else back."""

    def get_password(self, service: str, username: str) -> str | None:
        return "b3RoZXI=" if super().get_password(service, username) else None


class LockedKeyring(MemoryKeyring):
    """Fails with the secret in its message."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot store {password}")


class PlaintextKeyring(MemoryKeyring):
    """Stands for keyrings.alt.file.PlaintextKeyring, which writes clear text to a file."""


PlaintextKeyring.__module__ = "keyrings.alt.file"


def _trusting(backend: KeyringBackend) -> frozenset[str]:
    return frozenset({f"{type(backend).__module__}.{type(backend).__qualname__}"})


def test_a_working_trusted_keyring_keeps_secrets():
    backend = MemoryKeyring()
    store = KeyringStore(backend, trusted=WORKING)
    store.set("key", b"\x00\xff")
    assert store.get("key") == b"\x00\xff"
    store.delete("key")
    assert store.get("key") is None


def test_a_working_trusted_keyring_is_chosen_and_left_clean():
    backend = MemoryKeyring()
    choice = choose_mode(backend, trusted=WORKING)
    assert (choice.mode, backend.secrets) == (KeyMode.KEYRING, {})


@pytest.mark.parametrize(
    "backend", [fail.Keyring(), null.Keyring(), PlaintextKeyring(), MemoryKeyring()], ids=type
)
def test_a_keyring_not_on_the_list_means_passphrase_mode(backend: KeyringBackend):
    choice = choose_mode(backend)
    assert (choice.mode, choice.keystore) == (KeyMode.PASSPHRASE, None)
    assert choice.reason


@pytest.mark.parametrize("kind", [ForgetfulKeyring, LyingKeyring, LockedKeyring])
def test_a_trusted_keyring_that_does_not_keep_its_word_means_passphrase_mode(
    kind: type[MemoryKeyring],
):
    backend = kind()
    assert choose_mode(backend, trusted=_trusting(backend)).mode is KeyMode.PASSPHRASE


def test_a_subclass_of_a_trusted_keyring_is_not_trusted():
    with pytest.raises(KeyringUnavailable):
        system_keyring(ForgetfulKeyring(), trusted=WORKING)


def test_the_backends_error_text_is_not_passed_on():
    backend = LockedKeyring()
    store = KeyringStore(backend, trusted=_trusting(backend))
    with pytest.raises(KeyringUnavailable) as caught:
        store.set("key", b"secret bytes")
    assert "c2VjcmV0" not in str(caught.value)
    assert caught.value.__context__ is None


def test_the_chainer_is_unwrapped_to_its_trusted_member(monkeypatch: pytest.MonkeyPatch):
    members = [PlaintextKeyring(), MemoryKeyring()]
    monkeypatch.setattr(chainer.ChainerBackend, "backends", members)
    assert system_keyring(chainer.ChainerBackend(), trusted=WORKING).name in WORKING


def test_a_chainer_of_strangers_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [PlaintextKeyring()])
    with pytest.raises(KeyringUnavailable):
        system_keyring(chainer.ChainerBackend(), trusted=WORKING)


def test_the_chainer_itself_is_never_on_the_list():
    assert not any("chainer" in name or "alt" in name or "null" in name for name in TRUSTED)
