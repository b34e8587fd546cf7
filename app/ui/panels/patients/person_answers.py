"""Answers the form's fields that name a patient: who matches what is typed, what is shown of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from app.domain.errors import PermissionDenied
from app.domain.ids import RecordId
from app.live.data_sync import DataSync
from app.services.households import HouseholdShown
from app.services.patients import PatientRow
from app.ui.panels.patients.form_fields import PatientFields
from app.ui.panels.patients.person_choice import PersonField
from app.ui.task_runner import TaskRunner

_MATCHES = 7
_NAMED = 4
"""So many of a household are named in the field."""


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

        self._tasks.start(
            self._data_sync.patients.rows([wanted]), done=show, failed=self._failed(wanted)
        )

    def _failed(self, wanted: RecordId) -> Callable[[Exception], bool]:
        def failed(error: Exception) -> bool:
            is_denied = isinstance(error, PermissionDenied)
            if is_denied:
                self._field.show_name(wanted, self.tr("not shown"))
            return is_denied

        return failed


class HouseholdAnswers(GuarantorAnswers):
    """The same for a household, told by who lives there; one just picked is told by their name."""

    def _on_name(self, patient_id: str) -> None:
        wanted = RecordId(patient_id)

        def show(home: HouseholdShown | None) -> None:
            if home is None:
                super(HouseholdAnswers, self)._on_name(patient_id)
            else:
                self._field.show_name(wanted, self._words(home))

        self._tasks.start(
            self._data_sync.patients.household(wanted), done=show, failed=self._failed(wanted)
        )

    def _words(self, home: HouseholdShown) -> str:
        names = "; ".join(one.name for one in home.members[:_NAMED])
        more = len(home.members) - _NAMED
        return self.tr("{0} and {1} more").format(names, more) if more > 0 else names


def answer_people(
    data_sync: DataSync, tasks: TaskRunner, fields: PatientFields, parent: QObject
) -> None:
    """Answer the form's guarantor and household for as long as the form is there."""
    GuarantorAnswers(data_sync, tasks, fields.guarantor, parent)
    HouseholdAnswers(data_sync, tasks, fields.household, parent)
