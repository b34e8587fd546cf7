"""The side panel: identity and warnings first, conflicts decided where they are seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QWidget

from app.domain.billing import Charge
from app.domain.conflict import SyncConflict
from app.domain.ids import PatientId, new_id
from app.domain.patient import Patient
from app.domain.staff import Role
from app.ui.wording import phone_words
from tests.factories import NOON, USER_ID, a_child, a_context, a_user
from tests.ui.conftest import a_while, until
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
    await until(lambda: screen.said("side_name") == screen.people["nunez"].display_name)
    screen.click("book_button")
    assert wanted == [screen.people["nunez"].id]


async def test_esc_closes_the_side_panel(screen: PatientsScreen) -> None:
    screen.panel.show_patient(screen.people["nunez"].id)
    await until(screen.panel.side.isVisible)
    assert screen.panel.close_side()
    assert not screen.panel.side.isVisible()
    assert not screen.panel.close_side()


@pytest.fixture
async def in_conflict(screen: PatientsScreen) -> Patient:
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
    # The list settles after every commit; between fixture and test nothing could read for it.
    await a_while(0.15)
    return nunez


async def test_a_conflict_shows_both_values_and_keep_mine_writes_mine(
    screen: PatientsScreen, in_conflict: Patient
) -> None:
    assert screen.said("mine_phone") == phone_words("+12125550122")
    assert screen.said("theirs_phone") == phone_words("+12125550777")
    screen.click("keep_mine_button")
    await until(lambda: screen.desk.stored(Patient, in_conflict.id).phone == "+12125550122")
    await until(lambda: screen.panel.side.chart.open_conflicts == ())


async def test_keep_theirs_decides_and_leaves_the_value(
    screen: PatientsScreen, in_conflict: Patient
) -> None:
    screen.click("keep_theirs_button")
    await until(lambda: screen.panel.side.chart.open_conflicts == ())
    assert screen.desk.stored(Patient, in_conflict.id).phone == "+12125550777"


async def test_a_conflict_can_be_decided_with_a_third_value(
    screen: PatientsScreen, in_conflict: Patient
) -> None:
    screen.click("edit_conflict_button")
    control = screen.panel.findChild(QLineEdit, "edited_phone")
    control.setText("212 555 0333")
    screen.click("edit_conflict_button")
    await until(lambda: screen.desk.stored(Patient, in_conflict.id).phone == "+12125550333")
    await until(lambda: screen.panel.side.chart.open_conflicts == ())


async def test_a_list_of_nobody_shows_nobody_beside_it(screen: PatientsScreen) -> None:
    screen.panel.show_patient(screen.people["nunez"].id)
    await until(screen.panel.side.isVisible)
    screen.panel.list.filter.setText("zzzz")
    await until(lambda: not screen.panel.side.isVisible())
    screen.panel.list.filter.clear()
    await until(screen.panel.side.isVisible)


async def test_a_conflict_card_is_never_a_window_of_its_own(
    screen: PatientsScreen, in_conflict: Patient
) -> None:
    shown: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's own name
            is_widget = event.type() == QEvent.Type.Show and isinstance(watched, QWidget)
            if is_widget and watched.isWindow():
                shown.append(watched.objectName())
            return False

    watch = Watch()
    QApplication.instance().installEventFilter(watch)
    try:
        screen.panel.side.show_chart(screen.panel.side.chart, NOON)
    finally:
        QApplication.instance().removeEventFilter(watch)
    assert shown == []


async def test_a_conflict_says_where_and_by_whom_the_held_back_value_was_written(
    screen: PatientsScreen, in_conflict: Patient
) -> None:
    assert "Mine, held back" in _words(screen)
    screen.desk.keep(a_user())
    other = replace(
        screen.panel.side.chart.open_conflicts[0],
        device_id="09" * 16,
        actor_id=USER_ID,
        happened_at=NOON,
        version=1,
    )
    screen.desk.pull(other)
    await until(lambda: "From the other desk, held back" in _words(screen))
    await until(lambda: "Held back: changed by Sara N., 21 Nov, 12:00" in _words(screen))


def _words(screen: PatientsScreen) -> list[str]:
    card = screen.panel.side.findChildren(QFrame, "conflict_card")[-1]
    return [one.text() for one in card.findChildren(QLabel)]


async def test_a_name_of_two_hundred_letters_stays_inside_the_panel(
    screen: PatientsScreen,
) -> None:
    long = replace(screen.people["adams"], family_name="W" * 200, email="x" * 240 + "@example.com")
    screen.desk.pull(replace(long, version=1))
    screen.panel.show_patient(long.id)
    await until(lambda: screen.said("side_name").startswith("WWW"))
    side = screen.panel.side
    body = side.findChild(QWidget, "scroll_body")
    await until(lambda: body.width() > 0)
    assert body.minimumSizeHint().width() <= side.width()


async def test_what_is_owed_and_who_belongs_to_them_stands_in_the_chart(
    screen: PatientsScreen,
) -> None:
    daniel, nunez = screen.people["daniel"], screen.people["nunez"]
    screen.panel.show_patient(daniel.id)
    await until(screen.panel.side.isVisible)
    glance = screen.panel.findChild(QWidget, "glance_facts")
    people = screen.panel.findChild(QWidget, "relation_facts")
    await until(lambda: "Balance $0.00" in glance.accessibleName())
    with screen.desk.store.unit_of_work(a_context(role=Role.BILLING, user_id=new_id())) as uow:
        uow.add(a_child(Charge, daniel, amount_minor=123_450))
    await until(lambda: "$1234.50 owed" in glance.accessibleName())
    with screen.desk.store.unit_of_work(a_context()) as uow:
        stored = uow.records(Patient).get(daniel.id)
        assert stored is not None
        uow.save(replace(stored, guarantor_id=PatientId(nunez.id)))
    await until(lambda: f"Guarantor {nunez.display_name}" in people.accessibleName())
