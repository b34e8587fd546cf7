"""Whose a new record is: looked for by name, then named with birth date and number."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.ids import PatientId, RecordId
from app.live.data_sync import DataSync
from app.services.patients import PatientRow
from app.ui.identity_line import IdentityLine
from app.ui.patient_picker import PatientPicker
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button
from app.ui.widgets.surfaces import label


def _tr(text: str) -> str:
    return QCoreApplication.translate("records", text)


class PatientChoice(QWidget):
    """chosen(): a patient was chosen, or none is any more."""

    chosen = Signal()

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, *, name: str, caption: str = ""
    ) -> None:
        super().__init__()
        self.setObjectName(f"{name}_whose")
        self._data_sync, self._tasks = data_sync, tasks
        self._patient_id: PatientId | None = None
        self.picker = PatientPicker(data_sync, tasks, name=f"{name}_patient")
        self.identity = IdentityLine(name=f"{name}_identity")
        self.other = Button(_tr("Another patient"), name=f"{name}_other_patient")
        self._problem = label("", "error", name=f"{name}_patient_error", wraps=True)
        self._problem.hide()
        self._caption = label(caption or _tr("For which patient"), "label", wraps=bool(caption))
        self._card = QWidget()
        row = QHBoxLayout(self._card)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.identity, 1)
        row.addWidget(self.other, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self._caption, self.picker, self._card, self._problem):
            column.addWidget(part)
        self.picker.picked.connect(self._on_picked)
        self.other.clicked.connect(self._on_other)
        self.clear()

    @property
    def patient_id(self) -> PatientId | None:
        """The patient, or None while nobody is chosen."""
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

    def choose(self, row: PatientRow, *, may_change: bool = True) -> None:
        """This patient."""
        self._patient_id = PatientId(row.id)
        self.identity.show_patient(row.id, row.name, row.birth_date, row.mrn)
        self._show()
        self.other.setVisible(may_change)
        self.chosen.emit()

    def look_up(self, patient_id: PatientId, *, may_change: bool = True) -> None:
        """This patient, as soon as name and number are read."""
        self._patient_id = patient_id
        self.identity.show_patient(patient_id, "…", None, "…")
        self._show()
        self.other.setVisible(may_change)

        def found(rows: dict[RecordId, PatientRow]) -> None:
            row = rows.get(patient_id)
            if self._patient_id == patient_id:
                self.clear() if row is None else self.choose(row, may_change=may_change)

        self._tasks.start(self._data_sync.patients.rows([patient_id]), done=found)

    def complain(self, words: str) -> None:
        """Say what is wrong with the choice; "" for nothing."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self.picker.field.setAccessibleDescription(words)

    def take_focus(self) -> None:
        """Put the cursor where a patient is looked for."""
        self.picker.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def stop(self) -> None:
        """Search nothing more."""
        self.picker.stop()

    def _show(self) -> None:
        is_chosen = self._patient_id is not None
        self.complain("")
        self._card.setVisible(is_chosen)
        self._caption.setVisible(not is_chosen)
        self.picker.setVisible(not is_chosen)
        self.other.setVisible(True)

    def _on_picked(self, row: PatientRow) -> None:
        self.choose(row)
        self.focusNextChild()

    def _on_other(self) -> None:
        self.clear()
        self.chosen.emit()
        self.take_focus()
