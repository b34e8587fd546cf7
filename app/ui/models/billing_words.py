"""Money in words: amounts as the country writes them, entries, and how each stands."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from app.domain.account_lines import AccountLine, LineState
from app.domain.billing import AdjustmentKind, PaymentMethod
from app.domain.ledger import AGE_LIMITS
from app.domain.money import minor_digits, read_typed
from app.ui.language import day_pattern
from app.ui.theme.tokens import Tone
from app.ui.wording import NOTHING, shown_date, shown_other

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CAD": "CA$", "AUD": "A$"}
_MINUS = "\N{MINUS SIGN}"


class StateLook(NamedTuple):
    """How an entry's state is shown; colour never stands alone."""

    words: str
    tone: Tone
    icon: str


def said(text: str) -> str:
    """A text of the Billing panel in the user's language."""
    return QCoreApplication.translate("billing", text)


def shown_number(minor: int, currency: str) -> str:
    """An amount without its currency, as the country groups it: "1,234.50"."""
    digits = minor_digits(currency)
    words = QLocale().toString(abs(minor) / 10**digits, "f", digits)
    return f"{_MINUS}{words}" if minor < 0 else words


def shown_money(minor: int, currency: str) -> str:
    """An amount with its currency: "$1,234.50", "−$5.00"."""
    digits = minor_digits(currency)
    symbol = _SYMBOLS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    locale, amount = QLocale(), abs(minor) / 10**digits
    if locale.language() is QLocale.Language.C:  # which would put the sign behind
        words = f"{symbol}{locale.toString(amount, 'f', digits)}"
    else:
        words = locale.toCurrencyString(amount, symbol, digits)
    return f"{_MINUS}{words}" if minor < 0 else words


def typed_money(text: str, currency: str) -> int:
    """What somebody typed, in minor units. Raises InvalidValue."""
    point = "," if QLocale().decimalPoint() == "," else "."
    return read_typed(text, currency, point=point)


def money_to_type(minor: int, currency: str) -> str:
    """An amount as it stands in a field to be changed: no grouping, no currency."""
    digits = minor_digits(currency)
    if not digits:
        return str(minor)
    whole, rest = divmod(abs(minor), 10**digits)
    point = "," if QLocale().decimalPoint() == "," else "."
    return f"{'-' if minor < 0 else ''}{whole}{point}{rest:0{digits}d}"


def shown_day(day: date) -> str:
    """A day in a column, two digits wide: "03 Nov 2026"."""
    return QLocale().toString(QDate(day.year, day.month, day.day), day_pattern("dd MMM yyyy"))


def kind_words(kind: str) -> str:
    """An entry's kind."""
    return {
        "charge": said("Charge"),
        "payment": said("Payment"),
        "adjustment": said("Adjustment"),
        "refund": said("Refund"),
        "allocation": said("Allocation"),
    }.get(kind, shown_other(kind))


def method_words(method: str) -> str:
    """How money came in or went out."""
    return {
        str(PaymentMethod.CASH): said("Cash"),
        str(PaymentMethod.CARD): said("Card"),
        str(PaymentMethod.CHECK): said("Check"),
        str(PaymentMethod.TRANSFER): said("Bank transfer"),
        str(PaymentMethod.INSURANCE): said("Insurance"),
        str(PaymentMethod.OTHER): said("Other"),
    }.get(method, shown_other(method))


def adjustment_words(kind: str) -> str:
    """Why less (or more) is owed."""
    return {
        str(AdjustmentKind.CONTRACTUAL): said("Contractual"),
        str(AdjustmentKind.DISCOUNT): said("Discount"),
        str(AdjustmentKind.WRITE_OFF): said("Write-off"),
        str(AdjustmentKind.COURTESY): said("Courtesy"),
        str(AdjustmentKind.FEE): said("Fee"),
    }.get(kind, shown_other(kind))


def state_look(line: AccountLine) -> StateLook:
    """How an entry stands, in a word, a tone and an icon."""
    return {
        LineState.OPEN: StateLook(said("Open"), Tone.WARN, "circle"),
        LineState.PART_PAID: StateLook(said("Part-paid"), Tone.INFO, "circle-dot"),
        LineState.PAID: StateLook(said("Paid"), Tone.OK, "circle-check"),
        LineState.CREDIT: StateLook(said("Credit left"), Tone.VIOLET, "banknote"),
        LineState.POSTED: StateLook(said("Posted"), Tone.NEUTRAL, "check"),
        LineState.REVERSED: StateLook(said("Reversed"), Tone.DANGER, "circle-x"),
        LineState.REVERSAL: StateLook(said("Reversal"), Tone.NEUTRAL, "undo-2"),
    }[line.state]


def entry_words(line: AccountLine) -> str:
    """What an entry is: the service with its codes, or how money moved."""
    if line.kind == "charge":
        codes = " · ".join(filter(None, (line.code, ", ".join(line.diagnoses))))
        return f"{line.text} ({codes})" if codes else line.text
    if line.kind == "adjustment":
        words = f"{kind_words(line.kind)}: {adjustment_words(line.how)}"
    else:
        words = f"{kind_words(line.kind)}: {method_words(line.how)}"
        if line.reference:
            words = f"{words} {line.reference}"
    return f"{words} – {line.note}" if line.note else words


def charge_words(line: AccountLine, currency: str) -> str:
    """A charge in a list to choose from: what, when, what is still owed."""
    owed = said("{0} open").format(shown_money(line.left, currency))
    return f"{shown_date(line.on.isoformat())} · {line.text} · {owed}"


def payment_words(line: AccountLine, currency: str) -> str:
    """A payment in a list to choose from: when, how, what is left of it."""
    left = said("{0} left").format(shown_money(line.left, currency))
    return f"{shown_date(line.on.isoformat())} · {method_words(line.how)} · {left}"


def balance_words(minor: int, currency: str) -> str:
    """A balance in a sentence."""
    if minor > 0:
        return said("{0} owed").format(shown_money(minor, currency))
    if minor < 0:
        return said("{0} in credit").format(shown_money(-minor, currency))
    return said("Nothing owed")


def bucket_words() -> tuple[str, ...]:
    """The ages of what is owed, as column titles."""
    starts = (0, *(limit + 1 for limit in AGE_LIMITS[:-1]))
    spans = [
        said("{0}–{1} days").format(start, limit)
        for start, limit in zip(starts, AGE_LIMITS, strict=True)
    ]
    return (*spans, said("Over {0} days").format(AGE_LIMITS[-1]))


def read_aloud(line: AccountLine, currency: str) -> str:
    """A line as a screen reader says it."""
    waiting = said("Waiting to sync") if line.is_pending else ""
    parts = (
        shown_date(line.on.isoformat()),
        entry_words(line),
        shown_money(line.amount, currency),
        state_look(line).words,
        said("balance {0}").format(shown_money(line.balance, currency)),
        waiting,
    )
    return ", ".join(part for part in parts if part and part != NOTHING)
