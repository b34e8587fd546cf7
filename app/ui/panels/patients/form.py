"""The patient form: register somebody new or correct what is kept, without losing typed text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.changes import ChangeSet
from app.domain.declare import Record
from app.domain.errors import InvalidRecord, RecordNotFound, StaleVersion
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.domain.values import shown_phone
from app.live.data_sync import DataSync
from app.services.charts import PatientChart
from app.services.patients import ChartEdit, PatientRow
from app.services.staff import BookingChoices
from app.ui.error_presenter import words_for
from app.ui.panels.patients import form_layout
from app.ui.panels.patients.child_rows import ChildKind, ChildRows
from app.ui.panels.patients.form_bars import RemoteChangeBar, UnsavedBar
from app.ui.panels.patients.form_fields import PatientFields
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP, Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import Card, Notice, label
from app.ui.wording import shown_date

_MATCHES = 7


class PatientForm(QWidget):
    """One patient being registered or edited. saved(patient_id); closed()."""

    saved = Signal(str)
    closed = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("patient_form")
        self._data_sync = data_sync
        self._tasks = tasks
        self._chart: PatientChart | None = None
        self._is_open = False
        self._is_saving = False
        self.fields = PatientFields(parent=self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self._build_header()
        self._build_bars()
        self._build_body()
        self.fields.edited.connect(self._on_edited)
        self.fields.guarantor.search_wished.connect(self._on_guarantor_search)
        self.fields.guarantor.name_wished.connect(self._on_guarantor_name)
        for rows in self.children_rows():
            rows.edited.connect(self._on_edited)
        data_sync.feed.changed.connect(self._on_changed)
        save = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.save)

    @property
    def patient_id(self) -> PatientId | None:
        """Whose form this is; None while somebody new is registered."""
        return PatientId(self._chart.patient.id) if self._chart else None

    @property
    def is_dirty(self) -> bool:
        """Whether closing would lose typed text."""
        return self._is_open and bool(
            self.fields.edited_names() or any(rows.is_edited for rows in self.children_rows())
        )

    def children_rows(self) -> tuple[ChildRows, ...]:
        """The editors of what the patient has several of."""
        return (self._allergies, self._coverages, self._contacts, self._identifiers)

    def open_new(self) -> None:
        """Register somebody new."""
        self._open(None)
        self._title.setText(self.tr("New patient"))
        self._identity.setText("")
        self.fields.fields["family_name"].control.setFocus()

    def open_chart(self, chart: PatientChart) -> None:
        """Edit this patient."""
        self._open(chart)
        self._show_identity(chart.patient)
        self.fields.fields["family_name"].control.setFocus()

    def request_close(self) -> bool:
        """Close, or ask first when text would be lost. False while the question stands."""
        if self.is_dirty:
            self._unsaved.ask()
            return False
        self._close()
        return True

    def save(self) -> None:
        """Write the form in one transaction, or show what is wrong with it."""
        if self._is_saving or not self._is_open:
            return
        self._unsaved.hide()
        self._problem.set_text("")
        problems = self.fields.problems()
        children = self._collect_children()
        if problems or children is None:
            self._problem.set_text(self.tr("Please correct the marked fields."))
            self.fields.focus_first_problem()
            return
        written, removed, shown = children
        edit = ChartEdit(
            patient_id=self.patient_id,
            based_on=self.fields.base,
            changes=self.fields.changes(),
            children=tuple(written),
            removed=tuple(removed),
            shown_children=shown,
        )
        self._set_saving(True)
        self._tasks.start(
            self._data_sync.patients.save_chart(edit), done=self._on_saved, failed=self._on_failed
        )

    def _build_header(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        self._title = label("", "title", name="form_title")
        self._identity = label("", "label", name="form_identity")
        cancel = Button(self.tr("Cancel"), name="cancel_form_button")
        self._save = Button(
            self.tr("Save"), name="save_form_button", icon="check", look=Look.PRIMARY
        )
        self._save.setToolTip(self.tr("Save (Ctrl+S)"))
        cancel.clicked.connect(self.request_close)
        self._save.clicked.connect(self.save)
        row.addWidget(self._title)
        row.addWidget(self._identity)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self._save)
        self._column.addLayout(row)

    def _build_bars(self) -> None:
        self._unsaved = UnsavedBar()
        self._unsaved.save_requested.connect(self.save)
        self._unsaved.discard_requested.connect(self._close)
        self._remote = RemoteChangeBar()
        self._remote.decided.connect(self._on_clash_decided)
        self._problem = Notice(Tone.DANGER, "circle-x", name="form_problem")
        self._problem.set_text("")
        for bar in (self._unsaved, self._remote, self._problem):
            self._column.addWidget(bar)

    def _build_body(self) -> None:
        scroll = QScrollArea()
        scroll.setObjectName("form_scroll")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        body.setObjectName("scroll_body")
        sides = QHBoxLayout(body)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(GAP)
        left, right = QVBoxLayout(), QVBoxLayout()
        for side in (left, right):
            side.setSpacing(GAP)
            sides.addLayout(side, 1)
        left.addWidget(self._field_card(self.tr("Identity"), form_layout.identity_fields()))
        left.addWidget(self._field_card(self.tr("Contact"), form_layout.contact_fields()))
        alert = self._field_card(self.tr("Alert and allergies"), form_layout.clinical_fields())
        self._allergies = ChildRows(form_layout.allergy_kind())
        alert.body.addWidget(self._allergies)
        right.addWidget(alert)
        self._coverages = self._child_card(right, form_layout.coverage_kind())
        self._contacts = self._child_card(right, form_layout.contact_kind())
        self._identifiers = self._child_card(right, form_layout.identifier_kind())
        left.addStretch(1)
        right.addStretch(1)
        scroll.setWidget(body)
        self._column.addWidget(scroll, 1)

    def _field_card(self, title: str, plans: Sequence[form_layout.FieldPlan]) -> Card:
        card = Card(padding=20)
        card.body.setSpacing(12)
        card.body.addWidget(label(title, "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        self.fields.place(plans, grid)
        card.body.addLayout(grid)
        return card

    def _child_card(self, column: QVBoxLayout, kind: ChildKind) -> ChildRows:
        card = Card(padding=20)
        card.body.setSpacing(10)
        card.body.addWidget(label(kind.title, "section"))
        rows = ChildRows(kind)
        card.body.addWidget(rows)
        column.addWidget(card)
        return rows

    def _open(self, chart: PatientChart | None) -> None:
        self._is_open = True
        self._chart = chart
        self._set_saving(False)
        self._unsaved.hide()
        self._remote.clear()
        self._problem.set_text("")
        self.fields.show_patient(chart.patient if chart else None, today=self._today())
        for rows, records in zip(self.children_rows(), _child_records(chart), strict=True):
            rows.show_records(records)
        self._tasks.start(self._data_sync.staff.booking_choices(), done=self._on_choices)

    def _on_guarantor_search(self, text: str) -> None:
        self._tasks.start(
            self._data_sync.patients.search(text, limit=_MATCHES), done=self.fields.guarantor.offer
        )

    def _on_guarantor_name(self, patient_id: str) -> None:
        wanted = RecordId(patient_id)

        def show(rows: Mapping[RecordId, PatientRow]) -> None:
            name = rows[wanted].name if wanted in rows else self.tr("removed")
            self.fields.guarantor.show_name(wanted, name)

        self._tasks.start(self._data_sync.patients.rows([wanted]), done=show)

    def _on_choices(self, choices: BookingChoices) -> None:
        self.fields.offer_practitioners(choices.practitioners)

    def _show_identity(self, patient: Patient) -> None:
        self._title.setText(self.tr("Edit {0}").format(patient.display_name))
        self._identity.setText(f"{patient.mrn}  ·  {shown_date(patient.birth_date)}")

    def _collect_children(
        self,
    ) -> tuple[list[Record], list[Record], dict[RecordId, Record]] | None:
        now, today = self._data_sync.clock.now(), self._today()
        written: list[Record] = []
        removed: list[Record] = []
        shown: dict[RecordId, Record] = {}
        parts = [rows.collect(now=now, today=today) for rows in self.children_rows()]
        for part in parts:
            if part is None:
                return None
            written += part[0]
            removed += part[1]
            shown |= part[2]
        return written, removed, shown

    def _on_saved(self, patient: Patient) -> None:
        self._set_saving(False)
        self._close()
        self.saved.emit(patient.id)

    def _on_failed(self, error: Exception) -> bool:
        self._set_saving(False)
        self._problem.set_text(words_for(error))
        if isinstance(error, InvalidRecord):
            self.fields.show_problems(error.problems)
            self.fields.focus_first_problem()
        elif isinstance(error, StaleVersion):
            self._read_again()
        return True

    def _on_changed(self, change_set: ChangeSet) -> None:
        watching = self._is_open and not self._is_saving and self.patient_id is not None
        if watching and self._is_mine(change_set):
            self._read_again()

    def _is_mine(self, change_set: ChangeSet) -> bool:
        return any(change.patient_id == self.patient_id for change in change_set.changes)

    def _read_again(self) -> None:
        if self.patient_id is not None:
            self._tasks.start(
                self._data_sync.patients.chart(self.patient_id),
                done=self._on_read_again,
                failed=self._on_gone,
            )

    def _on_read_again(self, fresh: PatientChart) -> None:
        if not self._is_open or self._chart is None or fresh.patient.id != self.patient_id:
            return
        before = _child_records(self._chart)
        self._chart = fresh
        refreshed, clashing = self.fields.take_remote(fresh.patient)
        for rows, records in zip(self.children_rows(), _child_records(fresh), strict=True):
            rows.refresh(records)
        if refreshed or clashing or before != _child_records(fresh):
            self._remote.tell(refreshed)
        for name in clashing:
            value = getattr(fresh.patient, name)
            words = shown_phone(str(value)) if value and name in form_layout.PHONES else value
            self._remote.ask(name, str(words or ""))
        self._show_identity(fresh.patient)

    def _on_gone(self, error: Exception) -> bool:
        if isinstance(error, RecordNotFound):
            self._problem.set_text(
                self.tr("Another desk removed this patient. Your text is still here.")
            )
            return True
        return False

    def _on_clash_decided(self, name: str, keep_typed: bool) -> None:
        if self._chart is not None:
            self.fields.settle_clash(name, self._chart.patient, keep_typed=keep_typed)

    def _on_edited(self) -> None:
        self._unsaved.hide()

    def _set_saving(self, saving: bool) -> None:
        self._is_saving = saving
        self._save.setEnabled(not saving)
        self._save.setText(self.tr("Saving…") if saving else self.tr("Save"))

    def _close(self) -> None:
        self._is_open = False
        self._unsaved.hide()
        self._remote.clear()
        self.closed.emit()

    def _today(self) -> date:
        zone = ZoneInfo(self._data_sync.clinic.zone)
        return self._data_sync.clock.now().astimezone(zone).date()


def _child_records(chart: PatientChart | None) -> tuple[tuple[Record, ...], ...]:
    if chart is None:
        return (), (), (), ()
    return chart.allergies, chart.coverages, chart.contacts, chart.identifiers
