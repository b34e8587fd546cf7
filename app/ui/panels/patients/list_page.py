"""The patient list: filter, chips, count, the table itself."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from zoneinfo import ZoneInfo

from PySide6.QtCore import QElapsedTimer, QLocale, QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.changes import ChangeSet
from app.domain.errors import PermissionDenied
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.patients import PatientFilter
from app.ui.error_presenter import words_for
from app.ui.models.patient_list import ID_ROLE, SORT_KEYS, Column, PatientListModel
from app.ui.panels.patients.list_view import PatientListView
from app.ui.permitted import Permits, WhyLine, permit
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.theme.tokens import GAP
from app.ui.widgets.button import Button, Look
from app.ui.widgets.column_memory import ColumnMemory
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.fields import SearchField
from app.ui.widgets.flow import lines_of
from app.ui.widgets.surfaces import Card, label

_TYPING_MS = 120
_COMMITS_MS = 100
"""One change is shown at once; of many that follow each other the list is read this often."""
_RELEVANT = frozenset({"patient", "allergy", "appointment", "practitioner", "sync_conflict"})


class Scope(StrEnum):
    """Which patients the chips choose."""

    ALL = "all"
    TODAY = "today"
    UNSYNCED = "unsynced"


class Remedy(StrEnum):
    """What the button below the sentence does that stands in the list's place."""

    RETRY = "retry"
    SHOW_ALL = "show_all"
    REGISTER = "register"
    REASON = "reason"


class PatientListPage(QWidget):
    """Shows the list and keeps it true. patient_shown(id or ""): the line the person is on.

    emptied(bool): whether the filter leaves nobody. reason_wished(): the acting role is shown no
    list, and somebody wants to name a patient and a reason instead.
    """

    patient_shown = Signal(str)
    patient_opened = Signal(str)
    new_requested = Signal()
    emptied = Signal(bool)
    reason_wished = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self._data_sync = data_sync
        self._tasks = tasks
        self._permits = Permits(data_sync)
        self.scope = Scope.ALL
        self._touched: set[RecordId] = set()
        self._is_selecting = False
        self._is_stopped = False
        self._failure: Exception | None = None
        self._remedy = Remedy.SHOW_ALL
        self._sort: tuple[int, Qt.SortOrder] = (Column.PATIENT, Qt.SortOrder.AscendingOrder)
        self._current: RecordId | None = None
        self.model = PatientListModel(zone=data_sync.clinic.zone, parent=self)
        self.query: LiveQuery[tuple[RecordId, ...]] = LiveQuery(
            data_sync.feed, self._fetch, entities=(), parent=self
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(self._build_header())
        self._new_why = WhyLine(name="patients_why")
        column.addWidget(self._new_why)
        column.addLayout(self._build_filters())
        self.content = QHBoxLayout()
        self.content.setSpacing(GAP)
        self.content.addWidget(self._build_table(), 1)
        column.addLayout(self.content, 1)
        self._typing = self._timer(_TYPING_MS, self.reload)
        self._commits = self._timer(0, self._on_commits_settled)
        self._since_commits = QElapsedTimer()
        self._connect()

    def reload(self) -> None:
        """Ask for the list again with what is typed and chosen."""
        self._permit()
        if not self._is_stopped and not self._refuses():
            self.query.ask(self._fetch)

    def stop(self) -> None:
        """The window closes: read nothing more."""
        self._is_stopped = True
        self._typing.stop()
        self._commits.stop()
        self.query.stop()

    def focus_filter(self) -> None:
        """Put the cursor into the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def take_focus(self) -> None:
        """Put the cursor on the list; no line is chosen by that."""
        if self._refuses():
            self.states.state.take_focus()
            return
        is_on_a_line = self.view.currentIndex().isValid()
        self._is_selecting = True
        # Qt makes the first line current when the list gets the focus.
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if not is_on_a_line:
            self.view.setCurrentIndex(QModelIndex())
        self._is_selecting = False

    def show_line_of(self, patient_id: RecordId | None) -> None:
        """Put the list on this patient's line without announcing it."""
        self._current = patient_id
        row = self.model.row_of(patient_id) if patient_id else -1
        self._is_selecting = True
        if row < 0:
            self.view.clearSelection()
            self.view.setCurrentIndex(QModelIndex())
        else:
            self.view.setCurrentIndex(self.model.index(row, 0))
            self.view.scrollTo(self.model.index(row, 0))
        self._is_selecting = False

    def _build_header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label(self.tr("Patients"), "title", name="patients_title"))
        self.count = label("", "label", name="patients_count")
        row.addWidget(self.count)
        row.addStretch(1)
        new = Button(
            self.tr("New patient"), name="new_patient_button", icon="plus", look=Look.PRIMARY
        )
        new.setToolTip(self.tr("New patient (Ctrl+N)"))
        new.clicked.connect(self.new_requested)
        row.addWidget(new)
        self._new = new
        return row

    def _build_filters(self) -> QHBoxLayout:
        words = self.tr("Filter by name, phone, date of birth, MRN")
        self.filter = SearchField(name="patient_filter", placeholder=words, icon_name="funnel")
        self.filter.show_whole_hint(at_most=px(420))
        self._chips = QButtonGroup(self)
        names = {
            Scope.ALL: self.tr("All"),
            Scope.TODAY: self.tr("Today"),
            Scope.UNSYNCED: self.tr("Unsynced"),
        }
        self.chips: dict[Scope, Button] = {}
        for scope, text in names.items():
            chip = Button(text, name=f"patients_{scope}_chip", look=Look.CHIP)
            self._chips.addButton(chip)
            self.chips[scope] = chip
        self.chips[Scope.ALL].setChecked(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.filter, 3)
        row.addWidget(lines_of(self.chips.values()), 1, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _build_table(self) -> Card:
        self.view = PatientListView(name="patient_list", accessible=self.tr("Patients"))
        self.view.setModel(self.model)
        header = self.view.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.setSortIndicator(*self._sort)
        self._columns = ColumnMemory(
            self.view,
            self.view,
            self._data_sync.preferences,
            sort=self._sort_by,
            sortable=frozenset(SORT_KEYS),
        )
        self.states = ListStates(self.view, name="patients_state")
        card = Card(name="patient_list_card", padding=1)
        card.body.addWidget(self.states)
        return card

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._typing.start)
        self._chips.buttonClicked.connect(self._on_chip)
        self.view.horizontalHeader().sectionClicked.connect(self._on_header_clicked)
        self.view.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.view.activated_row.connect(self._on_activated)
        self.view.rested.connect(self._on_rested)
        self.model.rows_wanted.connect(self._on_rows_wanted)
        self.query.value_changed.connect(self._on_ids)
        self.query.loading_changed.connect(self._on_loading)
        self.query.failed.connect(self._on_failed)
        self.states.state.action_requested.connect(self._on_state_action)
        self._data_sync.feed.changed.connect(self._on_changed)

    def _timer(self, milliseconds: int, fire: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(fire)
        return timer

    async def _fetch(self) -> tuple[RecordId, ...]:
        self._failure = None
        patients = self._data_sync.patients
        only: frozenset[RecordId] | None = None
        if self.scope is Scope.TODAY:
            zone = ZoneInfo(self._data_sync.clinic.zone)
            today = self._data_sync.clock.now().astimezone(zone).date()
            only = await patients.ids_of_day(today, self._data_sync.clinic)
        elif self.scope is Scope.UNSYNCED:
            only = await patients.ids_unsynced()
        column, order = self._sort
        wanted = PatientFilter(
            text=self.filter.text(),
            only_ids=only,
            order_by=SORT_KEYS[column],
            descending=order is Qt.SortOrder.DescendingOrder,
        )
        return await patients.ids(wanted)

    def _permit(self) -> None:
        why = self._permits.why_not(Permission.PATIENT_CREATE)
        permit(self._new, why)
        no_list = self._permits.why_not(Permission.PATIENT_LIST)
        self._new_why.say(why)
        for part in (self.filter, *self.chips.values()):
            permit(part, no_list)

    def _refuses(self) -> bool:
        """Whether the acting role is shown no list; says so in its place, without a question."""
        why = self._permits.why_not(Permission.PATIENT_LIST)
        if why:
            self._show_refusal(why)
        return bool(why)

    def _show_refusal(self, why: str) -> None:
        self.model.set_ids(())
        self.count.setText("")
        if not self._permits.states_reasons:
            self.states.show_state("lock", why)
            return
        detail = self.tr(
            "Open the patient from a visit in Appointments, or give the record number. Either "
            "way you state a reason; it is written down and reviewed."
        )
        self._offer(Remedy.REASON, "lock", why, detail)

    def _on_ids(self, ids: tuple[RecordId, ...]) -> None:
        # Qt moves on to a neighbour when the current line goes; nobody asked for that chart.
        self._is_selecting = True
        self.model.set_ids(ids)
        self._is_selecting = False
        if self._current:
            self.show_line_of(self._current)

    def _on_loading(self, loading: bool) -> None:
        self.states.set_loading(self.query.is_loading)
        if loading:
            return
        if self._failure is not None:
            # The lines of an older question would pass for the answer to this one.
            if isinstance(self._failure, PermissionDenied):
                self._show_refusal(words_for(self._failure))
                return
            self._offer(Remedy.RETRY, "circle-x", words_for(self._failure))
        elif self.query.value is not None:
            self._show_answer()

    def _show_answer(self) -> None:
        total = len(self.model.ids)
        number = QLocale().toString(total)
        is_narrowed = bool(self.filter.text().strip()) or self.scope is not Scope.ALL
        self.count.setText(self.tr("{0} found").format(number) if is_narrowed else number)
        self.emptied.emit(not total)
        if total:
            self.states.show_content()
        elif is_narrowed:
            self._offer(Remedy.SHOW_ALL, "search", self.tr("No patient matches"))
        else:
            detail = self.tr("Register the first one, or import them from the menu.")
            self._offer(Remedy.REGISTER, "users", self.tr("No patients yet"), detail)

    def _offer(self, remedy: Remedy, icon: str, headline: str, detail: str = "") -> None:
        words = {
            Remedy.RETRY: self.tr("Try again"),
            Remedy.SHOW_ALL: self.tr("Show all patients"),
            Remedy.REGISTER: self.tr("New patient"),
            Remedy.REASON: self.tr("State a reason…"),
        }
        self._remedy = remedy
        self.states.show_state(icon, headline, detail, action=words[remedy])

    def _on_failed(self, error: Exception) -> None:
        self._failure = error

    def _on_state_action(self) -> None:
        match self._remedy:
            case Remedy.RETRY:
                self.reload()
            case Remedy.SHOW_ALL:
                self.show_everybody()
            case Remedy.REGISTER:
                self.new_requested.emit()
            case Remedy.REASON:
                self.reason_wished.emit()

    def show_everybody(self) -> None:
        """Take filter and chips away."""
        self.filter.clear()
        self.chips[Scope.ALL].setChecked(True)
        self.scope = Scope.ALL
        self.reload()

    def _on_chip(self) -> None:
        self.scope = next(scope for scope, chip in self.chips.items() if chip.isChecked())
        self.reload()

    def _on_header_clicked(self, section: int) -> None:
        # Qt turned the arrow already, also for columns that cannot be sorted by.
        before, order = self._sort
        if section in SORT_KEYS:
            up = section != before or order is Qt.SortOrder.DescendingOrder
            self._columns.remember_sort(section, is_down=not up)
            self._sort_by(section, not up)
        self.view.horizontalHeader().setSortIndicator(*self._sort)

    def _sort_by(self, column: int, is_down: bool) -> None:
        """Sort by a column, from its end or its beginning."""
        if column not in SORT_KEYS:
            return
        ways = Qt.SortOrder
        self._sort = (column, ways.DescendingOrder if is_down else ways.AscendingOrder)
        self.view.horizontalHeader().setSortIndicator(*self._sort)
        if self.query.value is not None:
            self.reload()

    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if self._is_selecting or not current.isValid():
            return
        self._current = current.data(ID_ROLE)
        self.patient_shown.emit(self._current or "")

    def _on_activated(self, row: int) -> None:
        self.patient_opened.emit(self.model.ids[row])

    def _on_rested(self, row: int) -> None:
        if not self._is_stopped:
            self._data_sync.patients.expect(PatientId(self.model.ids[row]))

    def _on_rows_wanted(self, ids: list[RecordId]) -> None:
        self._tasks.start(self._data_sync.patients.rows(ids), done=self.model.put_rows)

    def _on_changed(self, change_set: ChangeSet) -> None:
        if not change_set.pending_changed and not (_RELEVANT & change_set.entities):
            return
        self._touched |= {c.patient_id for c in change_set.changes if c.patient_id}
        if not self._is_stopped and not self._commits.isActive():
            timer = self._since_commits
            self._commits.start(max(0, _COMMITS_MS - timer.elapsed()) if timer.isValid() else 0)

    def _on_commits_settled(self) -> None:
        self._since_commits.start()
        touched, self._touched = self._touched, set()
        known = self.model.known_ids()
        stale = [record_id for record_id in known if record_id in touched]
        stale += [record_id for record_id in self._visible_ids() if record_id not in touched]
        if stale:
            self._on_rows_wanted(stale[:1000])
        self.reload()

    def _visible_ids(self) -> tuple[RecordId, ...]:
        top = max(0, self.view.rowAt(0))
        bottom = self.view.rowAt(self.view.viewport().height() - 1)
        return self.model.ids[top : (bottom if bottom >= 0 else top + 40) + 1]
