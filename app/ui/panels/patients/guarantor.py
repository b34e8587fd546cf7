"""Answers the form's guarantor field: who matches what is typed, and the chosen one's name."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from app.domain.errors import PermissionDenied
from app.domain.ids import RecordId
from app.live.data_sync import DataSync
from app.services.patients import PatientRow
from app.ui.panels.patients.person_choice import PersonField
from app.ui.task_runner import TaskRunner

_MATCHES = 7


class GuarantorAnswers(QObject):
    """Reads for the field; a name the acting role is not shown stays unnamed."""

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, field: PersonField, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._data_sync, self._tasks, self._field = data_sync, tasks, field
        field.search_wished.connect(self._on_search)
        field.name_wished.connect(self._on_name)

    def _on_search(self, text: str) -> None:
        self._tasks.start(
            self._data_sync.patients.search(text, limit=_MATCHES),
            done=lambda rows: self._field.offer(rows, asked=text),
        )

    def _on_name(self, patient_id: str) -> None:
        wanted = RecordId(patient_id)

        def show(rows: Mapping[RecordId, PatientRow]) -> None:
            name = rows[wanted].name if wanted in rows else self.tr("removed")
            self._field.show_name(wanted, name)

        def failed(error: Exception) -> bool:
            is_denied = isinstance(error, PermissionDenied)
            if is_denied:
                self._field.show_name(wanted, self.tr("not shown"))
            return is_denied

        self._tasks.start(self._data_sync.patients.rows([wanted]), done=show, failed=failed)
