"""Files of documents in a backup: restored byte for byte, and no changed one accepted."""

from __future__ import annotations

import asyncio
import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from app.bootstrap import documents as commands
from app.bootstrap.backing_up import back_up, make_backup
from app.bootstrap.headless import Desk, open_desk
from app.bootstrap.home import Home
from app.bootstrap.restoring import Restorer, restore_backup
from app.domain.errors import BackupRefused, ClinicError
from app.domain.ids import PatientId
from app.domain.treatment import Document
from app.security.backup_key import read_header
from app.services import documents as service
from app.services.documents import NewDocument
from app.settings import load_settings
from app.storage.backup import read_packed
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient

pytestmark = [pytest.mark.row("E10"), pytest.mark.row("D7")]
MARKER = b"MARKER-Okafor-4711 "
SETTINGS = load_settings()


def filed(desk: Desk, content: bytes) -> Document:
    person = a_patient(mrn=f"MRN-{random.randrange(10**9)}")

    def add() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            uow.add(person)

    desk.worker.submit(add).result()
    kept = service.keep(desk.files, io.BytesIO(content))
    new = NewDocument(patient_id=PatientId(person.id), title="Letter")
    begin, context = desk.store.unit_of_work, desk.context
    return desk.worker.submit(
        lambda: service.file(begin, context, desk.files, content=kept, new=new)
    ).result()


def pdf(size: int, seed: int) -> bytes:
    return b"%PDF-1.7\n" + MARKER + random.Random(seed).randbytes(size)


CONTENTS = (pdf(10, 1), pdf(70_000, 2), pdf(300_000, 3))


@pytest.fixture
def filed_here(home: Path) -> list[Document]:
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP)
    try:
        return [filed(desk, content) for content in CONTENTS]
    finally:
        desk.close()


@pytest.fixture
def backup(home: Path, filed_here: list[Document], tmp_path: Path) -> Path:
    out = tmp_path / "a.clinicbackup"
    made = make_backup(home, out, PASSPHRASE, settings=SETTINGS, kdf=CHEAP)
    assert made.manifest.files == len(CONTENTS)
    return out


def restore(file: Path, folder: Path) -> None:
    restore_backup(file, folder, Restorer(passphrase=PASSPHRASE), settings=SETTINGS, kdf=CHEAP)


def contents_at(folder: Path, documents: list[Document], out: Path) -> Iterator[bytes]:
    desk = open_desk(folder, PASSPHRASE, kdf=CHEAP)
    try:
        for number, document in enumerate(documents):
            asyncio.run(commands.get_document(desk, document.id, out / str(number)))
            yield (out / str(number)).read_bytes()
    finally:
        desk.close()


def test_restored_desk_opens_every_document(
    backup: Path, filed_here: list[Document], tmp_path: Path
) -> None:
    restore(backup, tmp_path / "again")
    (tmp_path / "out").mkdir()
    found = tuple(contents_at(tmp_path / "again", filed_here, tmp_path / "out"))
    assert found == CONTENTS
    assert Home(tmp_path / "again").files.stat().st_mode & 0o077 == 0


def test_backup_holds_nothing_in_clear(backup: Path, filed_here: list[Document]) -> None:
    raw = backup.read_bytes()
    assert MARKER not in raw
    assert not any(document.sha256.encode() in raw for document in filed_here)


@pytest.mark.parametrize("seed", range(12))
def test_changed_files_are_never_restored(backup: Path, tmp_path: Path, seed: int) -> None:
    """Flips, cuts and growth in the part of the files."""
    rng, raw, packed = random.Random(seed), backup.read_bytes(), read_packed(backup)
    start = packed.start + read_header(packed.header).manifest.size
    at = rng.randrange(start, len(raw))
    changed = {
        0: raw[:at] + bytes([raw[at] ^ 1 << rng.randrange(8)]) + raw[at + 1 :],
        1: raw[:at],
        2: raw + b"x",
        3: raw[:start] + raw[start + 1 :] + raw[:1],
    }[seed % 4]
    backup.write_bytes(changed)
    with pytest.raises(BackupRefused):
        restore(backup, tmp_path / "again")
    left = tmp_path / "again"
    assert not left.exists() or list(left.iterdir()) == []


def test_file_that_is_damaged_stays_behind_and_stops_no_backup(
    home: Path, filed_here: list[Document], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    victim = min(Home(home).files.iterdir(), key=lambda path: path.stat().st_size)
    victim.write_bytes(b"noise")
    out = tmp_path / "a.clinicbackup"
    made = make_backup(home, out, PASSPHRASE, settings=SETTINGS, kdf=CHEAP)
    assert made.manifest.files == len(CONTENTS) - 1
    assert "file_damaged" in caplog.text
    restore(out, tmp_path / "again")
    (tmp_path / "out").mkdir()
    later = filed_here[1:]
    found = tuple(contents_at(tmp_path / "again", later, tmp_path / "out"))
    assert found == CONTENTS[1:]


def test_file_discarded_during_the_backup_is_in_it(
    opened: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened()
    document = filed(desk, CONTENTS[1])
    from app.bootstrap import backing_up

    real = backing_up.section_of

    def meanwhile(*arguments: object) -> object:
        def drop() -> object:
            with desk.store.unit_of_work(desk.context) as uow:
                return uow.blobs.drop([document.sha256])

        for kept in desk.worker.submit(drop).result():  # type: ignore[attr-defined]
            desk.files.discard(kept)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(backing_up, "section_of", meanwhile)
    made = back_up(desk, tmp_path / "a.clinicbackup")
    assert made.manifest.files == 1
    assert desk.files.names() == frozenset()  # gone once the copy was made


def test_backup_without_files_is_spelled_as_before(home: Path, tmp_path: Path) -> None:
    """Backups of before there were files restore, and older programs restore ours."""
    out = tmp_path / "a.clinicbackup"
    make_backup(home, out, PASSPHRASE, settings=SETTINGS, kdf=CHEAP)
    header = msgspec.json.decode(read_packed(out).header)
    assert not any(name.startswith("files") for name in header["manifest"])
    assert header["manifest"]["format"] == 1
    restore(out, tmp_path / "again")


def test_full_disk_while_restoring_leaves_no_desk(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno
    import os

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("app.storage.backup_files.os.fsync", full)
    with pytest.raises((OSError, ClinicError)):
        restore(backup, tmp_path / "again")
    left = tmp_path / "again"
    assert not left.exists() or list(left.iterdir()) == []
