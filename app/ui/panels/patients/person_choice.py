"""Choosing another patient in a form: type, pick from the matches, or leave it empty."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit

from app.services.patients import PatientRow
from app.ui.widgets.fields import Field
from app.ui.wording import shown_date

_WAIT_MS = 120


class PersonField(Field):
    """A patient by name; its value is the patient's identifier, "" for nobody.

    search_wished(text) and name_wished(id) are answered with `offer` and `show_name`. Text nobody
    was picked for is the value itself: an edit that may not be saved (names_nobody).
    """

    search_wished = Signal(str)
    name_wished = Signal(str)

    def __init__(self, text: str, control: QLineEdit) -> None:
        super().__init__(text, control)
        self._line = control
        self._chosen = ("", "")
        self._rows: tuple[PatientRow, ...] = ()
        self._words = QStringListModel(self)
        self._completer = QCompleter(self._words, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(control)
        popup = self._completer.popup()
        if popup is not None:
            popup.setObjectName(f"{control.objectName()}_matches")
        self._completer.activated.connect(self._on_picked)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._on_typed)
        control.textEdited.connect(self._timer.start)

    def value(self) -> str:
        """The chosen patient; "" for nobody; the text itself while nobody is picked for it."""
        text = self._line.text().strip()
        return text if self.names_nobody else self._chosen[0] if text else ""

    @property
    def names_nobody(self) -> bool:
        """Whether something stands here that is not the name of the chosen patient."""
        text = self._line.text().strip()
        return bool(text) and text != self._chosen[1].strip()

    def set_value(self, text: str) -> None:
        """Show the patient of this identifier; the name follows."""
        self._timer.stop()
        if text != self._chosen[0]:
            self._show(text, "…" if text else "")
            if text:
                self.name_wished.emit(text)
        else:
            self._line.setText(self._chosen[1])

    def forget(self) -> None:
        """Ask anew for the name of whoever is shown next: it may be another by now."""
        self._show("", "")

    def show_text(self, text: str) -> None:
        """Show text nobody was picked for yet."""
        self._timer.stop()
        self._show("", "")
        self._line.setText(text)

    def show_name(self, person_id: str, name: str) -> None:
        """The name of the patient that is shown."""
        if person_id != self._chosen[0]:
            return
        if self.names_nobody:
            self._chosen = (person_id, name)
        else:
            self._show(person_id, name)

    def offer(self, rows: Sequence[PatientRow], *, asked: str) -> None:
        """Show below the line who matches the text that was asked for."""
        if not self._line.hasFocus() or asked != self._line.text().strip():
            return
        self._rows = tuple(rows)
        self._words.setStringList(
            [f"{row.name}, {shown_date(row.birth_date)}, {row.mrn}" for row in rows]
        )
        self._completer.complete()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The cursor that goes into the list of matches has not left the field."""
        popup = self._completer.popup()
        is_popup_open = popup is not None and popup.isVisible()
        if watched is self.control and event.type() == QEvent.Type.FocusOut:
            if is_popup_open:
                return False
            self._timer.stop()
        return super().eventFilter(watched, event)

    def _on_typed(self) -> None:
        text = self._line.text().strip()
        if text:
            self.search_wished.emit(text)

    def _on_picked(self, words: str) -> None:
        row = self._rows[self._words.stringList().index(words)]
        self._show(row.id, row.name)
        self.set_error("")
        self.edited.emit()

    def _show(self, person_id: str, name: str) -> None:
        self._chosen = (person_id, name)
        self._line.setText(name)
        self._line.setCursorPosition(0)
