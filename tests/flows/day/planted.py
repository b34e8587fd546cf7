"""What makes the day's clinic full: a long sheet, busy times, a photo, few record numbers left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

from app.bootstrap.desk import Desk
from app.domain.declare import Record
from app.domain.ids import PatientId
from app.domain.patient import Patient
from app.domain.staff import Practitioner, Room
from app.protocol.numbers import NumbersReply, NumbersRequest
from app.services import documents, record_numbers
from app.services.documents import NewDocument
from tests.factories import a_patient, an_appointment
from tests.flows.day.hours import TODAY, clinic_time
from tests.pictures import a_jpeg

_FAMILIES = (
    *("Abbot", "Baxter", "Carver", "Dalton", "Eaton", "Foster", "Hadley", "Ingram", "Jasper"),
    *("Keller", "Lowell", "Mercer", "Norris", "Ogden", "Palmer", "Quincy", "Rowan", "Sutter"),
    *("Tanner", "Upton", "Vaughn", "Webber", "Yates", "Zeller", "Bishop", "Conrad", "Denton"),
)
TUESDAY = TODAY + timedelta(days=6)
_EACH_MIN = 10


def vaccinations(people: list[Patient], doctor: Practitioner, room: Room) -> list[Record]:
    """So many short visits of today that their sheet has a page break; fills `people`."""
    hours = (clinic_time(8), *[clinic_time(hour) for hour in (11, 12, 13)], clinic_time(14))
    visits: list[Record] = []
    for at, family in enumerate(_FAMILIES):
        one = a_patient(
            mrn=f"V-{at:03d}",
            family_name=family,
            given_names="Robin",
            birth_date=f"19{50 + at}-0{1 + at % 9}-1{at % 10}",
            phone=f"+1518555{1000 + at}",
        )
        people.append(one)
        visit = an_appointment(
            one,
            starts_at=hours[at // 6] + timedelta(minutes=_EACH_MIN * (at % 6)),
            length_min=_EACH_MIN,
            practitioner_id=doctor.id,
            room_id=room.id,
        )
        visits.append(visit)
    return [*people, *visits]


def on_tuesday(
    people: list[Patient], busy: Patient, doctors: dict[str, Practitioner], rooms: list[Room]
) -> list[Record]:
    """From 8:00 on first Dr. Weiss, then room 1, then a patient has no time; at 9:30 all have."""
    return [
        an_appointment(
            who,
            starts_at=clinic_time(hour, minute, on=TUESDAY),
            practitioner_id=doctors[doctor].id,
            room_id=room.id,
        )
        for who, hour, minute, doctor, room in (
            (people[0], 8, 0, "Weiss", rooms[1]),
            (people[1], 8, 30, "Adler", rooms[0]),
            (busy, 9, 0, "Costa", rooms[1]),
        )
    ]


def give_photo(desk: Desk, patient: Patient) -> None:
    """Let the patient be known by a picture."""
    content = documents.keep(desk.files, BytesIO(a_jpeg(300, 400)))
    new = NewDocument(
        patient_id=PatientId(patient.id),
        title="Photo",
        category="photo",
        file_name="portrait.jpg",
        is_photo=True,
    )
    context = replace(desk.context, role="front_desk")
    desk.worker.submit(
        lambda: documents.file(
            desk.store.unit_of_work, context, desk.files, content=content, new=new
        )
    ).result()


async def take_two_numbers(desk: Desk) -> None:
    """Two record numbers of the server for this desk, which asks for no more while it has one."""
    assert desk.api is not None
    block = await desk.api._post("/v1/record-numbers", NumbersRequest(size=2), NumbersReply)
    begin, context = desk.store.unit_of_work, desk.context
    await desk.worker.write(
        lambda: record_numbers.add_block(
            begin, context, first=block.first, size=block.size, epoch=block.epoch
        )
    )
