"""Values with rules of their own: partial dates, phone numbers, NPIs, clinic time."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from itertools import filterfalse
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.errors import InvalidValue

_NOT_A_DIGIT = re.compile(r"[^0-9]+")
_FIRST_DAY = "0000-01-01"
_PARTIAL_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_TURNS_TEXT = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
OLDEST_BIRTH_YEAR = 1850


def check_partial_date(field: str, text: str, *, today: date | None = None) -> str:
    """An ISO 8601 date, possibly partial ("1971", "1971-05"). Raises InvalidValue.

    With today given, a date after it is refused.
    """
    if not _PARTIAL_DATE.fullmatch(text):
        raise InvalidValue(field, "is not a date (YYYY, YYYY-MM or YYYY-MM-DD)")
    try:
        first = date.fromisoformat(text + _FIRST_DAY[len(text) :])
    except ValueError:
        raise InvalidValue(field, "is not a day of the calendar") from None
    if first.year < OLDEST_BIRTH_YEAR:
        raise InvalidValue(field, f"is before {OLDEST_BIRTH_YEAR}")
    if today is not None and first > today:
        raise InvalidValue(field, "is in the future")
    return text


def is_surely_before(earlier: str, later: str) -> bool:
    """Whether one partial date ends before another begins: "2026-05" is not before "2026"."""
    shared = min(len(earlier), len(later))
    return earlier[:shared] < later[:shared]


def read_date(text: str, *, today: date, day_first: bool = False) -> tuple[str, ...]:
    """Every ISO date a person may mean by what they typed, likeliest first; empty if none.

    Understands 1971-05-03, 5/3/71, 05.03.1971, 3-Apr-71, "3 apr 1971", 19710503, 05031971, in
    the digits of any script. Two-digit years mean the hundred years up to today, to the day.
    Slashes read month first unless day_first; dots always read day first.
    """
    cleaned = plain_digits(text).strip().lower().rstrip(",.")
    if _PARTIAL_DATE.fullmatch(cleaned) and "-" in cleaned:
        return _valid((cleaned,))
    named = re.fullmatch(r"(\d{1,2})[\s.\-/]*([a-z]{3,9})[\s.,\-/]*(\d{2}|\d{4})", cleaned)
    if named and named[2] in _MONTHS:
        return _valid((_iso(named[3], _MONTHS[named[2]], named[1], today),))
    american = re.fullmatch(r"([a-z]{3,9})[\s.\-/]*(\d{1,2})[\s.,\-/]+(\d{2}|\d{4})", cleaned)
    if american and american[1] in _MONTHS:
        return _valid((_iso(american[3], _MONTHS[american[1]], american[2], today),))
    parts = re.fullmatch(r"(\d{1,2})([./\-])(\d{1,2})\2(\d{2}|\d{4})", cleaned)
    if parts:
        by_month = _iso(parts[4], parts[1], parts[3], today)
        by_day = _iso(parts[4], parts[3], parts[1], today)
        first_day = day_first or parts[2] == "."
        return _valid((by_day, by_month) if first_day else (by_month, by_day))
    if re.fullmatch(r"\d{8}", cleaned):
        return _valid(
            (
                f"{cleaned[:4]}-{cleaned[4:6]}-{cleaned[6:]}",
                f"{cleaned[4:]}-{cleaned[:2]}-{cleaned[2:4]}",
                f"{cleaned[4:]}-{cleaned[2:4]}-{cleaned[:2]}",
            )
        )
    return ()


def read_month(text: str) -> str:
    """The month that "May 1971" or "05/1971" means, "1971-05"; "" where it is none."""
    cleaned = plain_digits(text).strip().lower()
    found = re.fullmatch(r"(\d{1,2}|[a-z]{3,9})[\s.,/\-]+(\d{4})", cleaned)
    if found is None:
        return ""
    month = int(found[1]) if found[1].isdigit() else _MONTHS.get(found[1], 0)
    return f"{found[2]}-{month:02d}" if 1 <= month <= 12 else ""


def normalised_phone(text: str, *, region: str = "US") -> str:
    """E.164 where the number is valid for the region or carries its country; else as entered.

    Source: libphonenumber. A number that is no number at all raises InvalidValue("phone").
    """
    import phonenumbers

    # Other programs paste numbers with marks for the direction of reading around them.
    stripped = _UNSEEN.sub("", text).strip()
    if sum(char.isdigit() for char in stripped) < 3 or re.search(r"[^\d\s+()./\-#*xext]", stripped):
        raise InvalidValue("phone", "is not a phone number")
    try:
        number = phonenumbers.parse(stripped, region)
    except phonenumbers.NumberParseException:
        return stripped
    if not phonenumbers.is_valid_number(number):
        return stripped
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown_phone(text: str, *, region: str = "US") -> str:
    """A stored phone number as people of the region write it."""
    if not text.startswith("+"):
        return text
    if region in ("US", "CA") and re.fullmatch(r"\+1\d{10}", text):
        return f"({text[2:5]}) {text[5:8]}-{text[8:]}"
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def digits(text: str) -> str:
    """Only the digits of a text, as 0 to 9."""
    if text[1:].isdigit() and text.isascii() and text[0] == "+":  # as phones are kept
        return text[1:]
    return _NOT_A_DIGIT.sub("", plain_digits(text))


def plain_digits(text: str) -> str:
    """The text with the digits of every script as 0 to 9: "١٩٧١" → "1971"."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char, char)) for char in text)


def seen_text(text: str) -> str:
    """The text without characters nobody sees: control, zero-width and direction characters.

    The joiners stay: Persian and Indian names are spelled with them.
    """
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub("", text)


def turns_text(text: str) -> bool:
    """Whether a text holds marks that make the text around it run the other way."""
    return not text.isascii() and _TURNS_TEXT.search(text) is not None


def is_email(text: str) -> bool:
    """Whether a text has the shape of an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def is_valid_npi(text: str) -> bool:
    """Ten digits whose Luhn sum with the prefix 80840 is a multiple of ten (45 CFR 162.406)."""
    if not re.fullmatch(r"[0-9]{10}", text):
        return False
    total = 0
    for position, char in enumerate(reversed("80840" + text)):
        digit = int(char) * (2 if position % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def folded(text: str) -> str:
    """Lower case without accents, as searches compare: "Núñez" → "nunez", "Weiß" → "weiss"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(filterfalse(unicodedata.combining, decomposed))


def is_zone(name: str) -> bool:
    """Whether this is a time zone of the IANA list ("America/New_York")."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder
        return False
    return True


def local_text(instant: datetime, zone: str) -> str:
    """The clinic's wall time of an instant, to the minute: "2026-11-21T09:30"."""
    return instant.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def instant_of(local: datetime, zone: str) -> datetime:
    """The UTC instant of a wall time at the clinic.

    A time skipped by a clock change raises InvalidValue; a repeated one means the first.
    """
    aware = local.replace(tzinfo=ZoneInfo(zone), fold=0)
    instant = aware.astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise InvalidValue("start", "does not exist on this day: the clocks go forward")
    return instant


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The UTC instants at which a clinic day begins and ends (23 to 25 hours apart)."""
    here = ZoneInfo(zone)
    begin = datetime(day.year, day.month, day.day, tzinfo=here)
    after = day + timedelta(days=1)
    end = datetime(after.year, after.month, after.day, tzinfo=here)
    return begin.astimezone(UTC), end.astimezone(UTC)


def age_on(birth_date: str, day: date) -> int | None:
    """Whole years of age on a day; None where the birth year alone is not enough to tell."""
    parts = [int(part) for part in birth_date.split("-")]
    if len(parts) < 3:
        return None
    return day.year - parts[0] - ((day.month, day.day) < (parts[1], parts[2]))


def _iso(year: str, month: int | str, day: int | str, today: date) -> str:
    number = int(year)
    if len(year) == 2:
        number += today.year // 100 * 100
        if (number, int(month), int(day)) > (today.year, today.month, today.day):
            number -= 100
    return f"{number:04d}-{int(month):02d}-{int(day):02d}"


def _valid(candidates: tuple[str, ...]) -> tuple[str, ...]:
    good: list[str] = []
    for candidate in candidates:
        try:
            check_partial_date("date", candidate)
        except InvalidValue:
            continue
        if candidate not in good:
            good.append(candidate)
    return tuple(good)
