"""Who recorded something of a chart, when, and what its code means: one line below it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from app.domain.declare import Record
from app.domain.history import HealthRecord, VitalSigns
from app.domain.ids import RecordId
from app.ui.wording import shown_date

_RECORDERS = ("recorded_by", "recorder_id")


def origin_words(record: Record | None, names: Mapping[RecordId, str]) -> str:
    """ "Recorded by Ruiz, Ana, Apr 4, 2014 · coded as Aspirin 500 mg"; "" where nothing is known.

    names: of the users and practitioners who recorded something of the chart.
    """
    parts = (_recorded(record, names), _coded(record)) if record is not None else ()
    return " · ".join(part for part in parts if part)


def recorder_words(record: Record, names: Mapping[RecordId, str]) -> str:
    """The name of who wrote it down here, or where it came from; "" where nobody is known."""
    # Who looks after a vaccination or a screening gave it, and need not have written it down.
    measured = ("practitioner_id",) if isinstance(record, (HealthRecord, VitalSigns)) else ()
    known = (str(getattr(record, name, "")) for name in (*_RECORDERS, *measured))
    return next((name for one in known if (name := names.get(RecordId(one)))), "")


def _recorded(record: Record, names: Mapping[RecordId, str]) -> str:
    who = recorder_words(record, names)
    on = getattr(record, "recorded_on", None)
    day = shown_date(on) if on else ""
    if who:
        told = f"{who}, {day}" if day else who
        return _tr("Recorded by {0}").format(told)
    return _tr("Recorded {0}").format(day) if day else ""


def _coded(record: Record) -> str:
    display: str = getattr(record, "display", "")
    called: str = getattr(record, "title" if isinstance(record, HealthRecord) else "text", "")
    return _tr("coded as {0}").format(display) if display.strip() not in ("", called) else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("origin_words", text)
