"""The wait between the wish to close the window and its end: what was clicked is saved first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from app.ui.task_runner import TaskRunner

_LOOK_EVERY_MS = 10


class Closing(QObject):
    """Says whether the window must stay a little longer, and when it may go.

    ended() once everything under way is done. stuck(words) when a write takes too long: the window
    stays, and the next wish to close is granted. An error on the way ends the wait without
    ended(), so that somebody reads it.
    """

    ended = Signal()
    stuck = Signal(str)

    def __init__(
        self, tasks: TaskRunner, is_writing: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.patience_ms = 10_000
        self._tasks = tasks
        self._is_writing = is_writing
        self._was_told = False
        self._waited = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._on_look)
        tasks.failed.connect(self._timer.stop)

    def must_wait(self) -> bool:
        """Whether something is under way; then ended(), stuck(words) or an error follows."""
        if self._tasks.is_stopped or not self._is_busy():
            self._was_told = False
            return False
        if self._was_told:
            return False
        if not self._timer.isActive():
            self._waited.start()
            self._timer.start()
        return True

    def _is_busy(self) -> bool:
        return self._tasks.is_busy or self._is_writing()

    def _on_look(self) -> None:
        is_late = self._waited.hasExpired(self.patience_ms)
        if self._is_busy() and not is_late:
            return
        self._timer.stop()
        if self._is_writing():
            self._was_told = True
            self.stuck.emit(
                self.tr(
                    "A change is still waiting to be saved. Close again to leave now; "
                    "it will be saved before the program ends."
                )
            )
        else:
            # What is only read may be given up.
            self._was_told = is_late
            self.ended.emit()
