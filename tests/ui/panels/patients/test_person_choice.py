"""The guarantor: text nobody was picked for is never saved as somebody."""

from __future__ import annotations

from app.domain.patient import Patient
from app.ui.panels.patients.person_choice import PersonField
from tests.factories import a_patient
from tests.ui.conftest import Slow, a_while, until
from tests.ui.panels.patients.conftest import PatientsScreen


async def open_child(screen: PatientsScreen) -> tuple[Patient, PersonField]:
    """The form of a child whose guarantor is Amara."""
    child = a_patient(family_name="Child", guarantor_id=screen.people["amara"].id)
    screen.desk.pull(child)
    await a_while(0.02)
    screen.people["child"] = child
    await screen.open_form("child")
    field = screen.panel.form.fields.guarantor
    await until(lambda: field.control.text() == "Okafor, Amara")
    return child, field


async def test_text_that_names_nobody_keeps_the_form_open_and_says_why(
    screen: PatientsScreen,
) -> None:
    child, field = await open_child(screen)
    screen.type_into("guarantor_id", "Somebody else")
    assert screen.panel.form.is_dirty
    screen.panel.form.save()
    await screen.panel._tasks.settled()
    assert field.error() == "Pick a patient from the matches."
    assert screen.panel.form.isVisible()
    stored = screen.desk.stored(Patient, child.id)
    assert stored.guarantor_id == screen.people["amara"].id


async def test_text_that_names_nobody_stays_when_the_cursor_leaves(
    screen: PatientsScreen,
) -> None:
    _, field = await open_child(screen)
    screen.type_into("guarantor_id", "Somebody else")
    screen.panel.form.fields.fields["city"].control.setFocus()
    assert field.control.text() == "Somebody else"
    assert field.error()


async def test_the_name_typed_again_is_the_same_guarantor(screen: PatientsScreen) -> None:
    await open_child(screen)
    screen.type_into("guarantor_id", "Okafor, Amara")
    assert not screen.panel.form.is_dirty


async def test_a_late_name_does_not_replace_what_is_typed(
    screen: PatientsScreen, slow: Slow
) -> None:
    child = a_patient(family_name="Child", guarantor_id=screen.people["amara"].id)
    screen.desk.pull(child)
    slow(screen.desk.data_sync.patients, "rows", 0.1)
    screen.panel.edit_patient(child.id)
    await until(screen.panel.form.isVisible)
    screen.type_into("guarantor_id", "Linda")
    await screen.panel._tasks.settled()
    assert screen.panel.form.fields.guarantor.control.text() == "Linda"


async def test_matches_of_older_text_are_not_offered(screen: PatientsScreen) -> None:
    _, field = await open_child(screen)
    rows = await screen.desk.data_sync.patients.search("nunez")
    screen.type_into("guarantor_id", "adams")
    field.offer(rows, asked="nunez")
    assert field._words.stringList() == []
