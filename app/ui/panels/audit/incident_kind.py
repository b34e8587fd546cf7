"""Incident reports as entries that are listed and written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, cast

from app.domain.declare import Record
from app.domain.drafts import DraftKey
from app.domain.errors import InvalidValue
from app.domain.history import IncidentReport, IncidentStatus, Severity
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.domain.typed_time import read_time
from app.domain.values import instant_of
from app.live.data_sync import DataSync
from app.live.incidents import INCIDENT_CHANGED
from app.services.incidents import MOST
from app.services.setup_entries import local_parts
from app.ui.entry_kind import EntryField, EntryKind, EntryWords, refuse, said
from app.ui.models.entry_list import EntryLine
from app.ui.typed_dates import shown_day, typed_day
from app.ui.widgets.table import ColumnPlan
from app.ui.wording import NOTHING, shown_choice, shown_visit

_WRITTEN = ("text", "category", "severity", "status", "outcome")


class IncidentKind(EntryKind):
    """Something that went wrong, or nearly: everybody reports it, whoever may reads them all."""

    name = "incident"
    record_type = IncidentReport
    permission = Permission.INCIDENT_EDIT
    entities = ("incident_report", "patient", "user")
    step = INCIDENT_CHANGED
    can_remove = False

    def __init__(self, data_sync: DataSync) -> None:
        super().__init__(data_sync)
        self._about: dict[RecordId, str] = {}
        self._is_read = data_sync.may(Permission.INCIDENT_VIEW).is_allowed

    def words(self) -> EntryWords:
        """What its page is called."""
        unread = said("Your role reports incidents and does not read the reports.")
        return EntryWords(
            title=said("Incident report"),
            add=said("Report an incident"),
            nothing=said("No incidents are reported.") if self._is_read else unread,
            columns=(
                said("What happened"),
                said("When"),
                said("Patient"),
                said("Reported by"),
                said("Status"),
            ),
            widest=(
                ColumnPlan("Slipped on the wet floor"),
                ColumnPlan("Wed 30 Nov, 00:00"),
                ColumnPlan("Featherston, M"),
                ColumnPlan("Sara Nyberg", drop_rank=1),
                ColumnPlan("In review"),
            ),
            whose=said("Patient it is about, if any"),
        )

    def fields(self) -> tuple[EntryField, ...]:
        """When, what, how bad, and how far it is looked into."""
        return (
            EntryField("day", said("Day"), hint=said("24 Nov 2026"), length=40),
            EntryField("time", said("Time"), hint="9:00", length=8, beside=True),
            EntryField("text", said("What happened"), lines=6, length=5000),
            EntryField("category", said("Kind"), hint=said("Fall, wrong form, needle"), length=100),
            EntryField("severity", said("How bad"), is_choice=True),
            EntryField("status", said("Status"), is_choice=True, beside=True),
            EntryField("outcome", said("What came of it"), lines=4, length=2000),
        )

    def choices(self, name: str) -> tuple[tuple[str, str], ...]:
        """How bad it was, and how far it is."""
        kinds = Severity if name == "severity" else IncidentStatus
        return tuple((one.value, shown_choice(one.value, kinds)) for one in kinds)

    def about(self, record: Record) -> str:
        """Whom a report that is kept is about."""
        if getattr(record, "patient_id", None) is None:
            return said("It is about no patient in particular.")
        name = self._about.get(record.id, "")
        return said("About {0}").format(name) if name else said("About a patient not shown to you")

    async def read(self) -> tuple[EntryLine, ...]:
        """The reports, the latest first; none for who only reports."""
        if not self._is_read:
            return ()
        zone = self.data_sync.clinic.zone
        found = await self.data_sync.incidents.listed()
        self._about = {one.report.id: one.patient_name for one in found}
        is_all = len(found) < MOST
        self.rest = "" if is_all else said("The latest {0} are shown.").format(MOST)
        return tuple(
            EntryLine(
                (
                    " ".join(one.report.text.split()),
                    shown_visit(one.report.occurred_at, zone, weekday=True),
                    one.patient_name or NOTHING,
                    one.reported_by or NOTHING,
                    shown_choice(one.report.status, IncidentStatus),
                ),
                one.report,
            )
            for one in found
        )

    def texts(self, record: Record | None) -> dict[str, str]:
        """A report as the form shows it."""
        zone = self.data_sync.clinic.zone
        if not isinstance(record, IncidentReport):
            day, _ = local_parts(self.data_sync.clock.now(), zone)
            severity, status = Severity.MINOR.value, IncidentStatus.REPORTED.value
            empty = dict.fromkeys((one.name for one in self.fields()), "")
            return {**empty, "day": shown_day(day), "severity": severity, "status": status}
        day, minute = local_parts(record.occurred_at, zone)
        return {
            "day": shown_day(day),
            "time": f"{minute // 60:02d}:{minute % 60:02d}",
            **{name: str(getattr(record, name)) for name in _WRITTEN},
        }

    def values(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """A report as typed. Raises InvalidRecord."""
        problems = {name: "is required" for name in ("day", "time", "text") if not texts[name]}
        day = typed_day(texts["day"], today=self.data_sync.today())
        minute = read_time(texts["time"])
        if day is None and "day" not in problems:
            problems["day"] = "is not a date"
        if minute is None and "time" not in problems:
            problems["time"] = "is not a time of day"
        refuse(problems)
        # The form knows the wall time only; the clinic's zone is added by instant_of.
        wall = datetime.combine(cast("Any", day), time()) + timedelta(minutes=minute or 0)
        try:
            at = instant_of(wall, self.data_sync.clinic.zone)
        except InvalidValue:
            refuse({"time": "is not a time of day"})
            raise
        if at > self.data_sync.clock.now():
            refuse({"day": "is in the future"})
        values: dict[str, Any] = {name: texts[name] for name in _WRITTEN}
        if "patient_id" in texts:
            values["patient_id"] = PatientId(RecordId(texts["patient_id"])) or None
        return {"occurred_at": at, **values}

    async def save(
        self, record: Record, *, based_on: Record | None, draft: DraftKey | None
    ) -> Record:
        """Keep it. Raises InvalidRecord, StaleVersion, PermissionDenied."""
        return await self.data_sync.incidents.save(
            cast("IncidentReport", record),
            based_on=cast("IncidentReport | None", based_on),
            draft=draft,
        )
