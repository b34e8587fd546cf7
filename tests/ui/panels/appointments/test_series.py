"""Repeating a visit from the booking form, and calling off the rest."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton

from app.domain.appointment import Appointment
from app.domain.availability import Holiday
from app.ui.panels.appointments.series_sheet import SeriesSheet
from tests.factories import a_record
from tests.ui.conftest import Slow, until
from tests.ui.panels.appointments.conftest import Clinic, Screen, at
from tests.ui.panels.appointments.test_booking_draft import drafts
from tests.ui.panels.appointments.test_booking_form import edit

LEFT = Qt.MouseButton.LeftButton


def visits(screen: Screen) -> list[Appointment]:
    return sorted(screen.desk.all(Appointment), key=lambda one: one.starts_at)


def rows(sheet: SeriesSheet) -> list[str]:
    dates = sheet.findChild(QListWidget, "series_dates")
    assert isinstance(dates, QListWidget)
    return [dates.item(row).text() for row in range(dates.count())]


def retype(sheet: SeriesSheet, text: str) -> None:
    """Write another number of visits, as people do."""
    control = sheet._count.control
    control.selectAll()
    QTest.keyClicks(control, text)


async def a_sheet(screen: Screen, clinic: Clinic, *, count: int) -> SeriesSheet:
    screen.panel.book_for(clinic.amara.id)
    await screen.quiet()
    fields = screen.panel.form._fields
    for name, text in (("provider", clinic.weiss.id), ("day", "mon"), ("start", "16:00")):
        fields.field(name).set_value(text)
    QTest.mouseClick(screen.part("booking_repeat", QPushButton), LEFT)
    sheet = screen.panel.form.findChild(SeriesSheet)
    assert isinstance(sheet, SeriesSheet)
    await until(lambda: len(rows(sheet)) == 8)
    retype(sheet, str(count))
    await until(lambda: len(rows(sheet)) == count)
    return sheet


@pytest.mark.row("F7")
async def test_a_visit_is_repeated_and_a_closed_day_moved(screen: Screen, clinic: Clinic) -> None:
    screen.desk.keep(
        a_record(Holiday, on=date(2026, 11, 30), name="Founders' day", location_id=None)
    )
    sheet = await a_sheet(screen, clinic, count=3)
    assert rows(sheet) == [
        "Mon 23 Nov 2026  16:00",
        "Mon 30 Nov 2026  16:00  –  closed: Founders' day; instead: Tue 1 Dec 2026  16:00",
        "Mon 7 Dec 2026  16:00",
    ]
    assert sheet.findChild(QLabel, "series_words").text() == "3 visits are to be booked."
    QTest.mouseClick(sheet.findChild(QPushButton, "series_book"), LEFT)
    await until(lambda: len(visits(screen)) == 3)
    await screen.quiet()
    assert [one.local_start for one in visits(screen)] == [
        "2026-11-23T16:00",
        "2026-12-01T16:00",
        "2026-12-07T16:00",
    ]
    assert screen.said[-1] == "3 visits booked, 16:00"
    assert not screen.panel.form.is_open


async def test_a_date_that_is_not_ticked_is_not_booked(screen: Screen, clinic: Clinic) -> None:
    sheet = await a_sheet(screen, clinic, count=3)
    dates = sheet.findChild(QListWidget, "series_dates")
    dates.item(1).setCheckState(Qt.CheckState.Unchecked)
    QTest.mouseClick(sheet.findChild(QPushButton, "series_book"), LEFT)
    await until(lambda: len(visits(screen)) == 2)
    await screen.quiet()
    assert [one.local_start[:10] for one in visits(screen)] == ["2026-11-23", "2026-12-07"]


@pytest.mark.row("A3", "F7")
async def test_nothing_of_a_booked_series_becomes_a_draft_again(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    slow(screen.desk.data_sync.appointments, "book_series", 0.8, after=True)
    sheet = await a_sheet(screen, clinic, count=2)
    form = screen.panel.form
    edit(screen, "reason", "Sore throat")  # and no moment passes before the series is booked
    QTest.mouseClick(sheet.findChild(QPushButton, "series_book"), LEFT)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    await until(lambda: len(visits(screen)) == 2)
    assert sheet.isVisible()
    await until(lambda: not form.is_open)
    await screen.quiet()
    assert drafts(screen) == ()
    screen.panel.book_for(clinic.lena.id)
    await screen.quiet()
    assert form._fields.values().reason == ""


async def test_a_series_that_could_not_be_booked_stays_a_draft(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    sheet = await a_sheet(screen, clinic, count=2)
    screen.desk.keep(clinic.visit(clinic.lena, 16 + 2 * 24))
    QTest.mouseClick(sheet.findChild(QPushButton, "series_book"), LEFT)
    await until(lambda: "given away" in sheet.findChild(QLabel, "series_words").text())
    sheet.reject()
    edit(screen, "reason", "Sore throat")
    await until(lambda: drafts(screen))
    assert drafts(screen)[0].content["values"]["reason"] == "Sore throat"


async def test_a_number_that_makes_no_series_is_refused(screen: Screen, clinic: Clinic) -> None:
    sheet = await a_sheet(screen, clinic, count=2)
    retype(sheet, "1")
    await until(lambda: bool(sheet._count.error()))
    assert not sheet.findChild(QPushButton, "series_book").isEnabled()
    sheet.reject()


@pytest.mark.row("F7")
async def test_the_rest_of_a_series_is_cancelled_with_its_reason(
    screen: Screen, clinic: Clinic
) -> None:
    sheet = await a_sheet(screen, clinic, count=3)
    QTest.mouseClick(sheet.findChild(QPushButton, "series_book"), LEFT)
    await until(lambda: len(visits(screen)) == 3)
    await screen.quiet()
    screen.panel._forms.open(visits(screen)[1].id)
    await until(lambda: screen.part("booking_rest", QPushButton).isVisible())
    QTest.mouseClick(screen.part("booking_rest", QPushButton), LEFT)
    reason = screen.part("booking_question_reason")
    QTest.keyClicks(reason, "moved away")
    QTest.keyClick(reason, Qt.Key.Key_Return)
    await until(lambda: [one.status for one in visits(screen)].count("cancelled") == 2)
    await screen.quiet()
    assert visits(screen)[0].status == "booked"
    assert visits(screen)[2].cancel_reason == "moved away"
    assert at(9)
