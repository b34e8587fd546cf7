"""Provider hours, blocked times and closed days as entries that are listed and edited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from PySide6.QtCore import QLocale

from app.domain.availability import Block, Holiday, PractitionerSchedule, Weekday
from app.domain.declare import Record
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId
from app.domain.permissions import Permission
from app.domain.typed_time import read_time
from app.domain.values import instant_of
from app.live.data_sync import DataSync
from app.services.setup_entries import InTheWay, Names, Span, day_span, local_parts
from app.ui.entry_kind import EntryField, EntryKind, EntryWords, refuse, said
from app.ui.models.entry_list import EntryLine
from app.ui.typed_dates import shown_day, typed_day
from app.ui.widgets.table import ColumnPlan
from app.ui.wording import NOTHING, shown_date, shown_visit

_NO_DAY, _NO_TIME = "is not a date", "is not a time of day"
_MIDNIGHT = 24 * 60


class ScheduleKind(EntryKind):
    """What the kinds of this module share: who may, and the names of people and rooms."""

    permission = Permission.SCHEDULE_SETUP

    def __init__(self, data_sync: DataSync) -> None:
        super().__init__(data_sync)
        self.names = Names({}, {})

    @property
    def zone(self) -> str:
        """The clinic's."""
        return self.data_sync.clinic.zone

    def choices(self, name: str) -> tuple[tuple[str, str], ...]:
        """Providers, rooms and days of the week."""
        if name == "weekday":
            return tuple((day.value, _weekday(day.value)) for day in Weekday)
        if name == "room_id":
            return (("", said("No room")), *self.names.rooms.items())
        return (("", said("No provider")), *self.names.practitioners.items())

    def provider(self, key: RecordId | None) -> str:
        """A provider's name; "" for none."""
        return self.names.practitioners.get(key, "") if key else ""

    def room(self, key: RecordId | None) -> str:
        """A room's name; "" for none."""
        return self.names.rooms.get(key, "") if key else ""

    def day(self, texts: Mapping[str, str], name: str, problems: dict[str, str]) -> Any:
        """A day as typed; None for none, or where it is none, which is a problem."""
        found = typed_day(texts[name], today=self.data_sync.today())
        if texts[name] and found is None:
            problems[name] = _NO_DAY
        return found


class HoursKind(ScheduleKind):
    """When each provider sees patients."""

    name = "provider_hours"
    record_type = PractitionerSchedule
    entities = ("practitioner_schedule", "practitioner", "room")

    def words(self) -> EntryWords:
        """What its page is called."""
        return EntryWords(
            title=said("Provider hours"),
            add=said("Add hours"),
            nothing=said("No hours are set: providers can be booked while the clinic is open."),
            columns=(said("Provider"), said("Day"), said("Time"), said("Holds")),
            widest=(
                ColumnPlan("Dr. Featherstonehaugh"),
                ColumnPlan("Wednesday"),
                ColumnPlan("00:00–00:00"),
                ColumnPlan("30 Nov 2026–30 Nov 2026"),
            ),
        )

    def fields(self) -> tuple[EntryField, ...]:
        """Whose, which day, from when to when, and over which time that holds."""
        return (
            EntryField("practitioner_id", said("Provider"), is_choice=True),
            EntryField("weekday", said("Day"), is_choice=True),
            EntryField("begins_at", said("From"), hint="9:00", length=8),
            EntryField("ends_at", said("To"), hint="17:00", length=8, beside=True),
            EntryField("valid_from", said("Holds from"), hint=said("always"), length=40),
            EntryField("valid_to", said("Until"), hint=said("always"), length=40, beside=True),
        )

    async def read(self) -> tuple[EntryLine, ...]:
        """The hours of everybody, in the order of the week."""
        self.names = await self.data_sync.setup.names()
        found = await self.data_sync.setup.hours()
        lines = [EntryLine(self._cells(one), one) for one in found]
        return tuple(sorted(lines, key=lambda line: line.cells[0]))

    def texts(self, record: Record | None) -> dict[str, str]:
        """Hours as the form shows them."""
        if not isinstance(record, PractitionerSchedule):
            opens, closes = self.data_sync.clinic.opens_at, self.data_sync.clinic.closes_at
            first = next(iter(self.names.practitioners), "")
            hours = {"begins_at": _wall(opens), "ends_at": _wall(closes)}
            return {
                "practitioner_id": first,
                "weekday": Weekday.MONDAY.value,
                **hours,
                "valid_from": "",
                "valid_to": "",
            }
        return {
            "practitioner_id": record.practitioner_id,
            "weekday": record.weekday,
            "begins_at": _wall(record.begins_at),
            "ends_at": _wall(record.ends_at),
            "valid_from": shown_day(record.valid_from),
            "valid_to": shown_day(record.valid_to),
        }

    def values(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """The hours as typed. Raises InvalidRecord."""
        problems: dict[str, str] = {}
        values: dict[str, Any] = {name: texts[name] for name in ("practitioner_id", "weekday")}
        if not texts["practitioner_id"]:
            problems["practitioner_id"] = "is required"
        for name in ("begins_at", "ends_at"):
            values[name] = _minute(texts, name, problems)
        for name in ("valid_from", "valid_to"):
            values[name] = self.day(texts, name, problems)
        refuse(problems)
        return values

    def _cells(self, one: PractitionerSchedule) -> tuple[str, ...]:
        days = (
            shown_date(day.isoformat()) if day else "" for day in (one.valid_from, one.valid_to)
        )
        holds = "–".join(days)
        return (
            self.provider(one.practitioner_id) or NOTHING,
            _weekday(one.weekday),
            f"{_wall(one.begins_at)}–{_wall(one.ends_at)}",
            said("always") if holds == "–" else holds,
        )


class BlockKind(ScheduleKind):
    """Time of a provider or a room that cannot be booked."""

    name = "blocked_time"
    record_type = Block
    entities = ("block", "practitioner", "room")

    def words(self) -> EntryWords:
        """What its page is called."""
        return EntryWords(
            title=said("Blocked time"),
            add=said("Block time"),
            nothing=said("No time is blocked from now on."),
            columns=(said("Why"), said("From"), said("To"), said("Provider"), said("Room")),
            widest=(
                ColumnPlan("Team meeting, first floor"),
                ColumnPlan("Wed 30 Nov, 00:00"),
                ColumnPlan("Wed 30 Nov, 00:00"),
                ColumnPlan("Dr. Featherst"),
                ColumnPlan("Room 1 West"),
            ),
        )

    def fields(self) -> tuple[EntryField, ...]:
        """Why, from when to when, of whom or of which room."""
        return (
            EntryField("reason", said("Why"), hint=said("Lunch, meeting, repair")),
            EntryField("first_day", said("Day"), hint=said("24 Nov 2026"), length=40),
            EntryField("begins_at", said("From"), hint="9:00", length=8, beside=True),
            EntryField("last_day", said("Last day"), hint=said("the same"), length=40),
            EntryField("ends_at", said("To"), hint="17:00", length=8, beside=True),
            EntryField("practitioner_id", said("Provider"), is_choice=True),
            EntryField("room_id", said("Room"), is_choice=True),
        )

    async def read(self) -> tuple[EntryLine, ...]:
        """The blocked times that are not over."""
        self.names = await self.data_sync.setup.names()
        return tuple(
            EntryLine(
                (
                    one.reason,
                    shown_visit(one.starts_at, self.zone, weekday=True),
                    shown_visit(one.ends_at, self.zone, weekday=True),
                    self.provider(one.practitioner_id) or NOTHING,
                    self.room(one.room_id) or NOTHING,
                ),
                one,
            )
            for one in await self.data_sync.setup.blocks()
        )

    def texts(self, record: Record | None) -> dict[str, str]:
        """A blocked time as the form shows it."""
        if not isinstance(record, Block):
            return dict.fromkeys((one.name for one in self.fields()), "")
        first, begins = local_parts(record.starts_at, self.zone)
        last, ends = local_parts(record.ends_at, self.zone)
        return {
            "reason": record.reason,
            "first_day": shown_day(first),
            "begins_at": _wall(begins),
            "last_day": shown_day(last) if last != first else "",
            "ends_at": _wall(ends),
            "practitioner_id": record.practitioner_id or "",
            "room_id": record.room_id or "",
        }

    def values(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """A blocked time as typed. Raises InvalidRecord."""
        problems: dict[str, str] = {}
        first = self.day(texts, "first_day", problems)
        last = self.day(texts, "last_day", problems) or first
        if first is None and "first_day" not in problems:
            problems["first_day"] = "is required"
        begins = _minute(texts, "begins_at", problems)
        ends = _minute(texts, "ends_at", problems)
        if not texts["reason"]:
            problems["reason"] = "is required"
        refuse(problems)
        starts_at = self._instant(first, begins, "begins_at", problems)
        ends_at = self._instant(last, ends, "ends_at", problems)
        refuse(problems)
        return {
            "reason": texts["reason"],
            "starts_at": starts_at,
            "ends_at": ends_at,
            "practitioner_id": texts["practitioner_id"] or None,
            "room_id": texts["room_id"] or None,
        }

    async def warning(self, record: Record) -> str:
        """Visits that are booked in the time."""
        if not isinstance(record, Block):
            return ""
        span = Span(
            begins_at=record.starts_at,
            ends_at=record.ends_at,
            practitioner_id=record.practitioner_id,
            room_id=record.room_id,
        )
        return in_the_way_words(await self.data_sync.setup.in_the_way(span), self.zone)

    def _instant(self, day: Any, minute: int, name: str, problems: dict[str, str]) -> Any:
        # The form knows the wall time only; the clinic's zone is added by instant_of.
        wall = datetime.combine(day, time()) + timedelta(minutes=minute)
        try:
            return instant_of(wall, self.zone)
        except InvalidValue:
            problems[name] = _NO_TIME
            return None


class ClosedDayKind(ScheduleKind):
    """Days on which the clinic is closed."""

    name = "closed_day"
    record_type = Holiday
    entities = ("holiday",)

    def words(self) -> EntryWords:
        """What its page is called."""
        return EntryWords(
            title=said("Closed day"),
            add=said("Add closed day"),
            nothing=said("No closed days from today on."),
            columns=(said("Name"), said("Day")),
            widest=(ColumnPlan("Independence Day observed"), ColumnPlan("Wed 30 Nov 2026")),
        )

    def fields(self) -> tuple[EntryField, ...]:
        """Which day, and what it is called."""
        return (
            EntryField("on", said("Day"), hint=said("24 Nov 2026"), length=40),
            EntryField("name", said("Name"), hint=said("Thanksgiving")),
        )

    async def read(self) -> tuple[EntryLine, ...]:
        """The closed days from today on."""
        return tuple(
            EntryLine((one.name, shown_date(one.on.isoformat())), one)
            for one in await self.data_sync.setup.closed_days()
        )

    def texts(self, record: Record | None) -> dict[str, str]:
        """A closed day as the form shows it."""
        if not isinstance(record, Holiday):
            return {"on": "", "name": ""}
        return {"on": shown_day(record.on), "name": record.name}

    def values(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """A closed day as typed. Raises InvalidRecord."""
        problems = {name: "is required" for name in ("on", "name") if not texts[name]}
        day = self.day(texts, "on", problems)
        refuse(problems)
        return {"on": day, "name": texts["name"]}

    async def warning(self, record: Record) -> str:
        """Visits that are booked on the day."""
        if not isinstance(record, Holiday) or record.location_id is not None:
            return ""
        span = day_span(record.on, self.zone)
        return in_the_way_words(await self.data_sync.setup.in_the_way(span), self.zone)


def in_the_way_words(found: InTheWay, zone: str) -> str:
    """ "3 visits are booked in this time: Tue 24 Nov, 09:00 …"; they stay booked."""
    if not found.count:
        return ""
    one, more = said("1 visit is booked in this time"), said("{0} visits are booked in this time")
    head = one if found.count == 1 else more.format(QLocale().toString(found.count))
    times = [shown_visit(at, zone, weekday=True) for at in found.first]
    listed = "\n".join(times + (["…"] if found.count > len(times) else []))
    return f"{head}:\n{listed}\n" + said("They stay booked: move them, or save all the same.")


def _wall(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _minute(texts: Mapping[str, str], name: str, problems: dict[str, str]) -> int:
    text = texts[name]
    found = _MIDNIGHT if text in ("24:00", "24") else read_time(text)
    if found is None:
        problems[name] = _NO_TIME if text else "is required"
        return 0
    return found


def _weekday(value: str) -> str:
    number = [day.value for day in Weekday].index(value) + 1
    return QLocale().dayName(number, QLocale.FormatType.LongFormat)
