"""Documents of a desk from the command line: filed, listed, handed out as a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from app.bootstrap.exporting import new_file
from app.bootstrap.file_keeping import file_fetcher
from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.errors import ConfigurationError
from app.domain.file_errors import FileDamaged, FileMissing
from app.domain.file_ports import Blob, BlobState, KeptFile
from app.domain.ids import PatientId, RecordId, is_record_id
from app.domain.patient import Patient
from app.domain.query import Query, eq
from app.domain.treatment import Document
from app.services import documents as service
from app.services.documents import FiledDocument, NewDocument

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.domain.ports import Reader

T = TypeVar("T")


def add_document(desk: Desk, path: Path, new: NewDocument) -> Document:
    """File a document with a file of this computer; a photo is made anew, without what a camera
    wrote beside it. Raises ConfigurationError where it cannot be read, and what services.documents
    raises."""
    try:
        with path.open("rb") as source:
            content = service.keep(desk.files, _photo(source) if new.is_photo else source)
    except OSError as error:
        raise ConfigurationError("file", error.strerror or "cannot be read") from None
    begin, context = desk.store.unit_of_work, desk.context
    return _write(desk, lambda: service.file(begin, context, desk.files, content=content, new=new))


def list_documents(
    desk: Desk, patient_id: PatientId, *, words: str = ""
) -> tuple[FiledDocument, ...]:
    """A patient's documents, or those of some words; the look is written down first."""
    begin, context = desk.store.unit_of_work, desk.context

    def listed(reader: Reader, now: datetime) -> tuple[FiledDocument, ...]:
        return service.of_patient(reader, context, patient_id, words=words, now=now)

    def note() -> None:
        with begin(context, origin=Origin.REMOTE) as uow:
            uow.note(
                AuditAction.SEARCH if words else AuditAction.LIST,
                entity="document",
                patient_id=patient_id,
                result_count=len(listed(uow, uow.now)),
                term=words,
            )

    _write(desk, note)
    now = desk.clock.now()
    return desk.worker.submit_read(lambda reader: listed(reader, now)).result()


async def get_document(desk: Desk, document_id: RecordId, out: Path) -> Document:
    """Write a document's file in clear into a new file, for whoever is to have it.

    It is fetched from the server where this desk does not have it. Raises FileMissing, ApiError,
    ConfigurationError where the file is there already, and what services.documents raises.
    """
    begin, context = desk.store.unit_of_work, desk.context
    document, blob = await asyncio.to_thread(
        _write,
        desk,
        lambda: service.look_at(begin, context, document_id=document_id, action=AuditAction.EXPORT),
    )
    kept = await whole_file(desk, document, blob)
    await asyncio.to_thread(_hand_out, desk, kept, out)
    return document


async def whole_file(desk: Desk, document: Document, blob: Blob | None) -> KeptFile:
    """A document's file on this disk, proven; fetched (again) from the server where it has to be.

    Raises FileMissing, FileDamaged where this desk alone had it, ApiError.
    """
    trouble: FileMissing | FileDamaged = FileMissing()
    if blob is not None:
        try:
            await asyncio.to_thread(desk.files.verify, blob.kept)
        except (FileMissing, FileDamaged) as error:
            trouble = error
        else:
            return blob.kept
    fetcher = file_fetcher(desk)
    if fetcher is None or (blob is not None and blob.state is BlobState.WAITING):
        raise trouble
    return await fetcher.fetch(document.sha256, size=document.size)


def patient_named(desk: Desk, text: str, *, is_exact: bool = False) -> PatientId:
    """The patient of an MRN or identifier; of somebody who was merged, the record that goes on
    being used, unless that very record is asked for. Raises ConfigurationError."""

    def find(reader: Reader) -> Patient | None:
        patients = reader.records(Patient)
        if is_record_id(text):
            found = patients.get(RecordId(text))
        else:
            found = patients.find_one(Query(Patient, where=eq("mrn", text)))
        return found if found is None or is_exact else patients.get(reader.person(found.id)[0])

    found = desk.worker.submit_read(find).result()
    if found is None:
        raise ConfigurationError("patient", "names nobody of this clinic")
    return PatientId(found.id)


def _photo(source: BinaryIO) -> Iterable[bytes]:
    from app.live.pictures import MOST_BYTES, PHOTO_PX, made_anew

    return iter([made_anew(source.read(MOST_BYTES + 1), side_px=PHOTO_PX, field="photo")])


def _hand_out(desk: Desk, kept: KeptFile, out: Path) -> None:
    with new_file(out) as put:
        for piece in desk.files.read(kept):
            put(piece)


def _write(desk: Desk, work: Callable[[], T]) -> T:
    return desk.worker.submit(work).result()
