"""Two groups at the ends of one line; the second goes below where both have no room in it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget

from app.ui.theme.sizes import px


class SplitRow(QLayout):
    """The second group keeps its own width, the first has the rest. gap: pixels of the design."""

    def __init__(self, first: QWidget, second: QWidget, *, gap: int = 8) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = px(gap)
        self.setContentsMargins(0, 0, 0, 0)
        self.addWidget(first)
        self.addWidget(second)

    def addItem(self, item: QLayoutItem) -> None:
        """One of the two."""
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
        """It takes no more height than it needs."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        """A narrower place needs two lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high it is in this width."""
        return max((place.bottom() + 1 for place in self._places(width)), default=0)

    def sizeHint(self) -> QSize:
        """Both in one line."""
        sizes = [item.sizeHint() for item in self._items]
        width = sum(size.width() for size in sizes) + self._gap
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """As wide as the wider of them."""
        sizes = [item.minimumSize() for item in self._items]
        return QSize(
            max((size.width() for size in sizes), default=0),
            max((size.height() for size in sizes), default=0),
        )

    def setGeometry(self, rect: QRect) -> None:
        """Put both where they belong."""
        super().setGeometry(rect)
        parent = self.parentWidget()
        direction = parent.layoutDirection() if parent else Qt.LayoutDirection.LeftToRight
        for item, place in zip(self._items, self._places(rect.width()), strict=True):
            shown = place.translated(rect.topLeft())
            item.setGeometry(QStyle.visualRect(direction, rect, shown))

    def _places(self, width: int) -> list[QRect]:
        """Where each stands from the upper corner where reading begins."""
        if len(self._items) != 2:
            return [QRect(0, 0, width, item.sizeHint().height()) for item in self._items]
        first, second = self._items
        kept = second.sizeHint()
        rest = width - kept.width() - self._gap
        if first.minimumSize().width() <= rest:
            height = max(first.sizeHint().height(), kept.height())
            above = (height - kept.height()) // 2
            return [
                QRect(0, 0, rest, height),
                QRect(width - kept.width(), above, kept.width(), kept.height()),
            ]
        top = first.sizeHint().height() + self._gap
        below = second.heightForWidth(width) if second.hasHeightForWidth() else kept.height()
        return [QRect(0, 0, width, top - self._gap), QRect(0, top, width, below)]
