"""What this computer's keyring remembers of a slot file: the device secret and its generation.

A stolen copy of the file does not open elsewhere, and an older copy does not open here.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass

from app.domain.errors import KeyringUnavailable, KeySlotsDamaged
from app.domain.ports import KeyStore
from app.security.slot_file import SlotFile

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeviceMemory:
    """The keyring's items for one database. keystore is None in passphrase mode."""

    keystore: KeyStore | None
    db_id: str

    def new_secret(self) -> bytes | None:
        """Make and keep a device secret; None in passphrase mode."""
        if self.keystore is None:
            return None
        secret = os.urandom(32)
        self.keystore.set(self._secret_name, secret)
        return secret

    def secret(self) -> bytes | None:
        """The device secret, or None where none is kept."""
        return self.keystore.get(self._secret_name) if self.keystore else None

    def secret_for(self, content: SlotFile) -> bytes | None:
        """The device secret a file needs; None in passphrase mode. Raises KeyringUnavailable."""
        if content.mode == "passphrase":
            return None
        secret = self.secret()
        if secret is None:
            raise KeyringUnavailable("this computer's keyring does not hold the device secret")
        return secret

    def keep_generation(self, generation: int) -> None:
        """Remember how far the file has come. Raises KeyringUnavailable."""
        value = str(generation).encode()
        if self.keystore is not None and self.keystore.get(self._generation_name) != value:
            self.keystore.set(self._generation_name, value)

    def catch_up(self, generation: int) -> None:
        """The same for a file that is written already, which a failing keyring does not undo.

        What the keyring remembers is a lower bound, brought up to date at the next opening.
        """
        try:
            self.keep_generation(generation)
        except KeyringUnavailable:
            _log.warning("the keyring did not take the key slots' generation; tried again later")

    def forget(self) -> None:
        """Delete what makes the file openable here. Raises KeyringUnavailable."""
        if self.keystore is not None:
            self.keystore.delete(self._secret_name)
            self.keystore.delete(self._generation_name)

    def refuse_older(self, content: SlotFile, *, may_be_lost: bool = False) -> None:
        """Raise KeySlotsDamaged for a file older than remembered.

        may_be_lost lets a keyring pass that remembers nothing at all.
        """
        if content.mode != "keyring" or self.keystore is None:
            return
        known = self.keystore.get(self._generation_name)
        if known is None and may_be_lost:
            return
        if known is None or not known.isdigit() or int(known) > content.generation:
            raise KeySlotsDamaged("the key slots are older than this computer remembers")

    @property
    def _secret_name(self) -> str:
        return f"{self.db_id}:device-secret"

    @property
    def _generation_name(self) -> str:
        return f"{self.db_id}:generation"
