"""One question: a value that another desk changed while it was being edited here."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.widgets.button import Button
from app.ui.widgets.surfaces import label


class ClashLine(QWidget):
    """Shows the other desk's value. decided(keep_typed) answers it."""

    decided = Signal(bool)

    def __init__(self, words: str, theirs: str, *, name: str) -> None:
        super().__init__()
        self.theirs = theirs
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        text = _tr("{0} there: {1}").format(words, theirs or _tr("empty"))
        row.addWidget(label(text, name=f"clash_{name}", wraps=True), 1)
        self.mine = Button(
            _tr("Keep mine"),
            name=f"keep_mine_{name}",
            accessible=_tr("Keep mine: {0}").format(words),
        )
        self.use = Button(
            _tr("Use theirs"),
            name=f"use_theirs_{name}",
            accessible=_tr("Use theirs: {0}").format(words),
        )
        self.mine.clicked.connect(lambda: self.decided.emit(True))
        self.use.clicked.connect(lambda: self.decided.emit(False))
        row.addWidget(self.mine)
        row.addWidget(self.use)


def _tr(text: str) -> str:
    return QCoreApplication.translate("clash_line", text)
