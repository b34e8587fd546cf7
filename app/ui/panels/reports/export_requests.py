"""Files of patients' data in the window: asking, a second person's word, saving the file."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.errors import InvalidRecord
from app.domain.ids import RecordId
from app.live.data_sync import DataSync
from app.services.exports import NewExport, ShownExport
from app.ui.new_files import new_file
from app.ui.panels.reports.export_card import ExportCard
from app.ui.panels.reports.export_wish import ExportWish
from app.ui.question_draft import QuestionDraft
from app.ui.task_runner import TaskRunner
from app.ui.two_person_list import ListWords, TwoPersonList
from app.ui.who_changed import WhoChanged


def _tr(text: str) -> str:
    return QCoreApplication.translate("ExportRequestsDialog", text)


class ExportRequestsDialog(TwoPersonList):
    """Opened with `open()`. said(text): what was done."""

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(
            data_sync,
            tasks,
            parent,
            words=_list_words(),
            requests=data_sync.exports,
            make_card=self._card,
        )
        self.setWindowTitle(_tr("Files of patients' data"))
        self.wish = ExportWish(data_sync.exports.kinds, today=data_sync.today())
        self.wish.setVisible(bool(data_sync.exports.kinds))
        typed = [self.wish.recipient.control, self.wish.reason.control]
        self._typed = QuestionDraft(data_sync, tasks, typed, asks="export", parent=self)
        self.put_above(self.wish)
        self.wish.asked.connect(self._on_asked)

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
        self.start(self._write(RecordId(request_id), Path(place)), self.tr("{0} was written."))

    async def _write(self, request_id: RecordId, place: Path) -> str:
        with new_file(place) as descriptor, os.fdopen(descriptor, "wb") as file:
            file.write(await self._data_sync.exports.write(request_id))
        return place.name

    def _card(self, entry: ShownExport, who_changed: WhoChanged) -> ExportCard:
        """One request, with its file where it may be written."""
        card = ExportCard(entry, zone=self._data_sync.clinic.zone, who_changed=who_changed)
        card.wished.connect(self.ask_where)
        return card

    def _on_asked(self, new: NewExport) -> None:
        self.problem.set_text("")

        def failed(error: Exception) -> bool:
            problems = error.problems if isinstance(error, InvalidRecord) else {}
            self.wish.show_problems(problems)
            return bool(problems) or self.tell(error)

        def done(_asked: object) -> None:
            self.wish.clear()
            self._typed.ask()

        work = self._typed.ending(self._data_sync.exports.ask(new))
        self._tasks.start(work, done=done, failed=failed)


def _list_words() -> ListWords:
    return ListWords(
        name="exports",
        kind="export",
        entities=("export_request", "user"),
        title=_tr("Files of patients' data"),
        meaning=_tr(
            "Whoever needs many patients' data outside the program asks for it here. A second "
            "person, acting as administrator, allows it or refuses it, at this desk or at "
            "their own. The file is written once, within a day, and everybody in it stands in "
            "the audit log."
        ),
        icon="download",
        nothing=_tr("Nobody asked for a file."),
    )
