"""Whom the visit is for: found in the picker or told from outside, then shown in the banner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, Signal

from app.domain.errors import PermissionDenied, RecordNotFound
from app.domain.ids import PatientId, RecordId
from app.live.data_sync import DataSync
from app.services.charts import PatientChart
from app.services.patients import PatientRow
from app.ui.error_presenter import words_for
from app.ui.panels.appointments.patient_banner import PatientBanner
from app.ui.patient_picker import PatientPicker
from app.ui.permitted import Permits
from app.ui.task_runner import TaskRunner


class BookingPatient(QObject):
    """Shows the patient wanted last; a chart that arrives for anybody wanted before is dropped.

    shown(bool): the wanted patient stands in the banner, True when they were just chosen.
    gone(): the patient shown is no longer there.
    """

    shown = Signal(bool)
    gone = Signal()

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        *,
        picker: PatientPicker,
        banner: PatientBanner,
        today: Callable[[], date],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._data_sync, self._tasks = data_sync, tasks
        self._picker, self._banner, self._today = picker, banner, today
        self._permits = Permits(data_sync)
        self._wish = 0
        """Counts what was wanted; an answer belongs to one of these."""
        self._shown: PatientId | None = None
        self._wanted: PatientId | None = None
        self._denied: PatientId | None = None
        """Who would stand in the banner if the acting role were shown them."""
        self._can_change = True
        picker.picked.connect(self._on_picked)
        banner.change_wished.connect(self.choose)

    @property
    def patient_id(self) -> PatientId | None:
        """The patient in the banner, None while nobody stands there."""
        return self._shown

    @property
    def sought(self) -> str:
        """Who stands or is to stand in the banner, or what is typed to find them."""
        return self._wanted or self._picker.field.text().strip()

    def clear(self, *, can_change: bool) -> None:
        """Nobody yet, and nobody who was wanted before."""
        self._wish += 1
        self._shown, self._denied, self._wanted = None, None, None
        self._can_change = can_change
        self._banner.hide()
        self._picker.setVisible(can_change)
        self._picker.field.clear()

    def choose(self) -> None:
        """Let a person choose the patient."""
        self.clear(can_change=True)
        self._picker.start()

    def want(self, patient_id: PatientId) -> None:
        """Show this patient."""
        self._wanted = patient_id
        self._load(patient_id, is_new=True)

    def read_again(self) -> None:
        """Show the same patient as they are now."""
        wanted = self._shown or self._denied
        if wanted is not None:
            self._load(wanted, is_new=False)

    def fix(self) -> None:
        """The visit is booked: its patient stays."""
        self._can_change = False
        self.read_again()

    def _load(self, patient_id: PatientId, *, is_new: bool) -> None:
        self._wish += 1
        wish = self._wish
        self._tasks.start(
            self._data_sync.patients.chart(patient_id),
            done=lambda chart: self._on_chart(chart, wish, is_new=is_new),
            failed=lambda error: self._on_failed(error, wish, is_new=is_new),
        )

    def _on_chart(self, chart: PatientChart, wish: int, *, is_new: bool) -> None:
        if wish != self._wish:
            return
        self._shown, self._denied = PatientId(chart.patient.id), None
        self._say_withheld(chart)
        self._banner.show_chart(chart, today=self._today(), can_change=self._can_change)
        self._banner.show()
        self._picker.hide()
        self.shown.emit(is_new)

    def _on_failed(self, error: Exception, wish: int, *, is_new: bool) -> bool:
        if wish != self._wish:
            return True
        if isinstance(error, PermissionDenied) and error.patient_id is not None:
            helps = bool(error.needs) and self._permits.states_reasons
            words = words_for(error)
            self._shown, self._denied = None, PatientId(error.patient_id)
            self._banner.show_denied(error.patient_id, words, can_state_reason=helps)
            self._banner.show()
            self._picker.hide()
            return True
        is_gone = isinstance(error, RecordNotFound) and not is_new
        if is_gone:
            self.gone.emit()
        return is_gone

    def _say_withheld(self, chart: PatientChart) -> None:
        """A banner without allergies must not look like a patient without allergies."""
        part = {name: need for name, need in chart.withheld.items() if name == "allergy"}
        helps = any(part.values()) and self._permits.states_reasons
        self._banner.withheld.say(self._permits.withheld(part), can_state_reason=helps)

    def _on_picked(self, row: PatientRow) -> None:
        self._picker.field.clear()
        self.want(PatientId(RecordId(row.id)))
