"""The Patients panel: the list beside one patient's chart, and the form in their place."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QStackedWidget

from app.domain.changes import ChangeSet
from app.domain.declare import Keeping
from app.domain.drafts import NEW
from app.domain.errors import PermissionDenied, RecordNotFound
from app.domain.ids import PatientId, RecordId, is_record_id
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.charts import PatientChart, PatientOverview
from app.ui import conflict_drafts
from app.ui.error_presenter import words_for
from app.ui.panel import Panel
from app.ui.panels.patients import form_drafts
from app.ui.panels.patients.chart_commands import ChartDeeds, add_chart_commands
from app.ui.panels.patients.chart_conflicts import ChartConflicts
from app.ui.panels.patients.chart_extras import ChartExtras
from app.ui.panels.patients.chart_glass import ChartGlass
from app.ui.panels.patients.form import PatientForm
from app.ui.panels.patients.list_page import PatientListPage
from app.ui.panels.patients.merges import Merging
from app.ui.panels.patients.side_panel import PatientSidePanel
from app.ui.panels.patients.summary import SummaryPrinting
from app.ui.panels.patients.vitals_kind import FORM as VITALS
from app.ui.panels.patients.vitals_page import VitalsPage, why_no_vitals
from app.ui.permitted import Permits
from app.ui.task_runner import TaskRunner


class PatientsPanel(Panel):
    """Find, look at, register and correct patients."""

    holds = Keeping.CHART
    shows = frozenset({"patient"})

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(name="patients_panel")
        self._data_sync = data_sync
        self._tasks = tasks
        self._patient_id: PatientId | None = None
        self._chart: LiveQuery[PatientChart] | None = None
        self._overview: LiveQuery[PatientOverview] | None = None
        self._wish = 0
        self._resumed = ""
        self.list = PatientListPage(data_sync, tasks)
        self._permits = Permits(data_sync)
        self.side = PatientSidePanel(
            zone=data_sync.clinic.zone, here=data_sync.workstation_id, permits=self._permits
        )
        self.glass = ChartGlass(data_sync, tasks, self)
        self.merging = Merging(data_sync, tasks, self)
        self.printing = SummaryPrinting(data_sync, tasks, self)
        self.extras = ChartExtras(data_sync, tasks, self.side, self)
        self.side.hide()
        self.list.content.addWidget(self.side)
        self.form = PatientForm(data_sync, tasks)
        self.conflict_drafts = conflict_drafts.ConflictDrafts(data_sync, tasks, self)
        self.deciding = ChartConflicts(data_sync, tasks, self.conflict_drafts)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.form)
        self.vitals = VitalsPage(data_sync, tasks)
        self._pages.addWidget(self.vitals)
        self.page.addWidget(self._pages)
        self._connect()

    def opened(self) -> None:
        """Read the list when it is first looked at, and put the cursor on it."""
        if self.list.query.value is None:
            self.list.reload()
        if self._chart is not None:
            self._chart.refresh()
        if self._overview is not None and self._overview.value is not None:
            self._overview.refresh()
        if self._pages.currentWidget() is self.list:
            self.list.take_focus()
        elif self._pages.currentWidget() is self.vitals:
            self.vitals.refresh()
        resumed, self._resumed = self._resumed, ""
        if resumed and self._patient_id is None:
            self._show_chart(resumed)

    def place(self) -> str:
        """The patient whose chart or form is open."""
        shown = self.form.patient_id if self._pages.currentWidget() is self.form else None
        return shown or self._patient_id or ""

    def go_back_to(self, place: str) -> None:
        """Read this patient's chart again when the panel comes to the front."""
        self._resumed = place if is_record_id(place) else ""

    def start_new(self) -> None:
        """Open an empty form, unless a form with unsaved text is open."""
        why = self._permits.why_not(Permission.PATIENT_CREATE)
        if why:
            self.said.emit(why)
        elif self._leave_form():
            self._wish += 1
            self._pages.setCurrentWidget(self.form)
            self.form.open_new()

    def focus_filter(self) -> None:
        """Put the cursor into the list's filter."""
        if self._pages.currentWidget() is self.list:
            self.list.focus_filter()

    def close_side(self) -> bool:
        """Close the form (asking about unsaved text), else the side panel."""
        self._wish += 1
        if self._pages.currentWidget() is self.form:
            self.form.request_close()
            return True
        if self._pages.currentWidget() is self.vitals:
            self.vitals.close_side()
            return True
        if self.side.isVisible():
            self._hide_chart()
            return True
        return False

    def has_unsaved(self) -> bool:
        """Whether a form or a conflict holds text that is not saved."""
        is_typed = self.conflict_drafts.has_typed or self.extras.has_typed
        return self.form.is_dirty or self.vitals.has_unsaved or is_typed

    async def keep_drafts(self) -> None:
        """Keep what is typed in the form and into conflicts."""
        await self.form.draft.keep()
        await self.vitals.keep_drafts()
        await self.conflict_drafts.keep()
        await self.extras.keep()

    def open_draft(self, form: str, subject: str) -> bool:
        """Open the patient form, or the patient of a conflict, where something was half typed."""
        if form == conflict_drafts.FORM:
            self.show_patient(conflict_drafts.patient_of(subject))
            return True
        if whose := self.extras.patient_of(form, subject):
            self.show_patient(whose)
            return self.extras.open_draft(form, subject)
        if form == VITALS:
            if self._leave_form():
                self._pages.setCurrentWidget(self.vitals)
                self.vitals.go_on(subject)
            return True
        if form != form_drafts.FORM:
            return False
        if subject == NEW:
            self.start_new()
        else:
            self.edit_patient(subject)
        return True

    def stop(self) -> None:
        """Give up reads under way."""
        self.list.stop()
        self.form.draft.stop()
        self.vitals.stop()
        self.conflict_drafts.stop()
        self.extras.stop()
        self.glass.watch.stop()
        self._stop_reading()

    def show_record(self, entity: str, record_id: str) -> None:  # noqa: ARG002 (of one kind)
        """Show a patient's chart."""
        self.show_patient(record_id)

    def show_patient(self, patient_id: str) -> None:
        """Show this patient's chart beside the list (from the search box or another panel)."""
        if self._leave_form():
            if not self.list.model.ids:
                self.list.show_everybody()
            self.list.show_line_of(RecordId(patient_id))
            self._show_chart(patient_id)

    def edit_patient(self, patient_id: str) -> None:
        """Open the form for this patient with what is stored now, unless another wish follows."""
        if self._leave_form():
            self._wish += 1
            wish = self._wish
            self._tasks.start(
                self._data_sync.patients.chart(PatientId(RecordId(patient_id))),
                done=lambda chart: self._open_form(chart, wish),
                failed=lambda error: self._on_not_opened(error, patient_id, wish),
            )

    def _connect(self) -> None:
        self.list.patient_shown.connect(self._show_chart)
        self.list.patient_opened.connect(self.edit_patient)
        self.list.new_requested.connect(self.start_new)
        self.list.emptied.connect(self._on_emptied)
        self.side.book_requested.connect(self.book_requested)
        self.side.edit_requested.connect(self.edit_patient)
        self.side.recall_requested.connect(partial(self.begin_requested.emit, "recall"))
        self.side.close_requested.connect(self._hide_chart)
        self.side.conflict_decided.connect(self.deciding.decide)
        self.deciding.said.connect(self.said)
        self.side.conflict_shown.connect(self.conflict_drafts.attach)
        self.side.reason_wished.connect(self._on_reason_wished)
        self.side.part_wished.connect(self.merging.ask_part)
        self.merging.did.connect(self.did)
        self.merging.said.connect(self.said)
        self.list.reason_wished.connect(self.glass.ask)
        self.form.reason_wished.connect(self._on_reason_wished)
        self.glass.opened.connect(self._on_glass_opened)
        self.glass.ended.connect(self._on_glass_turned)
        self.form.saved.connect(self._on_saved)
        self.form.closed.connect(self._on_form_closed)
        self.form.patient_wished.connect(self.edit_patient)
        self._data_sync.feed.changed.connect(self._on_changed)
        self._data_sync.missing.changed.connect(self._on_missing)
        self.side.print_requested.connect(self.printing.ask)
        self.side.vitals_requested.connect(self._on_vitals_wished)
        self.printing.said.connect(self.said)
        self.vitals.closed.connect(self._on_form_closed)
        self.vitals.tell(self)
        deeds = ChartDeeds(
            edit=self._on_edit_key,
            begin=self._on_begin_key,
            vitals=self._on_vitals_wished,
            print_out=self._on_print_key,
            merge=self._on_merge_wished,
            why_no_print=self.printing.why_not(),
            why_no_merge=self.merging.why_not(),
        )
        add_chart_commands(self, self._permits, deeds)

    def _on_print_key(self) -> None:
        if self._pages.currentWidget() is self.list and self._patient_id is not None:
            self.printing.ask(self._patient_id)

    def _leave_form(self) -> bool:
        if self._pages.currentWidget() is self.vitals:
            self.vitals.leave()
        if self._pages.currentWidget() is self.form and not self.form.request_close():
            self.said.emit(self.tr("Save or discard the open form first."))
            return False
        return True

    def _open_form(self, chart: PatientChart, wish: int) -> None:
        if wish != self._wish or not self._leave_form():
            return
        self._pages.setCurrentWidget(self.form)
        self.form.open_chart(chart)

    def _show_chart(self, patient_id: str) -> None:
        if not patient_id:
            return
        self._wish += 1
        self.glass.watch.follow(patient_id)
        self._patient_id = PatientId(RecordId(patient_id))
        for earlier in (self._chart, self._overview):
            if earlier is not None:
                earlier.stop()
                earlier.deleteLater()
        wanted = self._patient_id
        self._chart = LiveQuery(
            self._data_sync.feed,
            lambda: self._data_sync.patients.chart(wanted),
            watching=(f"patient/{wanted}", f"patient/{wanted}/*"),
            parent=self,
        )
        self._overview = LiveQuery(
            self._data_sync.feed,
            lambda: self._data_sync.patients.overview(wanted),
            watching=(f"patient/{wanted}", f"patient/{wanted}/*"),
            parent=self,
        )
        self._overview.value_changed.connect(self.side.show_overview)
        self._chart.value_changed.connect(self._on_chart)
        self._chart.failed.connect(self._on_chart_failed)
        self._chart.ask()

    def _hide_chart(self) -> None:
        self._patient_id = None
        self.extras.show_chart(None)
        self._stop_reading()
        self.side.hide()
        self.list.show_line_of(None)
        self.list.take_focus()

    def _stop_reading(self) -> None:
        for query in (self._chart, self._overview):
            if query is not None:
                query.stop()

    def _on_chart(self, chart: PatientChart) -> None:
        if chart.patient.id == self._patient_id:
            self.side.show_chart(chart, self._data_sync.clock.now())
            self.extras.show_chart(chart)
            self.side.set_glass(self.glass.watch.words())
            self._on_missing(chart.patient.id)
            self.side.show()
            if self._overview is not None:
                self._overview.refresh()
            if chart.open_conflicts:
                names = self._data_sync.staff.user_names()
                self._tasks.start(names, done=self.side.set_user_names)

    def _on_missing(self, patient_id: str) -> None:
        """How it stands with what is not on this desk of the chart that is shown."""
        if patient_id == self._patient_id:
            self.side.set_missing(self._data_sync.missing.state_of(RecordId(patient_id)))

    def _on_emptied(self, nobody: bool) -> None:
        """Beside a list of nobody there is no patient either; they come back with the list."""
        shown = self.side.chart
        if nobody:
            self.side.hide()
        elif shown is not None and shown.patient.id == self._patient_id:
            self.side.show()

    def _on_chart_failed(self, error: Exception) -> None:
        if isinstance(error, PermissionDenied):
            self._show_denied(error)
            return
        if isinstance(error, RecordNotFound):
            self._hide_chart()
        self.said.emit(words_for(error))

    def _on_not_opened(self, error: Exception, patient_id: str, wish: int) -> bool:
        """The form may not be opened: the side panel says why, and what would help."""
        is_denied = isinstance(error, PermissionDenied)
        if is_denied and wish == self._wish:
            self._show_chart(patient_id)
        return is_denied

    def _show_denied(self, error: PermissionDenied) -> None:
        self.extras.show_chart(None)
        helps = bool(error.needs) and self._permits.states_reasons
        self.side.show_denied(self._patient_id or "", words_for(error), can_state_reason=helps)
        self.side.show()

    def _on_reason_wished(self, patient_id: str) -> None:
        shown = self.side.chart
        is_shown = shown is not None and shown.patient.id == patient_id
        self.glass.ask(patient_id, shown.patient.display_name if shown and is_shown else "")

    def _on_glass_opened(self, patient_id: str) -> None:
        self._patient_id = PatientId(RecordId(patient_id))
        self._on_glass_turned(patient_id)

    def _on_glass_turned(self, patient_id: str) -> None:
        """What may be seen of a patient has changed: read again, which shows or withholds."""
        if patient_id == self._patient_id:
            self._show_chart(patient_id)
        if patient_id == self.form.patient_id:
            self.form.read_again()
        if patient_id == self.vitals.patient_id:
            self.vitals.refresh()

    def _on_changed(self, change_set: ChangeSet) -> None:
        if self._chart is None or self._patient_id is None:
            return
        if change_set.pending_changed:  # waiting marks; what is shown itself is watched
            self._chart.ask()

    def _on_saved(self, patient_id: str) -> None:
        self.said.emit(self.tr("Patient saved"))
        self.list.show_line_of(RecordId(patient_id))
        self._show_chart(patient_id)

    def _on_form_closed(self) -> None:
        self._pages.setCurrentWidget(self.list)
        self.list.take_focus()

    def _on_begin_key(self, entity: str) -> None:
        if self._patient_id is not None:
            self.begin_requested.emit(entity, self._patient_id)

    def _on_vitals_wished(self, _patient_id: str = "") -> None:
        """Show the measurements of who is shown; where a reason is needed first, ask for it."""
        chart = self.side.chart
        if chart is None or chart.patient.id != self._patient_id:
            self.said.emit(self.tr("Open a patient's chart first."))
        elif why := why_no_vitals(self._permits, chart):
            self.said.emit(why)
        elif "vital_signs" in chart.withheld:
            self._on_reason_wished(chart.patient.id)
        elif self._leave_form():
            self._pages.setCurrentWidget(self.vitals)
            self.vitals.open(chart.patient)

    def _on_edit_key(self) -> None:
        if self._patient_id is not None and self._pages.currentWidget() is self.list:
            self.edit_patient(self._patient_id)

    def _on_merge_wished(self) -> None:
        chart = self.side.chart
        if chart is None or chart.patient.id != self._patient_id:
            self.said.emit(self.tr("Open the chart of one of the two first."))
        elif self._leave_form():
            self.merging.ask_other(chart.patient.id, chart.patient.display_name)
