"""The trail's end against the keyring's memory: what fits goes on, what does not is frozen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.bootstrap.anchoring import AnchorState, TrailGuard
from app.domain.changes import Origin
from app.domain.errors import AuditTrailBroken, KeyringUnavailable
from app.security.audit_anchor import Anchor, AnchorSlot
from app.storage.store import LocalStore
from tests.factories import a_patient
from tests.security.conftest import MemoryKeyStore
from tests.storage.conftest import CONTEXT, open_store
from tests.waiting import wait_until

pytestmark = pytest.mark.row("F2")


class AwayRing(MemoryKeyStore):
    """A keyring that takes nothing."""

    def set(self, key: str, value: bytes) -> None:
        del key, value
        raise KeyringUnavailable("locked")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    store = open_store(tmp_path_factory.mktemp("anchors") / "clinic.db")
    write(store)
    yield store
    store.close()


@pytest.fixture
def store(shared: LocalStore) -> Iterator[LocalStore]:
    yield shared
    shared.thaw()


@pytest.fixture
def slot(keystore: MemoryKeyStore) -> AnchorSlot:
    return AnchorSlot(keystore, "db")


@pytest.fixture
def keystore() -> MemoryKeyStore:
    return MemoryKeyStore()


def write(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(a_patient())


def is_frozen(store: LocalStore) -> bool:
    try:
        write(store)
    except AuditTrailBroken:
        return True
    return False


def end_of(store: LocalStore) -> Anchor:
    return Anchor(store.audit_head.seq, store.audit_head.mac, store.turn)


Keepers = Callable[[], int]


@pytest.fixture
def keepers() -> Keepers:
    """How many threads follow the trail's end that this test has begun."""
    others = threading.enumerate()
    return lambda: len([one for one in threading.enumerate() if one not in others])


def test_states_are_called_what_they_are() -> None:
    assert [one.value for one in AnchorState] == ["none", "ok", "broken"]


def test_first_opening_keeps_the_end_before_anything_else(
    store: LocalStore, slot: AnchorSlot
) -> None:
    guard = TrailGuard(store, slot, was_kept=False)
    assert slot.get() == end_of(store)
    assert (guard.state, guard.is_kept, guard.is_broken) == (AnchorState.OK, True, False)
    assert not guard.is_unguarded
    guard.close()
    assert not guard.is_unguarded


def test_desk_without_a_keyring_is_neither_kept_nor_unguarded(
    store: LocalStore, keepers: Keepers
) -> None:
    guard = TrailGuard(store, None, was_kept=True)
    assert (guard.state, guard.is_kept, guard.is_broken) == (AnchorState.NONE, False, False)
    assert guard.is_unguarded is False
    assert not is_frozen(store)
    assert keepers() == 0
    guard.close()


def test_end_that_fits_goes_on_and_is_followed_to_the_last(
    store: LocalStore, slot: AnchorSlot, keepers: Keepers
) -> None:
    kept = end_of(store)
    slot.set(kept)
    guard = TrailGuard(store, slot, was_kept=True)
    assert (guard.state, slot.get()) == (AnchorState.OK, kept)
    assert not is_frozen(store)
    guard.close()
    assert slot.get() == end_of(store) != kept
    assert keepers() == 0


@pytest.mark.parametrize("wrong", ["another MAC", "beyond the end", "lost"])
def test_end_that_is_not_there_freezes_the_desk_and_leaves_the_evidence(
    store: LocalStore, slot: AnchorSlot, keepers: Keepers, wrong: str
) -> None:
    end = end_of(store)
    kept = {
        "another MAC": Anchor(end.seq, bytes(32)), "beyond the end": Anchor(end.seq + 1, end.mac),
        "lost": None,
    }[wrong]  # fmt: skip
    if kept is not None:
        slot.set(kept)
    guard = TrailGuard(store, slot, was_kept=True)
    assert (guard.state, guard.is_kept, guard.is_broken) == (AnchorState.BROKEN, False, True)
    assert is_frozen(store)
    assert guard.is_unguarded is False
    assert keepers() == 0
    guard.close()
    assert slot.get() == kept


def test_older_facts_of_the_same_trail_freeze_the_desk(slot: AnchorSlot, tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk.db")
    write(store)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.meta.set("role:x", "admin")
    older = store.database.writer.all("SELECT k, v FROM sync_meta ORDER BY k")
    proof = store.database.writer.all("SELECT proof FROM write_gate")
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.meta.set("role:x", None)
    kept = end_of(store)
    slot.set(kept)
    store.database.writer.run("DELETE FROM sync_meta")
    for fact in older:
        store.database.writer.run("INSERT INTO sync_meta (k, v) VALUES (?, ?)", fact)
    store.database.writer.run("UPDATE write_gate SET proof = ?", proof[0])
    assert store.verify_desk() == set()  # by itself it is whole: only the keyring can tell
    store.close()
    again = open_store(tmp_path / "desk.db")
    assert (again.audit_head.seq, again.audit_head.mac) == (kept.seq, kept.mac)
    assert TrailGuard(again, slot, was_kept=True).is_broken
    again.close()


def test_anchor_of_before_there_were_turns_is_good(store: LocalStore, slot: AnchorSlot) -> None:
    kept = end_of(store)
    slot.set(Anchor(kept.seq, kept.mac))
    guard = TrailGuard(store, slot, was_kept=True)
    assert guard.is_kept
    guard.close()
    assert slot.get() == kept


def test_trail_the_server_disowns_is_broken_although_the_keyring_fits(
    store: LocalStore, slot: AnchorSlot
) -> None:
    slot.set(end_of(store))
    guard = TrailGuard(store, slot, was_kept=True, is_disowned=True)
    assert guard.is_broken
    assert is_frozen(store)


def test_trail_disowned_later_is_for_reading_only(
    store: LocalStore, slot: AnchorSlot, keepers: Keepers
) -> None:
    guard = TrailGuard(store, slot, was_kept=False)
    guard.disown()
    assert guard.is_broken
    assert is_frozen(store)
    assert keepers() == 0


def test_accepted_trail_is_noted_and_kept_from_there(
    store: LocalStore, slot: AnchorSlot, keepers: Keepers
) -> None:
    slot.set(Anchor(end_of(store).seq, bytes(32)))
    guard, noted = TrailGuard(store, slot, was_kept=True), list[tuple[str, bool]]()
    guard.accept(lambda what: noted.append((what, is_frozen(store))))
    assert noted == [("audit_trail_accepted", False)]
    assert guard.is_kept
    assert slot.get() == end_of(store)
    assert keepers() == 1
    guard.close()


def test_acceptance_that_cannot_be_noted_is_none(
    store: LocalStore, slot: AnchorSlot, keepers: Keepers
) -> None:
    slot.set(Anchor(end_of(store).seq, bytes(32)))
    guard = TrailGuard(store, slot, was_kept=True)

    def full(what: str) -> None:
        raise OSError(28, what)

    with pytest.raises(OSError, match="audit_trail_accepted"):
        guard.accept(full)
    assert guard.is_broken
    assert is_frozen(store)
    assert keepers() == 0


def test_keyring_that_takes_nothing_is_warned_of_and_tried_again(
    store: LocalStore, caplog: pytest.LogCaptureFixture
) -> None:
    ring = AwayRing()
    guard = TrailGuard(store, AnchorSlot(ring, "db"), was_kept=False)
    assert (guard.state, guard.is_unguarded) == (AnchorState.NONE, True)
    assert not is_frozen(store)
    guard.close()
    assert caplog.messages == [
        "the keyring does not take the audit trail's end: it is not anchored",
        "the keyring does not take the audit trail's end: KeyringUnavailable",
    ]


def test_keyring_that_goes_away_later_leaves_the_trail_unguarded(
    store: LocalStore, slot: AnchorSlot, keystore: MemoryKeyStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    slot.set(end_of(store))
    monkeypatch.setattr("app.security.audit_anchor.EVERY_S", 0.01)
    guard = TrailGuard(store, slot, was_kept=True)
    assert not guard.is_unguarded

    def away(key: str, value: bytes) -> None:
        raise KeyringUnavailable(f"{key} {len(value)}")

    monkeypatch.setattr(keystore, "set", away)
    write(store)
    wait_until(lambda: guard.is_unguarded)
    assert guard.is_kept
    assert guard.standing == "unguarded"
    guard.close()
