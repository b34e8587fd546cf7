"""A chart's summary for somebody outside: for whom and why, then its pages, then out."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.context import Purpose
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.services.disclosures import LONGEST_RECIPIENT, PURPOSES, ChartSummary
from app.ui.permitted import Permits
from app.ui.printing.chart_summary import summary_paper
from app.ui.printing.preview import PrintPreview
from app.ui.question_draft import QuestionDraft
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, Field, line_edit
from app.ui.widgets.surfaces import label
from app.ui.wording import shown_choice

_WIDTH = 440


class SummaryDialog(QDialog):
    """Asks who is given the summary, and why. wished(recipient, purpose)."""

    wished = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("summary_dialog")
        self.setWindowTitle(self.tr("Print a chart summary"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(px(_WIDTH))
        control = line_edit("summary_recipient", length=LONGEST_RECIPIENT)
        self.recipient = Field(self.tr("Who is given it"), control)
        purpose = ComboBox(name="summary_purpose", accessible=self.tr("What for"))
        for one in PURPOSES:
            purpose.addItem(shown_choice(one), str(one))
        self.purpose = Field(self.tr("What for"), purpose)
        self.go_on = Button(self.tr("Show it"), name="summary_show", look=Look.PRIMARY)
        self.go_on.setDefault(True)
        self._cancel = Button(self.tr("Cancel"), name="summary_cancel")
        self._cancel.setAutoDefault(False)
        self._lay_out()
        self.go_on.clicked.connect(self._on_go_on)
        self._cancel.clicked.connect(self.reject)
        control.setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(label(self.windowTitle(), "title", wraps=True))
        words = self.tr(
            "It holds what your role is shown of the chart. Who is given it, and what for, is kept "
            "in the audit log once it is printed or saved."
        )
        column.addWidget(label(words, "label", wraps=True))
        self.setAccessibleDescription(words)
        column.addWidget(self.recipient)
        column.addWidget(self.purpose)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self.go_on)
        column.addLayout(foot)

    def _on_go_on(self) -> None:
        if not self.recipient.value():
            self.recipient.set_error(self.tr("Say who is given it."))
            self.recipient.control.setFocus()
            return
        self.wished.emit(self.recipient.value(), self.purpose.value())
        self.accept()


class SummaryPrinting(QObject):
    """From the chart to the paper. said(text)."""

    said = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, panel: QWidget) -> None:
        super().__init__(panel)
        self._data_sync, self._tasks, self._panel = data_sync, tasks, panel
        self._permits = Permits(data_sync)

    def why_not(self) -> str:
        """Why the acting role prints no charts; "" where it does."""
        return self._permits.why_not(Permission.PATIENT_PRINT)

    def ask(self, patient_id: str) -> SummaryDialog | None:
        """Ask for whom and why; nothing happens without a patient."""
        if not patient_id:
            return None
        if why := self.why_not():
            self.said.emit(why)
            return None
        dialog = SummaryDialog(self._panel)
        draft = QuestionDraft(
            self._data_sync,
            self._tasks,
            [dialog.recipient.control],
            asks="summary",
            patient_id=patient_id,
            parent=dialog,
        )
        dialog.wished.connect(partial(self._read, draft, PatientId(RecordId(patient_id))))
        dialog.open()
        return dialog

    def _read(
        self, draft: QuestionDraft, patient_id: PatientId, recipient: str, purpose: str
    ) -> None:
        summary = self._data_sync.disclosures.summary(
            patient_id, recipient=recipient, purpose=Purpose(purpose)
        )
        self._tasks.start(draft.ending(summary), done=self._preview)

    def _preview(self, summary: ChartSummary) -> None:
        async def hand_out(is_file: bool) -> None:
            await self._data_sync.disclosures.hand_out(summary, is_file=is_file)

        preview = PrintPreview(
            summary_paper(summary),
            file_name=f"chart-{self._data_sync.today().isoformat()}",
            hand_out=hand_out,
            tasks=self._tasks,
            parent=self._panel,
        )
        preview.said.connect(self.said)
        preview.open()
