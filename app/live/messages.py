"""Drafted messages as panels use them: read, edit, say that one was sent."""

from __future__ import annotations

from app.domain.audit import AuditAction
from app.domain.ids import RecordId
from app.domain.message import Message
from app.domain.permissions import Permission
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.live.access import Access, Shown
from app.services import messages as service
from app.services.messages import DraftMessage

_DRAFTS = Shown(
    screen="messages to send",
    action=AuditAction.LIST,
    entity="message",
    permission=Permission.MESSAGE_VIEW,
)


class MessageCollection:
    """Read and finish drafts off the UI thread."""

    def __init__(self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access) -> None:
        self._threads = threads
        self._begin = begin
        self._access = access

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
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.edit(begin, context, message_id=message_id, text=text, channel=channel)
        )

    async def mark_sent(self, message_id: RecordId, *, text: str, channel: str) -> Message:
        """Say that the patient was told so. Raises RecordNotFound, InvalidValue."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.mark_sent(
                begin, context, message_id=message_id, text=text, channel=channel
            )
        )

    async def discard(self, message_id: RecordId) -> None:
        """Throw a draft away. Raises RecordNotFound, InvalidValue where it was sent meanwhile."""
        begin, context = self._begin, self._access.context
        await self._threads.write(lambda: service.discard(begin, context, message_id=message_id))
