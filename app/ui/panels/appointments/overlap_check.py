"""What is in the way of the slot in the form, and whether the person books over it knowingly."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox

from app.domain.errors import InvalidValue
from app.domain.ids import AppointmentId, PatientId
from app.live.data_sync import DataSync
from app.services.appointments import Slot
from app.ui.models.day_words import said
from app.ui.panels.appointments.overlap_words import overlap_lines
from app.ui.task_runner import TaskRunner
from app.ui.widgets.surfaces import Notice


class WantedSlot(NamedTuple):
    """Whom the form would put where; visit_id is None for a new booking."""

    patient_id: PatientId
    slot: Slot
    visit_id: AppointmentId | None


class OverlapCheck(QObject):
    """Keeps notice and check box true. "Book anyway" holds for the slot it was shown for alone."""

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        *,
        notice: Notice,
        override: QCheckBox,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._data_sync, self._tasks = data_sync, tasks
        self._notice, self._override = notice, override
        self._asked: WantedSlot | None = None
        self._told: WantedSlot | None = None
        self._lines: tuple[str, ...] = ()

    def check(self, wanted: WantedSlot | None) -> None:
        """Say what is in the way; None takes everything back."""
        self._asked = wanted
        if wanted is None:
            self._show(None, ())
            return
        self._tasks.start(
            overlap_lines(
                self._data_sync, wanted.patient_id, wanted.slot, appointment_id=wanted.visit_id
            ),
            done=lambda lines: self._on_lines(wanted, lines),
            failed=lambda error: isinstance(error, InvalidValue),
        )

    def allows(self, wanted: WantedSlot) -> bool:
        """Whether a person saw what is in the way of this very slot and books anyway."""
        return self._override.isChecked() and wanted == self._told

    def _on_lines(self, wanted: WantedSlot, lines: tuple[str, ...]) -> None:
        if wanted == self._asked:
            self._show(wanted, lines)

    def _show(self, wanted: WantedSlot | None, lines: tuple[str, ...]) -> None:
        if (wanted, lines) != (self._told, self._lines):
            self._override.setChecked(False)
        self._told, self._lines = wanted, lines
        self._notice.set_text("\n".join((said("This time is taken."), *lines)) if lines else "")
        self._override.setVisible(bool(lines))
