"""Messages as panels use them: conversations, what is unread, and drafts that wait for a person."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.conversations import ThreadFilter, ThreadRow
from app.domain.drafts import DraftKey
from app.domain.errors import ConfigurationError
from app.domain.file_errors import FileMissing
from app.domain.file_ports import FileStore
from app.domain.ids import PatientId, RecordId
from app.domain.message import Message, MessageTemplate, MessageThread
from app.domain.permissions import Permission
from app.domain.phi import Phi
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.domain.treatment import Document
from app.live.access import Access, Shown
from app.services import conversations, correspondence, documents, message_templates
from app.services import messages as service
from app.services.conversations import SHOWN_AT_ONCE, Conversation
from app.services.correspondence import Attachment, NewThread, Said
from app.services.drafts import finish
from app.services.message_templates import FieldValues
from app.services.messages import DraftMessage

T = TypeVar("T")
HandOut = Callable[[RecordId, Path], Awaitable[Document]]
"""Writes a document's file into a new file for whoever is to have it; see bootstrap.documents."""

_DRAFTS = Shown(
    screen="messages to send",
    action=AuditAction.LIST,
    entity="message",
    permission=Permission.MESSAGE_VIEW,
)
_LIST = Shown(
    screen="conversation filter",
    action=AuditAction.SEARCH,
    entity="message_thread",
    permission=Permission.MESSAGE_VIEW,
)
_ROWS = _LIST._replace(screen="conversation list", action=AuditAction.LIST)
_ONE = _LIST._replace(screen="conversation", action=AuditAction.VIEW)
_FIELDS = _ONE._replace(screen="fields of a template", permission=Permission.MESSAGE_EDIT)


class MessageCollection:
    """Read and write conversations, and finish drafts, off the UI thread."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        access: Access,
        *,
        files: FileStore | None = None,
        hand_out: HandOut | None = None,
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._access = access
        self._files = files
        self._hand_out = hand_out

    async def ids(self, wanted: ThreadFilter) -> tuple[RecordId, ...]:
        """Every conversation the filter lets through, the newest first. Raises PermissionDenied."""
        access = self._access
        return await access.show(
            _LIST._replace(what=wanted.box, term=Phi(wanted.text.strip())),
            lambda reader: conversations.list_ids(reader, access.context, wanted=wanted),
            subjects=lambda _ids: (),
            count=len,
        )

    async def rows(self, thread_ids: Sequence[RecordId]) -> dict[RecordId, ThreadRow]:
        """List lines of some conversations (a page of about 200)."""
        access = self._access
        return await access.show(
            _ROWS,
            lambda reader: conversations.list_rows(reader, access.context, thread_ids=thread_ids),
            subjects=lambda rows: (one.patient_id for one in rows.values() if one.patient_id),
        )

    async def conversation(self, thread_id: RecordId, *, most: int = SHOWN_AT_ONCE) -> Conversation:
        """One conversation with its newest messages. Raises RecordNotFound, PermissionDenied."""
        access = self._access
        now = access.now()
        return await access.show(
            _ONE._replace(what=thread_id, row_id=thread_id),
            lambda reader: conversations.read_conversation(
                reader, access.context, thread_id=thread_id, now=now, most=most
            ),
            subjects=lambda found: (found.patient.id,) if found.patient else (),
        )

    async def unread(self) -> int:
        """How many messages of what concerns the user they have not read; 0 for who sees none."""
        access = self._access
        if not access.may(Permission.MESSAGE_VIEW).is_allowed:
            return 0
        return await access.plain(lambda reader: conversations.count_unread(reader, access.context))

    async def templates(self) -> tuple[MessageTemplate, ...]:
        """The clinic's templates that are in use, by name."""
        return await self._access.plain(message_templates.active)

    async def field_values(self, patient_id: PatientId | None) -> FieldValues:
        """What a template's fields stand for in a message about a patient, or about nobody."""
        access = self._access
        now = access.now()
        return await access.show(
            _FIELDS._replace(what=patient_id or "", row_id=patient_id),
            lambda reader: message_templates.values_for(
                reader, access.context, patient_id=patient_id, now=now
            ),
            subjects=lambda _values: (patient_id,) if patient_id else (),
        )

    async def attach(self, path: Path) -> Attachment:
        """Put a file of this computer on the disk, encrypted, to go with a message.

        Raises ConfigurationError where it cannot be read, and what services.documents.keep raises.
        """
        files = self._files
        if files is None:
            raise FileMissing

        def keep() -> Attachment:
            with path.open("rb") as source:
                content = documents.keep(files, source)
            return Attachment(content=content, file_name=path.name)

        try:
            return await asyncio.to_thread(keep)
        except OSError as error:
            raise ConfigurationError("file", error.strerror or "cannot be read") from None

    async def let_go(self, attachment: Attachment) -> None:
        """Somebody took a file away again before anything was saved."""
        if self._files is not None:
            await asyncio.to_thread(self._files.discard, attachment.content.kept)

    async def hand_out(self, document_id: RecordId, path: Path) -> Document:
        """Write an attached file in clear into a new file; it is fetched where it is not here.

        Raises FileMissing, ConfigurationError where the new file is there already, ApiError.
        """
        if self._hand_out is None:
            raise FileMissing
        return await self._hand_out(document_id, path)

    async def start(self, new: NewThread, *, draft: DraftKey | None = None) -> MessageThread:
        """Begin a conversation, and end its draft, in one step.

        Raises InvalidRecord, InvalidValue, RecordNotFound, PermissionDenied.
        """
        return await self._finish(
            lambda begin, context: correspondence.start(begin, context, self._files, new=new), draft
        )

    async def reply(
        self,
        thread_id: RecordId,
        said: Said,
        *,
        patient_id: PatientId | None,
        draft: DraftKey | None = None,
    ) -> Message:
        """Add a message to a conversation, and end its draft, in one step.

        Raises InvalidRecord, InvalidValue where it is about another patient, PermissionDenied.
        """
        return await self._finish(
            lambda begin, context: correspondence.reply(
                begin, context, self._files, thread_id=thread_id, patient_id=patient_id, said=said
            ),
            draft,
        )

    async def mark_read(self, thread_id: RecordId, seen: Collection[RecordId] | None = None) -> int:
        """Note that the user has read these messages of a conversation, None: all of them; how
        many were new to them."""
        return await self._write(
            lambda begin, context: correspondence.mark_read(
                begin, context, thread_id=thread_id, seen=seen
            )
        )

    async def finish(self, thread_id: RecordId, *, is_done: bool) -> MessageThread:
        """Say that nothing is left to do about a conversation, or that something is again."""
        return await self._write(
            lambda begin, context: correspondence.finish(
                begin, context, thread_id=thread_id, is_done=is_done
            )
        )

    async def change(
        self,
        thread_id: RecordId,
        changes: Mapping[str, object],
        *,
        based_on: MessageThread | None = None,
    ) -> MessageThread:
        """Change category, priority, assignee or subject. Raises InvalidRecord, StaleVersion."""
        return await self._write(
            lambda begin, context: correspondence.change(
                begin, context, thread_id=thread_id, changes=changes, based_on=based_on
            )
        )

    async def drafts(self) -> tuple[DraftMessage, ...]:
        """Every message that was drafted and not sent, oldest first. Raises PermissionDenied."""
        access = self._access
        return await access.show(
            _DRAFTS,
            lambda reader: service.drafts(reader, access.context),
            subjects=lambda found: (one.message.patient_id or RecordId("") for one in found),
        )

    async def edit(self, message_id: RecordId, *, text: str, channel: str) -> Message:
        """Change a draft. Raises RecordNotFound, InvalidValue where it was sent meanwhile."""
        return await self._write(
            lambda begin, context: service.edit(
                begin, context, message_id=message_id, text=text, channel=channel
            )
        )

    async def mark_sent(self, message_id: RecordId, *, text: str, channel: str) -> Message:
        """Say that the patient was told so. Raises RecordNotFound, InvalidValue."""
        return await self._write(
            lambda begin, context: service.mark_sent(
                begin, context, message_id=message_id, text=text, channel=channel
            )
        )

    async def discard(self, message_id: RecordId) -> None:
        """Throw a draft away. Raises RecordNotFound, InvalidValue where it was sent meanwhile."""
        await self._write(
            lambda begin, context: service.discard(begin, context, message_id=message_id)
        )

    async def _write(self, work: Callable[[UnitOfWorkFactory, ExecutionContext], T]) -> T:
        begin, context = self._begin, self._access.context
        return await self._threads.write(lambda: work(begin, context))

    async def _finish(
        self, work: Callable[[UnitOfWorkFactory, ExecutionContext], T], draft: DraftKey | None
    ) -> T:
        return await self._write(
            lambda begin, context: finish(begin, context, lambda: work(begin, context), key=draft)
        )
