"""Staff import real patients in the window and find them by whatever they know of them."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.domain.patient import Patient
from app.domain.query import Order, Query
from app.domain.values import digits, folded
from app.ui.main_window import MainWindow
from app.ui.panel_registry import PATIENTS
from tests.ui.conftest import ScreenDesk, until

SETS = ("synthea-smart", "synthea-uscore", "bulk-kansas-10")


async def import_all(desk: ScreenDesk, folders: list[Path]) -> dict[str, dict[str, int]]:
    run = desk.data_sync.imports.prepare(folders, progress=lambda _news: None)
    report = await run.finished()
    return report.as_json()


def ways_to_ask_for(patient: Patient) -> dict[str, str]:
    """What a receptionist may type for a patient (Qt's test keyboard has no accents either)."""
    year, month, day = (patient.birth_date or "").split("-")
    return {
        "whole name": folded(f"{patient.given_names.split()[0]} {patient.family_name}"),
        "parts of names": folded(f"{patient.family_name[:4]} {patient.given_names[:3]}"),
        "last digits of the phone": digits(patient.phone or "")[-7:],
        "birth date": f"{int(month)}/{int(day)}/{year}",
        "record number": patient.mrn,
    }


async def test_imported_patients_are_found_by_anything_known_of_them(
    desk: ScreenDesk, clinic_data: Path, qtbot: QtBot
) -> None:
    counts = await import_all(desk, [clinic_data / name for name in SETS])
    assert counts["Patient"]["written"] == 58
    window = MainWindow(desk.data_sync)
    qtbot.addWidget(window)
    desk.at_end += [lambda: [panel.stop() for panel in window.panels], window.tasks.stop]
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.open_panel(PATIENTS)
    await until(lambda: window.patients.list.model.rowCount() == 58)
    with desk.store.reader() as reader:
        patients = reader.records(Patient).find(Query(Patient, order=(Order("mrn"),))).rows
    for patient in patients[::5]:
        for way, text in ways_to_ask_for(patient).items():
            found = await search(window, qtbot, text)
            assert patient.id in found, way


async def search(window: MainWindow, qtbot: QtBot, text: str) -> list[str]:
    """Who the search box offers for a text, from a clean start each time."""
    box = window.search
    box.setFocus()
    box.clear()
    assert not box.popup.isVisible()
    qtbot.keyClicks(box, text)
    await until(box.popup.isVisible, what="an answer")
    await window.tasks.settled()
    return [box.model.row_at(row).id for row in range(box.model.rowCount())]
