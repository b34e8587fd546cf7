"""Row 17: whatever becomes of the keyring, no new empty database, no clear text, a way back."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import keyring
import pytest

from app.bootstrap.headless import Desk, create_home, open_desk
from app.bootstrap.home import Home
from app.bootstrap.recovering import make_recovery_code, recover_desk
from app.domain.errors import ClinicError, KeyAccessError
from app.security import keyring_store, slot_file
from app.settings import load_settings
from tests.factories import a_patient
from tests.matrix.keyrings import CASES, Case, Healthy, SlowForEachThread
from tests.security.conftest import CHEAP, PASSPHRASE

pytestmark = pytest.mark.row("F3")
NEW = "a quite different passphrase"
MARKER = "Quillfeather"
FIRST_S = 10.0
SHORT = 24
"""Letters of base64; a key takes 44, a sealed head 88."""


@pytest.fixture
def tries(tmp_path: Path) -> Callable[[Case], Trial]:
    return lambda case: Trial(tmp_path / case.name.replace(" ", "-"), case)


class Trial:
    """One desk made with a healthy keyring, and then another keyring in its place."""

    def __init__(self, folder: Path, case: Case) -> None:
        self.case = case
        self.folder = folder
        self.home = folder / "desk"
        self.clear = folder / "keyring_pass.cfg"
        healthy = Healthy()
        keyring.set_keyring(healthy)
        create_home(self.home, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP)
        desk = open_desk(self.home, PASSPHRASE, kdf=CHEAP)
        with desk.store.unit_of_work(desk.context) as uow:
            uow.add(a_patient(family_name=MARKER))
        desk.close()
        self.code = make_recovery_code(self.home, PASSPHRASE, settings=load_settings(), kdf=CHEAP)
        # The head's number is kept there, too: four letters that any file may hold by chance.
        self.kept = dict(healthy.kept)
        self.secrets = {kept for kept in healthy.kept.values() if len(kept) > SHORT}
        keyring.set_keyring(case.make(healthy, self.clear))

    def open(self, passphrase: str) -> Desk:
        return open_desk(self.home, passphrase, kdf=CHEAP)

    def opens(self) -> bool:
        try:
            self.open(PASSPHRASE).close()
        except KeyAccessError:
            return False
        return True

    def identity(self) -> tuple[object, ...]:
        """What a new database would not have: the file's salt, its place, three identifiers."""
        place = Home(self.home)
        slots, file = slot_file.read(place.key_slots), place.read()
        salt = place.database.read_bytes()[:16]
        found = sorted(path.name for path in self.home.glob("*.db"))
        return salt, found, place.database.stat().st_ino, file.db_id, slots.db_id, slots.clinic_id

    def has_clear_text(self) -> bool:
        """Whether a secret or a name can be read in any file."""
        found = [path.read_bytes() for path in self.folder.rglob("*") if path.is_file()]
        words = [MARKER.encode(), *(secret.encode() for secret in self.secrets)]
        return any(word in content for content in found for word in words)

    def mode_of_a_new_desk(self) -> str:
        other = self.folder / "other"
        create_home(other, "Nordlicht", "tom", PASSPHRASE, kdf=CHEAP)
        return Home(other).read().mode

    def recovers(self) -> bool:
        recover_desk(self.home, self.code, NEW, settings=load_settings(), kdf=CHEAP)
        desk = self.open(NEW)
        try:
            is_there = desk.store.statistics().rows["patient"] == 1
            return is_there and not desk.trail.is_broken and desk.store.verify_audit() is None
        finally:
            desk.close()


def test_nine_keyrings_lose_nothing_and_show_nothing(
    tries: Callable[[Case], Trial], report: Callable[..., None]
) -> None:
    counts = dict.fromkeys(("backends", "new_databases", "clear_text", "recovered"), 0)
    for case in CASES:
        trial = tries(case)
        before = trial.identity()
        assert trial.opens() == case.opens, case.name
        assert len(trial.secrets) == 2, case.name
        expected = "keyring" if case.is_usable else "passphrase"
        assert trial.mode_of_a_new_desk() == expected, case.name
        counts["recovered"] += trial.recovers()
        counts["new_databases"] += trial.identity() != before
        counts["clear_text"] += trial.has_clear_text()
        counts["backends"] += 1
    report(17, seed="none", **counts)
    assert counts == {"backends": 9, "new_databases": 0, "clear_text": 0, "recovered": 9}


def test_a_keyring_that_takes_its_time_is_waited_for(
    tmp_path: Path, report: Callable[..., None]
) -> None:
    """As long as a person takes to find the password of their keyring, and nothing is given up.

    Two desks wait the row's ten seconds at once: one is opened, one comes back with its code.
    """
    slow = next(one for one in CASES if one.name == "slow")
    opened, recovered = Trial(tmp_path / "opened", slow), Trial(tmp_path / "recovered", slow)
    before = [one.identity() for one in (opened, recovered)]
    ring = SlowForEachThread()
    ring.kept = {**opened.kept, **recovered.kept}
    ring.first_s = FIRST_S
    keyring.set_keyring(ring)

    def timed(work: Callable[[], bool]) -> float:
        began = time.monotonic()
        assert work()
        return time.monotonic() - began

    with ThreadPoolExecutor(2) as pool:
        waits = list(pool.map(timed, (opened.opens, recovered.recovers)))
    has_clear = opened.has_clear_text() or recovered.has_clear_text()
    report(17, seed="none", slow_s=round(min(waits), 1), recovered=1, clear_text=int(has_clear))
    assert min(waits) >= FIRST_S
    assert [one.identity() for one in (opened, recovered)] == before
    assert opened.mode_of_a_new_desk() == "keyring"
    assert not has_clear


def test_a_database_made_anew_is_seen(tries: Callable[[Case], Trial]) -> None:
    """The control: a desk made again in the place of the old one, with the same names."""
    trial = tries(next(one for one in CASES if one.name == "changed"))
    before = trial.identity()
    shutil.rmtree(trial.home)
    create_home(trial.home, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP)
    after = trial.identity()
    assert all(one != other for one, other in zip(before[3:], after[3:], strict=True))
    assert before[0] != after[0]


def test_a_keyring_that_is_trusted_by_mistake_is_found(
    tries: Callable[[Case], Trial], monkeypatch: pytest.MonkeyPatch, report: Callable[..., None]
) -> None:
    """The control: without the list of trusted backends the clear text is there, and seen."""
    case = next(one for one in CASES if one.name == "plaintext")
    trial = tries(case)
    trusted = keyring_store.TRUSTED | {"keyrings.alt.file.PlaintextKeyring"}
    monkeypatch.setattr(keyring_store.KeyringStore.__init__, "__kwdefaults__", {"trusted": trusted})
    monkeypatch.setattr(keyring_store.choose_mode, "__kwdefaults__", {"trusted": trusted})
    monkeypatch.setattr(keyring_store.system_keyring, "__kwdefaults__", {"trusted": trusted})
    assert trial.mode_of_a_new_desk() == "keyring"
    kept = trial.clear.read_text().splitlines()
    trial.secrets |= {line.split()[-1] for line in kept}
    report(17, seed="none", control="trusted plaintext", clear_text=int(trial.has_clear_text()))
    assert trial.has_clear_text()


def test_recovery_that_was_cut_between_its_two_files_opens_all_the_same(
    tries: Callable[[Case], Trial], monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = tries(CASES[0])

    def cut(place: Home, content: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Home, "write", cut)
    with pytest.raises(KeyboardInterrupt):
        trial.recovers()
    monkeypatch.undo()
    keyring.set_keyring(CASES[0].make(Healthy(), trial.clear))
    trial.open(NEW).close()
    assert Home(trial.home).read().mode == "passphrase"


def test_a_wrong_passphrase_is_one_of_our_errors_with_every_keyring(
    tries: Callable[[Case], Trial],
) -> None:
    for case in CASES:
        with pytest.raises(ClinicError):
            tries(case).open("a wrong passphrase entirely")
