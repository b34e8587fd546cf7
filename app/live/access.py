"""Who looks, and what they looked at: nothing of a patient reaches a screen unrecorded.

Every read of patient data goes through `show`: the role is asked, the database is read, the audit
event is committed, and only then is the value handed out. A read whose event cannot be written
shows nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

from app.domain.access import GLASS_LASTS
from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import ClinicError, PermissionDenied
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission, Scope, Verdict, decide
from app.domain.phi import Phi, quiet
from app.domain.ports import Clock, DatabaseThreads, Reader, UnitOfWorkFactory
from app.services import glass

T = TypeVar("T")

SAME_OPENING_S = 15 * 60.0
"""Seconds in which a look at the same set again is a refresh and no new event."""
_NO_TERM = Phi("")
_LONG_CLOSED = datetime.min.replace(tzinfo=UTC)


@quiet
class Shown(NamedTuple):
    """What a read shows, as the audit trail names it; a tuple, since each look makes its own.

    what tells one opening of the screen from the next (a patient, a day); term is what was typed.
    """

    screen: str
    action: AuditAction
    entity: str
    permission: Permission
    what: str = ""
    row_id: RecordId | None = None
    """The one record it is about, where that is no patient."""
    term: Phi = _NO_TERM
    scope: Scope = Scope.OTHER
    """Whose it is that is shown."""


@dataclass(slots=True)
class _Opening:
    what: str
    began_at: float
    term: Phi
    known: set[RecordId] = field(default_factory=set[RecordId])


class Access:
    """The signed-in user of a window: the context of every call, and the record of every look."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        context: ExecutionContext,
        clock: Clock,
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._clock = clock
        self._openings: dict[str, _Opening] = {}
        self._context = context
        self._glass_until: dict[PatientId, float] = {}
        """When glass broken here closes on the clock that nobody can set back."""

    @property
    def context(self) -> ExecutionContext:
        """Who acts, in which role; handed to every write.

        Glass closes by whichever comes first: the time of day, or an hour gone by. A clock that
        is set back opens nothing again.
        """
        if not self._glass_until:
            return self._context
        now, known = self._clock.monotonic(), self._context.glass
        over = [one for one, until in tuple(self._glass_until.items()) if now >= until]
        if any(known.get(one) != _LONG_CLOSED for one in over):
            closed = {**known, **dict.fromkeys(over, _LONG_CLOSED)}
            self._context = replace(self._context, glass=closed)
        return self._context

    @context.setter
    def context(self, context: ExecutionContext) -> None:
        self._context = context

    def now(self) -> datetime:
        """The present instant by this desk's clock."""
        return self._clock.now()

    def may(
        self,
        permission: Permission,
        scope: Scope = Scope.OTHER,
        *,
        patient_id: RecordId | None = None,
    ) -> Verdict:
        """Whether the acting role may do something; for the window to say why not."""
        context = self.context
        return decide(
            context.role,
            permission,
            scope,
            has_reason=bool(context.why()),
            is_glass_broken=self.is_glass_broken(patient_id),
        )

    def is_glass_broken(self, patient_id: RecordId | None) -> bool:
        """Whether the glass is open for a patient at this moment."""
        context = self.context
        return bool(context.glass) and context.is_glass_broken(patient_id, now=self._clock.now())

    async def show(
        self,
        shown: Shown,
        work: Callable[[Reader], T],
        *,
        subjects: Callable[[T], Iterable[RecordId]],
        patient_id: RecordId | None = None,
        count: Callable[[T], int] | None = None,
        held: T | None = None,
    ) -> T:
        """Read what a screen shows. subjects names the patients in the value; count says how many
        there are where the value names nobody yet.

        patient_id is the one patient it is about, if it is about one: then it is read while the
        event goes to the disk, and both are waited for. held was read ahead and is handed out
        instead, once the event is there.
        Raises PermissionDenied.
        """
        await self._ask(shown, patient_id)
        if held is not None:
            await self.record(shown, subjects(held), count=count(held) if count else None)
            return held
        if patient_id is not None:
            return await self._show_one(shown, work, patient_id)
        value = await self._read(work)
        await self.record(shown, subjects(value), count=count(value) if count else None)
        return value

    async def _show_one(self, shown: Shown, work: Callable[[Reader], T], patient_id: RecordId) -> T:
        """Who looked in vain is in the trail all the same."""
        opening, is_new = self._opening(shown)
        if not is_new and patient_id in opening.known:
            return await self._read(work)
        note = self._note(shown, {patient_id}, set(), count=1)
        if self._is_decided(shown):
            value = await self._threads.read_noted(note, work)
        else:
            value = await self._read_first(note, work)
        opening.known.add(patient_id)
        self._openings[shown.screen] = opening
        return value

    def _is_decided(self, shown: Shown) -> bool:
        """Whether the role alone says yes; else the reading says whose it is, and may say no."""
        return (
            shown.scope is not Scope.OWN or decide(self.context.role, shown.permission).is_allowed
        )

    async def _read_first(self, note: Callable[[], None], work: Callable[[Reader], T]) -> T:
        """No look stands in the trail beside its denial."""
        try:
            value = await self._read(work)
        except ClinicError as error:
            if not isinstance(error, PermissionDenied):
                await self._threads.write(note)
            raise
        await self._threads.write(note)
        return value

    async def _read(self, work: Callable[[Reader], T]) -> T:
        """Read; where the reading finds that the role is not shown it, that is in the trail."""
        try:
            return await self._threads.read(work)
        except PermissionDenied as denial:
            await self._deny(denial)
            raise

    async def hand_out(self, shown: Shown, subjects: Iterable[RecordId]) -> None:
        """Before anything of patients leaves the program, on paper or as a file: every time.

        shown.action is PRINT or EXPORT. Raises PermissionDenied; then, as where the event cannot
        be written, nothing may leave.
        """
        await self._ask(shown, None)
        named = {one for one in subjects if one}
        await self._commit(shown, named, named, count=len(named))

    async def plain(
        self, work: Callable[[Reader], T], *, needs: Permission | None = None, entity: str = ""
    ) -> T:
        """Read what names no patient: rooms, staff, prices, counts, bare identifiers.

        needs is what it takes, of which records; None: nothing. Raises PermissionDenied.
        """
        if needs is not None and not self.may(needs).is_allowed:
            denial = PermissionDenied(needs, self.context.role, entity=entity)
            await self._deny(denial)
            raise denial
        return await self._read(work)

    async def break_glass(self, patient_id: PatientId, reason: str) -> None:
        """See what the role does not show of a patient, for an hour and under review.

        Raises PermissionDenied, InvalidValue for a reason that says nothing.
        """
        began, context = self._clock.monotonic(), self.context
        broken = await self._threads.write(
            lambda: glass.break_glass(self._begin, context, patient_id=patient_id, reason=reason)
        )
        opened = {**self.context.glass, patient_id: broken.ends_at}
        self._glass_until[patient_id] = began + GLASS_LASTS.total_seconds()
        self._context = replace(self._context, glass=opened)
        self._openings.clear()

    async def _ask(self, shown: Shown, patient_id: RecordId | None) -> None:
        verdict = self.may(shown.permission, shown.scope, patient_id=patient_id)
        if verdict.is_allowed:
            return
        denial = PermissionDenied(
            shown.permission,
            self.context.role,
            verdict.needs,
            entity=shown.entity,
            row_id=shown.row_id or patient_id,
            patient_id=patient_id,
        )
        await self._deny(denial)
        raise denial

    async def _deny(self, denial: PermissionDenied) -> None:
        def note() -> None:
            with self._begin(self.context, origin=Origin.REMOTE) as uow:
                uow.deny(denial)

        await self._threads.write(note)

    async def record(
        self, shown: Shown, subjects: Iterable[RecordId], *, count: int | None = None
    ) -> None:
        """Commit the event of a look at some patients; a refresh adds only who is new."""
        named = {one for one in subjects if one}
        opening, is_new = self._opening(shown)
        fresh = named - opening.known
        if not is_new and not fresh:
            return
        await self._commit(shown, named, fresh, count=len(named) if count is None else count)
        opening.known |= fresh
        self._openings[shown.screen] = opening

    async def _commit(
        self, shown: Shown, named: set[RecordId], fresh: set[RecordId], *, count: int
    ) -> None:
        await self._threads.write(self._note(shown, named, fresh, count=count))

    def _note(
        self, shown: Shown, named: set[RecordId], fresh: set[RecordId], *, count: int
    ) -> Callable[..., None]:
        """What writes a look down; then is called when all that is left is the disk's part."""
        one = next(iter(named)) if len(named) == 1 else None
        others = () if one else sorted(fresh)  # the event itself is about the one

        def note(then: Callable[[], object] = bool) -> None:
            # Origin REMOTE: looking is written down in a desk that is for reading only, too.
            with self._begin(self.context, origin=Origin.REMOTE) as uow:
                uow.note(
                    shown.action,
                    entity=shown.entity,
                    row_id=shown.row_id or one,
                    patient_id=one,
                    result_count=count,
                    subjects=others,
                    term=shown.term,
                    is_all=True,
                )
                then()

        return note

    def _opening(self, shown: Shown) -> tuple[_Opening, bool]:
        """The look this read belongs to, and whether it is a new one.

        Every query that was typed is a look of its own; asking the same again refreshes it.
        """
        now = self._clock.monotonic()
        known = self._openings.get(shown.screen)
        if (
            known is not None
            and (known.what, known.term) == (shown.what, shown.term)
            and now - known.began_at < SAME_OPENING_S
        ):
            return known, False
        return _Opening(what=shown.what, term=shown.term, began_at=now), True
