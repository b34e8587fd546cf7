"""A desk on a full disk says that the disk is full: it is not damaged, and nothing is given up."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import OpenFailed, StorageFull
from app.storage import rekeying
from app.storage.database import Database
from tests.storage.small_disk import small_disk

pytestmark = pytest.mark.row("F3")
KEY, OTHER = bytes(range(32)), bytes(range(1, 33))


def make(path: Path) -> None:
    database = Database(path, KEY)
    database.writer.run("CREATE TABLE note (words TEXT)")
    database.writer.run("BEGIN")
    for number in range(500):
        database.writer.run("INSERT INTO note VALUES (?)", (f"Quillfeather {number} " * 20,))
    database.writer.run("COMMIT")
    database.close()


@pytest.mark.parametrize("left_kib", [0, 4, 8])
def test_full_disk_is_named_at_opening(tmp_path: Path, left_kib: int) -> None:
    with small_disk(tmp_path / "disk", mib=4) as disk:
        path = disk.folder / "clinic.db"
        make(path)
        disk.fill(but_kib=left_kib)
        with pytest.raises(StorageFull) as failed:
            Database(path, KEY, expect_initialised=True)
        assert failed.value.__context__ is None  # a driver's words can hold the key
        with pytest.raises(StorageFull):
            rekeying.opens_with(path, KEY)
        disk.make_room()
        Database(path, KEY, expect_initialised=True).close()


def test_wrong_key_on_a_full_disk_stays_a_wrong_key(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", mib=4) as disk:
        path = disk.folder / "clinic.db"
        make(path)
        disk.fill(but_kib=48)
        with pytest.raises(OpenFailed):
            Database(path, OTHER, expect_initialised=True)


def test_rekeying_without_room_names_the_disk_and_loses_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", mib=4) as disk:
        path = disk.folder / "clinic.db"
        make(path)
        disk.fill(but_kib=100)
        with pytest.raises(StorageFull):
            rekeying.rekey(path, KEY, OTHER)
        disk.make_room()
        keys = [key for key in (KEY, OTHER) if rekeying.opens_with(path, key)]
        assert len(keys) == 1
        rekeying.check(path, keys[0])
