"""The right column: who is waiting and for how long, and how far the day has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QLabel,
    QScrollArea,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from app.domain.day_visit import DayVisit
from app.live.data_sync import DataSync
from app.ui.conflict_notice import ConflictNotice
from app.ui.models.day_words import all_looks, look_of, said
from app.ui.theme.fonts import text_font
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import GAP, RADIUS_CONTROL, TEXT_LABEL, TEXT_META, Tone
from app.ui.widgets.focus import draw_focus_ring
from app.ui.widgets.painting import ChipLabel, draw_avatar
from app.ui.widgets.surfaces import Card, label

LONG_WAIT_MIN = 15
OVERVIEW_WIDTH, _WIDEST = 252, 340
_ROW = 46


class Overview(QWidget):
    """Two cards, and above them what must be decided.

    visit_wished(id): somebody in the waiting list was chosen. conflicts_wished(): show conflicts.
    """

    visit_wished = Signal(str)
    conflicts_wished = Signal()

    def __init__(self, data_sync: DataSync, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("day_overview")
        self.setFixedWidth(min(px(OVERVIEW_WIDTH), _WIDEST))
        self.conflicts = ConflictNotice(data_sync)
        self.conflicts.wished.connect(self.conflicts_wished)
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

    def put_first(self, card: QWidget) -> None:
        """Show something that must be decided above everything else."""
        self._column.insertWidget(0, card)

    def tick(self, now: datetime) -> None:
        """A minute went by."""
        self.conflicts.tick()
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
        column.addWidget(self._status)
        column.addStretch(1)

    def _waiting_rows(self) -> list[_WaitingRow]:
        items = (self._rows.itemAt(index) for index in range(self._rows.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, _WaitingRow)]

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
                row = _WaitingRow(self._waiting)
                row.clicked.connect(self._on_row_clicked)
                self._rows.addWidget(row)
                rows.append(row)
            rows[place].set_visit(visit, now)
        self._nobody.setVisible(not waiting)

    def _on_row_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, _WaitingRow):
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


class _WaitingRow(QAbstractButton):
    """One waiting patient; turns to the alert shape after a quarter of an hour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumHeight(px(_ROW))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name = self._provider = self._patient_id = ""
        self._since: datetime | None = None
        self._minutes = 0
        self.visit_id = ""

    @property
    def is_long(self) -> bool:
        """Whether the patient waits too long."""
        return self._minutes > LONG_WAIT_MIN

    def set_visit(self, visit: DayVisit, now: datetime) -> None:
        """Show this visit's patient."""
        self.visit_id, self._patient_id = visit.id, visit.patient_id
        self._name, self._provider = visit.patient_name, visit.practitioner_name
        self._since = visit.waiting_since
        self.setObjectName(f"waiting_{visit.id}")
        self.set_now(now)

    def set_now(self, now: datetime) -> None:
        """Count the minutes again."""
        since = self._since or now
        self._minutes = max(0, int((now - since).total_seconds() // 60))
        spoken = f"{self._name}, {self.words()}"
        if self.is_long:
            spoken = said("{0}, waits too long").format(spoken)
        self.setAccessibleName(spoken)
        self.setToolTip(self.accessibleName())
        self.update()

    def words(self) -> str:
        """ "24 min · Dr. Weiß"."""
        minutes = said("{0} min").format(self._minutes)
        return " · ".join(part for part in (minutes, self._provider) if part)

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(180, px(_ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Initials, name and minutes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme().colours
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(qcolor(colours.surface2))
            painter.drawRoundedRect(self.rect(), RADIUS_CONTROL, RADIUS_CONTROL)
        face = QStyle.visualRect(
            self.layoutDirection(), self.rect(), QRect(4, px(8), px(30), px(30))
        )
        draw_avatar(painter, face, self._name, self._patient_id)
        tone = Tone.DANGER if self.is_long else Tone.WARN
        words = f"! {self.words()}" if self.is_long else self.words()
        self._line(painter, px(5), self._name, (TEXT_LABEL, 600, colours.text))
        self._line(painter, px(23), words, (TEXT_META, 550, colours.tints[tone].text))
        if self.hasFocus():
            draw_focus_ring(painter, self.rect().toRectF())
        painter.end()

    def _line(self, painter: QPainter, top: int, text: str, look: tuple[int, int, str]) -> None:
        font = text_font(look[0], look[1], tabular=True)
        left = px(40) + 4
        place = QRect(left, top, self.width() - left - 6, px(18))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.setFont(font)
        painter.setPen(qcolor(look[2]))
        align = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        visual = QStyle.visualRect(self.layoutDirection(), self.rect(), place)
        painter.drawText(visual, align | Qt.AlignmentFlag.AlignVCenter, shown)
