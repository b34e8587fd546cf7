"""The lists people are called from, as panels use them: who confirms, who waits for a time."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from app.domain.appointment import Appointment
from app.domain.audit import AuditAction
from app.domain.drafts import DraftKey
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.domain.staff import Clinic
from app.domain.waiting import WaitlistEntry
from app.live.access import Access, Shown
from app.live.undo import UndoStack, Values
from app.services import call_lists, waitlist
from app.services.appointments import Slot
from app.services.call_lists import ToConfirm
from app.services.drafts import finish
from app.services.waitlist import NewWish, Waiting

WISH_CLOSED = "wish_closed"
"""A step that can be taken back: somebody was taken off the waiting list."""
_CONFIRM = Shown(
    screen="to confirm",
    action=AuditAction.LIST,
    entity="appointment",
    permission=Permission.PATIENT_LIST,
)
_WAITING = Shown(
    screen="waiting list",
    action=AuditAction.LIST,
    entity="waitlist_entry",
    permission=Permission.WAITLIST_VIEW,
)
_MATCHING = _WAITING._replace(screen="waiting for a freed time")


class CallListCollection:
    """Read the lists, add to the waiting list, and book somebody from it, off the UI thread."""

    def __init__(
        self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access, clinic: Clinic
    ) -> None:
        self._threads, self._begin, self._access = threads, begin, access
        self._clinic = clinic

    async def to_confirm(self) -> tuple[ToConfirm, ...]:
        """The coming days' unconfirmed visits with their phones. Raises PermissionDenied."""
        today = self._access.now().astimezone(ZoneInfo(self._clinic.zone)).date()
        return await self._access.show(
            _CONFIRM._replace(what=today.isoformat()),
            lambda reader: call_lists.to_confirm(reader, today=today, clinic=self._clinic),
            subjects=lambda calls: (one.visit.patient_id for one in calls),
        )

    async def waiting(self) -> tuple[Waiting, ...]:
        """Everybody who waits for a time, the most urgent first. Raises PermissionDenied."""
        return await self._access.show(
            _WAITING, waitlist.waiting, subjects=lambda found: (w.entry.patient_id for w in found)
        )

    async def matching(
        self, slot: Slot, *, not_for: PatientId | None = None
    ) -> tuple[Waiting, ...]:
        """Who would come to a time that got free. Raises PermissionDenied."""
        now, zone = self._access.now(), self._clinic.zone
        return await self._access.show(
            _MATCHING._replace(what=f"{slot.starts_at.isoformat()} {slot.practitioner_id}"),
            lambda reader: waitlist.matching(reader, slot, zone=zone, now=now, not_for=not_for),
            subjects=lambda found: (one.entry.patient_id for one in found),
        )

    async def add_wish(self, wish: NewWish, *, draft: DraftKey | None = None) -> WaitlistEntry:
        """Put somebody on the waiting list, and end the form's draft.

        Raises RecordNotFound, InvalidRecord.
        """
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: finish(
                begin, context, lambda: waitlist.add(begin, context, wish=wish), key=draft
            )
        )

    async def set_wish(
        self, entry_id: RecordId, status: str, *, was: str | None = None
    ) -> WaitlistEntry:
        """Say how a wish stands. Raises InvalidTransition, StaleVersion."""
        return await self._threads.write(
            lambda: waitlist.set_status(
                self._begin, self._access.context, entry_id=entry_id, status=status, was=was
            )
        )

    async def book_freed(self, entry_id: RecordId, slot: Slot, *, release: bool) -> Appointment:
        """Book somebody who waits, and call off their old visit where they give it up.

        Raises InvalidTransition, SlotTaken, RecordNotFound.
        """
        return await self._threads.write(
            lambda: waitlist.book_freed(
                self._begin,
                self._access.context,
                entry_id=entry_id,
                slot=slot,
                zone=self._clinic.zone,
                release=release,
            )
        )


def register_wishes(stack: UndoStack, lists: CallListCollection) -> None:
    """Let what is done to the waiting list be taken back."""

    async def set_back(record_id: RecordId, now: Values, wanted: Values) -> None:
        await lists.set_wish(record_id, str(wanted["status"]), was=str(now["status"]))

    stack.register(WISH_CLOSED, set_back)
