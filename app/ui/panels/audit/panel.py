"""The Audit log panel: everything done at this desk in sentences, with the proof it is whole."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.changes import ChangeSet
from app.domain.declare import Keeping
from app.domain.errors import PermissionDenied
from app.domain.ids import PatientId, RecordId
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.audit_trail import AuditEntry, AuditPage
from app.ui.entry_page import EntryPage
from app.ui.error_presenter import words_for
from app.ui.models.audit_list import AuditListModel, PageWish
from app.ui.panel import Panel
from app.ui.panels.audit.detail import AuditDetail
from app.ui.panels.audit.export import AuditExports
from app.ui.panels.audit.filters import AuditFilters
from app.ui.panels.audit.glass_page import GlassPage
from app.ui.panels.audit.incident_kind import IncidentKind
from app.ui.panels.audit.list_view import AuditListView
from app.ui.panels.audit.proof_bar import ProofBar
from app.ui.removal_list import add_removals_command
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP
from app.ui.widgets.button import Button, Look
from app.ui.widgets.column_memory import ColumnMemory
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.surfaces import Card, label

EVENTS, GLASS, INCIDENTS = 0, 1, 2


class AuditPanel(Panel):
    """Read, narrow, verify and hand out the audit trail; review broken glass."""

    holds = Keeping.DEMOGRAPHICS
    begins = frozenset({"incident_report"})

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(name="audit_panel")
        self._data_sync, self._tasks = data_sync, tasks
        zone = data_sync.clinic.zone
        today = data_sync.clock.now().astimezone(ZoneInfo(zone)).date()
        self.model = AuditListModel(zone=zone, parent=self)
        self.view = AuditListView(accessible=self.tr("Events"))
        self.view.setModel(self.model)
        ColumnMemory(self.view, self.view, data_sync.preferences)
        self.filters = AuditFilters(zone=zone, today=today)
        self.proof = ProofBar(zone=zone)
        self.detail = AuditDetail(zone=zone)
        self.detail.hide()
        self.glass = GlassPage(data_sync, tasks)
        self._incident = IncidentKind(data_sync)
        self.incidents = EntryPage(data_sync, tasks, self._incident)
        self.exports = AuditExports(data_sync, tasks, self)
        self.glass_waiting: LiveQuery[int] = LiveQuery(
            data_sync.feed, data_sync.audit.glass_waiting, entities=("break_glass",), parent=self
        )
        self._waiting = 0
        self.states = ListStates(self.view, name="audit_state")
        self._page: AuditPage | None = None
        self._asked = 0
        self._is_stopped = False
        self._lay_out()
        self._connect()
        add_removals_command(self, data_sync, tasks)
        QTimer.singleShot(0, self, self.glass_waiting.refresh)

    @property
    def page_shown(self) -> AuditPage | None:
        """What the list shows now; None before the first answer."""
        return self._page

    def opened(self) -> None:
        """Read what is there now, and put the cursor on the list."""
        audit = self._data_sync.audit
        self._whose.setText(
            self.tr("This workstation, everybody")
            if audit.sees_all
            else self.tr("Your own events; administrators see everybody's")
        )
        why = self.tr("Administrators hand the audit trail out.")
        self.proof.permit_export(may_export=audit.may_export, why=why)
        self._tabs[GLASS].setVisible(audit.sees_all)
        if not audit.sees_all:
            if self._pages.currentIndex() == GLASS:
                self._show_tab(EVENTS)
        else:
            self.glass.reload()
        self._tasks.start(self._data_sync.staff.user_names(), done=self._on_users)
        self.reload()
        if self._pages.currentIndex() == INCIDENTS:
            self.incidents.opened()
            self.incidents.take_focus()
        else:
            self.view.setFocus()

    def reload(self) -> None:
        """Ask again with what is chosen now."""
        if self._is_stopped:
            return
        self._asked += 1
        asked = self._asked
        self.states.set_loading(True)
        self._tasks.start(
            self._data_sync.audit.open(self.filters.question()),
            done=lambda page: self._on_page(page, asked),
            failed=lambda error: self._on_failed(error, asked),
        )

    def focus_filter(self) -> None:
        """Put the cursor where the list is narrowed."""
        self.filters.person.setFocus()

    def begin(self, entity: str, patient_id: str) -> None:  # noqa: ARG002 (of one kind)
        """Report an incident: about a patient, or about nobody yet where none is named."""
        self._show_tab(INCIDENTS)
        self.incidents.add_about(PatientId(RecordId(patient_id)) if patient_id else None)

    def start_new(self) -> None:
        """Ctrl+N: report an incident."""
        self._show_tab(INCIDENTS)
        self.incidents.add()

    def has_unsaved(self) -> bool:
        """Whether a report is typed and not saved."""
        return self.incidents.form.is_typed

    async def keep_drafts(self) -> None:
        """Keep what is typed of a report. Raises StorageError."""
        await self.incidents.form.draft.keep()

    def open_draft(self, form: str, subject: str) -> bool:
        """Go on with a report that was left unfinished."""
        if form != self._incident.name:
            return False
        self._show_tab(INCIDENTS)
        self.incidents.open_draft(subject)
        return True

    def close_side(self) -> bool:
        """Close the form of a report, or the event beside the list."""
        if self._pages.currentIndex() == INCIDENTS and self.incidents.close_side():
            return True
        was_open = self.detail.isVisible()
        self._close_detail()
        return was_open

    def stop(self) -> None:
        """The window closes: read nothing more."""
        self._is_stopped = True
        self.glass_waiting.stop()
        self.filters.stop()
        self.incidents.stop()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(self.tr("Audit log"), "title", name="audit_title"))
        self.count = label("", "label", name="audit_count")
        self._whose = label("", "label", name="audit_whose")
        head.addWidget(self.count)
        head.addWidget(self._whose)
        fresh = Button(
            "",
            name="audit_reload_button",
            icon="refresh-cw",
            look=Look.QUIET,
            accessible=self.tr("Show what happened since"),
        )
        fresh.clicked.connect(self.reload)
        head.addWidget(fresh)
        head.addStretch(1)
        self._group = QButtonGroup(self)
        self._tabs = [
            Button(self.tr("Events"), name="audit_events_tab", look=Look.CHIP),
            Button(self.tr("Broken glass"), name="audit_glass_tab", look=Look.CHIP),
            Button(self.tr("Incidents"), name="audit_incidents_tab", look=Look.CHIP),
        ]
        for place, tab in enumerate(self._tabs):
            self._group.addButton(tab, place)
            head.addWidget(tab)
        self._tabs[EVENTS].setChecked(True)
        self.page.addLayout(head)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._events_page())
        self._pages.addWidget(self.glass)
        self._pages.addWidget(self.incidents)
        self.page.addWidget(self._pages, 1)

    def _events_page(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.proof)
        column.addWidget(self.filters)
        card = Card(name="audit_card", padding=1)
        card.body.addWidget(self.states)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(card, 1)
        row.addWidget(self.detail)
        column.addLayout(row, 1)
        return made

    def _connect(self) -> None:
        self._group.idClicked.connect(self._show_tab)
        self.incidents.said.connect(self.said)
        self.incidents.did.connect(self.did)
        self.filters.changed.connect(self.reload)
        self.filters.person_typed.connect(self._on_person_typed)
        self.model.page_wanted.connect(self._on_page_wanted)
        self.view.selectionModel().currentRowChanged.connect(self._on_current)
        self.view.activated_row.connect(self._show_row)
        self.view.clicked.connect(self._on_clicked)
        self.detail.close_requested.connect(self._close_detail)
        self.detail.patient_wished.connect(self._on_patient_wished)
        self.states.state.action_requested.connect(self._on_remedy)
        self.proof.verify_requested.connect(self.verify)
        self.proof.export_requested.connect(self.exports.ask_signed)
        self.proof.table_requested.connect(self._on_table)
        self.exports.said.connect(self.said)
        self.glass_waiting.value_changed.connect(self._on_glass_waiting)
        self._data_sync.feed.changed.connect(self._on_changed)

    def verify(self) -> None:
        """Compute the whole trail again, beside everything else."""
        self.proof.show_checking()

        def failed(_error: Exception) -> bool:
            self.proof.show_failure()
            return False

        self._tasks.start(self._data_sync.audit.verify(), done=self._on_verdict, failed=failed)

    def _on_verdict(self, first_unfit: int | None) -> None:
        self.proof.show_verdict(first_unfit, at=self._data_sync.clock.now())

    def _on_users(self, users: dict[str, str]) -> None:
        only = "" if self._data_sync.audit.sees_all else self._data_sync.user.id
        self.filters.offer_users(users, only=only)

    def _on_person_typed(self, text: str) -> None:
        self._tasks.start(
            self._data_sync.audit.find_patients(text),
            done=lambda found: self.filters.offer_people(found, asked=text),
        )

    def _on_page(self, page: AuditPage, asked: int) -> None:
        if asked != self._asked:
            return
        self._page = page
        self.states.set_loading(False)
        self._close_detail()
        self.model.start(page.count)
        self.view.scrollToTop()
        words = self.tr("{0} event") if page.count == 1 else self.tr("{0} events")
        self.count.setText(words.format(f"{page.count:,}"))
        self.proof.show_end(page.end.seq, self._data_sync.audit.anchor_state)
        if page.count:
            self.states.show_content()
        else:
            self.states.show_state(
                "history", self.tr("No event matches."), action=self.tr("Show everything")
            )

    def _on_failed(self, error: Exception, asked: int) -> bool:
        if asked != self._asked:
            return True
        self._page = None
        self.count.setText("")
        is_denied = isinstance(error, PermissionDenied)
        self.states.show_state(
            "triangle-alert",
            self.tr("The audit trail could not be read."),
            words_for(error),
            action="" if is_denied else self.tr("Try again"),
        )
        return True

    def _on_remedy(self) -> None:
        if self._page is None:
            self.reload()
        else:
            self.filters.clear()

    def _on_page_wanted(self, wish: PageWish) -> None:
        if self._page is None or self._is_stopped:
            return
        asked = self._asked

        def put(found: Sequence[AuditEntry]) -> None:
            if asked == self._asked:
                self.model.put_page(wish.page, found)

        def failed(error: Exception) -> bool:
            self.model.give_up(wish.page)
            return self._on_failed(error, asked)

        self._tasks.start(
            self._data_sync.audit.entries(self._page.question, below=wish.below, skip=wish.skip),
            done=put,
            failed=failed,
        )

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if self.detail.isVisible() and current.isValid():
            self._show_row(current.row())

    def _on_clicked(self, index: QModelIndex) -> None:
        self._show_row(index.row())

    def _show_row(self, row: int) -> None:
        entry = self.model.entry_at(row)
        if entry is None:
            return
        self.detail.show_entry(entry)
        self.detail.show()
        if entry.line.subjects:
            self._tasks.start(self._data_sync.audit.details(entry.line), done=self._on_details)

    def _on_details(self, entry: AuditEntry) -> None:
        shown = self.detail.entry
        if self.detail.isVisible() and shown and shown.line.seq == entry.line.seq:
            self.detail.show_entry(entry)

    def _close_detail(self) -> None:
        self.detail.hide()

    def _on_patient_wished(self, patient_id: str, name: str) -> None:
        self.filters.show_patient(RecordId(patient_id), name)

    def _on_table(self) -> None:
        self.exports.ask_table(self.filters.question())

    def _show_tab(self, tab: int) -> None:
        self._group.button(tab).setChecked(True)
        self._pages.setCurrentIndex(tab)
        if tab == INCIDENTS:
            self.incidents.opened()
            self.incidents.take_focus()

    def _on_glass_waiting(self, count: int) -> None:
        """Wherever in the program an administrator is, more to look at is said and counted."""
        words = self.tr("Broken glass ({0})").format(count) if count else self.tr("Broken glass")
        self._tabs[GLASS].setText(words)
        self.waiting_changed.emit(count)
        if count > self._waiting:
            self.said.emit(self.tr("Broken glass waits for your look, in the audit log."))
        self._waiting = count

    def _on_changed(self, change_set: ChangeSet) -> None:
        is_shown = self.isVisible() and self._data_sync.audit.sees_all and not self._is_stopped
        if is_shown and change_set.touches("break_glass"):
            self.glass.reload()
