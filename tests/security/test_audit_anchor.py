"""The anchor follows the trail's end into the keyring and survives a keyring that is away."""

from __future__ import annotations

import threading

import pytest

from app.domain.errors import KeyringUnavailable
from app.security.audit_anchor import EVERY_S, Anchor, AnchorKeeper, AnchorSlot
from tests.security.conftest import MemoryKeyStore
from tests.waiting import PATIENCE_S, wait_until

FIRST, SECOND = Anchor(1, b"\x01" * 32, 4), Anchor(2, b"\x02" * 32, 7)


def test_anchor_comes_back_as_it_was_kept(keystore: MemoryKeyStore) -> None:
    slot = AnchorSlot(keystore, "db")
    assert slot.get() is None
    slot.set(SECOND)
    assert slot.get() == SECOND
    assert keystore.secrets == {"db:audit-anchor": b"2:" + b"02" * 32 + b":7"}
    assert AnchorSlot(keystore, "other").get() is None
    slot.forget()
    assert slot.get() is None
    assert not keystore.secrets


@pytest.mark.parametrize("raw", [b"", b"7", b"x:00", b"7:zz", b"7:\xff", b"7:00:x"])
def test_unreadable_anchor_counts_as_none(keystore: MemoryKeyStore, raw: bytes) -> None:
    keystore.set("db:audit-anchor", raw)
    assert AnchorSlot(keystore, "db").get() is None


def test_keeper_follows_within_a_second_and_once_more_at_the_end(
    keystore: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.security.audit_anchor.LONGEST_WAIT_S", PATIENCE_S)
    slot, heads = AnchorSlot(keystore, "db"), [FIRST]
    others = threading.enumerate()
    keeper = AnchorKeeper(slot, lambda: heads[-1])
    (thread,) = (one for one in threading.enumerate() if one not in others)
    assert thread.name == "audit-anchor"
    assert thread.daemon  # a keyring that hangs does not keep the program from ending
    assert EVERY_S < 1.0
    wait_until(lambda: slot.get() == FIRST)
    heads.append(SECOND)
    keeper.close()
    assert not thread.is_alive()
    assert slot.get() == SECOND


@pytest.mark.parametrize("error", [KeyringUnavailable("locked"), LookupError("anything at all")])
def test_keyring_that_stays_away_is_warned_of_once(
    error: Exception,
    keystore: MemoryKeyStore,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    tries: list[str] = []

    def away(key: str, value: bytes) -> None:
        tries.append(key)
        raise error

    monkeypatch.setattr(keystore, "set", away)
    monkeypatch.setattr("app.security.audit_anchor.EVERY_S", 0.01)
    keeper = AnchorKeeper(AnchorSlot(keystore, "db"), lambda: FIRST)
    wait_until(lambda: len(tries) > 3)
    assert keeper.is_failing
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    kind = type(error).__name__
    assert caplog.messages == [f"the keyring does not take the audit trail's end: {kind}"]
    monkeypatch.undo()
    wait_until(lambda: not keeper.is_failing)
    keeper.close()


def test_keyring_that_hangs_is_failing_until_it_answers(
    keystore: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answers = threading.Event(), threading.Event()

    def hangs(_key: str, _value: bytes) -> None:
        asked.set()
        answers.wait(PATIENCE_S)

    monkeypatch.setattr(keystore, "set", hangs)
    monkeypatch.setattr("app.security.audit_anchor.EVERY_S", 0.01)
    monkeypatch.setattr("app.security.audit_anchor.HANGS_S", PATIENCE_S)
    keeper = AnchorKeeper(AnchorSlot(keystore, "db"), lambda: FIRST)
    assert asked.wait(PATIENCE_S)
    assert not keeper.is_failing
    monkeypatch.setattr("app.security.audit_anchor.HANGS_S", 0.1)
    wait_until(lambda: keeper.is_failing)
    answers.set()
    wait_until(lambda: not keeper.is_failing)
    keeper.close()


def test_keeper_tries_again_when_the_keyring_was_away(keystore: MemoryKeyStore) -> None:
    class Away(MemoryKeyStore):
        fails = 1

        def set(self, key: str, value: bytes) -> None:
            if self.fails:
                self.fails -= 1
                raise KeyringUnavailable("locked")
            super().set(key, value)

    away = Away()
    keeper = AnchorKeeper(AnchorSlot(away, "db"), lambda: FIRST)
    wait_until(lambda: AnchorSlot(away, "db").get() == FIRST)
    keeper.close()


def test_trail_without_an_end_is_not_kept_and_one_that_stands_only_once(
    keystore: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Counting(MemoryKeyStore):
        times = 0

        def set(self, key: str, value: bytes) -> None:
            self.times += 1
            super().set(key, value)

    monkeypatch.setattr("app.security.audit_anchor.EVERY_S", 0.001)
    ring, asked, kept = Counting(), [0], [0]

    def head() -> Anchor | None:
        asked[0] += 1
        kept.append(ring.times)
        return FIRST if asked[0] > 5 else None

    keeper = AnchorKeeper(AnchorSlot(ring, "db"), head)
    assert not keeper.is_failing
    wait_until(lambda: asked[0] > 20)
    keeper.close()
    assert kept[:8] == [0] * 7 + [1]
    assert ring.times == 1
