"""A page of the Billing panel that is one table: read, kept true, empty or failed in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.ui.error_presenter import words_for
from app.ui.models.billing_tables import HeldRows
from app.ui.models.billing_words import said
from app.ui.widgets.cells import PlainCells
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.surfaces import Card
from app.ui.widgets.table import ColumnPlan, Header, ListView


class TableCard(Card):
    """opened(row): Enter or a double click on it."""

    opened = Signal(object)

    def __init__(
        self, model: HeldRows, *, name: str, accessible: str, columns: Sequence[ColumnPlan]
    ) -> None:
        super().__init__(name=f"{name}_card", padding=1)
        self.model = model
        model.setParent(self)
        self.view = ListView(name=name, accessible=accessible, people=False)
        self.view.setModel(model)
        figures = frozenset(getattr(model, "FIGURES", frozenset[int]()))
        self.view.setItemDelegate(PlainCells(self.view, figures=figures))
        header = self.view.horizontalHeader()
        if isinstance(header, Header):
            header.figures = figures
        self.view.set_columns(columns)
        self.states = ListStates(self.view, name=f"{name}_state")
        self.body.setSpacing(0)
        self.body.addWidget(self.states, 1)
        self.view.activated_row.connect(self._on_activated)

    @property
    def row(self) -> Any:
        """The row the person is on."""
        index = self.view.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() else None

    def _on_activated(self, row: int) -> None:
        self.opened.emit(self.model.row_at(row))


class TablePage(QWidget):
    """One query and its table. said(words)."""

    said = Signal(str)

    def __init__(
        self,
        data_sync: DataSync,
        table: TableCard,
        *,
        fetch: Callable[[], Awaitable[Any]],
        entities: Sequence[str],
        nothing: tuple[str, str],
    ) -> None:
        super().__init__()
        self.table, self._nothing = table, nothing
        self._failure: Exception | None = None
        self.query: LiveQuery[Any] = LiveQuery(
            data_sync.feed, fetch, entities=entities, parent=self
        )
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.query.value_changed.connect(self._on_value)
        self.query.loading_changed.connect(self._on_loading)
        self.query.failed.connect(self._on_failed)
        table.states.state.action_requested.connect(self._on_retry)

    def rows_of(self, value: Any) -> dict[Any, Any]:
        """The rows of an answer, by identifier, in their order."""
        return {one.id: one for one in value}

    def look(self) -> None:
        """The page came to the front."""
        self.query.refresh()

    def stop(self) -> None:
        """Read nothing more."""
        self.query.stop()

    def show_rows(self) -> None:
        """Show what was read, as it is narrowed now."""
        if self.query.value is None:
            return
        self.table.model.show_rows(self.rows_of(self.query.value))
        if self.table.model.ids:
            self.table.states.show_content()
        else:
            icon, words = self._nothing
            self.table.states.show_state(icon, words)

    def _on_value(self, _value: object) -> None:
        self._failure = None
        self.show_rows()

    def _on_loading(self, loading: bool) -> None:
        self.table.states.set_loading(self.query.is_loading)
        if not loading and self._failure is not None:
            words = words_for(self._failure)
            self.table.states.show_state("circle-x", words, action=said("Try again"))
        elif not loading:
            self.show_rows()

    def _on_failed(self, error: Exception) -> None:
        self._failure = error

    def _on_retry(self) -> None:
        self._failure = None
        self.query.ask()
