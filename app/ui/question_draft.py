"""The words of a small question (why, for whom), kept like a form's until it is answered."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget
from shiboken6 import isValid

from app.domain.drafts import DraftKey
from app.domain.ids import RecordId
from app.live.data_sync import DataSync
from app.ui.form_draft import FormDraft
from app.ui.task_runner import TaskRunner

T = TypeVar("T")
FORM = "question"
"""Nobody is offered to go on with one by itself: it comes back where it is asked."""


class QuestionDraft(QObject):
    """Keeps what is typed into some lines. asks and about name the question and the record; what is
    said about a patient comes back only to who is shown them.

    It goes with the answer. In a dialog that is closed without one it stays.
    """

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        lines: Sequence[QWidget],
        *,
        asks: str,
        about: str = "",
        patient_id: str = "",
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._data_sync = data_sync
        self._lines = {one.objectName(): one for one in lines if isinstance(one, QLineEdit)}
        self._draft = FormDraft(
            data_sync,
            tasks,
            form=FORM,
            entity="draft",
            read=self._typed,
            show=self._show,
            reset=self._clear,
            parent=parent,
            is_told=False,
        )
        self._subject = f"{asks} {about}".strip() + f":{patient_id}"
        self._patient_id = RecordId(patient_id) if patient_id else None
        for one in self._lines.values():
            one.textChanged.connect(self._draft.touch)
        if isinstance(parent, QDialog):
            parent.finished.connect(self.close)
        self.ask()

    def ask(self) -> None:
        """The question is asked: look for what was typed before."""
        self._draft.open(self._subject, patient_id=self._patient_id)

    def ending(self, work: Coroutine[Any, Any, T]) -> Coroutine[Any, Any, T]:
        """What answers the question, after which nothing of it comes back. Where it fails, what is
        typed stays a draft. Raises what the work raises."""
        self._draft.hold()
        return self._end(work, self._draft.key)

    def close(self) -> None:
        """It is not asked any more: what is typed stays, or nothing of it."""
        self._draft.close()

    async def keep(self) -> None:
        """Keep what is typed now, and return once it is. Raises StorageError."""
        await self._draft.keep()

    async def _end(self, work: Coroutine[Any, Any, T], key: DraftKey | None) -> T:
        drafts = self._data_sync.drafts
        try:
            done = await work
        except BaseException:
            if isValid(self._draft):
                self._draft.release()
            raise
        if key is not None:
            await drafts.keep(key, None)
        return done

    def _typed(self) -> Mapping[str, object] | None:
        typed = {name: line.text() for name, line in self._lines.items() if line.text().strip()}
        return typed or None

    def _show(self, content: Mapping[str, object]) -> bool:
        """Where somebody typed already, that is newer."""
        for name, line in self._lines.items():
            kept = content.get(name)
            if isinstance(kept, str) and not line.text():
                line.setText(kept)
        return True

    def _clear(self) -> None:
        for line in self._lines.values():
            line.clear()
