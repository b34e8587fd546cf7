"""Merging two records of one person: both side by side, what goes on, and what it takes over."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.ids import PatientId, RecordId
from app.domain.merging import PatientMerge
from app.domain.patient import Patient
from app.live.data_sync import DataSync
from app.live.merging import PATIENTS_MERGED, merge_values
from app.services.merge_preview import Preview
from app.ui.error_presenter import words_for
from app.ui.models.merge_rows import MergeRow, holding_words, merge_rows
from app.ui.question_draft import QuestionDraft
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP, Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import Field, line_edit
from app.ui.widgets.surfaces import Notice, label
from app.ui.widgets.value_choice import ValueChoice
from app.ui.wording import shown_date

_WIDTH, _HEIGHT = 720, 620
_LONGEST_REASON = 500
_KEPT, _OTHER = 0, 1


class MergeDialog(QDialog):
    """Opened with `open()`. merged(words, Step): they are one, and how that is taken back."""

    merged = Signal(str, object)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget, *, first: str, second: str
    ) -> None:
        super().__init__(parent)
        self.setObjectName("merge_dialog")
        self.setWindowTitle(self.tr("Merge two records"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = parent.window().size()
        self.resize(min(_WIDTH, room.width() - 48), min(_HEIGHT, room.height() - 48))
        self._data_sync, self._tasks = data_sync, tasks
        self._pair = (PatientId(RecordId(first)), PatientId(RecordId(second)))
        self._preview: Preview | None = None
        self._survivors: list[ValueChoice] = []
        self._picks: dict[str, QButtonGroup] = {}
        self._problem = Notice(Tone.DANGER, "circle-x", name="merge_problem")
        self._problem.set_text("")
        self._body = QScrollArea()
        self._reason = Field(
            self.tr("Reason (optional)"), line_edit("merge_reason", length=_LONGEST_REASON)
        )
        self._merge = Button(self.tr("Merge"), name="merge_button", icon="users", look=Look.PRIMARY)
        self._cancel = Button(self.tr("Cancel"), name="merge_cancel")
        self.draft = QuestionDraft(
            data_sync,
            tasks,
            [self._reason.control],
            asks="merge",
            about=second,
            patient_id=first,
            parent=self,
        )
        self._lay_out()
        self._merge.clicked.connect(self._on_merge)
        self._cancel.clicked.connect(self.reject)
        self._read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter merges only from its button: nothing so weighty happens on the way."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._cancel.hasFocus():
                self.reject()
            elif self._merge.hasFocus():
                self._on_merge()
            else:
                self.focusNextChild()
        else:
            super().keyPressEvent(event)

    @property
    def taken(self) -> tuple[str, ...]:
        """The fields somebody picked from the record that is not used any more."""
        picks = self._picks.items()
        return tuple(name for name, group in picks if group.checkedId() == _OTHER)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(label(self.tr("Merge two records of one person"), "title"))
        meaning = self.tr(
            "One of them goes on being used; the other is put away, and its number finds the first "
            "one. Nothing is moved or lost, and it can be taken back however much is written since."
        )
        column.addWidget(label(meaning, "label", wraps=True, name="merge_meaning"))
        self.setAccessibleDescription(meaning)
        self._body.setObjectName("merge_scroll")
        self._body.setWidgetResizable(True)
        self._body.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._body, 1)
        column.addWidget(self._reason)
        column.addWidget(self._problem)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self._cancel, self._merge):
            button.setAutoDefault(False)
            row.addWidget(button)
        column.addLayout(row)
        self._merge.setEnabled(False)

    def _read(self) -> None:
        work = self._data_sync.merging.compare(*self._pair)
        self._tasks.start(work, done=self._on_read, failed=self._on_failed)

    def _on_read(self, preview: Preview) -> None:
        self._preview = preview
        self._build(preview, is_first_kept=True)
        self._survivors[0].mark.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, preview: Preview, *, is_first_kept: bool) -> None:
        page = QWidget()
        page.setObjectName("scroll_body")
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(10)
        for at in (1, 2):
            grid.setColumnStretch(at, 1)
        grid.setColumnMinimumWidth(0, 110)
        self._add_people(grid, preview, is_first_kept=is_first_kept)
        rows = merge_rows(preview, is_first_kept=is_first_kept, zone=self._data_sync.clinic.zone)
        self._picks = {}
        for row in rows:
            self._add_row(grid, row, is_first_kept=is_first_kept)
        self._add_holdings(grid, preview)
        grid.setRowStretch(grid.rowCount(), 1)
        self._body.setWidget(page)
        self._merge.setEnabled(True)

    def _add_people(self, grid: QGridLayout, preview: Preview, *, is_first_kept: bool) -> None:
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label(self.tr("Goes on being used"), "label", wraps=True), 0, 0, top)
        group = QButtonGroup(grid)
        self._survivors = []
        for at, one in enumerate((preview.first, preview.second)):
            words = _identity(one)
            accessible = self.tr("Go on with {0}").format(words.replace("\n", ", "))
            choice = ValueChoice(words, name=f"survivor_{at}", accessible=accessible)
            choice.mark.setChecked((at == 0) is is_first_kept)
            group.addButton(choice.mark, at)
            grid.addWidget(choice, 0, 1 + at, Qt.AlignmentFlag.AlignTop)
            self._survivors.append(choice)
        group.idClicked.connect(self._on_survivor)

    def _add_row(self, grid: QGridLayout, row: MergeRow, *, is_first_kept: bool) -> None:
        at = grid.rowCount()
        grid.addWidget(label(row.noun, "label", wraps=True), at, 0, Qt.AlignmentFlag.AlignTop)
        group = QButtonGroup(grid)
        sides = ((_KEPT, row.kept), (_OTHER, row.other))
        for side, words in sides:
            accessible = self.tr("{0}: {1}").format(row.noun, words.replace("\n", ", "))
            name = f"{'kept' if side == _KEPT else 'other'}_{row.field}"
            choice = ValueChoice(words, name=name, accessible=accessible)
            choice.mark.setChecked((side == _OTHER) is row.is_filled)
            # What is empty in the one that goes on is filled: there is nothing to choose.
            choice.mark.setEnabled(not row.is_filled)
            group.addButton(choice.mark, side)
            is_left = (side == _KEPT) is is_first_kept
            grid.addWidget(choice, at, 1 if is_left else 2, Qt.AlignmentFlag.AlignTop)
        if not row.is_filled:
            self._picks[row.field] = group

    def _add_holdings(self, grid: QGridLayout, preview: Preview) -> None:
        lines = [holding_words(one) for one in preview.holdings]
        if preview.has_hidden:
            lines.append(self.tr("There may be more that your role is not shown."))
        if lines:
            at = grid.rowCount()
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(label(self.tr("Records of both"), "label", wraps=True), at, 0, top)
            told = label("\n".join(lines), wraps=True, name="merge_holdings")
            grid.addWidget(told, at, 1, 1, 2)

    def _on_survivor(self, at: int) -> None:
        if self._preview is not None:
            self._build(self._preview, is_first_kept=at == 0)
            self._survivors[at].mark.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_merge(self) -> None:
        preview = self._preview
        if preview is None or not self._merge.isEnabled():
            return
        self._problem.set_text("")
        self._merge.setEnabled(False)
        is_first_kept = self._survivors[0].mark.isChecked()
        survivor, other = self._pair if is_first_kept else self._pair[::-1]
        taken = self.taken
        work = self._data_sync.merging.merge(
            survivor, other, take=taken, reason=self._reason.value().strip()
        )
        self._tasks.start(
            self.draft.ending(work),
            done=lambda made: self._on_merged(made, taken),
            failed=self._on_failed,
        )

    def _on_merged(self, made: PatientMerge, taken: tuple[str, ...]) -> None:
        step = self._data_sync.undo.did(
            PATIENTS_MERGED,
            made.merged_id,
            before={},
            after=merge_values(made.patient_id, taken),
        )
        self.accept()
        self.merged.emit(self.tr("Two records were merged"), step)

    def _on_failed(self, error: Exception) -> bool:
        self._problem.set_text(words_for(error))
        self._merge.setEnabled(self._preview is not None)
        return True


def _identity(one: Patient) -> str:
    return f"{one.display_name}\n{shown_date(one.birth_date)}  ·  {one.mrn}"
