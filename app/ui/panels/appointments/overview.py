"""The right column: who is waiting and for how long, and how far the day has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.day_visit import DayVisit
from app.live.data_sync import DataSync
from app.ui.conflict_notice import ConflictNotice
from app.ui.models.day_words import all_looks, look_of, said
from app.ui.panels.appointments.insurance_marks import InsuranceMarks
from app.ui.panels.appointments.question_bar import QuestionBar
from app.ui.panels.appointments.waiting_row import WaitingRow
from app.ui.panels.appointments.walk_ins import WalkInQueue
from app.ui.task_runner import TaskRunner
from app.ui.theme.fonts import text_font
from app.ui.theme.sizes import px
from app.ui.theme.tokens import GAP, TEXT_LABEL
from app.ui.widgets.painting import ChipLabel
from app.ui.widgets.surfaces import Card, label

OVERVIEW_WIDTH, _WIDEST = 252, 340


class Overview(QWidget):
    """Who waits, walk-ins and the day's counts, and above them what must be decided.

    visit_wished(id): somebody in the waiting list was chosen. conflicts_wished(): show conflicts.
    """

    visit_wished = Signal(str)
    conflicts_wished = Signal()

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        bar: QuestionBar,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("day_overview")
        self.setFixedWidth(min(px(OVERVIEW_WIDTH), _WIDEST))
        self.conflicts = ConflictNotice(data_sync)
        self.conflicts.wished.connect(self.conflicts_wished)
        self.walk_ins = WalkInQueue(data_sync, tasks, bar)
        self._insurance = InsuranceMarks(data_sync, tasks, self)
        self._insurance.known.connect(self._mark_uninsured)
        self._data_sync = data_sync
        self._waiting = Card(name="waiting_card")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self._nobody = label(said("Nobody is waiting."), "label", name="waiting_nobody")
        self._status = Card(name="status_card")
        self._counts = QGridLayout()
        self._column = QVBoxLayout()
        self._visits: tuple[DayVisit, ...] = ()
        self._build()

    def show_visits(self, visits: Sequence[DayVisit], now: datetime) -> None:
        """Show who waits and the counts of the day."""
        self._visits = tuple(visits)
        self._set_known(is_known=True)
        self._show_waiting(now)
        self._show_counts()

    def clear(self) -> None:
        """The day is not known yet: say nothing of who waits."""
        self._set_known(is_known=False)

    def _set_known(self, *, is_known: bool) -> None:
        for card in (self._waiting, self._status):
            card.setVisible(is_known)

    def stop(self) -> None:
        """The window closes: read nothing more."""
        self.conflicts.query.stop()
        self.walk_ins.stop()

    def put_first(self, card: QWidget) -> None:
        """Show something that must be decided above everything else."""
        self._column.insertWidget(0, card)

    def tick(self, now: datetime) -> None:
        """A minute went by."""
        self.conflicts.tick()
        self.walk_ins.tick(now)
        for row in self._waiting_rows():
            row.set_now(now)

    def _build(self) -> None:
        column = self._column
        column.setContentsMargins(0, 0, 0, 0)
        # On a low screen the cards scroll: pressed together, their last buttons would be cut.
        cards = QWidget()
        cards.setObjectName("scroll_body")
        cards.setLayout(column)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(cards)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        column.setSpacing(GAP)
        self._waiting.body.addWidget(label(said("Waiting now"), "section"))
        self._waiting.body.addWidget(self._nobody)
        self._waiting.body.addLayout(self._rows)
        self._status.body.addWidget(label(said("Status"), "section"))
        self._status.body.addLayout(self._counts)
        self._counts.setVerticalSpacing(8)
        self._counts.setColumnStretch(0, 1)
        column.addWidget(self.conflicts)
        column.addWidget(self._waiting)
        column.addWidget(self.walk_ins)
        column.addWidget(self._status)
        column.addStretch(1)

    def _waiting_rows(self) -> list[WaitingRow]:
        items = (self._rows.itemAt(index) for index in range(self._rows.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, WaitingRow)]

    def _show_waiting(self, now: datetime) -> None:
        waiting = sorted(
            (v for v in self._visits if v.waiting_since is not None),
            key=lambda v: (v.waiting_since or now, v.id),
        )
        rows = self._waiting_rows()
        for row in rows[len(waiting) :]:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, visit in enumerate(waiting):
            if place >= len(rows):
                row = WaitingRow(self._waiting)
                row.clicked.connect(self._on_row_clicked)
                self._rows.addWidget(row)
                rows.append(row)
            rows[place].set_visit(visit, now)
        self._nobody.setVisible(not waiting)
        zone = ZoneInfo(self._data_sync.clinic.zone)
        self._insurance.look_at(waiting, now.astimezone(zone).date())
        self._mark_uninsured()

    def _mark_uninsured(self) -> None:
        now = self._data_sync.clock.now()
        for row in self._waiting_rows():
            row.set_uninsured(row.patient_id in self._insurance.uninsured, now)

    def _on_row_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, WaitingRow):
            self.visit_wished.emit(row.visit_id)

    def _show_counts(self) -> None:
        counts = Counter(look_of(visit).key for visit in self._visits)
        always = {"booked", "confirmed", "arrived", "in_room", "completed", "no_show"}
        shown = [look for look in all_looks() if look.key in always or counts[look.key]]
        while (item := self._counts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        for row, look in enumerate(shown):
            figure = QLabel(str(counts[look.key]))
            figure.setFont(text_font(TEXT_LABEL, 500, tabular=True))
            figure.setAccessibleName(f"{look.word}: {counts[look.key]}")
            self._counts.addWidget(ChipLabel(look.word, look.tone, icon=look.icon), row, 0)
            self._counts.addWidget(figure, row, 1, Qt.AlignmentFlag.AlignRight)
