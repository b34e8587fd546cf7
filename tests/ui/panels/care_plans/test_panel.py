"""Writing care plans with goals and steps, following them, and who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.treatment import CarePlan, CarePlanActivity, CarePlanGoal
from app.ui.typed_dates import typed_day
from tests.factories import USER_ID, a_child
from tests.ui.conftest import in_role, until
from tests.ui.panels.care_plans.conftest import ITO, PlansScreen

pytestmark = pytest.mark.row("E1", "F1")


def a_plan(screen: PlansScreen, **facts: object) -> CarePlan:
    """A plan of Amara's with a goal and a step, as another desk left it."""
    plan = a_child(CarePlan, screen.amara, **{"status": "active", **facts})
    goal = a_child(CarePlanGoal, screen.amara, care_plan_id=plan.id, text="Under 130")
    step = a_child(CarePlanActivity, screen.amara, care_plan_id=plan.id, text="Walk daily")
    screen.pull(plan, goal, step)
    return plan


async def test_plan_is_written_with_goals_and_steps(screen: PlansScreen) -> None:
    screen.panel.start_new()
    form = screen.panel.plan_form
    QTest.keyClicks(form.whose.picker.field, "okafor")
    await until(lambda: form.whose.picker._list.count() > 0, what="matches")
    QTest.keyClick(form.whose.picker.field, Qt.Key.Key_Return)
    await until(lambda: form.whose.patient_id == screen.amara.id)
    await screen.settled()
    form.save()
    assert form.fields["title"].error() == "Give it a title."
    form.fields["title"].set_value("Blood pressure")
    screen.click("care_plan_goal_add")
    screen.click("care_plan_step_add")
    goal, step = form.goals.rows[0], form.steps.rows[0]
    form.save()
    assert goal.fields["text"].error() == "Say what, or take the line off."
    goal.fields["text"].set_value("Under 130")
    goal.fields["due_on"].set_value("2027-03-01")
    step.fields["text"].set_value("Walk daily")
    await until(lambda: step.fields["assignee_id"].control.count() > 1, what="who can do it")
    step.fields["assignee_id"].set_value(USER_ID)
    form.save()
    await until(lambda: screen.said == ["Saved."])
    (plan,) = screen.desk.all(CarePlan)
    (kept_goal,) = screen.desk.all(CarePlanGoal)
    (kept_step,) = screen.desk.all(CarePlanActivity)
    assert (plan.title, plan.practitioner_id, plan.status) == ("Blood pressure", ITO, "draft")
    assert (kept_goal.care_plan_id, kept_goal.due_on) == (plan.id, date(2027, 3, 1))
    assert (kept_step.care_plan_id, kept_step.assignee_id) == (plan.id, USER_ID)
    await until(lambda: screen.panel.plan.found, what="the plan on the screen")
    assert "Dr Ito" in screen.panel.plan.facts.text()
    listed = screen.panel.list.model
    await until(lambda: "0/1 goals reached" in str(listed.index(0, 0).data()), what="in the list")


async def test_new_plan_late_in_the_evening_begins_that_day(screen: PlansScreen) -> None:
    screen.desk.clock.passed = timedelta(hours=11, minutes=30)  # tomorrow in Greenwich
    screen.panel.start_new()
    begins = screen.panel.plan_form.fields["starts_on"].value()
    assert typed_day(begins, today=date(2026, 11, 22)) == date(2026, 11, 21)


async def test_goal_is_reached_and_taken_back(screen: PlansScreen) -> None:
    a_plan(screen)
    await screen.lists("Blood pressure under 130")
    await screen.opens()
    screen.click("care_plan_goal_1_done")
    await until(lambda: screen.said == ["Completed: Under 130"])
    assert [one.status for one in screen.desk.all(CarePlanGoal)] == ["completed"]
    await until(lambda: "1/1 goals reached" in str(screen.panel.list.model.index(0, 0).data()))
    await screen.desk.data_sync.undo.undo()
    assert [one.status for one in screen.desk.all(CarePlanGoal)] == ["active"]


async def test_step_that_is_done_says_when(screen: PlansScreen) -> None:
    a_plan(screen)
    await screen.lists("Blood pressure under 130")
    await screen.opens()
    screen.click("care_plan_activity_1_done")
    await until(lambda: screen.desk.all(CarePlanActivity)[0].done_at)


async def test_plan_is_held_and_completed_by_its_state_machine(screen: PlansScreen) -> None:
    plan = a_plan(screen)
    await screen.lists("Blood pressure under 130")
    await screen.opens()
    screen.click("care_plan_on-hold")
    view = screen.panel.plan
    await until(lambda: view.record and view.record.status == "on-hold")
    assert not view.deeds["completed"].isVisible()
    screen.click("care_plan_active")
    await until(lambda: view.record and view.record.status == "active")
    screen.click("care_plan_completed")
    await screen.lists()
    assert screen.desk.stored(CarePlan, plan.id).status == "completed"


async def test_edit_changes_adds_and_takes_off(screen: PlansScreen) -> None:
    a_plan(screen)
    await screen.lists("Blood pressure under 130")
    await screen.opens()
    screen.click("care_plan_edit")
    form = screen.panel.plan_form
    await until(lambda: form.whose.patient_id == screen.amara.id)
    await screen.settled()
    assert not form.is_typed
    form.goals.rows[0].fields["text"].set_value("Under 125")
    screen.click(f"{form.steps.rows[0].objectName()}_remove")
    form.fields["ends_on"].set_value("someday")
    form.save()
    assert form.fields["ends_on"].error()
    form.fields["ends_on"].set_value("")
    form.save()
    await until(lambda: screen.said == ["Saved."])
    assert [one.text for one in screen.desk.all(CarePlanGoal)] == ["Under 125"]
    assert screen.desk.all(CarePlanActivity) == []


async def test_typed_goals_come_back_as_a_draft(screen: PlansScreen) -> None:
    screen.panel.start_new()
    form = screen.panel.plan_form
    await screen.settled()
    screen.click("care_plan_goal_add")
    QTest.keyClicks(form.goals.rows[0].fields["text"].control, "Sleep")
    assert screen.panel.close_side()
    screen.panel.start_new()
    await until(lambda: form.goals.rows and form.goals.rows[0].fields["text"].value() == "Sleep")


async def test_change_of_another_desk_shows_at_once(screen: PlansScreen) -> None:
    plan = a_plan(screen)
    await screen.lists("Blood pressure under 130")
    await screen.opens()
    screen.pull(replace(plan, title="Heart", version=2))
    await screen.lists("Heart")
    await until(lambda: screen.panel.plan.title.text() == "Heart")


@in_role("front_desk")
async def test_front_desk_is_told_why_it_changes_nothing(screen: PlansScreen) -> None:
    a_plan(screen)
    await screen.lists("Blood pressure under 130")
    await screen.opens()
    view = screen.panel.plan
    await until(view.why.text)
    assert "does not" in view.why.text()
    assert not view.edit.isEnabled()
    assert not screen.part("care_plan_goal_1_done").isEnabled()
