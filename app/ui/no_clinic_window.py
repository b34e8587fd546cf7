"""Shown where this computer has no clinic yet: what to do to get one. Imports nothing heavy."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.theme.style import theme
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import Card, WrappingLabel, label


class NoClinicWindow(QWidget):
    """Names the two commands that make a clinic here, and the demo. closed() when it is read."""

    closed = Signal()

    def __init__(self, folder: str) -> None:
        super().__init__()
        theme()
        self.setObjectName("no_clinic_window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Clinic Desk"))
        self.resize(640, 480)
        self.setMinimumSize(640, 480)
        card = Card(name="no_clinic_card", padding=28)
        card.setFixedWidth(560)
        card.body.setSpacing(10)
        card.body.addWidget(label(self.tr("No clinic on this computer yet"), "title"))
        where = self.tr("There is no clinic in {0}.").format(folder)
        card.body.addWidget(label(where, "label", name="no_clinic_folder", wraps=True))
        for heading, command in self._ways(folder):
            card.body.addWidget(label(heading, "strong", wraps=True))
            line = WrappingLabel(command)
            line.setTextFormat(Qt.TextFormat.PlainText)
            line.setProperty("role", "label")
            line.make_selectable()
            card.body.addWidget(line)
        foot = QHBoxLayout()
        foot.addStretch(1)
        close = Button(self.tr("Close"), name="no_clinic_close", look=Look.PRIMARY)
        close.clicked.connect(self.close)
        foot.addWidget(close)
        card.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def closeEvent(self, event: QCloseEvent) -> None:
        """It was read."""
        super().closeEvent(event)
        self.closed.emit()

    def commands(self) -> list[str]:
        """What can be typed, as shown."""
        lines = [one for one in self.findChildren(QLabel) if isinstance(one, WrappingLabel)]
        return [one.text() for one in lines if one.text().startswith("clinic-desk")]

    def _ways(self, folder: str) -> tuple[tuple[str, str], ...]:
        home = f'--home "{folder}"'
        return (
            (
                self.tr("Start a new clinic:"),
                f"clinic-desk init {home} --clinic NAME --user NAME --passphrase-stdin",
            ),
            (
                self.tr("Join a clinic with the code from another desk:"),
                f"clinic-desk join {home} --server URL --code CODE --user NAME --passphrase-stdin",
            ),
            (self.tr("Or look around in a demo clinic:"), "clinic-desk demo"),
        )
