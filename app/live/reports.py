"""The clinic's figures as a panel uses them; each look is in the trail, and each way out before."""

from __future__ import annotations

from datetime import date

from app.domain.audit import AuditAction
from app.domain.permissions import Permission
from app.domain.reports import By, Kept, Period, Report, Taken, Use
from app.live.access import Access, Shown
from app.services import reports as service
from app.services.reports import OwedByAge

_USE = Shown(
    screen="time used",
    action=AuditAction.LIST,
    entity="appointment",
    permission=Permission.SCHEDULE_VIEW,
)
_MONEY = _USE._replace(permission=Permission.TOTALS_VIEW)
_SHOWN = {
    Report.USE: _USE,
    Report.NO_SHOWS: _USE._replace(screen="missed visits"),
    Report.OWED: _MONEY._replace(screen="owed by age", entity="charge"),
    Report.COLLECTED: _MONEY._replace(screen="collected by method", entity="payment"),
}
_LEAVES = {
    Report.USE: Permission.SCHEDULE_PRINT,
    Report.NO_SHOWS: Permission.SCHEDULE_PRINT,
    Report.OWED: Permission.TOTALS_VIEW,
    Report.COLLECTED: Permission.TOTALS_VIEW,
}
"""What a role needs to take figures out of the program."""


def view_permission(report: Report) -> Permission:
    """What a role needs to see a report."""
    return _SHOWN[report].permission


def export_permission(report: Report) -> Permission:
    """What a role needs to save a report as a file."""
    return _LEAVES[report]


class ReportCollection:
    """Ask for the clinic's figures off the UI thread; none names a patient."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def use(self, period: Period) -> tuple[Use, ...]:
        """Minutes booked and offered, by day and provider. Raises PermissionDenied."""
        access = self._access
        return await access.show(
            _SHOWN[Report.USE]._replace(what=_days(period.first, period.last)),
            lambda reader: service.read_use(
                reader, access.context, first=period.first, last=period.last
            ),
            subjects=lambda _lines: (),
            count=len,
        )

    async def no_shows(self, period: Period, by: By) -> tuple[Kept, ...]:
        """Visits kept, missed and cancelled late. Raises PermissionDenied."""
        return await self._access.show(
            _SHOWN[Report.NO_SHOWS]._replace(what=f"{_days(period.first, period.last)} {by}"),
            lambda reader: service.read_no_shows(
                reader, first=period.first, last=period.last, by=by
            ),
            subjects=lambda _lines: (),
            count=len,
        )

    async def owed(self) -> OwedByAge:
        """What is owed today, by age. Raises PermissionDenied."""
        access = self._access
        now = access.now()
        return await access.show(
            _SHOWN[Report.OWED],
            lambda reader: service.read_owed(reader, access.context, now=now),
            subjects=lambda _owed: (),
            count=lambda owed: owed.accounts,
        )

    async def taken(self, period: Period) -> tuple[Taken, ...]:
        """What came in and went back by method. Raises PermissionDenied."""
        access = self._access
        return await access.show(
            _SHOWN[Report.COLLECTED]._replace(what=_days(period.first, period.last)),
            lambda reader: service.read_taken(
                reader, access.context, first=period.first, last=period.last
            ),
            subjects=lambda _lines: (),
            count=len,
        )

    async def elsewhere(self, report: Report) -> int:
        """How many of the records a report is made of only the server has: they are not counted."""
        entity = _SHOWN[report].entity
        return await self._access.plain(lambda reader: reader.at_server.totals().get(entity, 0))

    async def note_export(self, report: Report) -> None:
        """Figures leave the program as a file. Raises PermissionDenied; then nothing may leave."""
        shown = _SHOWN[report]._replace(action=AuditAction.EXPORT, permission=_LEAVES[report])
        await self._access.hand_out(shown, ())


def _days(first: date, last: date) -> str:
    return f"{first.isoformat()}/{last.isoformat()}"
