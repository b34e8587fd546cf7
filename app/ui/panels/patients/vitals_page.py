"""A patient's measurements in the place of the list: whose they are, the rounds, and the form."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.drafts import NEW
from app.domain.errors import PermissionDenied
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.live.data_sync import DataSync
from app.services.charts import PatientChart
from app.ui.entry_page import EntryPage
from app.ui.error_presenter import words_for
from app.ui.identity_line import IdentityLine
from app.ui.panel import Panel
from app.ui.panels.patients.vitals_kind import VitalsKind
from app.ui.permitted import Permits
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP
from app.ui.widgets.button import Button


def why_no_vitals(permits: Permits, chart: PatientChart) -> str:
    """Why a chart's measurements are not shown; "" where they are, or a reason would help."""
    need = chart.withheld.get("vital_signs")
    if need is None or (need and permits.states_reasons):
        return ""
    return permits.withheld({"vital_signs": need})


class VitalsPage(QWidget):
    """closed(): back to the list. said(text) and did(text, Step) are for the toast."""

    closed = Signal()
    said = Signal(str)
    did = Signal(str, object)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("vitals_page")
        self._data_sync, self._tasks = data_sync, tasks
        self.entries: EntryPage | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self.back = Button(self.tr("Patients"), name="vitals_back", icon="chevron-left")
        self.back.clicked.connect(self.leave)
        self._whose = IdentityLine(name="vitals_patient")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._whose, 1)
        row.addWidget(self.back)
        self._column.addLayout(row)

    def tell(self, panel: Panel) -> None:
        """Let the panel's toast say what is said here."""
        self.said.connect(panel.said)
        self.did.connect(panel.did)

    @property
    def patient_id(self) -> PatientId | None:
        """Whose measurements are shown; None for nobody's."""
        return self.entries.kind.patient_id if self.entries else None

    def open(self, patient: Patient) -> None:
        """Show this patient's rounds, and read them."""
        if self.patient_id != patient.id:
            self._drop()
            kind = VitalsKind(self._data_sync, PatientId(patient.id))
            self.entries = EntryPage(self._data_sync, self._tasks, kind)
            self.entries.said.connect(self.said)
            self.entries.did.connect(self.did)
            self.entries.query.failed.connect(self._on_failed)
            self._column.addWidget(self.entries, 1)
        self._whose.show_patient(patient.id, patient.display_name, patient.birth_date, patient.mrn)
        self.setAccessibleName(self.tr("Vital signs of {0}").format(patient.display_name))
        self.opened()

    def opened(self) -> None:
        """Read what is there now, with the keyboard on it."""
        if self.entries is not None:
            self.entries.opened()
            self.entries.take_focus()

    def refresh(self) -> None:
        """Read again what is shown, and may be shown no more."""
        if self.entries is not None:
            self.entries.opened()

    def go_on(self, subject: str) -> None:
        """Go on with what was left unfinished of a round, or of a new one; see draft_subject."""
        record, _, patient_id = subject.partition(":")
        self._tasks.start(
            self._data_sync.patients.chart(PatientId(RecordId(patient_id))),
            done=lambda chart: self._go_on(chart, record),
            failed=self._on_unread,
        )

    def _go_on(self, chart: PatientChart, record: str) -> None:
        self.open(chart.patient)
        if self.entries is not None and record == NEW:
            self.entries.add()
        elif self.entries is not None:
            self.entries.open_draft(RecordId(record))

    def _on_unread(self, error: Exception) -> bool:
        self.said.emit(words_for(error))
        self.leave()
        return True

    @property
    def has_unsaved(self) -> bool:
        """Whether a round is typed and not saved."""
        return self.entries is not None and self.entries.form.is_typed

    async def keep_drafts(self) -> None:
        """Keep what is typed. Raises StorageError."""
        if self.entries is not None:
            await self.entries.form.draft.keep()

    def close_side(self) -> None:
        """Esc: close the form, what is typed is kept; then the page."""
        if self.entries is None or not self.entries.close_side():
            self.leave()

    def leave(self) -> None:
        """Go back; what is typed is kept as a draft, and nothing of the patient stays here."""
        self._drop()
        self.closed.emit()

    def stop(self) -> None:
        """The window closes."""
        if self.entries is not None:
            self.entries.stop()

    def _drop(self) -> None:
        entries, self.entries = self.entries, None
        if entries is None:
            return
        entries.close_side()
        entries.query.stop()
        self._column.removeWidget(entries)
        entries.hide()
        self._tasks.start(_gone(entries))

    def _on_failed(self, error: Exception) -> None:
        """The glass was broken and is whole again, or the patient is another's now."""
        if isinstance(error, PermissionDenied):
            self.said.emit(words_for(error))
            self.leave()


async def _gone(entries: EntryPage) -> None:
    """Let a page go once what was typed in it is kept."""
    try:
        await entries.form.draft.keep()
    finally:
        entries.deleteLater()
