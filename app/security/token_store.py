"""Where sign-in tokens wait between starts: the keyring, or the encrypted database without one.

Only the refresh token is kept; the access token lives minutes and stays in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from app.domain.ports import KeyStore
from app.domain.remote_ports import Tokens

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
META_KEY = "refresh_token"


class TokenSlot(Protocol):
    """A place for one short text."""

    def get(self) -> str | None:
        """The text, or None."""
        ...

    def set(self, value: str | None) -> None:
        """Keep a text; None forgets it."""
        ...


@dataclass(frozen=True, slots=True)
class KeyringTokenSlot:
    """The refresh token as one keyring item of this database."""

    keystore: KeyStore
    db_id: str

    def get(self) -> str | None:
        """The kept token."""
        raw = self.keystore.get(self._key)
        return raw.decode() if raw else None

    def set(self, value: str | None) -> None:
        """Keep or forget the token."""
        if value is None:
            self.keystore.delete(self._key)
        else:
            self.keystore.set(self._key, value.encode())

    @property
    def _key(self) -> str:
        return f"{self.db_id}:refresh-token"


@dataclass(frozen=True, slots=True)
class MetaTokenSlot:
    """The refresh token as one fact in the encrypted database, by two functions of its owner."""

    read: Callable[[str], str | None]
    write: Callable[[str, str | None], None]

    def get(self) -> str | None:
        """The kept token."""
        return self.read(META_KEY)

    def set(self, value: str | None) -> None:
        """Keep or forget the token."""
        self.write(META_KEY, value)


class SlotTokenStore:
    """Tokens with the refresh part kept in a slot and the access part in memory only."""

    def __init__(self, slot: TokenSlot) -> None:
        self._slot = slot
        self._tokens: Tokens | None = None

    def load(self) -> Tokens | None:
        """The tokens; after a start the access token is empty and long expired."""
        if self._tokens is None:
            refresh = self._slot.get()
            if refresh:
                self._tokens = Tokens(access="", refresh=refresh, access_expires_at=_LONG_AGO)
        return self._tokens

    def store(self, tokens: Tokens | None) -> None:
        """Keep tokens before they are used; None forgets them."""
        if tokens is None or self._tokens is None or tokens.refresh != self._tokens.refresh:
            self._slot.set(tokens.refresh if tokens else None)
        self._tokens = tokens
