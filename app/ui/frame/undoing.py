"""Takes back and does again from anywhere in the window, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction

from app.domain.errors import InvalidTransition, RecordNotFound, SlotTaken, StaleVersion
from app.live.call_lists import WISH_CLOSED
from app.live.consents import CONSENT_WITHDRAWN
from app.live.coverages import CARD_CHANGED, ELIGIBILITY_NOTED
from app.live.incidents import INCIDENT_CHANGED
from app.live.merging import PATIENTS_MERGED
from app.live.money_undo import ENTERED
from app.live.photos import PHOTO_CHANGED
from app.live.undo import Step, UndoStack
from app.live.visit_undo import CONFIRMED, MOVED, STEPPED
from app.live.vitals import VITALS_CHANGED
from app.live.walk_ins import WALK_IN_SEATED
from app.ui.error_presenter import words_for
from app.ui.models.day_words import taken_words
from app.ui.panel import Panel
from app.ui.task_runner import TaskRunner


def _tr(text: str) -> str:
    return QCoreApplication.translate("undo", text)


class Undoing(QObject):
    """Hangs on the window's two commands. said(text): what was taken back, or why it was not.

    A panel that has something of its own to take back goes first.
    """

    said = Signal(str)

    def __init__(
        self, stack: UndoStack, tasks: TaskRunner, front: Callable[[], Panel], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._stack, self._tasks, self._front = stack, tasks, front
        self._is_busy = False
        self._under_way: Step | None = None
        self._next: Step | None = None

    def undo(self) -> None:
        """Ctrl+Z."""
        if not self._front().undo_here():
            self.take_back(None)

    def take_back(self, step: Step | None) -> None:
        """Take back one step; None: the latest.

        A second wish while one is under way is the same click once more, unless it names another
        step: that one follows.
        """
        if self._is_busy:
            self._next = step if step is not None and step != self._under_way else self._next
        else:
            self._is_busy, self._under_way = True, step
            words = _tr("This cannot be taken back. {0}")
            self._tasks.start(self._undone(step), done=self._on_undone, failed=self._telling(words))

    def redo(self) -> None:
        """Ctrl+Shift+Z."""
        if not self._is_busy:
            self._is_busy = True
            words = _tr("This cannot be done again. {0}")
            self._tasks.start(self._stack.redo(), done=self._on_redone, failed=self._telling(words))

    def name(self, undo: QAction, redo: QAction) -> None:
        """Let the two commands say what they would do."""
        done, undone = self._stack.done, self._stack.undone
        undo.setText(_with(_tr("Undo"), done[-1] if done else None))
        redo.setText(_with(_tr("Redo"), undone[-1] if undone else None))

    async def _undone(self, step: Step | None) -> Step | None:
        await self._stack.settled()
        self._under_way = step or next(reversed(self._stack.done), None)
        return await self._stack.undo(self._under_way)

    def _on_undone(self, step: Step | None) -> None:
        if step is not None:
            self.said.emit(_tr("Taken back: {0}").format(step_words(step)))
        elif self._under_way is not None:
            self.said.emit(_tr("This was taken back already."))
        else:
            self.said.emit(_tr("There is nothing to take back."))
        self._go_on()

    def _on_redone(self, step: Step | None) -> None:
        if step is not None:
            self.said.emit(_tr("Done again: {0}").format(step_words(step)))
        else:
            self.said.emit(_tr("There is nothing to do again."))
        self._go_on()

    def _telling(self, words: str) -> Callable[[Exception], bool]:
        def failed(error: Exception) -> bool:
            self.said.emit(words.format(_why(error)))
            self._go_on()
            return True

        return failed

    def _go_on(self) -> None:
        """The next wish counts again; the one that waited goes now."""
        self._is_busy, self._under_way = False, None
        waiting, self._next = self._next, None
        if waiting is not None:
            self.take_back(waiting)


def step_words(step: Step) -> str:
    """What was done, without anybody's name: it outlives the screen it was done on."""
    return {
        MOVED: _tr("visit moved"),
        STEPPED: _tr("status of a visit"),
        CONFIRMED: _tr("confirmation of a visit"),
        PATIENTS_MERGED: _tr("two records merged"),
        ENTERED: _tr("entry of an account"),
        WISH_CLOSED: _tr("waiting list"),
        WALK_IN_SEATED: _tr("walk-in"),
        PHOTO_CHANGED: _tr("photo of a patient"),
        CONSENT_WITHDRAWN: _tr("consent withdrawn"),
        ELIGIBILITY_NOTED: _tr("answer of a payer"),
        CARD_CHANGED: _tr("picture of an insurance card"),
        INCIDENT_CHANGED: _tr("incident report"),
        VITALS_CHANGED: _tr("vital signs"),
    }.get(step.kind, _tr("last change"))


def _with(word: str, step: Step | None) -> str:
    return f"{word}: {step_words(step)}" if step else word


def _why(error: Exception) -> str:
    if isinstance(error, StaleVersion | InvalidTransition):
        return _tr("It was changed since, here or at another desk.")
    if isinstance(error, SlotTaken):
        return taken_words(error, _tr("That time was given away meanwhile."))
    if isinstance(error, RecordNotFound):
        return _tr("It is no longer there.")
    return words_for(error)
