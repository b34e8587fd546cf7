""" "Same household as": picked by name, told by who lives there, left by clearing the field."""

from __future__ import annotations

import pytest

from app.domain.family import Household
from app.domain.patient import Patient
from app.ui.panels.patients.person_choice import PersonField
from tests.factories import a_patient, a_record
from tests.ui.conftest import a_while, until
from tests.ui.panels.patients.conftest import PatientsScreen

pytestmark = pytest.mark.row("E2", "F7")


async def pick(screen: PatientsScreen, text: str, name: str) -> PersonField:
    field = screen.panel.form.fields.household
    screen.type_into("household_id", text)
    await until(lambda: any(name in one for one in field._words.stringList()))
    field._on_picked(next(one for one in field._words.stringList() if name in one))
    return field


async def test_two_patients_share_a_household_and_the_chart_names_the_other(
    screen: PatientsScreen,
) -> None:
    amara, nunez = screen.people["amara"], screen.people["nunez"]
    await screen.open_form("nunez")
    await pick(screen, "okafor", "Okafor, Amara")
    screen.panel.form.save()
    await screen.saved()
    stored = screen.desk.stored(Patient, nunez.id)
    assert stored.household_id is not None
    assert screen.desk.stored(Patient, amara.id).household_id == stored.household_id
    overview = await screen.desk.data_sync.patients.overview(nunez.id)
    assert ("household",) in [one.kinds for one in overview.relations if one.record_id == amara.id]
    await screen.open_form("amara")
    field = screen.panel.form.fields.household
    await until(lambda: field.control.text() == "Núñez, Mateo; Okafor, Amara")
    assert not screen.panel.form.is_dirty


async def test_an_emptied_field_leaves_the_household(screen: PatientsScreen) -> None:
    home = a_record(Household, name="Moss")
    moss = a_patient(family_name="Moss", household_id=home.id)
    screen.desk.pull(home)
    screen.desk.pull(moss)
    await a_while(0.02)
    screen.people["moss"] = moss
    await screen.open_form("moss")
    screen.type_into("household_id", "")
    assert screen.panel.form.is_dirty
    screen.panel.form.save()
    await screen.saved()
    assert screen.desk.stored(Patient, moss.id).household_id is None


async def test_text_that_names_nobody_joins_nobody(screen: PatientsScreen) -> None:
    await screen.open_form("nunez")
    screen.type_into("household_id", "Somebody else")
    screen.panel.form.save()
    await screen.panel._tasks.settled()
    assert screen.panel.form.fields.household.error() == "Pick a patient from the matches."
    assert screen.panel.form.isVisible()


async def test_patient_is_not_their_own_household(screen: PatientsScreen) -> None:
    await screen.open_form("nunez")
    field = await pick(screen, "nunez", "Núñez, Mateo")
    screen.panel.form.save()
    await until(lambda: field.error() == "Is the patient.")
    assert screen.panel.form.isVisible()
