"""About whom a new conversation is: nobody, or a patient who stands there with name and number."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.ids import PatientId, RecordId
from app.live.data_sync import DataSync
from app.services.patients import PatientRow
from app.ui.identity_line import IdentityLine
from app.ui.models.message_words import said
from app.ui.patient_picker import PatientPicker
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button
from app.ui.widgets.surfaces import label


class Whom(QWidget):
    """chosen(): a patient was chosen, or none is any more."""

    chosen = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("message_whom")
        self._data_sync, self._tasks = data_sync, tasks
        self._patient_id: PatientId | None = None
        self.picker = PatientPicker(data_sync, tasks, name="message_patient")
        self.identity = IdentityLine(name="message_identity")
        self._other = Button(said("Another patient"), name="message_other_patient")
        self._hint = label(
            said("Without a patient the message stays between colleagues."), "label", wraps=True
        )
        self._card = QWidget()
        row = QHBoxLayout(self._card)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.identity, 1)
        row.addWidget(self._other, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label(said("About which patient"), "label"))
        for part in (self.picker, self._hint, self._card):
            column.addWidget(part)
        self.picker.picked.connect(self._on_picked)
        self._other.clicked.connect(self._on_other)
        self.clear()

    @property
    def patient_id(self) -> PatientId | None:
        """The patient, or None inside the clinic."""
        return self._patient_id

    @property
    def sought(self) -> str:
        """The patient, or what is typed to find them."""
        return self._patient_id or self.picker.field.text().strip()

    def clear(self) -> None:
        """Nobody is chosen."""
        self._patient_id = None
        self.picker.field.clear()
        self._show()

    def choose(self, row: PatientRow) -> None:
        """This patient."""
        self._patient_id = PatientId(row.id)
        self.identity.show_patient(row.id, row.name, row.birth_date, row.mrn)
        self._show()
        self.chosen.emit()

    def look_up(self, patient_id: PatientId) -> None:
        """This patient, as soon as name and number are read."""
        self._patient_id = patient_id
        self.identity.show_patient(patient_id, "…", None, "…")
        self._show()

        def found(rows: dict[RecordId, PatientRow]) -> None:
            row = rows.get(patient_id)
            if self._patient_id == patient_id:
                self.clear() if row is None else self.choose(row)

        self._tasks.start(self._data_sync.patients.rows([patient_id]), done=found)

    def take_focus(self) -> None:
        """Put the cursor where a patient is looked for."""
        self.picker.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def stop(self) -> None:
        """Search nothing more."""
        self.picker.stop()

    def _show(self) -> None:
        is_chosen = self._patient_id is not None
        self._card.setVisible(is_chosen)
        self.picker.setVisible(not is_chosen)
        self._hint.setVisible(not is_chosen)

    def _on_picked(self, row: PatientRow) -> None:
        self.choose(row)
        self.nextInFocusChain()
        self.focusNextChild()

    def _on_other(self) -> None:
        self.clear()
        self.chosen.emit()
        self.take_focus()
