"""Incidents at the desk: reported from the audit log or a chart, read by whom the matrix allows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.history import IncidentReport
from app.domain.staff import Role
from app.ui.entry_page import EntryPage
from app.ui.panels.audit.panel import INCIDENTS, AuditPanel
from app.ui.task_runner import TaskRunner
from tests.factories import NOON, a_child, a_clinic, a_patient, a_user
from tests.ui.conftest import ScreenDesk, a_while, in_role, until

pytestmark = pytest.mark.row("F7")
AMARA = a_patient()


@pytest.fixture
async def panel(desk: ScreenDesk, qtbot: QtBot) -> AuditPanel:
    role = Role(desk.data_sync.access.context.role)
    desk.pull(a_clinic(), AMARA, a_user(display_name="Anna Berg", role=role))
    await a_while(0.02)
    tasks = TaskRunner()
    made = AuditPanel(desk.data_sync, tasks)
    qtbot.addWidget(made)
    desk.at_end += [made.stop, tasks.stop]
    made.resize(1200, 800)
    made.show()
    return made


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def fill(page: EntryPage, **texts: str) -> None:
    for name, text in texts.items():
        page.form.fields[name].set_value(text)
        page.form.fields[name].edited.emit()


def cells(page: EntryPage) -> list[tuple[str, ...]]:
    lines = (page.model.line_at(row) for row in range(page.model.rowCount()))
    return [line.cells for line in lines if line is not None]


async def test_incident_of_a_patient_is_reported_and_closed(
    panel: AuditPanel, desk: ScreenDesk
) -> None:
    panel.begin("incident_report", AMARA.id)
    page = panel.incidents
    fill(page, time="9:30", text="Slipped on the wet floor", severity="near_miss")
    page.form.save()
    await until(page.form.isHidden)
    (made,) = desk.all(IncidentReport)
    assert (made.patient_id, made.severity) == (AMARA.id, "near_miss")
    assert made.occurred_at == NOON - timedelta(hours=2, minutes=30)
    await until(lambda: len(cells(page)) == 1)
    assert cells(page)[0][2] == AMARA.display_name
    page.edit()
    fill(page, status="closed", outcome="A mat was laid")
    page.form.save()
    await until(lambda: desk.all(IncidentReport)[0].status == "closed")
    await until(lambda: len(desk.data_sync.undo.done) == 2)
    undo = desk.data_sync.undo
    await undo.undo()
    assert (desk.all(IncidentReport)[0].status, desk.all(IncidentReport)[0].outcome) == (
        "reported",
        "",
    )
    await undo.undo()
    assert desk.all(IncidentReport) == []
    await undo.redo()
    await undo.redo()
    assert [one.status for one in desk.all(IncidentReport)] == ["closed"]


async def test_report_is_made_and_changed_by_key_alone(panel: AuditPanel, desk: ScreenDesk) -> None:
    panel.activateWindow()
    panel.start_new()
    page = panel.incidents
    page.form.fields["time"].control.setFocus()
    QTest.keyClicks(page.form.fields["time"].control, "9:30")
    QTest.keyClick(page.form.fields["time"].control, Qt.Key.Key_Tab)
    QTest.keyClicks(focused(), "A needle in the bin")
    QTest.keyClick(focused(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: len(cells(page)) == 1)
    (made,) = desk.all(IncidentReport)
    assert (made.text, made.patient_id) == ("A needle in the bin", None)
    assert cells(page)[0][2:] == ("—", "Anna Berg", "Reported")
    await until(page.view.hasFocus)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert page.form.record == made
    assert page.form._about.text() == "It is about no patient in particular."
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert page.form.isHidden()
    QTest.keyClick(page.view, Qt.Key.Key_N)
    assert page.form.record is None
    assert not page.form.isHidden()


async def test_draft_keeps_the_patient_a_report_was_begun_for(
    panel: AuditPanel, desk: ScreenDesk
) -> None:
    panel.begin("incident_report", AMARA.id)
    page = panel.incidents
    await page.form.draft._found.wait()
    fill(page, text="Slipped")
    assert panel.has_unsaved()
    await panel.keep_drafts()
    (draft,) = await desk.data_sync.drafts.unfinished()
    page.form._cancel.click()
    panel.start_new()
    await page.form.draft._found.wait()
    assert page.form.fields["text"].value() == ""
    assert page.form.whose is not None
    assert page.form.whose.patient_id is None
    page.form.close_form()
    assert panel.open_draft(draft.key.form, draft.key.subject)
    await until(lambda: page.form.fields["text"].value() == "Slipped")
    assert page.form.whose.patient_id == AMARA.id
    fill(page, time="9")
    page.form.save()
    await until(lambda: len(desk.all(IncidentReport)) == 1)
    assert desk.all(IncidentReport)[0].patient_id == AMARA.id


@in_role(Role.ADMIN)
async def test_administrator_reads_reports_and_not_whom_they_are_about(
    panel: AuditPanel, desk: ScreenDesk
) -> None:
    desk.pull(a_child(IncidentReport, AMARA, occurred_at=NOON, text="Needle"))
    panel._show_tab(INCIDENTS)
    page = panel.incidents
    await until(lambda: len(cells(page)) == 1)
    assert cells(page)[0][2] == "—"
    page.edit()
    assert page.form._about.text() == "About a patient not shown to you"
    with desk.store.database.reading() as session:
        seen = session.all(
            "SELECT patient_id FROM audit WHERE action = 'list' AND entity = 'incident_report'"
        )
    assert [row[0].hex() for row in seen] == [AMARA.id]


async def test_incident_that_has_not_happened_is_refused(
    panel: AuditPanel, desk: ScreenDesk
) -> None:
    panel.start_new()
    page = panel.incidents
    fill(page, day="30 Nov 2026", time="9", text="x")
    page.form.save()
    assert page.form.fields["day"].error()
    fill(page, day="someday", time="late", text="")
    page.form.save()
    assert all(page.form.fields[name].error() for name in ("day", "time", "text"))
    assert desk.all(IncidentReport) == []
    assert panel.close_side()


@in_role(Role.BILLING)
async def test_billing_reports_and_reads_none(panel: AuditPanel, desk: ScreenDesk) -> None:
    desk.pull(a_child(IncidentReport, AMARA, occurred_at=NOON, text="Needle"))
    panel.start_new()
    page = panel.incidents
    fill(page, time="9:30", text="Wrong form")
    page.form.save()
    await until(lambda: len(desk.all(IncidentReport)) == 2)
    assert cells(page) == []
    assert "does not read" in page._nothing.text()


@pytest.mark.parametrize("reports", [499, 500])
async def test_list_that_does_not_hold_every_report_says_so(
    panel: AuditPanel, desk: ScreenDesk, reports: int
) -> None:
    desk.pull(*(a_child(IncidentReport, AMARA) for _ in range(reports)))
    panel._show_tab(INCIDENTS)
    page = panel.incidents
    await until(lambda: page.model.rowCount() == reports, what="the reports")
    assert page._rest.isHidden() is (reports < 500)
    assert page._rest.text() == ("" if reports < 500 else "The latest 500 are shown.")
