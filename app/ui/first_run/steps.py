"""The rail of the assistant: which steps there are, which are done, which is the present one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.theme.fonts import text_font
from app.ui.theme.icons import icon_pixmap
from app.ui.theme.sizes import px
from app.ui.theme.style import theme
from app.ui.theme.tokens import RAIL_WIDTH, TEXT_BODY
from app.ui.widgets.surfaces import label

_ICONS = {"done": "circle-check", "now": "circle-dot", "later": "circle"}

_ROUNDING = 2


class Steps(QFrame):
    """Shows progress; nothing in it can be clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(px(RAIL_WIDTH))
        self._names: tuple[str, ...] = ()
        self._now = 0
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 16, 12, 16)
        self._column.setSpacing(4)
        self._column.addWidget(label("Clinic Desk", "section", name="clinic_name", wraps=True))
        self._column.addSpacing(12)
        self._column.addStretch(1)
        theme().changed.connect(self._rebuild)

    def show_steps(self, names: Sequence[str], now: int) -> None:
        """These steps, of which number `now` is the present one."""
        if (tuple(names), now) == (self._names, self._now) and self._rows:
            return
        self._names, self._now = tuple(names), now
        self._rebuild()

    def _rebuild(self) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(at, name) for at, name in enumerate(self._names)]
        for row in self._rows:
            self._column.insertWidget(self._column.count() - 1, row)
        widest = max((row.minimumSizeHint().width() for row in self._rows), default=0)
        margins = self._column.contentsMargins()
        self.setFixedWidth(max(px(RAIL_WIDTH), widest + margins.left() + margins.right()))
        where = self.tr("Step {0} of {1}").format(self._now + 1, len(self._names))
        self.setAccessibleName(where)

    def _row(self, at: int, name: str) -> QWidget:
        state = "done" if at < self._now else "now" if at == self._now else "later"
        colours = theme().colours
        row = QFrame()
        row.setProperty("step", state)
        row.setMinimumHeight(px(38))
        line = QHBoxLayout(row)
        line.setContentsMargins(12, 0, 8, 0)
        line.setSpacing(8)
        picture = QLabel()
        ink = colours.rail_on_active if state == "now" else colours.rail_text
        picture.setPixmap(icon_pixmap(_ICONS[state], ink))
        words = label(name, "strong" if state == "now" else "", wraps=True)
        longest = max(name.split(), key=len, default="")
        strong = QFontMetrics(text_font(TEXT_BODY, 600))  # as wide at each step
        words.setMinimumWidth(strong.horizontalAdvance(longest) + _ROUNDING)
        said = {"done": self.tr("done"), "now": self.tr("now"), "later": self.tr("to come")}
        words.setAccessibleName(f"{name}, {said[state]}")
        line.addWidget(picture)
        line.addWidget(words, 1)
        return row
