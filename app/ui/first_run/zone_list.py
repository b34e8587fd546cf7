"""Choosing a time zone: type a part of it, pick it with the arrows or the mouse."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.ui.widgets.fields import SearchField
from app.ui.widgets.surfaces import Card, label

_ROW = 30
_ROWS = 5
_MOVES = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class ZoneList(QWidget):
    """A list with a search line above it. submitted() is Enter."""

    submitted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("zone_field")
        self.search = SearchField(name="zone_search", placeholder=self.tr("Search a city or zone"))
        self.search.setAccessibleName(self.tr("Search the time zones"))
        self.list = QListWidget()
        self.list.setObjectName("zone_list")
        self.list.setAccessibleName(self.tr("Time zone"))
        self.list.setFixedHeight(_ROW * _ROWS)
        self.list.setUniformItemSizes(True)
        self._caption = label("", "label", name="zone_caption", wraps=True)
        self._error = label("", "error", name="zone_error", wraps=True)
        self._error.hide()
        card = Card(padding=1)
        card.body.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self._caption, self.search, card, self._error):
            column.addWidget(part)
        self.search.textChanged.connect(self._on_search)
        self.search.returnPressed.connect(self.submitted)
        self.list.currentItemChanged.connect(self._on_chosen)
        self.search.installEventFilter(self)
        self._on_chosen()

    def show_zones(self, zones: Sequence[str], chosen: str) -> None:
        """These zones (IANA names), one of them chosen."""
        self.list.clear()
        for zone in zones:
            item = QListWidgetItem(zone.replace("_", " "))
            item.setData(Qt.ItemDataRole.UserRole, zone)
            item.setSizeHint(QSize(0, _ROW))
            self.list.addItem(item)
        self.choose(chosen)

    def choose(self, zone: str) -> None:
        """Mark a zone; an unknown one changes nothing."""
        for at in range(self.list.count()):
            item = self.list.item(at)
            if item.data(Qt.ItemDataRole.UserRole) == zone:
                self.list.setCurrentItem(item)
                self.list.scrollToItem(item, QListWidget.ScrollHint.PositionAtCenter)

    def zone(self) -> str:
        """The chosen zone; nothing where none is."""
        if self.list.currentRow() < 0 or self.list.currentItem().isHidden():
            return ""
        return str(self.list.currentItem().data(Qt.ItemDataRole.UserRole))

    def set_error(self, text: str) -> None:
        """Say what is wrong, or that nothing is."""
        self._error.setText(text)
        self._error.setVisible(bool(text))

    def error(self) -> str:
        """What is wrong, or nothing."""
        return self._error.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list while the cursor stays in the search line."""
        is_move = isinstance(event, QKeyEvent) and event.key() in _MOVES
        if watched is self.search and event.type() == QEvent.Type.KeyPress and is_move:
            self.list.keyPressEvent(event)  # pyright: ignore[reportArgumentType]  (narrowed above)
            return True
        return super().eventFilter(watched, event)

    def _on_search(self, text: str) -> None:
        words = text.casefold().replace("_", " ").split()
        shown = None
        for at in range(self.list.count()):
            item = self.list.item(at)
            fits = all(word in item.text().casefold() for word in words)
            item.setHidden(not fits)
            shown = item if fits and shown is None else shown
        if words and shown is not None:
            self.list.setCurrentItem(shown)
        self.set_error("" if shown or not words else self.tr("No time zone is called that."))
        self._on_chosen()

    def _on_chosen(self, *_change: object) -> None:
        chosen = self.zone().replace("_", " ") or self.tr("none chosen")
        self._caption.setText(self.tr("Time zone of the clinic: {0}").format(chosen))
