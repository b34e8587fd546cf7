"""The side panel: identity and warnings first, conflicts decided where they are seen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QFrame

from app.domain.conflict import SyncConflict
from app.domain.ids import new_id
from app.domain.patient import Patient
from tests.factories import NOON
from tests.ui.conftest import until
from tests.ui.panels.patients.conftest import PatientsScreen


async def test_the_header_names_the_patient_and_the_allergy(screen: PatientsScreen) -> None:
    daniel = screen.people["daniel"]
    screen.panel.show_patient(daniel.id)
    await until(screen.panel.side.isVisible)
    assert screen.said("side_name") == "Lindqvist, Daniel"
    assert daniel.mrn in screen.said("side_identity")
    assert "12 Sep 2007 (19 y)" in screen.said("side_identity")
    banner = screen.panel.findChild(QFrame, "allergy_banner")
    assert banner.isVisible()
    assert banner.accessibleName() == "Allergy: Penicillin (high risk)"


async def test_book_and_edit_carry_the_patient_shown(screen: PatientsScreen) -> None:
    wanted: list[str] = []
    screen.panel.book_requested.connect(wanted.append)
    screen.panel.show_patient(screen.people["nunez"].id)
    await until(screen.panel.side.isVisible)
    screen.click("book_button")
    assert wanted == [screen.people["nunez"].id]


async def test_esc_closes_the_side_panel(screen: PatientsScreen) -> None:
    screen.panel.show_patient(screen.people["nunez"].id)
    await until(screen.panel.side.isVisible)
    assert screen.panel.close_side()
    assert not screen.panel.side.isVisible()
    assert not screen.panel.close_side()


async def test_a_conflict_shows_both_values_and_keep_mine_writes_mine(
    screen: PatientsScreen,
) -> None:
    nunez = replace(screen.people["nunez"], version=1)
    conflict = SyncConflict(
        id=new_id(),
        created_at=NOON,
        updated_at=NOON,
        entity="patient",
        row_id=nunez.id,
        patient_id=nunez.id,
        base={"phone": "+12125550777"},
        ours={"phone": "+12125550777"},
        theirs={"phone": "+12125550122"},
        op_kind="update",
    )
    screen.desk.pull(conflict)
    screen.panel.show_patient(nunez.id)
    await until(lambda: screen.panel.findChild(QFrame, "conflict_card"))
    assert screen.said("mine_phone") == "(212) 555-0122"
    assert screen.said("theirs_phone") == "(212) 555-0777"
    screen.click("keep_mine_button")
    await until(lambda: screen.desk.stored(Patient, nunez.id).phone == "+12125550122")
    await until(lambda: screen.panel.side.chart.open_conflicts == ())
