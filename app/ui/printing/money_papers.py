"""Receipts, statements and the sheet of a day as documents: clinic, whose it is, lines, total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import escape

from app.domain.billing import CashDrawer, DaySheet
from app.domain.patient import Patient
from app.domain.tills import over_short
from app.services.receipts import PaperLine, Receipt, StatementPaper, StatementPart
from app.ui.models.billing_words import (
    bucket_words,
    method_words,
    said,
    shown_money,
)
from app.ui.printing.pages import Paper
from app.ui.wording import shown_date

_RULE = "border-bottom: 1px solid #dce3e9"
_HEAD = "<th align='{0}' style='font-weight:600'>{1}</th>"


def receipt_paper(receipt: Receipt) -> Paper:
    """A receipt: what came in, what it pays, line by line."""
    payment, currency = receipt.payment, receipt.currency
    facts = [
        (said("Received on"), _day(payment.received_on)),
        (said("Method"), method_words(payment.method)),
        (said("Reference"), payment.reference),
        (said("Receipt number"), payment.receipt_number or payment.id[-8:].upper()),
    ]
    lines = [
        (_day(one.on), _received_words(one), shown_money(one.amount, currency))
        for one in receipt.lines
    ]
    total = shown_money(receipt.total, currency)
    owed = said("Balance after this: {0}").format(shown_money(receipt.balance, currency))
    body = (
        _letterhead(receipt.clinic, said("Receipt"), receipt.made_on)
        + _whose(receipt.patient)
        + _facts(facts)
        + _table(lines, total=(said("Paid"), total))
        + f"<p>{escape(owed)}</p>"
        + f"<p style='color:#51606f'>{escape(_printed(receipt.printed_by))}</p>"
    )
    return _paper(said("Receipt"), body, receipt.clinic, [receipt.patient])


def statements_paper(statements: Sequence[StatementPaper]) -> Paper:
    """Statements: each of them begins on a page of its own, names its reader at the foot of every
    page and counts its own pages, for it goes into an envelope of its own."""
    parts = tuple(
        _paper(said("Statement"), _statement(one), one.clinic, [one.to]) for one in statements
    )
    if len(parts) == 1:
        return parts[0]
    body = "".join(one.html for one in parts)
    clinic = statements[0].clinic if statements else ""
    return replace(_paper(said("Statement"), body, clinic, []), parts=parts)


def day_paper(sheet: DaySheet, *, clinic: str, closed_by: str) -> Paper:
    """The sheet of a day that was closed."""
    facts = [
        (said("Day"), _day(sheet.on)),
        (said("Entries"), str(sheet.entries)),
        (said("Closed by"), closed_by),
        (said("Note"), sheet.note),
    ]
    body = (
        _letterhead(clinic, said("Day sheet"), sheet.on)
        + _facts(facts)
        + _counted(sheet.expected_minor, sheet.counted_minor, sheet.currency)
        + f"<p>{escape(said('Locked by'))}: <small>{escape(sheet.content_hash)}</small></p>"
    )
    return _paper(said("Day sheet"), body, clinic, [])


def drawer_paper(drawer: CashDrawer, *, clinic: str, opened: str, closed: str) -> Paper:
    """A drawer that was counted and closed."""
    facts = [
        (said("Opened"), opened),
        (said("Closed"), closed),
        (said("Float"), shown_money(drawer.float_minor, drawer.currency)),
        (said("Note"), drawer.note),
    ]
    body = (
        _letterhead(clinic, said("Cash drawer"), drawer.opened_at.date())
        + _facts(facts)
        + _counted(drawer.expected_minor, drawer.counted_minor, drawer.currency)
    )
    return _paper(said("Cash drawer"), body, clinic, [])


def _received_words(line: PaperLine) -> str:
    """What became of this much of a payment."""
    rest = said("Given back") if line.is_given_back else said("Kept as credit")
    return line.text or rest


def _statement(one: StatementPaper) -> str:
    currency = one.currency
    parts = "".join(_statement_part(part, currency) for part in one.parts)
    owed = f"<h2>{escape(said('Please pay'))} {escape(shown_money(one.total, currency))}</h2>"
    ages = "".join(_HEAD.format("right", escape(words)) for words in bucket_words())
    sums = "".join(
        f"<td align='right'>{escape(shown_money(minor, currency))}</td>" for minor in one.aging
    )
    aging = f"<table width='100%' cellpadding='4'><tr>{ages}</tr><tr>{sums}</tr></table>"
    return (
        _letterhead(one.clinic, said("Statement"), one.made_on)
        + _address(one.to)
        + owed
        + parts
        + aging
    )


def _statement_part(part: StatementPart, currency: str) -> str:
    rest = said("Payments and adjustments of no single charge")
    lines = [
        (_day(one.on), one.text or rest, shown_money(one.amount, currency)) for one in part.lines
    ]
    total = shown_money(part.account.balance, currency)
    return _whose(part.patient) + _table(lines, total=(said("Owed"), total))


def _letterhead(clinic: str, title: str, day: date) -> str:
    return (
        "<table width='100%'><tr>"
        f"<td><span style='font-size:15px; font-weight:600'>{escape(clinic)}</span></td>"
        f"<td align='right'>{escape(_day(day))}</td></tr></table>"
        f"<h1 style='font-size:20px; font-weight:600'>{escape(title)}</h1>"
    )


def _whose(patient: Patient) -> str:
    born = said("born {0}").format(shown_date(patient.birth_date))
    facts = f"{born} · {patient.mrn}"
    return f"<p><b>{escape(patient.display_name)}</b><br/>{escape(facts)}</p>"


def _address(patient: Patient) -> str:
    town = " ".join(filter(None, (patient.city, patient.state, patient.postal_code)))
    name = f"{patient.given_names} {patient.family_name}".strip()
    lines = (name, patient.address_line, patient.address_line2, town, patient.country)
    return f"<p>{'<br/>'.join(escape(one) for one in lines if one)}</p>"


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    rows = "".join(
        f"<tr><td style='color:#51606f'>{escape(name)}&nbsp;&nbsp;&nbsp;</td>"
        f"<td>{escape(text)}</td></tr>"
        for name, text in facts
        if text
    )
    return f"<table cellpadding='2'>{rows}</table><p></p>"


def _table(lines: Iterable[tuple[str, str, str]], *, total: tuple[str, str]) -> str:
    """Rows of day, words and amount; the titles stand on every page."""
    titles = (
        _HEAD.format("left", escape(said("Day")))
        + _HEAD.format("left", escape(said("Service")))
        + _HEAD.format("right", escape(said("Amount")))
    )
    rows = "".join(
        f"<tr><td style='{_RULE}'>{escape(day)}&nbsp;&nbsp;</td>"
        f"<td style='{_RULE}'>{escape(text)}</td>"
        f"<td align='right' style='{_RULE}'>{escape(amount)}</td></tr>"
        for day, text, amount in lines
    )
    name, amount = total
    last = (
        f"<tr><td></td><td align='right'><b>{escape(name)}&nbsp;&nbsp;</b></td>"
        f"<td align='right'><b>{escape(amount)}</b></td></tr>"
    )
    return (
        "<table width='100%' cellpadding='4' cellspacing='0'>"
        f"<thead><tr>{titles}</tr></thead>{rows}{last}</table>"
    )


def _counted(expected: Mapping[str, int], counted: Mapping[str, int], currency: str) -> str:
    """Expected, counted and over or short by method."""
    differs = over_short(expected, counted)
    titles = "".join(
        _HEAD.format(side, escape(words))
        for side, words in (
            ("left", said("Method")),
            ("right", said("Expected")),
            ("right", said("Counted")),
            ("right", said("Over or short")),
        )
    )
    rows = "".join(
        f"<tr><td style='{_RULE}'>{escape(method_words(method))}</td>"
        + "".join(
            f"<td align='right' style='{_RULE}'>{escape(words)}</td>"
            for words in (
                shown_money(expected.get(method, 0), currency),
                shown_money(counted[method], currency)
                if method in counted
                else said("not counted"),
                shown_money(differs[method], currency) if method in differs else "",
            )
        )
        + "</tr>"
        for method in sorted({*expected, *counted})
    )
    return (
        "<table width='100%' cellpadding='4' cellspacing='0'>"
        f"<thead><tr>{titles}</tr></thead>{rows}</table>"
    )


def _paper(title: str, body: str, clinic: str, people: Sequence[Patient]) -> Paper:
    names = [f"{one.display_name} · {one.mrn}" for one in people]
    return Paper(title=title, html=f"<body>{body}</body>", foot=" · ".join([clinic, *names]))


def _printed(name: str) -> str:
    return said("Printed by {0}").format(name) if name else ""


def _day(day: date) -> str:
    return shown_date(day.isoformat())
