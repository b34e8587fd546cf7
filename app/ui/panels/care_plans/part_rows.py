"""Goals or steps of a plan as rows of a form: each can be taken off, more can be added."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.ids import RecordId
from app.ui.models.care_plan_words import said
from app.ui.who_changed import Asked, Subject
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, Field, line_edit
from app.ui.widgets.surfaces import label

ASSIGNEE = "assignee_id"
Stored = Callable[[RecordId], Subject]
"""The stored goal or step of an identifier, and whose it is."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field of each row; stretch is its share of the width."""

    name: str
    caption: str
    stretch: int
    length: int = 200


class PartRow(QWidget):
    """One goal or step."""

    def __init__(
        self, name: str, columns: Sequence[Column], record_id: RecordId | None, stored: Stored
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.record_id, self._stored = record_id, stored
        self.fields: dict[str, Field] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for one in columns:
            if one.name == ASSIGNEE:
                control = ComboBox(name=f"{name}_{one.name}", accessible=one.caption)
                control.addItem(said("Nobody"), "")
                field = Field(one.caption, control)
            else:
                field = Field(one.caption, line_edit(f"{name}_{one.name}", length=one.length))
            self.fields[one.name] = field
            row.addWidget(field, one.stretch)
        words = said("Take this line off")
        self.remove = Button("", name=f"{name}_remove", icon="x", look=Look.QUIET, accessible=words)
        row.addWidget(self.remove)

    def who_changed_record(self) -> Asked:
        """The stored goal or step; None for a new line."""
        return self._stored(self.record_id) if self.record_id else None

    def who_changed_field(self, control: str) -> str:
        """The field behind one of its controls."""
        return control.removeprefix(f"{self.objectName()}_")


class PartRows(QWidget):
    """edited(): something was typed, added or taken off."""

    edited = Signal()

    def __init__(
        self, name: str, words: tuple[str, str], columns: Sequence[Column], *, stored: Stored
    ) -> None:
        super().__init__()
        self.setObjectName(f"{name}s")
        title, add = words
        self._name, self._columns, self._made = name, columns, 0
        self._stored = stored
        self._people: Mapping[str, str] = {}
        self.rows: list[PartRow] = []
        self.add = Button(add, name=f"{name}_add", icon="plus")
        self._column = QVBoxLayout()
        self._column.setSpacing(10)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(label(title, "section"))
        whole.addLayout(self._column)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addStretch(1)
        whole.addLayout(row)
        self.add.clicked.connect(self._on_add)

    def show_people(self, people: Mapping[str, str]) -> None:
        """Who can be asked to do a step."""
        self._people = people
        for row in self.rows:
            _fill(row, people)

    def show_parts(self, parts: Sequence[tuple[RecordId | None, Mapping[str, str]]]) -> None:
        """These, and no others."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        for record_id, values in parts:
            self._make(record_id, values)

    def typed(self) -> list[dict[str, str]]:
        """What stands in the rows, with whose record each is."""
        return [
            {"id": row.record_id or "", **{key: one.value() for key, one in row.fields.items()}}
            for row in self.rows
        ]

    def _make(self, record_id: RecordId | None, values: Mapping[str, str]) -> PartRow:
        self._made += 1
        row = PartRow(f"{self._name}_{self._made}", self._columns, record_id, self._stored)
        _fill(row, self._people)
        for key, field in row.fields.items():
            field.set_value(values.get(key, ""))
            field.edited.connect(self.edited)
        row.remove.clicked.connect(partial(self._drop, row))
        self.rows.append(row)
        self._column.addWidget(row)
        return row

    def _on_add(self) -> None:
        row = self._make(None, {})
        next(iter(row.fields.values())).control.setFocus()
        self.edited.emit()

    def _drop(self, row: PartRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.edited.emit()


def _fill(row: PartRow, people: Mapping[str, str]) -> None:
    field = row.fields.get(ASSIGNEE)
    if field is None or not isinstance(field.control, ComboBox):
        return
    chosen = field.value()
    blocked = field.control.blockSignals(True)
    field.control.clear()
    field.control.addItem(said("Nobody"), "")
    for key, name in sorted(people.items(), key=lambda one: one[1].casefold()):
        field.control.addItem(name, key)
    field.control.blockSignals(blocked)
    if chosen:
        field.set_value(chosen)
