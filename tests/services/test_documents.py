"""Documents at one desk: filed with their file, superseded, found, tidied away."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from app.bootstrap import documents as commands
from app.bootstrap.doctor import examine
from app.bootstrap.erasing import erase_home
from app.bootstrap.file_keeping import FileTidying, file_store
from app.bootstrap.headless import Desk, open_desk
from app.bootstrap.home import Home
from app.bootstrap.rotating import rotate_home
from app.bootstrap.verifying import verify_home
from app.domain.audit import AuditAction
from app.domain.audit_trail import AuditQuestion
from app.domain.errors import (
    ConfigurationError,
    InvalidValue,
    PermissionDenied,
)
from app.domain.file_errors import FileDamaged, FileMissing, FileNotAccepted, FileTooLarge
from app.domain.file_ports import BlobState
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.patient import Patient
from app.domain.staff import Role
from app.domain.treatment import Document, DocumentStatus
from app.security.keyslots import open_slots
from app.services import documents as service
from app.services.documents import FiledDocument, NewDocument, Whereabouts
from app.settings import Settings, load_settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE, home, opened, pattern_home
from tests.factories import a_patient

__all__ = ["home", "opened", "pattern_home"]
pytestmark = pytest.mark.row("D7")
MARKER = b"MARKER-Okafor-4711 "
T = TypeVar("T")
PNG = b"\x89PNG\r\n\x1a\n" + MARKER * 20
LETTER = b"%PDF-1.7\n" + MARKER * 9000


@pytest.fixture
def desk(opened: Callable[..., Desk]) -> Desk:
    return opened()


@pytest.fixture
def patient_id(desk: Desk) -> PatientId:
    return patient_at(desk)


def patient_at(desk: Desk) -> PatientId:
    person = a_patient(mrn=f"MRN-{new_id()[:8]}")
    written(desk, lambda: _add(desk, person))
    return PatientId(person.id)


def _add(desk: Desk, record: object) -> None:
    with desk.store.unit_of_work(desk.context) as uow:
        uow.add(record)  # type: ignore[type-var]


def written(desk: Desk, work: Callable[[], T]) -> T:
    return desk.worker.submit(work).result()


def filed(
    desk: Desk, patient_id: PatientId, content: bytes = LETTER, **changes: object
) -> Document:
    facts = {"title": "Letter", **changes}
    new = NewDocument(patient_id=patient_id, **facts)  # type: ignore[arg-type]
    kept = service.keep(desk.files, io.BytesIO(content))
    begin, context = desk.store.unit_of_work, desk.context
    return written(desk, lambda: service.file(begin, context, desk.files, content=kept, new=new))


def content_of(desk: Desk, document: Document) -> bytes:
    begin, context = desk.store.unit_of_work, desk.context
    _, blob = written(desk, lambda: service.look_at(begin, context, document_id=document.id))
    assert blob is not None
    return b"".join(desk.files.read(blob.kept))


def listed(desk: Desk, patient_id: PatientId) -> tuple[FiledDocument, ...]:
    with desk.store.reader() as reader:
        return service.of_patient(reader, desk.context, patient_id, now=desk.clock.now())


def in_folder(desk: Desk) -> int:
    return len(desk.files.names())


def test_filed_document_is_listed_and_read_back(desk: Desk, patient_id: PatientId) -> None:
    document = filed(desk, patient_id, code="11488-4", file_name="C:\\letters\\consult.pdf")
    (one,) = listed(desk, patient_id)
    assert (one.document, one.whereabouts) == (document, Whereabouts.UNSENT)
    assert (document.media_type, document.size) == ("application/pdf", len(LETTER))
    assert (document.file_name, document.code_system) == ("consult.pdf", "http://loinc.org")
    assert document.author_id == desk.context.user_id
    assert content_of(desk, document) == LETTER


def test_document_survives_closing_the_desk(home: Path, desk: Desk, patient_id: PatientId) -> None:
    document = filed(desk, patient_id)
    desk.close()
    again = open_desk(home, PASSPHRASE, kdf=CHEAP)
    try:
        assert content_of(again, document) == LETTER
    finally:
        again.close()


def test_no_file_of_the_desk_holds_the_content_or_its_name(
    home: Path, desk: Desk, patient_id: PatientId
) -> None:
    document = filed(desk, patient_id, file_name="MARKER-file-name.pdf")
    content_of(desk, document)
    desk.close()
    everything = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    names = " ".join(str(path) for path in home.rglob("*"))
    assert b"MARKER" not in everything
    assert document.sha256.encode() not in everything
    assert bytes.fromhex(document.sha256) not in everything
    assert "MARKER" not in names
    assert document.sha256 not in names


def test_replacing_a_document_supersedes_the_old_one(desk: Desk, patient_id: PatientId) -> None:
    old = filed(desk, patient_id)
    new = filed(desk, patient_id, b"%PDF-1.7 corrected", supersedes_id=old.id)
    status = {one.document.id: one.document.status for one in listed(desk, patient_id)}
    assert status == {old.id: DocumentStatus.SUPERSEDED, new.id: DocumentStatus.CURRENT}
    assert content_of(desk, old) == LETTER


def test_document_of_another_patient_is_not_replaced_and_nothing_stays(
    desk: Desk, patient_id: PatientId
) -> None:
    old = filed(desk, patient_at(desk))
    with pytest.raises(InvalidValue):
        filed(desk, patient_id, b"%PDF-1.7 other", supersedes_id=old.id)
    with pytest.raises(InvalidValue):
        filed(desk, patient_id, b"%PDF-1.7 other", supersedes_id=RecordId(new_id()))
    assert listed(desk, patient_id) == ()
    assert in_folder(desk) == 1


def test_one_content_filed_twice_is_kept_once(desk: Desk, patient_id: PatientId) -> None:
    first, second = filed(desk, patient_id), filed(desk, patient_at(desk))
    assert in_folder(desk) == 1
    assert content_of(desk, first) == content_of(desk, second) == LETTER


def test_filing_again_heals_a_damaged_file(desk: Desk, patient_id: PatientId) -> None:
    document = filed(desk, patient_id)
    (name,) = desk.files.names()
    (desk.files.folder / name).write_bytes(b"damaged")
    with pytest.raises(FileDamaged):
        content_of(desk, document)
    filed(desk, patient_id)
    assert content_of(desk, document) == LETTER


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"MZ\x90\x00 a program", FileNotAccepted),
        (b"", InvalidValue),
        (b"PK\x03\x04", FileNotAccepted),
    ],
)
def test_what_is_not_kept_leaves_nothing(
    desk: Desk, patient_id: PatientId, content: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        filed(desk, patient_id, content)
    assert in_folder(desk) == 0


def test_too_large_a_file_is_refused_in_clear_words(
    opened: Callable[..., Desk],
) -> None:
    desk = opened(settings=replace(load_settings(), file_size_mib=1))
    with pytest.raises(FileTooLarge) as caught:
        filed(desk, patient_at(desk), b"%PDF-1.7" + bytes(1024 * 1024))
    assert str(caught.value) == "file: is larger than 1 MB"
    assert in_folder(desk) == 0


def test_role_that_may_not_file_leaves_nothing(desk: Desk, patient_id: PatientId) -> None:
    desk.context = replace(desk.context, role=Role.ADMIN)
    with pytest.raises(PermissionDenied):
        filed(desk, patient_id)
    assert in_folder(desk) == 0


def test_every_look_is_in_the_audit_trail(
    desk: Desk, patient_id: PatientId, tmp_path: Path
) -> None:
    document = filed(desk, patient_id)
    content_of(desk, document)
    asyncio.run(commands.get_document(desk, document.id, tmp_path / "out.pdf"))
    commands.list_documents(desk, patient_id)
    with desk.store.reader() as reader:
        lines = reader.audit.lines(AuditQuestion())
    found = [line.action for line in lines if line.entity == "document"]
    assert found == [AuditAction.LIST, AuditAction.EXPORT, AuditAction.VIEW, AuditAction.CREATE]
    assert (tmp_path / "out.pdf").read_bytes() == LETTER
    assert (tmp_path / "out.pdf").stat().st_mode & 0o077 == 0


def test_documents_are_found_by_words_of_their_title_the_best_first(
    desk: Desk, patient_id: PatientId
) -> None:
    for title in ("Cardiologist's letter", "Letters from school", "Invoice"):
        filed(desk, patient_id, LETTER + title.encode(), title=title)
    found = commands.list_documents(desk, patient_id, words="letter")
    assert [one.document.title for one in found] == ["Cardiologist's letter", "Letters from school"]
    assert [one.score for one in found] == [1.0, 0.5]
    assert commands.list_documents(desk, patient_id, words="letter x") == ()
    with desk.store.reader() as reader:
        looked = [line.action for line in reader.audit.lines(AuditQuestion())][:2]
    assert looked == [AuditAction.SEARCH, AuditAction.SEARCH]


def test_handing_out_never_overwrites(desk: Desk, patient_id: PatientId, tmp_path: Path) -> None:
    document = filed(desk, patient_id)
    (tmp_path / "there").write_text("mine")
    with pytest.raises(ConfigurationError):
        asyncio.run(commands.get_document(desk, document.id, tmp_path / "there"))
    assert (tmp_path / "there").read_text() == "mine"


def test_damaged_file_is_never_handed_out_even_in_part(
    desk: Desk, patient_id: PatientId, tmp_path: Path
) -> None:
    document = filed(desk, patient_id)
    (name,) = desk.files.names()
    path = desk.files.folder / name
    raw = bytearray(path.read_bytes())
    raw[-5] ^= 1
    path.write_bytes(raw)
    with pytest.raises(FileDamaged):
        asyncio.run(commands.get_document(desk, document.id, tmp_path / "out"))
    assert not (tmp_path / "out").exists()


@pytest.mark.row("F3")
def test_files_open_after_the_keys_were_rotated(
    home: Path, desk: Desk, patient_id: PatientId
) -> None:
    document = filed(desk, patient_id)
    desk.close()
    before = {path.name: path.read_bytes() for path in Home(home).files.iterdir()}
    rotate_home(home, PASSPHRASE, settings=load_settings())
    again = open_desk(home, PASSPHRASE, kdf=CHEAP)
    try:
        assert content_of(again, document) == LETTER
        assert {path.name: path.read_bytes() for path in Home(home).files.iterdir()} == before
    finally:
        again.close()


@pytest.mark.row("F3")
async def test_erasing_a_desk_takes_its_files(
    home: Path, desk: Desk, patient_id: PatientId
) -> None:
    filed(desk, patient_id)
    desk.close()
    await erase_home(home, PASSPHRASE, is_forced=True, settings=load_settings(), kdf=CHEAP)
    assert not Home(home).files.exists()


def test_what_a_crash_left_goes_at_the_next_opening(home: Path, desk: Desk, patient_id: PatientId):
    document = filed(desk, patient_id)
    service.keep(desk.files, io.BytesIO(b"%PDF-1.7 never filed"))
    half = desk.files.begin()
    half.write(b"half")
    half._file.close()
    assert len(list(desk.files.folder.iterdir())) == 3
    desk.close()
    again = open_desk(home, PASSPHRASE, kdf=CHEAP)
    try:
        assert len(list(again.files.folder.iterdir())) == 1
        assert content_of(again, document) == LETTER
    finally:
        again.close()


def test_broken_trail_removes_nothing(
    home: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.keep(desk.files, io.BytesIO(b"%PDF-1.7 never filed"))
    desk.close()
    from app.bootstrap.anchoring import TrailGuard

    monkeypatch.setattr(TrailGuard, "is_broken", property(lambda _: True))
    again = open_desk(home, PASSPHRASE, kdf=CHEAP)
    try:
        assert in_folder(again) == 1
    finally:
        again.close()


async def test_tidying_takes_what_nothing_speaks_of(desk: Desk, patient_id: PatientId) -> None:
    document = filed(desk, patient_id)
    orphan = service.keep(desk.files, io.BytesIO(b"%PDF-1.7 orphan"))

    def note() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            uow.blobs.add(orphan.kept)

    await asyncio.to_thread(written, desk, note)
    desk.files.release(orphan.kept)
    assert await FileTidying(desk).tidy() == 1
    assert await asyncio.to_thread(content_of, desk, document) == LETTER
    assert in_folder(desk) == 1


async def test_tidying_keeps_the_file_of_a_deleted_document(
    desk: Desk, patient_id: PatientId
) -> None:
    document = filed(desk, patient_id)

    def delete() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            uow.delete(Document, document.id)

    await asyncio.to_thread(written, desk, delete)
    assert await FileTidying(desk).tidy() == 0

    def bring_back() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            uow.restore(Document, document.id)

    await asyncio.to_thread(written, desk, bring_back)
    assert await asyncio.to_thread(content_of, desk, document) == LETTER


async def test_desk_without_a_server_never_gives_a_file_away(
    opened: Callable[..., Desk],
) -> None:
    desk = opened(settings=replace(load_settings(), document_keep_h=1))
    document = await asyncio.to_thread(lambda: filed(desk, patient_at(desk)))

    def mark() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            uow.blobs.mark(document.sha256, BlobState.STORED)

    await asyncio.to_thread(written, desk, mark)
    assert await FileTidying(desk).tidy() == 0


class Crash(BaseException):
    """The power goes."""


STEPS = ("write", "fsync", "rename", "flush", "commit")


@pytest.mark.parametrize("step", STEPS)
def test_crash_at_any_step_leaves_all_or_nothing(
    home: Path, desk: Desk, patient_id: PatientId, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The desk is not closed in order: what is on the disk is what the next opening finds."""
    before = filed(desk, patient_id, b"%PDF-1.7 before")

    def crash(*_: object, **__: object) -> None:
        raise Crash

    where = {
        "write": "app.security.blob_cipher.Sealing.update",
        "fsync": "app.storage.file_store.os.fsync",
        "rename": "app.storage.file_store.Path.rename",
        "flush": "app.storage.file_store._flush_folder",
        "commit": "app.storage.unit_of_work.LocalUnitOfWork.finish",
    }
    with monkeypatch.context() as patched:
        # The process ends here: nobody tidies up, the system closes what was open.
        patched.setattr(
            "app.storage.file_store.LocalFileWriter.abandon", lambda writer: writer._file.close()
        )
        patched.setattr("app.storage.file_store.LocalFileStore.discard", lambda *_: None)
        patched.setattr(where[step], crash)
        with pytest.raises(Crash):
            filed(desk, patient_id)
    assert len(list(desk.files.folder.iterdir())) >= 1
    desk.close()
    again = open_desk(home, PASSPHRASE, kdf=CHEAP)
    try:
        assert [one.document.id for one in listed(again, patient_id)] == [before.id]
        assert len(list(again.files.folder.iterdir())) == 1
        assert content_of(again, before) == b"%PDF-1.7 before"
        assert content_of(again, filed(again, patient_id)) == LETTER
    finally:
        again.close()


def test_missing_file_of_this_desk_alone_is_said(
    desk: Desk, patient_id: PatientId, tmp_path: Path
) -> None:
    document = filed(desk, patient_id)
    for path in desk.files.folder.iterdir():
        path.unlink()
    with pytest.raises(FileMissing):
        asyncio.run(commands.get_document(desk, document.id, tmp_path / "out"))


def test_database_key_alone_opens_every_file_and_nothing_else_does(
    home: Path, desk: Desk, patient_id: PatientId
) -> None:
    """The files' keys stand in the database and nowhere else on the disk."""
    document = filed(desk, patient_id)
    with desk.store.reader() as reader:
        blob = reader.blobs.get(document.sha256)
    assert blob is not None
    desk.close()
    found = open_slots(Home(home).key_slots, passphrase=PASSPHRASE)
    raw = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert blob.kept.key not in raw
    other = replace(blob.kept, key=found.keys.database_key)
    with pytest.raises(FileDamaged):
        b"".join(file_store(Home(home).files, Settings()).read(other))


def test_verify_names_files_that_are_not_as_they_were_put(
    home: Path, desk: Desk, patient_id: PatientId
) -> None:
    filed(desk, patient_id)
    filed(desk, patient_id, b"%PDF-1.7 second")
    desk.close()
    verify = lambda: verify_home(home, PASSPHRASE, settings=load_settings(), kdf=CHEAP)  # noqa: E731
    assert verify().is_sound
    first, second = sorted(Home(home).files.iterdir())
    first.unlink()
    second.write_bytes(second.read_bytes()[:-1])
    verdict = verify()
    assert not verdict.is_sound
    assert verdict.findings == ("files of documents damaged or gone: 2, nobody else has them",)


def test_doctor_counts_files_and_why_they_wait(
    home: Path, desk: Desk, patient_id: PatientId
) -> None:
    document = filed(desk, patient_id)

    def mark() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            uow.blobs.mark(document.sha256, BlobState.WAITING, code="quota_exceeded")

    written(desk, mark)
    desk.close()
    found = examine(home, PASSPHRASE, user=None, settings=load_settings())
    assert found.files == {"here": 1, "bytes": len(LETTER), "unsent": 1}
    assert found.file_trouble == {"quota_exceeded": 1}
    assert "files wait (quota_exceeded): 1" in found.as_text()


def person_of(desk: Desk, patient_id: PatientId) -> Patient:
    with desk.store.reader() as reader:
        found = reader.records(Patient).get(patient_id)
    assert found is not None
    return found


def test_photo_is_the_picture_its_patient_is_known_by(desk: Desk, patient_id: PatientId) -> None:
    photo = filed(desk, patient_id, PNG, is_photo=True)
    assert person_of(desk, patient_id).photo_id == photo.id
    assert content_of(desk, photo) == PNG


def test_newer_photo_takes_the_place_of_the_one_before(desk: Desk, patient_id: PatientId) -> None:
    first = filed(desk, patient_id, PNG, is_photo=True)
    second = filed(desk, patient_id, b"\xff\xd8\xff" + MARKER, is_photo=True)
    status = {one.document.id: one.document.status for one in listed(desk, patient_id)}
    assert status == {first.id: DocumentStatus.SUPERSEDED, second.id: DocumentStatus.CURRENT}
    assert person_of(desk, patient_id).photo_id == second.id


def test_letter_is_no_photo_and_leaves_nothing_behind(desk: Desk, patient_id: PatientId) -> None:
    with pytest.raises(InvalidValue, match="is no PNG or JPEG picture"):
        filed(desk, patient_id, is_photo=True)
    assert person_of(desk, patient_id).photo_id is None
    assert (listed(desk, patient_id), in_folder(desk)) == ((), 0)
