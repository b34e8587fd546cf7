"""Conflicts in words: what clashed, how long it waits, who looks after it, who decided what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from PySide6.QtCore import QCoreApplication

from app.domain.conflict import ConflictKind, ConflictStatus, Resolution
from app.domain.declare import FieldKind, FieldSpec
from app.domain.errors import InvalidValue
from app.protocol.codec import value_from_wire
from app.services.conflict_list import ConflictLine
from app.ui.error_presenter import field_words
from app.ui.theme.tokens import Tone
from app.ui.wording import NOTHING, phone_words, shown_choice, shown_date, shown_entity, shown_visit

_MOST_FIELDS = 3


def _tr(text: str) -> str:
    return QCoreApplication.translate("conflicts", text)


def kind_words(kind: str) -> tuple[str, Tone, str]:
    """A conflict's kind as a chip: word, tone, icon."""
    known = {
        ConflictKind.DOUBLE_BOOKING.value: (_tr("Double booking"), Tone.DANGER, "calendar-days"),
        ConflictKind.DELETE_UPDATE.value: (_tr("Changed and removed"), Tone.WARN, "trash-2"),
        ConflictKind.DUPLICATE.value: (_tr("Possible duplicate"), Tone.INFO, "users"),
        ConflictKind.STATE.value: (_tr("Steps do not fit"), Tone.WARN, "git-compare"),
    }
    return known.get(kind, (_tr("Two values"), Tone.WARN, "git-compare"))


def headline(line: ConflictLine) -> str:
    """What it is about: "Patient · Phone and City", "Double booking"."""
    match line.kind:
        case ConflictKind.DOUBLE_BOOKING:
            return _tr("Two desks booked the same time")
        case ConflictKind.DUPLICATE:
            return _tr("One person or two?")
        case ConflictKind.DELETE_UPDATE:
            return _tr("{0}: changed and removed").format(shown_entity(line.entity))
        case ConflictKind.STATE:
            return _tr("{0}: the steps do not fit").format(shown_entity(line.entity))
        case _:
            fields = fields_words(line.fields)
            noun = shown_entity(line.entity)
            return _tr("{0}: {1}").format(noun, fields) if fields else noun


def whom(line: ConflictLine) -> str:
    """The patient it is about, or both of a possible duplicate; "" where nobody is shown."""
    return " / ".join(name for name in (line.patient_name, line.other_name) if name)


def fields_words(fields: tuple[str, ...]) -> str:
    """The first fields by name, and how many more there are."""
    names = [field_words(name) for name in fields if name not in ("id", "stamps")]
    if len(names) > _MOST_FIELDS:
        shown = ", ".join(names[: _MOST_FIELDS - 1])
        return _tr("{0} and {1} more").format(shown, len(names) - _MOST_FIELDS + 1)
    return ", ".join(names)


def age_words(since: datetime, now: datetime) -> str:
    """How long something waits: "just now", "14 min", "3 h", "2 days"."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 1:
        return _tr("just now")
    if minutes < 60:
        return _tr("{0} min").format(minutes)
    hours = minutes // 60
    if hours < 48:
        return _tr("{0} h").format(hours)
    return _tr("{0} days").format(hours // 24)


def origin_words(line: ConflictLine, zone: str) -> str:
    """Who held-back work is from, when, and at which desk."""
    parts = [
        line.actor_name,
        shown_visit(line.happened_at, zone) if line.happened_at else "",
        line.desk_name,
    ]
    return "  ·  ".join(part for part in parts if part)


def claim_words(line: ConflictLine, zone: str, *, user_id: str) -> str:
    """Who looks after it; "" where nobody does."""
    if line.status != ConflictStatus.CLAIMED or not line.claimed_by:
        return ""
    at = shown_visit(line.claimed_at, zone) if line.claimed_at else ""
    if line.claimed_by == user_id:
        return _tr("You look after it since {0}.").format(at)
    who = line.claimed_name or _tr("Somebody")
    return _tr("{0} looks after it since {1}.").format(who, at)


def decision_words(line: ConflictLine, zone: str, *, user_id: str = "") -> str:
    """Who decided what, and when."""
    known = {
        Resolution.MINE.value: _tr("the value held back was taken"),
        Resolution.THEIRS.value: _tr("what stood was kept"),
        Resolution.EDITED.value: _tr("another value was given"),
        Resolution.BOTH.value: _tr("both were kept"),
    }
    if line.kind == ConflictKind.DOUBLE_BOOKING:
        known |= {
            Resolution.MINE.value: _tr("the other patient's visit was moved"),
            Resolution.THEIRS.value: _moved_words(line),
            Resolution.EDITED.value: _moved_words(line),
            Resolution.BOTH.value: _tr("both visits were kept"),
        }
    what = known.get(line.resolution, _tr("it was decided"))
    who = line.resolved_name or _tr("Somebody")
    who = _tr("You") if user_id and line.resolved_by == user_id else who
    at = shown_visit(line.resolved_at, zone) if line.resolved_at else ""
    return _tr("{0}, {1}: {2}").format(who, at, what) if at else _tr("{0}: {1}").format(who, what)


def _moved_words(line: ConflictLine) -> str:
    """Whose visit was moved: which came first is told otherwise at the desk and at the server."""
    if not line.patient_name:
        return _tr("one of the visits was moved")
    return _tr("the visit of {0} was moved").format(line.patient_name)


def value_words(spec: FieldSpec, value: object, *, zone: str, names: Mapping[str, str]) -> str:
    """A wire value of a field in words; names tells what identifiers stand for."""
    if value is None or value in ("", []):
        return NOTHING
    if isinstance(value, bool):
        return _tr("Yes") if value else _tr("No")
    if isinstance(value, list):
        texts = map(str, cast("list[object]", value))
        return ", ".join(names.get(one, one) for one in texts)
    if not isinstance(value, str):
        return str(value)
    if spec.fact.refers_to:
        return names.get(value, _tr("another record"))
    if spec.kind is FieldKind.INSTANT:
        return _instant(spec, value, zone)
    if spec.kind is FieldKind.DATE or spec.name.endswith(("_date", "_on")):
        return _day(value)
    if spec.name.startswith("phone"):
        return phone_words(value)
    return shown_choice(value, spec.fact.choices) if spec.fact.choices else value


def _instant(spec: FieldSpec, value: str, zone: str) -> str:
    try:
        at = value_from_wire(spec, value)
    except InvalidValue:
        return value
    return shown_visit(at, zone) if isinstance(at, datetime) else value


def _day(value: str) -> str:
    try:
        return shown_date(value)
    except (TypeError, ValueError):
        return value
