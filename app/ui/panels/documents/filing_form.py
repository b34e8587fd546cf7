"""Adding documents, replacing one, or changing what one says of itself: one form for the three."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.declare import Record
from app.domain.drafts import NEW
from app.domain.errors import InvalidRecord, InvalidValue
from app.domain.permissions import Permission
from app.domain.treatment import Document
from app.live.data_sync import DataSync
from app.services.documents import NewDocument
from app.services.patients import PatientRow
from app.ui.error_presenter import words_for
from app.ui.form_draft import FormDraft
from app.ui.models.document_words import said
from app.ui.panels.documents.file_rows import FileRow
from app.ui.panels.documents.filing_fields import About, Entered, FilingFields, Purpose
from app.ui.permitted import Permits, WhyLine
from app.ui.task_runner import TaskRunner
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label

FORM = "document"
REPLACING = "replacing:"
_STORED = {"new_title": "title", "date": "authored_on"}


class FilingForm(QScrollArea):
    """saved(words, document): it is kept. closed(): it goes; what is typed stays a draft."""

    saved = Signal(str, object)
    closed = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("document_form")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._data_sync, self._tasks = data_sync, tasks
        self._permits = Permits(data_sync)
        self._about = About(Purpose.ADD)
        self._is_open = self._is_saving = False
        self._filed: list[Document] = []
        self.fields = FilingFields(data_sync, tasks)
        self.whose, self.files = self.fields.whose, self.fields.files
        self.save_button = Button("", name="document_save", icon="save", look=Look.PRIMARY)
        self.who_changed = WhoChanged(
            data_sync, tasks, self._changed, prefix="document", fields=_STORED
        )
        self.draft = FormDraft(
            data_sync,
            tasks,
            form=FORM,
            entity="document",
            read=self._typed,
            show=self.fields.show_typed,
            reset=self._reset,
            parent=self,
            sought=lambda: self.whose.sought,
        )
        self._lay_out()
        self._connect()

    @property
    def is_open(self) -> bool:
        """Whether somebody fills it in."""
        return self._is_open

    @property
    def is_typed(self) -> bool:
        """Whether something is typed or chosen that was not saved."""
        return self._is_open and self._typed() is not None

    @property
    def purpose(self) -> Purpose:
        """What it is open for."""
        return self._about.purpose

    def add(self, row: PatientRow | None = None) -> None:
        """Add documents, of a patient where one is named; what was begun comes back."""
        if self._is_open and self.purpose is Purpose.ADD:
            is_other = row is not None and row.id != self.whose.patient_id
            if row is None or not is_other or self._is_saving:
                return
        self._begin(About(Purpose.ADD), row.id if row else NEW)
        if row is not None:
            self.whose.choose(row)
            self.fields.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.whose.take_focus()

    def change(self, document: Document) -> None:
        """Change what a document says of itself."""
        self._begin(About(Purpose.CHANGE, document), document.id)
        self.fields.title.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def replace(self, document: Document) -> None:
        """File another in the place of this one."""
        self._begin(About(Purpose.REPLACE, document), f"{REPLACING}{document.id}")
        self.fields.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def take(self, paths: list[str]) -> None:
        """Files that were dropped or chosen."""
        may = self.save_button.isEnabled() and not self._is_saving
        if self._is_open and may and self.purpose is not Purpose.CHANGE:
            self.fields.complain("")
            self.files.take(paths)

    def ask_files(self) -> QFileDialog:
        """Ask which files."""
        dialog = QFileDialog(self.window(), said("Choose files"))
        dialog.setObjectName("document_choose_dialog")
        is_one = self.files.most == 1
        mode = QFileDialog.FileMode.ExistingFile if is_one else QFileDialog.FileMode.ExistingFiles
        dialog.setFileMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.take)
        dialog.open()
        return dialog

    def close_form(self) -> None:
        """Go; what is typed is kept, files that were not filed leave the disk."""
        if self._is_open and not self._is_saving:
            self._leave()
            self._is_open = False
            self.closed.emit()

    def save(self) -> None:
        """File what is here, if nothing is wrong with it."""
        if self._is_saving or not self._is_open or not self.save_button.isEnabled():
            return
        entered = self.fields.entered()
        if entered is None:
            return
        self._hold(True)
        if self.purpose is Purpose.CHANGE:
            self._save_change(entered)
        else:
            self._filed = []
            self._file_next(entered)

    def stop(self) -> None:
        """The window closes."""
        self.draft.stop()
        self.whose.stop()
        self.files.forget()

    def _begin(self, about: About, subject: str) -> None:
        if self._is_open:
            self._leave()
        self._about, self._is_open = about, True
        self._reset()
        whose = about.document.patient_id if about.document else None
        # Whose patient it is decides the service, for the patient that is chosen.
        why = self._permits.why_not(Permission.DOCUMENT_EDIT, patient_id=whose, is_own=True)
        self.why.say(why)
        for button in (self.save_button, self.fields.choose):
            button.setEnabled(not why)
        self.draft.open(subject, patient_id=whose)

    def _reset(self) -> None:
        purpose = self._about.purpose
        self.heading.setText(_heading(purpose))
        self.setAccessibleName(_heading(purpose))
        self.save_button.setText(said("Save") if purpose is Purpose.CHANGE else said("File"))
        self.fields.show_about(self._about)

    def _changed(self) -> Record | None:
        """The stored one that is changed; what is filed, in another's place too, is new."""
        return self._about.document if self.purpose is Purpose.CHANGE else None

    def _typed(self) -> Mapping[str, object] | None:
        return self.fields.typed()

    def _file_next(self, entered: Entered) -> None:
        """File one after the other: what was filed stays filed, whatever becomes of the next."""
        row = next((one for one in self.files.rows if one.attachment is not None), None)
        attachment = row.handed_over() if row else None
        if row is None or attachment is None:
            self._on_all_filed()
            return
        replaced = self._about.document
        new = NewDocument(
            patient_id=entered.patient_id,
            title=row.title.value(),
            category=entered.category,
            authored_on=entered.day,
            file_name=row.path.name,
            supersedes_id=replaced.id if replaced is not None else None,
        )

        def done(document: Document) -> None:
            self._filed.append(document)
            self.files.drop_filed(row)
            self._file_next(entered)

        key = self.draft.key if len(self.files.rows) == 1 else None
        self._tasks.start(
            self._data_sync.documents.file(attachment, new, draft=key),
            done=done,
            failed=lambda error: self._on_failed(error, row),
        )

    def _save_change(self, entered: Entered) -> None:
        document = self._about.document
        if document is None:
            return
        changes: dict[str, object] = {
            "title": entered.title,
            "category": entered.category,
            "authored_on": entered.day,
        }
        self._tasks.start(
            self._data_sync.documents.change(
                document.id,
                changes,
                patient_id=entered.patient_id,
                based_on=document,
                draft=self.draft.key,
            ),
            done=lambda saved: self._on_saved(said("Saved."), saved),
            failed=lambda error: self._on_failed(error, None),
        )

    def _on_all_filed(self) -> None:
        count = len(self._filed)
        words = said("Document filed.")
        if count > 1:
            words = said("{0} documents filed.").format(count)
        self._on_saved(words, self._filed[-1])

    def _on_saved(self, words: str, document: Document) -> None:
        self._hold(False)
        self.draft.end(was_saved=True)
        self.files.forget()
        self._is_open = False
        self.saved.emit(words, document)

    def _on_failed(self, error: Exception, row: FileRow | None) -> bool:
        self._hold(False)
        self.draft.release()
        if row is not None:
            row.complain(f"{words_for(error)} {said('Choose the file again.')}")
            return True
        problems = error.problems if isinstance(error, InvalidRecord) else {}
        at_field = {"title": self.fields.title, "authored_on": self.fields.day}
        for name, field in at_field.items():
            if name in problems:
                field.set_error(words_for(error))
        if at_field.keys().isdisjoint(problems):
            self.fields.complain(words_for(error))
        return isinstance(error, InvalidValue)

    def _hold(self, is_saving: bool) -> None:
        self._is_saving = is_saving
        if is_saving:
            self.draft.hold()
        self.save_button.setEnabled(not is_saving)

    def _leave(self) -> None:
        self.draft.close()
        self.files.forget()

    def _lay_out(self) -> None:
        body = QWidget()
        body.setObjectName("scroll_body")
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(14)
        head = QHBoxLayout()
        self.heading = label("", "section", name="document_form_title")
        head.addWidget(self.heading)
        head.addStretch(1)
        words = said("Close (Esc)")
        self.close_button = Button(
            "", name="document_form_close", icon="x", look=Look.QUIET, accessible=words
        )
        head.addWidget(self.who_changed)
        head.addWidget(self.close_button)
        column.addLayout(head)
        self.why = WhyLine(name="document_form_why")
        for part in (self.why, self.draft.bar, self.fields):
            column.addWidget(part)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        column.addLayout(foot)
        column.addStretch(1)
        self.setWidget(body)

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.close_form)
        self.fields.choose.clicked.connect(self.ask_files)
        self.save_button.clicked.connect(self.save)
        self.fields.edited.connect(self._on_edited)

    def _on_edited(self) -> None:
        if self._is_open and not self._is_saving:
            self.draft.touch()


def _heading(purpose: Purpose) -> str:
    if purpose is Purpose.ADD:
        return said("Add documents")
    return said("Replace document") if purpose is Purpose.REPLACE else said("Edit document")
