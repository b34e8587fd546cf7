"""Files of patients' data as a panel uses them: asked for, allowed by a second person, written."""

from __future__ import annotations

import asyncio

from app.domain.audit import AuditAction
from app.domain.exporting import ExportKind, ExportRequest
from app.domain.ids import RecordId
from app.domain.permissions import Permission
from app.domain.ports import DatabaseThreads, Reader, UnitOfWorkFactory
from app.interop.csv_out import csv_bytes
from app.live.access import Access, Shown
from app.services import exports as service
from app.services.exports import NewExport, ShownExport, Table

_LIST = Shown(
    screen="patient data files",
    action=AuditAction.LIST,
    entity="export_request",
    permission=Permission.CLINIC_VIEW,
)


class ExportCollection:
    """Ask for files, decide about them and get their bytes, off the UI thread."""

    def __init__(self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access) -> None:
        self._threads, self._begin, self._access = threads, begin, access

    @property
    def kinds(self) -> tuple[ExportKind, ...]:
        """What the acting role may ask for."""
        return service.kinds_for(self._access.context)

    @property
    def may_decide(self) -> bool:
        """Whether the acting role allows files that others ask for."""
        return service.may_approve(self._access.context)

    async def listed(self) -> tuple[ShownExport, ...]:
        """The requests the acting user has to do with, the latest first."""
        access, now = self._access, self._access.now()
        return await access.show(
            _LIST,
            lambda reader: service.listed(reader, access.context, now=now),
            subjects=lambda _found: (),
            count=len,
        )

    async def ask(self, new: NewExport) -> ExportRequest:
        """Ask for a file. Raises PermissionDenied, InvalidRecord."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(lambda: service.ask(begin, context, new=new))

    async def decide(self, request_id: RecordId, *, is_allowed: bool, note: str) -> ExportRequest:
        """Allow somebody else's file, or refuse it. Raises PermissionDenied, InvalidValue."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.decide_on(
                begin, context, request_id=request_id, is_allowed=is_allowed, note=note
            )
        )

    async def write(self, request_id: RecordId) -> bytes:
        """The file's content, noted with everybody in it before anything leaves: once.

        Raises PermissionDenied, InvalidValue where nobody allowed it.
        """
        begin, context, now = self._begin, self._access.context, self._access.now()

        def read(reader: Reader) -> Table:
            return service.table(reader, context, request_id=request_id, now=now)

        found = await self._access.plain(read)
        content = await asyncio.to_thread(csv_bytes, found.titles, found.lines)
        await self._threads.write(
            lambda: service.note_written(begin, context, request_id=request_id, written=found)
        )
        return content
