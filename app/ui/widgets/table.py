"""The list view every panel uses: row lines, keyboard ring, columns that drop out when narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QTableView, QWidget

from app.domain.columns import ColumnChoice
from app.ui.theme.fonts import text_font
from app.ui.theme.icons import draw_icon
from app.ui.theme.sizes import ledger_row, people_row, px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_BODY, TEXT_LABEL
from app.ui.widgets.focus import KEYBOARD_REASONS, draw_focus_ring

_PAD = 12
DESIGN = ColumnChoice()
"""Columns as nobody changed them."""


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """How wide a column must be and whether it may go: a higher drop rank goes first."""

    widest_text: str
    extra: int = 2 * _PAD
    drop_rank: int = 0
    """0: the column never drops out."""

    @property
    def width(self) -> int:
        """Pixels for the widest usual text."""
        metrics = QFontMetrics(text_font(TEXT_BODY, 400, tabular=True))
        return metrics.horizontalAdvance(self.widest_text) + self.extra

    def below(self, title: str) -> ColumnPlan:
        """The plan, wide enough for the column's title too."""
        return replace(self, extra=self.extra + max(0, title_width(title) - self.width))


def title_width(title: str) -> int:
    """Pixels that a column's title takes."""
    return QFontMetrics(text_font(TEXT_LABEL, 600)).horizontalAdvance(title) + 2 * _PAD + 2


def columns_that_fit(
    plans: Sequence[ColumnPlan], room: int, choice: ColumnChoice = DESIGN
) -> list[bool]:
    """Which columns are shown in this much room: optional ones drop out by rank."""
    shown = [at not in choice.hidden for at in range(len(plans))]
    widths = _wanted_widths(plans, choice)
    by_rank = sorted(range(len(plans)), key=lambda at: plans[at].drop_rank, reverse=True)
    for position in by_rank:
        total = sum(width for width, on in zip(widths, shown, strict=True) if on)
        if total <= room or plans[position].drop_rank == 0:
            break
        shown[position] = False
    return shown


def fitted_widths(
    plans: Sequence[ColumnPlan], room: int, *, grows: int = 0, choice: ColumnChoice = DESIGN
) -> list[int]:
    """Pixels of every column, 0 for one that is not shown; one of them takes what is left."""
    shown = columns_that_fit(plans, room, choice)
    shown[grows] = True  # whom or what a line is about, whatever was chosen
    wanted = _wanted_widths(plans, choice)
    widths = [width if on else 0 for width, on in zip(wanted, shown, strict=True)]
    widths[grows] += max(0, room - sum(widths))
    return widths


def _wanted_widths(plans: Sequence[ColumnPlan], choice: ColumnChoice) -> list[int]:
    """What somebody chose, else what the plan says."""
    chosen = choice.widths
    return [px(chosen[at]) if at in chosen else plan.width for at, plan in enumerate(plans)]


def lay_out_columns(table: QTableView, widths: Sequence[int], choice: ColumnChoice) -> None:
    """Give a table's columns these widths, 0 hiding one, and the order that was chosen."""
    for column, width in enumerate(widths):
        table.setColumnHidden(column, not width)
        if width:
            table.setColumnWidth(column, width)
    header = table.horizontalHeader()
    for place, column in enumerate(choice.order or range(len(widths))):
        header.moveSection(header.visualIndex(column), place)


class Header(QHeaderView):
    """Column titles with the theme's own sort arrow."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("list_header")
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFixedHeight(px(38))
        self.setMinimumSectionSize(40)
        self.figures: frozenset[int] = frozenset()
        """Columns of numbers: their titles stand at the end, over the figures."""

    def room_for(self, title: str) -> int:
        """Pixels a title takes with the room around it."""
        return title_width(title)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  Qt's own name
        """Title, arrow, rule."""
        painter.save()
        colours = theme().colours
        painter.fillRect(rect, qcolor(colours.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), qcolor(colours.line))
        title = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal))
        font = text_font(TEXT_LABEL, 600)
        painter.setFont(font)
        painter.setPen(qcolor(colours.text2))
        is_sorted = self.isSortIndicatorShown() and self.sortIndicatorSection() == logicalIndex
        room = rect.width() - _PAD - (18 if is_sorted else 2)
        width = min(QFontMetrics(font).horizontalAdvance(title) + 2, room)
        words = QRect(rect.left() + _PAD, rect.top(), width, rect.height())
        direction = self.layoutDirection()
        sides = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if logicalIndex in self.figures:
            words.moveRight(rect.right() - _PAD)
        place = QStyle.visualRect(direction, rect, words)
        painter.drawText(place, QStyle.visualAlignment(direction, sides), title)
        if is_sorted:
            ascending = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
            arrow = QRect(words.right() + 4, rect.center().y() - 7, 14, 14)
            name = "chevron-up" if ascending else "chevron-down"
            draw_icon(
                painter, name, colours.text2, QRectF(QStyle.visualRect(direction, rect, arrow))
            )
        painter.restore()


class ListView(QTableView):
    """A table without a grid. `activated_row` fires on Enter or a double click."""

    activated_row = Signal(int)

    def __init__(self, *, name: str, accessible: str, people: bool = True) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self._plans: list[ColumnPlan] = []
        self._choice = DESIGN
        self.is_fitting = False
        """Whether the list itself moves its columns now, and nobody else."""
        self._ring = False
        self.setHorizontalHeader(Header(self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(people_row() if people else ledger_row())
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(people_row())
        self.setTabKeyNavigation(False)
        self.doubleClicked.connect(self._on_double_clicked)

    def set_columns(self, plans: Sequence[ColumnPlan]) -> None:
        """Give every column its plan; the first one takes the room that is left."""
        self._plans = list(plans)
        self._fit()

    def choose_columns(self, choice: ColumnChoice) -> None:
        """Lay the columns out as somebody chose."""
        self._choice = choice
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the columns that fit."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated_row.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Ring for the keyboard only; the first row becomes current."""
        self._ring = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)
        if self._ring and not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes with the focus."""
        self._ring = False
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows, then the ring."""
        super().paintEvent(event)
        if self._ring:
            painter = QPainter(self.viewport())
            draw_focus_ring(
                painter, QRectF(self.viewport().rect()), 4, colour=theme().colours.accent
            )
            painter.end()

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.activated_row.emit(index.row())

    def _fit(self) -> None:
        if not self._plans:
            return
        widths = fitted_widths(self._plans, self.viewport().width(), choice=self._choice)
        self.is_fitting = True
        lay_out_columns(self, widths, self._choice)
        self.is_fitting = False
