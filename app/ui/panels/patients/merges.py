"""The Patients panel's merging: choose the other record, and make two patients of one again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.live.merging import PATIENTS_MERGED, merge_values
from app.services.merge_preview import MergedRecord
from app.services.merging import Unmerged, picked
from app.services.patients import PatientRow
from app.ui.error_presenter import words_for
from app.ui.merge_dialog import MergeDialog
from app.ui.patient_picker import PatientPicker
from app.ui.permitted import Permits, permit
from app.ui.question_draft import QuestionDraft
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import Field, line_edit
from app.ui.widgets.surfaces import Notice, label
from app.ui.wording import shown_visit

_WIDTH = 460
_LONGEST_REASON = 500


class MergedRecords(QWidget):
    """Records that are used under this one; part_wished(MergedRecord): it is another person's."""

    part_wished = Signal(object)

    def __init__(self, *, zone: str) -> None:
        super().__init__()
        self.setObjectName("merged_records")
        self._zone = zone
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.set_records((), why="")

    def set_records(self, records: Sequence[MergedRecord], *, why: str) -> None:
        """Show them; why: the acting role may not part them, "" where it may."""
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if records:
            self._column.addWidget(label(self.tr("Merged into this record"), "section"))
        for one in records:
            self._column.addWidget(self._line(one, why))
        self.setVisible(bool(records))

    def _line(self, one: MergedRecord, why: str) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        when = shown_visit(one.merged_at, self._zone)
        by = f"{one.merged_by}, {when}" if one.merged_by else when
        row.addWidget(label(f"{one.name}  ·  {one.mrn}\n{by}", wraps=True), 1)
        part = Button(
            self.tr("Two again…"),
            name=f"part_{one.patient_id}",
            accessible=self.tr("Make {0} a patient of their own again").format(one.name),
        )
        part.clicked.connect(lambda: self.part_wished.emit(one))
        permit(part, why)
        row.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        return line


class Merging(QObject):
    """Opens the dialogs. did(words, Step): it was done. said(text): why it was not."""

    did = Signal(str, object)
    said = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, window: QWidget) -> None:
        super().__init__(window)
        self._data_sync, self._tasks, self._window = data_sync, tasks, window
        self._permits = Permits(data_sync)

    def why_not(self) -> str:
        """Why the acting role may not merge patients; "" where it may."""
        return self._permits.why_not(Permission.PATIENT_MERGE)

    def ask_other(self, patient_id: str, name: str) -> None:
        """Ask who is the same person as this patient, then show both side by side."""
        dialog = OtherRecordDialog(self._data_sync, self._tasks, self._window, name=name)

        def compare(other: str) -> None:
            self._compare(patient_id, other)

        dialog.chosen.connect(compare)
        dialog.open()

    def ask_part(self, record: MergedRecord) -> None:
        """Ask whether a merged record is a patient of its own again."""
        dialog = PartDialog(self._data_sync, self._tasks, self._window, record=record)
        dialog.parted.connect(self._on_parted)
        dialog.open()

    def _compare(self, patient_id: str, other: str) -> None:
        if other == patient_id:
            self.said.emit(self.tr("That is the same record."))
            return
        dialog = MergeDialog(
            self._data_sync, self._tasks, self._window, first=patient_id, second=other
        )
        dialog.merged.connect(self.did)
        dialog.open()

    def _on_parted(self, done: Unmerged) -> None:
        merge = done.merge
        step = self._data_sync.undo.did(
            PATIENTS_MERGED,
            merge.merged_id,
            before=merge_values(merge.patient_id, picked(merge)),
            after={},
        )
        words = self.tr("Two patients again")
        if done.later or done.kept:
            words = self.tr("Two patients again. A task asks whose the newer records are.")
        self.did.emit(words, step)


class OtherRecordDialog(QDialog):
    """chosen(patient id): this is the other record of the same person."""

    chosen = Signal(str)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget, *, name: str
    ) -> None:
        super().__init__(parent)
        self.setObjectName("other_record_dialog")
        self.setWindowTitle(self.tr("Merge with another record"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        self.picker = PatientPicker(data_sync, tasks, self, name="other_record")
        self.picker.picked.connect(self._on_picked)
        cancel = Button(self.tr("Cancel"), name="other_record_cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(label(self.tr("Merge with another record"), "title"))
        words = self.tr("Who is the same person as {0}? Both are shown before anything is merged.")
        column.addWidget(label(words.format(name), "label", wraps=True))
        column.addWidget(self.picker)
        column.addWidget(cancel, 0, Qt.AlignmentFlag.AlignRight)
        self.finished.connect(self.picker.stop)
        self.picker.start()

    def _on_picked(self, row: PatientRow) -> None:
        self.accept()
        self.chosen.emit(row.id)


class PartDialog(QDialog):
    """parted(Unmerged): they are two patients again."""

    parted = Signal(object)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget, *, record: MergedRecord
    ) -> None:
        super().__init__(parent)
        self.setObjectName("part_dialog")
        self.setWindowTitle(self.tr("Two patients again"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        self._data_sync, self._tasks, self._record = data_sync, tasks, record
        self._reason = Field(
            self.tr("Reason (optional)"), line_edit("part_reason", length=_LONGEST_REASON)
        )
        self._problem = Notice(Tone.DANGER, "circle-x", name="part_problem")
        self._problem.set_text("")
        self._part = Button(self.tr("Make two patients"), name="part_button", look=Look.PRIMARY)
        self._cancel = Button(self.tr("Cancel"), name="part_cancel")
        self.draft = QuestionDraft(
            data_sync,
            tasks,
            [self._reason.control],
            asks="part",
            patient_id=record.patient_id,
            parent=self,
        )
        self._lay_out()
        self._part.clicked.connect(self._on_part)
        self._cancel.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(label(self.tr("Two patients again"), "title"))
        who = f"{self._record.name}  ·  {self._record.mrn}"
        column.addWidget(label(who, "strong", wraps=True, name="part_who"))
        words = self.tr(
            "Each has what was written for it, before and since. Fields go back where nobody "
            "changed them since; a task asks about the rest."
        )
        column.addWidget(label(words, "label", wraps=True))
        self.setAccessibleDescription(words)
        column.addWidget(self._reason)
        column.addWidget(self._problem)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self._cancel, self._part):
            button.setAutoDefault(False)
            row.addWidget(button)
        column.addLayout(row)
        self._reason.control.setFocus()

    def _on_part(self) -> None:
        self._part.setEnabled(False)
        self._problem.set_text("")
        work = self._data_sync.merging.unmerge(
            self._record.patient_id, reason=self._reason.value().strip()
        )
        self._tasks.start(self.draft.ending(work), done=self._on_done, failed=self._on_failed)

    def _on_done(self, done: Unmerged) -> None:
        self.accept()
        self.parted.emit(done)

    def _on_failed(self, error: Exception) -> bool:
        self._problem.set_text(words_for(error))
        self._part.setEnabled(True)
        return True
