"""The form: validation where one types, nothing typed is lost, the right patient is saved."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.domain.clinical import Allergy
from app.domain.patient import Patient
from app.domain.query import Query, eq
from tests.ui.conftest import a_while, until
from tests.ui.panels.patients.conftest import PatientsScreen


def shown(screen: PatientsScreen, field: str) -> str:
    return screen.panel.form.fields.fields[field].value()


def error(screen: PatientsScreen, field: str) -> str:
    return screen.panel.form.fields.fields[field].error()


@pytest.mark.row("F7")
async def test_a_patient_is_registered_with_the_keyboard_alone(screen: PatientsScreen) -> None:
    screen.panel.start_new()
    typed = {"family_name": "Garcia", "given_names": "Lucia", "birth_date": "3-Apr-71"}
    form, keys = screen.panel.form, screen.qtbot
    for name, text in typed.items():
        control = form.fields.fields[name].control
        assert control.hasFocus(), name
        keys.keyClicks(control, text)
        keys.keyClick(control, Qt.Key.Key_Tab)
    keys.keyClick(
        form.fields.fields["sex"].control, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier
    )
    await screen.saved()
    await until(lambda: "Garcia, Lucia" in screen.names())
    chart = await screen.desk.data_sync.patients.chart(screen.panel.side.chart.patient.id)
    assert chart.patient.birth_date == "1971-04-03"
    assert chart.patient.mrn.startswith("P-")


async def test_leaving_a_field_says_what_is_wrong_with_it(screen: PatientsScreen) -> None:
    screen.panel.start_new()
    screen.type_into("email", "no at sign")
    screen.panel.form.fields.fields["city"].control.setFocus()
    assert "e-mail address" in error(screen, "email")
    assert error(screen, "family_name") == ""


async def test_leaving_a_date_or_phone_writes_it_as_understood(screen: PatientsScreen) -> None:
    screen.panel.start_new()
    screen.type_into("birth_date", "5/3/71")
    screen.type_into("phone", "212 555 0123")
    screen.panel.form.fields.fields["city"].control.setFocus()
    assert shown(screen, "birth_date") == "1971-05-03"
    assert shown(screen, "phone") == "(212) 555-0123"


async def test_a_wrong_form_is_not_saved_and_the_cursor_goes_to_the_field(
    screen: PatientsScreen,
) -> None:
    screen.panel.start_new()
    screen.type_into("birth_date", "1/1/2099")
    screen.panel.form.save()
    assert error(screen, "family_name") == "Is required."
    assert "future" in error(screen, "birth_date")
    assert screen.panel.form.fields.fields["family_name"].control.hasFocus()
    assert screen.panel.form.isVisible()


async def test_an_edit_writes_only_what_was_changed(screen: PatientsScreen) -> None:
    await screen.open_form("amara")
    screen.type_into("city", "Brooklyn")
    assert screen.panel.form.fields.changes() == {"city": "Brooklyn"}
    screen.click("save_form_button")
    await screen.saved()
    stored = screen.desk.stored(Patient, screen.people["amara"].id)
    assert stored.city == "Brooklyn"
    assert stored.phone == screen.people["amara"].phone


async def test_allergies_are_added_changed_and_removed_with_the_form(
    screen: PatientsScreen,
) -> None:
    await screen.open_form("daniel")
    screen.click("add_allergy")
    screen.qtbot.keyClicks(screen.panel.findChild(QLineEdit, "allergy_2_text"), "Latex")
    screen.click("allergy_1_remove")
    screen.panel.form.save()
    await screen.saved()
    with screen.desk.store.reader() as reader:
        query = Query(Allergy, where=eq("patient_id", screen.people["daniel"].id))
        assert [a.text for a in reader.records(Allergy).find(query).rows] == ["Latex"]


async def test_esc_asks_before_typed_text_goes(screen: PatientsScreen) -> None:
    await screen.open_form("amara")
    screen.type_into("city", "Brooklyn")
    screen.panel.close_side()
    assert screen.panel.form.isVisible()
    assert shown(screen, "city") == "Brooklyn"
    screen.click("keep_editing_button")
    assert screen.panel.form.is_dirty
    screen.panel.close_side()
    screen.click("discard_button")
    await screen.saved()
    assert screen.desk.stored(Patient, screen.people["amara"].id).city is None


async def test_esc_closes_an_untouched_form_at_once(screen: PatientsScreen) -> None:
    await screen.open_form("amara")
    screen.panel.close_side()
    await screen.saved()


async def test_another_patient_does_not_push_typed_text_aside(screen: PatientsScreen) -> None:
    await screen.open_form("amara")
    screen.type_into("city", "Brooklyn")
    screen.panel.show_patient(screen.people["daniel"].id)
    await a_while(0.05)
    assert screen.panel.form.patient_id == screen.people["amara"].id
    assert shown(screen, "city") == "Brooklyn"


@pytest.mark.row("E3")
async def test_another_desks_change_fills_untouched_fields_and_keeps_typed_text(
    screen: PatientsScreen,
) -> None:
    await screen.open_form("amara")
    screen.type_into("city", "Brooklyn")
    theirs = replace(screen.people["amara"], phone="+12125550999", city="Queens", version=1)
    screen.desk.pull(theirs)
    await until(lambda: shown(screen, "phone") == "(212) 555-0999")
    assert shown(screen, "city") == "Brooklyn"
    assert "Phone" in screen.said("remote_change_text")
    assert "Queens" in screen.said("clash_city")


async def test_keep_mine_saves_over_the_other_desks_value(screen: PatientsScreen) -> None:
    await screen.open_form("amara")
    screen.type_into("city", "Brooklyn")
    screen.desk.pull(replace(screen.people["amara"], city="Queens", version=1))
    await until(lambda: screen.panel.form.fields.base.version == 2)
    screen.panel.form.save()
    await screen.panel._tasks.settled()
    assert screen.panel.form.isVisible(), "an undecided clash is never saved"
    await until(lambda: "Queens" in screen.said("clash_city"))
    screen.click("keep_mine_city")
    screen.panel.form.save()
    await screen.saved()
    assert screen.desk.stored(Patient, screen.people["amara"].id).city == "Brooklyn"


async def test_use_theirs_takes_the_other_desks_value(screen: PatientsScreen) -> None:
    await screen.open_form("amara")
    screen.type_into("city", "Brooklyn")
    screen.desk.pull(replace(screen.people["amara"], city="Queens", version=1))
    await until(lambda: screen.panel.form.fields.base.version == 2)
    screen.click("use_theirs_city")
    assert shown(screen, "city") == "Queens"
    assert not screen.panel.form.is_dirty


async def test_a_form_cannot_be_saved_on_another_patient(screen: PatientsScreen) -> None:
    await screen.open_form("amara")
    screen.type_into("city", "Brooklyn")
    screen.panel.form.fields.base = screen.people["daniel"]
    screen.panel.form.save()
    await screen.panel._tasks.settled()
    assert screen.panel.form.isVisible()
    for who in ("amara", "daniel"):
        assert screen.desk.stored(Patient, screen.people[who].id).city is None


async def test_every_control_of_the_form_has_a_name_for_the_screen_reader(
    screen: PatientsScreen,
) -> None:
    await screen.open_form("daniel")
    for field in screen.panel.form.fields.fields.values():
        assert field.control.objectName()
        assert field.control.accessibleName()
    for rows in screen.panel.form.children_rows():
        for row in rows.rows:
            assert all(c.accessibleName() and c.objectName() for c in row.controls.values())


async def test_every_field_of_the_record_can_be_filled_in(screen: PatientsScreen) -> None:
    await screen.open_form("adams")
    typed = {
        "prefix": "Dr.",
        "suffix": "Jr.",
        "address_line2": "Apt 4",
        "country": "US",
        "language": "es",
    }
    for name, text in typed.items():
        screen.type_into(name, text)
    interpreter = screen.panel.form.fields.fields["needs_interpreter"].control
    interpreter.setCurrentIndex(1)
    screen.panel.form.save()
    await screen.saved()
    kept = screen.desk.stored(Patient, screen.people["adams"].id)
    assert {name: getattr(kept, name) for name in typed} == typed
    assert kept.needs_interpreter


async def test_a_guarantor_is_found_by_name_and_taken_away_again(screen: PatientsScreen) -> None:
    await screen.open_form("daniel")
    field = screen.panel.form.fields.guarantor
    screen.type_into("guarantor_id", "amara")
    await until(lambda: field.control.completer() or field._words.stringList())
    field._on_picked(field._words.stringList()[0])
    field._completer.popup().hide()
    screen.panel.form.save()
    await screen.saved()
    daniel = screen.people["daniel"].id
    assert screen.desk.stored(Patient, daniel).guarantor_id == screen.people["amara"].id
    await screen.open_form("daniel")
    await until(lambda: field.control.text() == "Okafor, Amara")
    assert not screen.panel.form.is_dirty
    field.control.clear()
    screen.panel.form.save()
    await screen.saved()
    assert screen.desk.stored(Patient, daniel).guarantor_id is None


async def test_row_fields_keep_a_visible_name_once_filled(screen: PatientsScreen) -> None:
    await screen.open_form("daniel")
    allergies = screen.panel.form.children_rows()[0]
    allergies.add_row()
    captions = [
        [caption.text() for caption in row._captions if not caption.isHidden()]
        for row in allergies.rows
    ]
    names = ["Substance", "Reaction", "Risk", "Severity", "Status", "Since", "Since, in words"]
    assert captions == [names, names]
    allergies._on_remove(allergies.rows[0])
    assert not allergies.rows[0]._captions[0].isHidden()


async def test_a_second_press_of_save_registers_nobody_twice(screen: PatientsScreen) -> None:
    screen.panel.start_new()
    screen.type_into("family_name", "Twice")
    for _ in range(4):
        screen.click("save_form_button")
    screen.panel.form.save()
    await screen.saved()
    await screen.panel._tasks.settled()
    await until(lambda: "Twice" in screen.names())
    assert len(screen.names()) == 5


async def test_a_question_goes_when_the_other_desk_takes_its_change_back(
    screen: PatientsScreen,
) -> None:
    await screen.open_form("amara")
    screen.type_into("city", "Brooklyn")
    screen.desk.pull(replace(screen.people["amara"], city="Queens", version=1))
    await until(lambda: screen.panel.form._remote._clashes)
    screen.desk.pull(replace(screen.people["amara"], version=2))
    await until(lambda: not screen.panel.form._remote._clashes)
    assert shown(screen, "city") == "Brooklyn"
    screen.panel.form.save()
    await screen.saved()
    assert screen.desk.stored(Patient, screen.people["amara"].id).city == "Brooklyn"


async def test_a_question_follows_the_other_desks_newest_value(screen: PatientsScreen) -> None:
    await screen.open_form("amara")
    screen.type_into("city", "Brooklyn")
    screen.desk.pull(replace(screen.people["amara"], city="Queens", version=1))
    await until(lambda: screen.panel.form._remote._clashes)
    screen.desk.pull(replace(screen.people["amara"], city="Bronx", version=2))
    await until(lambda: screen.panel.form._remote._clashes["city"].theirs == "Bronx")
    screen.panel.form._remote._clashes["city"].use.click()
    assert shown(screen, "city") == "Bronx"
