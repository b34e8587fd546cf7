"""The figures in words: the bars, the table and the file say the same."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QLocale
from pytestqt.modeltest import ModelTester

from app.domain.reports import By, Kept, Span, Taken, Use, period_of
from app.services.reports import OwedByAge
from app.ui.models.report_figures import (
    Figures,
    no_show_figures,
    owed_figures,
    taken_figures,
    use_figures,
)
from app.ui.models.report_table import ReportTable
from app.ui.models.report_words import period_words

pytestmark = pytest.mark.row("E1", "F7")
SATURDAY = date(2026, 11, 21)


def a_use(**facts: object) -> Use:
    given = {"practitioner_id": "", "name": "", "visits": 3, "booked": 90, "offered": 240}
    return Use(**{"day": SATURDAY, **given, **facts})  # type: ignore[arg-type]


ALL: dict[str, Figures] = {
    "use": use_figures([a_use(), a_use(offered=0)], span=Span.WEEK),
    "no shows": no_show_figures(
        [Kept(key="2026-11", name="", kept=7, missed=1, late=2)], by=By.MONTH
    ),
    "owed": owed_figures(OwedByAge(on=SATURDAY, buckets=(1, 2, 3, 4, 5), accounts=2), "USD"),
    "taken": taken_figures([Taken(method="cash", payments=2, paid=500, refunded=600)], "USD"),
}


@pytest.mark.parametrize("name", ALL)
def test_each_bar_is_a_line_and_a_line_of_the_file(name: str) -> None:
    figures = ALL[name]
    assert len(figures.chart.bars) == len(figures.lines) == len(figures.plain) > 0
    for bar, line, plain in zip(figures.chart.bars, figures.lines, figures.plain, strict=True):
        assert len(line) == len(plain) == len(figures.titles)
        assert bar.words in ("", *line)
        assert bar.spoken.startswith(line[0])


def test_time_used_says_hours_and_share() -> None:
    figures = ALL["use"]
    assert figures.headline == "3.0 h booked of 4.0 h offered, 75%"
    assert figures.lines[0] == ("Sat, 21 Nov 2026", "3", "1.5 h", "4.0 h", "38%")
    assert figures.lines[1][-1] == "—"
    assert figures.plain[0] == ("2026-11-21", "3", "90", "240", "37.5")
    assert figures.chart.bars[1].is_over


def test_missed_visits_say_their_share() -> None:
    figures = ALL["no shows"]
    assert figures.lines == (("Nov 2026", "7", "1", "2", "12.5%"),)
    assert figures.plain == (("2026-11", "7", "1", "2", "12.5"),)
    assert figures.headline == "12.5% missed: 1 of 8 visits; cancelled late: 2"


def test_money_is_written_for_people_and_for_programs() -> None:
    figures = ALL["taken"]
    assert figures.lines == (("Cash", "2", "$5.00", "$6.00", "−$1.00"),)
    assert figures.plain == (("Cash", "2", "5.00", "6.00", "-1.00"),)


def test_a_share_of_what_is_partly_credit_is_not_told() -> None:
    owed = OwedByAge(on=SATURDAY, buckets=(-500, 0, 0, 0, 900), accounts=1)
    assert [line[-1] for line in owed_figures(owed, "USD").lines] == ["—"] * 5


def test_who_is_gone_and_nobody_are_told_apart() -> None:
    figures = use_figures([a_use(day=None, practitioner_id="ab"), a_use(day=None)], span=Span.WEEK)
    assert [line[0] for line in figures.lines] == ["No longer here", "Nobody"]


def test_figures_are_written_as_the_country_writes_them() -> None:
    before = QLocale()
    try:
        QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
        figures = use_figures([a_use(booked=90 * 60, offered=0)], span=Span.WEEK)
        assert figures.lines[0][2] == "90,0 h"
        assert figures.plain[0][2] == "5400"
        money = taken_figures([Taken(method="cash", payments=1, paid=123456, refunded=0)], "EUR")
        assert money.lines[0][2] == "1.234,56\N{NO-BREAK SPACE}€"
        assert money.chart.tick_words(100000) == "1.000"
    finally:
        QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span.DAY, "Saturday, 21 November 2026"),
        (Span.WEEK, "16 – 22 November 2026"),
        (Span.MONTH, "November 2026"),
        (Span.YEAR, "2026"),
    ],
)
def test_stretch_is_written_as_people_write_it(span: Span, words: str) -> None:
    assert period_words(period_of(span, SATURDAY)) == words


def test_week_over_the_turn_of_the_year_names_both() -> None:
    week = period_of(Span.WEEK, date(2026, 12, 31))
    assert period_words(week) == "28 December 2026 – 3 January 2027"


@pytest.mark.parametrize("name", ALL)
def test_table_keeps_qts_promises(name: str, qtmodeltester: ModelTester) -> None:
    model = ReportTable()
    model.show_lines(ALL[name].titles, ALL[name].lines)
    qtmodeltester.check(model, force_py=True)
    assert model.rowCount() == len(ALL[name].lines)


def test_table_keeps_its_lines_where_only_figures_change(qtbot: object) -> None:
    del qtbot
    model, resets, changed = ReportTable(), list[int](), list[int]()
    model.show_lines(("A", "B"), (("x", "1"),))
    model.modelReset.connect(lambda: resets.append(1))
    model.dataChanged.connect(lambda *_where: changed.append(1))
    model.show_lines(("A", "B"), (("x", "2"),))
    assert (resets, changed) == ([], [1])
    assert model.index(0, 1).data() == "2"
