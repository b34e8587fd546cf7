"""Patients of a desk from the command line: enrolled and transferred, each in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.bootstrap.documents import patient_named
from app.domain.availability import Location
from app.domain.errors import ConfigurationError
from app.domain.ids import RecordId
from app.domain.patient import Patient
from app.domain.query import Query, eq
from app.services.enrolment import Enrolment, FirstRecord, enrol
from app.services.patients import ChartEdit
from app.services.transfers import transfer

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk


def enrol_patient(
    desk: Desk, changes: Mapping[str, object], *, title: str, text: str = "", location: str | None
) -> Enrolment:
    """Register a patient with the first health record, or neither.

    Whoever is somebody patients see becomes their practitioner. Raises what services.enrolment
    raises.
    """
    context = desk.context
    own = {"practitioner_id": context.practitioner_id} if context.practitioner_id else {}
    edit = ChartEdit(patient_id=None, based_on=None, changes={**changes, **own})
    place = location_named(desk, location) if location else None
    first = FirstRecord(title=title, text=text, location_id=place)
    work = desk.worker.submit(
        lambda: enrol(desk.store.transaction, context, edit=edit, first=first)
    )
    return work.result()


def transfer_patient(
    desk: Desk, patient: str, *, location: str, seen_at: str | None = None, handover: str = ""
) -> Patient:
    """Move a patient to another location; see services.transfers.

    seen_at names where the patient was when this was decided.
    """
    patient_id, goal = patient_named(desk, patient), location_named(desk, location)
    left = location_named(desk, seen_at, option="--from") if seen_at else None
    return desk.worker.submit(
        lambda: transfer(
            desk.store.transaction,
            desk.context,
            patient_id=patient_id,
            location_id=goal,
            handover=handover,
            seen_at=left,
        )
    ).result()


def location_named(desk: Desk, name: str, *, option: str = "--location") -> RecordId:
    """The location of this name. Raises ConfigurationError for none or several."""
    query = Query(Location, where=eq("name", name), limit=2)
    found = desk.worker.submit_read(lambda reader: reader.records(Location).ids(query)).result()
    if len(found) != 1:
        known = "no" if not found else "more than one"
        raise ConfigurationError(option, f"{known} location has this name")
    return found[0]
