"""One line of who waits at the clinic: for their visit, or without one, and for how long."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QStyle, QWidget

from app.domain.appointment import Priority
from app.domain.day_visit import DayVisit, is_long_wait, waited_min
from app.services.waitlist import Waiting
from app.ui.models.day_words import said
from app.ui.theme.fonts import text_font
from app.ui.theme.icons import draw_icon
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import RADIUS_CONTROL, TEXT_LABEL, TEXT_META, Tone
from app.ui.widgets.focus import draw_focus_ring
from app.ui.widgets.painting import draw_avatar

_ROW, _ALERT = 46, 13


class WaitingRow(QAbstractButton):
    """One waiting patient; the alert shape stands before who waits over a quarter of an hour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumHeight(px(_ROW))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name = self._provider = self.patient_id = ""
        self._since: datetime | None = None
        self._minutes = 0
        self._is_urgent = self._is_uninsured = False
        self.visit_id = ""
        """The visit they came for, "" for a walk-in."""
        self.entry_id = ""
        """Their place in the queue of walk-ins, "" for a visit."""

    @property
    def is_long(self) -> bool:
        """Whether the patient waits too long."""
        return is_long_wait(self._minutes)

    def set_visit(self, visit: DayVisit, now: datetime) -> None:
        """Show this visit's patient."""
        self.visit_id, self.patient_id = visit.id, visit.patient_id
        self._name, self._provider = visit.patient_name, visit.practitioner_name
        self._since = visit.waiting_since
        self.setObjectName(f"waiting_{visit.id}")
        self.set_now(now)

    def set_walk_in(self, one: Waiting, now: datetime) -> None:
        """Show somebody who came without an appointment."""
        entry = one.entry
        self.entry_id, self.patient_id = entry.id, entry.patient_id
        self._name, self._provider = one.patient_name, one.practitioner_name
        self._since, self._is_urgent = entry.arrived_at, entry.urgency == Priority.ASAP
        self.setObjectName(f"walk_in_{entry.id}")
        self.set_now(now)

    def set_uninsured(self, is_uninsured: bool, now: datetime) -> None:
        """Say that no insurance is written down for the day."""
        self._is_uninsured = is_uninsured
        self.set_now(now)

    def set_now(self, now: datetime) -> None:
        """Count the minutes again."""
        since = self._since or now
        self._minutes = waited_min(since, now)
        spoken = f"{self._name}, {self.words()}"
        if self.is_long:
            spoken = said("{0}, waits too long").format(spoken)
        self.setAccessibleName(spoken)
        self.setToolTip(self.accessibleName())
        self.update()

    def words(self) -> str:
        """ "Urgent · 24 min · No insurance · Dr. Weiß"."""
        urgent = said("Urgent") if self._is_urgent else ""
        minutes = said("{0} min").format(self._minutes)
        bare = said("No insurance") if self._is_uninsured else ""
        return " · ".join(part for part in (urgent, minutes, bare, self._provider) if part)

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
        draw_avatar(painter, face, self._name, self.patient_id)
        tone = Tone.DANGER if self.is_long or self._is_urgent else Tone.WARN
        colour = colours.tints[tone].text
        shift = px(_ALERT) + 4 if self.is_long else 0
        self._line(painter, px(5), self._name, (TEXT_LABEL, 600, colours.text))
        self._line(painter, px(23), self.words(), (TEXT_META, 550, colour), shift=shift)
        if self.is_long:
            place = QRect(px(40) + 4, px(25), px(_ALERT), px(_ALERT))
            shape = QStyle.visualRect(self.layoutDirection(), self.rect(), place)
            draw_icon(painter, "triangle-alert", colour, shape.toRectF())
        if self.hasFocus():
            draw_focus_ring(painter, self.rect().toRectF())
        painter.end()

    def _line(
        self,
        painter: QPainter,
        top: int,
        text: str,
        look: tuple[int, int, str],
        *,
        shift: int = 0,
    ) -> None:
        font = text_font(look[0], look[1], tabular=True)
        left = px(40) + 4 + shift
        place = QRect(left, top, self.width() - left - 6, px(18))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.setFont(font)
        painter.setPen(qcolor(look[2]))
        align = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        visual = QStyle.visualRect(self.layoutDirection(), self.rect(), place)
        painter.drawText(visual, align | Qt.AlignmentFlag.AlignVCenter, shown)
