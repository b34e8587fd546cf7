"""A day that is still being read, or cannot be read: never another day's visits in its place."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from app.domain.appointment import Appointment
from tests.ui.conftest import Slow, a_while, until
from tests.ui.panels.appointments.conftest import Clinic, Screen

LEFT = Qt.MouseButton.LeftButton


async def show(screen: Screen, visit: Appointment) -> None:
    screen.desk.keep(visit)
    await screen.shown(visit, lambda _v: True)
    screen.panel.views.select(visit.id)


def title(screen: Screen) -> str:
    return str(screen.part("appointments_title", QLabel).text())


def break_reading(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_day: date) -> Any:
        raise OSError

    monkeypatch.setattr(screen.desk.data_sync.appointments, "day", broken)


async def test_a_day_being_read_shows_no_visit_of_the_day_before(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    slow(screen.desk.data_sync.appointments, "day", 1.5)
    screen.panel.header.step(2)
    assert not screen.part("day_state").isVisible()
    assert title(screen) == "Monday 23 November"
    canvas = screen.panel.views.calendar.canvas
    assert canvas.visit(visit.id) is None
    assert screen.panel.views.day_list.model().rowCount() == 0
    assert screen.part("appointments_counts", QLabel).text() == ""
    assert not screen.part("waiting_nobody").isVisible()
    screen.press(Qt.Key.Key_A)
    screen.press(Qt.Key.Key_Return)
    await until(screen.part("day_state").isVisible, what="loading")
    await until(lambda: screen.panel.schedule)
    await screen.quiet()
    assert screen.stored(visit).status == "booked"
    assert not screen.part("day_state").isVisible()
    assert canvas.hasFocus() or screen.panel.form.is_open


async def test_after_a_slow_read_the_keyboard_stands_on_the_next_visit(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    over, coming = clinic.visit(clinic.lena, 8), clinic.visit(clinic.amara, 16)
    screen.desk.keep(over)
    await show(screen, coming)
    screen.panel.header.step(2)
    await until(lambda: screen.panel.schedule)
    canvas = screen.panel.views.calendar.canvas
    canvas.select(None)
    canvas.setFocus()
    slow(screen.desk.data_sync.appointments, "day", 1.5)
    screen.panel.header.step(-2)
    await until(screen.part("day_state").isVisible, what="loading")
    await until(canvas.hasFocus)
    assert canvas.selected == coming.id


async def test_a_day_that_arrives_late_leaves_the_keyboard_where_somebody_put_it(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    slow(screen.desk.data_sync.appointments, "day", 1.5)
    screen.panel.header.step(2)
    await until(screen.part("day_state").isVisible, what="loading")
    search = QLineEdit(screen.panel)  # as the search box above it
    search.show()
    search.setFocus()
    await until(search.hasFocus)
    await until(lambda: screen.panel.schedule)
    await screen.quiet()
    assert not screen.part("day_state").isVisible()
    assert search.hasFocus()


async def test_a_booking_begun_while_the_day_is_read_is_for_that_day(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    await show(screen, clinic.visit(clinic.amara, 12))
    slow(screen.desk.data_sync.appointments, "day")
    screen.panel.header.step(2)
    screen.panel.start_new()
    values = screen.panel.form._fields.values()
    assert (values.day, values.provider) == ("Mon 23 Nov 2026", "")
    await until(lambda: screen.panel.schedule)


async def test_a_day_that_cannot_be_read_says_so_and_is_tried_again(
    screen: Screen, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    with monkeypatch.context() as broken:
        break_reading(screen, broken)
        screen.panel.header.step(2)
        await until(screen.part("day_state").isVisible)
    assert screen.part("day_state_headline", QLabel).text() == "This day could not be read."
    assert screen.panel.views.visit(visit.id) is None
    QTest.mouseClick(screen.part("day_state_action", QPushButton), LEFT)
    await until(lambda: screen.panel.schedule)
    assert not screen.part("day_state").isVisible()


async def test_the_day_before_is_shown_again_after_a_failed_one(
    screen: Screen, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    with monkeypatch.context() as broken:
        break_reading(screen, broken)
        screen.panel.header.step(2)
        await until(screen.part("day_state").isVisible)
    screen.panel.header.step(-2)
    await screen.shown(visit, lambda _v: True)
    assert not screen.part("day_state").isVisible()


async def test_stepping_away_and_back_shows_the_day_again(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    screen.panel.header.step(1)
    screen.panel.header.step(-1)
    await screen.shown(visit, lambda _v: True)


async def test_an_answer_of_a_day_left_meanwhile_is_never_shown(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    del clinic
    visits = screen.desk.data_sync.appointments
    slow(visits, "day", only=lambda day: day == date(2026, 11, 22))
    screen.panel.header.step(1)
    await asyncio.sleep(0.02)
    screen.panel.header.step(1)
    seen: list[date] = []
    screen.panel._reading.read.connect(lambda schedule: seen.append(schedule.day))
    await until(lambda: screen.panel.schedule)
    await a_while(0.3)
    assert set(seen) == {date(2026, 11, 23)}


async def test_a_shown_day_stays_when_reading_it_again_fails(
    screen: Screen, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    break_reading(screen, monkeypatch)
    screen.desk.keep(clinic.visit(clinic.lena, 9))
    await until(lambda: screen.failures)
    screen.failures.clear()
    assert screen.panel.views.visit(visit.id) is not None


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(1, 1, 1), date(2032, 1, 1)])
async def test_a_day_out_of_reach_is_refused_in_words(screen: Screen, day: date) -> None:
    screen.panel.show_day(day)
    await screen.quiet()
    assert screen.said == ["The calendar reaches to Thu 20 Nov 2031."]
    assert title(screen) == "Saturday 21 November"


@pytest.mark.row("D9")
async def test_the_days_beside_and_the_charts_of_the_next_are_read_while_a_day_is_shown(
    screen: Screen, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = screen.desk.data_sync.ahead
    today = screen.panel._reading.day
    screen.desk.keep(clinic.visit(clinic.amara, 24 + 9))
    screen.panel.show_day(today)
    chart = ("chart", clinic.amara.id)
    await until(lambda: chart in {key[:2] for key in ahead._held}, what="a chart read ahead")
    assert {("day", today + timedelta(days=1)), ("day", today - timedelta(days=1))} <= set(
        ahead._held
    )
    before = screen.desk.actions()
    screen.panel.header.step(1)
    await until(lambda: screen.panel.schedule and screen.panel.schedule.visits)
    assert ahead.hits >= 1
    assert screen.desk.actions() == [*before, "list"]
