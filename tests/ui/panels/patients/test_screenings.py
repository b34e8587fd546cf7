"""Screenings in the chart: written with their score by who may, and read with what they showed."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit

from app.domain.history import Screening
from app.domain.ids import PractitionerId, new_id
from app.domain.staff import Role
from app.ui.panels.patients.child_row import ChildRow
from app.ui.panels.patients.child_rows import ChildRows
from tests.factories import a_child
from tests.ui.conftest import a_while, in_role, until
from tests.ui.panels.patients.conftest import PatientsScreen

pytestmark = pytest.mark.row("F7")
clinician = in_role(Role.CLINICIAN, practitioner_id=PractitionerId(new_id()))


def rows(screen: PatientsScreen) -> ChildRows:
    return next(one for one in screen.panel.form.children_rows() if one.entity == "screening")


def put(row: ChildRow, name: str, text: str) -> None:
    control = row.controls[name]
    if isinstance(control, QComboBox):
        control.setCurrentIndex(control.findData(text))
    else:
        assert isinstance(control, QLineEdit)
        control.setText(text)
        control.textEdited.emit(text)


def stored(screen: PatientsScreen) -> list[Screening]:
    return screen.desk.all(Screening)


def facts(screen: PatientsScreen) -> str:
    group = screen.panel.side._screenings
    return " | ".join(one.text() for one in group.findChildren(QLabel) if one.isVisible())


@clinician
async def test_screening_is_written_with_its_score_and_told_in_the_chart(
    screen: PatientsScreen,
) -> None:
    await screen.open_form("amara")
    await until(lambda: not rows(screen).is_locked)
    rows(screen).add_row()
    row = rows(screen).rows[0]
    for name, text in (
        ("text", "PHQ-9"),
        ("performed_on", "11/20/2026"),
        ("score", "0"),
        ("result", "no depression"),
        ("next_due_on", "2027-11-20"),
    ):
        put(row, name, text)
    screen.panel.form.save()
    await screen.saved()
    (made,) = stored(screen)
    assert (made.text, made.performed_on, made.score) == ("PHQ-9", "2026-11-20", 0)
    assert (made.next_due_on, made.status) == ("2027-11-20", "completed")
    await until(lambda: "PHQ-9: 0 · no depression" in facts(screen))
    assert "Due again 20 Nov 2027" in facts(screen)
    await screen.open_form("amara")
    await until(lambda: bool(rows(screen).rows))
    assert rows(screen).rows[0].typed()["score"] == "0"
    assert not screen.panel.form.is_dirty


@clinician
async def test_score_that_is_no_number_is_refused_beside_its_line(screen: PatientsScreen) -> None:
    await screen.open_form("amara")
    await until(lambda: not rows(screen).is_locked)
    rows(screen).add_row()
    row = rows(screen).rows[0]
    put(row, "text", "PHQ-9")
    put(row, "score", "twelve")
    screen.panel.form.save()
    assert row._error.text() == "Score is not a whole number"
    assert stored(screen) == []


async def test_front_desk_is_told_that_it_sees_none(screen: PatientsScreen) -> None:
    screen.desk.pull(a_child(Screening, screen.people["amara"], text="PHQ-9", score=12))
    await a_while(0.02)
    await screen.open_form("amara")
    assert rows(screen).is_locked
    assert rows(screen).rows == []
    chart = screen.panel.form._chart
    assert chart is not None
    assert chart.screenings == ()
