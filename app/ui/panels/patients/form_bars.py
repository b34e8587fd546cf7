"""Bars inside the form that ask without stopping anybody: unsaved text, another desk's change."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.ui.error_presenter import field_words
from app.ui.panels.patients.clash_line import ClashLine
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import Notice, label


class UnsavedBar(Notice):
    """Asks what to do with text that is not saved yet."""

    save_requested = Signal()
    discard_requested = Signal()

    def __init__(self) -> None:
        super().__init__(Tone.WARN, "triangle-alert", name="unsaved_bar")
        self._keep = Button(self.tr("Keep editing"), name="keep_editing_button")
        discard = Button(self.tr("Discard"), name="discard_button")
        save = Button(self.tr("Save"), name="save_unsaved_button", look=Look.PRIMARY)
        self._keep.clicked.connect(self.hide)
        discard.clicked.connect(self.discard_requested)
        save.clicked.connect(self.save_requested)
        for button in (self._keep, discard, save):
            self.action_row.addWidget(button)
        self.hide()

    def ask(self) -> None:
        """Show the question; the harmless answer has the cursor."""
        self.set_text(self.tr("There are changes that are not saved yet."))
        self._keep.setFocus(Qt.FocusReason.ShortcutFocusReason)


class RemoteChangeBar(QFrame):
    """Tells which fields another desk changed; a clash is decided field by field.

    decided(field, keep_typed) answers a clash.
    """

    decided = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("remote_change_bar")
        self.setProperty("notice", "info")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._news = label("", "strong", name="remote_change_text", wraps=True)
        self._column.addWidget(self._news)
        self._clashes: dict[str, ClashLine] = {}
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence about the form."""
        self._news.setText(text)
        self.setAccessibleName(text)
        self.show()

    def tell(self, refreshed: list[str]) -> None:
        """Fields nobody typed into now show the other desk's values."""
        if refreshed:
            names = ", ".join(field_words(name) for name in refreshed)
            self.say(self.tr("Another desk changed: {0}. The new values are shown.").format(names))
        else:
            self.say(self.tr("Another desk changed this patient meanwhile."))

    def ask(self, clashes: Mapping[str, str]) -> None:
        """These fields, with their values there, were changed there and typed into here.

        Questions about any other field or an older value have no object any more and go.
        """
        had_questions = bool(self._clashes)
        for name in [*self._clashes]:
            if self._clashes[name].theirs != clashes.get(name):
                self._drop(name)
        for name, theirs in clashes.items():
            if name not in self._clashes:
                self._add(name, theirs)
        if had_questions and not self._clashes:
            self.hide()

    def clear(self) -> None:
        """Nothing to tell any more."""
        for name in list(self._clashes):
            self._drop(name)
        self.hide()

    def _add(self, name: str, theirs: str) -> None:
        line = ClashLine(field_words(name), theirs, name=name)
        line.decided.connect(partial(self._decide, name))
        self._clashes[name] = line
        self._column.addWidget(line)

    def _decide(self, name: str, keep_typed: bool) -> None:
        self._drop(name)
        self.decided.emit(name, keep_typed)
        if not self._clashes:
            self.hide()

    def _drop(self, name: str) -> None:
        line = self._clashes.pop(name, None)
        if line is not None:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
