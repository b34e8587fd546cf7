"""A painted chart: round marks, arrow keys as the bars stand, and every bar said in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from app.ui.theme.style import theme
from app.ui.theme.tokens import Tone
from app.ui.widgets.chart import BarChart
from app.ui.widgets.chart_values import Bar, ChartData, ticks

pytestmark = pytest.mark.row("E1", "F7")
RIGHT_TO_LEFT = Qt.LayoutDirection.RightToLeft


def bar(value: int, of: int | None = None, label: str = "Mon") -> Bar:
    return Bar(label=label, value=value, of=of, words=str(value), spoken=f"{label}: {value}")


def data(*values: int, **facts: bool) -> ChartData:
    return ChartData(
        tuple(bar(value, label=f"Bar {at}") for at, value in enumerate(values)), **facts
    )


@pytest.fixture
def chart(qtbot: QtBot) -> BarChart:
    made = BarChart(name="chart", accessible="Figures")
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    return made


def colours_at(image: QImage, x: int) -> set[str]:
    """Every colour in a column of a picture."""
    return {image.pixelColor(x, y).name() for y in range(image.height())}


@pytest.mark.parametrize(
    ("low", "high", "unit", "marks"),
    [
        (0, 0, 1, (0, 1)),
        (0, 7, 1, (0, 2, 4, 6, 8)),
        (0, 480, 60, (0, 120, 240, 360, 480)),
        (0, 23_00, 100, (0, 500, 1000, 1500, 2000, 2500)),
        (-30, 0, 1, (-30, -20, -10, 0)),
        (-3, 10, 1, (-4, -2, 0, 2, 4, 6, 8, 10)),
    ],
)
def test_axis_is_marked_by_round_numbers(
    low: int, high: int, unit: int, marks: tuple[int, ...]
) -> None:
    assert ticks(low, high, unit=unit) == marks


@given(
    low=st.integers(-(10**12), 10**12),
    high=st.integers(-(10**12), 10**12),
    unit=st.sampled_from((1, 10, 60, 100)),
)
def test_marks_hold_every_value_and_zero_and_are_few(low: int, high: int, unit: int) -> None:
    marks = ticks(low, high, unit=unit)
    assert marks[0] <= min(low, 0)
    assert marks[-1] >= max(high, 0)
    assert 0 in marks
    assert 2 <= len(marks) <= 12
    assert all(one % unit == 0 for one in marks)


def test_arrow_keys_go_from_bar_to_bar_and_each_is_said(chart: BarChart) -> None:
    chart.show_data(data(3, 5, 0))
    for key, at in (
        (Qt.Key.Key_Right, 0),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_End, 2),
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_Left, 1),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Left, 0),
    ):
        QTest.keyClick(chart, key)
        assert chart.current == at
        assert chart.accessibleDescription() == chart.data.bars[at].spoken


def test_arrow_keys_go_as_the_bars_stand_from_right_to_left(chart: BarChart) -> None:
    chart.setLayoutDirection(RIGHT_TO_LEFT)
    chart.show_data(data(3, 5))
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.current == 1
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.current == 0


@pytest.mark.parametrize(("mirrored", "first"), [(False, 150), (True, 450)])
def test_click_goes_to_the_bar_under_it(chart: BarChart, mirrored: bool, first: int) -> None:
    if mirrored:
        chart.setLayoutDirection(RIGHT_TO_LEFT)
    chart.show_data(data(3, 5))
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(first, 200))
    assert chart.current == 0


def test_bars_are_mirrored_from_right_to_left(chart: BarChart) -> None:
    chart.show_data(data(9, 0))
    accent = QColor(theme().colours.accent).name()

    def place() -> float:
        image = chart.grab().toImage()
        found = [x for x in range(image.width()) if accent in colours_at(image, x)]
        return sum(found) / len(found) / image.width()

    assert place() < 0.5
    chart.setLayoutDirection(RIGHT_TO_LEFT)
    assert place() > 0.5


def test_what_is_over_what_is_offered_is_striped_and_not_only_red(chart: BarChart) -> None:
    chart.show_data(ChartData((bar(9, of=4),)))
    image = chart.grab().toImage()
    middle = colours_at(image, image.width() // 2)
    tint = theme().tint(Tone.DANGER)
    assert {QColor(tint.text).name(), QColor(tint.ground).name()} <= middle
    chart.show_data(ChartData((bar(4, of=9),)))
    image = chart.grab().toImage()
    assert QColor(tint.ground).name() not in colours_at(image, image.width() // 2)


def test_bars_that_went_leave_the_cursor_on_the_last_one(chart: BarChart) -> None:
    chart.show_data(data(1, 2, 3))
    QTest.keyClick(chart, Qt.Key.Key_End)
    chart.show_data(data(4))
    assert chart.current == 0
    assert chart.accessibleDescription() == "Bar 0: 4"
    chart.show_data(ChartData())
    assert chart.current == -1
    assert chart.accessibleDescription() == ""


def test_hundreds_of_bars_can_be_reached_and_come_into_sight(qtbot: QtBot) -> None:
    chart, area = BarChart(name="chart", accessible="Figures"), QScrollArea()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    area.setWidget(chart)
    chart.area_wished.connect(
        lambda place: area.ensureVisible(place.center().x(), 0, place.width(), 0)
    )
    area.resize(600, 300)
    area.show()
    chart.show_data(data(*range(400)))
    qtbot.waitUntil(lambda: area.horizontalScrollBar().maximum() > 0)
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert chart.current == 399
    assert area.horizontalScrollBar().value() > area.horizontalScrollBar().maximum() * 0.9
    assert not chart.grab().toImage().isNull()


def test_picture_is_light_whatever_the_screen_is(chart: BarChart) -> None:
    chart.show_data(data(3, 5))
    image = chart.picture("Collected", "November 2026")
    assert image.pixelColor(0, 0).name() == "#ffffff"
    assert image.width() >= 2 * 1120
