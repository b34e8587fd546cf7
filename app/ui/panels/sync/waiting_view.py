"""The table of what waits: words, and a chip for where each change stands."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle

from app.services.waiting import WaitingChange
from app.ui.models.waiting_list import CHANGE_ROLE, Column, look_of
from app.ui.theme.sizes import px
from app.ui.widgets.cells import PAD, PlainCells
from app.ui.widgets.painting import CHIP_HEIGHT, chip_width, draw_chip
from app.ui.widgets.table import ColumnPlan, ListView

Index = QModelIndex | QPersistentModelIndex


class WaitingView(ListView):
    """The kind of change takes the room that is left; who did it goes first where it is narrow."""

    def __init__(self, *, accessible: str) -> None:
        super().__init__(name="waiting_list", accessible=accessible, people=False)
        self.setItemDelegate(WaitingCells(self))
        self.set_columns(
            [
                ColumnPlan("Appointment changed"),
                ColumnPlan("Featherstonehaugh", drop_rank=1),
                ColumnPlan("00 Mmm, 00:00", drop_rank=2),
                ColumnPlan("C. Bauermann", drop_rank=3),
                ColumnPlan("waits for a person", extra=3 * PAD),
            ]
        )


class WaitingCells(PlainCells):
    """Words, and a tinted chip for the state."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, main=frozenset({Column.CHANGE, Column.PATIENT}))

    def paint_inside(
        self,
        painter: QPainter,
        rect: QRect,
        index: Index,
        direction: Qt.LayoutDirection,
        *,
        is_chosen: bool,
    ) -> None:
        """The chip of the state column; words elsewhere."""
        change: WaitingChange | None = index.data(CHANGE_ROLE)
        if change is None or index.column() != Column.STATE:
            super().paint_inside(painter, rect, index, direction, is_chosen=is_chosen)
            return
        tone, icon = look_of(change)
        text = str(index.data())
        width = min(chip_width(text, icon=icon), rect.width())
        chip = QRect(rect.left(), rect.center().y() - px(CHIP_HEIGHT) // 2, width, px(CHIP_HEIGHT))
        place = QStyle.visualRect(direction, rect, chip)
        draw_chip(painter, place, text, tone, icon=icon, bordered=is_chosen, direction=direction)
