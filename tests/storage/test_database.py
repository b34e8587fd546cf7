"""Opening, refusing and checking the encrypted file."""

from __future__ import annotations

import gc
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import (
    DatabaseDamaged,
    DiskTrouble,
    DuplicateRecord,
    OpenFailed,
    SelfCheckFailed,
    StorageBusy,
    StorageError,
    StorageFull,
)
from app.domain.patient import Patient
from app.storage.database import Database
from app.storage.driver import driver
from app.storage.store import LocalStore
from tests.storage.conftest import CONTEXT, KEY, open_store, patient

CANARY = "Zyxwvutsrq"


@pytest.mark.row("F2")
def test_self_check_passes_on_a_new_database(store: LocalStore) -> None:
    store.database.self_check(deep=True)


@pytest.mark.row("F2")
@pytest.mark.parametrize(
    "name",
    [
        "journal_mode",
        "synchronous",
        "foreign_keys",
        "cipher_version",
        "sqlite_version",
        "encrypted_header",
    ],
)
def test_file_with_one_condition_of_safe_storage_missing_is_not_opened(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(tmp_path / "clinic.db").close()
    database = Database(tmp_path / "clinic.db", KEY)
    wrong: dict[str, Callable[[], object]] = {
        "journal_mode": lambda: database.writer.one("PRAGMA journal_mode=DELETE"),
        "synchronous": lambda: database.writer.run("PRAGMA synchronous=OFF"),
        "foreign_keys": lambda: database.writer.run("PRAGMA foreign_keys=OFF"),
        "cipher_version": lambda: monkeypatch.setattr(database, "writer", _NoCipher(database)),
        "sqlite_version": lambda: monkeypatch.setattr(driver, "sqlite_version_info", (3, 30, 0)),
        "encrypted_header": lambda: monkeypatch.setattr(database, "path", _plain(tmp_path)),
    }
    database.self_check()
    writer = database.writer
    try:
        wrong[name]()
        with pytest.raises(SelfCheckFailed, match=name):
            database.self_check()
    finally:
        database.writer = writer
        database.close()


class _NoCipher:
    """A driver without encryption answers nothing when it is asked for its cipher."""

    def __init__(self, database: Database) -> None:
        self._writer = database.writer

    def one(self, sql: str) -> tuple[Any, ...] | None:
        """As the connection."""
        return None if sql == "PRAGMA cipher_version" else self._writer.one(sql)


def _plain(folder: Path) -> Path:
    """A file that anybody reads."""
    path = folder / "plain.db"
    path.write_bytes(b"SQLite format 3\x00" + bytes(4080))
    return path


def test_wrong_key_does_not_open_and_says_nothing(store: LocalStore, tmp_path: Path) -> None:
    with pytest.raises(OpenFailed) as caught:
        Database(tmp_path / "clinic.db", bytes(32))
    assert caught.value.__context__ is None
    assert str(caught.value) == ""


def test_short_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OpenFailed):
        Database(tmp_path / "clinic.db", b"short")


def test_plaintext_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "clinic.db").write_bytes(b"SQLite format 3\x00" + bytes(4080))
    with pytest.raises(OpenFailed):
        Database(tmp_path / "clinic.db", KEY)


@pytest.mark.parametrize("leave_empty_file", [True, False])
def test_lost_database_is_not_taken_for_a_new_one(tmp_path: Path, leave_empty_file: bool) -> None:
    if leave_empty_file:
        (tmp_path / "clinic.db").touch()
    with pytest.raises(OpenFailed):
        Database(tmp_path / "clinic.db", KEY, expect_initialised=True)


def test_only_the_owner_may_read_the_files(store: LocalStore, tmp_path: Path) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
    for file in tmp_path.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


@pytest.mark.row("F2")
@pytest.mark.row("E10")
def test_no_patient_text_stands_in_any_file(store: LocalStore, tmp_path: Path) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient(family_name=CANARY, city=CANARY, email=f"{CANARY}@x.org"))
    files = list(tmp_path.iterdir())
    assert {file.name for file in files} >= {"clinic.db", "clinic.db-wal"}
    for file in files:
        assert CANARY.lower().encode() not in file.read_bytes().lower(), file.name
    (tmp_path / "control").write_text(CANARY)
    assert CANARY.encode() in (tmp_path / "control").read_bytes()


def test_errors_hold_no_patient_text(store: LocalStore) -> None:
    with pytest.raises(DuplicateRecord) as caught, store.unit_of_work(CONTEXT) as uow:
        uow.add(uow.add(patient(family_name=CANARY)))
    assert CANARY not in repr(caught.value)


def test_damaged_page_is_found(tmp_path: Path) -> None:
    path = tmp_path / "clinic.db"
    store = open_store(path)
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
    store.close()
    content = bytearray(path.read_bytes())
    content[4096 * 5 + 100] ^= 1
    path.write_bytes(content)
    database = Database(path, KEY)
    with pytest.raises(DatabaseDamaged):
        database.self_check(deep=True)
    database.close()


def test_page_torn_while_it_was_carried_over_is_taken_from_the_log(tmp_path: Path) -> None:
    """A loss of power in a checkpoint tears pages of the main file, none of the -wal."""
    Database(tmp_path / "clinic.db", KEY).close()
    store = open_store(tmp_path / "clinic.db")  # all of it is written now, and lies in the -wal
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
    log = (tmp_path / "clinic.db-wal").read_bytes()
    store.database.writer.all("PRAGMA wal_checkpoint(PASSIVE)")
    pages = bytearray((tmp_path / "clinic.db").read_bytes())
    store.close()
    pages[512::1024] = bytes(len(pages[512::1024]))
    (tmp_path / "clinic.db").write_bytes(pages)
    (tmp_path / "clinic.db-wal").write_bytes(log)
    store = open_store(tmp_path / "clinic.db")
    store.database.check_integrity()
    store.close()


def test_closed_database_answers_nothing(store: LocalStore) -> None:
    store.close()
    with pytest.raises(StorageError), store.unit_of_work(CONTEXT):
        pass


WRITER = """
import sys
from pathlib import Path
from dataclasses import replace
from tests.storage.conftest import CONTEXT, open_store, patient
from app.domain.patient import Patient
store = open_store(Path(sys.argv[1]))
number = 0
while True:
    number += 1
    with store.unit_of_work(CONTEXT) as uow:
        kept = uow.add(patient(mrn=f"MRN-{number}"))
        uow.save(replace(kept, city=str(number)))
    print(number, flush=True)
"""


@pytest.mark.row("F2", "F4")
@pytest.mark.parametrize("delay_s", [0.05, 0.11])
def test_kill_in_the_middle_of_writing_loses_nothing(tmp_path: Path, delay_s: float) -> None:
    path = tmp_path / "clinic.db"
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert child.stdout.readline() == "1\n"
    time.sleep(delay_s)
    child.send_signal(signal.SIGKILL)
    acknowledged = int((child.stdout.read().split() or ["1"])[-1])
    child.stdout.close()
    child.wait()
    store = open_store(path)
    store.database.self_check(deep=True)
    rows = store.statistics().rows
    assert rows["patient"] in (acknowledged, acknowledged + 1)
    assert rows["outbox"] == rows["audit"] == 2 * rows["patient"]
    assert store.verify_audit() is None
    store.close()


@pytest.mark.row("F2")
def test_closed_database_cannot_be_opened_again_through_itself(store: LocalStore) -> None:
    with store.reader():
        pass
    store.close()
    with pytest.raises(StorageError, match="closed"), store.reader():
        pass
    with pytest.raises(StorageError, match="closed"), store.database.migrating():
        pass
    with pytest.raises(StorageError, match="closed"):
        store.statistics()
    assert KEY.hex() not in str(vars(store.database))
    assert KEY not in vars(store.database).values()


def test_what_a_reader_read_stays_nowhere_once_it_is_done(store: LocalStore) -> None:
    one = patient(family_name="Canary")
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(one)
    store.read(lambda reader: reader.records(Patient).get(one.id))
    assert not rows_with("Canary")


def rows_with(marker: str) -> list[tuple[object, ...]]:
    """Rows on the heap that hold a text."""
    return [one for one in gc.get_objects() if type(one) is tuple and marker in one]


def test_reader_under_way_when_the_database_closes_is_given_back_quietly(
    store: LocalStore,
) -> None:
    with store.reader():
        store.close()
    with pytest.raises(StorageError, match="closed"), store.reader():
        pass


def test_connection_that_opens_while_the_database_closes_is_closed_too(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, real = [], driver.connect

    def slow(*args: Any, **options: Any) -> Any:
        opened.append(real(*args, **options))
        store.close()
        return opened[0]

    monkeypatch.setattr(driver, "connect", slow)
    with pytest.raises(StorageError, match="closed"), store.reader():
        pass
    with pytest.raises(driver.ProgrammingError):
        opened[0].execute("SELECT count(*) FROM patient")


def add_until_it_fails(store: LocalStore) -> None:
    for number in range(2000):
        with store.unit_of_work(CONTEXT) as uow:
            uow.add(patient(mrn=f"MRN-{number}"))
    raise AssertionError("the disk never filled up")


def check_nothing_half_saved(store: LocalStore) -> None:
    rows = store.statistics().rows
    assert rows["patient"] == rows["outbox"] == rows["audit"] == rows["shadow"]
    assert store.verify_audit() is None
    store.database.self_check(deep=True)


@pytest.mark.row("F4")
def test_full_disk_saves_nothing_of_the_change_and_goes_on_once_there_is_room(
    store: LocalStore,
) -> None:
    writer = store.database.writer
    pages = writer.one("PRAGMA page_count")[0]
    writer.run(f"PRAGMA max_page_count={pages + 20}")
    with pytest.raises(StorageFull) as caught:
        add_until_it_fails(store)
    assert caught.value.__context__ is None
    check_nothing_half_saved(store)
    writer.run(f"PRAGMA max_page_count={pages + 2000}")
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="MRN-more"))
    check_nothing_half_saved(store)


@pytest.mark.row("F4")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
def test_limit_on_the_files_size_saves_nothing_of_the_change(store: LocalStore) -> None:
    import resource  # not there on Windows

    log = store.database.path.with_name("clinic.db-wal")
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 100_000, usual[1]))
    try:
        with pytest.raises(DiskTrouble):
            add_until_it_fails(store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    check_nothing_half_saved(store)


@pytest.mark.row("F4")
def test_database_held_by_another_program_saves_nothing_until_it_is_free(
    store: LocalStore, tmp_path: Path
) -> None:
    other = Database(tmp_path / "clinic.db", KEY)
    store.database.writer.run("PRAGMA busy_timeout=50")
    other.writer.run("BEGIN IMMEDIATE")
    with pytest.raises(StorageBusy), store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
    other.writer.run("ROLLBACK")
    assert store.statistics().rows["patient"] == 0
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
    check_nothing_half_saved(store)
    other.close()
