"""Lets somebody choose a list's columns, by mouse and by keyboard, and remembers the choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu, QTableView, QWidget

from app.domain.columns import ColumnChoice, read_columns
from app.live.preferences import PreferenceCollection
from app.ui.permitted import permit
from app.ui.theme.sizes import px

_STEP = 24
"""Pixels of the design a column becomes wider or narrower by from the menu."""
Sorter = Callable[[int, bool], object]


def _tr(text: str) -> str:
    return QCoreApplication.translate("columns", text)


class ChoosesColumns(Protocol):
    """What a table does with a choice."""

    is_fitting: bool
    """Whether the table itself moves its columns now."""

    def choose_columns(self, choice: ColumnChoice) -> None:
        """Lay the columns out like this."""
        ...


class ColumnMemory(QObject):
    """Belongs to one table; sort(column, is from the end) sorts it, where it can be sorted."""

    def __init__(
        self,
        table: QTableView,
        layout: ChoosesColumns,
        preferences: PreferenceCollection,
        *,
        sort: Sorter | None = None,
        sortable: frozenset[int] = frozenset(),
    ) -> None:
        super().__init__(table)
        self.table, self._layout, self._preferences = table, layout, preferences
        self._sort, self._sortable = sort, sortable
        self._key = f"columns:{table.objectName()}"
        self.choice = ColumnChoice()
        self.menu = QMenu(table)
        self.menu.setObjectName(f"{table.objectName()}_columns")
        self.menu.setToolTipsVisible(True)
        header = table.horizontalHeader()
        header.setSectionsMovable(True)
        header.setFirstSectionMovable(False)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_context)
        header.sectionResized.connect(self._on_resized)
        header.sectionMoved.connect(self._on_moved)
        preferences.loaded.connect(self.recall)
        self.recall()

    @property
    def count(self) -> int:
        """How many columns the table has."""
        return self.table.model().columnCount()

    def recall(self) -> None:
        """Lay the table out as it was left."""
        found = read_columns(self._preferences.get(self._key), self.count)
        if found == self.choice:
            return
        self.choice = found
        self._layout.choose_columns(found)
        if found.sort is not None and self._sort is not None:
            self._sort(*found.sort)

    def remember_sort(self, column: int, *, is_down: bool) -> None:
        """The table is sorted like this now."""
        self._take(replace(self.choice, sort=(column, is_down)))

    def open_menu(self, at: QPoint | None = None) -> None:
        """Show what can be chosen, at a place of the screen or under the titles."""
        self._fill()
        header = self.table.horizontalHeader()
        self.menu.popup(at or header.mapToGlobal(QPoint(8, header.height())))

    def _take(self, choice: ColumnChoice) -> None:
        self.choice = choice
        self._preferences.remember(self._key, choice.kept(self.count))

    def _choose(self, choice: ColumnChoice) -> None:
        self._take(choice)
        self._layout.choose_columns(choice)

    def _fill(self) -> None:
        menu = self.menu
        menu.clear()
        menu.setAccessibleName(_tr("Columns"))
        for column in self._in_order():
            shown = menu.addAction(self._title(column))
            shown.setCheckable(True)
            shown.setChecked(column not in self.choice.hidden)
            shown.toggled.connect(partial(self._show, column))
            permit(shown, "" if column else _tr("This column says what a line is about."))
        menu.addSeparator()
        layout = menu.addMenu(_tr("Place, width and order of lines"))
        for column in self._in_order():
            if column not in self.choice.hidden:
                self._fill_one(layout.addMenu(self._title(column)), column)
        menu.addSeparator()
        back = menu.addAction(_tr("Back to the design"), self._back)
        back.setEnabled(self.choice != ColumnChoice())

    def _fill_one(self, menu: QMenu, column: int) -> None:
        if column:
            menu.addAction(_tr("Wider"), partial(self._widen, column, _STEP))
            menu.addAction(_tr("Narrower"), partial(self._widen, column, -_STEP))
            menu.addAction(_tr("Further to the front"), partial(self._move, column, -1))
            menu.addAction(_tr("Further to the end"), partial(self._move, column, 1))
        if self._sort is not None and column in self._sortable:
            for is_down, words in ((False, _tr("Sort upwards")), (True, _tr("Sort downwards"))):
                menu.addAction(words, partial(self._sort, column, is_down))
        menu.menuAction().setVisible(not menu.isEmpty())

    def _title(self, column: int) -> str:
        words = self.table.model().headerData(column, Qt.Orientation.Horizontal)
        return str(words or _tr("Column {0}").format(column + 1)).replace("&", "&&")

    def _in_order(self) -> tuple[int, ...]:
        return self.choice.order or tuple(range(self.count))

    def _show(self, column: int, is_shown: bool) -> None:
        self._choose(self.choice.showing(column, is_shown=is_shown))

    def _widen(self, column: int, by: int) -> None:
        width = self.table.columnWidth(column) * 100 // px(100)
        self._choose(self.choice.wide(column, width + by))

    def _move(self, column: int, by: int) -> None:
        self._choose(self.choice.moved(column, by, self.count))

    def _back(self) -> None:
        self._choose(ColumnChoice(sort=self.choice.sort) if self._sort else ColumnChoice())

    def _on_context(self, at: QPoint) -> None:
        self.open_menu(self.table.horizontalHeader().mapToGlobal(at))

    def _on_resized(self, column: int, before: int, width: int) -> None:
        """Somebody drew a column wider; the first one takes what is left in any case."""
        if self._layout.is_fitting or not before or not width:
            return
        if column:
            self._take(self.choice.wide(column, width * 100 // px(100)))
        self._layout.choose_columns(self.choice)

    def _on_moved(self, _column: int, _before: int, _now: int) -> None:
        if not self._layout.is_fitting:
            header = self.table.horizontalHeader()
            self._take(self.choice.ordered([header.logicalIndex(at) for at in range(self.count)]))


def open_columns_in(part: QWidget) -> bool:
    """Show the menu of the list with the keyboard, else of the first in sight; False: no list."""
    seen = [one for one in part.findChildren(ColumnMemory) if one.table.isVisible()]
    focused = QApplication.focusWidget()
    seen.sort(key=lambda one: focused is None or not one.table.isAncestorOf(focused))
    if not seen:
        return False
    with_keyboard = next((one for one in seen if one.table is focused), seen[0])
    with_keyboard.open_menu()
    return True
