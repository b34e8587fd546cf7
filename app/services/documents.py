"""Documents: filing one with its file, replacing it, listing a patient's, and reading one.

The file comes first, on any thread: encrypted, whole and on the disk (`keep`). Then one unit of
work on the writer thread writes the record and the file's key together (`file`). What is kept and
never filed is noise: it is discarded here, or by the sweep after a crash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from typing import BinaryIO

from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.file_errors import FileNotAccepted
from app.domain.file_ports import Blob, BlobState, FileStore, KeptFile
from app.domain.file_types import HEAD_BYTES, KINDS, PICTURES, FileType, type_of
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.patient import Patient
from app.domain.permissions import Permission
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Order, Query, eq
from app.domain.treatment import Document, DocumentStatus
from app.domain.values import seen_text
from app.services.editing import current
from app.services.photos import named_photo
from app.services.reading import every
from app.services.seeing import may_see

_READ_BYTES = 1024 * 1024
LOINC = "http://loinc.org"
MOST_FOUND = 200
"""Of a search by words; somebody who sees so many types one word more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A file that lies on the disk and what kind it is; nothing speaks of it yet."""

    kept: KeptFile
    kind: FileType


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """What is known of a document to be filed. code is LOINC; supersedes_id is the one it replaces.

    file_name is what the file was called: a name only, never a way to it. is_photo: it is the
    picture the patient is known by, in place of the one before.
    """

    patient_id: PatientId
    title: str
    code: str = ""
    category: str = ""
    authored_on: date | None = None
    file_name: str = ""
    supersedes_id: RecordId | None = None
    is_photo: bool = False


class Whereabouts(StrEnum):
    """Where a document's file is, seen from this desk."""

    NO_FILE = "no_file"
    HERE = "here"
    UNSENT = "unsent"
    """Here, and the server does not have it yet."""
    ELSEWHERE = "elsewhere"
    """At the server, or still at the desk that filed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledDocument:
    """A document as a list shows it. trouble is the code of why its file was not sent so far;
    score how well the words fit that were looked for (0.5 to 1), None without any."""

    document: Document
    whereabouts: Whereabouts
    trouble: str = ""
    score: float | None = None


def keep(files: FileStore, source: BinaryIO | Iterable[bytes]) -> Content:
    """Put a file on the disk, encrypted. Not on the writer thread: a large one takes seconds.

    Raises FileNotAccepted, FileTooLarge, InvalidValue where it is empty, StorageFull, DiskTrouble.
    """
    pieces = _pieces(source)
    head = b""
    while len(head) < HEAD_BYTES and (piece := next(pieces, b"")):
        head += piece
    if not head:
        raise InvalidValue("file", "is empty")
    kind = type_of(head[:HEAD_BYTES])
    if kind is None:
        raise FileNotAccepted(KINDS)
    return Content(kept=files.put(chain([head], pieces)), kind=kind)


def file(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    files: FileStore,
    *,
    content: Content,
    new: NewDocument,
    then: Callable[[UnitOfWork, Document], None] | None = None,
) -> Document:
    """File a document with its file; the one it replaces is superseded in the same step, and what
    belongs to the document is written by `then`.

    Raises InvalidValue, PermissionDenied, RecordNotFound, InvalidTransition; then the file goes.
    """
    try:
        with begin(context) as uow:
            document = uow.add(_document(uow, content, new))
            replaced = uow.blobs.add(content.kept)
            if new.supersedes_id is not None:
                _supersede(uow, new.supersedes_id, by=document)
            if new.is_photo:
                _show_as(uow, document)
            if then is not None:
                then(uow, document)
    except BaseException:
        files.discard(content.kept)
        raise
    files.release(content.kept)
    if replaced is not None:
        files.discard(replaced)
    return document


def of_patient(
    reader: Reader,
    context: ExecutionContext,
    patient_id: PatientId,
    *,
    words: str = "",
    now: datetime,
) -> tuple[FiledDocument, ...]:
    """A patient's documents, the newest first; with words those whose title holds words that begin
    so, the best first. Raises PermissionDenied, InvalidValue for too many words."""
    _require_view(reader, context, patient_id, now=now)
    if words:
        asked = Query(Document, where=eq("patient_id", patient_id), words=words, limit=MOST_FOUND)
        hits = reader.records(Document).hits(asked)
        return tuple(replace(as_filed(reader, hit.value), score=hit.score) for hit in hits)
    order = (Order("authored_on", descending=True), Order("created_at", descending=True))
    query = Query(Document, where=eq("patient_id", patient_id), order=order)
    return tuple(as_filed(reader, document) for document in every(reader, query))


def look_at(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    document_id: RecordId,
    action: AuditAction = AuditAction.VIEW,
) -> tuple[Document, Blob | None]:
    """Write down that a document is shown, printed or handed out, before it is; on the writer.

    Returns it with its file, None where that is not on this desk. Raises RecordNotFound,
    PermissionDenied, and InvalidValue where it has no file.
    """
    # Origin REMOTE: looking is possible in a desk that is for reading only, too.
    with begin(context, origin=Origin.REMOTE) as uow:
        document = current(uow, Document, document_id)
        _require_view(uow, context, document.patient_id, now=uow.now, row_id=document.id)
        if not document.sha256:
            raise InvalidValue("document", "has no file")
        uow.note(action, entity="document", row_id=document.id, patient_id=document.patient_id)
        uow.blobs.use(document.sha256)
        return document, uow.blobs.get(document.sha256)


def _document(uow: UnitOfWork, content: Content, new: NewDocument) -> Document:
    code = new.code.strip()
    return Document(
        id=RecordId(new_id()),
        created_at=uow.now,
        updated_at=uow.now,
        patient_id=new.patient_id,
        title=" ".join(seen_text(new.title).split()),
        code_system=LOINC if code else "",
        code=code,
        category=new.category.strip(),
        author_id=uow.context.user_id,
        authored_on=new.authored_on,
        sha256=content.kept.sha256,
        size=content.kept.size,
        media_type=content.kind.media_type,
        file_name=bare_name(new.file_name),
        supersedes_id=new.supersedes_id,
    )


def bare_name(text: str) -> str:
    """The last part of a file's name, without characters nobody sees; no way leads anywhere."""
    name = seen_text(text).replace("\\", "/").rpartition("/")[2].strip()
    return "" if name in (".", "..") else name[:255]


def _supersede(uow: UnitOfWork, document_id: RecordId, *, by: Document) -> None:
    old = current(uow, Document, document_id)
    if old.patient_id != by.patient_id:
        raise InvalidValue("supersedes_id", "is a document of another patient")
    uow.save(replace(old, status=DocumentStatus.SUPERSEDED))


def _show_as(uow: UnitOfWork, photo: Document) -> None:
    """Make a picture the one its patient is known by."""
    if photo.media_type not in PICTURES:
        raise InvalidValue("photo", "is no PNG or JPEG picture")
    patient = current(uow, Patient, photo.patient_id)
    known = named_photo(patient)
    before = uow.records(Document).get(known) if known else None
    if before is not None and before.id != photo.supersedes_id:
        uow.save(replace(before, status=DocumentStatus.SUPERSEDED))
    uow.save(replace(patient, photo_id=photo.id))


def as_filed(reader: Reader, document: Document) -> FiledDocument:
    """A document with where its file is, seen from this desk."""
    if not document.sha256:
        return FiledDocument(document=document, whereabouts=Whereabouts.NO_FILE)
    blob = reader.blobs.get(document.sha256)
    if blob is None:
        return FiledDocument(document=document, whereabouts=Whereabouts.ELSEWHERE)
    is_stored = blob.state is BlobState.STORED
    where = Whereabouts.HERE if is_stored else Whereabouts.UNSENT
    return FiledDocument(document=document, whereabouts=where, trouble=blob.code)


def _require_view(
    reader: Reader,
    context: ExecutionContext,
    patient_id: PatientId,
    *,
    now: datetime,
    row_id: RecordId | None = None,
) -> None:
    verdict = may_see(reader, context, "document", patient_id=patient_id, now=now)
    if not verdict.is_allowed:
        raise PermissionDenied(
            Permission.DOCUMENT_VIEW,
            context.role,
            verdict.needs,
            entity="document",
            row_id=row_id,
            patient_id=patient_id,
        )


def _pieces(source: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    read = getattr(source, "read", None)
    if read is None:
        return iter(source)  # pyright: ignore[reportArgumentType]  (it is no open file)
    return iter(lambda: read(_READ_BYTES), b"")
