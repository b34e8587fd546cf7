"""Lines edited on two desks: both values are shown, one is chosen, and the form can be saved."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from app.domain.clinical import Allergy
from app.domain.patient import Coverage, EmergencyContact
from app.domain.query import Query, eq
from app.ui.models.coverage_words import policy_facts
from app.ui.panels.patients.child_row import ChildRow
from app.ui.panels.patients.form_layout import allergy_kind, identifier_kind
from tests.factories import NOON, an_allergy
from tests.ui.conftest import a_while, until
from tests.ui.panels.patients.conftest import PatientsScreen


@pytest.fixture
async def allergy(screen: PatientsScreen) -> Allergy:
    """Penicillin of Amara, shown in her open form."""
    made = an_allergy(screen.people["amara"])
    screen.desk.pull(made)
    await a_while(0.02)
    await screen.open_form("amara")
    # Nothing may be under way when the fixture ends: Qt's events run once without a loop then.
    await until(lambda: not screen.panel.list._commits.isActive())
    await screen.panel.list.query.settled()
    await screen.panel._tasks.settled()
    return made


def row(screen: PatientsScreen, position: int = 0) -> ChildRow:
    return screen.panel.form.children_rows()[0].rows[position]


def type_reaction(screen: PatientsScreen, text: str) -> None:
    control = row(screen).controls["reaction"]
    control.setFocus()
    QTest.keyClicks(control, text)


def allergies(screen: PatientsScreen) -> list[tuple[str, str]]:
    with screen.desk.store.reader() as reader:
        query = Query(Allergy, where=eq("patient_id", screen.people["amara"].id))
        return [(one.text, one.reaction) for one in reader.records(Allergy).find(query).rows]


def test_usual_words_are_not_clipped_in_a_narrow_form(qtbot: QtBot) -> None:
    for kind, name, words in (
        (allergy_kind(), "reaction", "Rash, swelling"),
        (identifier_kind(), "kind", "Driver's licence"),
    ):
        made = ChildRow(kind, None, number=1, today=NOON.date())
        qtbot.addWidget(made)
        made.resize(380, 120)
        made.show()
        control = made.controls[name]
        needed = control.fontMetrics().horizontalAdvance(words)
        assert control.width() >= needed + 40, (name, control.width(), needed)


@pytest.mark.row("E3")
async def test_another_desks_change_of_another_field_of_a_line_is_taken_over(
    screen: PatientsScreen, allergy: Allergy
) -> None:
    type_reaction(screen, "hives")
    screen.desk.pull(replace(allergy, text="Penicillin V", version=1))
    await until(lambda: row(screen).typed()["text"] == "Penicillin V")
    assert row(screen).typed()["reaction"] == "hives"
    screen.panel.form.save()
    await screen.saved()
    assert allergies(screen) == [("Penicillin V", "hives")]


async def test_a_value_taken_over_can_be_edited_and_saved(
    screen: PatientsScreen, allergy: Allergy
) -> None:
    screen.desk.pull(replace(allergy, reaction="rash", version=1))
    await until(lambda: row(screen).typed()["reaction"] == "rash")
    row(screen).controls["reaction"].selectAll()  # type: ignore[union-attr]  # a line edit
    type_reaction(screen, "hives")
    screen.panel.form.save()
    await screen.saved()
    assert allergies(screen) == [("Penicillin", "hives")]


@pytest.mark.parametrize(("answer", "kept"), [("keep_mine", "hives"), ("use_theirs", "rash")])
async def test_a_field_of_a_line_changed_on_two_desks_is_asked_about_and_saved(
    screen: PatientsScreen, allergy: Allergy, answer: str, kept: str
) -> None:
    type_reaction(screen, "hives")
    screen.desk.pull(replace(allergy, reaction="rash", version=1))
    await until(lambda: screen.panel.findChild(QLabel, "clash_allergy_1_reaction"))
    assert screen.said("clash_allergy_1_reaction") == "Reaction there: rash"
    screen.panel.form.save()
    await screen.panel._tasks.settled()
    assert screen.panel.form.isVisible(), "an undecided clash is never saved"
    screen.click(f"{answer}_allergy_1_reaction")
    assert row(screen).typed()["reaction"] == kept
    screen.panel.form.save() if kept == "hives" else screen.panel.form.request_close()
    await screen.saved()
    assert allergies(screen) == [("Penicillin", kept)]


async def test_the_question_goes_when_the_other_desk_takes_its_change_back(
    screen: PatientsScreen, allergy: Allergy
) -> None:
    type_reaction(screen, "hives")
    screen.desk.pull(replace(allergy, reaction="rash", version=1))
    await until(lambda: row(screen)._clashes)
    screen.desk.pull(replace(allergy, version=2))
    await until(lambda: not row(screen)._clashes)
    screen.panel.form.save()
    await screen.saved()
    assert allergies(screen) == [("Penicillin", "hives")]


async def test_a_phone_written_the_same_way_by_both_is_no_clash(screen: PatientsScreen) -> None:
    contact = EmergencyContact(
        id=an_allergy(screen.people["amara"]).id,
        created_at=NOON,
        updated_at=NOON,
        patient_id=screen.people["amara"].id,
        name="Chi",
    )
    screen.desk.pull(contact)
    await a_while(0.02)
    await screen.open_form("amara")
    shown = screen.panel.form.children_rows()[2].rows[0]
    QTest.keyClicks(shown.controls["phone"], "212 555 0123")
    screen.desk.pull(replace(contact, phone="+12125550123", version=1))
    await until(lambda: not shown.is_edited)
    assert shown.typed()["phone"] == "(212) 555-0123"


async def test_a_line_edited_here_and_removed_there_is_added_again(
    screen: PatientsScreen, allergy: Allergy
) -> None:
    type_reaction(screen, "hives")
    screen.desk.remove(Allergy, allergy.id)
    await until(lambda: "removed this line" in screen.said("allergy_1_note"))
    screen.panel.form.save()
    await screen.saved()
    assert allergies(screen) == [("Penicillin", "hives")]


async def test_a_line_edited_here_and_removed_there_may_go_here_too(
    screen: PatientsScreen, allergy: Allergy
) -> None:
    type_reaction(screen, "hives")
    screen.type_into("city", "Rye")
    screen.desk.remove(Allergy, allergy.id)
    await until(lambda: screen.said("allergy_1_note"))
    screen.click("allergy_1_remove")
    screen.panel.form.save()
    await screen.saved()
    assert allergies(screen) == []


async def test_an_untouched_line_removed_there_leaves_the_form(
    screen: PatientsScreen, allergy: Allergy
) -> None:
    screen.desk.remove(Allergy, allergy.id)
    await until(lambda: not screen.panel.form.children_rows()[0].rows)
    assert not screen.panel.form.is_dirty


async def test_a_line_removed_here_and_changed_there_comes_back_to_be_looked_at(
    screen: PatientsScreen, allergy: Allergy
) -> None:
    screen.click("allergy_1_remove")
    screen.desk.pull(replace(allergy, reaction="collapse", version=1))
    await until(lambda: screen.panel.form.children_rows()[0].rows)
    assert row(screen).typed()["reaction"] == "collapse"
    assert "another desk has changed it" in screen.said("allergy_2_note")


async def test_a_line_removed_here_stays_away_when_something_else_changes(
    screen: PatientsScreen, allergy: Allergy
) -> None:
    screen.click("allergy_1_remove")
    screen.desk.pull(replace(screen.people["amara"], city="Queens", version=1))
    await until(lambda: screen.panel.form.fields.fields["city"].value() == "Queens")
    assert screen.panel.form.children_rows()[0].rows == []


async def test_tab_walks_through_the_lines_in_the_order_they_are_seen(
    screen: PatientsScreen, allergy: Allergy
) -> None:
    screen.click("add_allergy")
    await until(row(screen, 1).isVisible)
    screen.panel.form.fields.fields["alert"].control.setFocus()
    walked: list[str] = []
    while not walked or not walked[-1].startswith("add_"):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        walked.append(QApplication.focusWidget().objectName())
    first, second = ("text", "reaction"), ("criticality", "severity", "status")
    names = (*first, *second, "onset_on", "onset_text", "remove")
    lines = [f"allergy_{number}_{name}" for number in (1, 2) for name in names]
    assert walked == [*lines, "add_allergy"]


async def test_a_policy_may_end_in_a_year_to_come(screen: PatientsScreen) -> None:
    await screen.open_form("amara")
    screen.click("add_coverage")
    policy = next(
        kind for kind in screen.panel.form.children_rows() if kind.kind.title == "Coverage"
    )
    (line,) = policy.rows
    for name, text in (("payer", "Aurora"), ("member_id", "M-1"), ("valid_to", "12/31/29")):
        line.controls[name].setFocus()
        QTest.keyClicks(line.controls[name], text)
    screen.panel.form.save()
    await screen.saved()
    with screen.desk.store.reader() as reader:
        query = Query(Coverage, where=eq("patient_id", screen.people["amara"].id))
        assert [one.valid_to for one in reader.records(Coverage).find(query).rows] == ["2029-12-31"]


async def test_group_and_holder_of_a_policy_are_entered_with_it(screen: PatientsScreen) -> None:
    await screen.open_form("amara")
    screen.click("add_coverage")
    policy = next(
        kind for kind in screen.panel.form.children_rows() if kind.kind.title == "Coverage"
    )
    (line,) = policy.rows
    holder = line.controls["subscriber_relationship"]
    assert isinstance(holder, QComboBox)
    assert holder.currentData() == "self"
    typed = {"payer": "Aurora", "group_number": "G-77", "subscriber_name": "Okafor, Chidi"}
    for name, text in typed.items():
        line.controls[name].setFocus()
        QTest.keyClicks(line.controls[name], text)
    holder.setFocus()
    QTest.keyClicks(holder, "Par")
    screen.panel.form.save()
    await screen.saved()
    with screen.desk.store.reader() as reader:
        query = Query(Coverage, where=eq("patient_id", screen.people["amara"].id))
        (kept,) = reader.records(Coverage).find(query).rows
    assert (kept.group_number, kept.subscriber_name) == ("G-77", "Okafor, Chidi")
    assert kept.subscriber_relationship == "child"
    assert "held by Okafor, Chidi" in policy_facts(kept, "USD")[1]
