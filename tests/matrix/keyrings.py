"""Nine keyrings that are not what a desk was made with, and what a desk does with each."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked, PasswordDeleteError

TRUSTED_NAME = "keyring.backends.SecretService.Keyring"
SLOW_S = 0.05


class Healthy(KeyringBackend):
    """Keeps what it is given, under the name of a backend that is trusted."""

    priority = 1  # pyright: ignore[reportAssignmentType]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


class Locked(Healthy):
    """The user has not unlocked it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("is locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("is locked")


class Slow(Healthy):
    """Answers late, as a keyring on a network or one that asks a person does: the first time after
    first_s seconds, then after SLOW_S each."""

    first_s = SLOW_S

    def get_password(self, service: str, username: str) -> str | None:
        self._wait()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._wait()
        super().set_password(service, username, password)

    def _wait(self) -> None:
        wait_s, self.first_s = self.first_s, SLOW_S
        time.sleep(wait_s)


class SlowForEachThread(Slow):
    """The same, where several ask at once: each waits first_s for its first answer."""

    def __init__(self) -> None:
        super().__init__()
        self._asked = threading.local()

    def _wait(self) -> None:
        is_first, self._asked.before = not getattr(self._asked, "before", False), True
        time.sleep(self.first_s if is_first else SLOW_S)


class Lying(Healthy):
    """Says yes and keeps nothing."""

    def get_password(self, service: str, username: str) -> str | None:
        return base64.b64encode(b"something else altogether 32 byte").decode()

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class PlaintextKeyring(Healthy):
    """What the library takes where keyrings.alt is installed: a file anybody can read."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def set_password(self, service: str, username: str, password: str) -> None:
        with self.path.open("a") as file:
            file.write(f"{service} {username} {password}\n")
        super().set_password(service, username, password)


class ChainerBackend(Healthy):
    """The library's own choice among several; here the first one keeps clear text."""

    def __init__(self, *backends: KeyringBackend) -> None:
        super().__init__()
        self.backends = backends


for one in (Healthy, Locked, Slow, SlowForEachThread, Lying):
    one.__module__, one.__qualname__ = TRUSTED_NAME.rsplit(".", 1)
PlaintextKeyring.__module__ = "keyrings.alt.file"
ChainerBackend.__module__ = "keyring.backends.chainer"


@dataclass(frozen=True, slots=True)
class Case:
    """A keyring that takes the place of the healthy one, and what is to be expected."""

    name: str
    make: Callable[[Healthy, Path], KeyringBackend]
    opens: bool = False
    """Whether the passphrase still opens the desk."""
    is_usable: bool = False
    """Whether a new desk may be guarded by it."""


def _same_items(kind: type[Healthy]) -> Callable[[Healthy, Path], KeyringBackend]:
    def make(before: Healthy, clear: Path) -> KeyringBackend:
        del clear
        after = kind()
        after.kept = dict(before.kept)
        return after

    return make


def _without_secret(before: Healthy, clear: Path) -> KeyringBackend:
    del clear
    after = Healthy()
    after.kept = {key: value for key, value in before.kept.items() if "device-secret" not in key[1]}
    return after


CASES = (
    Case("fail", lambda before, clear: fail.Keyring()),
    Case("null", lambda before, clear: null.Keyring()),
    Case("plaintext", lambda before, clear: PlaintextKeyring(clear)),
    Case("chainer", lambda before, clear: ChainerBackend(PlaintextKeyring(clear), null.Keyring())),
    Case("locked", _same_items(Locked)),
    Case("slow", _same_items(Slow), opens=True, is_usable=True),
    Case("lying", _same_items(Lying)),
    Case("changed", lambda before, clear: Healthy(), is_usable=True),
    Case("item deleted", _without_secret, is_usable=True),
)
