"""Every code of the storage interface: one class, provoked for real where it can come up."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from app.domain import errors
from app.domain.changes import Origin
from app.domain.error_root import ClinicError, StorageCode
from app.domain.errors import (
    AnswerLost,
    ConsistencyViolation,
    DatabaseDamaged,
    DuplicateRecord,
    InvalidKey,
    InvalidRecord,
    OpenFailed,
    ReadOnlyTransaction,
    RecordNotFound,
    SerializationFailed,
    StaleVersion,
    StorageFull,
    StoreClosed,
    TransactionAborted,
    Unreachable,
)
from app.domain.ids import RecordId, new_id
from app.domain.operations import RowState
from app.domain.patient import Patient
from app.storage.database import Database
from app.storage.store import LocalStore
from app.storage.worker import DatabaseWorker
from tests.api.faulty_server import FaultyServer
from tests.api.test_client import client_of
from tests.killing import contents
from tests.storage.conftest import CONTEXT, KEY, open_store, patient

pytestmark = pytest.mark.row("C9")
SHOWN_ELSEWHERE = {
    StorageCode.DEADLOCK_DETECTED: "server/test_trouble.py::test_deadlock_has_its_own_error",
    StorageCode.QUOTA_EXCEEDED: (
        "server/test_quota.py::test_record_over_the_limit_waits_and_goes_once_there_is_room"
    ),
}
"""Tests of what only PostgreSQL can meet, from the folder of the tests."""


def below(kind: type[ClinicError]) -> Iterator[type[ClinicError]]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


def classes_of(code: StorageCode) -> set[type[ClinicError]]:
    return {one for one in below(ClinicError) if vars(one).get("storage_code") is code}


@pytest.mark.parametrize("code", StorageCode)
def test_each_code_has_exactly_one_class(code: StorageCode) -> None:
    (owner,) = classes_of(code)
    assert getattr(errors, owner.__name__) is owner


def test_every_code_is_provoked_somewhere() -> None:
    provoked = {code for code, _ in PROVOKED.values()} | set(SHOWN_ELSEWHERE)
    assert provoked == set(StorageCode)


@pytest.mark.parametrize("node", SHOWN_ELSEWHERE.values())
def test_what_is_shown_elsewhere_is_there(node: str) -> None:
    name, _, test = node.partition("::")
    module = ast.parse((Path(__file__).parents[1] / name).read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert test in {one.name for one in module.body if isinstance(one, kinds)}


@dataclass
class Scene:
    """Where an error is provoked."""

    store: LocalStore
    kept: Patient
    path: Path


def refuse_wrong_key(scene: Scene) -> None:
    Database(scene.path, bytes(32))


def refuse_plain_file(scene: Scene) -> None:
    other = scene.path.with_name("plain.db")
    other.write_bytes(b"SQLite format 3\x00" + bytes(4080))
    Database(other, KEY)


def close_under_a_reader(scene: Scene) -> None:
    with scene.store.reader() as reader:
        scene.store.database.close()
        reader.records(Patient).get(scene.kept.id)


def ask_closed_threads(scene: Scene) -> None:
    worker = DatabaseWorker(scene.store)
    worker.close()
    worker.submit(lambda: None)


def save_stale(scene: Scene) -> None:
    with scene.store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(scene.kept, city="Chicago"))
    with scene.store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(scene.kept, city="Boston"))


def in_uow(work: Callable[[Any, Patient], object], **options: Any) -> Callable[[Scene], None]:
    def provoke(scene: Scene) -> None:
        with scene.store.unit_of_work(CONTEXT, **options) as uow:
            work(uow, scene.kept)

    return provoke


def in_reader(work: Callable[[Any, Patient], object]) -> Callable[[Scene], None]:
    def provoke(scene: Scene) -> None:
        with scene.store.reader() as reader:
            work(reader, scene.kept)

    return provoke


def fill_to_its_limit(scene: Scene) -> None:
    """SQLite's own limit: the file may not grow by a page."""
    session = scene.store.database.writer
    (pages,) = session.one("PRAGMA page_count") or (0,)
    session.run(f"PRAGMA max_page_count={pages}")
    with scene.store.unit_of_work(CONTEXT) as uow:
        for number in range(200):
            uow.add(patient(mrn=f"M-{number}", alert="x" * 300))


def read_a_damaged_page(scene: Scene) -> None:
    """Bits that fell over in the page of the patients, found by the page's own code."""
    writer = scene.store.database.writer
    (page,) = writer.one("SELECT rootpage FROM sqlite_schema WHERE name = 'patient'") or (0,)
    writer.run("PRAGMA wal_checkpoint(TRUNCATE)")
    scene.store.close()
    with scene.path.open("r+b") as file:
        file.seek((page - 1) * 4096 + 2000)
        file.write(b"\xff" * 8)
    database = Database(scene.path, KEY)
    try:
        with database.reading() as session:
            session.all("SELECT * FROM patient")
    finally:
        database.close()


def keep_unreadable_json(scene: Scene) -> None:
    session = scene.store.database.writer
    session.run("UPDATE write_gate SET is_open = 1")
    session.run(
        "UPDATE patient SET extra = 'no json' WHERE id = ?", (bytes.fromhex(scene.kept.id),)
    )
    session.run("UPDATE write_gate SET is_open = 0")
    with scene.store.reader() as reader:
        reader.records(Patient).get(scene.kept.id)


PROVOKED: dict[str, tuple[StorageCode, Callable[[Scene], None]]] = {
    "wrong key": (StorageCode.CONNECTION_FAILED, refuse_wrong_key),
    "no encrypted file": (StorageCode.CONNECTION_FAILED, refuse_plain_file),
    "closed meanwhile": (StorageCode.CONNECTION_LOST, close_under_a_reader),
    "threads closed": (StorageCode.CONNECTION_LOST, ask_closed_threads),
    "missing": (
        StorageCode.KEY_NOT_FOUND,
        in_uow(lambda uow, kept: uow.restore(Patient, new_id())),
    ),
    "made twice": (StorageCode.DUPLICATE_KEY, in_uow(lambda uow, kept: uow.add(kept))),
    "ended": (
        StorageCode.TRANSACTION_ABORTED,
        in_uow(lambda uow, kept: (uow._session.run("ROLLBACK"), uow.note("view"))),
    ),
    "past the unit of work": (
        StorageCode.CONSISTENCY_VIOLATION,
        in_uow(lambda uow, kept: uow._session.run("UPDATE patient SET city = 'x'")),
    ),
    "missing value": (
        StorageCode.CONSISTENCY_VIOLATION,
        in_uow(lambda uow, kept: uow._session.run("INSERT INTO audit (seq) VALUES (99)")),
    ),
    "damaged page": (StorageCode.CONSISTENCY_VIOLATION, read_a_damaged_page),
    "old form": (StorageCode.VERSION_CONFLICT, save_stale),
    "page limit": (StorageCode.STORAGE_FULL, fill_to_its_limit),
    "no identifier to get": (
        StorageCode.INVALID_KEY,
        in_reader(lambda reader, kept: reader.records(Patient).get(RecordId("nonsense"))),
    ),
    "no identifier to delete": (
        StorageCode.INVALID_KEY,
        in_uow(lambda uow, kept: uow.delete(Patient, RecordId("12"))),
    ),
    "no identifier to look for": (
        StorageCode.INVALID_KEY,
        in_reader(lambda reader, kept: reader.records(Patient).exists(RecordId("zz" * 16))),
    ),
    "bad field": (
        StorageCode.INVALID_VALUE,
        in_uow(lambda uow, kept: uow.save(replace(kept, email="nobody"))),
    ),
    "value that cannot be written down": (
        StorageCode.INVALID_VALUE,
        in_uow(lambda uow, kept: uow.add(patient(mrn="M-2", extra={"x": object()}))),
    ),
    "half a character": (
        StorageCode.SERIALIZATION_FAILED,
        in_uow(lambda uow, kept: uow.meta.set("cursor", "\ud800"), origin=Origin.REMOTE),
    ),
    "unreadable stored value": (StorageCode.SERIALIZATION_FAILED, keep_unreadable_json),
}
KINDS: dict[str, type[ClinicError]] = {
    "wrong key": OpenFailed,
    "closed meanwhile": StoreClosed,
    "missing": RecordNotFound,
    "made twice": DuplicateRecord,
    "ended": TransactionAborted,
    "past the unit of work": ConsistencyViolation,
    "damaged page": DatabaseDamaged,
    "old form": StaleVersion,
    "page limit": StorageFull,
    "no identifier to get": InvalidKey,
    "bad field": InvalidRecord,
    "half a character": SerializationFailed,
}


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    path = tmp_path / "clinic.db"
    store = open_store(path)
    with store.unit_of_work(CONTEXT) as uow:
        kept = uow.add(patient())
    yield Scene(store, kept, path)
    store.close()


@pytest.mark.parametrize("name", PROVOKED)
def test_trouble_comes_as_its_code(name: str, scene: Scene) -> None:
    code, provoke = PROVOKED[name]
    with pytest.raises(ClinicError) as error:
        provoke(scene)
    assert error.value.storage_code is code
    assert isinstance(error.value, tuple(classes_of(code)))
    assert type(error.value) is KINDS.get(name, type(error.value))
    assert "Okafor" not in f"{error.value}{error.value.__cause__}{error.value.__context__}"


@pytest.mark.parametrize("name", ["page limit", "made twice", "half a character", "bad field"])
def test_store_holds_what_it_held_and_goes_on(name: str, scene: Scene) -> None:
    before = contents(scene.store)
    with pytest.raises(ClinicError):
        PROVOKED[name][1](scene)
    assert contents(scene.store) == before
    scene.store.database.writer.run("PRAGMA max_page_count=1000000")
    with scene.store.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="NEXT"))


def test_readers_write_nothing(scene: Scene) -> None:
    with pytest.raises(ReadOnlyTransaction), scene.store.reader() as reader:
        reader._session.run("DELETE FROM outbox")


def test_server_rows_that_are_no_records_are_refused(scene: Scene) -> None:
    row = RowState("patient", new_id(), 1, 1, False, [], {"mrn": 7})
    with pytest.raises(ClinicError) as error:
        in_uow(lambda uow, kept: uow.apply_rows([row]), origin=Origin.REMOTE)(scene)
    assert error.value.storage_code is StorageCode.INVALID_VALUE


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB; skipped where none may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if os.geteuid() != 0 or not mount or not umount:
        pytest.skip("mounting a small disk takes root")
    command = [mount, "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    yield folder
    subprocess.run([umount, "-l", str(folder)], check=True)


def test_full_disk_saves_nothing_and_loses_nothing(small_disk: Path) -> None:
    store = open_store(small_disk / "clinic.db")
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="KEPT"))
    before = contents(store)
    hog = small_disk / "hog"
    with suppress(OSError), hog.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    with pytest.raises(ClinicError) as error, store.unit_of_work(CONTEXT) as uow:  # noqa: PT012
        for number in range(500):
            uow.add(patient(mrn=f"M-{number}"))
    assert error.value.storage_code is StorageCode.STORAGE_FULL
    assert contents(store) == before
    hog.unlink()
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="NEXT"))
    store.close()


async def test_server_that_hangs_up_in_the_middle_is_a_lost_connection() -> None:
    answers = [b"HTTP/1.1 200 OK\r\nContent-Le"]
    async with FaultyServer(answers) as server, client_of(server.url) as api:
        with pytest.raises(AnswerLost) as error:
            await api.pull("", limit=10)
    assert error.value.storage_code is StorageCode.CONNECTION_LOST
    assert isinstance(error.value, Unreachable)


async def test_server_that_is_not_there_is_a_failed_connection() -> None:
    async with client_of("http://127.0.0.1:1") as api:
        with pytest.raises(Unreachable) as error:
            await api.pull("", limit=10)
    assert type(error.value) is Unreachable
    assert error.value.storage_code is StorageCode.CONNECTION_FAILED
