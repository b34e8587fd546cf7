"""The Reports panel: a chart, the same figures as a table, and both saved as files."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple, cast

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.declare import Keeping
from app.domain.permissions import Permission
from app.domain.reports import By, Report, used_by_day, used_by_provider
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.live.reports import export_permission, view_permission
from app.ui.commands import command
from app.ui.error_presenter import words_for
from app.ui.models.report_figures import (
    Figures,
    no_show_figures,
    owed_figures,
    taken_figures,
    use_figures,
)
from app.ui.models.report_table import ReportTable
from app.ui.models.report_words import period_words, report_words, said
from app.ui.panel import Panel
from app.ui.panels.reports.export import ReportExports
from app.ui.panels.reports.export_requests import ExportRequestsDialog
from app.ui.panels.reports.wish import SPANS, Wish
from app.ui.panels.reports.wish_bar import WishBar
from app.ui.permitted import Permits, permit
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.cells import PlainCells
from app.ui.widgets.chart import BarChart
from app.ui.widgets.chart_values import ChartData
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.flow import lines_of
from app.ui.widgets.scrolling import scrolling
from app.ui.widgets.surfaces import Card, Notice, label
from app.ui.widgets.table import ColumnPlan, Header, ListView

_ENTITIES = (
    *("appointment", "practitioner", "practitioner_schedule", "holiday", "block", "visit_type"),
    *("charge", "payment", "adjustment", "refund", "allocation", "patient_merge", "clinic"),
)
_MOST_COLUMNS, _NARROW = 5, 640
_FIGURES = frozenset(range(1, _MOST_COLUMNS))


class _Answer(NamedTuple):
    """What was read, and for which wish."""

    wish: Wish
    value: Any
    elsewhere: int


class ReportsPanel(Panel):
    """Time used, missed visits, owed by age, collected by method."""

    holds = Keeping.SCHEDULE

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(name="reports_panel")
        self._data_sync, self._tasks, self._permits = data_sync, tasks, Permits(data_sync)
        self._failure: Exception | None = None
        self._shown: Wish | None = None
        """What the figures on screen are of."""
        self.figures = Figures(chart=ChartData())
        self.wishes = WishBar(data_sync)
        self.chart = BarChart(name="report_chart", accessible=report_words(Report.USE))
        self.model = ReportTable()
        self.model.setParent(self)
        self.table = ListView(name="report_table", accessible=said("Figures"), people=False)
        self.exports = ReportExports(data_sync, tasks, self)
        self.query: LiveQuery[_Answer] = LiveQuery(
            data_sync.feed, self._read, entities=_ENTITIES, parent=self
        )
        self._build()
        self._lay_out()
        self._connect()
        self._make_commands()

    def opened(self) -> None:
        """Read what is looked at, and put the cursor on the chart."""
        self.query.refresh()
        self.chart.setFocus()

    def place(self) -> str:
        """Which report."""
        return str(self.wishes.wish.report)

    def go_back_to(self, place: str) -> None:
        """The report that was shown, where the acting role is shown it."""
        if place in set(Report):
            self.show_report(Report(place))

    def focus_filter(self) -> None:
        """Ctrl+F: put the cursor where the days are chosen."""
        self.wishes.take_focus()

    def stop(self) -> None:
        """The window closes: read nothing more."""
        self.query.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow panel the title goes before the reports' names do."""
        super().resizeEvent(event)
        self._title.setVisible(self.width() > px(_NARROW))

    def show_report(self, report: Report) -> None:
        """Turn to a report; nothing happens where the role is not shown it."""
        if not self._permits.why_not(view_permission(report)):
            self._chips[report].setChecked(True)
            self.wishes.choose(report)

    async def _read(self) -> _Answer:
        wish, reports = self.wishes.wish, self._data_sync.reports
        match wish.report:
            case Report.USE:
                value: Any = await reports.use(wish.period)
            case Report.NO_SHOWS:
                value = await reports.no_shows(wish.period, wish.by)
            case Report.OWED:
                value = await reports.owed()
            case Report.COLLECTED:
                value = await reports.taken(wish.period)
        return _Answer(wish, value, await reports.elsewhere(wish.report))

    def _on_wished(self) -> None:
        answer, wish = self.query.value, self.wishes.wish
        self.chart.setAccessibleName(report_words(wish.report))
        self._permit()
        if answer is not None and wish.has_same_answer(answer.wish):
            self._show(answer)
            return
        self._failure = None
        self.query.ask()

    def _on_value(self, _value: object) -> None:
        self._failure = None
        answer = self.query.value
        if answer is not None and self.wishes.wish.has_same_answer(answer.wish):
            self._show(answer)

    def _on_loading(self, loading: bool) -> None:
        self.states.set_loading(self.query.is_loading)
        if not loading and self._failure is not None:
            words = words_for(self._failure)
            self.states.show_state("circle-x", words, action=said("Try again"))
        elif not loading:
            self._on_value(None)

    def _on_failed(self, error: Exception) -> None:
        self._failure = error

    def _on_state_action(self) -> None:
        if self._failure is None:
            self.wishes.go_to_now()
        else:
            self._failure = None
            self.query.ask()

    def _show(self, answer: _Answer) -> None:
        self._shown = self.wishes.wish
        self.figures = figures = self._figures_of(answer.value)
        self.headline.setText(figures.headline)
        self.legend.setText(figures.legend)
        self.legend.setVisible(bool(figures.legend))
        self.elsewhere.set_text(
            said("Kept at the server only, and not counted here: {0}").format(answer.elsewhere)
        )
        self.elsewhere.setVisible(bool(answer.elsewhere))
        self.chart.show_data(figures.chart)
        self.model.show_lines(figures.titles, figures.lines)
        self._plan_columns()
        self._on_bar(self.chart.current)
        if figures.is_empty:
            back = "" if self.wishes.is_now else said("Show the present")
            self.states.show_state("chart-column", said("There is nothing to count."), action=back)
        else:
            self.states.show_content()
        self._permit()

    def _figures_of(self, value: Any) -> Figures:
        wish, currency = self.wishes.wish, self._data_sync.clinic.currency
        match wish.report:
            case Report.USE if wish.by is By.PROVIDER:
                return use_figures(used_by_provider(value), span=wish.period.span)
            case Report.USE:
                return use_figures(used_by_day(value, wish.period), span=wish.period.span)
            case Report.NO_SHOWS:
                return no_show_figures(value, by=wish.by)
            case Report.OWED:
                return owed_figures(value, currency)
            case Report.COLLECTED:
                return taken_figures(value, currency)

    def _on_bar(self, at: int) -> None:
        bars = self.figures.chart.bars
        self.detail.setText(
            bars[at].spoken if 0 <= at < len(bars) else said("Arrow keys go from bar to bar.")
        )
        if at >= 0 and self.table.currentIndex().row() != at:
            self.table.setCurrentIndex(self.model.index(at, 0))

    def _on_row(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.chart.set_current(current.row())

    def _save_picture(self) -> None:
        if self._why_not_save():
            return
        clinic = self._data_sync.clinic.name
        title = f"{report_words(self.wishes.wish.report)} · {clinic}"
        parts = (self._when(), self.figures.headline, self.figures.legend)
        image = self.chart.picture(title, "\n".join(filter(None, parts)))
        self.exports.ask_picture(self.wishes.wish.report, self._file_name(), image)

    def _save_table(self) -> None:
        if not self._why_not_save():
            self.exports.ask_table(self.wishes.wish.report, self._file_name(), self.figures)

    def _when(self) -> str:
        wish = self.wishes.wish
        return period_words(wish.period) if SPANS[wish.report] else ""

    def _file_name(self) -> str:
        wish = self.wishes.wish
        report = str(wish.report).replace("_", "-")
        day = wish.period.first if SPANS[wish.report] else self._data_sync.today()
        return f"{report}-{day.isoformat()}"

    def _why_not_save(self) -> str:
        report = self.wishes.wish.report
        if why := self._permits.why_not(export_permission(report)):
            return why
        is_there = self._shown == self.wishes.wish and not self.figures.is_empty
        return "" if is_there else said("There is nothing to save.")

    def open_files(self) -> ExportRequestsDialog:
        """Ask for a file of patients' data, or allow somebody else's."""
        dialog = ExportRequestsDialog(self._data_sync, self._tasks, self)
        dialog.said.connect(self.said)
        dialog.open()
        return dialog

    def _why_no_files(self) -> str:
        exports = self._data_sync.exports
        has_part = exports.kinds or exports.may_decide
        return "" if has_part else self._permits.why_not(Permission.EXPORT_PANEL)

    def _permit(self) -> None:
        permit(self.files, self._why_no_files())
        why = self._why_not_save()
        for button in (self.save_picture, self.save_table):
            permit(button, why)
        for report, chip in self._chips.items():
            permit(chip, self._permits.why_not(view_permission(report)))

    def _on_area(self, area: QRect) -> None:
        self._scroll.ensureVisible(area.center().x(), 0, area.width(), 0)

    def _plan_columns(self) -> None:
        columns = zip(self.figures.titles, *self.figures.lines, strict=True)
        last = len(self.figures.titles) - 1
        self.table.set_columns(
            [
                # A digit of room beside the widest; what is in between goes first.
                ColumnPlan(
                    f"{max(column, key=len)}8", drop_rank=0 if at in (0, last) else last - at
                )
                for at, column in enumerate(columns)
            ]
        )

    def _build(self) -> None:
        self.headline = label("", "section", name="report_headline", wraps=True)
        self.legend = label("", "meta", name="report_legend", wraps=True)
        self.detail = label("", "label", name="report_detail", wraps=True)
        self.elsewhere = Notice(Tone.INFO, "cloud", name="report_elsewhere")
        self.save_picture = Button(said("Save picture…"), name="report_save_picture", icon="image")
        self.save_table = Button(said("Save table…"), name="report_save_table", icon="download")
        self.files = Button(said("Patients' data…"), name="report_files", icon="shield-check")
        self.table.setModel(self.model)
        self.table.setItemDelegate(PlainCells(self.table, figures=_FIGURES))
        header = self.table.horizontalHeader()
        if isinstance(header, Header):
            header.figures = _FIGURES
        self._scroll = QScrollArea()
        self._scroll.setObjectName("report_scroll")
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.chart)
        bar = self._scroll.horizontalScrollBar().sizeHint().height()
        self._scroll.setMinimumHeight(self.chart.minimumHeight() + bar)
        self.chart.setAutoFillBackground(False)  # which the scroll area asks for
        self._chips: dict[Report, Button] = {}

    def _lay_out(self) -> None:
        self.page.addLayout(self._head())
        self.page.addWidget(self.wishes)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        drawn = Card(name="report_chart_card")
        drawn.body.addLayout(self._headline())
        drawn.body.addWidget(self.elsewhere)
        drawn.body.addWidget(self._scroll, 1)
        for part in (self.detail, self.legend):
            drawn.body.addWidget(part)
        told = Card(name="report_table_card", padding=1)
        told.body.addWidget(self.table)
        self.table.setMinimumHeight(px(96))
        column.addWidget(drawn, 3)
        column.addWidget(told, 2)
        self.states = ListStates(scrolling(content, name="report_page"), name="report_state")
        self.page.addWidget(self.states, 1)
        self._permit()

    def _head(self) -> QHBoxLayout:
        self._title = label(said("Reports"), "title", name="reports_title")
        group = QButtonGroup(self)
        for report in Report:
            chip = Button(report_words(report), name=f"report_{report}_chip", look=Look.CHIP)
            chip.clicked.connect(partial(self.show_report, report))
            group.addButton(chip)
            self._chips[report] = chip
        self._chips[self.wishes.wish.report].setChecked(True)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(lines_of(self._chips.values(), gap=6), 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.files)
        return head

    def _headline(self) -> QHBoxLayout:
        """What the figures come to, and what can be done with them."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.headline, 1)
        row.addWidget(self.save_picture)
        row.addWidget(self.save_table)
        return row

    def _connect(self) -> None:
        self.wishes.wished.connect(self._on_wished)
        self.query.value_changed.connect(self._on_value)
        self.query.loading_changed.connect(self._on_loading)
        self.query.failed.connect(self._on_failed)
        self.states.state.action_requested.connect(self._on_state_action)
        self.chart.current_changed.connect(self._on_bar)
        self.chart.area_wished.connect(self._on_area)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.save_picture.clicked.connect(self._save_picture)
        self.save_table.clicked.connect(self._save_table)
        self.exports.said.connect(self.said)
        self.files.clicked.connect(self.open_files)

    def _make_commands(self) -> None:
        for number, report in enumerate(Report, 1):
            show = partial(self.show_report, report)
            why = self._permits.why_not(view_permission(report))
            keys = [f"Alt+{number}"]
            command(self, f"reports_{report}", report_words(report), show, keys=keys, why=why)
        for name, words, fire, key in (
            ("before", said("Days before"), partial(self.wishes.step, -1), "Alt+Left"),
            ("after", said("Days after"), partial(self.wishes.step, 1), "Alt+Right"),
            ("now", said("Today"), self.wishes.go_to_now, "Alt+Home"),
        ):
            command(self, f"reports_{name}", words, cast("Any", fire), keys=[key])
        for name, words, fire, icon in (
            ("picture", said("Save picture…"), self._save_picture, "image"),
            ("table", said("Save table…"), self._save_table, "download"),
        ):
            command(self, f"reports_save_{name}", words, fire, icon=icon)
        words, why = said("Files of patients' data…"), self._why_no_files()
        command(self, "reports_files", words, self.open_files, icon="shield-check", why=why)
