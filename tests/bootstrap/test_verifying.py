"""A trail that was cut, rewritten or rolled back is found, and nothing is written over it."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from app.bootstrap.anchoring import AnchorState
from app.bootstrap.headless import Desk, create_home, open_desk
from app.bootstrap.members import add_member
from app.bootstrap.verifying import Verdict, verify_home
from app.domain.errors import AuditTrailBroken, KeyringUnavailable, PermissionDenied
from app.settings import load_settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient
from tests.security.conftest import MemoryKeyStore
from tests.waiting import PATIENCE_S

THEIRS = "quiet harbour lantern 9"
pytestmark = pytest.mark.row("F2")


@pytest.fixture
def keyring() -> MemoryKeyStore:
    return MemoryKeyStore()


@pytest.fixture
def desk_home(tmp_path: Path, keyring: MemoryKeyStore) -> Path:
    """A desk in keyring mode with a patient and, so, an audit trail."""
    folder = tmp_path / "guarded"
    create_home(folder, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keyring)
    add_patient(folder, keyring)
    return folder


def opened(folder: Path, keyring: MemoryKeyStore | None) -> Desk:
    return open_desk(folder, PASSPHRASE, kdf=CHEAP, keystore=keyring)


def add_patient(folder: Path, keyring: MemoryKeyStore | None) -> None:
    desk = opened(folder, keyring)
    with desk.store.unit_of_work(desk.context) as uow:
        uow.add(a_patient())
    desk.close()


def tamper(folder: Path, keyring: MemoryKeyStore, *statements: str) -> None:
    """Change the trail as somebody with the database key would, past its triggers."""
    desk = opened(folder, keyring)
    writer = desk.store.database.writer
    triggers = writer.all(
        "SELECT name FROM sqlite_schema WHERE type='trigger' AND tbl_name='audit'"
    )
    kept = dict(keyring.secrets)
    for (name,) in triggers:
        writer.run(f"DROP TRIGGER {name}")
    for statement in statements:
        writer.run(statement)
    desk.close()
    keyring.secrets = kept


def verdict(folder: Path, keyring: MemoryKeyStore | None, **options: bool) -> Verdict:
    return verify_home(
        folder, PASSPHRASE, settings=load_settings(), keystore=keyring, kdf=CHEAP, **options
    )


def test_untouched_trail_is_sound_and_its_end_is_remembered(
    desk_home: Path, keyring: MemoryKeyStore
) -> None:
    found = verdict(desk_home, keyring)
    assert (found.is_sound, found.anchor) == (True, AnchorState.OK)
    assert found.audit_rows > 3


def test_edited_row_is_named(desk_home: Path, keyring: MemoryKeyStore) -> None:
    tamper(desk_home, keyring, "UPDATE audit SET action = 'view' WHERE seq = 2")
    found = verdict(desk_home, keyring)
    assert (found.is_sound, found.first_broken_row) == (False, 2)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
        "DELETE FROM audit",
    ],
    ids=["tail cut", "wiped"],
)
def test_missing_end_is_found_although_the_chain_is_whole(
    statement: str, desk_home: Path, keyring: MemoryKeyStore
) -> None:
    tamper(desk_home, keyring, "DELETE FROM audit_subject", statement)
    found = verdict(desk_home, keyring)
    assert (found.first_broken_row, found.anchor) == (None, AnchorState.BROKEN)
    assert not found.is_sound


def test_older_database_put_back_is_found(
    desk_home: Path, keyring: MemoryKeyStore, tmp_path: Path
) -> None:
    shutil.copy(desk_home / "clinic.db", tmp_path / "older.db")
    add_patient(desk_home, keyring)
    shutil.copy(tmp_path / "older.db", desk_home / "clinic.db")
    assert verdict(desk_home, keyring).anchor is AnchorState.BROKEN


def test_keyring_that_lost_its_item_counts_as_broken(
    desk_home: Path, keyring: MemoryKeyStore
) -> None:
    for name in [name for name in keyring.secrets if name.endswith("audit-anchor")]:
        keyring.delete(name)
    assert verdict(desk_home, keyring).anchor is AnchorState.BROKEN


def broken(folder: Path, keyring: MemoryKeyStore) -> None:
    tamper(folder, keyring, "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")


def test_desk_with_a_broken_trail_is_for_reading_only(
    desk_home: Path, keyring: MemoryKeyStore
) -> None:
    broken(desk_home, keyring)
    evidence = dict(keyring.secrets)
    with pytest.raises(AuditTrailBroken):
        add_patient(desk_home, keyring)
    assert keyring.secrets == evidence


def test_administrator_goes_on_after_looking_into_it(
    desk_home: Path, keyring: MemoryKeyStore
) -> None:
    broken(desk_home, keyring)
    assert verdict(desk_home, keyring, accept=True).anchor is AnchorState.OK
    add_patient(desk_home, keyring)
    assert verdict(desk_home, keyring).is_sound


def test_record_that_is_as_it_was_before_is_found_until_an_administrator_accepts_it(
    desk_home: Path, keyring: MemoryKeyStore
) -> None:
    """What an old page of the file put back in place leaves behind: no check finds it but this."""
    add_patient(desk_home, keyring)
    tamper(
        desk_home,
        keyring,
        "UPDATE write_gate SET is_open = 1",
        "UPDATE patient SET updated_at = updated_at - 1",
        "UPDATE write_gate SET is_open = 0",
    )
    found = verdict(desk_home, keyring)
    assert (found.is_sound, found.first_broken_row, found.anchor) == (False, None, AnchorState.OK)
    assert "older pages" in found.as_text()
    assert verdict(desk_home, keyring, accept=True).is_sound
    assert verdict(desk_home, keyring).is_sound


def test_nobody_else_goes_on(tmp_path: Path, keyring: MemoryKeyStore) -> None:
    folder = tmp_path / "desk"
    create_home(
        folder, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keyring, role="front_desk"
    )
    add_patient(folder, keyring)
    broken(folder, keyring)
    with pytest.raises(PermissionDenied):
        verdict(folder, keyring, accept=True)
    assert verdict(folder, keyring).anchor is AnchorState.BROKEN


def test_passphrase_mode_has_nothing_to_compare_with_and_says_so(home: Path) -> None:
    found = verdict(home, None)
    assert (found.is_sound, found.anchor) == (True, AnchorState.NONE)
    assert "no keyring" in found.as_text()


def test_desk_killed_in_its_first_second_opens_as_usual(
    tmp_path: Path, keyring: MemoryKeyStore
) -> None:
    folder = tmp_path / "desk"
    create_home(folder, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keyring)
    desk = opened(folder, keyring)
    kept = dict(keyring.secrets)  # what the keyring holds at the moment of the kill
    desk.close()
    keyring.secrets = kept
    assert verdict(folder, keyring).anchor is AnchorState.OK


def test_keyring_that_keeps_nothing_at_first_freezes_nobody(tmp_path: Path) -> None:
    class Shy(MemoryKeyStore):
        def set(self, key: str, value: bytes) -> None:
            if key.endswith("audit-anchor"):
                raise KeyringUnavailable("locked")
            super().set(key, value)

    keyring = Shy()
    folder = tmp_path / "desk"
    create_home(folder, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keyring)
    add_patient(folder, keyring)
    assert verdict(folder, keyring).anchor is AnchorState.NONE


def test_keyring_that_hangs_does_not_keep_a_desk_open(tmp_path: Path) -> None:
    hanging, freed = threading.Event(), list[str]()

    class Hanging(MemoryKeyStore):
        is_stuck = False

        def set(self, key: str, value: bytes) -> None:
            if self.is_stuck:
                hanging.wait(PATIENCE_S)
                freed.append(key)
            super().set(key, value)

    keyring = Hanging()
    folder = tmp_path / "desk"
    create_home(folder, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keyring)
    desk = opened(folder, keyring)
    keyring.is_stuck = True
    desk.note("view")
    desk.close()
    assert not freed
    hanging.set()


def test_denied_acceptance_stands_in_the_trail(desk_home: Path, keyring: MemoryKeyStore) -> None:
    desk = opened(desk_home, keyring)
    add_member(desk, username="bea", role="front_desk", passphrase=THEIRS, kdf=CHEAP)
    desk.close()
    for name in [name for name in keyring.secrets if name.endswith("audit-anchor")]:
        keyring.delete(name)
    with pytest.raises(PermissionDenied):
        verify_home(
            desk_home,
            THEIRS,
            user="bea",
            accept=True,
            settings=load_settings(),
            keystore=keyring,
            kdf=CHEAP,
        )
    desk = open_desk(desk_home, PASSPHRASE, user="sara", kdf=CHEAP, keystore=keyring)
    last = desk.store.database.writer.one("SELECT action, fields FROM audit ORDER BY seq DESC")
    desk.close()
    assert last == ("deny", '["audit.accept"]')
