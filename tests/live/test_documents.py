"""A document's file as a window reads it: in the trail each time, whole, and in memory only."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.domain.audit import AuditAction
from app.domain.errors import ConfigurationError, PermissionDenied
from app.domain.file_errors import FileDamaged, FileMissing, FileTooLarge
from app.domain.patient import Patient
from app.domain.treatment import Document
from app.live.documents import MOST_SHOWN_BYTES, DocumentCollection, Filing
from app.security.blob_cipher import FileCipher
from app.services.documents import NewDocument
from app.storage.file_store import LocalFileStore
from tests.factories import a_child, a_clinic, a_patient, a_user
from tests.ui.conftest import ScreenDesk, acting, desk, empty_database, in_role

__all__ = ["acting", "desk", "empty_database"]
pytestmark = pytest.mark.row("D7", "A3")
LETTER = b"Dear colleague, about Okafor. " * 9000


@pytest.fixture
def amara(desk: ScreenDesk) -> Patient:
    made = a_patient()
    desk.pull(a_clinic(), a_user(), made)
    return made


@pytest.fixture
def documents(desk: ScreenDesk, tmp_path: Path) -> DocumentCollection:
    collection = desk.data_sync.documents
    collection._files = LocalFileStore(tmp_path / "files", FileCipher(), most_bytes=1 << 20)
    return collection


async def filed(documents: DocumentCollection, amara: Patient, place: Path) -> Document:
    scan = place / "letter.txt"
    scan.write_bytes(LETTER)
    filing = Filing()
    attachment = await documents.keep(scan, filing)
    assert attachment is not None
    assert (filing.done, filing.total) == (len(LETTER), len(LETTER))
    new = NewDocument(patient_id=amara.id, title="Letter", file_name=scan.name)
    return await documents.file(attachment, new)


async def test_file_is_read_whole_and_each_look_is_in_the_trail(
    desk: ScreenDesk, documents: DocumentCollection, amara: Patient, tmp_path: Path
) -> None:
    document = await filed(documents, amara, tmp_path)
    for action in (AuditAction.VIEW, AuditAction.VIEW, AuditAction.PRINT):
        content = await documents.content(document.id, action=action)
        assert content.data == LETTER
    assert desk.actions()[-4:] == ["create", "view", "view", "print"]
    kept = b"".join(one.read_bytes() for one in (tmp_path / "files").iterdir())
    assert b"Okafor" not in kept


async def test_damaged_file_is_not_shown(
    documents: DocumentCollection, amara: Patient, tmp_path: Path
) -> None:
    document = await filed(documents, amara, tmp_path)
    (path,) = (tmp_path / "files").iterdir()
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(FileDamaged):
        await documents.content(document.id)


async def test_file_that_is_elsewhere_is_asked_for_and_one_too_large_is_not_read(
    desk: ScreenDesk, documents: DocumentCollection, amara: Patient
) -> None:
    facts: dict[str, Any] = {"sha256": "ab" * 32, "media_type": "application/pdf"}
    here, large = (
        a_child(Document, amara, **{**facts, "size": size}) for size in (9, MOST_SHOWN_BYTES + 1)
    )
    desk.pull(here, large)
    with pytest.raises(FileMissing):
        await documents.content(here.id)
    with pytest.raises(FileTooLarge):
        await documents.content(large.id)


async def test_a_file_given_up_while_it_is_read_leaves_nothing(
    documents: DocumentCollection, tmp_path: Path
) -> None:
    scan = tmp_path / "letter.txt"
    scan.write_bytes(LETTER)
    filing = Filing()
    reading = asyncio.ensure_future(documents.keep(scan, filing))
    filing.stop()
    assert await reading is None
    assert not documents._files or not documents._files.names()  # type: ignore[attr-defined]
    with pytest.raises(ConfigurationError):
        await documents.keep(tmp_path / "gone.txt", Filing())


@in_role("clinician")
async def test_chart_of_somebody_elses_patient_shows_no_document(
    desk: ScreenDesk, documents: DocumentCollection, amara: Patient
) -> None:
    document = a_child(Document, amara)
    desk.pull(document)
    with pytest.raises(PermissionDenied):
        await documents.one(document.id, patient_id=amara.id)
    with pytest.raises(PermissionDenied):
        await documents.content(document.id)
    assert await documents.rows([document.id]) == {}
