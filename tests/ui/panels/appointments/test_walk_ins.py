"""The queue of walk-ins on screen: added by key, waiting with minutes, given a time, taken in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QListWidget, QMenu

from app.domain.appointment import Appointment
from app.domain.availability import PractitionerSchedule
from app.domain.ids import PatientId
from app.domain.query import Query
from app.domain.waiting import WaitlistEntry
from app.services.walk_ins import NewWalkIn
from app.ui.models.day_table import Column
from app.ui.panels.appointments.walk_in_sheet import WalkInSheet
from app.ui.panels.appointments.walk_ins import WalkInQueue
from tests.factories import a_record
from tests.ui.conftest import in_role, until
from tests.ui.panels.appointments.conftest import Clinic, Screen

pytestmark = pytest.mark.row("F7")


def queue(screen: Screen) -> WalkInQueue:
    return screen.panel.overview.walk_ins


def words(screen: Screen) -> list[str]:
    return [row.accessibleName() for row in queue(screen).rows()]


async def come_in(screen: Screen, clinic: Clinic, **changes: object) -> None:
    wanted = {"patient_id": PatientId(clinic.amara.id), **changes}
    await screen.desk.data_sync.walk_ins.add(NewWalkIn(**wanted))  # pyright: ignore[reportArgumentType]
    await until(lambda: queue(screen).rows())
    await screen.quiet()


def choose(screen: Screen, *names: str) -> None:
    """An entry of the menu of whoever is first, and one below it."""
    found = queue(screen).query.value
    assert found
    menu = queue(screen).menu_of(found[0])
    for name in names:
        action = next(one for one in menu.actions() if one.text() == name)
        below = menu.findChild(QMenu, "walk_in_providers")
        if action.menu() is None:
            action.trigger()
        elif below is not None:
            menu = below


def visits(screen: Screen) -> list[Appointment]:
    with screen.desk.store.reader() as reader:
        return list(reader.records(Appointment).find(Query(Appointment)).rows)


async def test_a_walk_in_is_put_into_the_queue_by_key_and_marked_urgent(
    screen: Screen, clinic: Clinic
) -> None:
    assert screen.part("walk_in_nobody").isVisible()
    screen.panel.views.take_focus()
    screen.press(Qt.Key.Key_W)
    sheet = screen.window.findChild(WalkInSheet)
    assert sheet is not None
    QTest.keyClicks(sheet.findChild(QLineEdit, "walk_in_patient"), "oka")
    matches = sheet.findChild(QListWidget, "walk_in_matches")
    assert isinstance(matches, QListWidget)
    await until(lambda: matches.count() == 1)
    QTest.keyClick(sheet.findChild(QLineEdit, "walk_in_patient"), Qt.Key.Key_Return)
    urgent = sheet.findChild(QCheckBox, "walk_in_urgent")
    assert isinstance(urgent, QCheckBox)
    await until(lambda: sheet._patient is not None)
    urgent.setChecked(True)
    sheet.save()
    await until(lambda: queue(screen).rows())
    assert words(screen) == ["Okafor, Amara, Urgent · 0 min"]
    assert screen.said[-1] == "Okafor, Amara waits"
    assert not screen.part("walk_in_nobody").isVisible()


async def test_what_is_missing_or_wrong_is_said_in_the_sheet(
    screen: Screen, clinic: Clinic
) -> None:
    await come_in(screen, clinic)
    sheet = queue(screen).add()
    assert sheet is not None
    sheet.save()
    who = sheet.findChild(QLabel, "walk_in_who")
    assert isinstance(who, QLabel)
    assert who.text() == "Choose the patient first."
    rows = await screen.desk.data_sync.patients.search("oka", limit=1)
    sheet._on_picked(rows[0])
    sheet._length.set_value("3")
    sheet.save()
    assert sheet._length.error()
    sheet._length.set_value("15")
    sheet.save()
    await until(lambda: who.text() == "They wait already.")
    assert len(screen.desk.all(WaitlistEntry)) == 1


async def test_who_waits_over_a_quarter_of_an_hour_is_shown_with_the_alert(
    screen: Screen, clinic: Clinic
) -> None:
    await come_in(screen, clinic)
    (row,) = queue(screen).rows()
    (found,) = screen.desk.all(WaitlistEntry)
    now = found.arrived_at
    assert now is not None
    queue(screen).tick(now + timedelta(minutes=15))
    assert (row.is_long, row.accessibleName()) == (False, "Okafor, Amara, 15 min")
    queue(screen).tick(now + timedelta(minutes=16))
    assert row.is_long
    assert row.accessibleName() == "Okafor, Amara, 16 min, waits too long"


async def test_the_list_counts_the_minutes_and_turns_to_the_alert(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 9)
    screen.desk.keep(visit)
    await screen.shown(visit, lambda _visit: True)
    screen.panel.views.select(visit.id)
    screen.press(Qt.Key.Key_A)
    await screen.shown(visit, lambda v: v.waiting_since is not None)
    views = screen.panel.views
    model = views.day_list._model
    shown = views.visit(visit.id)
    assert shown is not None
    now = shown.waiting_since
    assert now is not None
    for minutes, icon in ((15, "circle-dot"), (16, "triangle-alert")):
        views.set_now(now + timedelta(minutes=minutes))
        look = model.status_look(0)
        assert look is not None
        assert (look.word, look.icon) == (f"Arrived · {minutes} min", icon)
    assert model.index(0, int(Column.STATUS)).data() == "Arrived · 16 min"


async def test_a_walk_in_is_taken_in_by_the_provider_who_is_chosen_and_it_is_undone(
    screen: Screen, clinic: Clinic
) -> None:
    await come_in(screen, clinic)
    choose(screen, "Take in now", clinic.ono.display_name)
    await until(lambda: not queue(screen).rows())
    (visit,) = visits(screen)
    assert (visit.status, visit.practitioner_id) == ("in_room", clinic.ono.id)
    assert screen.said[-1] == "Okafor, Amara is in the room"
    undo = screen.desk.data_sync.undo
    await undo.undo()
    await until(lambda: queue(screen).rows())
    assert [one.status for one in visits(screen)] == ["entered_in_error"]
    await undo.redo()
    await until(lambda: not queue(screen).rows())
    assert sorted(one.status for one in visits(screen)) == ["entered_in_error", "in_room"]


async def test_where_the_time_is_taken_every_reason_is_said_and_one_is_asked_for(
    screen: Screen, clinic: Clinic
) -> None:
    now = screen.desk.data_sync.clock.now()
    held = clinic.visit(clinic.lena, 9, starts_at=now - timedelta(minutes=10))
    screen.desk.keep(held)
    await screen.shown(held, lambda _visit: True)
    await come_in(screen, clinic, practitioner_id=clinic.weiss.id)
    choose(screen, "Take in now")
    await until(lambda: screen.panel.bar.is_open)
    assert "provider busy" in screen.panel.bar.text()
    assert queue(screen).rows()
    QTest.keyClicks(screen.part("visit_question_reason", QLineEdit), "bleeds")
    screen.press(Qt.Key.Key_Return)
    await until(lambda: not queue(screen).rows())
    made = next(one for one in visits(screen) if one.patient_id == clinic.amara.id)
    assert (made.is_overbook, made.override_reason) == (True, "bleeds")


async def test_a_walk_in_is_given_the_next_free_time_or_told_there_is_none(
    screen: Screen, clinic: Clinic
) -> None:
    await come_in(screen, clinic)
    choose(screen, "Give the next free time")  # a Saturday: nobody works
    await until(lambda: screen.said)
    assert screen.said == ["Nothing is free any more today for Okafor, Amara."]
    hours = a_record(
        PractitionerSchedule,
        practitioner_id=clinic.weiss.id,
        weekday="SA",
        begins_at=0,
        ends_at=24 * 60,
        location_id=None,
        room_id=None,
    )
    screen.desk.keep(hours)
    choose(screen, "Give the next free time")
    await until(lambda: not queue(screen).rows())
    assert [one.status for one in visits(screen)] == ["arrived"]


async def test_whoever_leaves_is_out_of_the_queue_and_comes_back_by_undo(
    screen: Screen, clinic: Clinic
) -> None:
    await come_in(screen, clinic)
    choose(screen, "Urgent")
    await until(lambda: words(screen) == ["Okafor, Amara, Urgent · 0 min"])
    choose(screen, "Left without being seen")
    await until(lambda: not queue(screen).rows())
    assert screen.said[-1] == "Okafor, Amara left"
    await screen.desk.data_sync.undo.undo()
    await until(lambda: queue(screen).rows())


@in_role("admin")
async def test_who_is_not_shown_the_waiting_list_is_not_shown_the_queue(screen: Screen) -> None:
    assert not queue(screen).isVisible()
    assert "deny" not in screen.desk.actions()
