"""The clinic of the day: its people, rooms, prices and patients, at a real server, two desks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.bootstrap.desk import Desk
from app.bootstrap.headless import invite, join_home, open_desk
from app.bootstrap.members import add_member, post_due_credentials
from app.bootstrap.server import make_invitation
from app.domain.appointment import Appointment
from app.domain.availability import Holiday
from app.domain.billing import Charge, DiagnosisCode, Fee, FeeSchedule, ProcedureCode
from app.domain.changes import Origin
from app.domain.declare import Record
from app.domain.operations import BY_IMPORT
from app.domain.patient import Coverage, Patient
from app.domain.staff import Practitioner, Room, User, VisitType
from app.domain.waiting import WaitlistEntry
from app.security.keyslots import open_slots
from app.security.pin_slots import set_pin
from app.sync.status import SyncState
from tests.bootstrap.conftest import CHEAP
from tests.factories import a_child, a_patient, a_record, an_appointment
from tests.flows.day.hours import OPENING, TODAY, clinic_time
from tests.flows.day.parts import SetClock
from tests.flows.day.planted import give_photo, on_tuesday, take_two_numbers, vaccinations
from tests.flows.day.seat import Seat
from tests.flows.proxy import FaultyProxy
from tests.server_fixtures import RunningServer
from tests.waiting import now_and_then, until

WORDS = "a long passphrase for {0} of the day"
PINS = {"sara": "735194", "bill": "408617", "kim": "902846"}


@dataclass
class Clinic:
    """Everything that is planted before the day begins, by the names the steps use."""

    doctors: dict[str, Practitioner] = field(default_factory=dict[str, Practitioner])
    rooms: list[Room] = field(default_factory=list[Room])
    types: dict[str, VisitType] = field(default_factory=dict[str, VisitType])
    patients: dict[str, Patient] = field(default_factory=dict[str, Patient])
    visits: dict[str, Appointment] = field(default_factory=dict[str, Appointment])
    vaccinated: list[Patient] = field(default_factory=list[Patient])
    """Who comes to Dr. Brandt today, one after the other."""

    def records(self) -> list[Record]:
        """All of it, parents before children."""
        return [
            *self._staff(),
            *self._people(),
            *self._calendar(),
            *vaccinations(self.vaccinated, self.doctors["Brandt"], self.rooms[1]),
            *on_tuesday(self.vaccinated, self.patients["garcia"], self.doctors, self.rooms),
            *self._money(),
        ]

    def _staff(self) -> list[Record]:
        names = ("Adler", "Brandt", "Costa", "Weiss")
        for at, name in enumerate(names):
            self.doctors[name] = a_record(Practitioner, family_name=name, colour=at)
        self.rooms = [a_record(Room, name=f"Room {at}") for at in (1, 2)]
        for name, minutes in (("Follow-up", 30), ("Therapy", 45), ("Check-up", 30)):
            self.types[name] = a_record(VisitType, name=name, length_min=minutes)
        closed = [
            a_record(Holiday, on=TODAY + timedelta(days=1), name="Staff training"),
            a_record(Holiday, on=date(2026, 11, 16), name="Inventory"),
        ]
        return [*self.doctors.values(), *self.rooms, *self.types.values(), *closed]

    def _people(self) -> list[Record]:
        for key, family, given, born, phone in _PEOPLE:
            self.patients[key] = a_patient(
                mrn=f"P-{key.upper()}",
                family_name=family,
                given_names=given,
                birth_date=born,
                phone=phone,
                address_line="12 Alder Street",
                city="Albany",
            )
        covered = [one for key, one in self.patients.items() if key != "okafor"]
        return [
            *self.patients.values(),
            *(a_child(Coverage, one, payer="Aetna", copay_cents=2500) for one in covered),
        ]

    def _calendar(self) -> list[Record]:
        for key, doctor, hour, minute, room in _VISITS:
            self.visits[key] = an_appointment(
                self.patients[key],
                starts_at=clinic_time(hour, minute),
                practitioner_id=self.doctors[doctor].id,
                room_id=self.rooms[room].id,
                visit_type_id=self.types["Follow-up"].id,
                reason="Blood pressure",
            )
        for key, hour in _FRIDAY.items():
            self.visits[f"{key} on Friday"] = an_appointment(
                self.patients[key],
                starts_at=clinic_time(hour, on=TODAY + timedelta(days=2)),
                practitioner_id=self.doctors["Weiss"].id,
                room_id=self.rooms[0].id,
                visit_type_id=self.types["Check-up"].id,
            )
        later = an_appointment(
            self.patients["haddad"],
            starts_at=clinic_time(14, 0, on=TODAY + timedelta(days=9)),
            practitioner_id=self.doctors["Brandt"].id,
            visit_type_id=self.types["Follow-up"].id,
        )
        self.visits["haddad"] = later
        wants = {"practitioner_id": self.doctors["Brandt"].id, "length_min": 30}
        return [
            *self.visits.values(),
            a_child(WaitlistEntry, self.patients["ivanov"], **wants),
            a_child(
                WaitlistEntry,
                self.patients["haddad"],
                **wants,
                urgency="asap",
                appointment_id=later.id,
            ),
        ]

    def _money(self) -> list[Record]:
        prices = a_record(FeeSchedule, name="Standard prices")
        services = [
            a_record(ProcedureCode, code=code, name=name, code_system="CPT")
            for code, name, _ in _PRICES
        ]
        return [
            prices,
            *services,
            *(
                a_record(
                    Fee,
                    fee_schedule_id=prices.id,
                    procedure_code_id=service.id,
                    amount_minor=amount,
                )
                for service, (_, _, amount) in zip(services, _PRICES, strict=True)
            ),
            a_record(DiagnosisCode, code="I10", name="High blood pressure"),
            a_child(
                Charge,
                self.patients["garcia"],
                amount_minor=2_000,
                service_on=TODAY - timedelta(days=10),
                text="Telephone advice",
            ),
            a_child(
                Charge,
                self.patients["novak"],
                amount_minor=8_000,
                service_on=TODAY - timedelta(days=45),
                text="Office visit",
            ),
            *(
                a_child(
                    Charge,
                    self.patients["silva"],
                    amount_minor=500,
                    service_on=TODAY - timedelta(days=31 + at // 2),
                    text="Physiotherapy",
                )
                for at in range(60)
            ),
        ]


_PEOPLE = (
    ("garcia", "Garcia", "Maria", "1982-05-03", "+15185550101"),
    ("garcia2", "Garcia", "Maria", "1979-11-20", "+15185550102"),
    ("garcia3", "Garcia", "Maria", "1991-02-14", "+15185550103"),
    ("okafor", "Okafor", "Amara", "1971-05-03", "+15185550104"),
    ("lindqvist", "Lindqvist", "Per", "1964-08-30", "+15185550105"),
    ("dubois", "Dubois", "Claire", "1990-01-12", "+15185550106"),
    ("novak", "Novak", "Jan", "1955-03-02", "+15185550107"),
    ("silva", "Silva", "Rui", "1988-07-19", "+15185550108"),
    ("haddad", "Haddad", "Layla", "1975-12-05", "+15185550109"),
    ("ivanov", "Ivanov", "Oleg", "1969-06-23", "+15185550110"),
    ("thompson", "Thompson", "Grace", "1948-09-09", "+15185550111"),
)
_VISITS = (
    ("okafor", "Weiss", 9, 0, 0),
    ("lindqvist", "Weiss", 10, 0, 0),
    ("dubois", "Adler", 9, 0, 1),
    ("novak", "Costa", 10, 30, 1),
    ("silva", "Brandt", 15, 0, 1),
    ("thompson", "Costa", 14, 0, 0),
)
_FRIDAY = {"lindqvist": 9, "dubois": 10, "silva": 11, "thompson": 14}
_PRICES = (("99213", "Office visit", 12_500), ("85025", "Blood count", 4_000))


@dataclass
class Day:
    """The two desks, the line of each to the server, and what was planted."""

    a: Seat
    b: Seat
    lines: dict[str, FaultyProxy]
    """By the desk's name."""
    server: RunningServer
    clinic: Clinic
    folder: Path
    clock: SetClock
    """The server's."""
    temporary_mrn: str = ""
    """The number of who was registered offline, before there was a final one."""

    def url_of(self, seat: Seat) -> str:
        """Where a desk finds the server."""
        return f"http://127.0.0.1:{self.lines[seat.name].port}"

    async def forward(self, minutes: float) -> None:
        """Time goes by, at both desks and at the server."""
        self.clock.ahead += timedelta(minutes=minutes)
        for seat in (self.a, self.b):
            await seat.forward(minutes)

    async def until(self, hour: int, minute: int) -> None:
        """Time goes by until the clinic's clocks show this."""
        left = clinic_time(hour, minute) - self.clock.now()
        await self.forward(left.total_seconds() / 60)


def passphrase(name: str) -> str:
    return WORDS.format(name)


async def found(
    server: RunningServer, lines: dict[str, FaultyProxy], folder: Path, clock: SetClock
) -> Day:
    """Make the clinic at the server, its two desks and who works at each."""
    clinic = Clinic()
    day = Day(
        a=Seat("a", folder, OPENING),
        b=Seat("b", folder, OPENING),
        lines=lines,
        server=server,
        clinic=clinic,
        folder=folder,
        clock=clock,
    )
    code = await make_invitation(server.databases.app, "Nordlicht", username="olga")
    async with _Open(day.a, day.url_of(day.a), code) as desk:
        await asyncio.to_thread(_plant, desk, clinic.records())
        await asyncio.to_thread(give_photo, desk, clinic.patients["garcia"])
        await take_two_numbers(desk)
        await _add(desk, day.a, {"sara": "front_desk", "bill": "billing"}, clinic)
        code = (await invite(desk, username="olga")).code
    async with _Open(day.b, day.url_of(day.b), code) as desk:
        await _add(desk, day.b, {"kim": "front_desk", "weiss": "clinician"}, clinic)
    return day


class _Open:
    """A desk that joins, is worked at for a moment, and is in step when it is closed."""

    def __init__(self, seat: Seat, url: str, code: str) -> None:
        self._seat, self._url, self._code = seat, url, code

    async def __aenter__(self) -> Desk:
        seat, secret = self._seat, passphrase("olga")
        options: dict[str, Any] = {
            "clock": SetClock(OPENING - timedelta(minutes=10)),
            "kdf": CHEAP,
            "keystore": seat.keystore,
        }
        await join_home(
            seat.home, self._url, self._code, "olga", secret, workstation_name=seat.name, **options
        )
        self._desk = await asyncio.to_thread(open_desk, seat.home, secret, user="olga", **options)
        self._runner = self._desk.make_runner()
        self._runner.start()
        await self._in_step()
        return self._desk

    async def _in_step(self) -> None:
        ask = now_and_then(self._runner.sync_now)

        def is_done() -> bool:
            ask()
            waiting = self._desk.store.statistics().pending.waiting
            return waiting == 0 and self._runner.status.state is SyncState.SYNCED

        await until(is_done, what="everything sent and fetched")

    async def __aexit__(self, *_: object) -> None:
        await self._in_step()
        await post_due_credentials(self._desk)
        await self._runner.stop()
        await self._desk.aclose()


def _plant(desk: Desk, records: list[Record]) -> None:
    """As olga writes it: the clinic's set-up as administrator, the rest as the front desk."""

    def write() -> None:
        for record in records:
            is_money = isinstance(record, Charge)
            role = "admin" if is_money or type(record) in SET_UP else "front_desk"
            origin = Origin.IMPORT if is_money else Origin.LOCAL
            context = replace(desk.context, role=role)
            with desk.store.unit_of_work(context, origin=origin) as uow:
                uow.add(record, reason=BY_IMPORT if is_money else "")

    desk.worker.submit(write).result()


SET_UP = {
    *(Practitioner, Room, VisitType, Holiday),
    *(FeeSchedule, Fee, ProcedureCode, DiagnosisCode),
}


async def _add(desk: Desk, seat: Seat, people: dict[str, str], clinic: Clinic) -> None:
    for name, role in people.items():
        await asyncio.to_thread(
            lambda name=name, role=role: add_member(
                desk, username=name, role=role, passphrase=passphrase(name), kdf=CHEAP
            )
        )
        if name in PINS:
            await asyncio.to_thread(_give_pin, seat, name)
    await asyncio.to_thread(_link, desk, clinic)


def _give_pin(seat: Seat, name: str) -> None:
    slots = seat.home / "keyslots.json"
    opened = open_slots(slots, passphrase=passphrase(name), username=name, keystore=seat.keystore)
    set_pin(slots, opened, pin=PINS[name], keystore=seat.keystore, kdf=CHEAP)


def _link(desk: Desk, clinic: Clinic) -> None:
    """Say that the user weiss is the doctor of that name."""

    def write() -> None:
        with desk.store.unit_of_work(replace(desk.context, role="admin")) as uow:
            for user in uow.records(User).values():
                if user.username == "weiss":
                    doctor = clinic.doctors["Weiss"].id
                    uow.save(replace(user, practitioner_id=doctor))

    desk.worker.submit(write).result()
