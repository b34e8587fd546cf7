"""The file a backup is, and the copy inside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.domain.errors import BackupRefused, OpenFailed
from app.storage.backup import (
    LARGEST_HEADER,
    MAGIC,
    Stopped,
    copy_database,
    digest_of,
    pack,
    prove_copy,
    publish,
    read_contents,
    read_packed,
    unpack,
)
from app.storage.store import LocalStore
from tests.storage.conftest import CONTEXT, TestSigner, patient

KEY = bytes(range(32, 64))
pytestmark = pytest.mark.row("E10")


def _copied(store: LocalStore, target: Path) -> object:
    with store.database.reading() as session:
        contents = read_contents(session)
        copy_database(session, target, KEY)
    return contents


def test_copy_holds_everything_under_its_own_key(store: LocalStore, tmp_path: Path):
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
    contents = _copied(store, tmp_path / "copy")
    prove_copy(tmp_path / "copy", KEY, contents, signer=TestSigner())  # type: ignore[arg-type]
    assert contents.rows["patient"] == 1  # type: ignore[attr-defined]
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    with pytest.raises(BackupRefused):
        prove_copy(tmp_path / "copy", bytes(32), contents, signer=None)  # type: ignore[arg-type]


def test_copy_that_differs_is_refused(store: LocalStore, tmp_path: Path):
    _copied(store, tmp_path / "copy")
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
    with store.database.reading() as session:
        later = read_contents(session)
    with pytest.raises(BackupRefused):
        prove_copy(tmp_path / "copy", KEY, later, signer=None)


def test_copying_needs_a_whole_key_and_a_free_name(store: LocalStore, tmp_path: Path):
    (tmp_path / "taken").touch()
    with store.database.reading() as session:
        for target, key in ((tmp_path / "copy", b"short"), (tmp_path / "taken", KEY)):
            with pytest.raises(OpenFailed):
                copy_database(session, target, key)


def test_copying_can_be_stopped(store: LocalStore, tmp_path: Path):
    with store.database.reading() as session, pytest.raises(Stopped):
        copy_database(session, tmp_path / "copy", KEY, is_stopped=lambda: True)


def test_parts_come_out_as_they_went_in(tmp_path: Path):
    (tmp_path / "db").write_bytes(content := os.urandom(3_000_000))
    size, sha256 = digest_of(tmp_path / "db")
    pack(tmp_path / "file", b"{head}", tmp_path / "db")
    packed = read_packed(tmp_path / "file")
    assert (packed.header, packed.size) == (b"{head}", size)
    unpack(tmp_path / "file", tmp_path / "out", packed, sha256=sha256, size=size)
    assert (tmp_path / "out").read_bytes() == content


def test_head_of_an_absurd_length_is_never_read(tmp_path: Path):
    for length in (LARGEST_HEADER + 1, 2**63):
        with (tmp_path / "file").open("wb") as file:
            file.write(MAGIC + length.to_bytes(8, "big"))
            file.truncate(LARGEST_HEADER + 100)
        with pytest.raises(BackupRefused):
            read_packed(tmp_path / "file")


def test_disk_without_links_takes_a_backup_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def unknown(*arguments: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", unknown)
    (tmp_path / "finished").write_bytes(b"whole")
    publish(tmp_path / "finished", tmp_path / "a.backup")
    assert [path.name for path in tmp_path.iterdir()] == ["a.backup"]
