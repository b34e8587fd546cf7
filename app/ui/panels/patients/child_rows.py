"""Editing what belongs to a patient several times: allergies, policies, contacts, identifiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.declare import Record, entity_of
from app.domain.errors import InvalidRecord, InvalidValue
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.validation import check
from app.domain.values import normalised_phone, read_date, shown_phone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, line_edit
from app.ui.widgets.surfaces import label

_NOBODY = PatientId(RecordId("0" * 32))


@dataclass(frozen=True, slots=True)
class ChildField:
    """One control of a row: choices are (value, words); line 0 or 1 of the row.

    is_date and is_phone read any way of writing one. Line 1 stands under line 0.
    """

    name: str
    words: str
    stretch: int = 1
    choices: tuple[tuple[str, str], ...] = ()
    is_date: bool = False
    is_phone: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class ChildKind:
    """One kind of row: its record type, its controls and fixed values of new records."""

    record_type: type[Record]
    title: str
    add_words: str
    fields: tuple[ChildField, ...]
    defaults: Mapping[str, object]


class ChildRow(QWidget):
    """One record as a line of controls."""

    edited = Signal()
    remove_requested = Signal(object)

    def __init__(self, kind: ChildKind, shown: Record | None, *, number: int) -> None:
        super().__init__()
        self.kind = kind
        self.shown = shown
        self._texts: dict[str, str] = {}
        self._captions: list[QLabel] = []
        self.controls: dict[str, QLineEdit | QComboBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._phones = {spec.name for spec in kind.fields if spec.is_phone}
        lines = [QHBoxLayout() for _ in range(1 + max(spec.line for spec in kind.fields))]
        for line in lines:
            line.setSpacing(6)
        entity = entity_of(kind.record_type).name
        for spec in kind.fields:
            control = self._control(spec, f"{entity}_{number}_{spec.name}")
            self.controls[spec.name] = control
            caption = label(spec.words, "meta")
            caption.setBuddy(control)
            self._captions.append(caption)
            cell = QVBoxLayout()
            cell.setSpacing(2)
            cell.addWidget(caption)
            cell.addWidget(control)
            lines[spec.line].addLayout(cell, spec.stretch)
        remove = Button(
            "",
            name=f"{entity}_{number}_remove",
            icon="trash-2",
            look=Look.QUIET,
            accessible=self.tr("Remove this line"),
        )
        remove.clicked.connect(self._on_remove)
        lines[0].addWidget(remove, 0, Qt.AlignmentFlag.AlignBottom)
        self._error = label("", "error", name=f"{entity}_{number}_error", wraps=True)
        self._error.hide()
        for line in lines:
            column.addLayout(line)
        if len(lines) > 1:
            lines[1].addSpacing(remove.sizeHint().width() + 6)
            column.setSpacing(6)
        column.addWidget(self._error)
        self._show(shown)

    @property
    def is_edited(self) -> bool:
        """Whether anything differs from what was shown."""
        return self._values() != self._texts

    @property
    def is_blank(self) -> bool:
        """A new row nobody typed into."""
        return self.shown is None and not any(
            control.text().strip()
            for control in self.controls.values()
            if isinstance(control, QLineEdit)
        )

    def show_captions(self, *, first: bool) -> None:
        """Name the columns above the first row, and above every row of two lines."""
        has_two_lines = any(spec.line for spec in self.kind.fields)
        for caption in self._captions:
            caption.setVisible(first or has_two_lines)

    def refresh(self, stored: Record) -> None:
        """Show what is stored now, unless the person edited this row."""
        if not self.is_edited:
            self._show(stored)
            self.shown = stored

    def record(self, *, now: datetime, today: date) -> Record | None:
        """The row as a record, or None (and the reason shown) when it may not be kept so."""
        try:
            fields = self._fields(today)
            if self.shown is not None:
                made = replace(self.shown, **fields)
            else:
                values: dict[str, Any] = {**self.kind.defaults, **fields}
                values |= {"patient_id": _NOBODY, "id": new_id()}
                made = self.kind.record_type(created_at=now, updated_at=now, **values)
            check(made, today=today)
        except InvalidValue as error:
            several = isinstance(error, InvalidRecord)
            self.set_error(error.problems if several else {error.field: error.reason})
            return None
        self.set_error({})
        return made

    def set_error(self, problems: Mapping[str, str]) -> None:
        """Say what is wrong with the row."""
        words = {spec.name: spec.words for spec in self.kind.fields}
        text = ". ".join(f"{words.get(name, name)} {reason}" for name, reason in problems.items())
        self._error.setText(text)
        self._error.setVisible(bool(text))

    def _control(self, spec: ChildField, name: str) -> QLineEdit | QComboBox:
        if spec.choices:
            combo = ComboBox(name=name, accessible=spec.words)
            for value, words in spec.choices:
                combo.addItem(words, value)
            combo.currentIndexChanged.connect(self._on_edited)
            return combo
        control = line_edit(name)
        control.setAccessibleName(spec.words)
        control.setToolTip(spec.words)
        control.textEdited.connect(self._on_edited)
        return control

    def _show(self, record: Record | None) -> None:
        for name, control in self.controls.items():
            default = self.kind.defaults.get(name, "")
            value = getattr(record, name) if record is not None else default
            text = "" if value is None else str(value)
            blocked = control.blockSignals(True)
            if isinstance(control, QComboBox):
                if control.findData(text) < 0:
                    control.addItem(text, text)
                control.setCurrentIndex(control.findData(text))
            else:
                control.setText(shown_phone(text) if name in self._phones else text)
                control.setCursorPosition(0)
            control.blockSignals(blocked)
        self._texts = self._values()

    def _values(self) -> dict[str, str]:
        return {
            name: cast("str", control.currentData())
            if isinstance(control, QComboBox)
            else control.text().strip()
            for name, control in self.controls.items()
        }

    def _fields(self, today: date) -> dict[str, Any]:
        by_name = entity_of(self.kind.record_type).by_name
        dates = {spec.name for spec in self.kind.fields if spec.is_date}
        fields: dict[str, Any] = {}
        for name, text in self._values().items():
            understood = read_date(text, today=today) if name in dates and text else ()
            value = understood[0] if understood else text
            if name in self._phones and value:
                value = normalised_phone(value)
            fields[name] = None if by_name[name].nullable and not value else value
        return fields

    def _on_edited(self, *_change: object) -> None:
        self.edited.emit()

    def _on_remove(self) -> None:
        self.remove_requested.emit(self)


class ChildRows(QWidget):
    """All rows of one kind, with a button to add one."""

    edited = Signal()

    def __init__(self, kind: ChildKind) -> None:
        super().__init__()
        self.kind = kind
        self.rows: list[ChildRow] = []
        self._removed: list[Record] = []
        self._numbers = 0
        entity = entity_of(kind.record_type).name
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        column.addLayout(self._lines)
        add = Button(kind.add_words, name=f"add_{entity}", icon="plus", look=Look.QUIET)
        add.clicked.connect(self.add_row)
        foot = QHBoxLayout()
        foot.addWidget(add)
        foot.addStretch(1)
        column.addLayout(foot)

    @property
    def is_edited(self) -> bool:
        """Whether saving would change anything here."""
        return bool(self._removed) or any(row.is_edited and not row.is_blank for row in self.rows)

    def show_records(self, records: Sequence[Record]) -> None:
        """Start again from these records."""
        for row in list(self.rows):
            self._drop(row)
        self._removed.clear()
        for record in records:
            self._append(record)

    def refresh(self, records: Sequence[Record]) -> None:
        """Take over what another desk changed; rows the person touched stay as typed."""
        stored = {record.id: record for record in records}
        gone = {record.id for record in self._removed}
        for row in list(self.rows):
            if row.shown is None:
                continue
            fresh = stored.pop(row.shown.id, None)
            if fresh is not None:
                row.refresh(fresh)
            elif not row.is_edited:
                self._drop(row)
        for record in stored.values():
            if record.id not in gone:
                self._append(record)

    def add_row(self) -> None:
        """An empty row, with the cursor in it."""
        row = self._append(None)
        next(iter(row.controls.values())).setFocus()

    def collect(
        self, *, now: datetime, today: date
    ) -> tuple[list[Record], list[Record], dict[RecordId, Record]] | None:
        """Records to write, records to remove and what the written ones were shown as.

        None when a row may not be kept as it is; its reason is on screen.
        """
        wanted = [row for row in self.rows if row.is_edited and not row.is_blank]
        made = [(row, row.record(now=now, today=today)) for row in wanted]
        if any(record is None for _, record in made):
            return None
        written = [record for _, record in made if record is not None]
        shown = {row.shown.id: row.shown for row in wanted if row.shown is not None}
        return written, list(self._removed), shown

    def _append(self, record: Record | None) -> ChildRow:
        self._numbers += 1
        row = ChildRow(self.kind, record, number=self._numbers)
        row.edited.connect(self.edited)
        row.remove_requested.connect(self._on_remove)
        self.rows.append(row)
        self._lines.addWidget(row)
        row.show_captions(first=len(self.rows) == 1)
        return row

    def _on_remove(self, row: ChildRow) -> None:
        if row.shown is not None:
            self._removed.append(row.shown)
        self._drop(row)
        self.edited.emit()

    def _drop(self, row: ChildRow) -> None:
        self.rows.remove(row)
        self._lines.removeWidget(row)
        row.hide()
        row.deleteLater()
        if self.rows:
            self.rows[0].show_captions(first=True)
