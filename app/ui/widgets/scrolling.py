"""Parts that are gone through from top to bottom where the window is too low for them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget


def scrolling(content: QWidget, *, name: str) -> QScrollArea:
    """A part as wide as its place that keeps its own height; nothing in it is squeezed."""
    area = QScrollArea()
    area.setObjectName(name)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    content.setObjectName("scroll_body")  # the style sheet knows it by this
    area.setWidget(content)
    return area
