"""Counts what of planted patients is alive in a process: widgets, models, Python values."""

from __future__ import annotations

import gc
from collections import Counter
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
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
        if any(marker in text for text in _texts(widget)):
            found[f"{type(widget).__name__}#{widget.objectName()}"] += 1
    return found


def models_with(marker: str) -> Counter[str]:
    """Living item models with a marker in any of their data."""
    found: Counter[str] = Counter()
    for one in gc.get_objects():
        if isinstance(one, QAbstractItemModel) and isValid(one) and _model_has(one, marker):
            found[type(one).__name__] += 1
    return found


def values_with(marker: str) -> Counter[str]:
    """Python containers that hold a text or bytes with a marker; the whole heap is walked."""
    raw = marker.encode()
    found: Counter[str] = Counter()
    objects = gc.get_objects()
    for begin in range(0, len(objects), _TOGETHER):
        some = objects[begin : begin + _TOGETHER]
        if _is_kept(gc.get_referents(*some), marker, raw):
            holders = (one for one in some if _is_kept(gc.get_referents(one), marker, raw))
            found.update(type(one).__qualname__ for one in holders)
    return found


def _is_kept(values: list[Any], marker: str, raw: bytes) -> bool:
    for inner in values:
        kind = type(inner)
        if kind is str and marker in inner and inner != marker:
            return True
        if kind is bytes and raw in inner and inner != raw:
            return True
    return False


def _texts(widget: QWidget) -> list[str]:
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
    for row in range(min(_ROWS, model.rowCount(root))):
        for column in range(max(1, model.columnCount(root))):
            index = model.index(row, column, root)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.UserRole):
                value: Any = model.data(index, role)
                if marker in str(value) or marker in repr(getattr(value, "__slots__", "")):
                    return True
    return False
