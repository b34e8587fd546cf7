"""Who recorded something of a chart, when, and what its code means: one line below it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from app.domain.declare import Record
from app.domain.ids import RecordId
from app.ui.wording import shown_date


def origin_words(record: Record | None, names: Mapping[RecordId, str]) -> str:
    """ "Recorded by Ruiz, Ana, Apr 4, 2014 · coded as Aspirin 500 mg"; "" where nothing is known.

    names: of the users and practitioners who recorded something of the chart.
    """
    parts = (_recorded(record, names), _coded(record)) if record is not None else ()
    return " · ".join(part for part in parts if part)


def _recorded(record: Record, names: Mapping[RecordId, str]) -> str:
    known = (str(getattr(record, name, "")) for name in ("recorded_by", "recorder_id"))
    who = next((name for one in known if (name := names.get(RecordId(one)))), "")
    on = getattr(record, "recorded_on", None)
    day = shown_date(on) if on else ""
    if who:
        told = f"{who}, {day}" if day else who
        return _tr("Recorded by {0}").format(told)
    return _tr("Recorded {0}").format(day) if day else ""


def _coded(record: Record) -> str:
    display: str = getattr(record, "display", "")
    text: str = getattr(record, "text", "")
    return _tr("coded as {0}").format(display) if display.strip() not in ("", text) else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("origin_words", text)
