"""The first thing on screen: the passphrase that opens the clinic. Imports nothing heavy."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from app.ui.theme.style import theme
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import Field, line_edit
from app.ui.widgets.surfaces import Card, label


class UnlockWindow(QWidget):
    """Asks for the passphrase of a home. unlock_requested(passphrase); cancelled()."""

    unlock_requested = Signal(str)
    cancelled = Signal()

    def __init__(self, clinic_name: str) -> None:
        super().__init__()
        theme()
        self.setObjectName("unlock_window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Clinic Desk"))
        self.resize(560, 420)
        self._control = line_edit("passphrase")
        self._control.setEchoMode(QLineEdit.EchoMode.Password)
        self._field = Field(self.tr("Passphrase"), self._control)
        self._open = Button(self.tr("Open"), name="unlock_button", icon="lock", look=Look.PRIMARY)
        self._busy = QProgressBar()
        self._busy.setObjectName("unlock_progress")
        self._busy.setAccessibleName(self.tr("Opening"))
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.hide()
        self._lay_out(clinic_name)
        self._open.clicked.connect(self._on_submitted)
        self._control.returnPressed.connect(self._on_submitted)
        self._control.setFocus()

    def show_error(self, text: str) -> None:
        """Say why it did not open; the passphrase can be typed again."""
        self._set_busy(False)
        self._field.set_error(text)
        self._control.selectAll()
        self._control.setFocus()

    def error(self) -> str:
        """What is said to be wrong."""
        return self._field.error()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The person gave up."""
        self.cancelled.emit()
        super().closeEvent(event)

    def _lay_out(self, clinic_name: str) -> None:
        card = Card(name="unlock_card", padding=28)
        card.setFixedWidth(400)
        card.body.setSpacing(16)
        card.body.addWidget(label(clinic_name, "title", name="unlock_clinic", wraps=True))
        words = self.tr("This clinic's data is encrypted on this computer.")
        card.body.addWidget(label(words, "label", wraps=True))
        card.body.addWidget(self._field)
        card.body.addWidget(self._busy)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._open)
        card.body.addLayout(foot)
        self.setMinimumSize(440, 360)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.addStretch(1)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def _on_submitted(self) -> None:
        if not self._control.text() or not self._open.isEnabled():
            return
        self._field.set_error("")
        self._set_busy(True)
        self.unlock_requested.emit(self._control.text())

    def _set_busy(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        self._open.setEnabled(not busy)
        self._control.setEnabled(not busy)
