"""Refresh tokens outlive a restart; access tokens do not touch any store."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.domain.remote_ports import Tokens
from app.security.token_store import KeyringTokenSlot, MetaTokenSlot, SlotTokenStore
from tests.security.conftest import MemoryKeyStore

TOKENS = Tokens(
    access="access", refresh="refresh", access_expires_at=datetime(2030, 1, 1, tzinfo=UTC)
)
pytestmark = pytest.mark.row("F3", "E9")


def test_after_a_restart_only_the_refresh_token_is_left(keystore: MemoryKeyStore):
    SlotTokenStore(KeyringTokenSlot(keystore, "db")).store(TOKENS)
    again = SlotTokenStore(KeyringTokenSlot(keystore, "db")).load()
    assert again is not None
    assert (again.access, again.refresh) == ("", "refresh")
    assert b"access" not in keystore.secrets.values()


def test_forgetting_removes_the_token(keystore: MemoryKeyStore):
    store = SlotTokenStore(KeyringTokenSlot(keystore, "db"))
    store.store(TOKENS)
    store.store(None)
    assert (store.load(), keystore.secrets) == (None, {})


def test_without_a_keyring_the_database_keeps_the_token():
    facts: dict[str, str | None] = {}
    SlotTokenStore(MetaTokenSlot(facts.get, facts.__setitem__)).store(TOKENS)
    assert facts == {"refresh_token": "refresh"}
