"""Two records of one person, as panels use them: compare, merge, take back."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from app.domain.ids import PatientId, RecordId
from app.domain.merging import PatientMerge
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.live.access import Access
from app.live.undo import UndoStack, Values
from app.services import merging as service
from app.services.merge_preview import Preview, compare
from app.services.merging import Unmerged

PATIENTS_MERGED = "patients_merged"


class MergeCollection:
    """Compare, merge and part patients off the UI thread; works offline too."""

    def __init__(self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access) -> None:
        self._threads, self._begin, self._access = threads, begin, access

    async def compare(self, first: PatientId, second: PatientId) -> Preview:
        """Two patients side by side. Raises InvalidValue, RecordNotFound, PermissionDenied."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(lambda: compare(begin, context, first, second))

    async def merge(
        self,
        survivor_id: PatientId,
        merged_id: PatientId,
        *,
        take: Collection[str] = (),
        reason: str = "",
    ) -> PatientMerge:
        """Make two records one person; take names fields to have as the other has them.

        Raises InvalidValue, RecordNotFound, PermissionDenied.
        """
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.merge(
                begin,
                context,
                survivor_id=survivor_id,
                merged_id=merged_id,
                take=take,
                reason=reason,
            )
        )

    async def unmerge(
        self, merged_id: PatientId, *, of: PatientId | None = None, reason: str = ""
    ) -> Unmerged:
        """Make them two patients again. of: as one with this survivor only, else StaleVersion.

        Raises InvalidValue where they are not merged or pay for one another, PermissionDenied.
        """
        begin, context = self._begin, self._access.context

        def part() -> Unmerged:
            return service.unmerge(begin, context, merged_id=merged_id, of=of, reason=reason)

        return await self._threads.write(part)


def merge_values(survivor_id: PatientId, take: Collection[str]) -> dict[str, object]:
    """A merge as plain values."""
    return {"survivor_id": survivor_id, "take": sorted(take)}


def register_merges(stack: UndoStack, merges: MergeCollection) -> None:
    """Let a merge be taken back and made again; the step names the record that is not used."""

    async def apply(record_id: RecordId, now: Values, wanted: Values) -> None:
        merged_id = PatientId(record_id)
        if wanted:
            survivor_id = PatientId(RecordId(str(wanted["survivor_id"])))
            take = cast("list[str]", wanted["take"])
            await merges.merge(survivor_id, merged_id, take=take)
        else:
            await merges.unmerge(merged_id, of=PatientId(RecordId(str(now["survivor_id"]))))

    stack.register(PATIENTS_MERGED, apply)
