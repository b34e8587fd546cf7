"""The care team in the chart: who looks after somebody, as what, from when to when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.domain.family import CareTeamMember
from app.domain.ids import PractitionerId, new_id
from app.domain.staff import Role
from app.ui.panels.patients.child_row import ChildRow
from app.ui.panels.patients.child_rows import ChildRows
from tests.factories import TODAY, a_child, a_practitioner
from tests.ui.conftest import a_while, in_role, until
from tests.ui.panels.patients.conftest import PatientsScreen
from tests.ui.panels.patients.test_drafts import after_a_crash

pytestmark = pytest.mark.row("F7")
LIND = a_practitioner(family_name="Lind", prefix="Dr.")
ME = PractitionerId(new_id())
clinician = in_role(Role.CLINICIAN, practitioner_id=ME)


def rows(screen: PatientsScreen) -> ChildRows:
    return next(
        one for one in screen.panel.form.children_rows() if one.entity == "care_team_member"
    )


def put(row: ChildRow, name: str, text: str) -> None:
    control = row.controls[name]
    if isinstance(control, QComboBox):
        assert control.findData(text) >= 0
        control.setCurrentIndex(control.findData(text))
    else:
        assert isinstance(control, QLineEdit)
        control.setText(text)
        control.textEdited.emit(text)


def offered(screen: PatientsScreen) -> dict[str, str]:
    return dict(rows(screen).kind.fields[0].choices)


def people(screen: PatientsScreen) -> str:
    group = screen.panel.findChild(QWidget, "relation_facts")
    assert group is not None
    return group.accessibleName()


def stored(screen: PatientsScreen) -> list[CareTeamMember]:
    return screen.desk.all(CareTeamMember)


async def test_member_is_added_told_in_the_chart_and_ended(screen: PatientsScreen) -> None:
    screen.desk.pull(LIND)
    amara = screen.people["amara"]
    await screen.open_form("amara")
    await until(lambda: LIND.id in offered(screen))
    rows(screen).add_row()
    row = rows(screen).rows[0]
    put(row, "practitioner_id", LIND.id)
    put(row, "role", "Cardiology")
    put(row, "starts_on", "11/20/2026")
    screen.panel.form.save()
    await screen.saved()
    (made,) = stored(screen)
    assert (made.patient_id, made.practitioner_id, made.role) == (amara.id, LIND.id, "Cardiology")
    assert (made.starts_on, made.ends_on) == (date(2026, 11, 20), None)
    await until(lambda: "Care team Dr. Lind\nCardiology" in people(screen))
    await screen.open_form("amara")
    await until(lambda: bool(rows(screen).rows))
    row = rows(screen).rows[0]
    combo = row.controls["practitioner_id"]
    assert isinstance(combo, QComboBox)
    assert combo.currentText() == "Dr. Lind"
    assert not screen.panel.form.is_dirty
    put(row, "ends_on", str(TODAY - timedelta(days=1)))
    screen.panel.form.save()
    await screen.saved()
    await until(lambda: "Dr. Lind" not in people(screen))
    assert [one.ends_on for one in stored(screen)] == [TODAY - timedelta(days=1)]


async def test_line_without_a_provider_or_with_half_a_date_is_refused(
    screen: PatientsScreen,
) -> None:
    screen.desk.pull(LIND)
    await screen.open_form("amara")
    await until(lambda: LIND.id in offered(screen))
    rows(screen).add_row()
    row = rows(screen).rows[0]
    put(row, "role", "Cardiology")
    screen.panel.form.save()
    assert row._error.text() == "Provider is required"
    put(row, "practitioner_id", LIND.id)
    put(row, "starts_on", "2026")
    screen.panel.form.save()
    assert row._error.text() == "From is not a date"
    put(row, "starts_on", "2026-11-20")
    put(row, "ends_on", "2026-11-19")
    screen.panel.form.save()
    assert row._error.text() == "Until is before the start"
    assert stored(screen) == []


async def test_provider_alone_is_a_line_to_keep_and_an_empty_one_is_none(
    screen: PatientsScreen,
) -> None:
    screen.desk.pull(LIND)
    await screen.open_form("amara")
    await until(lambda: LIND.id in offered(screen))
    rows(screen).add_row()
    assert not screen.panel.form.is_dirty
    put(rows(screen).rows[0], "practitioner_id", LIND.id)
    assert screen.panel.form.is_dirty
    screen.panel.form.save()
    await screen.saved()
    assert [one.practitioner_id for one in stored(screen)] == [LIND.id]


async def test_what_is_typed_of_the_team_is_kept_as_a_draft(screen: PatientsScreen) -> None:
    screen.desk.pull(LIND)
    await screen.open_form("amara")
    await until(lambda: LIND.id in offered(screen))
    rows(screen).add_row()
    put(rows(screen).rows[0], "practitioner_id", LIND.id)
    put(rows(screen).rows[0], "role", "Cardio")
    await screen.panel.keep_drafts()
    (draft,) = await screen.desk.data_sync.drafts.unfinished()
    assert draft.key.form == "patient"
    screen = await after_a_crash(screen)
    await screen.open_form("amara")
    await until(lambda: bool(rows(screen).rows))
    assert rows(screen).rows[0].typed() == {
        "practitioner_id": LIND.id,
        "role": "Cardio",
        "starts_on": "",
        "ends_on": "",
    }


@clinician
async def test_clinician_changes_the_team_of_their_own_patients_only(
    screen: PatientsScreen,
) -> None:
    daniel = screen.people["daniel"]
    screen.desk.pull(LIND, a_child(CareTeamMember, daniel, practitioner_id=LIND.id, role="Heart"))
    await a_while(0.02)
    await screen.open_form("daniel")
    assert rows(screen).is_locked
    assert rows(screen)._read_only.text() == "Dr. Lind · Heart"
    screen.panel.form.request_close()
    await screen.open_form("amara")
    assert not rows(screen).is_locked


@clinician
async def test_being_on_the_team_opens_the_chart(screen: PatientsScreen) -> None:
    daniel = screen.people["daniel"]
    screen.panel.show_patient(daniel.id)
    await until(lambda: screen.panel.side.chart)
    assert screen.panel.side.chart is not None
    assert "screening" in screen.panel.side.chart.withheld
    screen.desk.pull(a_child(CareTeamMember, daniel, practitioner_id=ME))
    await until(lambda: screen.panel.side.chart and not screen.panel.side.chart.withheld)


@in_role(Role.BILLING)
async def test_billing_reads_the_team(screen: PatientsScreen) -> None:
    member = a_child(
        CareTeamMember,
        screen.people["amara"],
        practitioner_id=LIND.id,
        role="",
        ends_on=date(2027, 1, 31),
    )
    screen.desk.pull(LIND, member)
    await a_while(0.02)
    await screen.open_form("amara")
    assert rows(screen)._read_only.text() == "Dr. Lind · 2027-01-31"
    await until(lambda: not rows(screen)._add.isEnabled())
