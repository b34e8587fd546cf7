"""The till as panels use it: this desk's drawer and the clinic's day."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.audit import AuditAction
from app.domain.billing import CashDrawer, DaySheet
from app.domain.drafts import DraftKey
from app.domain.permissions import Permission
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.live.access import Access, Shown
from app.services import till_reading
from app.services import tills as service
from app.services.drafts import finish
from app.services.till_reading import TillView

_TILL = Shown(
    screen="till",
    action=AuditAction.VIEW,
    entity="cash_drawer",
    permission=Permission.BALANCE_VIEW,
)
_SHEET = _TILL._replace(screen="day sheet", action=AuditAction.PRINT, entity="day_sheet")


class TillCollection:
    """Open, count and close the drawer of this desk and the clinic's day, off the UI thread."""

    def __init__(self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access) -> None:
        self._threads = threads
        self._begin = begin
        self._access = access

    async def view(self) -> TillView:
        """How the drawer and the day stand. Raises PermissionDenied."""
        access = self._access
        now = access.now()
        return await access.show(
            _TILL,
            lambda reader: till_reading.read_till(reader, access.context, now=now),
            subjects=lambda _view: (),
        )

    async def open_drawer(self, float_minor: int) -> CashDrawer:
        """Put the float in. Raises InvalidEntry where it is open already, PermissionDenied."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.open_drawer(begin, context, float_minor=float_minor)
        )

    async def close_drawer(
        self, counted: Mapping[str, int], *, note: str = "", draft: DraftKey | None = None
    ) -> CashDrawer:
        """Count it and close it. Raises InvalidValue where none is open, InvalidRecord."""
        begin, context = self._begin, self._access.context

        def close() -> CashDrawer:
            return service.close_drawer(begin, context, counted=counted, note=note)

        return await self._threads.write(lambda: finish(begin, context, close, key=draft))

    async def close_day(
        self, counted: Mapping[str, int], *, note: str = "", draft: DraftKey | None = None
    ) -> DaySheet:
        """Close the clinic's day. Raises InvalidEntry where it was closed, InvalidRecord."""
        begin, context = self._begin, self._access.context

        def close() -> DaySheet:
            return service.close_day(begin, context, counted=counted, note=note)

        return await self._threads.write(lambda: finish(begin, context, close, key=draft))

    async def note_sheet(self, *, is_file: bool = False) -> None:
        """A sheet leaves the program, on paper or as a file. Raises PermissionDenied."""
        action = AuditAction.EXPORT if is_file else AuditAction.PRINT
        await self._access.hand_out(_SHEET._replace(action=action), ())
