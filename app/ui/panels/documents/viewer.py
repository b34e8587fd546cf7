"""One document: whose it is, what it is, its file on the screen, and what can be done with it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.audit import AuditAction
from app.domain.errors import ApiError, ConfigurationError, PermissionDenied
from app.domain.file_errors import FileDamaged, FileMissing, FileTooLarge
from app.domain.file_types import suffix_of
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.domain.treatment import Document, DocumentStatus
from app.live.data_sync import DataSync
from app.live.documents import Content
from app.live.live_query import LiveQuery
from app.live.record_undo import DOCUMENT_MOVED
from app.services.document_changes import ShownDocument
from app.services.documents import Whereabouts
from app.services.record_lists import RecordLine
from app.ui.error_presenter import words_for
from app.ui.identity_line import IdentityLine
from app.ui.models.document_words import (
    category_words,
    day_words,
    kind_words,
    said,
    status_tone,
    status_words,
    where_words,
)
from app.ui.permission_words import why_not
from app.ui.permitted import Permits, WhyLine, permit
from app.ui.preview.pages import NotShown
from app.ui.preview.preview import Preview
from app.ui.printing.file_pages import print_file
from app.ui.printing.paper import ask_printer, has_printer, no_printer_words
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import Tone
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.flow import flow_of
from app.ui.widgets.painting import ChipLabel
from app.ui.widgets.scrolling import scrolling
from app.ui.widgets.sure_button import SureButton
from app.ui.widgets.surfaces import label, rule

_NARROW = 640


class DocumentViewer(QWidget):
    """said(words); did(words, step) for what can be taken back. edit_wished(), replace_wished():
    about the document that is shown. chart_wished(patient id)."""

    said = Signal(str)
    did = Signal(str, object)
    edit_wished = Signal()
    replace_wished = Signal()
    chart_wished = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("document_viewer")
        self._data_sync, self._tasks = data_sync, tasks
        self._permits = Permits(data_sync)
        self._wanted: tuple[RecordId, PatientId] | None = None
        self._loading = 0
        self._shown_file = ""
        self.found: ShownDocument | None = None
        self.query: LiveQuery[ShownDocument] = LiveQuery(
            data_sync.feed, self._fetch, entities=("document", "patient"), parent=self
        )
        self.identity = IdentityLine(name="document_identity")
        self.title = label("", "section", name="document_title", wraps=True)
        self.facts = label("", "label", name="document_facts", wraps=True)
        self.state = ChipLabel("", Tone.NEUTRAL)
        self.state.setObjectName("document_state")
        self.waits = ChipLabel(said("Waiting to sync"), Tone.INFO, icon="clock")
        self.waits.setObjectName("document_waits")
        self.why = WhyLine(name="document_why")
        self.preview = Preview(tasks, name="document_preview")
        self._make_buttons()
        self._lay_out()
        self._connect()
        self.who_changed.hide()

    @property
    def document(self) -> Document | None:
        """The document that is shown."""
        return self.found.document if self.found else None

    @property
    def document_id(self) -> RecordId | None:
        """The document that is wanted, shown or not yet."""
        return self._wanted[0] if self._wanted else None

    def open(self, line: RecordLine[Document]) -> None:
        """Show this one."""
        self._wanted = (line.id, line.patient_id)
        self.found, self._shown_file = None, ""
        self.who_changed.hide()
        self._loading += 1
        self.identity.show_patient(line.patient_id, line.patient_name, line.birth_date, line.mrn)
        self.title.setText(line.record.title)
        self._permit(line.record)
        self.preview.say("hourglass", said("Opening…"))
        documents, wanted = self._data_sync.documents, self._wanted
        self.query.ask(lambda: documents.one(wanted[0], patient_id=wanted[1]))

    def close_file(self) -> None:
        """Hold no bytes of a file any more: the panel is left."""
        self._loading += 1
        self._shown_file = ""
        self.preview.clear()

    def open_file(self) -> None:
        """Read the file again, where it is not shown."""
        if self.found is not None and not self._shown_file:
            self._load(self.found)

    def ask_copy(self) -> QFileDialog | None:
        """Ask where a copy of the file goes, in clear."""
        document = self.document
        if document is None or not document.sha256:
            return None
        dialog = QFileDialog(self.window(), said("Save a copy"))
        dialog.setObjectName("document_copy_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, True)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = document.file_name or f"document{suffix_of(document.media_type)}"
        dialog.selectFile(name)
        dialog.fileSelected.connect(partial(self.write_copy, document.id))
        dialog.open()
        return dialog

    def write_copy(self, document_id: RecordId, place: str) -> None:
        """Write the file into a new file; nothing that is there is written over."""

        def failed(error: Exception) -> bool:
            if isinstance(error, ConfigurationError):
                self.said.emit(said("Not saved: choose a name that is not taken there."))
            return isinstance(error, ConfigurationError)

        self._tasks.start(
            self._data_sync.documents.hand_out(document_id, Path(place)),
            done=lambda _document: self.said.emit(said("Copy saved, in clear.")),
            failed=failed,
        )

    def ask_print(self) -> None:
        """Ask for a printer and print the file."""
        if self.document is None or not self.document.sha256:
            return
        if not has_printer():
            self.said.emit(no_printer_words())
            return
        ask_printer(self.window(), partial(self.print_on, self.document.id))

    def print_on(self, document_id: RecordId, printer: QPrinter) -> None:
        """Print a document; that it is printed is in the trail before the first page."""

        def go(content: Content) -> None:
            try:
                print_file(content.data, content.document.media_type, printer)
            except NotShown:
                self.said.emit(said("This file cannot be printed here. Save a copy instead."))
            else:
                self.said.emit(said("Sent to the printer."))

        self._tasks.start(
            self._data_sync.documents.content(document_id, action=AuditAction.PRINT), done=go
        )

    def set_status(self, status: str) -> None:
        """Read, archived, restored or entered in error."""
        document = self.document
        if document is None or document.status == status:
            return
        whose, was = document.patient_id, document.status

        def done(_saved: Document) -> None:
            step = self._data_sync.undo.did(
                DOCUMENT_MOVED,
                document.id,
                before={"status": was, "patient_id": whose},
                after={"status": status, "patient_id": whose},
            )
            self.did.emit(_deed_words(status), step)

        self._tasks.start(
            self._data_sync.documents.set_status(document.id, status, patient_id=whose, was=was),
            done=done if status != DocumentStatus.ENTERED_IN_ERROR else self._on_error_marked,
        )

    def stop(self) -> None:
        """The window closes."""
        self.query.stop()
        self.preview.clear()

    def _on_error_marked(self, _saved: Document) -> None:
        self.said.emit(said("Marked as entered in error."))

    def _make_buttons(self) -> None:
        self.who_changed = WhoChanged(
            self._data_sync, self._tasks, lambda: self.document, prefix="document_viewer"
        )
        self.read = Button(said("Mark as read"), name="document_read", icon="check")
        self.edit = Button(said("Edit"), name="document_edit", icon="pencil")
        self.replace = Button(said("Replace"), name="document_replace", icon="file-up")
        self.archive = Button(said("Archive"), name="document_archive", icon="archive")
        self.restore = Button(said("Restore"), name="document_restore", icon="undo-2")
        self.copy = Button(said("Save a copy"), name="document_copy", icon="download")
        self.print = Button(said("Print"), name="document_print", icon="printer")
        self.chart = Button(
            said("Open chart"), name="document_chart", icon="id-card", look=Look.QUIET
        )
        self.error = SureButton(
            said("Entered in error"),
            name="document_error",
            question=said("Sure? It cannot be undone"),
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.identity, 1)
        for button in (self.who_changed, self.chart):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        chips = QHBoxLayout()
        chips.setSpacing(8)
        chips.addWidget(self.title, 1)
        for chip in (self.waits, self.state):
            chips.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(rule())
        column.addWidget(scrolling(self._body(chips), name="document_scroll"), 1)

    def _body(self, chips: QHBoxLayout) -> QWidget:
        """What is gone through where the window is low, down to the file itself."""
        groups = (
            (self.read, self.edit, self.replace, self.archive, self.restore),
            (self.copy, self.print, self.error),
        )
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(chips)
        column.addWidget(self.facts)
        column.addWidget(self.why)
        for group in groups:
            column.addLayout(flow_of(group))
        column.addWidget(self.preview, 1)
        return body

    def _connect(self) -> None:
        self.query.value_changed.connect(self._on_value)
        self.query.failed.connect(self._on_failed)
        status = DocumentStatus
        self.read.clicked.connect(lambda: self.set_status(status.CURRENT.value))
        self.archive.clicked.connect(lambda: self.set_status(status.SUPERSEDED.value))
        self.restore.clicked.connect(lambda: self.set_status(status.CURRENT.value))
        self.error.confirmed.connect(lambda: self.set_status(status.ENTERED_IN_ERROR.value))
        self.edit.clicked.connect(self.edit_wished)
        self.replace.clicked.connect(self.replace_wished)
        self.copy.clicked.connect(self.ask_copy)
        self.print.clicked.connect(self.ask_print)
        self.chart.clicked.connect(self._on_chart)
        self.preview.state.action_requested.connect(self._on_again)

    async def _fetch(self) -> ShownDocument:
        """Nobody has chosen one yet: nothing is asked for before `open` names one."""
        raise ConfigurationError("document", "is not chosen")

    def _on_value(self, found: ShownDocument) -> None:
        document = found.document
        if document.id != self.document_id:
            return
        self.found = found
        self.who_changed.show()
        patient = found.patient
        if patient is None:
            self.identity.show_unknown()
        else:
            name = patient.display_name
            self.identity.show_patient(patient.id, name, patient.birth_date, patient.mrn)
        self.title.setText(document.title)
        self.facts.setText(_facts(found))
        self.state.set_chip(status_words(document.status), status_tone(document.status))
        is_unsent = found.line.mark == Whereabouts.UNSENT
        self.waits.setVisible(found.line.is_pending or is_unsent)
        self._permit(document)
        if document.sha256 != self._shown_file:
            self._load(found)

    def _permit(self, document: Document) -> None:
        verdict, role = (self.found.edit if self.found else None), self._permits.role
        # Until it is read nobody knows whose patient it is: the buttons wait for that.
        why = why_not(verdict, role, Permission.DOCUMENT_EDIT) if verdict else said("Opening…")
        self.why.say(why if verdict else "")
        status, kinds = document.status, DocumentStatus
        is_over = status == kinds.ENTERED_IN_ERROR
        for button, is_there in (
            (self.read, status == kinds.PENDING),
            (self.edit, not is_over),
            (self.replace, status in (kinds.CURRENT, kinds.PENDING)),
            (self.archive, status in (kinds.CURRENT, kinds.PENDING)),
            (self.restore, status == kinds.SUPERSEDED),
            (self.error, not is_over),
        ):
            button.setVisible(is_there)
            permit(button, why)
        for button in (self.copy, self.print):
            permit(button, "" if document.sha256 else said("No file is attached to it."))

    def _load(self, found: ShownDocument) -> None:
        document = found.document
        self._loading += 1
        loading = self._loading
        self._shown_file = document.sha256
        if not document.sha256:
            self.preview.say("paperclip", said("No file"), said("Replace it to add one."))
            return
        if found.line.mark == Whereabouts.ELSEWHERE:
            self.preview.say("cloud", said("Fetching it from the server…"))
        else:
            self.preview.say("hourglass", said("Opening…"))

        def done(content: Content) -> None:
            if loading == self._loading:
                self.preview.show_file(content.data, content.document.media_type)

        def failed(error: Exception) -> bool:
            if loading == self._loading:
                self._say_why(error)
            return True

        self._tasks.start(self._data_sync.documents.content(document.id), done=done, failed=failed)

    def _say_why(self, error: Exception) -> None:
        again = said("Try again")
        self._shown_file = ""
        if isinstance(error, FileTooLarge):
            self.preview.say("info", said("Too large to show"), said("Save a copy to open it."))
        elif isinstance(error, PermissionDenied | FileDamaged):
            self.preview.say("circle-x", said("Not shown"), words_for(error))
        elif isinstance(error, FileMissing | ApiError):
            self.preview.say("cloud-off", said("Not here yet"), words_for(error), action=again)
        else:
            self.preview.say("circle-x", said("Not shown"), words_for(error), action=again)

    def _on_again(self) -> None:
        if self.found is not None:
            self._load(self.found)
        else:
            self.query.ask()

    def _on_failed(self, error: Exception) -> None:
        self.found = None
        changing = (self.read, self.edit, self.replace, self.archive, self.restore, self.error)
        for button in (*changing, self.who_changed):
            button.hide()
        self.preview.say("circle-x", said("Not shown"), words_for(error), action=said("Try again"))

    def _on_chart(self) -> None:
        if self._wanted is not None:
            self.chart_wished.emit(self._wanted[1])


def _facts(found: ShownDocument) -> str:
    document, line = found.document, found.line
    parts = [
        category_words(document.category),
        day_words(document.authored_on),
        kind_words(document),
        said("filed by {0}").format(line.who) if line.who else "",
        where_words(line.mark, line.trouble),
    ]
    facts = " · ".join(part for part in parts if part)
    if found.later is not None:
        return f"{facts}\n{said('Replaced by: {0}').format(found.later.title)}"
    if found.earlier is not None:
        return f"{facts}\n{said('Replaces: {0}').format(found.earlier.title)}"
    return facts


def _deed_words(status: str) -> str:
    if status == DocumentStatus.SUPERSEDED:
        return said("Document archived.")
    return said("Document is current.")
