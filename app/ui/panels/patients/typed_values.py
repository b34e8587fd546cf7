"""Reading what a person typed into a date or phone line the way it will be stored."""

from __future__ import annotations

from datetime import date
from typing import cast

from app.domain.declare import FieldKind, Record, entity_of
from app.domain.errors import InvalidValue
from app.domain.values import normalised_phone, read_date, read_month
from app.ui.language import in_english


def typed_date(text: str, *, today: date) -> str:
    """The likeliest ISO date or month meant; text that is neither stays, for the check to name."""
    meant = in_english(text)
    understood = read_date(meant, today=today) if text else ()
    return understood[0] if understood else read_month(meant) or text


def whole_day_of(record_type: type[Record], name: str, found: str) -> str | date:
    """A date as its field keeps it: partial, or a day. "" stays "". Raises InvalidValue."""
    if not found or entity_of(record_type).by_name[name].kind is not FieldKind.DATE:
        return found
    try:
        return date.fromisoformat(found)
    except ValueError:
        raise InvalidValue(name, "is not a date") from None


def typed_phone(text: str) -> str:
    """The number as it is stored; "" stays "". Raises InvalidValue for what is no number."""
    return normalised_phone(text) if text else ""


def typed_number(name: str, text: str) -> str | int:
    """The whole number that was typed; "" stays "". Raises InvalidValue for what is none."""
    try:
        return int(in_english(text)) if text else ""
    except ValueError:
        raise InvalidValue(name, "is not a whole number") from None


def listed(values: object, name: str) -> list[dict[str, object]]:
    """The list of that name in what a draft holds, without what is no part of one."""
    if not isinstance(values, dict):
        return []
    found = cast("dict[str, object]", values).get(name)
    if not isinstance(found, list):
        return []
    parts = cast("list[object]", found)
    return [cast("dict[str, object]", one) for one in parts if isinstance(one, dict)]
