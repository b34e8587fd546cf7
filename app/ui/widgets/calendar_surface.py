"""The painted day: one widget that draws only what is dirty and knows what is where."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QStyle, QWidget

from app.ui.theme.fonts import text_font
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_BODY
from app.ui.widgets.calendar_closed import ClosedPainter, closed_ground
from app.ui.widgets.calendar_cursor import SLOT_MIN, Stop, nearest, stop_of
from app.ui.widgets.calendar_layout import DayLayout, laid_out
from app.ui.widgets.calendar_paint import VisitPainter, paint_now
from app.ui.widgets.calendar_values import CalendarDay, CalendarVisit, Ghost

_SPREAD = 3


class CalendarSurface(QWidget):
    """Draws a day, its selection, a ghost and the now line. Input is left to its children."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._layout: DayLayout | None = None
        self._cursor: Stop | None = None
        self._hovered = ""
        self._ghost: Ghost | None = None
        self._now: int | None = None
        self._now_column = ""
        self.painted_visits = 0
        """How many visits the last paint drew; the tests hold dirty painting to it."""
        theme().changed.connect(self.update)

    @property
    def day(self) -> CalendarDay | None:
        """The day on screen."""
        return self._layout.day if self._layout else None

    @property
    def day_layout(self) -> DayLayout | None:
        """Where everything stands at the present width."""
        return self._layout

    @property
    def selected(self) -> str:
        """Key of the selected visit, "" for none."""
        return self._cursor.key if self._cursor else ""

    @property
    def cursor_stop(self) -> Stop | None:
        """Where the keyboard stands: a visit or a free slot."""
        return self._cursor

    @property
    def ghost(self) -> Ghost | None:
        """What is being carried or swept, until it is settled."""
        return self._ghost

    def visit_rect(self, key: str) -> QRect:
        """Where a visit is drawn; empty when it is not on this day."""
        return self._layout.rects.get(key, QRect()) if self._layout else QRect()

    def visit(self, key: str) -> CalendarVisit | None:
        """A visit of this day."""
        day = self.day
        return next((v for v in day.visits if v.key == key), None) if day else None

    def set_now(self, minute: int | None, column: str = "") -> None:
        """Move the now line; None hides it (another day is shown). column: across it alone."""
        if (minute, column) != (self._now, self._now_column):
            self._update_now()
            self._now, self._now_column = minute, column
            self._update_now()

    def show_day(self, day: CalendarDay) -> None:
        """Draw this day; of the same day with the same columns only differing visits."""
        before = self._layout
        self._layout = laid_out(day, max(1, self.width()), self.layoutDirection())
        self._keep_cursor(day, before.day if before else day)
        same_frame = before is not None and (
            before.day.axis == day.axis
            and before.day.columns == day.columns
            and (before.day.opens, before.day.closes) == (day.opens, day.closes)
            and before.day.shades == day.shades
        )
        gains_or_loses_hint = before is None or _is_empty(before.day) != _is_empty(day)
        if before is None or not same_frame or gains_or_loses_hint:
            self.setMinimumSize(len(day.columns) * px(day.column_width), day.axis.height())
            self.updateGeometry()
            self.update()
            return
        self._update_differing(before, self._layout)

    def place_cursor(self, stop: Stop | None) -> None:
        """Select a visit or a slot and repaint just the two places."""
        if stop != self._cursor:
            self._update_cursor()
            self._cursor = stop
            self._update_cursor()
            self._update_hint()

    def set_ghost(self, ghost: Ghost | None) -> None:
        """Show where something would go, or nothing."""
        if ghost != self._ghost:
            self._update_ghost()
            self._ghost = ghost
            self._update_ghost()
            self._update_hint()

    def sizeHint(self) -> QSize:
        """The whole day."""
        return self.minimumSize()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the day out again for the new width."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Mirror when the reading direction changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what the dirty region touches: ground, now line, visits, ghost."""
        painter = QPainter(self)
        clip = event.rect()
        painter.fillRect(clip, qcolor(theme().colours.surface))
        if self._layout is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_ground(painter, self._layout, clip)
            self._paint_now(painter)
            self._paint_hint(painter, self._layout)
            self._paint_visits(painter, self._layout, event.region())
            self._paint_ghost(painter, self._layout)
        painter.end()

    def _lay_out(self) -> None:
        if self._layout is not None:
            self._layout = laid_out(self._layout.day, self.width(), self.layoutDirection())
            self.update()

    def _keep_cursor(self, day: CalendarDay, before: CalendarDay) -> None:
        cursor = self._cursor
        if cursor is None:
            return
        if cursor.key:
            self._cursor = stop_of(day, cursor.key)
            return
        known = cursor.column < len(before.columns)
        column = day.place_of(before.columns[cursor.column].key) if known else -1
        if column < 0:
            self._cursor = None
        else:
            taken = nearest(day, column, cursor.minute)
            self._cursor = taken if taken.key else cursor._replace(column=column)

    def _update_differing(self, before: DayLayout, after: DayLayout) -> None:
        old = {visit.key: (visit, before.rects.get(visit.key)) for visit in before.day.visits}
        new = {visit.key: (visit, after.rects.get(visit.key)) for visit in after.day.visits}
        for key in old.keys() | new.keys():
            if old.get(key) != new.get(key):
                for side in (old, new):
                    rect = side.get(key, (None, None))[1]
                    if rect is not None:
                        self.update(rect.adjusted(-_SPREAD, -_SPREAD, _SPREAD, _SPREAD))

    def _update_cursor(self) -> None:
        rect = self._cursor_rect()
        if not rect.isEmpty():
            self.update(rect.adjusted(-_SPREAD, -_SPREAD, _SPREAD, _SPREAD))

    def _cursor_rect(self) -> QRect:
        if self._layout is None or self._cursor is None:
            return QRect()
        if self._cursor.key:
            return self.visit_rect(self._cursor.key)
        columns = self._layout.day.columns
        if self._cursor.column >= len(columns):
            return QRect()
        key = columns[self._cursor.column].key
        return self._layout.ghost_rect(Ghost("", key, self._cursor.minute, SLOT_MIN))

    def _update_ghost(self) -> None:
        if self._layout is not None and self._ghost is not None:
            rect = self._layout.ghost_rect(self._ghost)
            self.update(rect.adjusted(-_SPREAD, -_SPREAD, _SPREAD, _SPREAD))
            self.update(self.visit_rect(self._ghost.key))

    def _update_hint(self) -> None:
        if self._layout is not None and _is_empty(self._layout.day):
            self.update(self._hint_rect(self._layout))

    def _update_now(self) -> None:
        if self._layout is not None and self._now is not None:
            self.update(0, self._layout.day.axis.y_of(self._now) - 7, self.width(), 14)

    def _paint_ground(self, painter: QPainter, layout: DayLayout, clip: QRect) -> None:
        colours = theme().colours
        day, axis = layout.day, layout.day.axis
        opens, closes = axis.y_of(day.opens), axis.y_of(day.closes)
        for top, bottom in ((0, opens), (closes, self.height())):
            painter.fillRect(clip & QRect(0, top, self.width(), bottom - top), closed_ground())
        self._paint_shades(painter, layout, clip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for minute, is_hour in axis.lines():
            y = axis.y_of(minute)
            if clip.top() - 1 <= y <= clip.bottom() + 1:
                style = Qt.PenStyle.SolidLine if is_hour else Qt.PenStyle.DotLine
                painter.setPen(QPen(qcolor(colours.line), 1, style))
                painter.drawLine(clip.left(), y, clip.right(), y)
        painter.setPen(QPen(qcolor(colours.line), 1))
        for index in range(1, len(day.columns)):
            rect = layout.column_rect(index)
            x = rect.left() if self.layoutDirection() is _LTR else rect.right()
            painter.drawLine(x, clip.top(), x, clip.bottom())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_shades(self, painter: QPainter, layout: DayLayout, clip: QRect) -> None:
        shades = ClosedPainter(painter, self.layoutDirection())
        for shade in layout.day.shades:
            rect = layout.shade_rect(shade)
            if rect.intersects(clip):
                shades.paint(rect, shade.words)

    def _paint_hint(self, painter: QPainter, layout: DayLayout) -> None:
        """An empty day says how to fill it, until somebody begins to."""
        place = self._hint_rect(layout)
        is_covered = self._ghost is not None or (
            self.hasFocus() and self._cursor_rect().intersects(place)
        )
        if _is_empty(layout.day) and not is_covered:
            painter.setFont(text_font(TEXT_BODY, 450))
            painter.setPen(qcolor(theme().colours.text2))
            words = self.tr("No visits. Press N, or drag over a time, to book one.")
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)

    def _hint_rect(self, layout: DayLayout) -> QRect:
        return QRect(0, layout.day.axis.y_of(layout.day.opens) + 60, self.width(), 40)

    def _paint_now(self, painter: QPainter) -> None:
        if self._layout is None or self._now is None:
            return
        axis = self._layout.day.axis
        if axis.first <= self._now <= axis.last:
            place = self._layout.day.place_of(self._now_column) if self._now_column else -1
            span = self._layout.column_rect(place) if place >= 0 else self.rect()
            start = QStyle.visualPos(self.layoutDirection(), span, span.topLeft())
            paint_now(painter, span.left(), span.right(), axis.y_of(self._now), dot_at=start.x())

    def _paint_visits(self, painter: QPainter, layout: DayLayout, dirty: QRegion) -> None:
        visits = VisitPainter(painter, self.layoutDirection())
        cursor = self._cursor
        if cursor is not None and not cursor.key and self.hasFocus():
            place = self._cursor_rect()
            if dirty.intersects(place):
                visits.slot(place, layout.day.axis.words(cursor.minute))
        self.painted_visits = 0
        carried = self._ghost.key if self._ghost else ""
        for visit in layout.day.visits:
            rect = layout.rects.get(visit.key)
            if rect is None or not dirty.intersects(rect):
                continue
            self.painted_visits += 1
            painter.setOpacity(0.45 if visit.key == carried else 1.0)
            visits.visit(
                visit,
                rect,
                hovered=visit.key == self._hovered,
                selected=bool(cursor and cursor.key == visit.key),
            )
        painter.setOpacity(1.0)

    def _paint_ghost(self, painter: QPainter, layout: DayLayout) -> None:
        if self._ghost is None:
            return
        ghost = self._ghost
        axis = layout.day.axis
        times = f"{axis.words(ghost.start)} – {axis.words(ghost.start + ghost.length)}"
        visit = self.visit(ghost.key)
        words = f"{times}  {visit.name}" if visit else times
        VisitPainter(painter, self.layoutDirection()).ghost(layout.ghost_rect(ghost), words)


_LTR = Qt.LayoutDirection.LeftToRight


def _is_empty(day: CalendarDay) -> bool:
    """Whether the day was read and holds nothing; one that is being read may yet hold visits."""
    return day.is_read and not day.visits
