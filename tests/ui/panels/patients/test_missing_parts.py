"""A chart that is not whole on this desk never looks as if nothing were recorded."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QLabel

from app.domain.clinical import Condition, MedicationStatement
from app.domain.errors import Unreachable
from app.domain.ids import new_id
from app.domain.patient import Patient
from app.sync.status import SyncState, SyncStatus
from app.ui.panels.patients.child_rows import ChildRows
from app.ui.panels.patients.facts import FactGroup
from app.ui.widgets.surfaces import Notice
from tests.factories import NOON
from tests.ui.conftest import a_while, until
from tests.ui.panels.patients.conftest import PatientsScreen

pytestmark = pytest.mark.row("F2")


@dataclass
class Chart:
    """A patient whose two conditions and one medication were put away."""

    screen: PatientsScreen
    patient: Patient

    def notice(self) -> str:
        found = self.screen.panel.findChild(Notice, "at_server_notice")
        assert found is not None
        return "" if found.isHidden() else found.text()

    def group(self, name: str) -> str:
        found = self.screen.panel.findChild(FactGroup, name)
        assert found is not None
        return "" if found.isHidden() else found.accessibleName()

    def section(self, record_type: type) -> ChildRows:
        rows = self.screen.panel.form.children_rows()
        return next(one for one in rows if one.kind.record_type is record_type)

    async def show(self) -> None:
        self.screen.panel.show_patient(self.patient.id)
        await until(self.screen.panel.side.isVisible, what="chart")


@pytest.fixture
async def chart(screen: PatientsScreen) -> Chart:
    patient = screen.people["amara"]
    facts = {"patient_id": patient.id, "created_at": NOON, "updated_at": NOON}
    detail = (
        Condition(id=new_id(), text="Gout", **facts),
        Condition(id=new_id(), text="Asthma", **facts),
        MedicationStatement(id=new_id(), text="Colchicine", **facts),
    )
    screen.desk.pull(*detail)
    screen.desk.put_away(*detail)
    return Chart(screen, patient)


def offline(chart: Chart, state: SyncState = SyncState.OFFLINE) -> None:
    chart.screen.desk.sync.tell(SyncStatus(state=state))


async def test_opening_the_chart_fetches_what_is_missing(chart: Chart) -> None:
    await chart.show()
    assert "3 entries are kept at the server only" in chart.notice()
    assert "being fetched" in chart.notice()
    await until(lambda: "Gout" in chart.group("condition_facts"), what="conditions")
    await until(lambda: not chart.notice(), what="the notice goes")
    assert "Asthma" in chart.group("condition_facts")
    assert "Colchicine" in chart.group("medication_facts")
    assert chart.screen.desk.charts.asked == [chart.patient.id]
    assert chart.screen.desk.actions().count("view") == 1


async def test_offline_the_chart_says_how_much_of_what_is_missing(chart: Chart) -> None:
    offline(chart)
    await chart.show()
    assert "conditions: 2, medications: 1" in chart.notice()
    assert "as soon as this desk is connected" in chart.notice()
    assert "2 more at the server only" in chart.group("condition_facts")
    assert "1 more at the server only" in chart.group("medication_facts")
    assert chart.screen.desk.charts.asked == []


async def test_what_waited_comes_when_the_desk_is_in_step_again(chart: Chart) -> None:
    offline(chart)
    await chart.show()
    offline(chart, SyncState.SYNCED)
    await until(lambda: "Gout" in chart.group("condition_facts"), what="conditions")
    assert "server only" not in chart.group("condition_facts")


async def test_a_fetch_that_fails_leaves_the_notice_and_is_tried_again(chart: Chart) -> None:
    chart.screen.desk.charts.failure = Unreachable()
    await chart.show()
    await until(lambda: "as soon as" in chart.notice(), what="it waits")
    assert "2 more at the server only" in chart.group("condition_facts")
    chart.screen.desk.charts.failure = None
    offline(chart)
    offline(chart, SyncState.SYNCED)
    await until(lambda: "Gout" in chart.group("condition_facts"), what="conditions")


async def test_what_the_server_does_not_send_is_not_asked_for_for_ever(chart: Chart) -> None:
    chart.screen.desk.charts.rows.clear()
    await chart.show()
    await until(lambda: "Do not take this chart as complete" in chart.notice())
    await a_while(0.1)
    assert chart.screen.desk.charts.asked == [chart.patient.id]
    assert "2 more at the server only" in chart.group("condition_facts")


async def test_form_says_what_is_missing_and_opens_when_it_is_there(chart: Chart) -> None:
    offline(chart)
    await chart.screen.open_form("amara")
    conditions = chart.section(Condition)
    assert conditions.is_locked
    assert "conditions: 2" in conditions.why.text()
    texts = [one.text() for one in conditions.findChildren(QLabel) if not one.isHidden()]
    assert not any("None recorded" in text for text in texts)
    offline(chart, SyncState.SYNCED)
    await chart.screen.panel._tasks.settled()
    # The front desk reads conditions and does not write them: the section stays for reading.
    await until(lambda: "Gout" in shown(conditions), what="conditions in the form")


def shown(rows: ChildRows) -> str:
    return " ".join(one.text() for one in rows.findChildren(QLabel) if not one.isHidden())
