"""Editing what belongs to a patient several times: allergies, policies, contacts, identifiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.declare import Record, entity_of
from app.domain.ids import RecordId
from app.services.drafts import packed, unpacked
from app.ui.panels.patients.child_kind import ChildKind
from app.ui.panels.patients.child_row import ChildRow
from app.ui.panels.patients.origin_words import origin_words
from app.ui.panels.patients.typed_values import listed
from app.ui.permitted import WhyLine, permit
from app.ui.typed_texts import texts_of
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label

_ROOMY = 16
"""Between rows of several lines, which are to be told apart."""


class ChildRows(QWidget):
    """All rows of one kind, with a button to add one.

    Locked, the records are lines to read below the reason; what was typed before stays.
    """

    edited = Signal()
    reason_wished = Signal()

    def __init__(self, kind: ChildKind) -> None:
        super().__init__()
        self.kind = kind
        self.rows: list[ChildRow] = []
        self._today = date.min
        self._removed: list[Record] = []
        self._submitted: list[tuple[ChildRow, Record, dict[str, str]]] = []
        self._removal_submitted: frozenset[RecordId] = frozenset()
        self._numbers = 0
        self._is_withheld = False
        self._read: Sequence[Record] = ()
        self._recorders: Mapping[RecordId, str] = {}
        self.entity = entity = entity_of(kind.record_type).name
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.why = WhyLine(name=f"{entity}_why")
        """Why the section can only be read, or is not shown."""
        self.why.reason_wished.connect(self.reason_wished)
        self._read_only = label("", name=f"{entity}_lines", wraps=True)
        self._read_only.hide()
        column.addWidget(self.why)
        column.addWidget(self._read_only)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(_ROOMY if any(one.line for one in kind.fields) else 6)
        column.addLayout(self._lines)
        self._add = Button(kind.add_words, name=f"add_{entity}", icon="plus", look=Look.QUIET)
        self._add.clicked.connect(self.add_row)
        foot = QHBoxLayout()
        foot.addWidget(self._add)
        foot.addStretch(1)
        column.addLayout(foot)

    def offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """What can be chosen in a field is known now: in each line, and in those still to come."""
        fields = tuple(
            replace(one, choices=tuple(choices)) if one.name == name else one
            for one in self.kind.fields
        )
        if fields == self.kind.fields:
            return
        self.kind = replace(self.kind, fields=fields)
        for row in self.rows:
            row.offer(next(one for one in fields if one.name == name))
        if self.is_locked:
            self._show_lines(self._read)

    def name_recorders(self, names: Mapping[RecordId, str]) -> None:
        """Who the users and practitioners are that recorded the lines shown next."""
        self._recorders = names

    @property
    def is_edited(self) -> bool:
        """Whether saving would change anything here."""
        return bool(self._removed) or any(row.is_edited and not row.is_blank for row in self.rows)

    @property
    def is_locked(self) -> bool:
        """Whether the records can be read only."""
        return bool(self.why.text())

    def set_locked(
        self, why: str, *, is_withheld: bool = False, can_state_reason: bool = False
    ) -> bool:
        """Lock the section for this reason, or open it; True when it was the other way before.

        is_withheld: its records are not shown at all. `show_records` or `refresh` follows.
        """
        was_locked = self.is_locked
        self.why.say(why, can_state_reason=can_state_reason)
        self._is_withheld = is_withheld
        permit(self._add, why)
        for row in list(self.rows):
            if why and not row.is_edited:
                self._drop(row)
        if not why:
            self._read_only.hide()
        return was_locked != bool(why)

    def typed(self) -> object:
        """What stands here, to be compared with what stood here at another moment."""
        rows = tuple((id(row), tuple(row.typed().items())) for row in self.rows)
        return rows, tuple(record.id for record in self._removed)

    def draft(self) -> dict[str, object]:
        """Typed lines with the records they are edits of, and what was removed."""
        rows = [
            {"base": packed(row.base), "typed": row.typed()}
            for row in self.rows
            if row.is_edited and not row.is_blank
        ]
        removed = [packed(record) for record in self._removed]
        return {"entity": self.entity, "rows": rows, "removed": removed}

    def show_draft(self, content: object) -> None:
        """Put a draft's lines back over the stored ones; `refresh` with what is stored follows."""
        record_type = self.kind.record_type
        for kept in listed(content, "removed"):
            record = unpacked(record_type, kept)
            for row in [
                row for row in self.rows if record and row.base and row.base.id == record.id
            ]:
                self._drop(row)
            if record is not None:
                self._removed.append(record)
        for kept in listed(content, "rows"):
            base = unpacked(record_type, kept.get("base"))
            same = (row for row in self.rows if base and row.base and row.base.id == base.id)
            row = next(same, None)
            if row is None:
                row = self._append(base)
            elif base is not None and not row.is_edited:
                row.show_base(base)
            if not row.is_edited:
                row.show_texts(texts_of(kept.get("typed")))

    def show_records(self, records: Sequence[Record], *, today: date) -> None:
        """Start again from these records."""
        self._today = today
        for row in list(self.rows):
            self._drop(row)
        self._removed.clear()
        self._submitted.clear()
        if self.is_locked:
            self._show_lines(records)
            return
        for record in records:
            self._append(record)

    def refresh(self, records: Sequence[Record]) -> bool:
        """Take over what another desk changed; True when there was anything.

        Typed text stays. A line edited here and removed there says so and can be saved again;
        a line removed here and changed there comes back to be looked at.
        """
        if self.is_locked:
            self._show_lines(records)
            return False
        stored = {record.id: record for record in records}
        changed = False
        for row in self.rows:
            row.set_origin(
                origin_words(stored.get(row.base.id) if row.base else None, self._recorders)
            )
        for row in list(self.rows):
            if row.shown is not None:
                changed |= self._refresh_row(row, stored.pop(row.shown.id, None))
        removed = {record.id: record for record in self._removed}
        for record in stored.values():
            if not self._is_same(removed.get(record.id), record):
                self._bring(record, was_removed=record.id in removed)
                changed = True
        return changed

    def add_row(self) -> None:
        """An empty row, with the cursor in it."""
        row = self._append(None)
        next(iter(row.controls.values())).setFocus()

    def collect(
        self, *, now: datetime
    ) -> tuple[list[Record], list[Record], dict[RecordId, Record]] | None:
        """Records to write, records to remove and what the written ones were shown as.

        None when a row may not be kept as it is; its reason is on screen.
        """
        wanted = [row for row in self.rows if row.is_edited and not row.is_blank]
        made = [(row, row.record(now=now)) for row in wanted]
        self._submitted = [(row, record, row.typed()) for row, record in made if record is not None]
        if len(self._submitted) < len(wanted):
            return None
        written = [record for _, record, _ in self._submitted]
        shown = {row.shown.id: row.shown for row in wanted if row.shown is not None}
        self._removal_submitted = frozenset(record.id for record in self._removed)
        return written, list(self._removed), shown

    def first_stop(self) -> QWidget:
        """Where the keyboard begins here."""
        return self.rows[0].stops()[0] if self.rows else self._add

    def first_problem(self) -> QWidget | None:
        """The first control of the first line that may not be kept as it is."""
        return next((row.stops()[0] for row in self.rows if row.has_error), None)

    def take_saved(self) -> None:
        """What was collected is stored now; what was typed since is an edit of that."""
        self._removed = [r for r in self._removed if r.id not in self._removal_submitted]
        for row, record, texts in self._submitted:
            row.take_saved(record, texts)

    def _show_lines(self, records: Sequence[Record]) -> None:
        self._read = records
        lines = [self._line(record) for record in records]
        words = "\n".join(lines) or self.tr("None recorded")
        self._read_only.setText("" if self._is_withheld else words)
        self._read_only.setVisible(not self._is_withheld)
        self.why.setAccessibleDescription(self._read_only.text())

    def _line(self, record: Record) -> str:
        shown = (spec.words_of(getattr(record, spec.name)) for spec in self.kind.fields)
        told = (*shown, origin_words(record, self._recorders))
        return " · ".join(words for words in told if words)

    def _refresh_row(self, row: ChildRow, fresh: Record | None) -> bool:
        if fresh is not None:
            return row.refresh(fresh)
        if row.is_edited:
            row.lose_record()
        else:
            self._drop(row)
        return True

    def _bring(self, record: Record, *, was_removed: bool) -> None:
        row = self._append(record)
        if was_removed:
            self._removed = [one for one in self._removed if one.id != record.id]
            row.set_note(self.tr("You removed this line; another desk has changed it since."))

    def _is_same(self, one: Record | None, other: Record) -> bool:
        names = [spec.name for spec in self.kind.fields]
        return one is not None and all(getattr(one, n) == getattr(other, n) for n in names)

    def _append(self, record: Record | None) -> ChildRow:
        self._numbers += 1
        before = self.rows[-1].stops()[-1] if self.rows else _stop_before(self._add)
        row = ChildRow(self.kind, record, number=self._numbers, today=self._today)
        row.edited.connect(self.edited)
        row.remove_requested.connect(self._on_remove)
        self.rows.append(row)
        self._lines.addWidget(row)
        # Qt puts a widget made at run time at the end of the whole window's order.
        for one, following in pairwise([before, *row.stops()]):
            self.setTabOrder(one, following)
        row.show_captions(first=len(self.rows) == 1)
        row.set_origin(origin_words(record, self._recorders))
        return row

    def _on_remove(self, row: ChildRow) -> None:
        if row.shown is not None:
            self._removed.append(row.shown)
        self._drop(row)
        self._add.setFocus()
        self.edited.emit()

    def _drop(self, row: ChildRow) -> None:
        self.rows.remove(row)
        self._lines.removeWidget(row)
        row.hide()
        row.deleteLater()
        if self.rows:
            self.rows[0].show_captions(first=True)


def _stop_before(widget: QWidget) -> QWidget:
    """Where the Tab key stops before a widget; Qt orders nothing after what never has the focus."""
    before = widget.previousInFocusChain()
    while before not in (None, widget) and not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
        before = before.previousInFocusChain()
    return before or widget
