"""Row 7: whoever edits, cuts, wipes, forks or rolls back the audit trail is found."""

from __future__ import annotations

import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, reject, seed, settings

from app.bootstrap.anchoring import AnchorState, TrailGuard
from app.domain.errors import ClinicError
from app.security.audit_anchor import EVERY_S, Anchor, AnchorKeeper, AnchorSlot
from tests.matrix.audit_tampers import LONGEST_CUT, Tamper, tampers
from tests.matrix.frame import Extent
from tests.matrix.material import (
    AUDIT_KEY,
    CONTEXT,
    DB_ID,
    add_events,
    checkpoint,
    edit,
    fill,
    open_store,
    raw_connection,
)
from tests.matrix.plain_audit import first_broken, read_events, read_subjects
from tests.security.conftest import MemoryKeyStore

WINDOW_S = 1.0
KINDS = (
    "edit", "delete", "reorder", "duplicate", "tail_cut", "wipe", "fork", "old_file",
    "key_holder_edit", "key_holder_delete", "subject_added", "subject_removed",
)  # fmt: skip
_BATCH = 50


class Unchanged(Exception):
    """This falsification would have left the trail as it was."""


@dataclass(frozen=True, slots=True)
class Trail:
    """A finished trail on disk, an older copy of its file, and the anchor of its end."""

    folder: Path
    slot: AnchorSlot

    @property
    def newest(self) -> Path:
        return self.folder / "newest.db"

    @property
    def older(self) -> Path:
        return self.folder / "older.db"

    def examine(self, tamper: Tamper | None, anchor: AnchorSlot) -> tuple[bool, bool, str]:
        """Found by chain and anchor; found by the chain alone; the second opinion's agreement."""
        path = self.folder / "tampered.db"
        shutil.copyfile(self.newest, path)
        if tamper is not None and not tamper.apply(path, self.older):
            raise Unchanged
        raw = raw_connection(path)
        opinion = first_broken(read_events(raw), read_subjects(raw), AUDIT_KEY)
        raw.close()
        try:
            store = open_store(path)
        except ClinicError:
            return True, True, "refused"
        try:
            broken = store.verify_audit()
        except (AttributeError, TypeError):
            store.close()
            return True, True, "crashed"
        guard = TrailGuard(store, copy_of(anchor), was_kept=True)
        guard.close()
        store.close()
        agreement = "agrees" if broken == opinion else f"{tamper}: {broken} is not {opinion}"
        return broken is not None or guard.is_broken, broken is not None, agreement


@pytest.fixture(scope="module")
def long_trail(tmp_path_factory: pytest.TempPathFactory) -> Trail:
    return a_trail(tmp_path_factory.mktemp("long"), LONGEST_CUT)


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory) -> Trail:
    return a_trail(tmp_path_factory.mktemp("trail"), 20)


def a_trail(folder: Path, views: int) -> Trail:
    store = open_store(folder / "newest.db", is_new=True)
    patients = edit(store, fill(store, 12), "Chicago")
    checkpoint(store)
    shutil.copyfile(folder / "newest.db", folder / "older.db")
    add_events(store, views)
    edit(store, patients, "Denver")
    slot = AnchorSlot(MemoryKeyStore(), DB_ID)
    slot.set(Anchor(store.audit_head.seq, store.audit_head.mac))
    store.close()
    return Trail(folder, slot)


def test_each_falsified_trail_is_found(
    trail: Trail, long_trail: Trail, share: Extent, report: Callable[..., None]
) -> None:
    found: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    silent: list[Tamper] = []
    crashed: list[Tamper] = []
    differing: list[str] = []

    def examine(tamper: Tamper) -> None:
        if share.is_over:
            return
        try:
            one = long_trail if tamper.kind in ("tail_cut", "fork") else trail
            with_anchor, by_chain, agreement = one.examine(tamper, one.slot)
        except Unchanged:
            reject()
        found[tamper.kind] += 1
        alone[tamper.kind] += by_chain
        if not with_anchor:
            silent.append(tamper)
        crashed.extend([tamper] if agreement == "crashed" else [])
        if agreement not in ("agrees", "refused", "crashed"):
            differing.append(agreement)

    for number in share.seeds(ci=500 // _BATCH, soak=10_000 // _BATCH):
        run = given(tampers(KINDS))(examine)
        run = settings(
            max_examples=_BATCH,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(run)
        seed(number)(run)()
    total = sum(found.values())
    report(
        7,
        tampered=total,
        detected=f"{total - len(silent)}/{total}",
        detected_without_anchor=f"{sum(alone.values())}/{total}",
        missed_without_anchor=",".join(sorted(k for k in found if alone[k] < found[k])),
        second_opinion_differs=len(differing),
        crashed=len(crashed),
    )
    assert (silent, crashed, differing) == ([], [], [])


def test_record_slipped_into_an_event_is_found(trail: Trail) -> None:
    assert trail.examine(Tamper("subject_added", at=0.5), trail.slot)[:2] == (True, True)


@pytest.mark.parametrize("column", ["row_id", "device_id"])
def test_value_of_a_wrong_kind_is_named_and_crashes_nothing(trail: Trail, column: str) -> None:
    tamper = Tamper("edit", at=0.5, column=column, value="03" * 16)
    assert trail.examine(tamper, trail.slot) == (True, True, "agrees")


@pytest.mark.parametrize("cut", [1, 2, 10, 100, 999, LONGEST_CUT])
def test_a_cut_tail_is_found_whatever_its_length(long_trail: Trail, cut: int) -> None:
    assert long_trail.examine(Tamper("tail_cut", size=cut), long_trail.slot)[:2] == (True, False)


def test_untouched_trail_is_accepted(trail: Trail) -> None:
    assert trail.examine(None, trail.slot) == (False, False, "agrees")


def test_control_key_holder_goes_unseen_where_no_anchor_looks(trail: Trail) -> None:
    """The same falsification without what the keyring remembers: the check can come out false."""
    none = AnchorSlot(MemoryKeyStore(), DB_ID)
    none.set(Anchor(1, _first_mac(trail)))
    tamper = Tamper("key_holder_edit", at=0.5)
    assert trail.examine(tamper, none)[0] is False
    assert trail.examine(tamper, trail.slot)[0] is True


def test_at_most_a_second_of_work_can_be_cut_unseen(
    tmp_path: Path, share: Extent, report: Callable[..., None]
) -> None:
    """Work goes on; at random moments the anchor must know all that stood at its last turn but one.

    It takes two turns in a second. A computer that is busy wakes its thread late: the clock's
    figure is reported, and asked in a soak.
    """
    random, worst, late, cuts = Random(share.first), 0.0, 0.0, 0
    missed = 0
    store = open_store(tmp_path / "clinic.db", is_new=True)
    slot = AnchorSlot(MemoryKeyStore(), DB_ID)
    turns: list[int] = []

    def head() -> Anchor:
        turns.append(store.audit_head.seq)
        return Anchor(store.audit_head.seq, store.audit_head.mac)

    keeper = AnchorKeeper(slot, head)
    acked: list[tuple[float, int]] = []
    ended = threading.Event()

    def work() -> None:
        while not ended.is_set():
            with store.unit_of_work(CONTEXT) as uow:
                uow.note("view")
            acked.append((time.monotonic(), store.audit_head.seq))
            time.sleep(0.01)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        end = time.monotonic() + share.lasting(ci=3, soak=30)
        time.sleep(WINDOW_S)
        while time.monotonic() < end or cuts <= 5 or len(turns) <= 2:
            pause_s, begun = random.uniform(0.01, 0.2), time.monotonic()
            time.sleep(pause_s)
            due = turns[-2] if len(turns) > 1 else 0
            kept, now = slot.get(), time.monotonic()
            missed += kept is None or kept.seq < due
            late = max(late, now - begun - pause_s)
            unknown = [at for at, seq in acked if kept is None or seq > kept.seq]
            worst, cuts = max([worst, *(now - at for at in unknown[:1])]), cuts + 1
    finally:
        ended.set()
        worker.join()
        keeper.close()
        store.close()
    report(7, moments=cuts, worst_window_s=round(worst, 3), late_s=round(late, 3))
    assert cuts > 5
    assert missed == 0
    assert len(turns) > 2
    assert 2 * EVERY_S <= WINDOW_S
    assert not share.is_soak or worst <= WINDOW_S + late


def test_control_without_a_keeper_the_window_grows(trail: Trail, tmp_path: Path) -> None:
    """An anchor that nobody carries on calls a trail cut after it whole."""
    stale = AnchorSlot(MemoryKeyStore(), DB_ID)
    stale.set(Anchor(1, _first_mac(trail)))
    shutil.copyfile(trail.newest, tmp_path / "clinic.db")
    Tamper("tail_cut", size=20).apply(tmp_path / "clinic.db", trail.older)
    store = open_store(tmp_path / "clinic.db")
    guard = TrailGuard(store, stale, was_kept=True)
    guard.close()
    store.close()
    assert guard.state is AnchorState.OK


def copy_of(slot: AnchorSlot) -> AnchorSlot:
    """A keyring of its own, since a guard carries the anchor on."""
    store = MemoryKeyStore()
    assert isinstance(slot.keystore, MemoryKeyStore)
    store.secrets.update(slot.keystore.secrets)
    return AnchorSlot(store, slot.db_id)


def _first_mac(trail: Trail) -> bytes:
    raw = raw_connection(trail.newest)
    mac: bytes = raw.execute("SELECT mac FROM audit WHERE seq = 1").fetchone()[0]
    raw.close()
    return mac
