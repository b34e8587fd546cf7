"""The tour as `demo --tour` runs it, and what a screen reader or the Tab key would miss on it.

Run as a program: the pictures go into the folder named first; one line for each problem.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget

from app.cli import main
from app.demo import first_pages, tour, tour_access, tour_window
from app.ui.preview.preview import PageScroll
from app.ui.widgets.calendar_canvas import CalendarCanvas
from app.ui.widgets.chart import BarChart
from tests.demo.cut_texts import covered_parts, cut_texts

_ROUNDS = 20
_SAYS_NOTHING = {QAccessible.Role.NoRole, QAccessible.Role.Client}
_PAINTED = (CalendarCanvas, PageScroll, BarChart, QScrollArea)
"""What Qt knows no role for: visits and figures stand in the list beside them, a document's page is
a picture that says which one it is, and what only scrolls is read by what stands in it."""


def problems(top: QWidget) -> Iterator[str]:
    """What can be reached and has no name or no role, and stops out of the order of reading."""
    for widget in filter(_is_reached, [top, *top.findChildren(QWidget)]):
        found = QAccessible.queryAccessibleInterface(widget)
        if found is None or not found.text(QAccessible.Text.Name).strip():
            yield f"no name: {_called(widget)}"
        elif found.role() in _SAYS_NOTHING and not isinstance(widget, _PAINTED):
            yield f"no role: {_called(widget)}"
    for before, after in pairwise(_stops(top)):
        ends_group = isinstance(after, QAbstractButton) and not after.isCheckable()
        if ends_group or before.parentWidget() is not after.parentWidget():
            continue  # a button may end its group, wherever it stands
        if _comes_later(before, after):
            yield f"{_called(after)} comes after {_called(before)}, which is read later"


def _is_reached(widget: QWidget) -> bool:
    has_focus = widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    return has_focus and widget.isVisible() and widget.isEnabled()


def _stops(top: QWidget) -> Iterator[QWidget]:
    """What has the keyboard after each press of the Tab key, once around.

    Qt's own chain is not asked: what it names may end while Python still holds it.
    """
    parts, seen = [top, *top.findChildren(QWidget)], set[int]()
    before = _focused(parts)
    while (widget := _focused(parts)) is not None and id(widget) not in seen:
        seen.add(id(widget))
        yield widget
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    if before is not None:
        before.setFocus()


def _focused(parts: list[QWidget]) -> QWidget | None:
    return next((part for part in parts if part.hasFocus()), None)


def _comes_later(before: QWidget, after: QWidget) -> bool:
    """Whether the first of two neighbours is further down, or further along one row."""
    first, second = before.geometry(), after.geometry()
    is_one_row = first.top() < second.bottom() and second.top() < first.bottom()
    if not is_one_row:
        return second.top() < first.top()
    if before.layoutDirection() is Qt.LayoutDirection.RightToLeft:
        return second.right() > first.right()
    return second.left() < first.left()


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()}".strip()


def _lay_out(top: QWidget) -> None:
    """Carry out every request for a new layout that waits, and those that come of it."""
    for _ in range(_ROUNDS):
        layouts = [part.layout() for part in (top, *top.findChildren(QWidget)) if part.layout()]
        changed = [one for one in layouts if one.activate()]
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        if not changed:
            return


def _run(folder: str, *options: str) -> int:
    QAccessible.setActive(True)  # otherwise each question makes and ends what answers it
    found: set[str] = set()
    drawn = tour_window.picture

    def picture(window: QWidget, over: QWidget | None) -> object:
        top = window if over is None else over
        _lay_out(top)
        made = drawn(window, over)
        found.update(problems(top))
        found.update(cut_texts(top))
        found.update(covered_parts(top))
        return made

    tour.drawn = tour_access.picture = first_pages.drawn = picture  # type: ignore[assignment]
    ended = main(["demo", "--tour", folder, *options])
    for one in sorted(found):
        print(f"problem: {one}")
    return ended


if __name__ == "__main__":
    sys.exit(_run(*sys.argv[1:]))
