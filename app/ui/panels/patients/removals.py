"""Asking that a patient who was registered in error is removed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.errors import InvalidRecord
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.domain.removing import Kept
from app.live.data_sync import DataSync
from app.services.charts import PatientChart
from app.ui.commands import command
from app.ui.error_presenter import words_for
from app.ui.panel import Panel
from app.ui.permission_words import denied_words
from app.ui.question_draft import QuestionDraft
from app.ui.removal_list import add_removals_command
from app.ui.removal_words import why_kept
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import Tone
from app.ui.vocabulary import reason_said
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import Field, line_edit
from app.ui.widgets.surfaces import Notice, label

_WIDTH = 460
_LONGEST_REASON = 500


class ChartRemovals(QObject):
    """Opens the question for the patient whose chart is shown. said(text)."""

    said = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, panel: Panel) -> None:
        super().__init__(panel)
        self._data_sync, self._tasks, self._panel = data_sync, tasks, panel
        self._chart: PatientChart | None = None
        self._make_commands()

    def show_chart(self, chart: PatientChart | None) -> None:
        """This chart is open; None: none is."""
        self._chart = chart

    def ask(self) -> None:
        """Ask why the patient is to be removed."""
        if self._chart is None:
            self.said.emit(self.tr("Open a patient's chart first."))
            return
        patient = self._chart.patient
        dialog = AskRemovalDialog(
            self._data_sync,
            self._tasks,
            self._panel,
            patient_id=patient.id,
            who=f"{patient.display_name}  ·  {patient.mrn}",
        )
        dialog.said.connect(self.said)
        dialog.open()

    def _make_commands(self) -> None:
        role = self._data_sync.access.context.role
        is_theirs = self._data_sync.removals.may_ask
        why = "" if is_theirs else denied_words(role, Permission.PATIENT_DELETE_REQUEST)
        words = self.tr("Ask that the patient is removed…")
        command(self._panel, "ask_removal", words, self.ask, icon="trash-2", why=why)
        add_removals_command(self._panel, self._data_sync, self._tasks)


class AskRemovalDialog(QDialog):
    """Opened with `open()`. said(text): it is asked for."""

    said = Signal(str)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget, *, patient_id: str, who: str
    ) -> None:
        super().__init__(parent)
        self.setObjectName("removal_dialog")
        self.setWindowTitle(self.tr("Remove a patient"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        self._data_sync, self._tasks = data_sync, tasks
        self._patient_id, self._who = PatientId(RecordId(patient_id)), who
        self.reason = Field(self.tr("Reason"), line_edit("removal_reason", length=_LONGEST_REASON))
        self.problem = Notice(Tone.DANGER, "circle-x", name="removal_problem")
        self.problem.set_text("")
        self.send = Button(self.tr("Ask for it"), name="removal_ask", look=Look.PRIMARY)
        self._cancel = Button(self.tr("Cancel"), name="removal_cancel")
        self.draft = QuestionDraft(
            data_sync,
            tasks,
            [self.reason.control],
            asks="removal",
            patient_id=patient_id,
            parent=self,
        )
        self._lay_out()
        self.send.clicked.connect(self._on_send)
        if isinstance(self.reason.control, QLineEdit):
            self.reason.control.returnPressed.connect(self._on_send)
        self._cancel.clicked.connect(self.reject)
        tasks.start(data_sync.removals.kept_by(self._patient_id), done=self._on_kept)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(label(self.tr("Remove a patient"), "title"))
        column.addWidget(label(self._who, "strong", wraps=True, name="removal_who"))
        words = self.tr(
            "For somebody who was registered in error, and of whom nothing is kept. A clinician "
            "allows it, and an administrator removes the patient; both see the reason. Until then "
            "nothing changes, and afterwards the patient can be brought back."
        )
        column.addWidget(label(words, "label", wraps=True))
        self.setAccessibleDescription(words)
        column.addWidget(self.reason)
        column.addWidget(self.problem)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self._cancel, self.send):
            button.setAutoDefault(False)
            row.addWidget(button)
        column.addLayout(row)
        self.reason.control.setFocus()

    def _on_kept(self, kinds: Sequence[Kept]) -> None:
        """There is something to keep: it is said before anything is typed."""
        if kinds:
            self.problem.set_text(why_kept(kinds))
            self.reason.hide()
            self.send.hide()
            self._cancel.setText(self.tr("Close"))
            self._cancel.setFocus()

    def _on_send(self) -> None:
        if not self.send.isEnabled() or self.send.isHidden():
            return
        self.send.setEnabled(False)
        self.problem.set_text("")
        self.reason.set_error("")
        work = self._data_sync.removals.ask(self._patient_id, reason=self.reason.value().strip())
        self._tasks.start(self.draft.ending(work), done=self._on_done, failed=self._on_failed)

    def _on_done(self, _asked: object) -> None:
        self.accept()
        self.said.emit(self.tr("Asked for. A clinician decides about it next."))

    def _on_failed(self, error: Exception) -> bool:
        self.send.setEnabled(True)
        problems = error.problems if isinstance(error, InvalidRecord) else {}
        if "reason" in problems:
            self.reason.set_error(reason_said(problems["reason"]))
            self.reason.control.setFocus()
        else:
            self.problem.set_text(words_for(error))
        return True
