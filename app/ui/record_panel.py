"""A panel of records about patients: the list beside one of them, and the form in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.domain.declare import Keeping, Record
from app.domain.drafts import NEW
from app.domain.ids import RecordId, is_record_id
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.services.patients import PatientRow
from app.services.record_lists import RecordLine
from app.ui.panel import Panel
from app.ui.permitted import Permits, permit
from app.ui.record_filters import RecordFilters
from app.ui.record_form import RecordForm
from app.ui.record_page import RecordPage, Source
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.widgets.button import Button, Look
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.surfaces import Card, label, upright_rule

_ROOMY, _LIST_WIDE, _LIST_NARROW = 1080, 360, 280


def _tr(text: str) -> str:
    return QCoreApplication.translate("records", text)


class Viewer(QWidget):
    """What shows one record. said(words); did(words, step); edit_wished(); chart_wished(id);
    made(record id): another record came of it."""

    said = Signal(str)
    did = Signal(str, object)
    edit_wished = Signal()
    chart_wished = Signal(str)
    made = Signal(str)

    record_id: RecordId | None = None

    @property
    def record(self) -> Record | None:
        """The record that is shown."""
        return None

    def open(self, line: RecordLine[Any]) -> None:
        """Show this one."""

    def stop(self) -> None:
        """The window closes."""


class RecordPanel(Panel):
    """The list, one record and its form, with the keys and the drafts of all panels."""

    holds = Keeping.CHART

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        *,
        name: str,
        page: RecordPage,
        filters: RecordFilters,
        viewer: Viewer,
        form: RecordForm,
        source: Source,
        permission: Permission,
    ) -> None:
        super().__init__(name=f"{name}s_panel")
        self._data_sync, self._tasks, self._source = data_sync, tasks, source
        self._resumed = ""
        self.list, self.viewer, self.form = page, viewer, form
        self.filters = filters
        self.why = Permits(data_sync).why_not(permission, is_own=True)
        self._lay_out(name)
        self._connect()

    def opened(self) -> None:
        """Read the list when it is first looked at, and put the cursor on it."""
        self.list.refresh()
        if self.form.is_open:
            return
        self.list.take_focus()
        resumed, self._resumed = self._resumed, ""
        if resumed and self.viewer.record_id is None:
            self.show_record("", resumed)

    def place(self) -> str:
        """The record that is open."""
        return self.viewer.record_id or ""

    def go_back_to(self, place: str) -> None:
        """Look at this record again when the panel comes to the front."""
        self._resumed = place

    def show_record(self, entity: str, record_id: str) -> None:
        """Show one record, wherever it stands in the list."""
        del entity
        key = RecordId(record_id)
        self._with_line(key, self.open_line)

    def show_patient(self, row: PatientRow | None) -> None:
        """List this patient's only; None: everybody's."""
        self.filters.show_patient(row)

    def begin(self, entity: str, patient_id: str) -> None:
        """Write a new one of a patient, beside those that are there."""
        del entity
        key = RecordId(patient_id)

        def found(rows: dict[RecordId, PatientRow]) -> None:
            row = rows.get(key)
            if row is not None:
                self.show_patient(row)
                self._add(row)

        self._tasks.start(self._data_sync.patients.rows([key]), done=found)

    def start_new(self) -> None:
        """Ctrl+N: write a new one, for the patient whose records are listed."""
        if self.why:
            self.said.emit(self.why)
            return
        self._add(None)
        patient_id = self.filters.patient_id
        if patient_id is not None and self.form.whose.patient_id is None:
            self.form.whose.look_up(patient_id)

    def focus_filter(self) -> None:
        """Ctrl+F: put the cursor into the filter."""
        self.filters.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.text.selectAll()

    def close_side(self) -> bool:
        """Esc: leave the form (what is typed is kept), else the filter."""
        if self.form.is_open:
            was_typed = self.form.is_typed
            self.form.close_form()
            if was_typed:
                self.said.emit(_tr("Kept as a draft."))
            return True
        if self.filters.is_narrowed:
            self.filters.show_all(self.filters.chip)
            self.list.take_focus()
            return True
        return False

    def has_unsaved(self) -> bool:
        """Whether something is typed that was not saved."""
        return self.form.is_typed

    async def keep_drafts(self) -> None:
        """Keep what is typed. Raises StorageError."""
        await self.form.draft.keep()

    def open_draft(self, form: str, subject: str) -> bool:
        """Open the form that was left unfinished."""
        if form != self.form.name:
            return False
        if subject == NEW:
            self._add(None)
        elif is_record_id(subject):
            self._open_draft_of(RecordId(subject))
        return True

    def stop(self) -> None:
        """The window closes."""
        self.list.stop()
        self.viewer.stop()
        self.form.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the list is narrower."""
        super().resizeEvent(event)
        self.list.setFixedWidth(px(_LIST_WIDE if self.width() >= _ROOMY else _LIST_NARROW))

    def open_line(self, line: RecordLine[Any]) -> None:
        """Show the record of a line."""
        if self.form.is_open:
            self.form.close_form()
        self.list.show_line_of(line.id)
        self.pages.setCurrentWidget(self.viewer)
        if line.id != self.viewer.record_id:
            self.viewer.open(line)

    def shown(self) -> Record | None:
        """The record that is before the person's eyes."""
        return self.viewer.record if self.pages.currentWidget() is self.viewer else None

    def edit(self) -> None:
        """Change the record that is shown."""
        record = self.shown()
        if record is not None:
            self.pages.setCurrentWidget(self.form)
            self.form.change(record)

    def _with_line(self, key: RecordId, do: Callable[[RecordLine[Any]], None]) -> None:
        def found(lines: dict[RecordId, RecordLine[Any]]) -> None:
            if (line := lines.get(key)) is not None:
                do(line)

        self._tasks.start(self._lines(key), done=found)

    async def _lines(self, key: RecordId) -> dict[RecordId, RecordLine[Any]]:
        return await self._source.rows([key])

    def _open_draft_of(self, key: RecordId) -> None:
        def found(lines: dict[RecordId, RecordLine[Any]]) -> None:
            if (line := lines.get(key)) is None:
                self.begin("", key)  # it was begun for a patient
            else:
                self.pages.setCurrentWidget(self.form)
                self.form.change(line.record)

        self._tasks.start(self._lines(key), done=found)

    def _lay_out(self, name: str) -> None:
        words = self.list.words
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(words.title, "title", name=f"{name}s_title"))
        self.count = label("", "label", name=f"{name}s_count")
        head.addWidget(self.count)
        head.addStretch(1)
        self.new = Button(words.action, name=f"new_{name}_button", icon="plus", look=Look.PRIMARY)
        self.new.setToolTip(_tr("{0} (Ctrl+N)").format(words.action))
        permit(self.new, self.why)
        head.addWidget(self.new)
        self.page.addLayout(head)
        self.page.addWidget(self.filters)
        self.nothing = EmptyState(name=f"no_{name}")
        self.nothing.say(words.icon, _tr("Choose an entry"), _tr("Arrows move through the list."))
        self.pages = QStackedWidget()
        for part in (self.nothing, self.viewer, self.form):
            self.pages.addWidget(part)
        card = Card(name=f"{name}s_card", padding=1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(upright_rule())
        row.addWidget(self.pages, 1)
        card.body.addLayout(row)
        self.page.addWidget(card, 1)
        self.list.setFixedWidth(_LIST_NARROW)

    def _connect(self) -> None:
        self.new.clicked.connect(self.start_new)
        self.list.new_wished.connect(self.start_new)
        self.list.chosen.connect(self.open_line)
        self.list.counted.connect(self._on_counted)
        self.viewer.said.connect(self.said)
        self.viewer.did.connect(self.did)
        self.viewer.chart_wished.connect(self.patient_requested)
        self.viewer.edit_wished.connect(self.edit)
        self.viewer.made.connect(self._on_made)
        self.form.saved.connect(self._on_saved)
        self.form.closed.connect(self._on_form_closed)

    def _add(self, row: PatientRow | None) -> None:
        self.pages.setCurrentWidget(self.form)
        self.form.add(row)

    def _on_saved(self, said: str, record: Record) -> None:
        self.said.emit(said)
        self.pages.setCurrentWidget(self.nothing)
        self.show_record("", record.id)
        self.list.take_focus()

    def _on_form_closed(self) -> None:
        is_open = self.viewer.record_id is not None
        self.pages.setCurrentWidget(self.viewer if is_open else self.nothing)
        self.list.take_focus()

    def _on_made(self, record_id: str) -> None:
        self.show_record("", record_id)

    def _on_counted(self, count: int) -> None:
        self.count.setText(QLocale().toString(count))
