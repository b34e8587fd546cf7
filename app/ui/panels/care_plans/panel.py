"""The Care plans panel: the list beside one plan, and the form in its place."""

from __future__ import annotations

from app.domain.ids import RecordId
from app.domain.permissions import Permission
from app.domain.treatment import PlanStatus
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.care_plans import ShownPlan
from app.services.staff import BookingChoices
from app.ui.commands import command
from app.ui.models.care_plan_words import look_of
from app.ui.models.care_plan_words import said as words
from app.ui.panels.care_plans.form import FORM, CarePlanForm
from app.ui.panels.care_plans.viewer import CarePlanViewer
from app.ui.record_filters import RecordFilters
from app.ui.record_page import ListWords, RecordPage
from app.ui.record_panel import RecordPanel
from app.ui.task_runner import TaskRunner

_S = PlanStatus


class CarePlansPanel(RecordPanel):
    """Find, write and follow what patient and clinic set out to do."""

    shows = frozenset({"care_plan"})
    begins = frozenset({"care_plan"})

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        source = data_sync.care_plans
        filters, shown = _filters(), _list_words()
        page = RecordPage(data_sync, tasks, source, filters, words=shown, look=look_of)
        self.plan = CarePlanViewer(data_sync, tasks)
        self.plan_form = CarePlanForm(data_sync, tasks)
        super().__init__(
            data_sync,
            tasks,
            name=FORM,
            page=page,
            filters=filters,
            viewer=self.plan,
            form=self.plan_form,
            source=source,
            permission=Permission.CARE_PLAN_EDIT,
        )
        self.people: LiveQuery[BookingChoices] = LiveQuery(
            data_sync.feed, data_sync.staff.booking_choices, entities=("practitioner",), parent=self
        )
        self.users: LiveQuery[dict[str, str]] = LiveQuery(
            data_sync.feed, data_sync.staff.user_names, entities=("user",), parent=self
        )
        self.people.value_changed.connect(self._on_people)
        self.users.value_changed.connect(self.plan_form.show_users)
        for name, text, fire, key, icon in (
            ("care_plan_edit", words("Edit care plan"), self.edit, "F2", "pencil"),
            ("care_plan_save_form", words("Save the form"), self.form.save, "Ctrl+S", "save"),
        ):
            command(self, name, text, fire, keys=[key], icon=icon, why=self.why)

    def opened(self) -> None:
        """Read the list, who can lead a plan and who can do a step."""
        self.people.refresh()
        self.users.refresh()
        super().opened()

    def stop(self) -> None:
        """The window closes."""
        for query in (self.people, self.users):
            query.stop()
        super().stop()

    def edit(self) -> None:
        """Change the plan that is shown, with its goals and steps."""
        found = self.plan.found
        if found is not None and self.shown() is not None and self.plan.edit.isEnabled():
            self.pages.setCurrentWidget(self.form)
            self.plan_form.change_plan(found)

    def _open_draft_of(self, key: RecordId) -> None:
        """With its goals and steps: they are read before the form opens."""

        def found(plan: ShownPlan | None) -> None:
            if plan is None:
                self.begin("", key)  # it was begun for a patient
            else:
                self.pages.setCurrentWidget(self.form)
                self.plan_form.change_plan(plan)

        self._tasks.start(self._plan(key), done=found)

    async def _plan(self, key: RecordId) -> ShownPlan | None:
        plans = self._data_sync.care_plans
        line = (await plans.rows([key])).get(key)
        return await plans.one(key, patient_id=line.patient_id) if line else None

    def _on_people(self, found: BookingChoices) -> None:
        self.plan_form.show_people(found.practitioners)


def _filters() -> RecordFilters:
    return RecordFilters(
        name=FORM,
        placeholder=words("Filter by title or patient"),
        chips={
            "open": (words("Open"), (_S.DRAFT.value, _S.ACTIVE.value, _S.ON_HOLD.value)),
            "active": (words("Active"), (_S.ACTIVE.value,)),
            "ended": (words("Ended"), (_S.COMPLETED.value, _S.REVOKED.value)),
            "all": (words("All"), ()),
        },
    )


def _list_words() -> ListWords:
    return ListWords(
        name=FORM,
        title=words("Care plans"),
        icon="clipboard-list",
        nothing=words("No care plans"),
        nothing_detail=words("What patients and the clinic set out to do stands here."),
        action=words("New care plan"),
        at_first="open",
        entities=frozenset({"care_plan", "care_plan_goal", "patient"}),
    )
