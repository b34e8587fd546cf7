"""How the desk stands with the server, told at length: times, counts, and what they mean."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.domain.telemetry import Area
from app.ui.wording import shown_choice, shown_visit

if TYPE_CHECKING:
    from app.sync.status import SyncStatus

_WORD_BEGINS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PATH = re.compile(r"^[A-Z]+ /(?:v\d+/)?")

CLOCKS_DIFFER_S = 300.0
"""From here on a clock that is wrong is worth telling."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("sync", text)


def age_words(age: timedelta) -> str:
    """How long something waits: "14 min", "3 h", "12 days"."""
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 1:
        return _tr("less than a minute")
    if minutes < 120:
        return _tr("{0} min").format(minutes)
    hours = minutes // 60
    if hours < 48:
        return _tr("{0} h").format(hours)
    return _tr("{0} days").format(hours // 24)


def facts_line(status: SyncStatus | None, zone: str, now: datetime) -> str:
    """When both sides were last alike, what waits and since when, and a clock that is wrong."""
    if status is None:
        return ""
    at = status.last_synced_at
    parts = [
        _tr("Last in step with the server {0}").format(shown_visit(at, zone))
        if at
        else _tr("Not in step with the server since the program started"),
        _waiting(status, now),
        _needing(status),
        _clock(status.clock_offset_s),
    ]
    return "  ·  ".join(part for part in parts if part)


def _waiting(status: SyncStatus, now: datetime) -> str:
    if not status.waiting:
        return _tr("nothing else is waiting") if status.quarantined else _tr("nothing is waiting")
    count = (
        _tr("1 change waiting")
        if status.waiting == 1
        else _tr("{0} changes waiting").format(f"{status.waiting:,}")
    )
    oldest = status.oldest_waiting_at
    return count if oldest is None else f"{count}, {_oldest(now - oldest)}"


def _oldest(age: timedelta) -> str:
    return _tr("the oldest for {0}").format(age_words(age))


def _needing(status: SyncStatus) -> str:
    count = status.quarantined
    if not count:
        return ""
    return _tr("1 needs a person") if count == 1 else _tr("{0} need a person").format(count)


def _clock(offset_s: float) -> str:
    """The server's time counts everywhere; a wrong clock here only shows wrong times."""
    if abs(offset_s) < CLOCKS_DIFFER_S:
        return ""
    way = _tr("behind") if offset_s > 0 else _tr("ahead")
    age = age_words(timedelta(seconds=abs(offset_s)))
    return _tr("this computer's clock is {0} {1}").format(age, way)


def measured_words(area: Area, name: str) -> str:
    """What was measured, for people: "AppointmentCollection.free_slots" is "Appointment: free
    slots", "POST /v1/sync/push" is "Sync push"."""
    if area is Area.API:
        return shown_choice(_PATH.sub("", name).strip("/").replace("/", " "))
    owner, _, deed = name.rpartition(".")
    words = deed.replace("_", " ").strip()
    whose = _WORD_BEGINS.sub(" ", owner.removesuffix("Collection")).capitalize()
    return f"{whose}: {words}" if whose else words.capitalize()
