"""The demo's keyring: it lives in memory and is gone with the program, like the demo itself."""

from __future__ import annotations

PASSPHRASE = "nordlicht demo clinic, not a secret"  # noqa: S105  (guards made-up data only)
"""Opens the demo's throw-away databases."""


class MemoryKeyStore:
    """Keeps small secrets until the program ends; the computer's own keyring stays untouched."""

    def __init__(self) -> None:
        self._secrets: dict[str, bytes] = {}

    @property
    def name(self) -> str:
        """How `doctor` would call it."""
        return "memory (demo)"

    def get(self, key: str) -> bytes | None:
        """The secret, or None."""
        return self._secrets.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep a secret."""
        self._secrets[key] = value

    def delete(self, key: str) -> None:
        """Forget a secret."""
        self._secrets.pop(key, None)
