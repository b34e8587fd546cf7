"""Putting somebody who came without an appointment into the queue."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.drafts import NEW
from app.domain.errors import InvalidValue, RecordNotFound
from app.domain.ids import PatientId, PractitionerId, RecordId, VisitTypeId
from app.domain.scheduling import LONGEST_MIN, SHORTEST_MIN
from app.live.data_sync import DataSync
from app.services.patients import PatientRow
from app.services.staff import BookingChoices
from app.services.walk_ins import NewWalkIn
from app.ui.error_presenter import words_for
from app.ui.models.day_words import said
from app.ui.panels.appointments.patient_draft import WALK_IN, DraftParts, PatientDraft
from app.ui.patient_picker import PatientPicker
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, Field, line_edit
from app.ui.widgets.surfaces import label

_WIDTH, _USUAL_MIN = 420, "15"


class WalkInSheet(QDialog):
    """One for all that come: opened with `begin`, empty again once it is closed.

    said(text): somebody is in the queue.
    """

    said = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("walk_in_sheet")
        self.setWindowTitle(said("Add walk-in"))
        self.setAccessibleName(self.windowTitle())
        self.setMinimumWidth(px(_WIDTH))
        self._data_sync, self._tasks = data_sync, tasks
        self._patient: PatientRow | None = None
        self._is_saving = False
        self._picker = PatientPicker(
            data_sync, tasks, name="walk_in_patient", matches="walk_in_matches"
        )
        self._who = label("", "strong", name="walk_in_who", wraps=True)
        self._provider = _choice("provider", said("Provider"), said("Any provider"))
        self._type = _choice("type", said("Visit type"), said("None"))
        self._length = Field(said("Minutes"), line_edit("walk_in_length", length=4))
        self._note = Field(said("Note"), line_edit("walk_in_note", length=500))
        self._urgent = QCheckBox(said("Urgent"))
        self._save = Button(said("Add"), name="walk_in_save", look=Look.PRIMARY)
        self._cancel = Button(said("Close"), name="walk_in_cancel")
        self._fields = {
            "provider": self._provider,
            "type": self._type,
            "length": self._length,
            "note": self._note,
        }
        self.draft = PatientDraft(
            data_sync,
            tasks,
            form=WALK_IN,
            entity="waitlist_entry",
            parts=DraftParts(
                fields=self._fields,
                picker=self._picker,
                chosen=lambda: self._patient.id if self._patient else "",
                take=self._on_picked,
                choose_again=self._choose,
                boxes={"urgent": self._urgent},
            ),
            parent=self,
        )
        self._build()

    def begin(self, choices: BookingChoices | None, subject: str = NEW) -> None:
        """Open with the cursor where the patient is looked for; what was unfinished comes back."""
        self._offer(choices)
        self._empty()
        self.open()
        self._choose()
        self.draft.begin(subject)

    def stop(self) -> None:
        """The window closes: search and keep nothing more."""
        self._picker.stop()
        self.draft.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves; on a button it presses it."""
        focus = QApplication.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(focus, Button):
                focus.click()
            else:
                self.save()
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """The sheet goes: what is typed is kept as a draft, and nothing of it stays in here."""
        self._picker.stop()
        if not self.isHidden():
            if result == QDialog.DialogCode.Accepted:
                self.draft.end(was_saved=True)
            else:
                self.draft.close()
        super().done(result)
        self._empty()

    def save(self) -> None:
        """Put the person into the queue, or say what is missing."""
        if self._is_saving:
            return
        if self._patient is None:
            self._say(said("Choose the patient first."))
            self._picker.field.setFocus()
            return
        text = self._length.value()
        length = int(text) if text.isdecimal() else 0
        is_right = SHORTEST_MIN <= length <= LONGEST_MIN
        wrong = said("{0}–{1} minutes.").format(SHORTEST_MIN, LONGEST_MIN)
        self._length.set_error("" if is_right else wrong)
        if not is_right:
            self._length.control.setFocus()
            return
        provider, kind = self._provider.value(), self._type.value()
        walk_in = NewWalkIn(
            patient_id=PatientId(self._patient.id),
            length_min=length,
            practitioner_id=PractitionerId(RecordId(provider)) if provider else None,
            visit_type_id=VisitTypeId(RecordId(kind)) if kind else None,
            is_urgent=self._urgent.isChecked(),
            note=self._note.value(),
        )
        self._set_saving(saving=True)
        adding = self._data_sync.walk_ins.add(walk_in, draft=self.draft.key)
        self.draft.hold()
        self._tasks.start(adding, done=self._on_saved, failed=self._on_failed)

    def _on_saved(self, _entry: object) -> None:
        name = self._patient.name if self._patient else ""
        self.said.emit(said("{0} waits").format(name))
        self.accept()

    def _on_failed(self, error: Exception) -> bool:
        self._set_saving(saving=False)
        self.draft.release()
        if isinstance(error, InvalidValue) and error.field == "patient_id":
            self._say(said("They wait already."))
            return True
        if isinstance(error, RecordNotFound | InvalidValue):
            self._say(words_for(error))
            return True
        return False

    def _on_picked(self, row: PatientRow) -> None:
        self._patient = row
        self._say(row.name)
        self._picker.hide()
        self._provider.control.setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self) -> None:
        """Nobody is chosen yet: look for the patient."""
        self._patient = None
        self._who.hide()
        self._picker.show()
        self._picker.start()

    def _empty(self) -> None:
        self._patient = None
        self._set_saving(saving=False)
        for name, field in self._fields.items():
            field.set_value(_USUAL_MIN if name == "length" else "")
            field.set_error("")
        self._urgent.setChecked(False)
        self._who.setText("")
        self._picker.field.clear()

    def _say(self, words: str) -> None:
        self._who.setText(words)
        self._who.show()

    def _set_saving(self, *, saving: bool) -> None:
        self._is_saving = saving
        self._save.setEnabled(not saving)

    def _offer(self, choices: BookingChoices | None) -> None:
        if choices is None:
            return
        for field, items in (
            (self._provider, [(one.display_name, one.id) for one in choices.practitioners]),
            (self._type, [(one.name, one.id) for one in choices.visit_types]),
        ):
            control = field.control
            if isinstance(control, ComboBox):
                while control.count() > 1:
                    control.removeItem(1)
                for words, key in items:
                    control.addItem(words, str(key))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        self._urgent.setObjectName("walk_in_urgent")
        self._urgent.setAccessibleName(self._urgent.text())
        self._who.hide()
        column.addWidget(label(said("Add walk-in"), "section"))
        for part in (self.draft.bar, self._picker, self._who, self._provider, self._type):
            column.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._length, 1)
        row.addWidget(self._note, 3)
        column.addLayout(row)
        column.addWidget(self._urgent)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._save)
        column.addLayout(foot)
        self._picker.picked.connect(self._on_picked)
        self._save.clicked.connect(self.save)
        self._cancel.clicked.connect(self.reject)


def _choice(name: str, words: str, nothing: str) -> Field:
    control = ComboBox(name=f"walk_in_{name}", accessible=words)
    control.addItem(nothing, "")
    return Field(words, control)
