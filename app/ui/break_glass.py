"""Breaking the glass in the window: the sheet that asks for the reason, and the hour it lasts."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.access import GLASS_LASTS, SHORTEST_REASON, is_reason
from app.domain.ids import PatientId, RecordId
from app.live.data_sync import DataSync
from app.ui.error_presenter import words_for
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import Field, line_edit
from app.ui.widgets.surfaces import Notice, label
from app.ui.wording import shown_time

_WIDTH = 460
_LONGEST_REASON = 500
_LONGEST_NUMBER = 40
_LOOK_MS = 5_000
"""How often the time is looked at: after a suspend no timer of an hour would be right."""


class BreakGlassSheet(QDialog):
    """Asks why somebody must see what their role is not shown. broken(patient_id): they may now.

    Opened with `open()`. Without a patient it asks for the record number, exactly as it stands on
    paper: nobody browses for a patient whom their role does not see.
    """

    broken = Signal(str)

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        parent: QWidget,
        *,
        patient_id: str = "",
        name: str = "",
    ) -> None:
        super().__init__(parent)
        self.setObjectName("break_glass_sheet")
        self.setWindowTitle(self.tr("State a reason"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(px(_WIDTH))
        self._data_sync, self._tasks = data_sync, tasks
        self._patient_id = patient_id
        self._number = Field(
            self.tr("Record number (MRN)"), line_edit("glass_number", length=_LONGEST_NUMBER)
        )
        self._reason = Field(
            self.tr("Reason, at least {0} characters").format(SHORTEST_REASON),
            line_edit("glass_reason", length=_LONGEST_REASON),
        )
        self._problem = Notice(Tone.DANGER, "circle-x", name="glass_problem")
        self._problem.set_text("")
        minutes = int(GLASS_LASTS.total_seconds() // 60)
        self._show = Button(
            self.tr("Show for {0} minutes").format(minutes),
            name="glass_show",
            icon="lock",
            look=Look.PRIMARY,
        )
        self._cancel = Button(self.tr("Cancel"), name="glass_cancel")
        self._lay_out(name, minutes)
        self._number.edited.connect(self._on_edited)
        self._reason.edited.connect(self._on_edited)
        self._show.clicked.connect(self._on_show)
        self._cancel.clicked.connect(self.reject)
        self._on_edited()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter states the reason, on Cancel it cancels; Esc leaves everything as it was."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._cancel.hasFocus():
                self.reject()
            else:
                self._on_show()
        else:
            super().keyPressEvent(event)

    def _lay_out(self, name: str, minutes: int) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        head = name or self.tr("A patient whom your role is not shown")
        column.addWidget(label(self.tr("State a reason"), "title"))
        column.addWidget(label(head, "strong", name="glass_patient", wraps=True))
        words = self.tr(
            "You will see the whole chart for {0} minutes. Who looked, when and why is written "
            "down, and an administrator reviews it."
        )
        column.addWidget(label(words.format(minutes), "label", name="glass_meaning", wraps=True))
        self.setAccessibleDescription(words.format(minutes))
        column.addWidget(self._number)
        self._number.setVisible(not self._patient_id)
        column.addWidget(self._reason)
        column.addWidget(self._problem)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self._cancel, self._show):
            button.setAutoDefault(False)
            row.addWidget(button)
        column.addLayout(row)
        first = self._reason if self._patient_id else self._number
        first.control.setFocus()

    def _on_edited(self) -> None:
        is_named = bool(self._patient_id or self._number.value())
        self._show.setEnabled(is_named and is_reason(self._reason.value()))

    def _on_show(self) -> None:
        if not self._show.isEnabled():
            self._say_what_is_missing()
            return
        self._problem.set_text("")
        self._show.setEnabled(False)
        self._tasks.start(self._break(), done=self._on_broken, failed=self._on_failed)

    def _say_what_is_missing(self) -> None:
        if not is_reason(self._reason.value()):
            words = self.tr("A reason of at least {0} characters is needed.")
            self._problem.set_text(words.format(SHORTEST_REASON))

    async def _break(self) -> PatientId | None:
        patients = self._data_sync.patients
        patient_id: PatientId | None = (
            PatientId(RecordId(self._patient_id))
            if self._patient_id
            else await patients.id_by_mrn(self._number.value())
        )
        if patient_id is not None:
            await patients.break_glass(patient_id, self._reason.value())
        return patient_id

    def _on_broken(self, patient_id: PatientId | None) -> None:
        if patient_id is None:
            self._problem.set_text(self.tr("No patient has this record number."))
            self._on_edited()
            return
        self.accept()
        self.broken.emit(patient_id)

    def _on_failed(self, error: Exception) -> bool:
        self._problem.set_text(words_for(error))
        self._on_edited()
        return True


class GlassWatch(QObject):
    """Notices when broken glass closes, wherever it was broken. ended(patient_id).

    It also says until when the glass is open for the one patient it follows.
    """

    ended = Signal(str)

    def __init__(self, data_sync: DataSync, parent: QObject) -> None:
        super().__init__(parent)
        self._data_sync = data_sync
        self._patient_id = ""
        self._told: set[str] = set()
        """Patients whose glass has closed again, as was told."""
        self.timer = QTimer(self)
        self.timer.setInterval(_LOOK_MS)
        self.timer.timeout.connect(self._on_tick)
        self.timer.start()

    def follow(self, patient_id: str) -> None:
        """Say of this patient until when the glass is open; "" of nobody."""
        self._patient_id = patient_id

    def ends_at(self) -> datetime | None:
        """Until when the glass is open for the patient followed; None where it is whole."""
        patient_id = PatientId(RecordId(self._patient_id))
        context, now = self._data_sync.access.context, self._data_sync.clock.now()
        is_open = context.is_glass_broken(patient_id, now=now)
        return context.glass[patient_id] if is_open else None

    def words(self) -> str:
        """What the banner says; "" where the glass is whole."""
        ends_at = self.ends_at()
        if ends_at is None:
            return ""
        until = shown_time(ends_at, self._data_sync.clinic.zone)
        return self.tr("Glass broken until {0}, reason recorded").format(until)

    def stop(self) -> None:
        """The window closes: look no more."""
        self.timer.stop()

    def _on_tick(self) -> None:
        context, now = self._data_sync.access.context, self._data_sync.clock.now()
        for patient_id in context.glass:
            if context.is_glass_broken(patient_id, now=now):
                self._told.discard(patient_id)
            elif patient_id not in self._told:
                self._told.add(patient_id)
                self.ended.emit(patient_id)
