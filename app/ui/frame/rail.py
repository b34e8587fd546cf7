"""The rail at the side: the clinic's name and one button per panel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QVBoxLayout

from app.ui.panel_registry import PanelEntry, panel_key
from app.ui.permitted import permit
from app.ui.theme.sizes import px
from app.ui.theme.tokens import RAIL_ICONS_WIDTH, RAIL_WIDTH
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label

_NARROW_PX = 1100
"""In a narrower window the rail shows icons alone."""
_MOST_COUNTED = 99


class Rail(QFrame):
    """Chooses the panel. chosen(name)."""

    chosen = Signal(str)

    def __init__(self, clinic_name: str) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(px(RAIL_WIDTH))
        self.setAccessibleName(self.tr("Panels"))
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._on_clicked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 16, 12, 16)
        self._column.setSpacing(4)
        self._name = label(clinic_name, "section", name="clinic_name", wraps=True)
        self._column.addWidget(self._name)
        self._column.addSpacing(12)
        self._column.addStretch(1)
        self._foot_at = 0
        self._words: dict[Button, str] = {}
        self._buttons: dict[str, Button] = {}
        self._is_narrow = False

    def showEvent(self, event: QShowEvent) -> None:
        """From here on as wide as the window has room for."""
        super().showEvent(event)
        self.window().installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window has another width."""
        if event.type() == QEvent.Type.Resize and watched is self.window():
            self._fit()
        return super().eventFilter(watched, event)

    def add(self, entry: PanelEntry, *, why: str = "") -> Button:
        """One more panel; why: what the acting role is missing for it."""
        words = entry.shown_title()
        button = Button(words, name=f"rail_{entry.name}", icon=entry.icon, look=Look.RAIL)
        if key := panel_key(entry, len(self._buttons) + 1):
            button.setToolTip(self.tr("{0} ({1})").format(words, key))
        permit(button, why)
        self._group.addButton(button)
        self._words[button] = words
        self._buttons[entry.name] = button
        at = self._column.count() if entry.at_foot else self._column.count() - 1 - self._foot_at
        self._column.insertWidget(at, button)
        self._foot_at += entry.at_foot
        return button

    def mark(self, name: str) -> None:
        """Show which panel is open."""
        self._buttons[name].setChecked(True)

    def count(self, name: str, waiting: int) -> None:
        """Show how much waits in a panel; nothing where nothing does."""
        button = self._buttons[name]
        button.set_badge("" if not waiting else "99+" if waiting > _MOST_COUNTED else str(waiting))
        self._name_for_readers(button)

    def _name_for_readers(self, button: Button) -> None:
        words = self._words[button]
        spoken = self.tr("{0}, {1} waiting").format(words, button.badge)
        button.setAccessibleName(spoken if button.badge else words)

    def _on_clicked(self, clicked: QAbstractButton) -> None:
        for name, button in self._buttons.items():
            if button is clicked:
                self.chosen.emit(name)

    def _fit(self) -> None:
        is_narrow = self.window().width() < px(_NARROW_PX)
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        self.setFixedWidth(px(RAIL_ICONS_WIDTH) if is_narrow else px(RAIL_WIDTH))
        self._name.setVisible(not is_narrow)
        for button, words in self._words.items():
            button.setText("" if is_narrow else words)
            self._name_for_readers(button)
