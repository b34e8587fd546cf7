"""Counts what of planted patients is alive in a process: widgets, models, Python values."""

from __future__ import annotations

import gc
from collections import Counter
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

_TOGETHER = 5000
"""Objects whose contents are looked at in one go; one by one only where something is found."""
_ROWS = 200


def widgets_with(marker: str) -> Counter[str]:
    """Living widgets that say a marker anywhere: words, titles, tips, what a screen reader says."""
    found: Counter[str] = Counter()
    for widget in QApplication.allWidgets():
        if any(marker in text for text in texts_of(widget)):
            found[f"{type(widget).__name__}#{widget.objectName()}"] += 1
    return found


def visible_with(marker: str) -> list[QWidget]:
    """What is to be seen with a marker: widgets that say one, views of a model that has one."""
    return [
        widget
        for widget in QApplication.allWidgets()
        if widget.isVisible() and says(widget, marker)
    ]


def says(widget: QWidget, marker: str) -> bool:
    """Whether this widget, or the model it shows, has a marker."""
    if any(marker in text for text in texts_of(widget)):
        return True
    model = widget.model() if isinstance(widget, QAbstractItemView) else None
    return model is not None and _model_has(model, marker)


def models_with(marker: str) -> Counter[str]:
    """Living item models with a marker in any of their data."""
    found: Counter[str] = Counter()
    for one in _heap():
        if isinstance(one, QAbstractItemModel) and isValid(one) and _model_has(one, marker):
            found[type(one).__name__] += 1
    return found


def values_with(marker: str) -> Counter[str]:
    """How many texts or bytes with a marker each kind of Python object holds; the whole heap is
    walked."""
    raw = marker.encode()
    found: Counter[str] = Counter()
    objects = _heap()
    for begin in range(0, len(objects), _TOGETHER):
        some = objects[begin : begin + _TOGETHER]
        if _kept(gc.get_referents(*some), marker, raw):
            for one in some:
                if count := _kept(gc.get_referents(one), marker, raw):
                    found[type(one).__qualname__] += count
    return found


def _heap() -> list[Any]:
    """Every object that can hold others, also what the window has put aside for good."""
    gc.unfreeze()  # settle freezes what an open window is made of: no walk would see it
    return gc.get_objects()


def _kept(values: list[Any], marker: str, raw: bytes) -> int:
    count = 0
    for inner in values:
        kind = type(inner)
        if kind is str:
            count += marker in inner and inner != marker
        elif kind is bytes:
            count += raw in inner and inner != raw
    return count


def texts_of(widget: QWidget) -> list[str]:
    """Everything a widget says."""
    texts = [
        widget.windowTitle(),
        widget.toolTip(),
        widget.statusTip(),
        widget.accessibleName(),
        widget.accessibleDescription(),
    ]
    if isinstance(widget, QLabel | QLineEdit | QAbstractButton):
        texts.append(widget.text())
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        texts.append(widget.toPlainText())
    if isinstance(widget, QComboBox):
        texts += [widget.itemText(number) for number in range(widget.count())]
    return texts


def _model_has(model: QAbstractItemModel, marker: str) -> bool:
    root = QModelIndex()
    # Of a list Qt keeps the number of columns to itself.
    columns = 1 if isinstance(model, QAbstractListModel) else max(1, model.columnCount(root))
    for row in range(min(_ROWS, model.rowCount(root))):
        for column in range(columns):
            index = model.index(row, column, root)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.UserRole):
                value: Any = model.data(index, role)
                if marker in str(value) or marker in repr(getattr(value, "__slots__", "")):
                    return True
    return False
