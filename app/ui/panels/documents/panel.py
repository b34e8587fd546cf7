"""The Documents panel: the list beside one document, and the form in its place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from app.domain.declare import Keeping
from app.domain.drafts import NEW
from app.domain.ids import RecordId, is_record_id
from app.domain.permissions import Permission
from app.domain.treatment import Document, DocumentStatus
from app.live.data_sync import DataSync
from app.services.patients import PatientRow
from app.services.record_lists import RecordLine
from app.ui.commands import command
from app.ui.dropped_files import local_files
from app.ui.models.document_words import categories, look_of
from app.ui.models.document_words import said as words
from app.ui.panel import Panel
from app.ui.panels.documents.filing_form import FORM, REPLACING, FilingForm
from app.ui.panels.documents.viewer import DocumentViewer
from app.ui.permitted import Permits, permit
from app.ui.record_filters import RecordFilters
from app.ui.record_page import ListWords, RecordPage
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.widgets.button import Button, Look
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.surfaces import Card, label, upright_rule

_ROOMY, _LIST_WIDE, _LIST_NARROW = 1080, 360, 280
_KINDS = DocumentStatus


class DocumentsPanel(Panel):
    """Find, look at, add, replace, archive and print what is filed about patients."""

    holds = Keeping.CHART
    shows = frozenset({"document"})
    begins = frozenset({"document"})

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(name="documents_panel")
        self.setAcceptDrops(True)
        self._data_sync, self._tasks = data_sync, tasks
        self._permits = Permits(data_sync)
        self._resumed = ""
        self.filters = _filters()
        self.list = RecordPage(
            data_sync, tasks, data_sync.documents, self.filters, words=_list_words(), look=look_of
        )
        self.viewer = DocumentViewer(data_sync, tasks)
        self.form = FilingForm(data_sync, tasks)
        self._why = self._permits.why_not(Permission.DOCUMENT_EDIT, is_own=True)
        self._lay_out()
        self._connect()
        self._make_commands()

    def opened(self) -> None:
        """Read the list when it is first looked at, and put the cursor on it."""
        self.list.refresh()
        self.viewer.open_file()
        if self.form.is_open:
            return
        self.list.take_focus()
        resumed, self._resumed = self._resumed, ""
        if resumed and self.viewer.document_id is None:
            self.show_record("document", resumed)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody sees it: no bytes of a file are held."""
        super().hideEvent(event)
        self.viewer.close_file()

    def place(self) -> str:
        """The document that is open."""
        return self.viewer.document_id or ""

    def go_back_to(self, place: str) -> None:
        """Look at this document again when the panel comes to the front."""
        self._resumed = place if is_record_id(place) else ""

    def show_record(self, entity: str, record_id: str) -> None:
        """Show one document, wherever it stands in the list; or all of a patient's."""
        del entity
        key = RecordId(record_id)

        def found(lines: dict[RecordId, RecordLine[Document]]) -> None:
            if (line := lines.get(key)) is not None:
                self._open(line)

        self._tasks.start(self._data_sync.documents.rows([key]), done=found)

    def show_patient(self, row: PatientRow | None) -> None:
        """List this patient's documents only; None: everybody's."""
        self.filters.show_patient(row)

    def begin(self, entity: str, patient_id: str) -> None:
        """Add documents of a patient, beside those that are there."""
        del entity
        key = RecordId(patient_id)

        def found(rows: dict[RecordId, PatientRow]) -> None:
            row = rows.get(key)
            if row is not None:
                self.show_patient(row)
                self._add(row)

        self._tasks.start(self._data_sync.patients.rows([key]), done=found)

    def start_new(self) -> None:
        """Ctrl+N: add documents."""
        if self._why:
            self.said.emit(self._why)
        else:
            self._add_here()

    def focus_filter(self) -> None:
        """Ctrl+F: put the cursor into the filter."""
        self.filters.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.text.selectAll()

    def close_side(self) -> bool:
        """Esc: leave the form (what is typed is kept), else the filter."""
        if self.form.is_open:
            was_typed = self.form.is_typed
            self.form.close_form()
            if was_typed:
                self.said.emit(words("Kept as a draft, without the files."))
            return True
        if self.filters.is_narrowed:
            self.filters.show_all(self.filters.chip)
            self.list.take_focus()
            return True
        return False

    def has_unsaved(self) -> bool:
        """Whether something is typed that was not saved."""
        return self.form.is_typed

    async def keep_drafts(self) -> None:
        """Keep what is typed. Raises StorageError."""
        await self.form.draft.keep()

    def open_draft(self, form: str, subject: str) -> bool:
        """Open the form that was left unfinished."""
        if form != FORM:
            return False
        about = subject.removeprefix(REPLACING)
        if subject == NEW:
            self._add(None)
        elif is_record_id(about):
            self._open_draft_of(RecordId(about), is_replacing=subject != about)
        return True

    def stop(self) -> None:
        """The window closes."""
        self.list.stop()
        self.viewer.stop()
        self.form.stop()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere on the panel."""
        if local_files(event.mimeData()) and not self._why:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Dropped files open the form, about the patient whose documents are listed."""
        paths = local_files(event.mimeData())
        if not paths or self._why:
            return
        event.acceptProposedAction()
        if not self.form.is_open:
            self._add_here()
        self.form.take(paths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the list is narrower."""
        super().resizeEvent(event)
        self._fit()

    def _open_draft_of(self, key: RecordId, *, is_replacing: bool) -> None:
        def found(lines: dict[RecordId, RecordLine[Document]]) -> None:
            if (line := lines.get(key)) is None:
                self.begin("document", key)  # it was begun about a patient, not about a document
            elif is_replacing:
                self._show_form(lambda: self.form.replace(line.record))
            else:
                self._show_form(lambda: self.form.change(line.record))

        self._tasks.start(self._data_sync.documents.rows([key]), done=found)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(words("Documents"), "title", name="documents_title"))
        self.count = label("", "label", name="documents_count")
        head.addWidget(self.count)
        head.addStretch(1)
        self.new = Button(
            words("Add documents"), name="new_document_button", icon="plus", look=Look.PRIMARY
        )
        self.new.setToolTip(words("Add documents (Ctrl+N), or drop files anywhere here"))
        permit(self.new, self._why)
        head.addWidget(self.new)
        self.page.addLayout(head)
        self.page.addWidget(self.filters)
        self.nothing = EmptyState(name="no_document")
        self.nothing.say(
            "folder-open",
            words("Choose a document"),
            words("Arrows move through the list. Drop files here to add them."),
        )
        self.pages = QStackedWidget()
        for part in (self.nothing, self.viewer, self.form):
            self.pages.addWidget(part)
        card = Card(name="documents_card", padding=1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(upright_rule())
        row.addWidget(self.pages, 1)
        card.body.addLayout(row)
        self.page.addWidget(card, 1)
        self._fit()

    def _connect(self) -> None:
        self.new.clicked.connect(self.start_new)
        self.list.new_wished.connect(self.start_new)
        self.list.chosen.connect(self._open)
        self.list.opened.connect(self._look_closer)
        self.list.counted.connect(self._on_counted)
        self.viewer.said.connect(self.said)
        self.viewer.did.connect(self.did)
        self.viewer.chart_wished.connect(self.patient_requested)
        self.viewer.edit_wished.connect(self._edit)
        self.viewer.replace_wished.connect(self._replace)
        self.form.saved.connect(self._on_saved)
        self.form.closed.connect(self._on_form_closed)

    def _make_commands(self) -> None:
        viewer, why = self.viewer, self._why
        for name, text, fire, key, icon in (
            ("document_edit", words("Edit document"), self._edit, "F2", "pencil"),
            ("document_replace", words("Replace document"), self._replace, "Ctrl+R", "file-up"),
            ("document_archive", words("Archive or restore"), self._archive, "Ctrl+D", "archive"),
            ("document_save_form", words("Save the form"), self.form.save, "Ctrl+S", "save"),
        ):
            command(self, name, text, fire, keys=[key], icon=icon, why=why)
        for name, text, ask, key, icon in (
            ("document_copy", words("Save a copy"), viewer.ask_copy, "Ctrl+Shift+S", "download"),
            ("document_print", words("Print document"), viewer.ask_print, "Ctrl+P", "printer"),
        ):
            command(self, name, text, ask, keys=[key], icon=icon)

    def _open(self, line: RecordLine[Document]) -> None:
        if self.form.is_open:
            self.form.close_form()
        self.list.show_line_of(line.id)
        self.pages.setCurrentWidget(self.viewer)
        if line.id != self.viewer.document_id:
            self.viewer.open(line)

    def _look_closer(self) -> None:
        if self.pages.currentWidget() is self.viewer:
            self.viewer.preview.frame.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_form(self, begin: Callable[[], None]) -> None:
        self.pages.setCurrentWidget(self.form)
        begin()

    def _add(self, row: PatientRow | None) -> None:
        self.pages.setCurrentWidget(self.form)
        self.form.add(row)

    def _add_here(self) -> None:
        """Add to the patient whose documents are listed; where none is, the form asks."""
        patient_id = self.filters.patient_id
        if patient_id is None:
            self._add(None)
            return
        self._add(None)
        if self.form.whose.patient_id is None:
            self.form.whose.look_up(patient_id)

    def _edit(self) -> None:
        document = self._shown()
        if document is not None and self.viewer.edit.isEnabled():
            self._show_form(lambda: self.form.change(document))

    def _replace(self) -> None:
        document = self._shown()
        if document is not None and self.viewer.replace.isEnabled():
            self._show_form(lambda: self.form.replace(document))

    def _archive(self) -> None:
        document = self._shown()
        if document is None or not self.viewer.archive.isEnabled():
            return
        is_archived = document.status == _KINDS.SUPERSEDED
        self.viewer.set_status((_KINDS.CURRENT if is_archived else _KINDS.SUPERSEDED).value)

    def _shown(self) -> Document | None:
        return self.viewer.document if self.pages.currentWidget() is self.viewer else None

    def _on_saved(self, said: str, document: Document) -> None:
        self.said.emit(said)
        self.pages.setCurrentWidget(self.nothing)
        self.show_record("document", document.id)
        self.list.take_focus()

    def _on_form_closed(self) -> None:
        is_open = self.viewer.document_id is not None
        self.pages.setCurrentWidget(self.viewer if is_open else self.nothing)
        self.list.take_focus()

    def _on_counted(self, count: int) -> None:
        self.count.setText(QLocale().toString(count))

    def _fit(self) -> None:
        self.list.setFixedWidth(px(_LIST_WIDE if self.width() >= _ROOMY else _LIST_NARROW))


def _filters() -> RecordFilters:
    kinds = _KINDS
    return RecordFilters(
        name="document",
        placeholder=words("Filter by title or patient"),
        chips={
            "current": (words("Current"), (kinds.CURRENT.value, kinds.PENDING.value)),
            "pending": (words("To be read"), (kinds.PENDING.value,)),
            "archived": (words("Archived"), (kinds.SUPERSEDED.value,)),
            "all": (words("All"), ()),
        },
        categories=categories(),
        any_category=words("Any kind"),
    )


def _list_words() -> ListWords:
    return ListWords(
        name="document",
        title=words("Documents"),
        icon="folder-open",
        nothing=words("No documents yet"),
        nothing_detail=words("Scanned letters, results, consents and pictures are kept here."),
        action=words("Add documents"),
        at_first="current",
        entities=frozenset({"document", "patient"}),
    )
