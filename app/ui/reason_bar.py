"""Asks for a reason in its own place, before something that nobody understands without one."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import Field, line_edit

_LONGEST = 500


def _tr(text: str) -> str:
    return QCoreApplication.translate("records", text)


class ReasonBar(QFrame):
    """given(text): the person said why."""

    given = Signal(str)

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}_bar")
        self.field = Field(_tr("Reason"), line_edit(name, length=_LONGEST))
        self.go = Button("", name=f"{name}_go", look=Look.PRIMARY)
        self.leave = Button(_tr("Leave it"), name=f"{name}_leave")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.go)
        row.addWidget(self.leave)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.addWidget(self.field)
        column.addLayout(row)
        self.go.clicked.connect(self._on_go)
        self.leave.clicked.connect(self.close_bar)
        self.hide()

    def ask(self, deed: str) -> None:
        """Ask why; deed is what is done then."""
        self.go.setText(deed)
        self.field.caption.setText(_tr("Reason: {0}").format(deed))
        self.field.control.setAccessibleName(_tr("Reason: {0}").format(deed))
        self.field.set_value("")
        self.field.set_error("")
        self.show()
        self.field.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_bar(self) -> None:
        """Ask nothing any more."""
        self.field.set_value("")
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Esc leaves it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_go()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def _on_go(self) -> None:
        if not self.isVisible():
            return
        text = self.field.value()
        self.field.set_error("" if text else _tr("Say in a few words why."))
        if text:
            self.given.emit(text)
        else:
            self.field.control.setFocus()
