"""Documents as panels use them: the list, one with its file, filing, changing, handing out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.drafts import DraftKey
from app.domain.errors import ConfigurationError
from app.domain.file_errors import FileMissing, FileTooLarge
from app.domain.file_ports import Blob, FileStore, KeptFile
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission, Scope
from app.domain.phi import Phi, quiet
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.domain.record_lists import RecordFilter
from app.domain.treatment import Document
from app.live.access import Access, Shown
from app.services import document_changes, documents
from app.services.correspondence import Attachment
from app.services.document_changes import ShownDocument
from app.services.documents import NewDocument
from app.services.drafts import finish
from app.services.record_lists import RecordLine

T = TypeVar("T")
HandOut = Callable[[RecordId, Path], Awaitable[Document]]
Whole = Callable[[Document, Blob | None], Awaitable[KeptFile]]
"""A document's file on this disk, proven, fetched where it has to be; see bootstrap.documents."""

MOST_SHOWN_BYTES = 200 * 1024 * 1024
"""A larger file is not shown or printed from memory; a copy can be saved."""
_PIECE = 1024 * 1024
_LIST = Shown(
    screen="document filter",
    action=AuditAction.SEARCH,
    entity="document",
    permission=Permission.DOCUMENT_VIEW,
    scope=Scope.OWN,  # of others the service shows what the role is shown, and no more
)
_ROWS = _LIST._replace(screen="document list", action=AuditAction.LIST)
_ONE = _LIST._replace(screen="document", action=AuditAction.VIEW)


@dataclass(slots=True)
class Filing:
    """How far a file is on its way onto the disk; `stop` gives it up from any thread."""

    total: int = 0
    done: int = 0
    is_stopped: bool = False

    def stop(self) -> None:
        """Nobody wants it any more: nothing of it stays."""
        self.is_stopped = True


class _Stopped(Exception):
    pass


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A document with the bytes of its file, in memory only."""

    document: Document
    data: bytes


class DocumentCollection:
    """Read and write documents and their files off the UI thread."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        access: Access,
        *,
        files: FileStore | None = None,
        hand_out: HandOut | None = None,
        whole: Whole | None = None,
    ) -> None:
        self._threads, self._begin, self._access = threads, begin, access
        self._files, self._hand_out, self._whole = files, hand_out, whole

    async def ids(self, wanted: RecordFilter) -> tuple[RecordId, ...]:
        """Every document the filter lets through, the latest first. Raises PermissionDenied."""
        access, now = self._access, self._access.now()
        return await access.show(
            _LIST._replace(what=wanted.patient_id or "", term=Phi(wanted.text.strip())),
            lambda reader: document_changes.ids(reader, access.context, wanted=wanted, now=now),
            subjects=lambda _ids: (),
            patient_id=wanted.patient_id,
            count=len,
        )

    async def rows(
        self, document_ids: Sequence[RecordId], *, patient_id: PatientId | None = None
    ) -> dict[RecordId, RecordLine[Document]]:
        """List lines of some documents (a page of about 200); patient_id: only this one's."""
        access, now = self._access, self._access.now()
        return await access.show(
            _ROWS,
            lambda reader: document_changes.lines(
                reader,
                access.context,
                document_ids=document_ids,
                now=now,
                patient_id=patient_id,
            ),
            subjects=lambda rows: (one.patient_id for one in rows.values()),
            patient_id=patient_id,
        )

    async def one(self, document_id: RecordId, *, patient_id: PatientId) -> ShownDocument:
        """One of the patient's without its file. Raises RecordNotFound, InvalidValue for another's,
        PermissionDenied."""
        access, now = self._access, self._access.now()
        return await access.show(
            _ONE._replace(what=document_id, row_id=document_id),
            lambda reader: document_changes.read_one(
                reader, access.context, document_id=document_id, now=now, patient_id=patient_id
            ),
            subjects=lambda _found: (),
            patient_id=patient_id,
        )

    async def content(
        self, document_id: RecordId, *, action: AuditAction = AuditAction.VIEW
    ) -> Content:
        """A document with its file, to be shown or printed; each time is in the trail.

        Raises PermissionDenied, FileMissing, FileDamaged, FileTooLarge, ApiError.
        """
        files = self._files
        if files is None:
            raise FileMissing
        begin, context = self._begin, self._access.context
        document, blob = await self._threads.write(
            lambda: documents.look_at(begin, context, document_id=document_id, action=action)
        )
        if document.size > MOST_SHOWN_BYTES:
            raise FileTooLarge(MOST_SHOWN_BYTES)
        if self._whole is not None:
            kept = await self._whole(document, blob)
        elif blob is not None:
            kept = blob.kept
        else:
            raise FileMissing
        data = await asyncio.to_thread(lambda: b"".join(files.read(kept)))
        return Content(document=document, data=data)

    async def keep(self, path: Path, filing: Filing) -> Attachment | None:
        """Put a file of this computer on the disk, encrypted; None where it was given up.

        Raises ConfigurationError where it cannot be read, and what services.documents.keep raises.
        """
        files = self._files
        if files is None:
            raise FileMissing

        def work() -> Attachment:
            with path.open("rb") as source:
                filing.total = path.stat().st_size
                content = documents.keep(files, _watched(source, filing))
            return Attachment(content=content, file_name=path.name)

        try:
            return await asyncio.to_thread(work)
        except _Stopped:
            return None
        except OSError as error:
            raise ConfigurationError("file", error.strerror or "cannot be read") from None

    async def let_go(self, attachment: Attachment) -> None:
        """Somebody took a file away again before it was filed."""
        if self._files is not None:
            await asyncio.to_thread(self._files.discard, attachment.content.kept)

    async def file(
        self, attachment: Attachment, new: NewDocument, *, draft: DraftKey | None = None
    ) -> Document:
        """File a document, and end its draft, in one step. Raises what services.documents does."""
        files = self._files
        if files is None:
            raise FileMissing
        return await self._write(
            lambda begin, context: finish(
                begin,
                context,
                lambda: documents.file(begin, context, files, content=attachment.content, new=new),
                key=draft,
            )
        )

    async def change(
        self,
        document_id: RecordId,
        changes: Mapping[str, object],
        *,
        patient_id: PatientId,
        based_on: Document | None = None,
        draft: DraftKey | None = None,
    ) -> Document:
        """Change what a document says of itself. Raises InvalidRecord, StaleVersion."""
        return await self._write(
            lambda begin, context: finish(
                begin,
                context,
                lambda: document_changes.change(
                    begin,
                    context,
                    document_id=document_id,
                    patient_id=patient_id,
                    changes=changes,
                    based_on=based_on,
                ),
                key=draft,
            )
        )

    async def set_status(
        self, document_id: RecordId, status: str, *, patient_id: PatientId, was: str
    ) -> Document:
        """Let it count as read, archived or entered in error. Raises InvalidTransition."""
        return await self._write(
            lambda begin, context: document_changes.set_status(
                begin,
                context,
                document_id=document_id,
                patient_id=patient_id,
                status=status,
                was=was,
            )
        )

    async def hand_out(self, document_id: RecordId, path: Path) -> Document:
        """Write a file in clear into a new file; it is fetched where it is not here.

        Raises FileMissing, ConfigurationError where the new file is there already, ApiError.
        """
        if self._hand_out is None:
            raise FileMissing
        return await self._hand_out(document_id, path)

    async def _write(self, work: Callable[[UnitOfWorkFactory, ExecutionContext], T]) -> T:
        begin, context = self._begin, self._access.context
        return await self._threads.write(lambda: work(begin, context))


def _watched(source: BinaryIO, filing: Filing) -> Iterator[bytes]:
    """A file piece by piece; says how far it is, and ends when nobody wants it any more."""
    while piece := source.read(_PIECE):
        if filing.is_stopped:
            raise _Stopped
        filing.done += len(piece)
        yield piece
    if filing.is_stopped:
        raise _Stopped
