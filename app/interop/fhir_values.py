"""Reading FHIR R4 data types (hl7.org/fhir/R4/datatypes.html) without trusting their shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import cast

from app.domain.errors import ImportRefused, InvalidValue
from app.domain.values import (
    OLDEST_BIRTH_YEAR,
    check_partial_date,
    instant_of,
    is_email,
    seen_text,
)

Json = Mapping[str, object]

_DATE = re.compile(r"([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?:T.*)?")
_NOTHING: Json = {}


def as_map(value: object) -> Json:
    """The value where it is an object; else an empty one."""
    return cast("Json", value) if isinstance(value, dict) else _NOTHING


def each(value: object) -> Iterator[Json]:
    """The objects of a list; a lone object counts as a list of one."""
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    for item in items:
        if isinstance(item, dict):
            yield cast("Json", item)


def first(value: object) -> Json:
    """The first object of a list; an empty one where there is none."""
    return next(each(value), _NOTHING)


def words(value: object) -> Iterator[str]:
    """The texts of a list, tidied; empty ones are left out."""
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    for item in items:
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
