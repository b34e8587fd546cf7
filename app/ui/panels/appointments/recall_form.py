"""The side form of a recall: who is called in again, by when, for what and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from app.domain.errors import InvalidValue, RecordNotFound, StaleVersion
from app.domain.ids import PatientId, PractitionerId, RecordId, VisitTypeId
from app.domain.waiting import Recall
from app.live.data_sync import DataSync
from app.services.patients import PatientRow
from app.services.recalls import RecallLine, RecallWish
from app.services.staff import BookingChoices
from app.ui.error_presenter import words_for
from app.ui.models.day_words import said
from app.ui.panels.appointments.booking_draft import subject_of
from app.ui.panels.appointments.booking_values import shown_day
from app.ui.panels.appointments.patient_draft import RECALL, DraftParts, PatientDraft
from app.ui.panels.appointments.typed_times import is_in_reach, read_day
from app.ui.patient_picker import PatientPicker
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import side_width
from app.ui.theme.tokens import Tone
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, Field, line_edit
from app.ui.widgets.form_keys import heard_by_form
from app.ui.widgets.surfaces import Card, Notice, label

_STORED = {"due": "due_on", "type": "visit_type_id", "provider": "practitioner_id"}
"""The recall's own field behind a control, where it has another name."""


class RecallForm(Card):
    """said(text): a recall was saved. closed(): the form is gone."""

    said = Signal(str)
    closed = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(name="recall_form", padding=18)
        self.setFixedWidth(side_width())
        self._data_sync, self._tasks = data_sync, tasks
        self._patient: PatientId | None = None
        self._recall: Recall | None = None
        self._opening = 0
        self._is_saving = False
        self._title = label("", "section", name="recall_title", wraps=True)
        self._picker = PatientPicker(
            data_sync, tasks, name="recall_patient", matches="recall_matches"
        )
        self._who = label("", "strong", name="recall_who", wraps=True)
        self._problem = Notice(Tone.DANGER, "circle-x", name="recall_problem")
        self._fields = {
            "due": Field(
                said("Due"),
                line_edit("recall_due", placeholder=said("24 Nov, tue or +180"), length=40),
            ),
            "type": _choice("type", said("Visit type"), said("None")),
            "provider": _choice("provider", said("Provider"), said("Any provider")),
            "reason": Field(said("Reason"), line_edit("recall_reason", length=500)),
        }
        self._save = Button(said("Save"), name="recall_save", look=Look.PRIMARY)
        self._cancel = Button(said("Close"), name="recall_cancel")
        self.who_changed = WhoChanged(
            data_sync, tasks, lambda: self._recall, prefix="recall", fields=_STORED
        )
        self.draft = PatientDraft(
            data_sync,
            tasks,
            form=RECALL,
            entity="recall",
            parts=DraftParts(
                fields=self._fields,
                picker=self._picker,
                chosen=lambda: self._patient or "",
                take=self._on_picked,
                choose_again=self._choose,
                boxes={},
            ),
            parent=self,
        )
        self._build()

    def set_choices(self, choices: BookingChoices) -> None:
        """Offer these people and visit types."""
        for name, items in (
            ("provider", [(one.display_name, one.id) for one in choices.practitioners]),
            ("type", [(one.name, one.id) for one in choices.visit_types]),
        ):
            field = self._fields[name]
            control, kept = field.control, field.value()
            if isinstance(control, ComboBox):
                while control.count() > 1:
                    control.removeItem(1)
                for words, key in items:
                    control.addItem(words, str(key))
                field.set_value(kept)

    def start(self, patient_id: str = "") -> None:
        """A new recall, for a patient where one is known."""
        self._open(None, said("New recall"))
        if not patient_id:
            self._choose()
        self.draft.begin(subject_of(patient_id), patient_id=patient_id)
        if not patient_id:
            return
        opening, wanted = self._opening, RecordId(patient_id)

        def show(rows: Mapping[RecordId, PatientRow]) -> None:
            if opening == self._opening and wanted in rows:
                self._on_picked(rows[wanted])

        self._tasks.start(self._data_sync.patients.rows([wanted]), done=show)

    def edit(self, line: RecallLine) -> None:
        """Change a recall."""
        recall = line.recall
        self._open(recall, said("Recall"))
        self._patient = recall.patient_id
        self._who.setText(line.patient_name)
        self._who.show()
        for name, text in (
            ("due", shown_day(recall.due_on)),
            ("type", recall.visit_type_id or ""),
            ("provider", recall.practitioner_id or ""),
            ("reason", recall.reason),
        ):
            self._fields[name].set_value(text)
        self._fields["due"].control.setFocus(Qt.FocusReason.OtherFocusReason)
        self.draft.begin(recall.id, patient_id=recall.patient_id)

    def close_form(self) -> None:
        """Go; what is typed is kept as a draft."""
        self._leave()
        self._end()

    def stop(self) -> None:
        """The window closes: search nothing more."""
        self._picker.stop()
        self.draft.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Enter saves, Enter on a button presses it."""
        if not heard_by_form(event, leave=self.close_form, save=self.save):
            super().keyPressEvent(event)

    def save(self) -> None:
        """Write the recall down, or say what is missing."""
        wish = None if self._is_saving else self._wish()
        if wish is None:
            return
        recalls, recall, opening = self._data_sync.recalls, self._recall, self._opening
        draft = self.draft.key
        saving = (
            recalls.add(wish, draft=draft)
            if recall is None
            else recalls.change(RecordId(recall.id), wish, based_on=recall, draft=draft)
        )
        self._set_saving(is_saving=True)
        self.draft.hold()
        self._tasks.start(
            saving,
            done=lambda _saved: self._on_saved(opening),
            failed=lambda error: self._on_failed(error, opening),
        )

    def _wish(self) -> RecallWish | None:
        if self._patient is None:
            self._problem.set_text(said("Choose the patient first."))
            self._picker.field.setFocus()
            return None
        self._problem.set_text("")
        texts = {name: field.value() for name, field in self._fields.items()}
        today = self._today()
        due = read_day(texts["due"], today)
        problem = ""
        if due is None:
            problem = said("Write a day like 24 Nov, tue or +7.")
        elif not is_in_reach(due, today):
            problem = said("This day is too far away.")
        self._fields["due"].set_error(problem)
        if problem or due is None:
            self._fields["due"].control.setFocus()
            return None
        return RecallWish(
            patient_id=self._patient,
            due_on=due,
            visit_type_id=VisitTypeId(RecordId(kind)) if (kind := texts["type"]) else None,
            practitioner_id=PractitionerId(RecordId(who)) if (who := texts["provider"]) else None,
            reason=texts["reason"],
        )

    def _open(self, recall: Recall | None, title: str) -> None:
        self._leave()
        self._opening += 1
        self._set_saving(is_saving=False)
        self._recall, self._patient = recall, None
        self._title.setText(title)
        self.setAccessibleName(title)
        self.who_changed.setVisible(recall is not None)
        self._problem.set_text("")
        self._who.hide()
        self._picker.stop()
        self._picker.hide()
        for field in self._fields.values():
            field.set_value("")
            field.set_error("")
        self.show()

    def _choose(self) -> None:
        """Nobody is chosen yet: look for the patient."""
        self._patient = None
        self._who.hide()
        self._picker.show()
        self._picker.start()

    def _leave(self) -> None:
        if not self.isHidden():
            self.draft.close()

    def _end(self) -> None:
        self._opening += 1
        self._picker.stop()
        self.hide()
        self.closed.emit()

    def _today(self) -> date:
        zone = ZoneInfo(self._data_sync.clinic.zone)
        return self._data_sync.clock.now().astimezone(zone).date()

    def _on_picked(self, row: PatientRow) -> None:
        self._patient = row.id
        self._problem.set_text("")
        self._who.setText(row.name)
        self._who.show()
        self._picker.hide()
        self._fields["due"].control.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_saved(self, opening: int) -> None:
        name = self._who.text()
        if opening == self._opening:
            self._set_saving(is_saving=False)
            self.draft.end(was_saved=True)
            self._end()
        self.said.emit(said("Recall of {0} saved").format(name))

    def _on_failed(self, error: Exception, opening: int) -> bool:
        if opening != self._opening:
            return False
        self._set_saving(is_saving=False)
        self.draft.release()
        if not isinstance(error, (InvalidValue, RecordNotFound, StaleVersion)):
            return False
        self._problem.set_text(words_for(error))
        return True

    def _set_saving(self, *, is_saving: bool) -> None:
        self._is_saving = is_saving
        self._save.setEnabled(not is_saving)

    def _build(self) -> None:
        self.body.setSpacing(10)
        self._problem.set_text("")
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.who_changed)
        self.body.addLayout(head)
        top = (self.draft.bar, self._problem, self._picker, self._who)
        for part in (*top, *self._fields.values()):
            self.body.addWidget(part)
        self.body.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._save, 1)
        foot.addWidget(self._cancel)
        self.body.addLayout(foot)
        self._picker.picked.connect(self._on_picked)
        self._save.clicked.connect(self.save)
        self._cancel.clicked.connect(self.close_form)


def _choice(name: str, words: str, nothing: str) -> Field:
    control = ComboBox(name=f"recall_{name}", accessible=words)
    control.addItem(nothing, "")
    return Field(words, control)
