"""Everybody in somebody's care at once is who is in their care one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.changes import Origin
from app.domain.family import CareTeamMember
from app.domain.ids import PractitionerId, new_id
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    USER_ID,
    a_child,
    a_context,
    a_patient,
    a_practitioner,
    an_appointment,
)
from tests.storage.conftest import CONTEXT

pytestmark = pytest.mark.row("A3", "B7")
ME = PractitionerId(new_id())
CLINICIAN = a_context(role="clinician", practitioner_id=ME)


def test_list_of_who_is_in_care_holds_exactly_those(store: LocalStore) -> None:
    people = [a_patient(mrn=f"P-{number}") for number in range(8)]
    by_record = a_patient(mrn="P-8", practitioner_id=ME)
    stamps = {"booked": {"at": NOON.isoformat(), "by": USER_ID}}
    today = NOON.date()
    team = {"practitioner_id": ME}
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        for one in (a_practitioner(id=ME), *people, by_record):
            uow.add(one)
        uow.add(an_appointment(people[0], practitioner_id=ME))
        uow.add(an_appointment(people[1], practitioner_id=ME, status="cancelled"))
        uow.add(an_appointment(people[2], practitioner_id=ME, stamps=stamps))
        uow.add(a_child(CareTeamMember, people[3], **team))
        uow.add(a_child(CareTeamMember, people[4], **team, ends_on=today - timedelta(days=900)))
        uow.add(a_child(CareTeamMember, people[5], **team, starts_on=today + timedelta(days=9000)))
    with store.reader() as reader:
        everybody = [one.id for one in (*people, by_record)]
        one_by_one = {one for one in everybody if reader.cares_for(CLINICIAN, one)}
        assert reader.in_care(CLINICIAN) == one_by_one
        assert one_by_one == {people[0].id, people[3].id, by_record.id}
        assert reader.in_care(CONTEXT) == frozenset()
