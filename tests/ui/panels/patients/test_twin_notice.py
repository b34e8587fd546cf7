"""Registering somebody who is registered already: a hint, and nobody is stopped."""

from __future__ import annotations

import pytest

from tests.ui.conftest import a_while, until
from tests.ui.panels.patients.conftest import PatientsScreen


def begin(screen: PatientsScreen, family: str, given: str, birth: str) -> None:
    screen.panel.start_new()
    typed = {"family_name": family, "given_names": given, "birth_date": birth}
    for name, text in typed.items():
        screen.type_into(name, text)


@pytest.mark.parametrize(
    ("family", "given", "birth"),
    [("Okafor", "Amara", "5/3/71"), ("nunez", "MATEO", "1990-01-31")],
)
async def test_the_same_name_and_birth_date_are_told_while_typing(
    screen: PatientsScreen, family: str, given: str, birth: str
) -> None:
    begin(screen, family, given, birth)
    twins = screen.panel.form._twins
    await until(twins.isVisible)
    assert "is registered already" in twins.text()
    screen.type_into("birth_date", "1980-02-02")
    assert not twins.isVisible()


@pytest.mark.parametrize(
    ("given", "birth"), [("Amara", "1971-05-04"), ("Ama", "1971-05-03"), ("Amara", "")]
)
async def test_somebody_else_is_told_nothing(
    screen: PatientsScreen, given: str, birth: str
) -> None:
    begin(screen, "Okafor", given, birth)
    await a_while(0.3)
    assert not screen.panel.form._twins.isVisible()
    screen.panel.form.save()
    await screen.saved()


async def test_a_quick_save_shows_the_hint_first_and_the_next_one_registers(
    screen: PatientsScreen,
) -> None:
    screen.panel.form._twins._timer.setInterval(60_000)
    begin(screen, "Okafor", "Amara", "1971-05-03")
    screen.panel.form.save()
    await until(screen.panel.form._twins.isVisible)
    await screen.panel._tasks.settled()
    assert screen.panel.form.isVisible()
    screen.panel.form.save()
    await screen.saved()
    await until(lambda: screen.names().count("Okafor, Amara") == 2)


async def test_open_leads_to_the_patient_once_the_text_is_given_up(
    screen: PatientsScreen,
) -> None:
    begin(screen, "Okafor", "Amara", "1971-05-03")
    await until(screen.panel.form._twins.isVisible)
    screen.click("open_twin_button")
    assert screen.panel.form.patient_id is None
    screen.click("discard_button")
    await until(lambda: screen.panel.form.patient_id == screen.people["amara"].id)


async def test_editing_a_patient_looks_for_no_namesake(screen: PatientsScreen) -> None:
    await screen.open_form("amara")
    screen.type_into("given_names", "Amara")
    screen.type_into("city", "Rye")
    await a_while(0.3)
    assert not screen.panel.form._twins.isVisible()
