"""What a document is filed with: whose it is, the files, title, kind and date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.file_types import KEPT
from app.domain.ids import PatientId, RecordId, is_record_id
from app.domain.phi import quiet
from app.domain.treatment import Document
from app.live.data_sync import DataSync
from app.ui.models.document_words import Category, categories, kind_name, said
from app.ui.panels.documents.file_rows import MOST_FILES, FileRows
from app.ui.patient_choice import PatientChoice
from app.ui.task_runner import TaskRunner
from app.ui.typed_dates import shown_day, typed_day
from app.ui.widgets.button import Button
from app.ui.widgets.fields import ComboBox, Field, line_edit
from app.ui.widgets.surfaces import label

_LONGEST_TITLE = 200


class Purpose(Enum):
    """What the form is for."""

    ADD = "add"
    REPLACE = "replace"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class About:
    """What the form is about: a document that is changed or replaced, or none yet."""

    purpose: Purpose
    document: Document | None = None


@quiet
@dataclass(frozen=True, slots=True)
class Entered:
    """What stands in the fields, once nothing is wrong with it."""

    patient_id: PatientId
    title: str
    category: str
    day: date | None


class FilingFields(QWidget):
    """edited(): something was typed or chosen."""

    edited = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self._data_sync = data_sync
        self._about = About(Purpose.ADD)
        self.whose = PatientChoice(data_sync, tasks, name="document")
        self.files = FileRows(data_sync, tasks)
        self.choose = Button(said("Choose files…"), name="document_choose", icon="folder-open")
        words = said("Scan the paper with your scanner's program and choose the file. Kept: {0}.")
        kinds = ", ".join(kind_name(one.media_type) for one in KEPT)
        self.hint = label(words.format(kinds), "label", name="document_hint", wraps=True)
        self.problem = label("", "error", name="document_problem", wraps=True)
        kind = ComboBox(name="document_category", accessible=said("Kind"))
        for key, shown in categories():
            kind.addItem(shown, key)
        self.category = Field(said("Kind"), kind)
        day = line_edit("document_date", placeholder=said("Day it was written"))
        self.day = Field(said("Date"), day)
        self.title = Field(said("Title"), line_edit("document_new_title", length=_LONGEST_TITLE))
        self._lay_out()
        self._connect()

    def show_about(self, about: About) -> None:
        """Begin with what is stored of it, or with nothing."""
        self._about, document = about, about.document
        is_change = about.purpose is Purpose.CHANGE
        self.files.most = 1 if about.purpose is Purpose.REPLACE else MOST_FILES
        for part in (self.files, self.choose, self.hint):
            part.setVisible(not is_change)
        self.title.setVisible(is_change)
        self.files.forget()
        self.complain("")
        self.title.set_value(document.title if document else "")
        self.category.set_value(document.category if document else Category.LETTER)
        self.day.set_value(
            shown_day(document.authored_on if is_change and document else self._today())
        )
        for field in (self.title, self.category, self.day):
            field.set_error("")
        if document is None:
            self.whose.clear()
        else:
            self.whose.look_up(document.patient_id, may_change=False)

    def entered(self) -> Entered | None:
        """What stands here; None where something is wrong, which then is said beside it."""
        self.complain("")
        patient_id, day = self.whose.patient_id, typed_day(self.day.value(), today=self._today())
        self.whose.complain("" if patient_id else said("Choose the patient it belongs to."))
        is_no_day = bool(self.day.value()) and day is None
        self.day.set_error(said("Write a date, like 2026-03-14.") if is_no_day else "")
        is_fine = self._has_title() if self._is_change else self._has_files()
        if patient_id is None:
            self.whose.take_focus()
            return None
        if is_no_day:
            self.day.control.setFocus()
        if is_no_day or not is_fine:
            return None
        return Entered(patient_id, self.title.value(), self.category.value(), day)

    def typed(self) -> Mapping[str, object] | None:
        """What was typed beyond what stood there at first; of files their titles only."""
        if self._is_change:
            document = self._about.document
            stored = (
                (document.title, document.category, shown_day(document.authored_on))
                if document
                else None
            )
            if stored == (self.title.value(), self.category.value(), self.day.value()):
                return None
        elif not self.files.rows and self.category.value() == self._first_category():
            return None
        return {
            "titles": [one.title.value() for one in self.files.rows],
            "title": self.title.value(),
            "category": self.category.value(),
            "day": self.day.value(),
            "patient_id": self.whose.patient_id or "",
        }

    def show_typed(self, content: Mapping[str, object]) -> bool:
        """Put back what a draft holds."""
        for name, field in (("title", self.title), ("category", self.category), ("day", self.day)):
            value = content.get(name)
            if isinstance(value, str):
                field.set_value(value)
        patient_id = content.get("patient_id")
        is_free = self._about.document is None and self.whose.patient_id is None
        if is_free and isinstance(patient_id, str) and is_record_id(patient_id):
            self.whose.look_up(PatientId(RecordId(patient_id)))
        titles = content.get("titles")
        if isinstance(titles, list) and titles:
            named = ", ".join(str(one) for one in cast("list[object]", titles))
            self.complain(said("Choose the files again: {0}").format(named))
        return True

    def complain(self, words: str) -> None:
        """Say what is wrong with it as a whole; "" for nothing."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    @property
    def _is_change(self) -> bool:
        return self._about.purpose is Purpose.CHANGE

    def _first_category(self) -> str:
        document = self._about.document
        return document.category if document else str(Category.LETTER)

    def _today(self) -> date:
        return self._data_sync.today()

    def _has_title(self) -> bool:
        self.title.set_error("" if self.title.value() else said("Give it a title."))
        return not self.title.error()

    def _has_files(self) -> bool:
        problem = "" if self.files.rows else said("Choose a file, or drop one here.")
        if self.files.is_reading:
            problem = said("A file is still being read. One moment.")
        for row in self.files.rows:
            if row.attachment is None and not row.is_reading:
                problem = problem or said("Take off what cannot be filed.")
            elif not row.title.value():
                row.complain(said("Give it a title."))
                problem = problem or said("Give every file a title.")
        self.complain(problem)
        return not problem

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for part in (self.whose, self.title, self.files):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.hint)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        for at, field in enumerate((self.category, self.day)):
            grid.addWidget(field, 0, at)
            grid.setColumnStretch(at, 1)
        column.addLayout(grid)
        column.addWidget(self.problem)

    def _connect(self) -> None:
        self.files.refused.connect(self.complain)
        for signal in (self.files.edited, self.files.changed, self.whose.chosen):
            signal.connect(self.edited)
        for field in (self.title, self.category, self.day):
            field.edited.connect(self.edited)
