"""Widgets one after the other like words: what does not fit in a line goes to the next."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget

from app.ui.theme.sizes import px


class FlowLayout(QLayout):
    """Lines of widgets, from where reading begins. gap: pixels between them, both ways."""

    def __init__(self, *, gap: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """One more, at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # None ends Qt's walk
        """One of them; None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # as above
        """Give one away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """A narrower place needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high the lines are in this width."""
        return self._place(QRect(0, 0, width, 0), is_rehearsal=True)

    def sizeHint(self) -> QSize:
        """All in one line."""
        sizes = [item.sizeHint() for item in self._shown()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """As wide as the widest."""
        sizes = [item.minimumSize() for item in self._items]
        return QSize(
            max((size.width() for size in sizes), default=0),
            max((size.height() for size in sizes), default=0),
        )

    def setGeometry(self, rect: QRect) -> None:
        """Put everything where it belongs."""
        super().setGeometry(rect)
        self._place(rect, is_rehearsal=False)

    def _shown(self) -> list[QLayoutItem]:
        """Without what is hidden, which takes no room and leaves no gap."""
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, rect: QRect, *, is_rehearsal: bool) -> int:
        """Go along the lines; the height of all of them."""
        parent = self.parentWidget()
        direction = parent.layoutDirection() if parent else Qt.LayoutDirection.LeftToRight
        left, top, line = rect.left(), rect.top(), 0
        for item in self._shown():
            size = item.sizeHint()
            if left > rect.left() and left + size.width() > rect.right() + 1:
                left, top, line = rect.left(), top + line + self._gap, 0
            if not is_rehearsal:
                place = QRect(left, top, size.width(), size.height())
                item.setGeometry(QStyle.visualRect(direction, rect, place))
            left += size.width() + self._gap
            line = max(line, size.height())
        return top + line - rect.top()


def lines_of(widgets: Iterable[QWidget], *, gap: int = 8) -> QWidget:
    """The same as a part of its own, which a row can put in the middle of its height."""
    made = QWidget()
    made.setLayout(flow_of(widgets, gap=gap))
    return made


def flow_of(widgets: Iterable[QWidget], *, gap: int = 8) -> FlowLayout:
    """These in lines, each as wide as its words. gap: pixels at the design's scale."""
    made = FlowLayout(gap=px(gap))
    for widget in widgets:
        made.addWidget(widget)
    return made
