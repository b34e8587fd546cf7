"""One allergy, policy, contact, team member or identifier of a patient as a line of controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.declare import Record, entity_of
from app.domain.errors import InvalidRecord, InvalidValue
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.validation import check
from app.domain.values import shown_phone
from app.ui.panels.patients.child_kind import ChildField, ChildKind
from app.ui.panels.patients.clash_line import ClashLine
from app.ui.panels.patients.typed_values import (
    typed_date,
    typed_number,
    typed_phone,
    whole_day_of,
)
from app.ui.vocabulary import reason_said
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, line_edit
from app.ui.widgets.surfaces import label
from app.ui.wording import shown_other

_AROUND_CHOICE = 48
"""Pixels of a choice beside its words: borders, padding and the arrow."""
_NOBODY = PatientId(RecordId("0" * 32))


class ChildRow(QWidget):
    """One record as a line of controls.

    shown is what an edit is measured against: the stored record, with the older value of a field
    about which another desk and this one disagree. None: a new record.
    """

    edited = Signal()
    remove_requested = Signal(object)

    def __init__(self, kind: ChildKind, shown: Record | None, *, number: int, today: date) -> None:
        super().__init__()
        self.kind = kind
        self.shown = shown
        self._today = today
        self._stored = shown
        self._lost: Record | None = None
        self._texts: dict[str, str] = {}
        self._captions: list[QLabel] = []
        self._clashes: dict[str, ClashLine] = {}
        self._specs = {spec.name: spec for spec in kind.fields}
        self._name = f"{entity_of(kind.record_type).name}_{number}"
        self.controls: dict[str, QLineEdit | QComboBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._lay_out()
        self._note = label("", "label", name=f"{self._name}_note", wraps=True)
        self._error = label("", "error", name=f"{self._name}_error", wraps=True)
        self._origin = label("", "meta", name=f"{self._name}_origin", wraps=True)
        for line in (self._origin, self._note, self._error):
            line.hide()
            self._column.addWidget(line)
        for name in self.controls:
            self._show(name)

    def who_changed_record(self) -> Record | None:
        """The stored record; None for a new line."""
        return self.base

    def who_changed_field(self, control: str) -> str:
        """The field behind one of its controls."""
        return control.removeprefix(f"{self._name}_")

    @property
    def is_edited(self) -> bool:
        """Whether saving this row would write anything."""
        return self._lost is not None or self.typed() != self._texts

    @property
    def is_blank(self) -> bool:
        """A new row nobody typed into."""
        said = self.typed()
        return self.shown is None and not any(
            said[name]
            for name, control in self.controls.items()
            if isinstance(control, QLineEdit) or self._specs[name].is_offered
        )

    @property
    def has_error(self) -> bool:
        """Whether the row may not be kept as it is."""
        return bool(self._error.text())

    @property
    def base(self) -> Record | None:
        """The record this line is an edit of, also where another desk removed it; None: new."""
        return self.shown or self._lost

    def show_base(self, record: Record) -> None:
        """Show the record as it was when somebody began to type."""
        self.shown = self._stored = record
        for name in self.controls:
            self._show(name)

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Put typed text back into the line, as an edit of what it shows."""
        for name in self.controls.keys() & texts.keys():
            self._put(self.controls[name], texts[name])

    def typed(self) -> dict[str, str]:
        """What stands in the controls, by field."""
        return {
            name: cast("str", control.currentData())
            if isinstance(control, QComboBox)
            else control.text().strip()
            for name, control in self.controls.items()
        }

    def offer(self, field: ChildField) -> None:
        """What can be chosen in a field is known now; what is chosen stays chosen."""
        control = self.controls[field.name]
        if not isinstance(control, QComboBox):
            return
        self._specs[field.name] = field
        chosen, blocked = self.typed()[field.name], control.blockSignals(True)
        control.clear()
        for value, words in field.choices:
            control.addItem(words, value)
        self._put(control, chosen)
        self._widen(control, field)
        control.blockSignals(blocked)

    def stops(self) -> list[QWidget]:
        """Where the Tab key stops in this row, in order."""
        asked = [button for line in self._clashes.values() for button in (line.mine, line.use)]
        return [*self.controls.values(), self._remove, *asked]

    def show_captions(self, *, first: bool) -> None:
        """Name the columns above the first row, and above every row of two lines."""
        has_two_lines = any(spec.line for spec in self.kind.fields)
        for caption in self._captions:
            caption.setVisible(first or has_two_lines)

    def refresh(self, stored: Record) -> bool:
        """Take over what another desk changed; True when there was anything.

        Typed text stays. A field both changed to something different is asked about below.
        """
        if self.shown is None:
            return False
        values = self.typed()
        clashing: list[str] = []
        taken: list[str] = []
        for name in self.controls:
            theirs = getattr(stored, name)
            if getattr(self.shown, name) == theirs:
                continue
            is_typed = values[name] != self._texts[name]
            understood = self._understood(name, values[name])
            is_clash = is_typed and understood != ("" if theirs is None else theirs)
            (clashing if is_clash else taken).append(name)
        self._stored = stored
        self.shown = replace(stored, **{name: getattr(self.shown, name) for name in clashing})
        for name in taken:
            self._show(name)
        self._ask_about(clashing)
        return bool(taken or clashing)

    def lose_record(self) -> None:
        """Another desk removed the record: what stands here becomes a new one."""
        self._lost, self.shown, self._stored = self.shown, None, None
        self._ask_about([])
        self.set_note(
            self.tr("Another desk removed this line. Saving adds it again; or remove it here too.")
        )

    def take_saved(self, record: Record, texts: Mapping[str, str]) -> None:
        """The row was saved with these texts; what was typed since is an edit of that."""
        self.shown = self._stored = record
        self._texts = dict(texts)
        self._lost = None
        self.set_note("")

    def record(self, *, now: datetime) -> Record | None:
        """The row as a record, or None (and the reason shown) when it may not be kept so."""
        try:
            made = self._made(now)
            check(made, today=self._today)
        except InvalidValue as error:
            several = isinstance(error, InvalidRecord)
            self.set_error(error.problems if several else {error.field: error.reason})
            return None
        self.set_error({})
        return made

    def set_origin(self, text: str) -> None:
        """Say who recorded the line, and what its code means."""
        self._origin.setText(text)
        self._origin.setVisible(bool(text))

    def set_note(self, text: str) -> None:
        """Say what happened to the row elsewhere."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def set_error(self, problems: Mapping[str, str]) -> None:
        """Say what is wrong with the row."""
        words = {name: spec.words for name, spec in self._specs.items()}
        text = ". ".join(
            f"{words.get(name, name)} {reason_said(reason)}" for name, reason in problems.items()
        )
        self._error.setText(text)
        self._error.setVisible(bool(text))

    def _lay_out(self) -> None:
        lines = [QHBoxLayout() for _ in range(1 + max(spec.line for spec in self.kind.fields))]
        for spec in self.kind.fields:
            control = self._control(spec)
            self.controls[spec.name] = control
            caption = label(spec.words, "meta")
            caption.setBuddy(control)
            self._captions.append(caption)
            cell = QVBoxLayout()
            cell.setSpacing(2)
            cell.addWidget(caption)
            cell.addWidget(control)
            lines[spec.line].addLayout(cell, spec.stretch)
        self._remove = Button(
            "",
            name=f"{self._name}_remove",
            icon="trash-2",
            look=Look.QUIET,
            accessible=self.tr("Remove this line"),
        )
        self._remove.clicked.connect(lambda: self.remove_requested.emit(self))
        lines[0].addWidget(self._remove, 0, Qt.AlignmentFlag.AlignBottom)
        for line in lines:
            line.setSpacing(6)
            self._column.addLayout(line)
        for line in lines[1:]:
            line.addSpacing(self._remove.sizeHint().width() + 6)
            self._column.setSpacing(6)

    def _control(self, spec: ChildField) -> QLineEdit | QComboBox:
        name = f"{self._name}_{spec.name}"
        if spec.choices:
            combo = ComboBox(name=name, accessible=spec.words)
            for value, words in spec.choices:
                combo.addItem(words, value)
            self._widen(combo, spec)
            combo.currentIndexChanged.connect(self._on_edited)
            return combo
        control = line_edit(name)
        control.setAccessibleName(spec.words)
        control.setToolTip(spec.words)
        control.textEdited.connect(self._on_edited)
        return control

    def _widen(self, combo: QComboBox, spec: ChildField) -> None:
        # Names are as long as people's: they take the room there is, and their list shows them.
        if not spec.is_offered:
            widest = max(map(combo.fontMetrics().horizontalAdvance, dict(spec.choices).values()))
            combo.setMinimumWidth(widest + _AROUND_CHOICE)

    def _made(self, now: datetime) -> Record:
        fields = self._fields()
        if self.shown is not None:
            return replace(self.shown, **fields)
        new: dict[str, Any] = {"id": new_id(), "created_at": now, "updated_at": now, **fields}
        if self._lost is not None:
            return replace(self._lost, version=0, **new)
        values: dict[str, Any] = {**self.kind.defaults, "patient_id": _NOBODY, **new}
        return self.kind.record_type(**values)

    def _fields(self) -> dict[str, Any]:
        by_name = entity_of(self.kind.record_type).by_name
        values = {name: self._stored_value(name, text) for name, text in self.typed().items()}
        return {
            name: None if by_name[name].nullable and value == "" else value
            for name, value in values.items()
        }

    def _stored_value(self, name: str, text: str) -> str | int | date:
        if self._specs[name].is_date:
            # A policy ends in years to come: "12/31/29" is not 1929 here.
            years = 0 if self._specs[name].is_past else 20
            found = typed_date(text, today=self._today + timedelta(days=365 * years))
            return whole_day_of(self.kind.record_type, name, found)
        if self._specs[name].is_offered and not text:
            raise InvalidValue(name, "is required")
        if self._specs[name].is_number:
            return typed_number(name, text)
        return typed_phone(text) if self._specs[name].is_phone else text

    def _understood(self, name: str, text: str) -> str | int | date:
        try:
            return self._stored_value(name, text)
        except InvalidValue:
            return text

    def _show(self, name: str) -> None:
        self._put(self.controls[name], self._words(name))
        self._texts[name] = self.typed()[name]

    def _put(self, control: QLineEdit | QComboBox, text: str) -> None:
        blocked = control.blockSignals(True)
        if isinstance(control, QComboBox):
            if control.findData(text) < 0:
                control.addItem(shown_other(text), text)
            control.setCurrentIndex(control.findData(text))
        else:
            control.setText(text)
            control.setCursorPosition(0)
        control.blockSignals(blocked)

    def _words(self, name: str) -> str:
        record = self._stored
        value = getattr(record, name) if record is not None else self.kind.defaults.get(name)
        text = "" if value is None else str(value)
        return shown_phone(text) if self._specs[name].is_phone else text

    def _ask_about(self, names: list[str]) -> None:
        for name in [*self._clashes]:
            if name not in names or self._clashes[name].theirs != self._their_words(name):
                self._drop_question(name)
        for name in names:
            if name not in self._clashes:
                self._ask(name)

    def _ask(self, name: str) -> None:
        line = ClashLine(
            self._specs[name].words, self._their_words(name), name=f"{self._name}_{name}"
        )
        line.decided.connect(partial(self._on_decided, name))
        before = self.stops()[-1]
        self._clashes[name] = line
        self._column.addWidget(line)
        self.setTabOrder(before, line.mine)
        self.setTabOrder(line.mine, line.use)

    def _their_words(self, name: str) -> str:
        text = self._words(name)
        return dict(self._specs[name].choices).get(text, text)

    def _drop_question(self, name: str) -> None:
        line = self._clashes.pop(name)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _on_decided(self, name: str, keep_typed: bool) -> None:
        if self.shown is None or self._stored is None:
            return
        self._drop_question(name)
        self.shown = replace(self.shown, **{name: getattr(self._stored, name)})
        if keep_typed:
            self._texts[name] = self._words(name).strip()
        else:
            self._show(name)
        self.controls[name].setFocus()
        self.edited.emit()

    def _on_edited(self, *_change: object) -> None:
        self.edited.emit()
