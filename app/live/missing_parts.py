"""What of a patient is not on this desk: fetched as soon as somebody opens the chart."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from enum import Enum

from PySide6.QtCore import QObject, Signal

from app.domain.errors import ClinicError
from app.domain.ids import RecordId
from app.domain.ports import Clock
from app.live.running_loop import running_loop

ASK_AGAIN_S = 60.0
"""Seconds before the server is asked again for what it did not send."""
_log = logging.getLogger(__name__)


class Fetching(Enum):
    """How it stands with what is missing of a chart."""

    UNDER_WAY = "under_way"
    WAITS = "waits"
    """The server is out of reach; it is fetched as soon as it is not."""
    IN_VAIN = "in_vain"
    """The server answered, and did not send it."""


class MissingParts(QObject):
    """Fetches one patient's missing parts at a time for each; panels hear of the new rows as of
    any change.

    changed(patient id): how it stands with a patient's missing parts. fetch is None on a desk
    without a server.
    """

    changed = Signal(str)

    def __init__(
        self,
        fetch: Callable[[RecordId], Awaitable[None]] | None,
        is_in_reach: Callable[[], bool],
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._is_in_reach = is_in_reach
        self._tasks: dict[RecordId, asyncio.Task[None]] = {}
        self._waiting: set[RecordId] = set()
        self._clock = clock
        self._answered: dict[RecordId, float] = {}

    def want(self, patient_id: RecordId) -> None:
        """A chart with missing parts is being shown: fetch them, now or as soon as possible."""
        if self._fetch is None or patient_id in self._tasks or self._was_just_answered(patient_id):
            return
        self._answered.pop(patient_id, None)
        loop = running_loop() if self._is_in_reach() else None
        if loop is None:
            self._waiting.add(patient_id)
            return
        self._waiting.discard(patient_id)
        task = loop.create_task(self._run(self._fetch, patient_id))
        self._tasks[patient_id] = task
        self.changed.emit(patient_id)

    def state_of(self, patient_id: RecordId) -> Fetching:
        """How it stands with a patient's missing parts."""
        if patient_id in self._tasks:
            return Fetching.UNDER_WAY
        return Fetching.IN_VAIN if patient_id in self._answered else Fetching.WAITS

    def look_again(self) -> None:
        """The server is in reach again: fetch what waited for it."""
        self._answered.clear()
        for patient_id in sorted(self._waiting):
            self.want(patient_id)

    def stop(self) -> None:
        """Fetch no more."""
        self._fetch = None
        for task in self._tasks.values():
            task.cancel()

    def _was_just_answered(self, patient_id: RecordId) -> bool:
        answered = self._answered.get(patient_id)
        return answered is not None and self._clock.monotonic() - answered < ASK_AGAIN_S

    async def _run(
        self, fetch: Callable[[RecordId], Awaitable[None]], patient_id: RecordId
    ) -> None:
        try:
            await fetch(patient_id)
        except (ClinicError, TimeoutError, OSError) as error:
            _log.info("chart detail not fetched: %s", getattr(error, "code", "timeout"))
            self._waiting.add(patient_id)
        else:
            # If anything is still missing now, the server did not send it.
            self._answered[patient_id] = self._clock.monotonic()
        finally:
            self._tasks.pop(patient_id, None)
        self.changed.emit(patient_id)
