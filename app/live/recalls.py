"""Recalls, as panels use them: who is to be called in again, and what came of the call."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from app.domain.audit import AuditAction
from app.domain.drafts import DraftKey
from app.domain.ids import RecordId
from app.domain.permissions import Permission
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.domain.staff import Clinic
from app.domain.waiting import Recall
from app.live.access import Access, Shown
from app.live.undo import UndoStack, Values
from app.services import recalls as service
from app.services.drafts import finish
from app.services.recalls import RecallLine, RecallScope, RecallWish

RECALL_MOVED = "recall_status"
"""A step that can be taken back: somebody was called, will not come, or needs no call any more."""
_LIST = Shown(
    screen="recall list",
    action=AuditAction.LIST,
    entity="recall",
    permission=Permission.WAITLIST_VIEW,
)


class RecallCollection:
    """Read the list and write down what came of a call, off the UI thread."""

    def __init__(
        self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access, clinic: Clinic
    ) -> None:
        self._threads, self._begin, self._access = threads, begin, access
        self._clinic = clinic

    async def listed(self, scope: RecallScope) -> tuple[RecallLine, ...]:
        """Who is to be called in again, who is due first first. Raises PermissionDenied."""
        today = self._access.now().astimezone(ZoneInfo(self._clinic.zone)).date()
        return await self._access.show(
            _LIST._replace(what=f"{scope} {today.isoformat()}"),
            lambda reader: service.listed(reader, scope=scope, today=today),
            subjects=lambda found: (one.recall.patient_id for one in found),
        )

    async def add(self, wish: RecallWish, *, draft: DraftKey | None = None) -> Recall:
        """Write down that somebody is called in again, and end the form's draft.

        Raises RecordNotFound, InvalidRecord.
        """
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: finish(
                begin, context, lambda: service.add(begin, context, wish=wish), key=draft
            )
        )

    async def change(
        self,
        recall_id: RecordId,
        wish: RecallWish,
        *,
        based_on: Recall,
        draft: DraftKey | None = None,
    ) -> Recall:
        """Change what a recall is for, and end the form's draft.

        Raises StaleVersion, RecordNotFound, InvalidRecord.
        """
        begin, context = self._begin, self._access.context

        def change() -> Recall:
            return service.change(begin, context, recall_id=recall_id, wish=wish, based_on=based_on)

        return await self._threads.write(lambda: finish(begin, context, change, key=draft))

    async def note_contact(self, recall_id: RecordId, outcome: str) -> Recall:
        """Write down a call and what came of it. Raises InvalidTransition, RecordNotFound."""
        return await self._threads.write(
            lambda: service.note_contact(
                self._begin, self._access.context, recall_id=recall_id, outcome=outcome
            )
        )

    async def set_status(self, recall_id: RecordId, status: str, *, was: str) -> Recall:
        """Say how a recall stands. Raises InvalidTransition, StaleVersion, RecordNotFound."""
        return await self._threads.write(
            lambda: service.set_status(
                self._begin, self._access.context, recall_id=recall_id, status=status, was=was
            )
        )


def register_recalls(stack: UndoStack, recalls: RecallCollection) -> None:
    """Let a step of a recall be taken back."""

    async def move(record_id: RecordId, now: Values, wanted: Values) -> None:
        await recalls.set_status(record_id, str(wanted["status"]), was=str(now["status"]))

    stack.register(RECALL_MOVED, move)
