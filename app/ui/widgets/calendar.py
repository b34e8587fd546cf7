"""The day calendar as a whole: the painted day under a fixed header, beside fixed times."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStyle, QWidget

from app.ui.theme.fonts import text_font
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_LABEL, TEXT_META
from app.ui.widgets.calendar_canvas import CalendarCanvas
from app.ui.widgets.calendar_paint import paint_dot, paint_pill
from app.ui.widgets.calendar_values import CalendarDay

GUTTER_WIDTH, HEADER_HEIGHT = 58, 54
_EDGE = 1


class DayCalendar(QScrollArea):
    """Scrolls the canvas; header and times stay where they are. See `canvas` for its signals."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("day_calendar")
        self.setAccessibleName(self.tr("Calendar of the day"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.canvas = CalendarCanvas()
        self.setWidget(self.canvas)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        corner = QWidget()
        corner.setObjectName("calendar_corner")
        self.setCornerWidget(corner)
        self._header = _Header(self)
        self._gutter = _Gutter(self)
        self._now: int | None = None
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self._on_scrolled)
        theme().changed.connect(self._on_scrolled)
        self._set_margins()
        self.canvas.area_wished.connect(self.show_area)

    @property
    def now(self) -> int | None:
        """The present minute of this day, None on another day."""
        return self._now

    def set_day(self, day: CalendarDay) -> None:
        """Show a day; scroll position, selection and a drag under way are kept."""
        self.canvas.set_day(day)
        self._header.update()
        self._gutter.update()

    def set_now(self, minute: int | None, column: str = "") -> None:
        """Move the now line; column: it goes across this one alone."""
        self._now = minute
        self.canvas.set_now(minute, column)
        self._gutter.update()

    def scroll_to_start(self) -> None:
        """Bring the present minute, else the first visit, into the upper third."""
        # The canvas has its height only after the layout that a new day asks for.
        QTimer.singleShot(0, self, self._scroll_to_start)

    def show_area(self, rect: QRect) -> None:
        """Bring a part of the day into sight, its beginning before its end."""
        if self.canvas.height() < self.canvas.minimumHeight():
            # A day that was just set has not been laid out yet.
            QTimer.singleShot(0, self, lambda: self._show_area(rect))
        else:
            self._show_area(rect)

    def _show_area(self, rect: QRect) -> None:
        reach = rect.width() // 2 + 2
        self.ensureVisible(rect.center().x(), rect.bottom(), reach, 8)
        self.ensureVisible(rect.center().x(), rect.top(), reach, 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep header and times beside the viewport, on the side where reading begins."""
        super().resizeEvent(event)
        self._place_frame()

    def changeEvent(self, event: QEvent) -> None:
        """Mirror header and times with the reading direction."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._set_margins()
            self._place_frame()

    def viewportEvent(self, event: QEvent) -> bool:
        """Header and times follow the viewport's own geometry."""
        answer = super().viewportEvent(event)
        if event.type() == QEvent.Type.Resize:
            self._place_frame()
        return answer

    def _set_margins(self) -> None:
        # Qt mirrors the scroll bar with the reading direction but not these margins.
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left, right = (0, px(GUTTER_WIDTH)) if mirrored else (px(GUTTER_WIDTH), 0)
        self.setViewportMargins(left, px(HEADER_HEIGHT), right, 0)

    def _place_frame(self) -> None:
        view = self.viewport().geometry()
        top = view.top() - px(HEADER_HEIGHT)
        self._header.setGeometry(QRect(view.left(), top, view.width(), px(HEADER_HEIGHT)))
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = view.right() + 1 if mirrored else view.left() - px(GUTTER_WIDTH)
        height = view.height() + px(HEADER_HEIGHT)
        self._gutter.setGeometry(QRect(left, top, px(GUTTER_WIDTH), height))

    def _scroll_to_start(self) -> None:
        day = self.canvas.day
        if day is None:
            return
        minute = self._now
        if minute is None or not day.axis.first <= minute <= day.axis.last:
            minute = min((visit.start for visit in day.visits), default=day.opens) + 30
        y = day.axis.y_of(minute) - self.viewport().height() // 3
        self.verticalScrollBar().setValue(y)

    def _on_scrolled(self) -> None:
        self._header.update()
        self._gutter.update()


class _Header(QWidget):
    """Names and counts above the columns."""

    def __init__(self, calendar: DayCalendar) -> None:
        super().__init__(calendar)
        self.setObjectName("calendar_header")
        self._calendar = calendar

    def paintEvent(self, _event: QPaintEvent) -> None:
        """One cell per column, at the place the columns are scrolled to."""
        canvas = self._calendar.canvas
        layout, colours = canvas.day_layout, theme().colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), qcolor(colours.surface))
        if layout is not None:
            shift = canvas.pos().x()
            for index, column in enumerate(layout.day.columns):
                cell = layout.column_rect(index).translated(shift, 0)
                cell.setHeight(self.height())
                line = QRect(cell.left() + 1, self.height() - 3, cell.width() - 1, 3)
                painter.fillRect(line, qcolor(colours.tints[column.tone].text))
                self._write(painter, cell, (column.title, column.subtitle))
        painter.end()

    def _write(self, painter: QPainter, cell: QRect, words: tuple[str, str]) -> None:
        colours = theme().colours
        align = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        fonts = (text_font(TEXT_LABEL + 1, 600), text_font(TEXT_META, 450))
        inner = cell.adjusted(14, 0, -10, 0)
        for top, text, font, colour in zip(
            (px(7), px(27)), words, fonts, (colours.text, colours.text2), strict=True
        ):
            painter.setFont(font)
            painter.setPen(qcolor(colour))
            place = QRect(inner.left(), top, inner.width(), px(20))
            shown = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, inner.width()
            )
            painter.drawText(place, align | Qt.AlignmentFlag.AlignVCenter, shown)


class _Gutter(QWidget):
    """The hours beside the columns, and the present time."""

    def __init__(self, calendar: DayCalendar) -> None:
        super().__init__(calendar)
        self.setObjectName("calendar_gutter")
        self._calendar = calendar

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Hours where the canvas is scrolled to; the corner above stays empty."""
        canvas, colours = self._calendar.canvas, theme().colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), qcolor(colours.surface))
        day = canvas.day
        if day is not None:
            painter.setClipRect(self.rect().adjusted(0, px(HEADER_HEIGHT), 0, 0))
            shift = px(HEADER_HEIGHT) + canvas.pos().y()
            now_y = self._now_line(day, shift)
            painter.setFont(text_font(TEXT_META, 500, tabular=True))
            for minute, is_hour in day.axis.lines():
                y = day.axis.y_of(minute) + shift
                if is_hour and -10 < y < self.height() + 10 and abs(y - now_y) > 15:
                    painter.setPen(qcolor(colours.text2))
                    place = QRect(0, y - 9, self.width(), 18)
                    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, day.axis.words(minute))
            if self._calendar.now is not None:
                words = day.axis.words(self._calendar.now)
                self._paint_present(painter, now_y, words)
        painter.setClipping(False)
        painter.fillRect(self._edge(), QColor(colours.line))
        painter.end()

    def _paint_present(self, painter: QPainter, y: int, words: str) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pill = QRect(3, y - 9, self.width() - 13, 18)
        paint_pill(painter, QStyle.visualRect(self.layoutDirection(), self.rect(), pill), words)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        paint_dot(painter, 0 if mirrored else self.width(), y)

    def _edge(self) -> QRect:
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        return QRect(0 if mirrored else self.width() - _EDGE, 0, _EDGE, self.height())

    def _now_line(self, day: CalendarDay, shift: int) -> int:
        now = self._calendar.now
        return day.axis.y_of(now) + shift if now is not None else -1000
