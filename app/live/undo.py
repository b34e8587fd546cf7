"""What one person did last at this desk, to be taken back and done again, from every panel.

A step is kept as plain values with the person's choices, in the encrypted database, so that it can
be taken back after a restart too. Taking back goes through the same services, rights and checks as
doing, and only while the record is still as the step left it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from PySide6.QtCore import QObject, Signal

from app.domain.errors import StorageError
from app.domain.ids import RecordId, is_record_id
from app.domain.phi import quiet
from app.domain.ports import Clock
from app.live.preferences import PreferenceCollection

KEPT = 30
"""So many steps can be taken back."""
GOOD_FOR = timedelta(hours=24)
"""Older steps are history."""
_DONE, _UNDONE = "steps_done", "steps_undone"

Values = Mapping[str, object]
Apply = Callable[[RecordId, Values, Values], Awaitable[object]]
"""Bring a record from what it is said to be to something else. Raises StaleVersion where it is
something else by now, and whatever the service raises."""


@quiet
@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done to a record: what it was before and what it is after."""

    kind: str
    record_id: RecordId
    before: Values
    after: Values
    at: str
    """When it was done, as an ISO instant."""


class UndoStack(QObject):
    """changed(): other steps can be taken back, or done again, than before.

    settled: waits for the edits under way. Their change is on screen before their step is here,
    and the latest step is theirs.
    """

    changed = Signal()

    def __init__(
        self,
        preferences: PreferenceCollection,
        clock: Clock,
        parent: QObject,
        *,
        settled: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__(parent)
        self._preferences, self._clock, self.settled = preferences, clock, settled
        self._apply: dict[str, Apply] = {}

    def register(self, kind: str, apply: Apply) -> None:
        """Say how steps of a kind are carried out."""
        self._apply[kind] = apply

    def did(self, kind: str, record_id: RecordId, *, before: Values, after: Values) -> Step:
        """Something was done that can be taken back; what was taken back before is forgotten."""
        step = Step(kind, record_id, before, after, self._clock.now().isoformat())
        self._keep(_DONE, [*self.done, step])
        self._keep(_UNDONE, [])
        return step

    @property
    def done(self) -> tuple[Step, ...]:
        """What can be taken back, the latest last."""
        return self._read(_DONE)

    @property
    def undone(self) -> tuple[Step, ...]:
        """What can be done again, the next last."""
        return self._read(_UNDONE)

    async def undo(self, step: Step | None = None) -> Step | None:
        """Take the latest step back, or one of the others; None where there is none.

        A step that cannot be taken back is given up, and the reason is raised. What only the
        disk refused can be tried again.
        """
        await self.settled()
        wanted = step or next(reversed(self.done), None)
        if wanted is None or wanted not in self.done:
            return None
        at = self.done.index(wanted)
        self._keep(_DONE, [one for one in self.done if one != wanted])
        try:
            await self._apply[wanted.kind](wanted.record_id, wanted.after, wanted.before)
        except StorageError:
            self._keep(_DONE, [*self.done[:at], wanted, *self.done[at:]])
            raise
        self._keep(_UNDONE, [*self.undone, wanted])
        return wanted

    async def redo(self) -> Step | None:
        """Do again what was taken back last; None where there is nothing."""
        await self.settled()
        step = next(reversed(self.undone), None)
        if step is None:
            return None
        self._keep(_UNDONE, [one for one in self.undone if one != step])
        try:
            await self._apply[step.kind](step.record_id, step.before, step.after)
        except StorageError:
            self._keep(_UNDONE, [*self.undone, step])
            raise
        self._keep(_DONE, [*self.done, step])
        return step

    def forget_old(self) -> None:
        """Steps that cannot be taken back any more leave the disk; call it once they are read."""
        for name in (_DONE, _UNDONE):
            kept, good = self._preferences.get(name), self._read(name)
            if kept is not None and len(good) != len(cast("list[object]", kept)):
                self._remember(name, good)
        self.changed.emit()

    def _keep(self, name: str, steps: list[Step]) -> None:
        self._remember(name, steps)
        self.changed.emit()

    def _remember(self, name: str, steps: Sequence[Step]) -> None:
        self._preferences.remember(name, [asdict(one) for one in steps[-KEPT:]] or None)

    def _read(self, name: str) -> tuple[Step, ...]:
        kept = self._preferences.get(name)
        entries = cast("list[object]", kept) if isinstance(kept, list) else []
        steps = (_step(one) for one in entries)
        return tuple(one for one in steps if one is not None and self._is_good(one))

    def _is_good(self, step: Step) -> bool:
        age = self._clock.now() - datetime.fromisoformat(step.at)
        return step.kind in self._apply and age < GOOD_FOR


def _step(entry: object) -> Step | None:
    """A step as it was kept; None where another version wrote it."""
    if not isinstance(entry, dict):
        return None
    values = cast("dict[str, Any]", entry)
    try:
        datetime.fromisoformat(values["at"])
        made = Step(**values)
    except (KeyError, TypeError, ValueError):
        return None
    are_values = isinstance(made.before, dict) and isinstance(made.after, dict)
    return made if are_values and is_record_id(made.record_id) else None
