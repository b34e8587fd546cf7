"""Files of patients' data in the window: asking, a second person's word, saving the file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.domain.errors import InvalidRecord
from app.domain.ids import RecordId
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.exports import NewExport, ShownExport
from app.ui.error_presenter import words_for
from app.ui.new_files import new_file
from app.ui.panels.reports.export_card import ExportCard
from app.ui.panels.reports.export_wish import ExportWish
from app.ui.question_draft import QuestionDraft
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP, Tone
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.surfaces import Notice, label

_WIDTH, _HEIGHT = 760, 640


class ExportRequestsDialog(QDialog):
    """Opened with `open()`. said(text): what was done."""

    said = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("exports_dialog")
        self.setWindowTitle(self.tr("Files of patients' data"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = parent.window().size()
        self.resize(min(_WIDTH, room.width() - 48), min(_HEIGHT, room.height() - 48))
        self._data_sync, self._tasks = data_sync, tasks
        self.cards: list[ExportCard] = []
        self.wish = ExportWish(data_sync.exports.kinds, today=data_sync.today())
        self.wish.setVisible(bool(data_sync.exports.kinds))
        typed = [self.wish.recipient.control, self.wish.reason.control]
        self._typed = QuestionDraft(data_sync, tasks, typed, asks="export", parent=self)
        self.problem = Notice(Tone.DANGER, "circle-x", name="exports_problem")
        self.problem.set_text("")
        self._close = Button(self.tr("Close"), name="exports_close")
        self._close.setAutoDefault(False)
        self.query: LiveQuery[tuple[ShownExport, ...]] = LiveQuery(
            data_sync.feed, self._read, entities=("export_request", "user"), parent=self
        )
        self._lay_out()
        self._close.clicked.connect(self.reject)
        self.wish.asked.connect(self._on_asked)
        self.query.value_changed.connect(self._show)
        self.query.failed.connect(self._on_failed)
        self.states.state.action_requested.connect(self.query.ask)
        self.states.set_loading(True)
        self.query.ask()

    def done(self, result: int) -> None:
        """Nothing more is read, and nothing that was typed stays."""
        self.query.stop()
        super().done(result)

    async def _read(self) -> tuple[ShownExport, ...]:
        return await self._data_sync.exports.listed()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(self.windowTitle(), "title"))
        meaning = self.tr(
            "Whoever needs many patients' data outside the program asks for it here. A second "
            "person, acting as administrator, allows it or refuses it, at this desk or at their "
            "own. The file is written once, within a day, and everybody in it stands in the audit "
            "log."
        )
        column.addWidget(label(meaning, "label", wraps=True))
        self.setAccessibleDescription(meaning)
        column.addWidget(self.wish)
        column.addWidget(self.problem)
        body = QWidget()
        body.setObjectName("scroll_body")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(GAP)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("exports_scroll")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        self.states = ListStates(scroll, name="exports_state")
        column.addWidget(self.states, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._close)
        column.addLayout(foot)

    def _show(self, found: Sequence[ShownExport]) -> None:
        self.states.set_loading(False)
        kept = {card.objectName(): card.note.text() for card in self.cards}
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [self._card(entry) for entry in found]
        for place, card in enumerate(self.cards):
            card.note.setText(kept.get(card.objectName(), ""))
            self._column.insertWidget(place, card)
        if self.cards:
            self.states.show_content()
        else:
            self.states.show_state("download", self.tr("Nobody asked for a file."))

    def _card(self, entry: ShownExport) -> ExportCard:
        who = WhoChanged(self._data_sync, self._tasks, lambda: entry.request, prefix="export")
        card = ExportCard(entry, zone=self._data_sync.clinic.zone, who_changed=who)
        note = QuestionDraft(
            self._data_sync,
            self._tasks,
            [card.note],
            asks="export_answer",
            about=entry.request.id,
            parent=card,
        )
        card.decided.connect(partial(self._on_decided, card, note))
        card.wished.connect(self.ask_where)
        return card

    def _on_failed(self, error: Exception) -> None:
        self.states.set_loading(False)
        self.states.show_state("circle-x", words_for(error), action=self.tr("Try again"))

    def _on_asked(self, new: NewExport) -> None:
        self.problem.set_text("")

        def failed(error: Exception) -> bool:
            problems = error.problems if isinstance(error, InvalidRecord) else {}
            self.wish.show_problems(problems)
            return bool(problems) or self._tell(error)

        def done(_asked: object) -> None:
            self.wish.clear()
            self._typed.ask()

        work = self._typed.ending(self._data_sync.exports.ask(new))
        self._tasks.start(work, done=done, failed=failed)

    def _on_decided(
        self, card: ExportCard, typed: QuestionDraft, request_id: str, allowed: bool, note: str
    ) -> None:
        self.problem.set_text("")

        def failed(error: Exception) -> bool:
            if isValid(card):
                card.release()
            return self._tell(error)

        decide = self._data_sync.exports.decide(RecordId(request_id), is_allowed=allowed, note=note)
        self._tasks.start(typed.ending(decide), failed=failed)

    def ask_where(self, request_id: str) -> QFileDialog:
        """Ask for the new file's place."""
        dialog = QFileDialog(self, self.tr("Save the file"))
        dialog.setObjectName("export_file_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.selectFile(f"patients-{self._data_sync.today().isoformat()}.csv")
        dialog.fileSelected.connect(partial(self.write_file, request_id))
        dialog.open()
        return dialog

    def write_file(self, request_id: str, place: str) -> None:
        """Write the file there: in the trail first, then the place."""
        self.problem.set_text("")
        self._tasks.start(
            self._write(RecordId(request_id), Path(place)),
            done=lambda name: self.said.emit(self.tr("{0} was written.").format(name)),
            failed=self._tell,
        )

    async def _write(self, request_id: RecordId, place: Path) -> str:
        with new_file(place) as descriptor, os.fdopen(descriptor, "wb") as file:
            file.write(await self._data_sync.exports.write(request_id))
        return place.name

    def _tell(self, error: Exception) -> bool:
        self.problem.set_text(words_for(error))
        return True
