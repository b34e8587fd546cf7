"""Every model keeps Qt's rules while it is watched, and says of everything that it changed."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester

import app.ui
from tests.ui.models.model_rows import SHOWN, Shown

pytestmark = pytest.mark.row("F7")
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
Cells = list[list[tuple[object, ...]]]


def columns_of(model: QAbstractItemModel) -> int:
    """How many columns; PySide lets nobody ask a list, which has one."""
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount()


class Watcher:
    """Sees a model as a screen does: a cell is read again only where the model said so."""

    def __init__(self, model: QAbstractItemModel) -> None:
        self.model = model
        self.cells = self.now()
        self.heard: set[str] = set()
        model.modelReset.connect(lambda: self._all("reset"))
        model.layoutChanged.connect(lambda *_: self._all("layout"))
        model.rowsMoved.connect(lambda *_: self._all("moved"))
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        model.dataChanged.connect(self._changed)

    def now(self) -> Cells:
        """What the model would say of each cell."""
        return [self._row(row) for row in range(self.model.rowCount())]

    def _row(self, row: int) -> list[tuple[object, ...]]:
        return [self._cell(row, column) for column in range(columns_of(self.model))]

    def _cell(self, row: int, column: int) -> tuple[object, ...]:
        return tuple(self.model.index(row, column).data(role) for role in ROLES)

    def _all(self, what: str) -> None:
        self.heard.add(what)
        self.cells = self.now()

    def _inserted(self, _parent: object, first: int, last: int) -> None:
        self.heard.add("inserted")
        self.cells[first:first] = [self._row(row) for row in range(first, last + 1)]

    def _removed(self, _parent: object, first: int, last: int) -> None:
        self.heard.add("removed")
        del self.cells[first : last + 1]

    def _changed(self, top: Any, bottom: Any, roles: Sequence[int] = ()) -> None:
        self.heard.add("changed")
        named = [role for role in ROLES if not roles or role in roles]
        for row in range(top.row(), bottom.row() + 1):
            for column in range(top.column(), bottom.column() + 1):
                fresh = self._cell(row, column)
                kept = self.cells[row][column]
                self.cells[row][column] = tuple(
                    new if role in named else old
                    for role, new, old in zip(ROLES, fresh, kept, strict=True)
                )


def stages(shown: Shown) -> list[list[Any]]:
    """Empty, filled, one changed, one more between, one less, turned around, empty again."""
    one, two, three, four, five = shown.rows
    other = shown.changed(two)
    return [
        [],
        [one, two, three],
        [one, other, three],
        [one, other, four, three, five],
        [one, four, three, five],
        [five, three, four, one],
        [five],
        [],
        list(shown.rows),
    ]


def watched_by(tester: ModelTester, model: QAbstractItemModel) -> None:
    """By Qt's own tester and by pytest-qt's; both go on watching until the test ends."""
    tester.check(model)
    tester.check(model, force_py=True)


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.__name__)
def test_model_keeps_qts_rules_and_tells_each_change(
    kind: type[QAbstractItemModel], qapp: QApplication, qtmodeltester: ModelTester
) -> None:
    shown = SHOWN[kind]
    model = shown.make()
    assert isinstance(model, kind)
    watched_by(qtmodeltester, model)
    watcher = Watcher(model)
    for rows in stages(shown):
        shown.show(model, rows)
        assert model.rowCount() == len(rows)
        assert watcher.cells == watcher.now()
        fresh = shown.make()
        shown.show(fresh, rows)
        assert sorted(map(str, watcher.now())) == sorted(map(str, Watcher(fresh).now()))
        qtmodeltester._run()
    for work in shown.more:
        work(model)
        assert watcher.cells == watcher.now()
        qtmodeltester._run()
    assert watcher.heard


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.__name__)
def test_changed_record_changes_what_is_shown_and_is_told(
    kind: type[QAbstractItemModel], qapp: QApplication
) -> None:
    shown = SHOWN[kind]
    model = shown.make()
    first, *rest = shown.rows
    shown.show(model, shown.rows)
    watcher = Watcher(model)
    before = watcher.now()
    shown.show(model, [shown.changed(first), *rest])
    assert watcher.now() != before
    assert watcher.cells == watcher.now()


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.__name__)
def test_columns_have_titles_and_no_cell_has_children(
    kind: type[QAbstractItemModel], qapp: QApplication
) -> None:
    shown = SHOWN[kind]
    model = shown.make()
    shown.show(model, shown.rows)
    titles = [
        model.headerData(column, Qt.Orientation.Horizontal) for column in range(columns_of(model))
    ]
    if len(titles) > 1:
        assert all(isinstance(one, str) and one for one in titles)
    assert model.rowCount(model.index(0, 0)) == 0


def every_model() -> set[type[QAbstractItemModel]]:
    """Each model class of the window, wherever it stands."""
    for module in pkgutil.walk_packages(app.ui.__path__, "app.ui."):
        importlib.import_module(module.name)
    found: set[type[QAbstractItemModel]] = set()
    left: list[Any] = [QAbstractItemModel]
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        if kind.__module__.startswith("app."):
            found.add(kind)
    return found


def test_every_model_of_the_window_is_in_the_table() -> None:
    assert {kind.__name__ for kind in every_model() ^ set(SHOWN)} == set()
