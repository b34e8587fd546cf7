"""Typed text that is never lost: each form's draft is kept while somebody types."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any
from weakref import WeakSet

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from app.domain.audit import AuditAction
from app.domain.drafts import Draft, DraftKey
from app.domain.ids import RecordId
from app.domain.permissions import Permission
from app.domain.ports import DatabaseThreads, Reader, UnitOfWorkFactory
from app.live.access import Access, Shown
from app.live.running_loop import running_loop
from app.services import drafts as service
from app.services.draft_parts import patients_in, shown_part

_DRAFT = Shown(
    screen="draft",
    action=AuditAction.VIEW,
    entity="draft",
    permission=Permission.PATIENT_VIEW,
)
Content = Mapping[str, object]
PAUSE_MS = 300
"""Without a keystroke for so long, what is typed is kept."""
LONGEST_MS = 500
"""While somebody types without a pause it is kept as often: at most a second can be lost."""


class DraftCollection:
    """The signed-in user's unfinished forms at this desk; never anybody else's."""

    def __init__(self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access) -> None:
        self._threads = threads
        self._begin = begin
        self._access = access
        self._keepers: WeakSet[DraftKeeper] = WeakSet()

    @property
    def is_saving(self) -> bool:
        """Whether a form is being saved whose draft goes with the save or is kept again after."""
        return any(isValid(keeper) and keeper.is_held for keeper in self._keepers)

    def follow(self, keeper: DraftKeeper) -> None:
        """Know of a form that has a draft."""
        self._keepers.add(keeper)

    def key(self, form: str, subject: str) -> DraftKey:
        """The signed-in user's draft of a form about a record."""
        return DraftKey(self._access.context.user_id, form, subject)

    async def get(self, key: DraftKey) -> Draft | None:
        """What was left unfinished in a form, or None; bringing it back is a look of its own.

        Parts the acting role is not shown stay where they are; empty content: that is all of it.
        """
        access = self._access

        def read(reader: Reader) -> Draft | None:
            draft = service.read(reader, key=key)
            if draft is None:
                return None
            return shown_part(reader, access.context, draft, now=access.now())

        draft = await access.plain(read)
        if draft is not None and draft.content:
            shown = _DRAFT._replace(what=f"{key.form} {key.subject}")
            await access.record(shown, patients_in(draft))
        return draft

    async def unfinished(self) -> tuple[Draft, ...]:
        """What the signed-in user left unfinished, the latest first; without what was typed."""
        user_id = self._access.context.user_id

        def read(reader: Reader) -> tuple[Draft, ...]:
            found = service.unfinished(reader, user_id=user_id)
            return tuple(replace(draft, content={}) for draft in found)

        return await self._access.plain(read)

    async def keep(self, key: DraftKey, content: Content | None) -> None:
        """Keep what is typed; None: nothing unsaved is left."""
        context = self._access.context
        await self._threads.write(
            lambda: service.keep(self._begin, context, key=key, content=content)
        )

    async def discard(
        self, key: DraftKey, *, entity: str, patient_id: RecordId | None = None
    ) -> None:
        """Throw a draft away on purpose; that it was done is kept in the audit trail."""
        context = self._access.context
        await self._threads.write(
            lambda: service.discard(
                self._begin, context, key=key, entity=entity, patient_id=patient_id
            )
        )


class DraftKeeper(QObject):
    """Keeps one form's draft. read(): what is typed and not saved, None where nothing is.

    failed(Exception): it could not be kept; the next keystroke tries again.
    """

    failed = Signal(object)

    def __init__(
        self, drafts: DraftCollection, read: Callable[[], Content | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._read = read
        self._key: DraftKey | None = None
        self._is_held = False
        self._is_kept = False
        self._is_due = False
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pause = self._timer(PAUSE_MS)
        self._longest = self._timer(LONGEST_MS)
        drafts.follow(self)

    @property
    def key(self) -> DraftKey | None:
        """Whose draft of what this is; None while the form is closed."""
        return self._key

    @property
    def is_held(self) -> bool:
        """Whether nothing is kept for now: the form is being saved or its draft looked for."""
        return self._is_held

    def begin(self, key: DraftKey, *, is_kept: bool = False) -> None:
        """The form is open about this; is_kept: a draft of it is in the database."""
        self._stop()
        self._loop = asyncio.get_running_loop()
        self._key, self._is_kept, self._is_held = key, is_kept, False

    def touch(self) -> None:
        """Something was typed."""
        if self._key is None:
            return
        self._is_due = True
        if not self._is_held:
            self._pause.start()
            if not self._longest.isActive():
                self._longest.start()

    def hold(self) -> None:
        """The form is being saved: its draft goes with the save and shall not come back."""
        self._stop()
        self._is_held = True

    def release(self) -> None:
        """The save failed: what is typed is a draft again."""
        self._is_held = False
        self.touch()

    def end(self) -> None:
        """The form closes with nothing unsaved in it; what was kept before goes."""
        key, was_kept = self._key, self._is_kept or self._task is not None
        self.forget()
        if key is not None and was_kept:
            self._start(self._write(key, None))

    def forget(self) -> None:
        """The form closes; what is kept stays as it is."""
        self._stop()
        self._key, self._is_kept, self._is_held = None, False, False

    def leave(self) -> None:
        """The form goes on about something else; what is typed in it now is kept."""
        key, is_owed = self._key, self._is_due and not self._is_held
        content = self._read() if is_owed else None
        self.forget()
        if key is not None and content is not None:
            self._start(self._write(key, content))

    async def written(self) -> None:
        """Return once nothing is being written."""
        while self._task is not None and not self._task.done():
            await asyncio.shield(self._task)

    async def keep(self) -> None:
        """Keep what is typed now, and return once it is. Raises StorageError."""
        self._pause.stop()
        self._longest.stop()
        if self._task is not None:
            await asyncio.shield(self._task)
        if self._key is not None and not self._is_held and self._is_due:
            await self._keep_now(self._key)

    async def _keep_now(self, key: DraftKey) -> None:
        content = self._read()
        self._is_due = False
        if content is None and not self._is_kept:
            return
        self._is_kept = content is not None
        try:
            await self._drafts.keep(key, content)
        except BaseException:
            self._is_due = True
            raise

    async def _write(self, key: DraftKey, content: Content | None) -> None:
        await self._drafts.keep(key, content)

    def _on_time(self) -> None:
        self._pause.stop()
        self._longest.stop()
        if self._key is None or self._is_held or not self._is_due:
            return
        if self._task is not None:
            self._pause.start()  # one write at a time, in order
            return
        self._start(self._keep_now(self._key))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        loop = running_loop(self._loop)
        if loop is None:
            work.close()
            return
        self._task = loop.create_task(self._tell(work))
        self._task.add_done_callback(self._on_done)
        self._task.add_done_callback(lambda _: work.close())  # it may end before it began

    async def _tell(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self.failed.emit(error)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        if self._task is task:
            self._task = None

    def _stop(self) -> None:
        self._pause.stop()
        self._longest.stop()
        self._is_due = False

    def _timer(self, after_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(self._on_time)
        return timer
