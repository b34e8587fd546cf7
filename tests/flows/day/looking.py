"""What is to be seen in a window: widgets by object name, what they say, rows of lists."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QRect, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from app.ui.widgets.calendar_canvas import CalendarCanvas

_ROWS, _ALIKE = 400, 8


class NotThere(LookupError):
    """No visible widget has the name."""


def find(name: str, *, at: int = 0, inside: str = "") -> QWidget:
    """The visible widget of a name; at: which of several, from the top. Raises NotThere."""
    tops = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    if inside:
        tops = [find(inside)]
    found = [
        one
        for top in tops
        for one in (top, *top.findChildren(QWidget, name))
        if one.objectName() == name and one.isVisible()
    ]
    found = list(dict.fromkeys(found))
    if len(found) <= at:
        raise NotThere(name)
    return found[at]


def seen(widget: QWidget) -> dict[str, Any]:
    """What a widget shows, for people and for a screen reader."""
    return {
        "name": widget.objectName(),
        "text": words(widget),
        "enabled": widget.isEnabled(),
        "described": widget.accessibleDescription(),
        "tip": widget.toolTip(),
        "accessible": widget.accessibleName(),
        "focused": widget.hasFocus(),
        "checked": isinstance(widget, QAbstractButton) and widget.isChecked(),
        "locked": bool(getattr(widget, "isReadOnly", bool)()),
    }


def command(name: str) -> dict[str, Any]:
    """A command of the window in front: its words, and whether it can be had."""
    action = find("main_window").findChild(QAction, f"{name}_action")
    if action is None:
        raise NotThere(name)
    return {"text": action.text(), "enabled": action.isEnabled(), "tip": action.toolTip()}


def words(widget: QWidget) -> str:
    """The text of a widget; of a container, of all that is in it."""
    match widget:
        case QComboBox():
            return widget.currentText()
        case QLineEdit():
            return widget.text()
        case QPlainTextEdit() | QTextEdit():
            return widget.toPlainText()
        case QLabel() | QAbstractButton():
            return widget.text() or widget.accessibleName()
        case QAbstractItemView():
            return "\n".join(rows(widget))
        case QMenu():
            return "\n".join(one.text() for one in widget.actions())
        case _:
            parts = [one for one in widget.findChildren(QWidget) if one.isVisible()]
            said = [words(one) for one in parts if _speaks(one)]
            return " ".join(one for one in said if one)


def _speaks(widget: QWidget) -> bool:
    kinds = (QLabel, QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QAbstractItemView)
    return isinstance(widget, kinds)


def rows(view: QAbstractItemView) -> list[str]:
    """Each row of a list as one line: its cells, or what a screen reader says of them."""
    model = view.model()
    if model is None:
        return []
    return [_row(model, at) for at in range(min(model.rowCount(), _ROWS))]


def _row(model: QAbstractItemModel, at: int) -> str:
    cells = [_cell(model.index(at, column)) for column in range(_columns(model))]
    return " | ".join(one for one in cells if one)


def _columns(model: QAbstractItemModel) -> int:
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount()


def _cell(index: QModelIndex) -> str:
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
    said = [str(index.data(role) or "") for role in roles]
    return max(said, key=len)


def painted(canvas: CalendarCanvas) -> dict[str, Any]:
    """What the painted day shows and where, in the canvas's own points."""
    day, layout = canvas.day, canvas.day_layout
    if day is None or layout is None or not day.is_read:
        return {"columns": [], "visits": [], "shades": []}
    titles = {one.key: one.title for one in day.columns}
    return {
        "columns": [
            {"title": one.title, "at": _corners(layout.column_rect(at))}
            for at, one in enumerate(day.columns)
        ],
        "visits": [
            {
                **{name: getattr(one, name) for name in _OF_VISIT},
                "column": titles[one.column],
                "at": _corners(canvas.visit_rect(one.key)),
            }
            for one in day.visits
        ],
        "shades": [
            {"column": titles.get(one.column, ""), "words": one.words} for one in day.shades
        ],
        "minute_px": layout.day.axis.y_of(day.opens + 60) - layout.day.axis.y_of(day.opens),
        "opens_px": layout.day.axis.y_of(day.opens),
        "opens": day.opens,
    }


_OF_VISIT = ("key", "time", "name", "detail", "status", "spoken", "is_tentative", "is_conflict")


def _corners(rect: QRect) -> list[int]:
    return [rect.x(), rect.y(), rect.width(), rect.height()]


def tree() -> list[str]:
    """Every visible widget with a name, and what it says: for whoever writes a step."""
    lines: list[str] = []
    for top in QApplication.topLevelWidgets():
        if not top.isVisible():
            continue
        lines.append(f"== {top.objectName()} {type(top).__name__}")
        for one in top.findChildren(QWidget):
            if one.isVisible() and one.objectName() and not one.objectName().startswith("qt_"):
                said = words(one) if _speaks(one) else ""
                mark = ("" if one.isEnabled() else " (off)") + (" *" if one.hasFocus() else "")
                lines.append(f"{one.objectName()}{mark}: {said[:160]!r}")
    return lines


def coloured(name: str, colour: str) -> list[int]:
    """How far from a widget's left edge it is painted in a colour, or as good as."""
    picture, wanted = find(name).grab().toImage(), QColor(colour)
    columns, lines = range(picture.width()), range(picture.height())
    return [x for x in columns if any(_is_like(picture.pixelColor(x, y), wanted) for y in lines)]


def _is_like(colour: QColor, wanted: QColor) -> bool:
    parts = (QColor.red, QColor.green, QColor.blue)
    return all(abs(part(colour) - part(wanted)) <= _ALIKE for part in parts)


def option(name: str, words: str) -> str:
    """The first choice of a box that says so; "" while there is none."""
    box = find(name)
    texts = [box.itemText(at) for at in range(box.count())] if isinstance(box, QComboBox) else []
    return next((text for text in texts if words in text), "")
