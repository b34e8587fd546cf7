"""Refresh tokens outlive a restart; access tokens do not touch any store."""

from __future__ import annotations

from dataclasses import replace
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


LEASED = replace(TOKENS, lease="the.signed.lease", server_key="a" * 64)


def test_lease_and_the_servers_key_outlive_a_restart(keystore: MemoryKeyStore):
    SlotTokenStore(KeyringTokenSlot(keystore, "db")).store(LEASED)
    again = SlotTokenStore(KeyringTokenSlot(keystore, "db"))
    assert (again.lease(), again.server_key()) == (LEASED.lease, LEASED.server_key)
    assert len(keystore.secrets) == 1


def test_token_of_an_older_version_is_read(keystore: MemoryKeyStore):
    KeyringTokenSlot(keystore, "db").set("refresh")
    store = SlotTokenStore(KeyringTokenSlot(keystore, "db"))
    tokens = store.load()
    assert tokens is not None
    assert (tokens.refresh, store.lease(), store.server_key()) == ("refresh", "", "")


def test_servers_key_is_pinned_by_the_first_reply(keystore: MemoryKeyStore):
    """Another server's lease must never be found genuine."""
    store = SlotTokenStore(KeyringTokenSlot(keystore, "db"))
    store.store(LEASED)
    store.store(replace(LEASED, refresh="r2", server_key="b" * 64))
    again = SlotTokenStore(KeyringTokenSlot(keystore, "db"))
    assert (store.server_key(), again.server_key()) == ("a" * 64, "a" * 64)


def test_signing_out_forgets_the_lease_and_not_whose_it_was(keystore: MemoryKeyStore):
    SlotTokenStore(KeyringTokenSlot(keystore, "db")).store(LEASED)
    SlotTokenStore(KeyringTokenSlot(keystore, "db")).store(None)
    again = SlotTokenStore(KeyringTokenSlot(keystore, "db"))
    assert (again.load(), again.lease(), again.server_key()) == (None, "", "a" * 64)


def test_access_token_alone_writes_nothing(keystore: MemoryKeyStore):
    store = SlotTokenStore(KeyringTokenSlot(keystore, "db"))
    store.store(LEASED)
    keystore.secrets.clear()
    store.store(replace(LEASED, access="another"))
    assert keystore.secrets == {}


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00token", "tökén".encode(), b""])
def test_item_that_is_no_text_of_ours_is_no_token(keystore: MemoryKeyStore, raw: bytes):
    keystore.set("db:refresh-token", raw)
    store = SlotTokenStore(KeyringTokenSlot(keystore, "db"))
    assert (store.load(), store.lease(), store.server_key()) == (None, "", "")
    store.store(TOKENS)  # signing in again puts it right
    again = SlotTokenStore(KeyringTokenSlot(keystore, "db")).load()
    assert again is not None
    assert again.refresh == "refresh"
