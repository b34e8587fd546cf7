"""Vital signs in the chart: listed with dates and units, written with bounds, drafted, undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester

from app.domain.history import VitalSigns
from app.domain.ids import PractitionerId, UserId, new_id
from app.domain.staff import Role
from app.sync.status import SyncState, SyncStatus
from app.ui.entry_page import EntryPage
from app.ui.widgets.button import Button
from app.ui.widgets.table import title_width
from app.ui.wording import NOTHING
from tests.factories import NOON, a_child, a_practitioner, a_user
from tests.ui.conftest import a_while, in_role, until
from tests.ui.panels.patients.conftest import PatientsScreen

pytestmark = pytest.mark.row("F7")
clinician = in_role(Role.CLINICIAN, practitioner_id=PractitionerId(new_id()))


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def a_round(screen: PatientsScreen, who: str = "amara", **changes: object) -> VitalSigns:
    fields = {"measured_at": NOON - timedelta(hours=1), **changes}
    return a_child(VitalSigns, screen.people[who], **fields)


async def chart_of(screen: PatientsScreen, who: str = "amara") -> None:
    wanted = screen.people[who].id
    screen.panel.show_patient(wanted)
    side = screen.panel.side
    await until(lambda: side.chart is not None and side.chart.patient.id == wanted)
    await screen.panel._tasks.settled()


async def opened(screen: PatientsScreen, who: str = "amara") -> EntryPage:
    await chart_of(screen, who)
    screen.click("vitals_button")
    return await entries(screen)


async def entries(screen: PatientsScreen) -> EntryPage:
    await until(lambda: screen.panel.vitals.entries is not None)
    page = screen.panel.vitals.entries
    assert page is not None
    await until(lambda: page.query.value is not None)
    await page.query.settled()
    return page


def cells(page: EntryPage) -> list[tuple[str, ...]]:
    lines = (page.model.line_at(row) for row in range(page.model.rowCount()))
    return [line.cells for line in lines if line is not None]


def fill(page: EntryPage, **texts: str) -> None:
    for name, text in texts.items():
        page.form.fields[name].set_value(text)
        page.form.fields[name].edited.emit()


def stored(screen: PatientsScreen) -> list[VitalSigns]:
    return screen.desk.all(VitalSigns)


@clinician
async def test_round_is_written_by_key_told_in_the_chart_and_taken_back(
    screen: PatientsScreen, qtmodeltester: ModelTester
) -> None:
    page = await opened(screen)
    assert screen.panel.vitals._whose.title() == screen.people["amara"].display_name
    QTest.keyClick(page.buttons["add"], Qt.Key.Key_Space)
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    for typed in ("", "120/80", "", "72", "16", "98.6 F", "98", "178", "160 lb"):
        QTest.keyClicks(focused(), typed)
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    QTest.keyClick(focused(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: len(cells(page)) == 1)
    (made,) = stored(screen)
    assert (made.patient_id, made.measured_at) == (screen.people["amara"].id, NOON)
    assert (made.systolic_mmhg, made.diastolic_mmhg) == (120, 80)
    assert (made.temperature_centi_c, made.weight_g, made.height_mm) == (3700, 72_575, 1780)
    assert cells(page)[0][1:7] == ("120/80", "72", "37.0", "98", "72.6", "178.0")
    qtmodeltester.check(page.model)
    QTest.keyClick(page.view, Qt.Key.Key_Escape)
    screen.panel.close_side()
    await until(screen.panel.list.isVisible)
    facts = screen.panel.findChild(QWidget, "vitals_facts")
    assert facts is not None
    await until(lambda: "120/80 mmHg\nPulse 72 /min" in facts.accessibleName())
    undo = screen.desk.data_sync.undo
    await undo.undo()
    assert stored(screen) == []
    await until(lambda: not facts.isVisible())
    await undo.redo()
    assert [one.weight_g for one in stored(screen)] == [72_575]


@clinician
async def test_what_was_not_touched_stays_to_the_gram_and_the_second(
    screen: PatientsScreen,
) -> None:
    at = NOON - timedelta(hours=1, seconds=17)
    screen.desk.pull(a_round(screen, measured_at=at, weight_g=72_575, pulse_per_min=72))
    await a_while(0.02)
    page = await opened(screen)
    page.edit()
    assert page.form.fields["weight_g"].value() == "72.6"
    fill(page, pulse_per_min="75")
    page.form.save()
    await until(lambda: stored(screen)[0].pulse_per_min == 75)
    assert (stored(screen)[0].weight_g, stored(screen)[0].measured_at) == (72_575, at)


@clinician
async def test_what_cannot_be_right_is_refused_and_what_is_unusual_is_asked_about(
    screen: PatientsScreen,
) -> None:
    screen.desk.pull(a_round(screen, measured_at=NOON - timedelta(days=9), weight_g=72_500))
    await a_while(0.02)
    page = await opened(screen)
    page.add()
    page.form.save()
    assert page.form.fields["systolic_mmhg"].error()
    fill(page, systolic_mmhg="80", diastolic_mmhg="120", pulse_per_min="7200", weight_g="160 st")
    page.form.save()
    assert all(page.form.fields[name].error() for name in ("pulse_per_min", "weight_g"))
    fill(page, pulse_per_min="", weight_g="160")
    page.form.save()
    assert page.form.fields["diastolic_mmhg"].error()
    fill(page, systolic_mmhg="120", diastolic_mmhg="80")
    page.form.save()
    await until(page.form._warning.isVisible)
    assert "Weight 160.0 kg, last time 72.5 kg" in page.form._warning.text()
    assert len(stored(screen)) == 1
    fill(page, weight_g="160 lb")
    page.form.save()
    await until(lambda: len(stored(screen)) == 2)


@clinician
async def test_time_to_come_or_none_for_another_day_is_refused(screen: PatientsScreen) -> None:
    page = await opened(screen)
    page.add()
    fill(page, day="20 Nov 2026", pulse_per_min="72")
    page.form.save()
    assert page.form.fields["time"].error()
    fill(page, day="30 Nov 2026", time="9:00")
    page.form.save()
    assert page.form.fields["day"].error()
    fill(page, day="someday", time="late")
    page.form.save()
    assert page.form.fields["day"].error()
    fill(page, day="20 Nov 2026", time="9:30")
    page.form.save()
    await until(lambda: len(stored(screen)) == 1)
    assert stored(screen)[0].measured_at.isoformat() == "2026-11-20T14:30:00+00:00"


@clinician
async def test_half_typed_round_comes_back_under_the_same_patient_alone(
    screen: PatientsScreen,
) -> None:
    screen.desk.pull(a_round(screen, "adams", weight_g=60_000))
    page = await opened(screen)
    page.add()
    await page.form.draft._found.wait()
    fill(page, pulse_per_min="72")
    assert screen.panel.has_unsaved()
    await screen.panel.keep_drafts()
    (draft,) = await screen.desk.data_sync.drafts.unfinished()
    screen.click("vitals_back")
    await until(screen.panel.list.isVisible)
    assert not screen.panel.has_unsaved()
    assert screen.panel.open_draft(draft.key.form, draft.key.subject)
    page = await entries(screen)
    assert page.kind.patient_id == screen.people["amara"].id
    await until(lambda: page.form.fields["pulse_per_min"].value() == "72")
    page.form.save()
    await until(lambda: len(stored(screen)) == 2)
    mine = next(one for one in stored(screen) if one.pulse_per_min == 72)
    assert mine.patient_id == screen.people["amara"].id


@clinician
async def test_another_desk_s_round_comes_up_and_one_at_the_server_is_told(
    screen: PatientsScreen,
) -> None:
    away, here = a_round(screen, weight_g=70_000), a_round(screen, weight_g=71_000)
    screen.desk.pull(away)
    screen.desk.put_away(away)
    screen.desk.sync.tell(SyncStatus(state=SyncState.OFFLINE))
    await a_while(0.02)
    page = await opened(screen)
    await until(lambda: not page._rest.isHidden())
    assert "1 more at the server only" in page._rest.text()
    screen.desk.pull(here)
    await until(lambda: [row[5] for row in cells(page)] == ["71.0"])
    screen.desk.sync.tell(SyncStatus(state=SyncState.SYNCED))
    await until(lambda: sorted(row[5] for row in cells(page)) == ["70.0", "71.0"])
    await until(page._rest.isHidden)


@clinician
async def test_list_and_chart_say_who_recorded_a_round_here_or_elsewhere(
    screen: PatientsScreen,
) -> None:
    nurse = a_user(id=UserId(new_id()), username="bea", display_name="Bea Ortiz")
    doctor = a_practitioner(given_names="Kenji", family_name="Ono")
    early = NOON - timedelta(days=1)
    screen.desk.pull(nurse, doctor)
    screen.desk.pull(
        a_round(screen, weight_g=70_000, recorded_by=nurse.id),
        a_round(screen, weight_g=71_000, practitioner_id=doctor.id, measured_at=early),
        a_round(screen, weight_g=72_000, measured_at=early - timedelta(days=1)),
    )
    page = await opened(screen)
    await until(lambda: len(cells(page)) == 3)
    assert [(row[5], row[10]) for row in cells(page)] == [
        ("70.0", "Bea Ortiz"),
        ("71.0", doctor.display_name),
        ("72.0", NOTHING),
    ]
    facts = screen.panel.findChild(QWidget, "vitals_facts")
    assert facts is not None
    assert "Weight 70.0 kg\nRecorded by Bea Ortiz" in facts.accessibleName()


@clinician
async def test_clinician_states_a_reason_for_somebody_else_s_patient(
    screen: PatientsScreen,
) -> None:
    screen.desk.pull(a_round(screen, "daniel", weight_g=60_000))
    await a_while(0.02)
    await chart_of(screen, "daniel")
    screen.click("vitals_button")
    await until(lambda: screen.panel.window().findChild(QWidget, "break_glass_sheet"))
    assert screen.panel.vitals.entries is None


async def test_front_desk_is_told_why_it_opens_none(screen: PatientsScreen) -> None:
    screen.desk.pull(a_round(screen, weight_g=60_000))
    await a_while(0.02)
    await chart_of(screen)
    button = screen.panel.findChild(Button, "vitals_button")
    assert button is not None
    assert not button.isEnabled()
    assert "vital signs" in button.toolTip()
    screen.panel._on_vitals_wished()
    assert screen.panel.vitals.entries is None
    assert screen.panel.side.chart is not None
    assert screen.panel.side.chart.vitals == ()


@clinician
@pytest.mark.parametrize("width", [900, 1280, 1900])
async def test_every_title_that_is_shown_is_whole(screen: PatientsScreen, width: int) -> None:
    screen.desk.pull(a_round(screen, pulse_per_min=70))
    screen.panel.resize(width, 800)
    page = await opened(screen)
    await until(page.view.isVisible)
    header = page.view.horizontalHeader()
    titles = [str(page.model.headerData(at, Qt.Orientation.Horizontal)) for at in range(11)]
    shown = [at for at in range(11) if not page.view.isColumnHidden(at)]
    assert [titles[at] for at in shown if header.sectionSize(at) < title_width(titles[at])] == []
    assert sum(map(header.sectionSize, shown)) <= page.view.viewport().width()
