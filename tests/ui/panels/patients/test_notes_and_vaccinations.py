"""What a clinician wrote down of a visit and what somebody is vaccinated with, in the chart."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.history import HealthRecord, Immunization
from app.domain.ids import PractitionerId, new_id
from app.domain.staff import Role
from app.services.charts import NOTES
from tests.factories import NOON, a_child, a_practitioner, a_user
from tests.ui.conftest import in_role, until
from tests.ui.panels.patients.conftest import PatientsScreen

pytestmark = pytest.mark.row("F7", "C5")
clinician = in_role(Role.CLINICIAN, practitioner_id=PractitionerId(new_id()))


def told(group: QWidget) -> list[str]:
    return [one.text() for one in group.findChildren(QLabel) if one.isVisible()]


def notes(screen: PatientsScreen) -> list[str]:
    return told(screen.panel.side._notes)


def vaccinations(screen: PatientsScreen) -> list[str]:
    return told(screen.panel.side._immunizations)


async def open_chart(screen: PatientsScreen) -> None:
    screen.panel.show_patient(screen.people["amara"].id)
    await until(lambda: screen.panel.side.chart is not None)


@clinician
async def test_the_latest_notes_are_read_in_whole_the_last_one_first(
    screen: PatientsScreen,
) -> None:
    amara = screen.people["amara"]
    said = "Coughs since Monday.\nLungs clear; fluids, rest, back in a week."
    for day in range(NOTES + 1):
        screen.desk.pull(
            a_child(
                HealthRecord,
                amara,
                title=f"Visit {day}",
                text=said if day == NOTES else "",
                occurred_at=NOON + timedelta(days=day),
                status="final" if day == NOTES else "preliminary",
            )
        )
    await open_chart(screen)
    assert notes(screen) == [
        "Notes",
        "24 Nov, 12:00",
        f"Visit {NOTES}\n{said}",
        "23 Nov, 12:00",
        "Visit 2 · Preliminary",
        "22 Nov, 12:00",
        "Visit 1 · Preliminary",
    ]


@clinician
async def test_a_note_that_was_a_mistake_is_named_and_not_read(screen: PatientsScreen) -> None:
    screen.desk.pull(
        a_child(
            HealthRecord,
            screen.people["amara"],
            title="Visit",
            text="of another patient",
            status="entered-in-error",
        )
    )
    await open_chart(screen)
    assert "of another patient" not in " ".join(notes(screen))
    assert notes(screen)[-1].startswith("Visit · ")


@clinician
async def test_vaccinations_are_told_with_their_dose_the_latest_first(
    screen: PatientsScreen,
) -> None:
    amara = screen.people["amara"]
    screen.desk.pull(
        a_child(Immunization, amara, text="Tdap", occurred_on="2020-05-04"),
        a_child(Immunization, amara, text="MMR", occurred_on="2021-02-01", dose_number=2),
        a_child(Immunization, amara, text="Influenza", occurred_on="2025-10-01", status="not-done"),
        a_child(Immunization, amara, text="Typo", status="entered-in-error"),
    )
    await open_chart(screen)
    assert vaccinations(screen) == [
        "Vaccinations",
        "1 Oct 2025",
        "Influenza: Not done",
        "1 Feb 2021",
        "MMR, dose 2",
        "4 May 2020",
        "Tdap",
    ]


@clinician
async def test_who_recorded_them_and_what_their_codes_mean_is_told_below(
    screen: PatientsScreen,
) -> None:
    amara, nurse = screen.people["amara"], a_user(username="bea", display_name="Bea Ortiz")
    doctor = a_practitioner(given_names="Kenji", family_name="Ono")
    screen.desk.pull(nurse, doctor)
    screen.desk.pull(
        a_child(HealthRecord, amara, title="Visit", text="Coughs.", recorded_by=nurse.id),
        a_child(HealthRecord, amara, title="Letter", practitioner_id=doctor.id, display="Letter"),
        a_child(Immunization, amara, text="Flu", display="Influenza, injectable"),
        a_child(Immunization, amara, text="Tdap", display="Tdap", practitioner_id=doctor.id),
        a_child(Immunization, amara, text="MMR", recorded_by=nurse.id),
    )
    await open_chart(screen)
    assert {*notes(screen)} > {
        "Visit · Preliminary\nCoughs.\nRecorded by Bea Ortiz",
        f"Letter · Preliminary\nWell.\nRecorded by {doctor.display_name}",
    }
    assert {*vaccinations(screen)} > {
        "Flu\ncoded as Influenza, injectable",
        "Tdap",
        "MMR\nRecorded by Bea Ortiz",
    }


async def test_front_desk_is_shown_neither(screen: PatientsScreen) -> None:
    amara = screen.people["amara"]
    screen.desk.pull(
        a_child(HealthRecord, amara, title="Visit", text="Coughs since Monday."),
        a_child(Immunization, amara, text="Tdap"),
    )
    await open_chart(screen)
    chart = screen.panel.side.chart
    assert chart is not None
    assert (chart.notes, chart.immunizations) == ((), ())
    assert not notes(screen)
    assert not vaccinations(screen)
