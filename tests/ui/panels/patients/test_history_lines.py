"""How bad, since when and recorded by whom: typed in the form, told in the chart and on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel

from app.domain.clinical import Allergy, Condition
from app.domain.ids import PractitionerId, UserId, new_id
from app.domain.staff import Role
from app.ui.clinical_words import allergy_words, condition_words
from app.ui.panels.patients.child_row import ChildRow
from app.ui.panels.patients.child_rows import ChildRows
from app.ui.panels.patients.origin_words import origin_words
from app.ui.panels.patients.typed_values import typed_date
from tests.factories import TODAY, a_child, a_patient, a_practitioner, a_user, an_allergy
from tests.ui.conftest import a_while, in_role, until
from tests.ui.panels.patients.conftest import PatientsScreen

pytestmark = pytest.mark.row("F7")
clinician = in_role(Role.CLINICIAN, practitioner_id=PractitionerId(new_id()))


def rows(screen: PatientsScreen, entity: str) -> ChildRows:
    return next(one for one in screen.panel.form.children_rows() if one.entity == entity)


async def type_line(row: ChildRow, *texts: str) -> None:
    """Fill a line from its first control on, by the keyboard alone."""
    await until(row.isVisible)
    next(iter(row.controls.values())).setFocus()
    for text in texts:
        control = QApplication.focusWidget()
        assert control in row.controls.values()
        QTest.keyClicks(control, text)
        QTest.keyClick(control, Qt.Key.Key_Tab)


async def test_allergy_is_typed_with_how_bad_it_was_and_since_when(screen: PatientsScreen) -> None:
    await screen.open_form("amara")
    screen.click("add_allergy")
    (row,) = rows(screen, "allergy").rows
    await type_line(row, "Latex", "Hives", "High", "Sev", "", "May 2004", "as a girl")
    screen.panel.form.save()
    await screen.saved()
    (made,) = [one for one in screen.desk.all(Allergy) if one.text == "Latex"]
    assert (made.severity, made.onset_on, made.onset_text) == ("severe", "2004-05", "as a girl")
    assert made.recorded_by == screen.desk.data_sync.access.context.user_id
    await until(lambda: "Latex (high risk, severe)" in banner(screen))


@clinician
async def test_condition_is_typed_with_its_severity_and_told_in_the_chart(
    screen: PatientsScreen,
) -> None:
    await screen.open_form("amara")
    await until(lambda: not rows(screen, "condition").is_locked)
    rows(screen, "condition").add_row()
    (row,) = rows(screen, "condition").rows
    await type_line(row, "Asthma", "", "Mod", "3/5/35", "")
    screen.panel.form.save()
    await screen.saved()
    (made,) = screen.desk.all(Condition)
    assert (made.severity, made.onset_on, made.onset_text) == ("moderate", "1935-03-05", "")
    await until(lambda: "Asthma (moderate, since 5 Mar 1935)" in facts(screen))
    await screen.open_form("amara")
    await until(lambda: bool(rows(screen, "condition").rows))
    assert rows(screen, "condition").rows[0].typed()["severity"] == "moderate"
    assert not screen.panel.form.is_dirty


async def test_day_that_never_was_is_refused_beside_its_line(screen: PatientsScreen) -> None:
    await screen.open_form("amara")
    screen.click("add_allergy")
    (row,) = rows(screen, "allergy").rows
    await type_line(row, "Latex", "", "", "", "", "31 Feb 2004")
    screen.panel.form.save()
    await a_while(0.05)
    assert row.has_error
    assert row._error.text().startswith("Since ")
    assert [one.text for one in screen.desk.all(Allergy)] == ["Penicillin"]


async def test_line_says_who_recorded_it_and_what_its_code_means(screen: PatientsScreen) -> None:
    doctor, me = a_practitioner(), a_user(username="bea", display_name="Bea Ortiz")
    amara = screen.people["amara"]
    screen.desk.pull(doctor, me)
    screen.desk.pull(
        an_allergy(amara, text="Nuts", display="Cashew nuts", recorder_id=doctor.id),
        an_allergy(amara, text="Latex", recorded_by=me.id, recorded_on="2014-04-04"),
        an_allergy(amara, text="Wool", display="Wool"),
    )
    await screen.open_form("amara")
    await until(lambda: len(rows(screen, "allergy").rows) == 3)
    told = {row.typed()["text"]: row._origin for row in rows(screen, "allergy").rows}
    assert {text: line.text() for text, line in told.items()} == {
        "Nuts": f"Recorded by {doctor.display_name} · coded as Cashew nuts",
        "Latex": "Recorded by Bea Ortiz, 4 Apr 2014",
        "Wool": "",
    }
    assert {text for text, line in told.items() if not line.isHidden()} == {"Nuts", "Latex"}


async def test_severity_of_a_newer_version_is_shown_and_kept(screen: PatientsScreen) -> None:
    screen.desk.pull(an_allergy(screen.people["amara"], severity="Mild to moderate"))
    await screen.open_form("amara")
    await until(lambda: bool(rows(screen, "allergy").rows))
    combo = rows(screen, "allergy").rows[0].controls["severity"]
    assert isinstance(combo, QComboBox)
    assert combo.currentText() == "Other (Mild to moderate)"
    assert combo.currentData() == "Mild to moderate"


def test_words_of_a_history_leave_out_what_nobody_said() -> None:
    patient = a_patient()
    assert allergy_words(an_allergy(patient)) == "Penicillin"
    assert condition_words(a_child(Condition, patient, text="Asthma")) == "Asthma"
    aged = a_child(Condition, patient, text="Asthma", onset_text="age 52 years")
    assert condition_words(aged) == "Asthma (onset: age 52 years)"
    assert condition_words(replace(aged, onset_on="2011")) == (
        "Asthma (since 2011, onset: age 52 years)"
    )
    assert origin_words(None, {}) == ""
    assert origin_words(an_allergy(patient, recorded_by=UserId(new_id())), {}) == ""
    assert origin_words(an_allergy(patient, recorded_on="2014-04"), {}) == "Recorded Apr 2014"


def test_day_something_began_is_never_to_come() -> None:
    assert typed_date("3/5/35", today=TODAY) == "1935-03-05"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("May 2004", "2004-05"), ("sept. 2004", "2004-09"), ("5/2004", "2004-05")),
        *(("2004", "2004"), ("13/2004", "13/2004"), ("Mai", "Mai"), ("", "")),
    ],
)
def test_month_in_which_something_began_is_understood_as_it_is_shown(
    typed: str, meant: str
) -> None:
    assert typed_date(typed, today=TODAY) == meant


def banner(screen: PatientsScreen) -> str:
    notice = screen.panel.side._allergies
    return " ".join(one.text() for one in notice.findChildren(QLabel))


def facts(screen: PatientsScreen) -> str:
    group = screen.panel.side._conditions
    return " | ".join(one.text() for one in group.findChildren(QLabel) if one.isVisible())
