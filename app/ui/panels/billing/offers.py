"""A line to type in that offers what matches: services by code or words, diagnoses."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.domain.phi import quiet
from app.ui.models.billing_words import said
from app.ui.task_runner import TaskRunner
from app.ui.widgets.fields import Field

_WAIT_MS, _SHOWN, _ROW = 60, 5, 30
_ROLE = int(Qt.ItemDataRole.UserRole)


@quiet
@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be taken: its words, and what it is."""

    words: str
    value: Any


Look = Callable[[str], Coroutine[Any, Any, Sequence[Offer]]]


class OfferField(QWidget):
    """picked(value): this was taken. typed text stays what was typed until then."""

    picked = Signal(object)

    def __init__(self, tasks: TaskRunner, field: Field, *, look: Look) -> None:
        super().__init__()
        self._tasks, self._look = tasks, look
        self._asked, self._takes_first = "", False
        self.field = field
        control = field.control
        self._line = control if isinstance(control, QLineEdit) else QLineEdit()
        self.list = QListWidget()
        self.list.setObjectName(f"{self._line.objectName()}_offers")
        self.list.setAccessibleName(said("What matches"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._on_item)
        self.list.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._ask)
        self._line.installEventFilter(self)
        self._line.textEdited.connect(self._on_typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(field)
        column.addWidget(self.list)

    @property
    def is_offering(self) -> bool:
        """Whether something is offered that Enter would take."""
        return self.list.isVisibleTo(self) and self.list.count() > 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move the mark while the cursor stays in the line; Enter takes it."""
        is_press = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is not self._line or not is_press or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.is_offering:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            row = min(max(self.list.currentRow() + step, 0), self.list.count() - 1)
            self.list.setCurrentRow(row)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self._take_marked()
        if event.key() == Qt.Key.Key_Escape and self.is_offering:
            self.hide_offers()
            return True
        return super().eventFilter(watched, event)

    def hide_offers(self) -> None:
        """Offer nothing until something is typed again."""
        self._timer.stop()
        self._asked = ""
        self._takes_first = False
        self.list.clear()
        self.list.hide()

    def _on_typed(self, _text: str) -> None:
        self._takes_first = False
        self._timer.start()

    def _ask(self) -> None:
        text = self._line.text().strip()
        self._asked = text
        if not text:
            self.hide_offers()
            return
        self._tasks.start(self._look(text), done=lambda found: self._show(found, text))

    def _show(self, found: Sequence[Offer], asked: str) -> None:
        if asked != self._asked or not asked:
            return
        self.list.clear()
        for one in found:
            item = QListWidgetItem(one.words)
            item.setData(_ROLE, one)
            item.setToolTip(one.words)
            self.list.addItem(item)
        self.list.setFixedHeight(min(_SHOWN, max(1, len(found))) * _ROW + 6)
        self.list.setVisible(bool(found))
        if found:
            self.list.setCurrentRow(0)
            if self._takes_first:
                self._take_marked()

    def _take_marked(self) -> bool:
        """Take the marked offer; where the answer is still on its way, take it when it comes."""
        if self._timer.isActive() or (self._asked and not self.is_offering and self._is_asking()):
            self._takes_first = True
            return True
        item = self.list.currentItem() if self.is_offering else None
        if item is None:
            return False
        self._on_item(item)
        return True

    def _is_asking(self) -> bool:
        return self._asked != self._line.text().strip()

    def _on_item(self, item: QListWidgetItem) -> None:
        offer: Offer = item.data(_ROLE)
        self.hide_offers()
        self.picked.emit(offer.value)
