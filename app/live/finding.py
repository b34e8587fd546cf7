"""What the search box in the top bar asks for: one look, one event in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from app.domain.audit import AuditAction
from app.domain.ids import RecordId
from app.domain.permissions import Permission
from app.domain.phi import Phi
from app.domain.staff import Clinic
from app.domain.values import day_bounds
from app.live.access import Access, Shown
from app.services import finding as service
from app.services.finding import Found

_SEARCH = Shown(
    screen="search box",
    action=AuditAction.SEARCH,
    entity="patient",
    permission=Permission.PATIENT_SEARCH,
)
_RECENT = Shown(
    screen="opened lately",
    action=AuditAction.LIST,
    entity="patient",
    permission=Permission.PATIENT_LIST,
)


class FindingCollection:
    """Finds people and their visits off the UI thread."""

    def __init__(self, access: Access, clinic: Clinic) -> None:
        self._access = access
        self._clinic = clinic

    async def find(self, text: str, *, limit: int = 6) -> Found:
        """The best matches for what was typed, and their visits from today on.

        Raises PermissionDenied.
        """
        now = self._access.now()
        day = now.astimezone(ZoneInfo(self._clinic.zone)).date()
        today, _tomorrow = day_bounds(day, self._clinic.zone)
        visits_from = today if self._shows_visits() else None
        return await self._access.show(
            _SEARCH._replace(term=Phi(text)),
            lambda reader: self._seen(
                service.find(reader, text=text, limit=limit, now=now, visits_from=visits_from)
            ),
            subjects=Found.people,
        )

    async def recent(self, opened: Sequence[tuple[str, RecordId]]) -> Found:
        """What is left of the patients and visits this person opened last, in that order.

        Raises PermissionDenied.
        """
        now, with_visits = self._access.now(), self._shows_visits()
        return await self._access.show(
            _RECENT._replace(what=" ".join(one for _entity, one in opened)),
            lambda reader: self._seen(
                service.recent(reader, opened=opened, now=now, with_visits=with_visits)
            ),
            subjects=Found.people,
        )

    def _shows_visits(self) -> bool:
        return self._access.may(Permission.SCHEDULE_VIEW).is_allowed

    def _seen(self, found: Found) -> Found:
        """The answer without what the acting role is not shown in a list."""
        if self._access.may(Permission.ALLERGY_VIEW).is_allowed:
            return found
        return found._replace(patients=tuple(row._replace(allergies=()) for row in found.patients))
