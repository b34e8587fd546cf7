"""Row 19: a backup brings all of it back; an altered one or a wrong key brings nothing."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap.backing_up import back_up
from app.bootstrap.headless import open_desk
from app.bootstrap.recovering import make_recovery_code
from app.domain.errors import ClinicError
from app.security import backup_key
from app.settings import Settings
from app.storage.backup import read_packed
from tests.bootstrap.conftest import CHEAP, PASSPHRASE, pattern_home
from tests.matrix.backup_material import alterations, differing, random_desk, restore, rows_of
from tests.matrix.frame import Extent

__all__ = ["pattern_home"]
Report = Callable[..., None]
pytestmark = pytest.mark.row("E10", "F3")
TRIES = 8
GIBIBYTE, GIGABYTE = 1 << 30, 10**9
BULK, AT_ONCE = 32_000, 2_000
"""Values of 32,000 letters: a gigabyte and a little."""


def _backed_up(pattern: Path, folder: Path, seed: int) -> tuple[Path, dict, int]:
    desk = random_desk(pattern, folder / f"desk{seed}", seed)
    try:
        before = rows_of(desk)
        made = back_up(desk, folder / f"{seed}.backup")
        return made.path, before, made.manifest.audit_seq
    finally:
        desk.close()


def _refused(file: Path, home: Path, **secret: str) -> bool:
    try:
        restore(file, home, **secret)
    except ClinicError:
        return not (home / "desk.json").exists()
    return False


def test_drill(pattern_home: Path, tmp_path: Path, share: Extent, report: Report):
    make_recovery_code(pattern_home, PASSPHRASE, settings=Settings(), kdf=CHEAP)
    equal = altered = wrong = 0
    accepted: Counter[str] = Counter()
    previous = _backed_up(pattern_home, tmp_path, -1)[0]
    for seed in share.seeds(ci=5, soak=100):
        file, before, audit_seq = _backed_up(pattern_home, tmp_path, seed)
        new = tmp_path / f"new{seed}"
        restored = restore(file, new)
        desk = open_desk(new, PASSPHRASE, kdf=CHEAP)
        try:
            assert desk.store.verify_audit() is None
            assert restored.manifest.audit_seq == audit_seq == len(before["audit"])
            equal += not differing(before, rows_of(desk), audit_seq=audit_seq)
        finally:
            desk.close()
        dice, target = random.Random(seed), tmp_path / "altered.backup"
        original = file.read_bytes()
        for where, change in alterations(file, previous).items():
            for _ in range(TRIES):
                target.write_bytes(change(original, dice))
                altered += 1
                accepted[where] += not _refused(target, tmp_path / "refused")
        for secret in (
            {"passphrase": f"{PASSPHRASE} {dice.random()}"},
            {"passphrase": PASSPHRASE, "code": "".join(dice.choices("0123456789ABCDEF", k=26))},
        ):
            wrong += 1
            accepted["wrong key"] += not _refused(file, tmp_path / "refused", **secret)
        previous = file
    done = share(ci=5, soak=100) if not share.is_over else equal
    report(19, databases=done, equal=equal, altered=altered, wrong_keys=wrong,
           accepted=sum(accepted.values()))  # fmt: skip
    assert +accepted == Counter()
    assert equal == done


def test_control_a_changed_row_is_not_equal(pattern_home: Path, tmp_path: Path):
    desk = random_desk(pattern_home, tmp_path / "desk", 7)
    before = rows_of(desk)
    seq = len(before["audit"])
    after = {name: list(rows) for name, rows in before.items()}
    assert differing(before, after, audit_seq=seq) == []
    for name in ("patient", "outbox", "audit", "search_token"):
        broken = {**after, name: after[name][1:]}
        assert differing(before, broken, audit_seq=seq), name
    desk.close()


def test_control_without_the_proof_an_altered_head_is_accepted(
    pattern_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file, _, _ = _backed_up(pattern_home, tmp_path, 3)
    raw, packed = file.read_bytes(), read_packed(file)
    assert b'"Nordlicht"' in packed.header
    file.write_bytes(raw.replace(b'"Nordlicht"', b'"Nordlichx"', 1))
    assert _refused(file, tmp_path / "new")
    monkeypatch.setattr(backup_key, "_prove", lambda header, key: None)
    assert not _refused(file, tmp_path / "new")


@pytest.mark.soak
def test_restore_time_per_gibibyte(pattern_home: Path, tmp_path: Path, report: Report):
    desk = random_desk(pattern_home, tmp_path / "desk", 1)
    dice = random.Random(1)
    for part in range(BULK // AT_ONCE):
        with desk.store.unit_of_work(desk.context) as uow:
            for n in range(AT_ONCE):
                uow.meta.set(f"bulk:{part * AT_ONCE + n}", dice.randbytes(16_000).hex())
    began = time.monotonic()
    made = back_up(desk, tmp_path / "big.backup")
    backed_up = time.monotonic()
    desk.close()
    restore(made.path, tmp_path / "new")
    ended = time.monotonic()
    size = made.manifest.size / GIBIBYTE
    report(19, gibibytes=f"{size:.2f}", backup_s=f"{backed_up - began:.1f}",
           restore_s=f"{ended - backed_up:.1f}",
           restore_s_per_gib=f"{(ended - backed_up) / size:.1f}")  # fmt: skip
    assert size >= GIGABYTE / GIBIBYTE
