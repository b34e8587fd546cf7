"""Day by room and week: the same canvas with other columns, remembered for each person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.domain.appointment import Appointment
from app.domain.availability import Block, Holiday, PractitionerSchedule
from app.ui.panels.appointments.panel import AppointmentsPanel
from app.ui.panels.appointments.places import Split
from app.ui.widgets.calendar_values import CalendarDay, CalendarShade
from app.ui.widgets.fields import ComboBox
from tests.factories import a_record, a_room
from tests.ui.conftest import until
from tests.ui.panels.appointments.conftest import Clinic, Screen, at

ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def shown(screen: Screen) -> CalendarDay:
    day = screen.panel.views.calendar.canvas.day
    assert day is not None
    return day


def titles(screen: Screen) -> list[str]:
    return [column.title for column in shown(screen).columns]


async def look(screen: Screen, view: str) -> None:
    """Choose a view as people do, and wait until it is read."""
    name = {"providers": "view_day"}.get(view, f"view_{view}")
    QTest.mouseClick(screen.part(name, QPushButton), LEFT)
    await until(lambda: screen.panel.schedule is not None)
    await screen.quiet()


async def drag(screen: Screen, visit: Appointment, *, column: int, minute: int) -> None:
    canvas = screen.panel.views.calendar.canvas
    layout = canvas.day_layout
    assert layout is not None
    start = canvas.visit_rect(visit.id).topLeft() + QPoint(30, 4)
    end = QPoint(layout.column_rect(column).center().x(), layout.day.axis.y_of(minute) + 5)
    QTest.mousePress(canvas, LEFT, NONE, start)
    QTest.mouseMove(canvas, end - QPoint(0, 20))
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, LEFT, NONE, end)


@pytest.mark.row("F7")
async def test_a_day_by_room_has_a_column_for_each_room(screen: Screen, clinic: Clinic) -> None:
    second = a_room(name="Room 2")
    nowhere = clinic.visit(clinic.lena, 11, room_id=None)
    screen.desk.keep(second, clinic.visit(clinic.amara, 9), nowhere)
    await look(screen, "rooms")
    await until(lambda: "Without a room" in titles(screen))
    assert titles(screen) == ["Room 1", "Room 2", "Without a room"]
    assert shown(screen).columns[0].subtitle == "Dr. Weiß · 1 visit"
    assert screen.panel.views.calendar.canvas.visit(nowhere.id) is not None


@pytest.mark.row("F7")
async def test_dragging_between_rooms_keeps_the_provider(screen: Screen, clinic: Clinic) -> None:
    second = a_room(name="Room 2")
    visit = clinic.visit(clinic.amara, 9)
    screen.desk.keep(second, visit)
    await screen.shown(visit, lambda _v: True)
    await look(screen, "rooms")
    await until(lambda: titles(screen) == ["Room 1", "Room 2"])
    await drag(screen, visit, column=1, minute=10 * 60)
    await screen.shown(visit, lambda v: v.room_id == second.id)
    stored = screen.stored(visit)
    assert (stored.starts_at, stored.practitioner_id) == (at(10), clinic.weiss.id)


@pytest.mark.row("F7")
async def test_a_week_shows_one_providers_seven_days(screen: Screen, clinic: Clinic) -> None:
    monday = clinic.visit(clinic.amara, 9, starts_at=at(9) - timedelta(days=5))
    other = clinic.visit(clinic.lena, 9, practitioner_id=clinic.ono.id)
    screen.desk.keep(monday, other)
    await look(screen, "week")
    choice = screen.part("week_of", ComboBox)
    choice.setCurrentIndex(choice.findText("Dr. Weiß"))
    await screen.shown(monday, lambda _v: True)
    assert len(titles(screen)) == 7
    assert screen.panel.views.visit(other.id) is None
    assert screen.part("appointments_title", QLabel).text() == "16 – 22 November"
    canvas = screen.panel.views.calendar.canvas
    block = canvas.visit(monday.id)
    assert block is not None
    assert (block.column, block.time) == ("2026-11-16", "09:00")


@pytest.mark.row("F7")
async def test_a_visit_dragged_to_another_day_of_the_week_keeps_its_wall_time_there(
    screen: Screen, clinic: Clinic
) -> None:
    """Across the end of daylight saving time, 1 November 2026."""
    friday = datetime(2026, 10, 30, 13, tzinfo=UTC)  # nine o'clock
    visit = clinic.visit(clinic.amara, 9, starts_at=friday)
    screen.desk.keep(visit)
    await look(screen, "week")
    screen.panel.view_choice.show_week_of(f"provider:{clinic.weiss.id}")
    screen.panel.show_day(friday.date())
    await screen.shown(visit, lambda _v: True)
    days = [column.key for column in shown(screen).columns]
    await drag(screen, visit, column=days.index("2026-11-01"), minute=9 * 60)
    await screen.shown(visit, lambda v: v.starts_at == datetime(2026, 11, 1, 14, tzinfo=UTC))
    assert screen.stored(visit).local_start == "2026-11-01T09:00"


async def test_going_on_from_a_week_goes_to_the_next_week(screen: Screen) -> None:
    await look(screen, "week")
    QTest.mouseClick(screen.part("day_after", QPushButton), LEFT)
    await until(lambda: screen.panel.schedule is not None)
    assert screen.part("appointments_title", QLabel).text() == "23 – 29 November"
    assert screen.part("day_after", QPushButton).accessibleName().startswith("Week after")


async def test_keys_change_the_view_and_the_person(screen: Screen, clinic: Clinic) -> None:
    screen.panel.views.take_focus()
    screen.press(Qt.Key.Key_2, ALT)
    assert screen.panel.views.split is Split.ROOMS
    screen.press(Qt.Key.Key_3, ALT)
    await until(lambda: screen.panel.schedule is not None)
    before = screen.panel.view_choice.week_of
    screen.press(Qt.Key.Key_PageDown, ALT)
    assert screen.panel.view_choice.week_of != before
    await until(lambda: screen.panel.schedule is not None)
    screen.press(Qt.Key.Key_4, ALT)
    assert screen.panel.views.shows_list
    screen.press(Qt.Key.Key_1, ALT)
    assert not screen.panel.views.shows_list
    assert screen.panel.views.split is Split.PROVIDERS
    await until(lambda: clinic.weiss.id in [column.key for column in shown(screen).columns])


async def test_the_list_of_a_week_says_the_day(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    screen.desk.keep(visit)
    await look(screen, "week")
    screen.panel.view_choice.show_week_of(f"provider:{clinic.weiss.id}")
    await screen.shown(visit, lambda _v: True)
    await look(screen, "list")
    model = screen.panel.views.day_list.model()
    assert model.index(0, 0).data() == "Sat 21  09:00 – 09:30"


async def test_the_view_is_remembered_for_the_person(screen: Screen, clinic: Clinic) -> None:
    await look(screen, "week")
    screen.panel.view_choice.show_week_of(f"room:{clinic.room.id}")
    await look(screen, "list")
    again = AppointmentsPanel(screen.desk.data_sync, screen.tasks, screen.window)
    screen.desk.at_end.append(again.stop)
    again.opened()
    await until(lambda: again.schedule is not None)
    assert again.views.shows_list
    assert again.views.split is Split.WEEK
    assert again.schedule is not None
    assert again.schedule.whose is not None
    assert again.schedule.whose.room_id == clinic.room.id
    again.stop()


async def test_a_booking_begun_in_a_week_is_for_its_day_and_provider(
    screen: Screen, clinic: Clinic
) -> None:
    await look(screen, "week")
    screen.panel.view_choice.show_week_of(f"provider:{clinic.ono.id}")
    await until(lambda: screen.panel.schedule is not None)
    await screen.quiet()
    canvas = screen.panel.views.calendar.canvas
    layout = canvas.day_layout
    assert layout is not None
    place = QPoint(layout.column_rect(2).center().x(), layout.day.axis.y_of(10 * 60) + 5)
    QTest.mouseClick(canvas, LEFT, NONE, place)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    await until(lambda: screen.panel.form.is_open)
    values = screen.panel.form._fields.values()
    assert (values.day, values.start, values.provider) == (
        "Wed 18 Nov 2026",
        "10:00",
        clinic.ono.id,
    )


async def test_closed_time_is_painted_with_its_reason(screen: Screen, clinic: Clinic) -> None:
    lunch = a_record(
        Block,
        starts_at=at(12),
        ends_at=at(13),
        reason="Lunch",
        practitioner_id=clinic.weiss.id,
        room_id=None,
    )
    mornings = a_record(
        PractitionerSchedule,
        practitioner_id=clinic.ono.id,
        weekday="SA",
        begins_at=540,
        ends_at=720,
        location_id=None,
        room_id=None,
        valid_from=None,
        valid_to=None,
    )
    screen.desk.keep(lunch, mornings)
    await until(lambda: len(shown(screen).shades) == 3)
    assert set(shown(screen).shades) == {
        CalendarShade(clinic.weiss.id, 720, 780, "Lunch", lunch.id),
        CalendarShade(clinic.ono.id, 480, 540),
        CalendarShade(clinic.ono.id, 720, 1080),
    }
    canvas = screen.panel.views.calendar.canvas
    columns = [column.key for column in shown(screen).columns]
    place = canvas.day_layout
    assert place is not None
    spot = QPoint(
        place.column_rect(columns.index(clinic.weiss.id)).center().x(),
        place.day.axis.y_of(725),
    )
    QTest.mouseClick(canvas, LEFT, NONE, spot)
    assert canvas.accessibleDescription() == "Dr. Weiß, 12:00 to 12:30, closed: Lunch"


async def test_a_closed_day_is_grey_in_every_column(screen: Screen) -> None:
    screen.desk.keep(a_record(Holiday, on=at(9).date(), name="Founders' day", location_id=None))
    await until(lambda: len(shown(screen).shades) == 2)
    assert {shade.words for shade in shown(screen).shades} == {"Closed: Founders' day"}
    axis = shown(screen).axis
    assert all((s.start, s.end) == (axis.first, axis.last) for s in shown(screen).shades)
