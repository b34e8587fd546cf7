"""The audit chain once more, from its description alone: a second opinion on the product's.

canonical = JSON of an event's columns, keys sorted, no spaces, identifiers in hexadecimal, columns
that came later only where they hold something; mac = HMAC-SHA256(key, previous mac + canonical);
link = SHA-256(previous link + canonical); the first row stands on 32 zero bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

CHAIN = ("prev", "mac", "link", "prev_link")
_KEYS = {"device_id", "session_id", "actor_id", "row_id", "patient_id"}
_FIRST_COLUMNS = {
    "seq", "at", "monotonic_ns", *_KEYS, "role", "action", "entity", "purpose", "result_count",
    "fields", "subjects",
}  # fmt: skip
Event = dict[str, Any]


def read_events(raw: Any) -> list[Event]:
    """Every event as a dictionary, in order."""
    cursor = raw.execute("SELECT * FROM audit ORDER BY seq")
    names = [one[0] for one in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def read_subjects(raw: Any) -> dict[Any, set[Any]]:
    """Which records each event names beside itself."""
    found: dict[Any, set[Any]] = {}
    for seq, row_id in raw.execute("SELECT seq, row_id FROM audit_subject").fetchall():
        found.setdefault(seq, set()).add(row_id)
    return found


def canonical(event: Event) -> bytes | None:
    """The byte string of an event; None where a column holds what no event can hold."""
    fields: dict[str, Any] = {}
    for name, value in event.items():
        if name in CHAIN or (name not in _FIRST_COLUMNS and value is None):
            continue
        is_key = name in _KEYS or name not in _FIRST_COLUMNS
        if isinstance(value, bytes) is not (is_key and value is not None) and value is not None:
            return None
        fields[name] = value.hex() if isinstance(value, bytes) else value
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def chain(key: bytes, before: tuple[bytes, bytes], text: bytes) -> tuple[bytes, bytes]:
    """The mac and the link that follow."""
    mac = hmac.new(key, before[0] + text, hashlib.sha256).digest()
    return mac, hashlib.sha256(before[1] + text).digest()


def first_broken(events: Sequence[Event], subjects: dict[Any, set[Any]], key: bytes) -> int | None:
    """The number of the first event that does not fit; None when the trail is whole."""
    before = (bytes(32), bytes(32))
    for number, event in enumerate(events, start=1):
        text = canonical(event)
        if text is None or event["seq"] != number:
            return number
        mac, link = chain(key, before, text)
        if [event[name] for name in CHAIN] != [before[0], mac, link, before[1]]:
            return number
        named = {bytes.fromhex(one) for one in json.loads(event["subjects"] or "[]")}
        if subjects.get(number, set()) != named:
            return number
        before = (mac, link)
    extra = [seq for seq in subjects if not 1 <= seq <= len(events)]
    return len(events) + 1 if extra else None


def rewritten(events: Sequence[Event], key: bytes) -> list[Event]:
    """The events chained anew, as somebody who holds the audit key would do it."""
    before = (bytes(32), bytes(32))
    made: list[Event] = []
    for number, event in enumerate(events, start=1):
        text = canonical(event | {"seq": number})
        assert text is not None
        mac, link = chain(key, before, text)
        links = dict(zip(CHAIN, (before[0], mac, link, before[1]), strict=True))
        made.append(event | {"seq": number} | links)
        before = (mac, link)
    return made


def replace_trail(raw: Any, events: Sequence[Event]) -> None:
    """Put these events in place of the whole trail."""
    raw.execute("DELETE FROM audit")
    if events:
        names = ", ".join(events[0])
        marks = ", ".join("?" * len(events[0]))
        raw.executemany(
            f"INSERT INTO audit ({names}) VALUES ({marks})", [tuple(one.values()) for one in events]
        )
