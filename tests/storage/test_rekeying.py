"""The closed database moves to another key whole, and its copy is as good as itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import DatabaseDamaged, OpenFailed, StorageError
from app.storage import rekeying
from app.storage.database import Database

pytestmark = pytest.mark.row("F3")
OLD, NEW = bytes(range(32)), bytes(range(1, 33))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "clinic.db"
    database = Database(made, OLD)
    database.writer.run("CREATE TABLE note (words TEXT)")
    for number in range(300):
        database.writer.run("INSERT INTO note VALUES (?)", (f"Quillfeather {number} " * 20,))
    database.close()
    return made


def rows(path: Path, key: bytes) -> int:
    database = Database(path, key, expect_initialised=True)
    try:
        found = database.writer.one("SELECT count(*) FROM note")
        database.check_integrity()
    finally:
        database.close()
    assert found is not None
    return found[0]


def test_every_row_is_there_under_the_new_key_and_none_under_the_old(path: Path) -> None:
    rekeying.rekey(path, OLD, NEW)
    assert rows(path, NEW) == 300
    assert rekeying.opens_with(path, NEW)
    assert not rekeying.opens_with(path, OLD)


def test_wrong_old_key_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(OpenFailed) as failed:
        rekeying.rekey(path, NEW, OLD)
    assert failed.value.__context__ is None
    assert path.read_bytes() == before
    assert rows(path, OLD) == 300


def test_database_in_use_is_not_rekeyed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Database(path, OLD, expect_initialised=True)
    other.writer.run("BEGIN IMMEDIATE")
    other.writer.run("INSERT INTO note VALUES ('one more')")
    real = rekeying.driver.connect
    monkeypatch.setattr(
        rekeying.driver,
        "connect",
        lambda name, **options: real(name, **{**options, "timeout": 0.1}),
    )
    with pytest.raises(StorageError):
        rekeying.rekey(path, OLD, NEW)
    other.writer.run("ROLLBACK")
    other.close()
    assert rows(path, OLD) == 300


def test_copy_is_one_whole_encrypted_file(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "clinic.db.before-rotation"
    rekeying.copy_whole(path, OLD, copy)
    assert b"Quillfeather" not in copy.read_bytes()
    assert sorted(one.name for one in tmp_path.iterdir() if "before" in one.name) == [copy.name]
    assert rekeying.is_sound(copy, OLD)
    assert not rekeying.is_sound(copy, NEW)
    rekeying.put_back(copy, path)
    assert rows(path, OLD) == 300


def test_damaged_copy_is_not_sound(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    rekeying.copy_whole(path, OLD, copy)
    raw = bytearray(copy.read_bytes())
    raw[len(raw) // 2] ^= 1
    copy.write_bytes(raw)
    assert not rekeying.is_sound(copy, OLD)
    with pytest.raises(DatabaseDamaged):
        rekeying.check_copy(copy, OLD)


def test_copy_that_cannot_be_finished_leaves_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(rekeying, "_flush", fail)
    with pytest.raises(OSError, match="No space"):
        rekeying.copy_whole(path, OLD, tmp_path / "copy")
    assert [one.name for one in tmp_path.iterdir() if "copy" in one.name] == []
