"""The chart's tabs: the overview, and lists of what else is kept of the patient."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from app.domain.ids import PatientId
from app.live.data_sync import DataSync
from app.services.charts import PatientChart
from app.ui.commands import command
from app.ui.panel import Panel
from app.ui.panels.patients.chart_lists import LISTS, ChartList, look_for, source_of
from app.ui.panels.patients.side_panel import PatientSidePanel
from app.ui.permitted import Permits, permit
from app.ui.record_filters import OnePatient
from app.ui.record_page import RecordPage
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.widgets.button import Button, Look
from app.ui.widgets.flow import flow_of

_LIST_HEIGHT = 200


class ChartTabs(QWidget):
    """record_requested(entity, id): Enter on a line. begin_requested(entity, patient id).

    A list is read when its tab is chosen, and is another one for another patient.
    """

    record_requested = Signal(str, str)
    begin_requested = Signal(str, str)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, side: PatientSidePanel, panel: Panel
    ) -> None:
        super().__init__()
        self.setObjectName("chart_tabs")
        self._data_sync, self._tasks, self._side, self._panel = data_sync, tasks, side, panel
        self._permits = Permits(data_sync)
        self._patient_id: PatientId | None = None
        self.page: RecordPage | None = None
        """The list that is shown; None for the overview."""
        self._overview = Button(self.tr("Overview"), name="chart_overview_tab", look=Look.CHIP)
        self.tabs = {
            one.name: Button(one.words().title, name=f"chart_{one.name}_tab", look=Look.CHIP)
            for one in LISTS
        }
        self._group = QButtonGroup(self)
        for button in (self._overview, *self.tabs.values()):
            self._group.addButton(button)
        self._overview.setChecked(True)
        self._group.buttonClicked.connect(self._turn)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(12))
        self._column.addLayout(flow_of((self._overview, *self.tabs.values())))
        side.put_tabs(self)
        self._fit()
        self.hide()
        self._make_commands()

    def show_chart(self, chart: PatientChart | None) -> None:
        """This chart is open; None: none is, or the role is not shown it."""
        patient_id = PatientId(chart.patient.id) if chart is not None else None
        self.setVisible(chart is not None)
        if patient_id == self._patient_id:
            return
        self._patient_id = patient_id
        for one in LISTS:
            self._permit(one)
        self._turn()

    def turn_to(self, name: str) -> None:
        """Show a list of the chart that is open; "": the overview."""
        if self._patient_id is None:
            self._panel.said.emit(self.tr("Open a patient's chart first."))
            return
        tab = self.tabs.get(name, self._overview)
        if not tab.isEnabled():
            self._panel.said.emit(tab.toolTip())
            return
        tab.setChecked(True)
        self._turn()
        if self.page is not None:
            self.page.take_focus()

    def stop(self) -> None:
        """The window closes, or nothing is shown."""
        if self.page is not None:
            self.page.stop()

    def _permit(self, one: ChartList) -> None:
        why = ""
        if self._patient_id is not None:
            why = self._permits.why_not(
                one.permission, patient_id=self._patient_id, is_own=one.of_own
            )
        tab = self.tabs[one.name]
        permit(tab, why)
        if why and tab.isChecked():
            self._overview.setChecked(True)

    def _turn(self, *_button: object) -> None:
        """Show what is chosen; the list of the patient before is gone at once."""
        if self.page is not None:
            self.page.stop()
            self.page.hide()
            self.page.deleteLater()
            self.page = None
        chosen = next((one for one in LISTS if self.tabs[one.name].isChecked()), None)
        if chosen is not None and self._patient_id is not None:
            self.page = self._made(chosen, self._patient_id)
            self._column.addWidget(self.page, 1)
            self.page.reload()
        self._fit()
        self._side.show_overview_parts(is_shown=self.page is None)

    def _made(self, one: ChartList, patient_id: PatientId) -> RecordPage:
        data_sync = self._data_sync
        page = RecordPage(
            data_sync,
            self._tasks,
            source_of(one.name, data_sync),
            OnePatient(patient_id, self),
            words=one.words(),
            look=look_for(one.name, data_sync),
            is_short=True,
        )
        page.setMinimumHeight(px(_LIST_HEIGHT))
        page.opened.connect(lambda: self._open(one, page))
        page.new_wished.connect(lambda: self.begin_requested.emit(one.begins, patient_id))
        return page

    def _open(self, one: ChartList, page: RecordPage) -> None:
        what = self._patient_id if one.opens_patient else page.current
        if what is not None:
            self.record_requested.emit(one.opens, what)

    def _fit(self) -> None:
        """A list takes the room there is, the tabs alone what they need."""
        grows = QSizePolicy.Policy.Preferred if self.page is None else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Preferred, grows)

    def _make_commands(self) -> None:
        for one in LISTS:
            words = self.tr("Chart: {0}").format(one.words().title)
            command(
                self._panel,
                f"chart_{one.name}",
                words,
                lambda name=one.name: self.turn_to(name),
                icon=one.icon,
            )
