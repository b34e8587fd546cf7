"""Questions that wait above the calendar without stopping anybody: overlap, reason, unsaved."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.models.day_words import said
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import line_edit
from app.ui.widgets.surfaces import Notice


class QuestionBar(QWidget):
    """One question at a time, answered by a button, by Enter, or not (Esc)."""

    closed = Signal()

    def __init__(self, *, name: str, stacked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._notice = Notice(Tone.WARN, "triangle-alert", name=f"{name}_notice")
        self._reason = line_edit(f"{name}_reason", length=500)
        self._reason.setMinimumWidth(220)
        self._yes = Button("", name=f"{name}_yes", look=Look.PRIMARY)
        self._no = Button(said("Cancel"), name=f"{name}_no")
        self._answer: Callable[[str], None] | None = None
        self._refusal: Callable[[], None] | None = None
        self._must = ""
        column = QVBoxLayout(self)
        column.addWidget(self._notice)
        # In a narrow place the buttons stand below the question.
        row = QHBoxLayout() if stacked else self._notice.action_row
        column.setContentsMargins(*((18, 8, 18, 0) if stacked else (0, 0, 0, 0)))
        for part in (self._reason, self._yes, self._no):
            row.addWidget(part)
        if stacked:
            column.addLayout(row)
        self._yes.clicked.connect(self._on_yes)
        self._no.clicked.connect(self.dismiss)
        self._reason.returnPressed.connect(self._on_yes)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether a question waits for an answer."""
        return not self.isHidden()

    def text(self) -> str:
        """The question."""
        return self._notice.text()

    def ask(
        self,
        question: str,
        *,
        lines: Sequence[str] = (),
        yes: str,
        no: str = "",
        reason: str = "",
        must: str = "",
        answered: Callable[[str], None],
        refused: Callable[[], None] | None = None,
    ) -> None:
        """Put a question. reason: the prompt of a line to fill in, none when empty; must: what is
        said to whoever answers without filling it in, "" where they may."""
        self._give_up()
        self._notice.set_text("\n".join((question, *lines)))
        self._yes.setText(yes)
        self._yes.setAccessibleName(yes)
        self._no.setText(no or said("Cancel"))
        self._no.setAccessibleName(self._no.text())
        self._reason.clear()
        self._reason.setPlaceholderText(reason)
        self._reason.setAccessibleName(reason)
        self._reason.setVisible(bool(reason))
        self._answer, self._refusal, self._must = answered, refused, must
        self.show()
        # The safe answer has the focus: a stray Enter overrides nothing.
        (self._reason if reason else self._no).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def dismiss(self) -> None:
        """Take the question away unanswered."""
        if self.is_open:
            self._give_up()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves everything as it was; Enter presses the button that has the focus."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape or (is_enter and self._no.hasFocus()):
            self.dismiss()
        elif is_enter and self._yes.hasFocus():
            self._on_yes()
        else:
            super().keyPressEvent(event)

    def _on_yes(self) -> None:
        answer, reason = self._answer, self._reason.text().strip()
        if self._must and not reason:
            if not self.text().endswith(self._must):
                self._notice.set_text(f"{self.text()}\n{self._must}")
            self._reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._answer = self._refusal = None
        self.hide()
        self.closed.emit()
        if answer is not None:
            answer(reason)

    def _give_up(self) -> None:
        refusal, self._answer, self._refusal = self._refusal, None, None
        self.hide()
        if refusal is not None:
            refusal()
