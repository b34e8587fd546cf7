"""One care plan: whose it is, who looks after it, its goals and steps, and how far they are."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.errors import ConfigurationError
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.domain.treatment import (
    PLAN_TRANSITIONS,
    CarePlan,
    CarePlanActivity,
    CarePlanGoal,
    PlanStatus,
)
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.live.record_undo import PLAN_MOVED
from app.services.care_plans import ShownPlan
from app.services.record_lists import RecordLine
from app.ui.error_presenter import words_for
from app.ui.identity_line import IdentityLine
from app.ui.models.care_plan_words import (
    day_words,
    deed_words,
    period_words,
    said,
    status_tone,
    status_words,
)
from app.ui.permission_words import why_not
from app.ui.permitted import Permits, WhyLine, permit
from app.ui.record_panel import Viewer
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import Tone
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.flow import flow_of
from app.ui.widgets.painting import ChipLabel
from app.ui.widgets.surfaces import Notice, label, rule

_ORDER = ("active", "completed", "on-hold", "revoked")


class CarePlanViewer(Viewer):
    """Begins, holds, completes or ends a plan; says of each goal and step whether it is reached."""

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("care_plan_viewer")
        self._data_sync, self._tasks = data_sync, tasks
        self._permits = Permits(data_sync)
        self._patient_id: PatientId | None = None
        self.found: ShownPlan | None = None
        self.query: LiveQuery[ShownPlan] = LiveQuery(
            data_sync.feed,
            self._fetch,
            entities=(
                *("care_plan", "care_plan_goal", "care_plan_activity"),
                *("patient", "care_team_member", "practitioner", "user"),
            ),
            parent=self,
        )
        self.identity = IdentityLine(name="care_plan_identity")
        self.title = label("", "section", name="care_plan_heading", wraps=True)
        self.facts = label("", "label", name="care_plan_facts", wraps=True)
        self.note = label("", name="care_plan_note_shown", wraps=True)
        self.state = ChipLabel("", Tone.NEUTRAL)
        self.state.setObjectName("care_plan_state")
        self.waits = ChipLabel(said("Waiting to sync"), Tone.INFO, icon="clock")
        self.waits.setObjectName("care_plan_waits")
        self.why = WhyLine(name="care_plan_why")
        self.missing = Notice(Tone.WARN, "info", name="care_plan_missing")
        self.deeds = {
            status: Button(deed_words(status), name=f"care_plan_{status}") for status in _ORDER
        }
        self.who_changed = WhoChanged(
            self._data_sync, self._tasks, lambda: self.record, prefix="care_plan_viewer"
        )
        self.edit = Button(said("Edit"), name="care_plan_edit", icon="pencil")
        self.chart = Button(
            said("Open chart"), name="care_plan_chart", icon="id-card", look=Look.QUIET
        )
        self.parts = QWidget()
        self.parts.setObjectName("scroll_body")
        self._lay_out()
        self._connect()
        self._show_nothing()

    @property
    def record(self) -> CarePlan | None:
        """The plan that is shown."""
        return self.found.record if self.found else None

    def open(self, line: RecordLine[CarePlan]) -> None:
        """Show this one."""
        self.record_id, self._patient_id = line.id, line.patient_id
        self.found = None
        self.identity.show_patient(line.patient_id, line.patient_name, line.birth_date, line.mrn)
        self._show_nothing()
        self.title.setText(line.record.title)
        plans, patient_id = self._data_sync.care_plans, line.patient_id
        self.query.ask(lambda: plans.one(line.id, patient_id=patient_id))

    def step(self, entity: str, record_id: RecordId, *, status: str, was: str) -> None:
        """Bring the plan, a goal or a step to a state; what may go back can be undone."""
        whose = self._patient_id
        if whose is None or status not in PLAN_TRANSITIONS.get(was, ()):
            return
        words = said("{0}: {1}").format(status_words(status), self._named(record_id))

        def done(_none: None) -> None:
            if was not in PLAN_TRANSITIONS.get(status, ()):
                self.said.emit(words)
                return
            facts = {"entity": entity, "patient_id": whose}
            step = self._data_sync.undo.did(
                PLAN_MOVED,
                record_id,
                before={**facts, "status": was},
                after={**facts, "status": status},
            )
            self.did.emit(words, step)

        self._tasks.start(
            self._data_sync.care_plans.set_status(
                entity, record_id, status, patient_id=whose, was=was
            ),
            done=done,
        )

    def stop(self) -> None:
        """The window closes."""
        self.query.stop()

    def _named(self, record_id: RecordId) -> str:
        found = self.found
        if found is None:
            return ""
        texts = {one.id: one.text for one in (*found.goals, *found.activities)}
        return texts.get(record_id, found.record.title)

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
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(rule())
        column.addLayout(chips)
        for part in (self.facts, self.note, self.why, self.missing):
            column.addWidget(part)
        column.addLayout(flow_of((*self.deeds.values(), self.edit)))
        scroll = QScrollArea()
        scroll.setObjectName("care_plan_scroll")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._parts_column = QVBoxLayout(self.parts)
        self._parts_column.setContentsMargins(0, 8, 8, 0)
        scroll.setWidget(self.parts)
        column.addWidget(scroll, 1)

    def _connect(self) -> None:
        self.query.value_changed.connect(self._on_value)
        self.query.failed.connect(self._on_failed)
        self.edit.clicked.connect(self.edit_wished)
        self.chart.clicked.connect(self._on_chart)
        for status, button in self.deeds.items():
            button.clicked.connect(partial(self._on_deed, status))

    async def _fetch(self) -> ShownPlan:
        """Nobody has chosen one yet: nothing is asked for before `open` names one."""
        raise ConfigurationError("care_plan", "is not chosen")

    def _show_nothing(self) -> None:
        always = (self.state, self.waits, self.who_changed, self.edit, self.parts)
        for part in (*always, *self.deeds.values()):
            part.hide()
        for text in (self.facts, self.note):
            text.setText("")
        self.missing.set_text("")
        self.why.say("")

    def _on_value(self, found: ShownPlan) -> None:
        plan, patient = found.record, found.patient
        if plan.id != self.record_id:
            return
        self.found = found
        if patient is None:
            self.identity.show_unknown()
        else:
            name = patient.display_name
            self.identity.show_patient(patient.id, name, patient.birth_date, patient.mrn)
        self.title.setText(plan.title)
        team = said("with {0}").format(", ".join(found.team)) if found.team else ""
        facts = (plan.category, period_words(plan), team)
        self.facts.setText(" · ".join(part for part in facts if part))
        self.note.setText(plan.note)
        self.note.setVisible(bool(plan.note))
        self.state.set_chip(status_words(plan.status), status_tone(plan.status))
        for part in (self.state, self.who_changed):
            part.show()
        self.waits.setVisible(found.line.is_pending)
        words = said("{0} more goals and steps of this patient are at the server only.")
        self.missing.set_text(words.format(found.missing) if found.missing else "")
        why = why_not(found.edit, self._permits.role, Permission.CARE_PLAN_EDIT)
        self.why.say(why)
        ways = PLAN_TRANSITIONS.get(plan.status, frozenset())
        for status, button in self.deeds.items():
            button.setText(deed_words(status, plan.status))
            button.setVisible(status in ways)
            permit(button, why)
        self.edit.show()
        permit(self.edit, why)
        self._show_parts(found)

    def _show_parts(self, found: ShownPlan) -> None:
        while (item := self._parts_column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        names = found.assignees
        goals = [(one, (one.target, day_words(one.due_on))) for one in found.goals]
        steps = [
            (one, (names.get(one.assignee_id or "", ""), day_words(one.due_on)))
            for one in found.activities
        ]
        for title, nothing, kind, parts in (
            (said("Goals"), said("No goals yet"), "care_plan_goal", goals),
            (said("Steps"), said("No steps yet"), "care_plan_activity", steps),
        ):
            group = QWidget()
            grid = QGridLayout(group)
            grid.setContentsMargins(0, 0, 0, 8)
            grid.setHorizontalSpacing(12)
            grid.setColumnStretch(0, 1)
            grid.addWidget(label(title, "section"), 0, 0, 1, 3)
            if not parts:
                grid.addWidget(label(nothing, "label"), 1, 0, 1, 3)
            for at, (one, facts) in enumerate(parts, start=1):
                shown = " · ".join(part for part in facts if part)
                words = f"{one.text}\n{shown}" if shown else one.text
                grid.addWidget(label(words, wraps=True, name=f"{kind}_{at}_text"), at, 0)
                self._show_state(grid, at, kind, one)
            self._parts_column.addWidget(group)
        self._parts_column.addStretch(1)
        self.parts.show()

    def _show_state(
        self, grid: QGridLayout, at: int, kind: str, one: CarePlanGoal | CarePlanActivity
    ) -> None:
        grid.addWidget(ChipLabel(status_words(one.status), status_tone(one.status)), at, 1)
        is_done = one.status == PlanStatus.COMPLETED
        wanted = PlanStatus.ACTIVE.value if is_done else PlanStatus.COMPLETED.value
        if wanted not in PLAN_TRANSITIONS.get(one.status, ()):
            return
        text = said("Reopen") if is_done else said("Done")
        accessible = said("{0}: {1}").format(text, one.text)
        button = Button(text, name=f"{kind}_{at}_done", accessible=accessible)
        permit(button, self.why.text())
        button.clicked.connect(partial(self.step, kind, one.id, status=wanted, was=one.status))
        grid.addWidget(button, at, 2)

    def _on_deed(self, status: str) -> None:
        plan = self.record
        if plan is not None:
            self.step("care_plan", plan.id, status=status, was=plan.status)

    def _on_failed(self, error: Exception) -> None:
        self.found = None
        self._show_nothing()
        self.why.say(words_for(error))

    def _on_chart(self) -> None:
        if self._patient_id is not None:
            self.chart_wished.emit(self._patient_id)
