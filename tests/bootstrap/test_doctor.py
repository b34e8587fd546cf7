"""What `doctor` says of backups and of the audit trail's end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.bootstrap import desk as desk_module
from app.bootstrap.backing_up import back_up
from app.bootstrap.doctor import examine
from app.bootstrap.headless import Desk, create_home
from app.bootstrap.home import SystemClock
from app.domain.appointment import Appointment
from app.domain.errors import KeyringUnavailable, StorageFull
from app.domain.staff import User
from app.settings import Settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient, an_appointment
from tests.security.conftest import MemoryKeyStore


def test_age_of_the_last_backup_is_shown(
    opened: Callable[..., Desk], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    found = examine(home, PASSPHRASE, user=None, settings=Settings())
    assert (found.last_backup, found.backup_age_h) == ("", None)
    assert "backup: none yet" in found.as_text()
    desk = opened()
    back_up(desk, tmp_path / "a.backup")
    desk.close()
    now = SystemClock.now
    monkeypatch.setattr(SystemClock, "now", lambda self: now(self) + timedelta(hours=30))
    found = examine(home, PASSPHRASE, user=None, settings=Settings())
    assert found.backup_age_h == pytest.approx(30, abs=0.2)
    assert "30 hours ago" in found.as_text()


@pytest.mark.row("F2")
def test_keyring_that_takes_no_anchor_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring, home = MemoryKeyStore(), tmp_path / "desk"
    create_home(home, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=ring)
    monkeypatch.setattr(desk_module, "keystore_of", lambda place: ring)
    assert examine(home, PASSPHRASE, user=None, settings=Settings()).audit_anchor == "ok"
    real = ring.set

    def full(key: str, value: bytes) -> None:
        if key.endswith("audit-anchor"):
            raise KeyringUnavailable
        real(key, value)

    other = tmp_path / "other"
    create_home(other, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=ring)
    monkeypatch.setattr(ring, "set", full)
    found = examine(other, PASSPHRASE, user=None, settings=Settings())
    assert found.audit_anchor == "not kept: the keyring does not take it"
    assert found.audit_anchor in found.as_text()


@pytest.mark.row("B7")
def test_the_public_key_of_exports_is_shown(home: Path) -> None:
    found = examine(home, PASSPHRASE, user=None, settings=Settings())
    assert len(bytes.fromhex(found.public_key)) == 32
    assert f"public key: {found.public_key}" in found.as_text()


@pytest.mark.row("B4")
@pytest.mark.row("D4")
def test_how_cache_and_queries_did_is_known_after_the_session(
    opened: Callable[..., Desk], home: Path
) -> None:
    assert "nothing is known" in examine(home, PASSPHRASE, user=None, settings=Settings()).as_text()
    for _ in range(2):
        _read_much(opened())
    found = examine(home, PASSPHRASE, user=None, settings=Settings())
    assert found.usage["sessions"] == 2
    assert int(str(found.usage["hits_of"]["user"])) > 500  # type: ignore[index]
    assert "answered from memory in 2 sessions" in found.as_text()
    assert found.as_json()["settings"]["db_query_timeout_s"] == 30  # type: ignore[index]


@pytest.mark.row("B9")
def test_slow_statements_are_shown_by_their_shape(
    opened: Callable[..., Desk], home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    desk = opened()
    desk.store.database.queries._slow_s = 0.0
    session = desk.store.database.queries.session(desk.store.database.writer.raw)
    for _ in range(200):
        session.one("SELECT 'Okafor' FROM patient")
    desk.close()
    text = examine(home, PASSPHRASE, user=None, settings=Settings()).as_text()
    assert "SELECT ? FROM patient" in text
    assert "Okafor" not in text


def _read_much(desk: Desk) -> None:
    for _ in range(300):
        desk.worker.submit_read(
            lambda reader: reader.records(User).get(desk.context.user_id)
        ).result()
    desk.close()


@pytest.mark.row("C9")
def test_errors_of_earlier_sessions_are_counted_by_code(
    opened: Callable[..., Desk], home: Path
) -> None:
    desk = opened()
    for _ in range(2):
        with pytest.raises(StorageFull), desk.store.unit_of_work(desk.context):
            raise StorageFull
    desk.close()
    found = examine(home, PASSPHRASE, user=None, settings=Settings())
    assert found.usage["errors"] == {"STORAGE_FULL": 2}
    assert "errors: STORAGE_FULL 2" in found.as_text()


@pytest.mark.row("C5")
def test_transactions_are_rehearsed_on_this_computer(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = examine(home, PASSPHRASE, user=None, settings=Settings())
    assert (found.rehearsal, found.is_healthy) == ("ok", True)
    monkeypatch.setattr("app.bootstrap.doctor.rehearse", lambda **_: ("savepoints", "hooks"))
    found = examine(home, PASSPHRASE, user=None, settings=Settings())
    assert (found.rehearsal, found.is_healthy) == ("failed: savepoints, hooks", False)
    assert "transactions on this computer: failed: savepoints, hooks" in found.as_text()


@pytest.mark.row("C3")
def test_visits_are_counted_by_status(opened: Callable[..., Desk], home: Path) -> None:
    desk = opened()
    person = a_patient()
    with desk.store.unit_of_work(desk.context) as uow:
        uow.add(person)
        uow.records(Appointment).bulk_create(
            an_appointment(person, status=one) for one in ("booked", "booked", "completed")
        )
    desk.close()
    found = examine(home, PASSPHRASE, user=None, settings=Settings())
    assert found.visits == {"booked": 2, "completed": 1}
    assert "visits booked: 2" in found.as_text()
