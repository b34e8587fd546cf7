"""Texts on screen that are wider or higher than their room: what a person could not read whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from app.ui.theme.fonts import text_font
from app.ui.theme.tokens import TEXT_LABEL

_ROUNDING = 2
"""Pixels that rounding of letters and margins may take."""
_PIECES = re.compile(r"[\s\u200b]+")
"""A line may end at a space, and where a long word was given places to break."""
_WITH_WORDS = (QLabel, QAbstractButton, QComboBox)
_WITH_WORDS_OR_ROOM = (*_WITH_WORDS, QLineEdit, QPlainTextEdit, QAbstractItemView)


def cut_texts(top: QWidget) -> Iterator[str]:
    """What is cut by its own edges, and what is cut by the edges of a part it stands in."""
    for widget in [top, *top.findChildren(QWidget)]:
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QHeaderView):
            yield from _cut_titles(widget)
        if not isinstance(widget, _WITH_WORDS):
            continue
        words = _words(widget)
        if not words or widget.toolTip():
            continue
        if _is_squeezed(widget):
            yield f"cut: {_called(widget)} {words!r}"
        if (edge := _edge_over(widget, top)) is not None:
            yield f"beyond {_called(edge)}: {_called(widget)} {words!r}"


def covered_parts(top: QWidget) -> Iterator[str]:
    """Neighbours of which one lies over the other."""
    for widget in [top, *top.findChildren(QWidget)]:
        parts = [one for one in widget.children() if isinstance(one, _WITH_WORDS_OR_ROOM)]
        seen = [one for one in parts if one.isVisible() and not one.visibleRegion().isEmpty()]
        for first, second in combinations(seen, 2):
            both = first.geometry().intersected(second.geometry())
            if min(both.width(), both.height()) > _ROUNDING:
                yield f"covered: {_called(first)} and {_called(second)} of {_called(widget)}"


def _words(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""


def _is_squeezed(widget: QWidget) -> bool:
    """Whether it has less room than its words take."""
    if isinstance(widget, QComboBox):
        return _room_of_choice(widget) + _ROUNDING < _advance(widget, widget.currentText())
    if isinstance(widget, QLabel) and widget.wordWrap():
        longest = max(
            (_advance(widget, word) for word in _PIECES.split(QLabel.text(widget))), default=0
        )
        too_low = widget.heightForWidth(widget.width()) > widget.height() + _ROUNDING
        return too_low or longest > widget.contentsRect().width() + _ROUNDING
    if isinstance(widget, QLabel | QPushButton | QCheckBox | QRadioButton):
        wanted = widget.sizeHint()
        too_narrow = wanted.width() > widget.width() + _ROUNDING
        return too_narrow or widget.fontMetrics().height() > widget.height() + _ROUNDING
    return False


def _room_of_choice(box: QComboBox) -> int:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    return box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box).width()


def _advance(widget: QWidget, words: str) -> int:
    return widget.fontMetrics().horizontalAdvance(words)


def _cut_titles(header: QHeaderView) -> Iterator[str]:
    metrics = QFontMetrics(text_font(TEXT_LABEL, 600))
    for column in range(header.count()):
        if header.isSectionHidden(column) or header.orientation() is not Qt.Orientation.Horizontal:
            continue
        title = str(header.model().headerData(column, Qt.Orientation.Horizontal) or "")
        if metrics.horizontalAdvance(title) > header.sectionSize(column):
            yield f"cut: title {title!r} of {_called(header.parentWidget() or header)}"


def _edge_over(widget: QWidget, top: QWidget) -> QWidget | None:
    """The part whose edge cuts it where nobody can scroll to the rest; None: it is whole."""
    place = QRect(QPoint(0, 0), widget.size())
    inner, outer = widget, widget.parentWidget()
    while outer is not None and inner is not top:
        place.translate(inner.pos())
        edge = outer.rect().adjusted(-_ROUNDING, -_ROUNDING, _ROUNDING, _ROUNDING)
        scroll = outer.parentWidget()
        if isinstance(scroll, QAbstractScrollArea) and scroll.viewport() is outer:
            if scroll.horizontalScrollBar().maximum():
                if scroll.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
                    return None if _spans(edge, place) else outer
                return None
            if not _spans(edge, place):
                return outer
            if scroll.verticalScrollBar().maximum():
                return None
        if not edge.contains(place):
            return outer
        inner, outer = outer, outer.parentWidget()
    return None


def _spans(edge: QRect, place: QRect) -> bool:
    return edge.left() <= place.left() and place.right() <= edge.right()


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()}".strip()
