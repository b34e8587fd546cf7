"""Somebody who comes without insurance: told at check-in, and marked while they wait."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.domain.patient import Coverage
from tests.factories import a_child
from tests.ui.conftest import until
from tests.ui.panels.appointments.conftest import Clinic, Screen
from tests.ui.panels.appointments.test_panel import show

WARNING = "No insurance is written down"


async def check_in(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    screen.panel.views.select(visit.id)
    screen.press(Qt.Key.Key_A)
    await screen.shown(visit, lambda one: one.status == "arrived")


def waiting(screen: Screen) -> str:
    return " ".join(row.words() for row in screen.panel.overview._waiting_rows())


async def test_check_in_without_insurance_is_warned_about_until_a_policy_is_written_down(
    screen: Screen, clinic: Clinic
) -> None:
    policy = a_child(Coverage, clinic.lena, payer="Aetna")
    screen.desk.pull(policy)
    await check_in(screen, clinic)
    assert WARNING in screen.said[-1]
    await until(lambda: "No insurance" in waiting(screen))
    screen.desk.pull(a_child(Coverage, clinic.amara, payer="Aetna"))
    await until(lambda: "No insurance" not in waiting(screen))


async def test_insured_patient_is_checked_in_without_a_word(screen: Screen, clinic: Clinic) -> None:
    screen.desk.pull(a_child(Coverage, clinic.amara, payer="Aetna"))
    await check_in(screen, clinic)
    assert WARNING not in screen.said[-1]
    assert "No insurance" not in waiting(screen)


async def test_clinic_that_writes_no_policies_down_is_told_nothing(
    screen: Screen, clinic: Clinic
) -> None:
    await check_in(screen, clinic)
    assert WARNING not in screen.said[-1]
