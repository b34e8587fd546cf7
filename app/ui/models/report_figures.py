"""The clinic's figures as they are shown and saved: bars, the lines of a table, a headline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QLocale

from app.domain.phi import quiet
from app.domain.reports import By, Kept, Span, Taken, Use
from app.services.reports import OwedByAge
from app.ui.language import day_pattern
from app.ui.models.billing_words import bucket_words, method_words, shown_money
from app.ui.models.report_words import (
    day_words,
    group_name,
    hours_words,
    money_axis,
    percent_words,
    plain_amount,
    rate_words,
    said,
    share_words,
    use_names,
)
from app.ui.widgets.chart_values import Bar, ChartData

Cells = tuple[str, ...]


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One report as it is shown and saved: bars, the same figures as lines, what they come to.

    plain: the lines for other programs, numbers with a point and without grouping. A line for each
    bar; the first column says what it is about, the others are figures.
    """

    chart: ChartData
    titles: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()
    plain: tuple[tuple[str, ...], ...] = ()
    headline: str = ""
    legend: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be seen."""
        return not any(bar.value or bar.of for bar in self.chart.bars)


@dataclass(frozen=True, slots=True)
class _Line:
    """One bar, its line in the table, and the same for other programs."""

    bar: Bar
    cells: Cells
    plain: Cells


def use_figures(lines: Sequence[Use], *, span: Span) -> Figures:
    """Time booked of the time offered."""
    is_dated = any(one.day is not None for one in lines)
    booked, offered = sum(one.booked for one in lines), sum(one.offered for one in lines)
    together = hours_words(booked), hours_words(offered), share_words(booked, offered)
    return _figures(
        [_use_line(one, span) for one in lines],
        ChartData(
            unit=60,
            tick_words=lambda minutes: hours_words(minutes, digits=0),
            is_ordered=is_dated,
        ),
        titles=(
            said("Day") if is_dated else said("Provider"),
            said("Visits"),
            said("Booked"),
            said("Offered"),
            said("Used"),
        ),
        headline=said("{0} booked of {1} offered, {2}").format(*together),
        legend=said("Filled: booked. Outline: offered. Striped: booked beyond what is offered."),
    )


def no_show_figures(lines: Sequence[Kept], *, by: By) -> Figures:
    """Missed visits among those kept and missed."""
    kept, missed = sum(one.kept for one in lines), sum(one.missed for one in lines)
    late = sum(one.late for one in lines)
    together = Kept(key="", name="", kept=kept, missed=missed, late=late)
    groups = {By.PROVIDER: said("Provider"), By.VISIT_TYPE: said("Visit type")}
    return _figures(
        [_no_show_line(one, by) for one in lines],
        ChartData(
            unit=10,
            tick_words=lambda thousandths: percent_words(thousandths / 10, digits=0),
            is_ordered=by is By.MONTH,
        ),
        titles=(
            groups.get(by, said("Month")),
            said("Kept"),
            said("Missed"),
            said("Cancelled late"),
            said("Missed, share"),
        ),
        headline=said("{0} missed: {1} of {2} visits; cancelled late: {3}").format(
            rate_words(together), _count(missed), _count(kept + missed), _count(late)
        ),
    )


def owed_figures(owed: OwedByAge, currency: str) -> Figures:
    """What is owed by the age of the service."""
    total = sum(owed.buckets)
    whole = total if min(owed.buckets) >= 0 else 0  # with credit among them nothing is a share
    named = zip(bucket_words(), owed.buckets, strict=True)
    on = day_words(owed.on, day_pattern("d MMMM yyyy"))
    return _figures(
        [_owed_line(name, minor, whole, currency) for name, minor in named],
        ChartData(**money_axis(currency)),
        titles=(said("Age of the service"), said("Owed"), said("Share")),
        headline=said("{0} owed, accounts: {1}, {2}").format(
            shown_money(total, currency), _count(owed.accounts), on
        ),
    )


def taken_figures(lines: Sequence[Taken], currency: str) -> Figures:
    """What came in by each method, less what was given back."""
    net, payments = sum(one.net for one in lines), sum(one.payments for one in lines)
    return _figures(
        [_taken_line(one, currency) for one in lines],
        ChartData(**money_axis(currency)),
        titles=(said("Method"), said("Payments"), said("Taken"), said("Given back"), said("Left")),
        headline=said("{0} collected, payments: {1}").format(
            shown_money(net, currency), _count(payments)
        ),
    )


def _figures(
    lines: Sequence[_Line], axis: ChartData, *, titles: Cells, headline: str, legend: str = ""
) -> Figures:
    return Figures(
        chart=replace(axis, bars=tuple(one.bar for one in lines)),
        titles=titles,
        lines=tuple(one.cells for one in lines),
        plain=tuple(one.plain for one in lines),
        headline=headline,
        legend=legend,
    )


def _use_line(one: Use, span: Span) -> _Line:
    short, full = use_names(one, span)
    used = hours_words(one.booked), hours_words(one.offered), share_words(one.booked, one.offered)
    spoken = said("{0}: {1} booked of {2} offered, {3}, visits: {4}")
    figures = str(one.visits), str(one.booked), str(one.offered)
    return _Line(
        Bar(
            label=short,
            value=one.booked,
            of=one.offered,
            words=used[2] if one.offered else "",
            spoken=spoken.format(full, *used, _count(one.visits)),
        ),
        (full, _count(one.visits), *used),
        (one.day.isoformat() if one.day else full, *figures, _plain_share(one.booked, one.offered)),
    )


def _no_show_line(one: Kept, by: By) -> _Line:
    name, rate = group_name(one, by), rate_words(one)
    counts = tuple(_count(figure) for figure in (one.kept, one.missed, one.late))
    spoken = said("{0}: {1} missed, {2} of {3} visits; cancelled late: {4}")
    figures = tuple(str(figure) for figure in (one.kept, one.missed, one.late))
    return _Line(
        Bar(
            label=name,
            value=one.missed_of_thousand or 0,
            words=rate,
            spoken=spoken.format(name, rate, counts[1], _count(one.kept + one.missed), counts[2]),
        ),
        (name, *counts, rate),
        (
            one.key if by is By.MONTH else name,
            *figures,
            _plain_share(one.missed, one.kept + one.missed),
        ),
    )


def _owed_line(name: str, minor: int, whole: int, currency: str) -> _Line:
    money, share = shown_money(minor, currency), share_words(minor, whole)
    return _Line(
        Bar(
            label=name,
            value=minor,
            words=money,
            spoken=said("{0}: {1}, {2}").format(name, money, share),
        ),
        (name, money, share),
        (name, plain_amount(minor, currency), _plain_share(minor, whole)),
    )


def _taken_line(one: Taken, currency: str) -> _Line:
    name = method_words(one.method)
    sums = one.paid, one.refunded, one.net
    paid, back, net = (shown_money(minor, currency) for minor in sums)
    spoken = said("{0}: {1}; payments: {2}, given back: {3}")
    return _Line(
        Bar(
            label=name,
            value=one.net,
            words=net,
            spoken=spoken.format(name, net, _count(one.payments), back),
        ),
        (name, _count(one.payments), paid, back, net),
        (name, str(one.payments), *(plain_amount(minor, currency) for minor in sums)),
    )


def _plain_share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else ""


def _count(number: int) -> str:
    return QLocale().toString(number)
