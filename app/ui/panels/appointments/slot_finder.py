"""Finding the next free time inside the booking: a list, the arrow keys, Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.live.data_sync import DataSync
from app.services.appointments import Slot
from app.services.next_free import REACH_WEEKS, FreeWish
from app.ui.habits import clock_words
from app.ui.language import day_pattern
from app.ui.models.day_words import said
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.widgets.button import Button, Look
from app.ui.widgets.flow import flow_of
from app.ui.widgets.surfaces import label

_ROLE = int(Qt.ItemDataRole.UserRole)
_ROWS_SHOWN, _ROW = 6, 34
_NOON, _MIDNIGHT = 12 * 60, 24 * 60


class _Part(NamedTuple):
    name: str
    words: str
    after: int
    before: int


class SlotFinder(QWidget):
    """Opened, it lists free times for what the form asks; picked(Slot): this one."""

    picked = Signal(object)

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        *,
        wish: Callable[[], FreeWish | None],
        names: Callable[[str, str], str],
    ) -> None:
        super().__init__()
        self.setObjectName("slot_finder")
        self._data_sync, self._tasks = data_sync, tasks
        self._wish, self._names = wish, names
        self._asked = 0
        self._part = _parts()[0]
        self._any = Button(said("Any provider"), name="find_any_provider", look=Look.CHIP)
        self._chips = {
            part.name: Button(part.words, name=f"find_{part.name}", look=Look.CHIP)
            for part in _parts()
        }
        self._list = _SlotList()
        self._none = label("", "label", name="find_nothing", wraps=True)
        self._build()
        self.hide()

    def open(self) -> None:
        """Look from the day in the form on, and take the keyboard."""
        self.show()
        self._list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search()

    def close_up(self) -> None:
        """Offer nothing any more."""
        self._asked += 1
        self._list.clear()
        self.hide()

    def search(self) -> None:
        """Look again: something of the wish was changed."""
        wish = self._wish()
        self._asked += 1
        asked = self._asked
        if wish is None:
            self._show((), said("Write a day and how many minutes first."))
            return
        whose = None if self._any.isChecked() else wish.practitioner_id
        wanted = FreeWish(
            from_on=wish.from_on,
            length_min=wish.length_min,
            practitioner_id=whose,
            room_id=wish.room_id if whose else None,
            patient_id=wish.patient_id,
            after_minute=self._part.after,
            before_minute=self._part.before,
            instead_of=wish.instead_of,
        )
        nothing = said("Nothing is free within {0} weeks.").format(REACH_WEEKS)

        def found(slots: Sequence[Slot]) -> None:
            if asked == self._asked:
                self._show(slots, "" if slots else nothing)

        self._tasks.start(self._data_sync.appointments.next_free(wanted), done=found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the marked time, Esc closes the list; the form hears neither."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self._list.currentItem())
        elif event.key() == Qt.Key.Key_Escape:
            self.close_up()
            self.picked.emit(None)
        else:
            super().keyPressEvent(event)

    def _show(self, slots: Sequence[Slot], words: str) -> None:
        self._list.clear()
        for slot in slots:
            item = QListWidgetItem(self._words(slot))
            item.setData(_ROLE, slot)
            self._list.addItem(item)
        self._list.setVisible(bool(slots))
        self._list.setFixedHeight(px(_ROW) * min(len(slots), _ROWS_SHOWN) + 4)
        self._list.setCurrentRow(0 if slots else -1)
        self._none.setText(words)
        self._none.setVisible(bool(words))
        if slots and self.isAncestorOf(self.window().focusWidget() or self):
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._come_into_view)

    def _come_into_view(self) -> None:
        """The form above may be longer than its window: what was asked for is scrolled to."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None and self.isVisible():
            above.ensureWidgetVisible(self)

    def _words(self, slot: Slot) -> str:
        start = slot.starts_at.astimezone(ZoneInfo(self._data_sync.clinic.zone))
        day = QLocale().toString(
            QDate(start.year, start.month, start.day), day_pattern("ddd d MMM")
        )
        provider = self._names("provider", slot.practitioner_id or "")
        room = self._names("room", slot.room_id or "")
        return "  ·  ".join(one for one in (f"{day}  {clock_words(start)}", provider, room) if one)

    def _take(self, item: QListWidgetItem | None) -> None:
        slot = item.data(_ROLE) if item is not None else None
        if isinstance(slot, Slot):
            self.close_up()
            self.picked.emit(slot)

    def _on_part(self, part: _Part) -> None:
        self._part = part
        self.search()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in _parts():
            chip = self._chips[part.name]
            chip.setAutoExclusive(True)
            chip.setChecked(part.name == self._part.name)
            chip.clicked.connect(_slot(self._on_part, part))
        column.addLayout(flow_of(self._chips.values(), gap=4))
        self._any.setAutoExclusive(False)
        self._any.clicked.connect(self.search)
        second = QHBoxLayout()
        second.addWidget(self._any)
        second.addStretch(1)
        column.addLayout(second)
        column.addWidget(self._list)
        column.addWidget(self._none)
        self._list.itemClicked.connect(self._take)


class _SlotList(QListWidget):
    """Free times; Enter and Esc are the finder's."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("free_slots")
        self.setAccessibleName(said("Free times"))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk; Enter and Esc go to the finder."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)


def _slot(act: Callable[[_Part], None], part: _Part) -> Callable[[bool], None]:
    return lambda _checked: act(part)


def _parts() -> tuple[_Part, ...]:
    return (
        _Part("any_time", said("Any time"), 0, _MIDNIGHT),
        _Part("mornings", said("Mornings"), 0, _NOON),
        _Part("afternoons", said("Afternoons"), _NOON, _MIDNIGHT),
    )
