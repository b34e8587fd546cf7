"""Where sign-in tokens wait between starts: the keyring, or the encrypted database without one.

The refresh token is kept, with the offline lease and the server's key beside it, as one short
text; the access token lives minutes and stays in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
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
        """The kept token; None for what this program never kept: signing in again puts it right."""
        raw = self.keystore.get(self._key)
        with suppress(UnicodeDecodeError):
            return raw.decode("ascii") if raw else None
        return None

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
    """Tokens with the refresh part kept in a slot and the access part in memory only.

    The server's key is pinned by the first reply that brings one: a later other one is not taken,
    and no lease of another server is ever found genuine here.
    """

    def __init__(self, slot: TokenSlot) -> None:
        self._slot = slot
        self._tokens: Tokens | None = None
        self._is_loaded = False
        self._pinned = ""

    def load(self) -> Tokens | None:
        """The tokens; after a start the access token is empty and long expired."""
        if not self._is_loaded:
            refresh, lease, self._pinned = _parts(self._slot.get() or "")
            if refresh or lease:
                self._tokens = Tokens(
                    access="",
                    refresh=refresh,
                    access_expires_at=_LONG_AGO,
                    lease=lease,
                    server_key=self._pinned,
                )
            self._is_loaded = True
        return self._tokens

    def store(self, tokens: Tokens | None) -> None:
        """Keep tokens before they are used; None forgets them, but not whose they were."""
        before = _text(self.load(), self._pinned)
        pinned = self._pinned or (tokens.server_key if tokens else "")
        if tokens is not None:
            tokens = replace(tokens, server_key=pinned)
        after = _text(tokens, pinned)
        if after != before:
            self._slot.set(after or None)
        self._tokens, self._pinned = tokens, pinned

    def lease(self) -> str:
        """How long the desk may work without its server, as signed; "" where nothing is known."""
        tokens = self.load()
        return tokens.lease if tokens else ""

    def server_key(self) -> str:
        """The public key of the server this desk joined; "" where it is not known."""
        self.load()
        return self._pinned


def _text(tokens: Tokens | None, pinned: str) -> str:
    parts = (tokens.refresh, tokens.lease, pinned) if tokens else ("", "", pinned)
    return "\n".join(parts).rstrip("\n")


def _parts(text: str) -> tuple[str, str, str]:
    """Refresh token, lease, server key; an older version kept the first alone."""
    refresh, lease, key = (*text.split("\n"), "", "")[:3]
    return refresh, lease, key
