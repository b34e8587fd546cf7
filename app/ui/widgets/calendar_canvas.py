"""The painted day with mouse and keyboard: select, open, carry, sweep out a new booking."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from app.ui.widgets.calendar_cursor import Step, Stop, free_from, nearest, stop_of, walk
from app.ui.widgets.calendar_drag import (
    DEFAULT_LENGTH_MIN,
    Press,
    carried,
    is_drag,
    is_moved,
    nudged,
    swept,
)
from app.ui.widgets.calendar_geometry import FINE_SNAP_MIN, SNAP_MIN
from app.ui.widgets.calendar_layout import DayLayout
from app.ui.widgets.calendar_surface import CalendarSurface
from app.ui.widgets.calendar_values import CalendarDay, Ghost
from app.ui.widgets.calendar_words import slot_words, tip_at
from app.ui.widgets.tips import plain_tip

_STEPS = {
    Qt.Key.Key_Up: Step.EARLIER,
    Qt.Key.Key_Down: Step.LATER,
    Qt.Key.Key_Home: Step.FIRST,
    Qt.Key.Key_End: Step.LAST,
}
_NUDGES = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_REACH = QPoint(24, 24)
_CLICK = Qt.MouseButton.LeftButton


class CalendarCanvas(CalendarSurface):
    """Turns what people do on the day into wishes; it changes no visit itself.

    A dropped visit stays a ghost until `settle()` or the next day value: nothing jumps back while
    the move is being saved. A day that arrives during a drag waits until the drag ends.
    """

    visit_selected = Signal(str)
    visit_opened = Signal(str)
    lifted = Signal(str)
    """A visit was taken up with the mouse or the keyboard."""
    move_requested = Signal(object)
    booking_requested = Signal(object)
    menu_requested = Signal(str, QPoint)
    refused = Signal(str, str)
    """The acting role may not take up this visit ("": not book) in this column."""
    area_wished = Signal(QRect)
    """This part should be in sight: the keyboard or a drag went there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("calendar_canvas")
        self.setAccessibleName(self.tr("Day calendar"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._press: Press | None = None
        self._is_dragging = False
        self._is_carrying = False
        self._deferred: CalendarDay | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a drag or a carry is under way."""
        return self._is_dragging or self._is_carrying

    def set_day(self, day: CalendarDay) -> None:
        """Show a day; while something is dragged the day waits."""
        if self.is_busy:
            self._deferred = day
            return
        held = self.ghost
        if held is not None and held.key and not is_moved(day, held):
            self.set_ghost(None)
        self.show_day(day)

    def settle(self) -> None:
        """The wish was answered: the ghost goes, unless the next one is under way already."""
        if not self.is_busy:
            self.set_ghost(None)

    def cancel(self) -> None:
        """Give up a drag or a carry; nothing moves."""
        self._press = None
        self._end()
        self.set_ghost(None)

    def select(self, stop: Stop | None) -> None:
        """Select a visit or a slot, and tell the screen reader which."""
        before = self.selected
        self.place_cursor(stop)
        visit = self.visit(self.selected)
        self.setAccessibleDescription(visit.spoken if visit else slot_words(self.day, stop))
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )
        if self.selected != before:
            self.visit_selected.emit(self.selected)

    def select_visit(self, key: str) -> None:
        """Select a visit by its key and bring it into sight; an unknown one selects nothing."""
        self.select(stop_of(self.day, key) if self.day and key else None)
        if self.selected:
            self.area_wished.emit(self._cursor_rect())

    def new_booking_place(self) -> Ghost | None:
        """Where a new booking would go: the keyboard's slot, or free time after the visit."""
        stop, day = self.cursor_stop, self.day
        if day is None or not day.columns:
            return None
        if stop is not None and not stop.key:
            return Ghost("", day.columns[stop.column].key, stop.minute, DEFAULT_LENGTH_MIN)
        visit = self.visit(self.selected)
        column = stop.column if stop is not None else 0
        earliest = visit.end if visit is not None else max(self._now or 0, day.opens)
        start = free_from(day, column, earliest, DEFAULT_LENGTH_MIN)
        return Ghost("", day.columns[column].key, start, DEFAULT_LENGTH_MIN)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select what is under the pointer; a drag may follow."""
        if self._layout is None or not self._layout.day.columns or self.is_busy:
            return
        x, y = event.position().toPoint().x(), event.position().toPoint().y()
        visit = self._layout.visit_at(x, y)
        column, minute = self._layout.column_at(x), self._layout.day.axis.minute_at(y)
        key = self._layout.day.columns[column].key
        if visit is None:
            slot = minute // SNAP_MIN * SNAP_MIN
            self.select(Stop(column, slot, ""))
            self._press = Press(x, y, "", key, slot)
        else:
            # Without scrolling: the visit must not slip away from under the pointer.
            self.select(Stop(column, visit.start, visit.key))
            self._press = Press(x, y, visit.key, key, minute, minute - visit.start)
        if event.button() != _CLICK:
            self._press = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hover without a button; with one, carry or sweep once the pointer went far enough."""
        point = event.position().toPoint()
        if self._press is None or not event.buttons() & _CLICK:
            self._hover(point)
            return
        if not self._is_dragging and not is_drag(self._press, point.x(), point.y()):
            return
        if not self._is_dragging and self._refuses(self._press):
            self._press = None
            return
        ghost = self._ghost_at(self._press, point, event.modifiers())
        if ghost is not None:
            if not self._is_dragging and ghost.key:
                self.lifted.emit(ghost.key)
            self._is_dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.set_ghost(ghost)
            self.area_wished.emit(QRect(point - _REACH, point + _REACH))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop: say what is wished, or nothing when it was only a click."""
        if event.button() != _CLICK:
            return
        was_dragging, self._press = self._is_dragging, None
        self._is_dragging = False
        self.unsetCursor()
        if was_dragging:
            self._drop()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the visit, or book where nothing is."""
        if self._layout is None or event.button() != _CLICK:
            return
        self._press = None
        if self.selected:
            self.visit_opened.emit(self.selected)
        elif (place := self.new_booking_place()) is not None:
            self.booking_requested.emit(place)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._hover(QPoint(-1, -1))
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the visit or slot, by mouse or by menu key."""
        place = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            place = self.mapToGlobal(self._cursor_rect().center())
        self.menu_requested.emit(self.selected, place)

    def event(self, event: QEvent) -> bool:
        """Show the whole visit in words where the pointer rests; keep Alt+arrows for carrying."""
        if event.type() == QEvent.Type.ShortcutOverride and self._wants(cast("QKeyEvent", event)):
            event.accept()
            return True
        if event.type() == QEvent.Type.ToolTip and self._layout is not None:
            help_event = cast("QHelpEvent", event)
            self._show_tip(self._layout, help_event)
            return True
        return super().event(event)

    def _show_tip(self, layout: DayLayout, event: QHelpEvent) -> None:
        tip = None if self.is_busy else tip_at(layout, event.x(), event.y())
        if tip is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPos(), plain_tip(tip.words), self, tip.rect)

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Alt with arrows carries the visit, Enter opens, Esc gives up."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self.is_busy:
            self.cancel()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and key in _NUDGES:
            self._carry(*_NUDGES[key], fine=_is_fine(event.modifiers()))
        elif self._step_of(key) is not None and not event.modifiers():
            self._walk(cast("Step", self._step_of(key)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._is_dragging:
            self._enter()
        else:
            super().keyPressEvent(event)

    def _wants(self, event: QKeyEvent) -> bool:
        """Alt with an arrow carries the selected visit; without one the window may use it.

        Esc belongs to the drag or carry under way, before the window closes anything with it.
        """
        if event.key() == Qt.Key.Key_Escape:
            return self.is_busy
        visit = self.visit(self.selected)
        has_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        is_held = bool(visit and (visit.is_movable or visit.is_locked))
        return has_alt and Qt.Key(event.key()) in _NUDGES and is_held

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting go of Alt drops the carried visit."""
        if event.key() == Qt.Key.Key_Alt and self._is_carrying:
            self._is_carrying = False
            self._drop()
            event.accept()
            return
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand somewhere, so that the first arrow key does something."""
        super().focusInEvent(event)
        if self.cursor_stop is None and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.select(self._first_stop())
        self._update_cursor()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A carry ends where the attention goes elsewhere."""
        super().focusOutEvent(event)
        if self._is_carrying:
            self.cancel()
        self._update_cursor()

    def _first_stop(self) -> Stop | None:
        day = self.day
        if day is None or not day.columns:
            return None
        now = self._now if self._now is not None else day.opens
        coming = [visit for visit in day.visits if visit.end > now]
        return stop_of(day, coming[0].key) if coming else nearest(day, 0, now)

    def _step_of(self, key: Qt.Key) -> Step | None:
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if key == Qt.Key.Key_Left:
            return Step.NEXT_COLUMN if mirrored else Step.PREVIOUS_COLUMN
        if key == Qt.Key.Key_Right:
            return Step.PREVIOUS_COLUMN if mirrored else Step.NEXT_COLUMN
        return _STEPS.get(key)

    def _walk(self, step: Step) -> None:
        day = self.day
        if day is None or not day.columns:
            return
        at = self.cursor_stop
        self.select(walk(day, at, step) if at is not None else self._first_stop())
        self.area_wished.emit(self._cursor_rect())

    def _enter(self) -> None:
        if self._is_carrying:
            self._is_carrying = False
            self._drop()
        elif self.selected:
            self.visit_opened.emit(self.selected)
        elif (place := self.new_booking_place()) is not None:
            self.booking_requested.emit(place)

    def _carry(self, rows: int, columns: int, *, fine: bool) -> None:
        day, visit = self.day, self.visit(self.selected)
        if visit is not None and visit.is_locked:
            self.refused.emit(visit.key, visit.column)
            return
        if day is None or visit is None or not visit.is_movable or self._is_dragging:
            return
        ghost = self.ghost
        if ghost is None or ghost.key != visit.key:
            ghost = Ghost(visit.key, visit.column, visit.start, visit.end - visit.start)
        # Otherwise a move that is still being saved goes on from where it was dropped.
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            columns = -columns
        if not self._is_carrying:
            self.lifted.emit(visit.key)
        self._is_carrying = True
        step = FINE_SNAP_MIN if fine else SNAP_MIN
        moved = nudged(day, ghost, minutes=rows * step, columns=columns)
        self.set_ghost(moved)
        if self._layout is not None:
            self.area_wished.emit(self._layout.ghost_rect(moved))

    def _refuses(self, press: Press) -> bool:
        """Whether the acting role may not drag from here."""
        visit, day = self.visit(press.key), self.day
        refuses = visit.is_locked if visit else bool(day and not day.is_bookable(press.column))
        if refuses:
            self.refused.emit(press.key, press.column)
        return refuses

    def _ghost_at(
        self, press: Press, point: QPoint, modifiers: Qt.KeyboardModifier
    ) -> Ghost | None:
        if self._layout is None:
            return None
        axis = self._layout.day.axis
        minute = axis.minute_at(point.y())
        step = FINE_SNAP_MIN if _is_fine(modifiers) else SNAP_MIN
        if not press.key:
            return swept(press, minute, step=step)
        visit = self.visit(press.key)
        if visit is None or not visit.is_movable:
            return None
        under = self._layout.day.columns[self._layout.column_at(point.x())]
        column = under.key if under.is_bookable else visit.column
        return carried(axis, visit, column=column, start=minute - press.grab, step=step)

    def _drop(self) -> None:
        ghost, day = self.ghost, self.day
        self._end()
        shown = self.day
        if ghost is None or day is None or shown is None:
            return
        if shown.place_of(ghost.column) < 0:
            # The column went away meanwhile: nobody is there to give the time to.
            self.set_ghost(None)
        elif not ghost.key:
            self.booking_requested.emit(ghost)
        elif is_moved(day, ghost):
            self.move_requested.emit(ghost)
        else:
            self.set_ghost(None)

    def _end(self) -> None:
        """Leave dragging and carrying; a day that arrived meanwhile is shown now."""
        self._is_dragging = self._is_carrying = False
        self.unsetCursor()
        deferred, self._deferred = self._deferred, None
        if deferred is not None:
            self.show_day(deferred)

    def _hover(self, point: QPoint) -> None:
        visit = self._layout.visit_at(point.x(), point.y()) if self._layout else None
        key = visit.key if visit else ""
        if key != self._hovered:
            for changed in (self._hovered, key):
                self.update(self.visit_rect(changed))
            self._hovered = key


def _is_fine(modifiers: Qt.KeyboardModifier) -> bool:
    return bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
