"""The rail at the side: the clinic's name and one button per panel."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QVBoxLayout

from app.ui.theme.tokens import RAIL_WIDTH
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label


class Rail(QFrame):
    """Chooses the panel. chosen(position)."""

    chosen = Signal(int)

    def __init__(self, clinic_name: str) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(RAIL_WIDTH)
        self.setAccessibleName(self.tr("Panels"))
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 16, 12, 16)
        self._column.setSpacing(4)
        name = label(clinic_name, "section", name="clinic_name", wraps=True)
        self._column.addWidget(name)
        self._column.addSpacing(12)
        self._column.addStretch(1)

    def add(self, text: str, icon: str, *, name: str) -> Button:
        """One more panel."""
        button = Button(text, name=name, icon=icon, look=Look.RAIL)
        position = len(self._group.buttons())
        button.setToolTip(self.tr("{0} (Ctrl+{1})").format(text, position + 1))
        self._group.addButton(button, position)
        self._column.insertWidget(self._column.count() - 1, button)
        return button

    def mark(self, position: int) -> None:
        """Show which panel is open."""
        self._group.button(position).setChecked(True)
