"""Saving takes time: words typed meanwhile stay, and its answer closes only its own form."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLineEdit

from app.domain.clinical import Allergy
from app.domain.patient import Patient
from app.domain.query import Query, eq
from tests.factories import an_allergy
from tests.ui.conftest import Slow, a_while, until
from tests.ui.panels.patients.conftest import PatientsScreen


def shown(screen: PatientsScreen, field: str) -> str:
    return screen.panel.form.fields.fields[field].value()


async def settle(screen: PatientsScreen) -> None:
    await screen.panel._tasks.settled()
    await a_while(0.03)
    await screen.panel._tasks.settled()


async def test_words_typed_while_saving_stay_and_are_saved_next(
    screen: PatientsScreen, slow: Slow
) -> None:
    await screen.open_form("amara")
    slow(screen.desk.data_sync.patients, "save_chart", 0.1)
    screen.type_into("city", "Rye")
    screen.panel.form.save()
    await a_while(0.02)
    screen.type_into("alert", "Very important")
    await settle(screen)
    amara = screen.people["amara"].id
    assert screen.desk.stored(Patient, amara).city == "Rye"
    assert screen.panel.form.isVisible()
    assert screen.panel.form.fields.changes() == {"alert": "Very important"}
    assert "not saved yet" in screen.said("remote_change_text")
    screen.panel.form.save()
    await screen.saved()
    assert screen.desk.stored(Patient, amara).alert == "Very important"


async def test_a_field_typed_into_again_while_saving_is_an_edit_of_what_was_saved(
    screen: PatientsScreen, slow: Slow
) -> None:
    await screen.open_form("amara")
    slow(screen.desk.data_sync.patients, "save_chart", 0.1)
    screen.type_into("city", "Rye")
    screen.panel.form.save()
    await a_while(0.02)
    screen.type_into("city", "Rye Brook")
    await settle(screen)
    screen.panel.form.save()
    await screen.saved()
    assert screen.desk.stored(Patient, screen.people["amara"].id).city == "Rye Brook"


async def test_a_new_patient_typed_on_while_saving_is_registered_once(
    screen: PatientsScreen, slow: Slow
) -> None:
    screen.panel.start_new()
    slow(screen.desk.data_sync.patients, "save_chart", 0.1)
    screen.type_into("family_name", "Garcia")
    screen.click("add_allergy")
    screen.qtbot.keyClicks(screen.panel.findChild(QLineEdit, "allergy_1_text"), "Latex")
    screen.panel.form.save()
    await a_while(0.02)
    screen.type_into("city", "Rye")
    await settle(screen)
    assert [row.shown is None for row in screen.panel.form.children_rows()[0].rows] == [False]
    screen.panel.form.save()
    await screen.saved()
    await until(lambda: screen.names().count("Garcia") == 1 and len(screen.names()) == 5)
    with screen.desk.store.reader() as reader:
        made = reader.records(Patient).find_one(Query(Patient, where=eq("family_name", "Garcia")))
        assert made is not None
        assert made.city == "Rye"
        query = Query(Allergy, where=eq("patient_id", made.id))
        assert [one.text for one in reader.records(Allergy).find(query).rows] == ["Latex"]


async def test_the_answer_of_a_save_leaves_a_form_opened_since_alone(
    screen: PatientsScreen, slow: Slow
) -> None:
    await screen.open_form("amara")
    slow(screen.desk.data_sync.patients, "save_chart", 0.1)
    screen.type_into("city", "Rye")
    screen.panel.form.save()
    await a_while(0.02)
    screen.panel.form.request_close()
    screen.click("discard_button")
    screen.panel.start_new()
    screen.type_into("family_name", "Typed")
    await settle(screen)
    assert screen.panel.form.isVisible()
    assert screen.panel.form.patient_id is None
    assert shown(screen, "family_name") == "Typed"


async def test_its_own_save_is_not_told_as_another_desks_change(
    screen: PatientsScreen, slow: Slow
) -> None:
    await screen.open_form("amara")
    slow(screen.desk.data_sync.patients, "save_chart", 0.15, after=True)
    screen.type_into("city", "Rye")
    screen.panel.form.save()
    await a_while(0.1)
    assert screen.panel.form.isVisible()
    assert not screen.panel.form._remote.isVisible()
    await screen.saved()


async def test_a_late_reading_of_one_patient_leaves_the_form_of_another_alone(
    screen: PatientsScreen, slow: Slow
) -> None:
    amara = screen.people["amara"]
    await screen.open_form("amara")
    slow(screen.desk.data_sync.patients, "chart", 0.15, only=lambda wanted: wanted == amara.id)
    screen.desk.pull(replace(amara, city="Queens", version=1))
    await a_while(0.05)
    screen.panel.form.request_close()
    await screen.open_form("nunez")
    await settle(screen)
    assert screen.panel.form.patient_id == screen.people["nunez"].id
    assert shown(screen, "city") == ""
    assert shown(screen, "family_name") == "Núñez"


async def test_a_change_elsewhere_during_a_failed_save_is_shown_afterwards(
    screen: PatientsScreen, slow: Slow
) -> None:
    amara = screen.people["amara"]
    await screen.open_form("amara")
    slow(screen.desk.data_sync.patients, "save_chart", 0.1)
    screen.type_into("mrn", screen.people["nunez"].mrn)
    screen.type_into("city", "Brooklyn")
    screen.panel.form.save()
    await a_while(0.02)
    screen.desk.pull(replace(amara, city="Queens", phone="+12125550999", version=1))
    await until(lambda: shown(screen, "phone") == "(212) 555-0999")
    assert "Queens" in screen.said("clash_city")
    assert shown(screen, "city") == "Brooklyn"


async def test_a_line_removed_here_and_there_is_saved(screen: PatientsScreen) -> None:
    allergy = an_allergy(screen.people["amara"])
    screen.desk.pull(allergy)
    await screen.open_form("amara")
    screen.click("allergy_1_remove")
    screen.type_into("city", "Rye")
    screen.desk.remove(Allergy, allergy.id)
    await settle(screen)
    screen.panel.form.save()
    await screen.saved()
    assert screen.desk.stored(Patient, screen.people["amara"].id).city == "Rye"
