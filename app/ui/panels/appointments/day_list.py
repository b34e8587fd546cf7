"""The same day as a list: sortable, and readable where the painted calendar is not."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.domain.columns import ColumnChoice
from app.domain.day_visit import DayVisit
from app.live.preferences import PreferenceCollection
from app.services.day import DaySchedule
from app.ui.models.day_table import VISIT_ROLE, Column, DayTableModel
from app.ui.models.day_words import StatusLook, all_looks, look_of, said, status_look
from app.ui.theme.fonts import text_font
from app.ui.theme.icons import draw_icon
from app.ui.theme.sizes import ledger_row, px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_LABEL, Tone
from app.ui.widgets.column_memory import ColumnMemory
from app.ui.widgets.painting import CHIP_HEIGHT, chip_width, draw_chip
from app.ui.widgets.table import DESIGN, ColumnPlan, Header, fitted_widths, lay_out_columns

_PAD, _ICON = 12, 16
Index = QModelIndex | QPersistentModelIndex


class DayList(QTableView):
    """Rows of the day with the same wishes as the calendar."""

    visit_selected = Signal(str)
    visit_opened = Signal(str)
    menu_requested = Signal(str, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("day_list")
        self.setAccessibleName(self.tr("Visits of the day"))
        self._choice = DESIGN
        self.is_fitting = False
        """Whether the list itself moves its columns now, and nobody else."""
        self._model = DayTableModel(self)
        self._is_week = False
        self.setModel(self._model)
        self.setItemDelegate(VisitDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalHeader(Header(self))
        self._set_headers()
        self.doubleClicked.connect(self._on_double_clicked)
        self.selectionModel().currentRowChanged.connect(self._on_row_changed)

    @property
    def selected(self) -> str:
        """Key of the selected visit, "" for none."""
        visit = self._model.visit_at(self.currentIndex().row())
        return visit.id if visit else ""

    def set_schedule(self, schedule: DaySchedule) -> None:
        """Show a day; the selection stays on its visit."""
        kept = self.selected
        is_week = len(schedule.days) > 1
        self._model.set_visits(schedule.visits, schedule.zone, names_days=is_week)
        if is_week != self._is_week:
            self._is_week = is_week
            self._fit()
        self.select_visit(kept)

    def set_now(self, now: datetime) -> None:
        """A minute went by."""
        self._model.set_now(now)

    def clear_day(self) -> None:
        """Show no visits: the day they belong to is not the wanted one."""
        self._model.set_visits((), "UTC")

    def select_visit(self, key: str) -> None:
        """Select a visit's row; an unknown one selects nothing."""
        row = self._model.row_of(key) if key else -1
        if row < 0:
            self.setCurrentIndex(QModelIndex())
            self.clearSelection()
        elif row != self.currentIndex().row() or not self.selectionModel().hasSelection():
            flags = (
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows
            )
            self.selectionModel().setCurrentIndex(self._model.index(row, 0), flags)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selected:
            self.visit_opened.emit(self.selected)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The visit's menu, by mouse or by menu key."""
        place = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        self.menu_requested.emit(self.selected, place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the columns that fit; the patient's name gets the room that is left."""
        super().resizeEvent(event)
        self._fit()

    def choose_columns(self, choice: ColumnChoice) -> None:
        """Lay the columns out as somebody chose."""
        self._choice = choice
        self._fit()

    def sort(self, column: int, is_down: bool) -> None:
        """Sort by a column, from its end or its beginning."""
        ways = Qt.SortOrder
        self.sortByColumn(column, ways.DescendingOrder if is_down else ways.AscendingOrder)

    def _fit(self) -> None:
        room = self.viewport().width()
        plans = _plans(self._is_week)
        widths = fitted_widths(plans, room, grows=Column.PATIENT, choice=self._choice)
        self.is_fitting = True
        lay_out_columns(self, widths, self._choice)
        self.is_fitting = False

    def _set_headers(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ledger_row())
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        self.setSortingEnabled(True)
        self.sortByColumn(Column.TIME, Qt.SortOrder.AscendingOrder)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        visit = self._model.visit_at(index.row())
        if visit is not None:
            self.visit_opened.emit(visit.id)

    def _on_row_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        visit = self._model.visit_at(current.row())
        self.visit_selected.emit(visit.id if visit else "")


def remember_list(view: DayList, preferences: PreferenceCollection) -> None:
    """Lay a list out and sort it as its user left it."""
    sortable = frozenset(int(column) for column in Column)
    memory = ColumnMemory(view, view, preferences, sort=view.sort, sortable=sortable)

    def sorted_by(column: int, order: Qt.SortOrder) -> None:
        memory.remember_sort(column, is_down=order is Qt.SortOrder.DescendingOrder)

    view.horizontalHeader().sortIndicatorChanged.connect(sorted_by)


class VisitDelegate(QStyledItemDelegate):
    """Paints a row: line below, status as a chip, marks as icons."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One ledger row."""
        return QSize(100, ledger_row())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        visit = index.data(VISIT_ROLE)
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]  # the stubs lack the fields of style options
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]  # as above
        if not isinstance(visit, DayVisit):
            return
        painter.save()
        colours = theme().colours
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, qcolor(colours.accent_soft if selected else colours.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), qcolor(colours.line))
        cell = _Cell(painter, rect, self._direction())
        if index.column() == Column.STATUS:
            model = index.model()
            look = model.status_look(index.row()) if isinstance(model, DayTableModel) else None
            cell.chip(look or look_of(visit), bordered=selected)
        elif index.column() == Column.SYNC:
            cell.sync(visit, str(index.data()))
        else:
            warns = index.column() == Column.PATIENT and visit.has_allergy
            strong = index.column() == Column.PATIENT
            cell.words(str(index.data() or ""), strong=strong, spare=px(_ICON) if warns else 0)
            if warns:
                cell.mark("badge-alert", colours.tints[Tone.DANGER].text)
        painter.restore()

    def _direction(self) -> Qt.LayoutDirection:
        parent = self.parent()
        return parent.layoutDirection() if isinstance(parent, QWidget) else _LTR


def _plans(is_week: bool) -> tuple[ColumnPlan, ...]:
    """Widths by what usually stands in the columns; the room goes first where it is narrow."""
    minutes = said("{0} min").format("000")
    waits = chip_width(f"{status_look('arrived').word} · {minutes}", icon="triangle-alert")
    chip = max(waits, *(chip_width(look.word, icon=look.icon) for look in all_looks()))
    return (
        ColumnPlan("Wed. 30  00:00 – 00:00" if is_week else "00:00 – 00:00"),
        ColumnPlan("Featherstonehaugh, M", extra=2 * _PAD + px(_ICON)),
        ColumnPlan("Dr. Featherst", drop_rank=1),
        ColumnPlan("Room 00", drop_rank=3),
        ColumnPlan("Vaccination", drop_rank=2),
        ColumnPlan("", extra=chip + 2 * _PAD),
        ColumnPlan(said("Waiting"), extra=2 * _PAD + px(_ICON) + 8),
    )


_LTR = Qt.LayoutDirection.LeftToRight


class _Cell:
    """Paints the parts of one cell from where reading begins."""

    def __init__(self, painter: QPainter, rect: QRect, direction: Qt.LayoutDirection) -> None:
        self._painter, self._rect, self._direction = painter, rect, direction
        self._left = rect.left() + _PAD

    def words(self, text: str, *, strong: bool = False, colour: str = "", spare: int = 0) -> None:
        """Text, cut with an ellipsis where it does not fit; spare keeps room for a mark."""
        font = text_font(TEXT_LABEL, 600 if strong else 450, tabular=True)
        self._painter.setFont(font)
        self._painter.setPen(qcolor(colour or theme().colours.text))
        room = self._rect.right() - self._left - _PAD - spare
        metrics = self._painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        place = QRect(self._left, self._rect.top(), room, self._rect.height())
        align = QStyle.visualAlignment(self._direction, Qt.AlignmentFlag.AlignLeft)
        self._painter.drawText(self._visual(place), align | Qt.AlignmentFlag.AlignVCenter, shown)
        self._left += metrics.horizontalAdvance(shown) + 8

    def mark(self, icon: str, colour: str) -> None:
        """An icon after what was written."""
        top = self._rect.top() + (self._rect.height() - px(_ICON)) // 2
        place = self._visual(QRect(self._left, top, px(_ICON), px(_ICON)))
        draw_icon(self._painter, icon, colour, QRectF(place))
        self._left += px(_ICON) + 6

    def chip(self, look: StatusLook, *, bordered: bool) -> None:
        """The status as a tinted pill."""
        top = self._rect.top() + (self._rect.height() - px(CHIP_HEIGHT)) // 2
        width = chip_width(look.word, icon=look.icon)
        place = self._visual(QRect(self._left, top, width, px(CHIP_HEIGHT)))
        draw_chip(
            self._painter,
            place,
            look.word,
            look.tone,
            icon=look.icon,
            bordered=bordered,
            direction=self._direction,
        )

    def sync(self, visit: DayVisit, words: str) -> None:
        """Whether the server knows, or a person must decide."""
        colours = theme().colours
        if visit.needs_resolution:
            danger = colours.tints[Tone.DANGER].text
            self.mark("triangle-alert", danger)
            self.words(words, colour=danger)
        elif visit.is_pending:
            self.mark("hourglass", colours.tints[Tone.WARN].text)
            self.words(words, colour=colours.tints[Tone.WARN].text)
        else:
            self.mark("check", colours.text2)
            self.words(words, colour=colours.text2)

    def _visual(self, place: QRect) -> QRect:
        return QStyle.visualRect(self._direction, self._rect, place)
