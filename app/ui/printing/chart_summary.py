"""A summary of a chart as a document: who it is, warnings first, then what the role is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication

from app.domain.patient import Coverage, Patient
from app.services.charts import PatientChart
from app.services.disclosures import ChartSummary
from app.ui.at_server_words import missing_line
from app.ui.clinical_words import allergy_words, condition_words
from app.ui.habits import clock_words
from app.ui.permission_words import part_words
from app.ui.printing.pages import Paper
from app.ui.wording import phone_words, shown_age, shown_choice, shown_date, shown_sex, shown_visit

_RULE = "border-bottom: 1px solid #dce3e9"
_PALE = "color:#51606f"
_OVER = frozenset({"entered-in-error", "entered_in_error"})


def _tr(text: str) -> str:
    return QCoreApplication.translate("chart_summary", text)


def summary_paper(summary: ChartSummary) -> Paper:
    """The summary; what the role is not shown, or this desk does not hold, is said and not left
    to be taken for none."""
    chart = summary.chart
    parts = [
        _letterhead(summary),
        _identity(summary),
        _warnings(chart),
        *(_section(title, lines) for title, lines in _sections(summary)),
        _left_out(chart),
    ]
    side = "rtl" if QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft else "ltr"
    whose = f"{chart.patient.display_name} · {chart.patient.mrn}"
    return Paper(
        title=_tr("Chart summary"),
        html=f"<body dir='{side}'>{''.join(parts)}</body>",
        foot=" · ".join((whose, _printed(summary))),
    )


def _letterhead(summary: ChartSummary) -> str:
    to = _tr("For {0} ({1})").format(summary.recipient, shown_choice(summary.purpose))
    return (
        "<table width='100%'><tr>"
        f"<td><span style='font-size:15px; font-weight:600'>{escape(summary.clinic)}</span></td>"
        f"<td align='right'>{escape(_day(summary))}</td></tr></table>"
        f"<h1 style='font-size:20px; font-weight:600'>{escape(_tr('Chart summary'))}</h1>"
        f"<p style='{_PALE}'>{escape(to)}</p>"
    )


def _identity(summary: ChartSummary) -> str:
    patient = summary.chart.patient
    today = summary.printed_at.astimezone(ZoneInfo(summary.zone)).date()
    age = shown_age(patient.birth_date, today)
    born = shown_date(patient.birth_date)
    facts = [
        (_tr("Born"), f"{born} ({age})" if age else born),
        (_tr("Sex"), shown_sex(patient.sex)),
        (_tr("Record number"), patient.mrn),
        *((one.kind or one.system, one.value) for one in summary.chart.identifiers),
        (_tr("Phone"), phone_words(patient.phone or patient.phone_mobile or "")),
        (_tr("E-mail"), patient.email or ""),
        (_tr("Address"), _address(patient)),
        (_tr("Language"), patient.language or ""),
        (_tr("Interpreter"), _tr("needed") if patient.needs_interpreter else ""),
    ]
    name = f"<p style='font-size:14px'><b>{escape(patient.display_name)}</b></p>"
    return name + _facts(facts)


def _warnings(chart: PatientChart) -> str:
    lines = [allergy_words(one) for one in chart.allergies if one.status in ("active", "")]
    if "allergy" not in chart.withheld:
        words = ", ".join(lines) or _tr("none recorded")
        allergies = f"<b>{escape(_tr('Allergies'))}:</b> {escape(words)}"
    else:
        allergies = ""
    alert = chart.patient.alert or ""
    told = [allergies, f"<b>{escape(_tr('Alert'))}:</b> {escape(alert)}" if alert else ""]
    return "".join(f"<p>{one}</p>" for one in told if one)


def _sections(summary: ChartSummary) -> Iterable[tuple[str, Sequence[tuple[str, str]]]]:
    chart = summary.chart
    shown = {
        "condition": (
            _tr("Conditions"),
            [
                (condition_words(one), shown_choice(one.status))
                for one in chart.conditions
                if _counts(one)
            ],
        ),
        "medication_statement": (
            _tr("Medications"),
            [(one.text, shown_choice(one.status)) for one in chart.medications if _counts(one)],
        ),
        "coverage": (_tr("Coverage"), [_policy(one) for one in chart.coverages]),
        "emergency_contact": (
            _tr("Emergency contacts"),
            [
                (
                    f"{one.name} {f'({one.relationship})' if one.relationship else ''}".strip(),
                    phone_words(one.phone or ""),
                )
                for one in chart.contacts
            ],
        ),
    }
    for entity, (title, lines) in shown.items():
        if entity not in chart.withheld:
            missing = chart.at_server.get(entity, 0)
            more = [(missing_line(missing), "")] if missing else []
            yield title, [*lines, *more] or [(_tr("none recorded"), "")]
    yield _tr("Visits"), _visits(summary)


def _counts(one: object) -> bool:
    return getattr(one, "status", "") not in _OVER


def _policy(one: Coverage) -> tuple[str, str]:
    number = " · ".join(part for part in (one.member_id, one.group_number) if part)
    return f"{one.payer} ({shown_choice(one.order)})", number


def _visits(summary: ChartSummary) -> list[tuple[str, str]]:
    chart, zone = summary.chart, summary.zone
    lines: list[tuple[str, str]] = []
    if chart.provider is not None:
        lines.append((_tr("Provider"), chart.provider.display_name))
    if chart.last_visit is not None:
        lines.append((_tr("Last visit"), shown_date(chart.last_visit.local_start[:10])))
    if chart.next_visit is not None:
        when = shown_visit(chart.next_visit.starts_at, zone, weekday=True)
        lines.append((_tr("Next visit"), when))
    return lines or [(_tr("none recorded"), "")]


def _left_out(chart: PatientChart) -> str:
    if not chart.withheld:
        return ""
    names = ", ".join(part_words(name) for name in sorted(chart.withheld))
    words = _tr("Not part of this summary, whether there is any or not: {0}.").format(names)
    return f"<p style='{_PALE}'>{escape(words)}</p>"


def _section(title: str, lines: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f"<tr><td width='60%' style='{_RULE}'>{escape(first)}</td>"
        f"<td style='{_RULE}'>{escape(second)}</td></tr>"
        for first, second in lines
    )
    head = f"<th colspan='2' align='left'><b>{escape(title)}</b></th>"
    return (
        "<p></p><table width='100%' cellpadding='3' cellspacing='0'>"
        f"<thead><tr>{head}</tr></thead>{rows}</table>"
    )


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    rows = "".join(
        f"<tr><td style='{_PALE}'>{escape(name)}&nbsp;&nbsp;&nbsp;</td><td>{escape(text)}</td></tr>"
        for name, text in facts
        if text
    )
    return f"<table cellpadding='2'>{rows}</table>"


def _address(patient: Patient) -> str:
    town = " ".join(filter(None, (patient.city, patient.state, patient.postal_code)))
    lines = (patient.address_line, patient.address_line2, town, patient.country)
    return ", ".join(one for one in lines if one)


def _day(summary: ChartSummary) -> str:
    day = summary.printed_at.astimezone(ZoneInfo(summary.zone)).date()
    return shown_date(day.isoformat())


def _printed(summary: ChartSummary) -> str:
    at = summary.printed_at.astimezone(ZoneInfo(summary.zone))
    if not summary.printed_by:
        return f"{_day(summary)} {clock_words(at)}"
    return _tr("Printed by {0}, {1} {2}").format(summary.printed_by, _day(summary), clock_words(at))
