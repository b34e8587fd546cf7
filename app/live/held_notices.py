"""What patients are to be told of their visits and are not told yet, as the window uses it."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.message import Message
from app.domain.permissions import Permission
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.domain.telling import HeldNotice
from app.live.access import Access
from app.services import held_notices as service


class HeldNoticeCollection:
    """Read what is held back at this desk, draft it, or tell nobody."""

    def __init__(self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access) -> None:
        self._threads, self._begin, self._access = threads, begin, access

    @property
    def may_tell(self) -> bool:
        """Whether the acting role writes messages; else they wait for somebody who does."""
        return self._access.may(Permission.MESSAGE_EDIT).is_allowed

    async def held(self) -> tuple[HeldNotice, ...]:
        """What is held back, the first due first: times and identifiers, nobody's name."""
        access = self._access
        return await access.plain(
            lambda reader: service.held(
                reader, workstation_id=access.context.workstation_id, now=access.now()
            )
        )

    async def tell(
        self, notices: Sequence[HeldNotice], *, subject: str, text: str
    ) -> Message | None:
        """Draft the message about some visits of one patient; {patient} stands for their name.

        None where one of them changed meanwhile. Raises PermissionDenied, RecordNotFound.
        """
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.tell(begin, context, notices=notices, subject=subject, text=text)
        )

    async def give_up(self, notices: Sequence[HeldNotice]) -> None:
        """Tell nobody of these. Raises PermissionDenied."""
        begin, context = self._begin, self._access.context
        await self._threads.write(lambda: service.give_up(begin, context, notices=notices))
