"""Texts that are used again: chosen from a list, filled in for this patient, put into the text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from app.domain.ids import PatientId, RecordId
from app.domain.message import MessageTemplate
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.message_templates import FieldValues, filled
from app.ui.models.message_words import said
from app.ui.task_runner import TaskRunner
from app.ui.widgets.fields import ComboBox
from app.ui.wording import shown_date, shown_visit


class TemplateChoice(ComboBox):
    """filled_in(template, subject, text): a person chose one, and its fields are filled in."""

    filled_in = Signal(object, str, str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, *, name: str) -> None:
        super().__init__(name=f"{name}_template", accessible=said("Template"))
        self._data_sync, self._tasks = data_sync, tasks
        self._patient_id: PatientId | None = None
        self._templates: dict[RecordId, MessageTemplate] = {}
        self.query: LiveQuery[tuple[MessageTemplate, ...]] = LiveQuery(
            data_sync.feed,
            data_sync.messages.templates,
            entities=("message_template",),
            parent=self,
        )
        self.query.value_changed.connect(self._show)
        self.activated.connect(self._on_chosen)
        self._show(())

    def about(self, patient_id: PatientId | None) -> None:
        """Whom the text will be about; read which templates there are."""
        self._patient_id = patient_id
        self.setCurrentIndex(0)
        self.query.refresh()

    def _show(self, templates: Sequence[MessageTemplate]) -> None:
        self._templates = {one.id: one for one in templates}
        self.clear()
        self.addItem(said("Template…") if templates else said("No templates"), None)
        for one in templates:
            self.addItem(one.name, one.id)
        self.set_locked(locked=not templates)

    def _on_chosen(self, _at: int) -> None:
        template = self._templates.get(self.currentData())
        if template is None:
            return
        patient_id = self._patient_id

        def fill(values: FieldValues) -> None:
            if patient_id == self._patient_id:  # else the text would speak of somebody else
                shown = self._shown(values)
                subject = filled(template.subject, shown)
                self.filled_in.emit(template, subject, filled(template.text, shown))
            self.setCurrentIndex(0)

        self._tasks.start(self._data_sync.messages.field_values(patient_id), done=fill)

    def _shown(self, values: FieldValues) -> dict[str, str | None]:
        zone = self._data_sync.clinic.zone
        visit = values.next_visit
        return {
            "patient": values.patient,
            "first_name": values.first_name,
            "clinic": values.clinic,
            "user": values.user,
            "today": shown_date(values.today.isoformat()),
            "next_visit": shown_visit(visit, zone, weekday=True) if visit else None,
        }
