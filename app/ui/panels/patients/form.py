"""The patient form: register somebody new or correct what is kept, without losing typed text."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.changes import ChangeSet
from app.domain.declare import Record
from app.domain.drafts import NEW
from app.domain.errors import InvalidRecord, RecordNotFound
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.live.data_sync import DataSync
from app.services.charts import PatientChart
from app.services.patients import ChartEdit
from app.services.staff import BookingChoices
from app.ui.error_presenter import words_for
from app.ui.form_draft import Content, FormDraft
from app.ui.panels.patients import form_drafts
from app.ui.panels.patients.child_rows import ChildRows
from app.ui.panels.patients.form_bars import RemoteChangeBar, UnsavedBar
from app.ui.panels.patients.form_body import FormBody
from app.ui.panels.patients.form_fields import shown_value
from app.ui.panels.patients.form_permits import FormPermits
from app.ui.panels.patients.person_answers import answer_people
from app.ui.panels.patients.twin_notice import TwinNotice
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP, Tone
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import Notice, label
from app.ui.wording import shown_date


class PatientForm(QWidget):
    """One patient being registered or edited. saved(patient_id); closed().

    patient_wished(patient_id): edit this one instead. Answers that belong to an earlier opening,
    or to a reading that a later one or a save overtook, are dropped.
    """

    saved = Signal(str)
    closed = Signal()
    patient_wished = Signal(str)
    reason_wished = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("patient_form")
        self._data_sync = data_sync
        self._tasks = tasks
        self._patient: Patient | None = None
        self._is_open = False
        self._is_saving = False
        self._opening = 0
        self._reading = 0
        self._submitted: tuple[dict[str, str], list[object]] = ({}, [])
        self._wished = ""
        self._body = FormBody()
        self.fields = self._body.fields
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self._chart: PatientChart | None = None
        self.draft = FormDraft(
            data_sync,
            tasks,
            form=form_drafts.FORM,
            entity="patient",
            read=lambda: form_drafts.content_of(self._body) if self._is_open else None,
            show=self._show_draft,
            reset=lambda: self._show_stored(self._chart),
            parent=self,
        )
        self._build_header()
        self._permits = FormPermits(data_sync, self._body, self._save)
        self._build_bars()
        self._column.addWidget(self._body, 1)
        self.fields.edited.connect(self._on_edited)
        answer_people(data_sync, tasks, self.fields, self)
        for rows in self.children_rows():
            rows.edited.connect(self._on_edited)
            rows.reason_wished.connect(self._on_reason_wished)
        data_sync.feed.changed.connect(self._on_changed)
        save = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.save)

    @property
    def patient_id(self) -> PatientId | None:
        """Whose form this is; None while somebody new is registered."""
        return PatientId(self._patient.id) if self._patient else None

    @property
    def is_dirty(self) -> bool:
        """Whether closing would lose typed text."""
        return self._is_open and bool(
            self.fields.edited_names() or any(rows.is_edited for rows in self.children_rows())
        )

    def children_rows(self) -> tuple[ChildRows, ...]:
        """The editors of what the patient has several of."""
        return self._body.children_rows

    def open_new(self) -> None:
        """Register somebody new."""
        self._open(None)
        self._title.setText(self.tr("New patient"))
        self._identity.setText("")
        self._body.show_top()

    def open_chart(self, chart: PatientChart) -> None:
        """Edit this patient."""
        self._open(chart)
        self._show_identity(chart.patient)
        self._body.show_top()

    def request_close(self) -> bool:
        """Close, or ask first when text would be lost. False while the question stands."""
        self._wished = ""
        if self.is_dirty:
            self._unsaved.ask()
            return False
        self._close()
        return True

    def save(self) -> None:
        """Write the form in one transaction, or show what is wrong with it."""
        if self._is_saving or not self._is_open:
            return
        self._wished = ""
        self._unsaved.hide()
        self._problem.set_text("")
        self._permits.show_denial(None)
        problems = self.fields.problems()
        children = self._collect_children()
        if problems or children is None:
            self._problem.set_text(self.tr("Please correct the marked fields."))
            self._body.show_first_problem()
            return
        written, removed, shown = children
        edit = ChartEdit(
            patient_id=self.patient_id,
            based_on=self.fields.base,
            changes=self.fields.changes(),
            children=tuple(written),
            removed=tuple(removed),
            shown_children=shown,
            not_these=self._twins.not_these,
        )
        self._submitted = self._typed()
        self._set_saving(True)
        self.draft.hold()
        self._reading += 1
        opening = self._opening
        self._tasks.start(
            self._write(edit, opening),
            done=lambda patient: self._on_saved(patient, opening),
            failed=lambda error: self._on_failed(error, opening),
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
        who = WhoChanged(self._data_sync, self._tasks, lambda: self._patient, prefix="patient")
        for button in (who, cancel, self._save):
            row.addWidget(button)
        self._column.addLayout(row)

    def _build_bars(self) -> None:
        self._unsaved = UnsavedBar()
        self._unsaved.save_requested.connect(self.save)
        self._unsaved.discard_requested.connect(self._discard)
        self._remote = RemoteChangeBar()
        self._remote.decided.connect(self._on_clash_decided)
        self._problem = Notice(Tone.DANGER, "circle-x", name="form_problem")
        self._problem.set_text("")
        self._twins = TwinNotice(self._data_sync, self._tasks)
        self._twins.open_requested.connect(self._on_twin_requested)
        self._permits.denied.reason_wished.connect(self._on_reason_wished)
        bars = (self.draft.bar, self._unsaved, self._remote, self._problem, self._twins)
        for bar in (*bars, self._permits.denied):
            self._column.addWidget(bar)

    def _open(self, chart: PatientChart | None) -> None:
        self._is_open = True
        self._opening += 1
        self._reading += 1
        self._patient = chart.patient if chart else None
        self._set_saving(False)
        self._twins.forget()
        self._unsaved.hide()
        self._remote.clear()
        self._problem.set_text("")
        self._chart = chart
        self._show_stored(chart)
        self.draft.open(self.patient_id or NEW, patient_id=self.patient_id)
        self._tasks.start(self._data_sync.staff.booking_choices(), done=self._on_choices)
        self._tasks.start(self._data_sync.setup.names(), done=self._body.offer_team)

    def _show_stored(self, chart: PatientChart | None) -> None:
        self._remote.clear()
        self._permits.show_denial(None)
        self._permits.apply(chart)
        self.fields.show_patient(chart.patient if chart else None, today=self._today())
        self._body.show_records(chart, today=self._today())

    def _show_draft(self, content: Content) -> bool:
        """Typed text comes back as an edit of what was stored then; the usual check follows."""
        is_shown = form_drafts.show_content(self._body, content)
        if is_shown and self._chart is not None:
            self._on_read_again(self._chart, self._reading)
        elif is_shown:
            self._twins.consider(self.fields.person())
        return is_shown

    def _on_choices(self, choices: BookingChoices) -> None:
        self.fields.offer_practitioners(choices.practitioners)

    def _show_identity(self, patient: Patient) -> None:
        self._title.setText(self.tr("Edit {0}").format(patient.display_name))
        self._identity.setText(f"{patient.mrn}  ·  {shown_date(patient.birth_date)}")

    def _collect_children(
        self,
    ) -> tuple[list[Record], list[Record], dict[RecordId, Record]] | None:
        now = self._data_sync.clock.now()
        written: list[Record] = []
        removed: list[Record] = []
        shown: dict[RecordId, Record] = {}
        parts = [rows.collect(now=now) for rows in self.children_rows()]
        for part in parts:
            if part is None:
                return None
            written += part[0]
            removed += part[1]
            shown |= part[2]
        return written, removed, shown

    async def _write(self, edit: ChartEdit, opening: int) -> Patient | None:
        """The patient as stored; None where somebody similar is to be looked at first."""
        if edit.patient_id is None and await self._twins.is_news(self.fields.person()):
            return None
        if opening != self._opening:
            return None
        return await self._data_sync.patients.save_chart(edit, draft=self.draft.key)

    def _on_saved(self, patient: Patient | None, opening: int) -> None:
        if opening != self._opening:
            return
        self._set_saving(False)
        if patient is None:
            self.draft.release()
            return
        if self._typed() == self._submitted:
            self._close(was_saved=True)
            self.saved.emit(patient.id)
        else:
            self._stay_open(patient)

    def _stay_open(self, patient: Patient) -> None:
        """More was typed while the form was being saved: go on from what is stored now."""
        self._patient = patient
        self._twins.forget()
        self.fields.take_saved(patient, self._submitted[0])
        for rows in self.children_rows():
            rows.take_saved()
        self._show_identity(patient)
        self.draft.follow(patient.id, patient_id=patient.id)
        self._remote.say(self.tr("Saved. What you typed meanwhile is not saved yet."))
        self.read_again()

    def _on_failed(self, error: Exception, opening: int) -> bool:
        if opening != self._opening:
            return False
        self._set_saving(False)
        self.draft.release()
        if not self._permits.show_denial(error):
            self._problem.set_text(words_for(error))
        if isinstance(error, InvalidRecord):
            self.fields.show_problems(error.problems)
            self._body.show_first_problem()
        # What changed while the form was being saved was not looked at.
        self.read_again()
        return True

    def _on_changed(self, change_set: ChangeSet) -> None:
        watching = self._is_open and not self._is_saving and self.patient_id is not None
        if watching and any(one.patient_id == self.patient_id for one in change_set.changes):
            self.read_again()

    def read_again(self) -> None:
        """What is stored or may be seen of the open patient has changed: look again."""
        if self._is_open and self.patient_id is not None:
            self._reading += 1
            reading = self._reading
            self._tasks.start(
                self._data_sync.patients.chart(self.patient_id),
                done=lambda chart: self._on_read_again(chart, reading),
                failed=lambda error: self._on_gone(error, reading),
            )

    def _on_read_again(self, fresh: PatientChart, reading: int) -> None:
        if reading != self._reading:
            return
        self._patient, self._chart = fresh.patient, fresh
        is_turned = self._permits.apply(fresh)
        refreshed, clashing = self.fields.take_remote(fresh.patient)
        is_changed = self._body.refresh(fresh)
        if refreshed or clashing or (is_changed and not is_turned):
            self._remote.tell(refreshed)
        self._remote.ask({name: shown_value(fresh.patient, name) for name in clashing})
        self._show_identity(fresh.patient)

    def _on_gone(self, error: Exception, reading: int) -> bool:
        if reading != self._reading:
            return True
        if isinstance(error, RecordNotFound):
            self._problem.set_text(
                self.tr("Another desk removed this patient. Your text is still here.")
            )
            return True
        is_gone = self._permits.withdraw(error)
        if is_gone and not self.is_dirty:
            self._close()
            self._show_stored(None)
        elif is_gone:
            self._title.setText(self.tr("Not shown any more"))
            self._identity.setText("")
        return is_gone

    def _on_reason_wished(self) -> None:
        if self.patient_id is not None:
            self.reason_wished.emit(self.patient_id)

    def _on_clash_decided(self, name: str, keep_typed: bool) -> None:
        if self._patient is not None:
            self.fields.settle_clash(name, self._patient, keep_typed=keep_typed)

    def _on_twin_requested(self, patient_id: str) -> None:
        """Open the namesake instead, once what was typed is given up."""
        self._unsaved.ask()
        self._wished = patient_id

    def _on_edited(self) -> None:
        self._wished = ""
        self._unsaved.hide()
        self.draft.touch()
        if self._is_open and self._patient is None:
            self._permits.apply(None)
            self._twins.consider(self.fields.person())

    def _typed(self) -> tuple[dict[str, str], list[object]]:
        return self.fields.typed(), [rows.typed() for rows in self.children_rows()]

    def _set_saving(self, saving: bool) -> None:
        self._is_saving = saving
        self._permits.set_saving(saving=saving)
        self._save.setText(self.tr("Saving…") if saving else self.tr("Save"))

    def _discard(self) -> None:
        self.draft.discard()
        self._close(was_saved=True)

    def _close(self, *, was_saved: bool = False) -> None:
        self._is_open = False
        self.draft.end(was_saved=was_saved)
        self._opening += 1
        self._reading += 1
        self._unsaved.hide()
        self._remote.clear()
        self._twins.forget()
        wished, self._wished = self._wished, ""
        self.closed.emit()
        if wished:
            self.patient_wished.emit(wished)

    def _today(self) -> date:
        zone = ZoneInfo(self._data_sync.clinic.zone)
        return self._data_sync.clock.now().astimezone(zone).date()
