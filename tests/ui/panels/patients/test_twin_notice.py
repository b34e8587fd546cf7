"""Registering somebody who is registered already: a hint, and nobody is stopped."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.duplicates import pair_id
from app.domain.patient import Patient
from app.domain.waiting import Task
from app.ui.panels.patients.twin_notice import TwinNotice
from tests.factories import a_patient
from tests.ui.conftest import until
from tests.ui.panels.patients.conftest import PatientsScreen


def begin(screen: PatientsScreen, family: str, given: str = "", birth: str = "") -> TwinNotice:
    screen.panel.start_new()
    typed = {"family_name": family, "given_names": given, "birth_date": birth}
    for name, text in typed.items():
        screen.type_into(name, text)
    return screen.panel.form._twins


async def looked(screen: PatientsScreen) -> None:
    """Wait until the look at what is typed was taken."""
    twins = screen.panel.form._twins
    await until(lambda: not twins._timer.isActive(), what="the pause in the typing")
    await screen.panel._tasks.settled()


@pytest.mark.parametrize(
    ("family", "given", "birth"),
    [
        ("Okafor", "Amara", "5/3/71"),
        ("nunez", "MATEO", "1990-01-31"),
        ("Okaffor", "", ""),
        ("Oka", "", ""),
        ("Okafor", "Ama", "1971-05-03"),
        ("Okafor", "Amara", "1971-05-04"),
        ("Okafor", "Amara", ""),
    ],
)
async def test_somebody_alike_is_shown_while_typing(
    screen: PatientsScreen, family: str, given: str, birth: str
) -> None:
    twins = begin(screen, family, given, birth)
    await until(twins.isVisible)
    assert "Registered already?" in twins.text()
    assert screen.said("twin_1").split(",")[0].casefold()[:3] in ("oka", "núñ")


@pytest.mark.parametrize(
    ("family", "given", "birth"),
    [("Okafor", "Bo", ""), ("Quill", "", ""), ("Ok", "", ""), ("Okaforde", "Ben", "1999-01-01")],
)
async def test_somebody_else_is_told_nothing(
    screen: PatientsScreen, family: str, given: str, birth: str
) -> None:
    twins = begin(screen, family, given, birth)
    await looked(screen)
    assert not twins.isVisible()
    screen.panel.form.save()
    await screen.saved()


async def test_what_is_typed_next_leaves_only_who_is_still_alike(screen: PatientsScreen) -> None:
    screen.desk.pull(
        a_patient(family_name="Okaforsson", given_names="Bo", birth_date="1950-01-02"),
    )
    twins = begin(screen, "Okafo")
    await until(lambda: screen.said("twin_2") != "")
    assert "Okafor, Amara" in screen.said("twin_1")
    screen.type_into("given_names", "Am")
    await until(lambda: screen.said("twin_2") == "")
    screen.type_into("given_names", "Zoltan")
    await until(lambda: not twins.isVisible())


async def test_of_many_the_most_alike_are_shown(screen: PatientsScreen) -> None:
    screen.desk.pull(*(a_patient(given_names=f"Amara {at}", phone=None) for at in "ABCDEF"))
    twins = begin(screen, "Okafor", "Amara")
    await until(twins.isVisible)
    assert "4 most alike" in twins.text()
    assert "P-AMARA" in screen.said("twin_1")


async def test_none_of_them_hides_them_for_good_and_typing_goes_on(
    screen: PatientsScreen,
) -> None:
    screen.panel.start_new()
    screen.type_into("family_name", "Okafor")
    twins = screen.panel.form._twins
    await until(twins.isVisible)
    screen.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert QApplication.focusWidget().objectName() == "twin_none_button"
    screen.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert not twins.isVisible()
    assert QApplication.focusWidget().objectName() == "patient_family_name"
    screen.type_into("given_names", "Amara")
    screen.type_into("birth_date", "1971-05-03")
    await looked(screen)
    assert not twins.isVisible()
    screen.panel.form.save()
    await screen.saved()
    await until(lambda: screen.names().count("Okafor, Amara") == 2)
    amara = screen.people["amara"].id
    new = next(
        one.id
        for one in screen.desk.all(Patient)
        if one.family_name == "Okafor" and one.id != amara
    )
    task = screen.desk.stored(Task, pair_id(new, amara))
    assert task is not None
    assert task.status == "cancelled"


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
    twins = begin(screen, "Okafor", "Amara", "1971-05-03")
    await until(twins.isVisible)
    screen.click("open_twin_1_button")
    assert screen.panel.form.patient_id is None
    screen.click("discard_button")
    await until(lambda: screen.panel.form.patient_id == screen.people["amara"].id)


async def test_editing_a_patient_looks_for_no_namesake(screen: PatientsScreen) -> None:
    await screen.open_form("amara")
    screen.type_into("given_names", "Amara")
    screen.type_into("city", "Rye")
    await looked(screen)
    assert not screen.panel.form._twins.isVisible()


async def test_next_new_patient_is_asked_about_anew(screen: PatientsScreen) -> None:
    twins = begin(screen, "Okafor")
    await until(twins.isVisible)
    screen.click("twin_none_button")
    screen.panel.form._discard()
    twins = begin(screen, "Okafor")
    await until(twins.isVisible)
