"""Drafts what patients are to be told once its time has come; shows behind the bell what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from itertools import groupby

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.message import Message
from app.domain.telling import HeldNotice
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.ui.error_presenter import words_for
from app.ui.frame.held_words import drafted_words, message, subject, waiting_words
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button
from app.ui.widgets.surfaces import label

_LONGEST_MS = 15_000
"""The clock may be set, and another desk may move a visit: it is looked at this often."""
_SHORTEST_MS = 50
Group = tuple[HeldNotice, ...]


class HeldView(QObject):
    """said(text): a message was drafted, or why it was not. changed(): what waits is another."""

    said = Signal(str)
    changed = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._data_sync, self._tasks = data_sync, tasks
        self._zone = data_sync.clinic.zone
        self._is_busy = False
        self._refused: set[Group] = set()
        """What could not be drafted as it stands; said once, and tried again when it changes."""
        self.query: LiveQuery[Group] = LiveQuery(
            data_sync.feed, data_sync.held_notices.held, entities=("appointment",), parent=self
        )
        self.query.value_changed.connect(self._on_value)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time)

    @property
    def groups(self) -> tuple[Group, ...]:
        """What waits to be told, patient by patient, the first due first."""
        return tuple(one for one in self._groups() if one[0].telling is not None)

    def begin(self) -> None:
        """Read what waits; the window is there."""
        self.query.refresh()

    def stop(self) -> None:
        """The window closes or is covered: what waits is drafted by the next one."""
        self._timer.stop()
        self.query.stop()

    def tell(self, group: Group) -> None:
        """Draft one patient's message now."""
        if self._is_busy:
            return
        self._is_busy = True
        clinic = self._data_sync.clinic.name
        work = self._data_sync.held_notices.tell(
            group, subject=subject(group), text=message(group, clinic=clinic, zone=self._zone)
        )
        failed = partial(self._on_failed, group)
        self._tasks.start(work, done=self._on_told, failed=failed)

    def give_up(self, group: Group) -> None:
        """Tell this patient nothing."""
        if not self._is_busy:
            self._is_busy = True
            work = self._data_sync.held_notices.give_up(group)
            failed = partial(self._on_failed, group)
            self._tasks.start(work, done=lambda _none: self._go_on(), failed=failed)

    def fill(self, column: QVBoxLayout) -> None:
        """Put a row for each patient who is to be told into the bell's list."""
        for number, group in enumerate(self.groups):
            column.addLayout(self._row(number, group))

    def _groups(self) -> list[Group]:
        """By patient; what there is nothing to tell of stands apart."""

        def of_whom(one: HeldNotice) -> tuple[str, bool]:
            return one.patient_id, one.telling is None

        found = sorted(self.query.value or (), key=of_whom)
        groups = [tuple(group) for _, group in groupby(found, key=of_whom)]
        return sorted((_in_time(one) for one in groups), key=lambda one: one[0].due_at)

    def _on_value(self, _value: object) -> None:
        self._plan()
        self.changed.emit()

    def _plan(self) -> None:
        """Wake when the next one is due."""
        groups = self._groups()
        if not groups:
            self._timer.stop()
            return
        left = min(one[-1].due_at for one in groups) - self._data_sync.clock.now()
        soon = max(_SHORTEST_MS, left // timedelta(milliseconds=1) + 1)
        self._timer.start(_LONGEST_MS if self._refused else min(_LONGEST_MS, soon))

    def _on_time(self) -> None:
        held = self._data_sync.held_notices
        if not held.may_tell or self._data_sync.is_read_only or self._is_busy:
            self._timer.start(_LONGEST_MS)
            return
        now = self._data_sync.clock.now()
        due = [one for one in self._groups() if one[-1].due_at <= now and one not in self._refused]
        if not due:
            self._plan()
        elif due[0][0].telling is None:
            self.give_up(due[0])
        else:
            self.tell(due[0])

    def _on_told(self, written: Message | None) -> None:
        if written is not None:
            self.said.emit(drafted_words())
        self._go_on()

    def _on_failed(self, group: Group, error: Exception) -> bool:
        self._refused = {group}
        words = self.tr("The message about a changed visit could not be drafted. {0}")
        self.said.emit(words.format(words_for(error)))
        self._go_on()
        return True

    def _go_on(self) -> None:
        self._is_busy = False
        self._timer.start(_LONGEST_MS)
        self.query.ask()

    def _row(self, number: int, group: Group) -> QHBoxLayout:
        may = self._data_sync.held_notices.may_tell and not self._data_sync.is_read_only
        words = waiting_words(group, self._zone, may_tell=may)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label(words, wraps=True), 1)
        if may:
            row.addWidget(self._buttons(number, group, words), 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _buttons(self, number: int, group: Group, about: str) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for name, words, wish in (
            (f"tell_now_{number}", self.tr("Draft now"), self.tell),
            (f"tell_nobody_{number}", self.tr("Write nothing"), self.give_up),
        ):
            button = Button(words, name=name, accessible=f"{words}: {about}")
            button.clicked.connect(partial(wish, group))
            column.addWidget(button)
        return box


def _in_time(group: Sequence[HeldNotice]) -> Group:
    """The first due first; a patient is written to once, when the last of theirs is due."""
    return tuple(sorted(group, key=lambda one: (one.due_at, one.appointment_id)))
