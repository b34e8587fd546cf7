"""One patient's rounds of measurements as entries that are listed and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, cast

from app.domain.declare import Record
from app.domain.drafts import NEW, DraftKey
from app.domain.errors import InvalidValue
from app.domain.history import VitalSigns
from app.domain.ids import PatientId, RecordId
from app.domain.measures import MEASURES, doubts, pressure_parts
from app.domain.permissions import Permission
from app.domain.typed_time import read_time
from app.domain.values import instant_of
from app.live.data_sync import DataSync
from app.live.vitals import VITALS_CHANGED
from app.services.setup_entries import local_parts
from app.services.vitals import MOST
from app.ui.at_server_words import missing_line
from app.ui.entry_kind import EntryField, EntryKind, EntryWords, refuse, said
from app.ui.error_presenter import field_words
from app.ui.models.entry_list import EntryLine
from app.ui.panels.patients.origin_words import recorder_words
from app.ui.panels.patients.vitals_words import (
    LOWER,
    UPPER,
    doubted,
    shown_cell,
    shown_pressure,
    shown_value,
)
from app.ui.permitted import Permits
from app.ui.typed_dates import shown_day, typed_day
from app.ui.widgets.table import ColumnPlan
from app.ui.wording import NOTHING, shown_visit

FORM = "vital_signs"
_HINTS = {
    UPPER: "120/80",
    "temperature_centi_c": "37.0, 98.6 F",
    "height_mm": "178, 5'10",
    "weight_g": "72.5, 160 lb",
}


class VitalsKind(EntryKind):
    """What was measured of one patient, when; written by who has them in their care."""

    name = FORM
    record_type = VitalSigns
    permission = Permission.RESULT_EDIT
    entities = ("vital_signs",)
    step = VITALS_CHANGED

    def __init__(self, data_sync: DataSync, patient_id: PatientId) -> None:
        super().__init__(data_sync)
        self.patient_id = patient_id
        self._rounds: Sequence[VitalSigns] = ()
        self._recorders: Mapping[RecordId, str] = {}

    def words(self) -> EntryWords:
        """What its page is called."""
        return EntryWords(
            title=said("Measurements"),
            add=said("Add measurements"),
            nothing=said("Nothing was measured yet."),
            columns=(
                said("When"),
                said("Pressure, mmHg"),
                said("Pulse, /min"),
                said("Temperature, °C"),
                said("Oxygen, %"),
                said("Weight, kg"),
                said("Height, cm"),
                said("Breaths, /min"),
                said("Pain, 0–10"),
                said("Note"),
                said("Recorded by"),
            ),
            widest=(
                ColumnPlan("Wed 30 Nov 2026, 00:00"),
                ColumnPlan("000/000"),
                ColumnPlan("000"),
                ColumnPlan("00.0", drop_rank=1),
                ColumnPlan("000", drop_rank=2),
                ColumnPlan("000.0", drop_rank=3),
                ColumnPlan("000.0", drop_rank=4),
                ColumnPlan("00", drop_rank=5),
                ColumnPlan("00", drop_rank=6),
                ColumnPlan("after the stairs", drop_rank=7),
                ColumnPlan("Johanna Weiß", drop_rank=8),
            ),
        )

    def fields(self) -> tuple[EntryField, ...]:
        """When, what, and what else is to be said of it."""
        return (
            EntryField("day", said("Day"), hint=said("24 Nov 2026"), length=40),
            EntryField("time", said("Time"), hint=said("now"), length=8, beside=True),
            *(
                EntryField(
                    name,
                    f"{field_words(name)} ({measure.unit})",
                    hint=_HINTS.get(name, ""),
                    length=20,
                    beside=at % 2 == 1,
                )
                for at, (name, measure) in enumerate(MEASURES.items())
            ),
            EntryField("note", said("Note"), lines=3, length=2000),
        )

    def why_not(self, permits: Permits) -> str:
        """Whose measurements are shown to a clinician are in their care, or behind broken glass."""
        return permits.why_not(self.permission, patient_id=self.patient_id, is_own=True)

    def draft_subject(self, record: Record | None, about: PatientId | None) -> str:
        """The round, or a new one, and the patient without whom nobody would find it."""
        del about
        return f"{record.id if record else NEW}:{self.patient_id}"

    async def read(self) -> tuple[EntryLine, ...]:
        """The rounds, the latest first."""
        patient_id = cast("PatientId", self.patient_id)
        found = await self.data_sync.vitals.of_patient(patient_id)
        self._rounds, self._recorders = found.rounds, found.recorders
        older = said("The latest {0} are shown.").format(MOST) if found.has_more else ""
        missing = missing_line(found.at_server) if found.at_server else ""
        self.rest = "\n".join(part for part in (older, missing) if part)
        return tuple(EntryLine(self._cells(one), one) for one in found.rounds)

    def texts(self, record: Record | None) -> dict[str, str]:
        """A round as the form shows it."""
        zone = self.data_sync.clinic.zone
        if not isinstance(record, VitalSigns):
            empty = dict.fromkeys((one.name for one in self.fields()), "")
            return {**empty, "day": shown_day(self.data_sync.today())}
        day, minute = local_parts(record.measured_at, zone)
        return {
            "day": shown_day(day),
            "time": f"{minute // 60:02d}:{minute % 60:02d}",
            **{name: shown_value(name, getattr(record, name)) for name in MEASURES},
            "note": record.note,
        }

    def values(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """A round as typed. Raises InvalidRecord."""
        return self.values_of(texts, None)

    def values_of(self, texts: Mapping[str, str], based_on: Record | None) -> dict[str, Any]:
        """A round as typed; what was not touched stays to the gram and the second."""
        was = self.texts(based_on) if based_on else {}
        problems: dict[str, str] = {}
        upper, lower = pressure_parts(texts[UPPER], texts[LOWER])
        typed = {**texts, UPPER: upper, LOWER: lower}
        values: dict[str, Any] = {"note": texts["note"], "patient_id": self.patient_id}
        for name in MEASURES:
            if based_on is not None and typed[name] == was[name]:
                values[name] = getattr(based_on, name)
                continue
            try:
                values[name] = MEASURES[name].read(typed[name])
            except InvalidValue as error:
                problems[name] = error.reason
        if based_on is not None and all(texts[name] == was[name] for name in ("day", "time")):
            values["measured_at"] = getattr(based_on, "measured_at")  # noqa: B009 (a Record here)
        else:
            values["measured_at"] = self._when(texts, problems)
        refuse(problems)
        return values

    async def warning(self, record: Record) -> str:
        """What is unusual, or far from the last time: a slip of the finger, or of the unit."""
        found = [doubted(one) for one in doubts(cast("VitalSigns", record), self._rounds)]
        if not found:
            return ""
        return said("Look again, please: {0}. Save all the same if it is right.").format(
            "; ".join(found)
        )

    async def save(
        self, record: Record, *, based_on: Record | None, draft: DraftKey | None
    ) -> Record:
        """Keep it. Raises InvalidRecord, StaleVersion, PermissionDenied."""
        return await self.data_sync.vitals.save(
            cast("VitalSigns", record),
            based_on=cast("VitalSigns | None", based_on),
            draft=draft,
        )

    async def remove(self, record: Record) -> None:
        """Take it out of the chart. Raises StaleVersion, RecordNotFound, PermissionDenied."""
        await self.data_sync.vitals.remove(cast("VitalSigns", record))

    def _when(self, texts: Mapping[str, str], problems: dict[str, str]) -> datetime | None:
        """The moment that was typed; without a time of day, now."""
        today, now = self.data_sync.today(), self.data_sync.clock.now()
        day, minute = typed_day(texts["day"], today=today), read_time(texts["time"])
        if day is None:
            problems["day"] = "is not a date" if texts["day"] else "is required"
        elif not texts["time"]:
            if day == today:
                return now
            problems["time"] = "is required"
        elif minute is None:
            problems["time"] = "is not a time of day"
        else:
            try:
                wall = datetime.combine(day, time()) + timedelta(minutes=minute)
                at = instant_of(wall, self.data_sync.clinic.zone)
            except InvalidValue:
                problems["time"] = "is not a time of day"
                return None
            if at <= now:
                return at
            problems["day" if day > today else "time"] = "is in the future"
        return None

    def _cells(self, one: VitalSigns) -> tuple[str, ...]:
        zone = self.data_sync.clinic.zone
        order = ("oxygen_saturation_pct", "weight_g", "height_mm", "breaths_per_min", "pain_0_10")
        return (
            shown_visit(one.measured_at, zone, weekday=True),
            shown_pressure(one) or NOTHING,
            shown_cell(one, "pulse_per_min"),
            shown_cell(one, "temperature_centi_c"),
            *(shown_cell(one, name) for name in order),
            " ".join(one.note.split()) or NOTHING,
            recorder_words(one, self._recorders) or NOTHING,
        )
