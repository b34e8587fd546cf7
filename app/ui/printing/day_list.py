"""The day sheet as a document: a part for each provider, and on every line whose visit it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.domain.availability import Block
from app.services.day_list import DayList, DayListPart, ListedVisit
from app.ui.habits import clock_words
from app.ui.models.day_words import look_of, said
from app.ui.printing.pages import Paper
from app.ui.wording import phone_words, shown_date, shown_visit

_RULE = "border-bottom: 1px solid #dce3e9"
_PALE = "color:#51606f"
_WIDTHS = (15, 30, 20, 18, 17)
"""Of the columns, in hundredths of the page."""


def day_list_paper(found: DayList) -> Paper:
    """Each provider on pages of their own. Reasons for visits stay off the paper, which lies
    about."""
    day = shown_date(found.day.isoformat())
    closed = "".join(
        f"<p><b>{escape(said('The clinic is closed: {0}').format(one.name))}</b></p>"
        for one in found.holidays
    )
    parts = "".join(
        f"<div style='page-break-before:{'always' if at else 'auto'}'>"
        f"{_letterhead(found.clinic, day, part)}{closed}{_part(part, found)}</div>"
        for at, part in enumerate(found.parts)
    )
    if not parts:
        nobody = f"<p>{escape(said('No visits on this day.'))}</p>"
        parts = _letterhead(found.clinic, day, None) + closed + nobody
    side = "rtl" if QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft else "ltr"
    return Paper(
        title=said("Day sheet"),
        html=f"<body dir='{side}'>{parts}</body>",
        foot=" · ".join((found.clinic, said("Day sheet"), day)),
    )


def _letterhead(clinic: str, day: str, part: DayListPart | None) -> str:
    title = said("Day sheet")
    if part is not None:
        name = part.practitioner_name or said("No provider yet")
        count = len(part.visits)
        visits = said("1 visit") if count == 1 else said("{0} visits").format(count)
        title = f"{name} · {visits}"
    return (
        "<table width='100%'><tr>"
        f"<td><span style='font-size:15px; font-weight:600'>{escape(clinic)}</span></td>"
        f"<td align='right'>{escape(said('Day sheet'))} · {escape(day)}</td></tr></table>"
        f"<h1 style='font-size:18px; font-weight:600'>{escape(title)}</h1>"
    )


def _part(part: DayListPart, found: DayList) -> str:
    zone = ZoneInfo(found.zone)
    lines: list[tuple[datetime, str]] = [
        *((one.visit.starts_at, _visit_row(one, found, zone)) for one in part.visits),
        *((one.starts_at, _block_row(one, zone)) for one in part.blocks),
    ]
    rows = "".join(row for _at, row in sorted(lines, key=lambda line: line[0]))
    if not rows:
        return f"<p>{escape(said('No visits on this day.'))}</p>"
    titles = "".join(
        f"<th width='{width}%' align='left' style='font-weight:600; {_RULE}'>{escape(words)}</th>"
        for width, words in zip(_WIDTHS, _titles(), strict=True)
    )
    return (
        "<table width='100%' cellpadding='4' cellspacing='0'>"
        f"<thead><tr>{titles}</tr></thead>{rows}</table>"
    )


def _titles() -> tuple[str, ...]:
    return (
        said("Time"),
        said("Patient"),
        said("Phone"),
        said("Visit"),
        said("Status"),
    )


def _visit_row(one: ListedVisit, found: DayList, zone: ZoneInfo) -> str:
    visit = one.visit
    born = said("born {0}").format(shown_date(one.birth_date))
    known_by = " · ".join(part for part in (born, one.mrn) if part)
    where = visit.room_name
    begins = visit.starts_at.astimezone(zone)
    time = _span(visit.starts_at, visit.ends_at, zone)
    if begins.date() != found.day:
        time = shown_visit(visit.starts_at, zone.key)
    return _row(
        (
            f"<b>{escape(time)}</b>",
            _two(one.patient_name, known_by, is_strong=True),
            escape(phone_words(one.phone)),
            _two(visit.visit_type_name, where),
            escape(look_of(visit).word),
        )
    )


def _block_row(block: Block, zone: ZoneInfo) -> str:
    blocked = said("Blocked: {0}").format(block.reason)
    span = _span(block.starts_at, block.ends_at, zone)
    first = block.starts_at.astimezone(zone).date()
    last = (block.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    if first != last:
        span = " – ".join(shown_visit(at, zone.key) for at in (block.starts_at, block.ends_at))
    pale = [f"<span style='{_PALE}'>{escape(words)}</span>" for words in (span, blocked)]
    wide = f"<td colspan='{len(_WIDTHS) - 1}' style='{_RULE}'>{pale[1]}</td>"
    return f"<tr><td style='{_RULE}'>{pale[0]}</td>{wide}</tr>"


def _row(cells: tuple[str, ...]) -> str:
    made = "".join(f"<td style='{_RULE}'>{cell}</td>" for cell in cells)
    return f"<tr>{made}</tr>"


def _two(first: str, second: str, *, is_strong: bool = False) -> str:
    head = f"<b>{escape(first)}</b>" if is_strong else escape(first)
    rest = f"<span style='{_PALE}; font-size:8px'>{escape(second)}</span>" if second else ""
    return "<br/>".join(part for part in (head, rest) if part)


def _span(begins: datetime, ends: datetime, zone: ZoneInfo) -> str:
    return "–".join(clock_words(at.astimezone(zone)) for at in (begins, ends))
