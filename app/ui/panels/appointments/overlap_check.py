"""What is in the way of the slot in the form, and why the person books over it knowingly."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QCheckBox

from app.domain.errors import InvalidValue
from app.domain.ids import AppointmentId, PatientId
from app.live.data_sync import DataSync
from app.services.appointments import Slot
from app.ui.models.day_words import said
from app.ui.panels.appointments.overlap_words import overlap_lines
from app.ui.task_runner import TaskRunner
from app.ui.widgets.fields import Field
from app.ui.widgets.surfaces import Notice


class WantedSlot(NamedTuple):
    """Whom the form would put where; visit_id is None for a new booking."""

    patient_id: PatientId
    slot: Slot
    visit_id: AppointmentId | None


class OverlapCheck(QObject):
    """Keeps notice, check box and the line for the reason true.

    "Book anyway" holds for the slot it was shown for alone, and takes a reason.
    """

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        *,
        notice: Notice,
        override: QCheckBox,
        reason: Field,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._data_sync, self._tasks = data_sync, tasks
        self._notice, self._override, self._reason = notice, override, reason
        self._asked: WantedSlot | None = None
        self._told: WantedSlot | None = None
        self._lines: tuple[str, ...] = ()
        self._stands_because: str | None = None
        override.toggled.connect(self._on_toggled)
        reason.edited.connect(lambda: reason.set_error(""))

    def check(self, wanted: WantedSlot | None, *, stands_because: str | None = None) -> None:
        """Say what is in the way; None takes everything back.

        stands_because: the visit stands there already, for this reason, and is not moved; None
        where it would be put there.
        """
        self._asked, self._stands_because = wanted, stands_because
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

    def over(self, wanted: WantedSlot) -> str:
        """Why a person who saw what is in the way of this very slot books anyway; "" where they
        do not."""
        is_meant = self._override.isChecked() and wanted == self._told
        return self._reason.value().strip() if is_meant else ""

    def lacks_reason(self) -> bool:
        """Whether somebody books anyway and has not said why; asks them to."""
        is_lacking = self._override.isChecked() and not self._reason.value().strip()
        if is_lacking:
            self._reason.set_error(said("Say why: it is kept with the visit."))
            self._reason.control.setFocus()
        return is_lacking

    def _on_lines(self, wanted: WantedSlot, lines: tuple[str, ...]) -> None:
        if wanted == self._asked:
            self._show(wanted, lines)

    def _show(self, wanted: WantedSlot | None, lines: tuple[str, ...]) -> None:
        if (wanted, lines) != (self._told, self._lines):
            self._override.setChecked(False)
            self._reason.set_value("")
        self._told, self._lines = wanted, lines
        stands = self._stands_because if wanted is not None else None
        told = (said("This time is taken."), *lines) if lines else ()
        why = (said("Booked all the same: {0}").format(stands),) if stands else ()
        self._notice.set_text("\n".join((*told, *why)))
        self._override.setVisible(bool(lines) and stands is None)

    def _on_toggled(self, checked: bool) -> None:
        self._reason.setVisible(checked)
        self._reason.set_error("")
        if checked and self._override.hasFocus():
            self._reason.control.setFocus(Qt.FocusReason.OtherFocusReason)
