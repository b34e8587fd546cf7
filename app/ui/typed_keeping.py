"""What is typed in the panels when the window wants to close: kept as drafts, else asked about.

What no draft keeps (attached files) is said once; whoever closes again closes without it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ui.panel import Panel
from app.ui.question_draft import QuestionDraft
from app.ui.task_runner import TaskRunner


class TypedKeeping(QObject):
    """Closing is no threat: what is typed becomes a draft; a question only where it cannot.

    asked(Panel): this panel's question is to be answered before the window closes.
    """

    asked = Signal(object)

    def __init__(self, panels: Iterable[Panel], tasks: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._panels, self._tasks = panels, tasks
        self._is_keeping = self._is_kept = self._has_failed = False
        self._was_told: tuple[str, ...] = ()

    def holds_up(self) -> bool:
        """Whether somebody must be asked now; else drafts are kept, which is work under way."""
        unsaved = [panel for panel in self._panels if panel.has_unsaved()]
        if not unsaved or self._is_kept:
            return False
        losing = [panel for panel in unsaved if panel.lost_at_close()]
        lost = tuple(name for panel in losing for name in panel.lost_at_close())
        if lost and lost != self._was_told:
            self._was_told = lost
            self.asked.emit(losing[0])
            return True
        if self._has_failed:
            self.asked.emit(unsaved[0])
            return True
        if not self._is_keeping:
            self._is_keeping = True
            self._tasks.start(_kept(unsaved), done=self._on_kept, failed=self._on_failed)
        return False

    def _on_kept(self, _nothing: None) -> None:
        self._is_kept = True

    def _on_failed(self, _error: Exception) -> bool:
        self._has_failed, self._is_keeping = True, False
        return False


async def _kept(panels: list[Panel]) -> None:
    for panel in panels:
        await panel.keep_drafts()


async def keep_typed(panels: Iterable[Panel], window: QWidget) -> None:
    """Keep what is typed into any panel of a window, and into any question over it.

    Raises StorageError.
    """
    questions = window.findChildren(QuestionDraft)
    await asyncio.gather(
        *(panel.keep_drafts() for panel in panels), *(one.keep() for one in questions)
    )
