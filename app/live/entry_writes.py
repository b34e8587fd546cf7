"""Entries of one kind as panels keep, remove and bring them back, off the UI thread."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.drafts import DraftKey
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.live.access import Access
from app.services.drafts import finish

R = TypeVar("R", bound=Record)


class EntryService(Protocol[R]):
    """The use cases behind it: a module of services."""

    def save(
        self, begin: UnitOfWorkFactory, context: ExecutionContext, *, record: R, based_on: R | None
    ) -> R:
        """Keep an entry."""
        ...

    def remove(self, begin: UnitOfWorkFactory, context: ExecutionContext, *, record: R) -> None:
        """Delete one that was read."""
        ...

    def bring_back(self, begin: UnitOfWorkFactory, context: ExecutionContext, *, record: R) -> R:
        """Bring a deleted one back."""
        ...


class EntryWrites(Generic[R]):
    """A collection's writes. Its looks are its own."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        access: Access,
        service: EntryService[R],
    ) -> None:
        self._threads, self._begin, self._access = threads, begin, access
        self._service = service

    async def save(self, record: R, *, based_on: R | None, draft: DraftKey | None = None) -> R:
        """Keep an entry, and end the form's draft, in one step.

        Raises InvalidRecord, InvalidTransition, StaleVersion, RecordNotFound, PermissionDenied.
        """
        begin, context, service = self._begin, self._access.context, self._service
        return await self._threads.write(
            lambda: finish(
                begin,
                context,
                lambda: service.save(begin, context, record=record, based_on=based_on),
                key=draft,
            )
        )

    async def remove(self, record: R) -> None:
        """Delete an entry as it was read. Raises StaleVersion, RecordNotFound, PermissionDenied."""
        await self._threads.write(
            lambda: self._service.remove(self._begin, self._access.context, record=record)
        )

    async def bring_back(self, record: R) -> R:
        """Bring a deleted entry back. Raises RecordNotFound, PermissionDenied."""
        return await self._threads.write(
            lambda: self._service.bring_back(self._begin, self._access.context, record=record)
        )
