"""Reading FHIR R4 data types (hl7.org/fhir/R4/datatypes.html) without trusting their shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import cast

import msgspec

from app.domain.errors import ImportRefused, InvalidValue
from app.domain.money import Money, read_money
from app.domain.values import (
    OLDEST_BIRTH_YEAR,
    check_partial_date,
    instant_of,
    is_email,
    seen_text,
)

Json = Mapping[str, object]

_DATE = re.compile(r"([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?:T.*)?")
_LONGEST_NUMBER = 300
NOTHING: Json = {}
"""The object that says nothing."""


def as_map(value: object) -> Json:
    """The value where it is an object; else an empty one."""
    return cast("Json", value) if isinstance(value, dict) else NOTHING


def listed(value: object) -> list[object]:
    """The values of a list; a lone value counts as a list of one."""
    return cast("list[object]", value) if isinstance(value, list) else [value]


def each(value: object) -> Iterator[Json]:
    """The objects of a list; a lone object counts as a list of one."""
    for item in listed(value):
        if isinstance(item, dict):
            yield cast("Json", item)


def first(value: object) -> Json:
    """The first object of a list; an empty one where there is none."""
    return next(each(value), NOTHING)


def words(value: object) -> Iterator[str]:
    """The texts of a list, tidied; empty ones are left out."""
    for item in listed(value):
        text = clean(item)
        if text:
            yield text


def clean(value: object, limit: int | None = None) -> str:
    """A text without control and direction characters and surplus space; "" for anything else.

    With a limit, longer text ends in an ellipsis: free text only, never names or codes.
    """
    if not isinstance(value, str):
        return ""
    text = " ".join(seen_text(value).split())
    if limit is not None and len(text) > limit:
        return text[: limit - 1] + "…"
    return text


def email_of(resource: Json) -> str | None:
    """The first usable e-mail address of a telecom list; unusable ones are left out."""
    for item in each(resource.get("telecom")):
        address = clean(item.get("value"))
        is_used = clean(item.get("system")) == "email" and clean(item.get("use")) != "old"
        if is_used and len(address) <= 254 and is_email(address):
            return address
    return None


def concept_text(value: object, limit: int = 500) -> str:
    """What a CodeableConcept says to people: its text, else the first display, else the code."""
    concept = as_map(value)
    text = clean(concept.get("text"), limit)
    if text:
        return text
    codings = list(each(concept.get("coding")))
    for key in ("display", "code"):
        for coding in codings:
            text = clean(coding.get(key), limit)
            if text:
                return text
    return ""


def concept_code(value: object, *, system: str = "") -> tuple[str, str]:
    """System and code of a CodeableConcept's first coding (of a system, where one is named)."""
    for coding in each(as_map(value).get("coding")):
        found = clean(coding.get("system"))
        if clean(coding.get("code")) and found.endswith(system):
            return found, clean(coding.get("code"))
    return "", ""


def concept_display(value: object, *, system: str = "") -> str:
    """What the system calls a CodeableConcept's first coding (of a system, where one is named)."""
    wanted = concept_code(value, system=system)
    for coding in each(as_map(value).get("coding")):
        if wanted == (clean(coding.get("system")), clean(coding.get("code"))):
            return clean(coding.get("display"), 500)
    return ""


def date_of(resource: Json, name: str) -> str | None:
    """The date part of a FHIR date or dateTime, possibly partial, as the source wrote it.

    Raises ImportRefused naming the field when it is no day of the calendar.
    """
    value = resource.get(name)
    if value is None:
        return None
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ImportRefused(f"{name} is not a date")
    try:
        return check_partial_date(name, match[1])
    except InvalidValue as error:
        raise ImportRefused(f"{name} {error.reason}") from None


def instant_in(resource: Json, name: str, *, zone: str) -> datetime | None:
    """The UTC instant of a FHIR dateTime; a bare date means midnight at the clinic.

    Raises ImportRefused naming the field when it is no instant.
    """
    value = resource.get(name)
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(cast("str", value))
    except (TypeError, ValueError):
        raise ImportRefused(f"{name} is not a date and time") from None
    if instant.year < OLDEST_BIRTH_YEAR:
        raise ImportRefused(f"{name} is before {OLDEST_BIRTH_YEAR}")
    try:
        return instant_of(instant, zone) if instant.tzinfo is None else instant.astimezone(UTC)
    except (InvalidValue, OverflowError):
        raise ImportRefused(f"{name} is not a date and time") from None


def day_of(resource: Json, name: str) -> date | None:
    """The whole day of a FHIR date or dateTime as the source wrote it; None for a mere year or
    month. Raises ImportRefused naming the field when it is no day of the calendar."""
    text = date_of(resource, name)
    return date.fromisoformat(text) if text is not None and len(text) == 10 else None


def decimal_number(text: str) -> Decimal:
    """A JSON number with a point as it stands there: money is never a binary fraction.

    Raises ValidationError where it is beyond measure: it would fill the memory once written out.
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise msgspec.ValidationError("no number") from None
    if abs(number.adjusted()) > _LONGEST_NUMBER:
        raise msgspec.ValidationError("no number")
    return number


def number_of(value: object) -> Decimal | None:
    """A JSON number, None for anything else."""
    if isinstance(value, float):  # nothing the reader decodes: as it is written, not as it is held
        value = Decimal(str(value))
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value)


def whole_number(value: object) -> int | None:
    """A JSON number without a fraction, of a size a column holds; None for anything else."""
    number = number_of(value)
    if number is None or abs(number) >= 2**31 or number != number.to_integral_value():
        return None
    return int(number)


def money_of(value: object, field: str) -> Money | None:
    """A FHIR Money in whole minor units, half up; None where there is none.

    Raises ImportRefused naming the field when it is no amount.
    """
    amount = as_map(value)
    if not amount:
        return None
    number = number_of(amount.get("value"))
    if number is None:
        raise ImportRefused(f"{field} is not an amount")
    try:
        return read_money(str(number), clean(amount.get("currency")) or "USD", field=field)
    except InvalidValue as error:
        raise ImportRefused(f"{field} {error.reason}") from None
