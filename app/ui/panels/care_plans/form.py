"""Writing a care plan: what it is, over which time, who leads it, its goals and its steps."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from datetime import date
from typing import Any, cast

from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QVBoxLayout

from app.domain.declare import Record
from app.domain.drafts import DraftKey
from app.domain.ids import PatientId, RecordId, is_record_id
from app.domain.permissions import Permission
from app.domain.staff import Practitioner
from app.domain.treatment import CarePlan, CarePlanActivity, CarePlanGoal
from app.live.data_sync import DataSync
from app.services.care_plans import Part, PlanEdit, ShownPlan
from app.ui.models.care_plan_words import said
from app.ui.panels.care_plans.part_rows import ASSIGNEE, Column, PartRows
from app.ui.record_form import RecordForm
from app.ui.task_runner import TaskRunner
from app.ui.typed_dates import shown_day, typed_day
from app.ui.who_changed import Subject
from app.ui.widgets.fields import ComboBox, Field, line_edit

FORM = "care_plan"
_Lines = list[tuple[RecordId | None, Mapping[str, str]]]


class CarePlanForm(RecordForm):
    """The plan's own fields, then its goals and its steps, saved in one."""

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        self.shown_plan: ShownPlan | None = None
        super().__init__(
            data_sync,
            tasks,
            name=FORM,
            record_type=CarePlan,
            permission=Permission.CARE_PLAN_EDIT,
            titles=(said("New care plan"), said("Edit care plan")),
        )
        for rows in (self.goals, self.steps):
            rows.edited.connect(self.touched)

    def show_people(self, people: Sequence[Practitioner]) -> None:
        """Who can lead a plan; who was chosen stays chosen."""
        field = self.fields["practitioner_id"]
        if not isinstance(field.control, ComboBox):
            return
        chosen = field.value()
        blocked = field.control.blockSignals(True)
        field.control.clear()
        field.control.addItem(said("Nobody yet"), "")
        for one in people:
            field.control.addItem(one.display_name, one.id)
        field.control.blockSignals(blocked)
        field.set_value(chosen)

    def show_users(self, names: Mapping[str, str]) -> None:
        """Who can be asked to do a step."""
        self.steps.show_people(names)

    def change_plan(self, found: ShownPlan) -> None:
        """Change a plan with its goals and steps."""
        self.shown_plan = found
        self.change(found.record)

    def build(self, column: QVBoxLayout) -> None:
        """The fields, in the order they are spoken."""
        for name, words, length in (
            ("title", said("Title"), 200),
            ("category", said("Kind"), 100),
            ("starts_on", said("From"), 40),
            ("ends_on", said("Until"), 40),
        ):
            self.fields[name] = Field(words, line_edit(f"care_plan_{name}", length=length))
        people = ComboBox(name="care_plan_practitioner_id", accessible=said("Led by"))
        people.addItem(said("Nobody yet"), "")
        self.fields["practitioner_id"] = Field(said("Led by"), people)
        box = QPlainTextEdit()
        box.setObjectName("care_plan_note")
        box.setTabChangesFocus(True)
        box.setFixedHeight(72)
        self.fields["note"] = Field(said("Note"), box)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        for row, places in enumerate(
            (("title",), ("category", "practitioner_id"), ("starts_on", "ends_on"), ("note",))
        ):
            for at, name in enumerate(places):
                grid.addWidget(self.fields[name], row, at, 1, 2 if len(places) == 1 else 1)
        column.addLayout(grid)
        self.goals = PartRows(
            "care_plan_goal",
            (said("Goals"), said("Add a goal")),
            (
                Column("text", said("Goal"), 4, 1000),
                Column("target", said("Measured by"), 2),
                Column("due_on", said("Due"), 2),
            ),
            stored=lambda key: Subject(CarePlanGoal, key, self._stored_whose()),
        )
        self.steps = PartRows(
            "care_plan_step",
            (said("Steps"), said("Add a step")),
            (
                Column("text", said("Step"), 4, 1000),
                Column("due_on", said("Due"), 2),
                Column(ASSIGNEE, said("Who"), 2),
            ),
            stored=lambda key: Subject(CarePlanActivity, key, self._stored_whose()),
        )
        column.addWidget(self.goals)
        column.addWidget(self.steps)

    def stored(self, record: Record | None) -> Mapping[str, str]:
        """What the fields show of a plan, or of a new one."""
        if not isinstance(record, CarePlan):
            mine = self._permits.practitioner_id or ""
            empty = dict.fromkeys(self.fields, "")
            return {**empty, "practitioner_id": mine, "starts_on": shown_day(self._today())}
        return {
            "title": record.title,
            "category": record.category,
            "starts_on": shown_day(record.starts_on),
            "ends_on": shown_day(record.ends_on),
            "practitioner_id": record.practitioner_id or "",
            "note": record.note,
        }

    def show_more(self, record: Record | None) -> None:
        """The goals and steps of the plan."""
        shown = self._shown_of(record)
        self.goals.show_parts(_goal_lines(shown))
        self.steps.show_parts(_step_lines(shown))

    def more(self) -> Mapping[str, object]:
        """Goals and steps, where they are not as they are stored."""
        shown = self._shown_of(self.record)
        goals, steps = self.goals.typed(), self.steps.typed()
        if goals == _typed_of(_goal_lines(shown)) and steps == _typed_of(_step_lines(shown)):
            return {}
        return {"goals": goals, "steps": steps}

    def show_more_typed(self, content: Mapping[str, object]) -> None:
        """Put back the goals and steps of a draft."""
        for name, rows in (("goals", self.goals), ("steps", self.steps)):
            kept = content.get(name)
            if isinstance(kept, list):
                rows.show_parts(_lines_of(cast("list[object]", kept)))

    def entered(self) -> Mapping[str, object] | None:
        """The values, or None where a date is none or a title is missing."""
        days = {name: self._day(self.fields[name]) for name in ("starts_on", "ends_on")}
        if not self.fields["title"].value():
            self.fields["title"].set_error(said("Give it a title."))
        goals, steps = self._parts(self.goals), self._parts(self.steps)
        fields = [*self.fields.values()]
        for row in (*self.goals.rows, *self.steps.rows):
            fields.extend(row.fields.values())
        wrong = next((one for one in fields if one.error()), None)
        if wrong is not None:
            wrong.control.setFocus()
            return None
        by = self.fields["practitioner_id"].value()
        plan = {name: self.fields[name].value() for name in ("title", "category", "note")}
        led = by if is_record_id(by) else None
        return {"plan": {**plan, **days, "practitioner_id": led}, "goals": goals, "steps": steps}

    def saving(
        self, patient_id: PatientId, values: Mapping[str, object], key: DraftKey | None
    ) -> Coroutine[Any, Any, Record]:
        """Write it, or change it, with all that belongs to it."""
        shown = self._shown_of(self.record)
        edit = PlanEdit(
            plan_id=RecordId(self.record.id) if self.record else None,
            patient_id=patient_id,
            changes=cast("Mapping[str, object]", values["plan"]),
            goals=cast("tuple[Part, ...]", values["goals"]),
            activities=cast("tuple[Part, ...]", values["steps"]),
            based_on=shown,
        )
        return self._data_sync.care_plans.save(edit, draft=key)

    def _shown_of(self, record: Record | None) -> ShownPlan | None:
        shown = self.shown_plan
        return shown if record is not None and shown and shown.record.id == record.id else None

    def _stored_whose(self) -> RecordId | None:
        return self.record.patient_id if isinstance(self.record, CarePlan) else None

    def _parts(self, rows: PartRows) -> tuple[Part, ...]:
        parts: list[Part] = []
        for row in rows.rows:
            values: dict[str, object] = {}
            for name, field in row.fields.items():
                field.set_error("")
                text = field.value()
                if name == "due_on":
                    values[name] = self._day(field)
                elif name == ASSIGNEE:
                    values[name] = text if is_record_id(text) else None
                else:
                    values[name] = text
            if not values["text"]:
                row.fields["text"].set_error(said("Say what, or take the line off."))
            parts.append(Part(record_id=row.record_id, values=values))
        return tuple(parts)

    def _day(self, field: Field) -> date | None:
        day = typed_day(field.value(), today=self._today())
        is_none = bool(field.value()) and day is None
        field.set_error(said("Write a date, like 2026-03-14.") if is_none else "")
        return day

    def _today(self) -> date:
        return self._data_sync.today()


def _goal_lines(shown: ShownPlan | None) -> _Lines:
    goals: tuple[CarePlanGoal, ...] = shown.goals if shown else ()
    return [
        (one.id, {"text": one.text, "target": one.target, "due_on": shown_day(one.due_on)})
        for one in goals
    ]


def _step_lines(shown: ShownPlan | None) -> _Lines:
    steps: tuple[CarePlanActivity, ...] = shown.activities if shown else ()
    return [
        (
            one.id,
            {"text": one.text, "due_on": shown_day(one.due_on), ASSIGNEE: one.assignee_id or ""},
        )
        for one in steps
    ]


def _typed_of(lines: _Lines) -> list[dict[str, str]]:
    return [{"id": record_id or "", **values} for record_id, values in lines]


def _lines_of(kept: list[object]) -> _Lines:
    lines: _Lines = []
    for one in kept:
        if isinstance(one, dict):
            pairs = cast("dict[object, object]", one).items()
            values = {str(name): str(text) for name, text in pairs}
            key = values.pop("id", "")
            lines.append((RecordId(key) if is_record_id(key) else None, values))
    return lines
