"""Incident reports are the acting person's, go their course, and name only who may be seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.errors import StaleVersion
from app.domain.history import IncidentReport
from app.domain.permissions import decide
from app.domain.staff import Role
from app.live.incidents import _LIST
from app.services import incidents
from app.storage.store import LocalStore
from tests.factories import NOON, USER_ID, a_child, a_context, a_patient

pytestmark = pytest.mark.row("F7")
AMARA = a_patient()


@pytest.fixture
def desk(store: LocalStore) -> LocalStore:
    with store.unit_of_work(a_context()) as uow:
        uow.add(AMARA)
    return store


def report(**changes: object) -> IncidentReport:
    return a_child(IncidentReport, AMARA, **{"occurred_at": NOON, "text": "Slipped", **changes})


def test_report_is_the_acting_person_s_and_the_latest_comes_first(desk: LocalStore) -> None:
    begin, who = desk.unit_of_work, a_context()
    early = report(occurred_at=NOON - timedelta(days=1), patient_id=None)
    made = [incidents.save(begin, who, record=one, based_on=None) for one in (early, report())]
    assert {one.reported_by for one in made} == {USER_ID}
    with desk.reader() as reader:
        lines = incidents.listed(reader, who, now=NOON)
    assert [one.report.id for one in lines] == [made[1].id, made[0].id]
    assert [one.patient_name for one in lines] == [AMARA.display_name, ""]


def test_administrator_reads_reports_without_the_patient_s_name(desk: LocalStore) -> None:
    incidents.save(desk.unit_of_work, a_context(), record=report(), based_on=None)
    with desk.reader() as reader:
        (line,) = incidents.listed(reader, a_context(role=Role.ADMIN), now=NOON)
    assert line.patient_name == ""


def test_report_goes_its_course_and_who_reported_it_stays(desk: LocalStore) -> None:
    begin, who = desk.unit_of_work, a_context()
    made = incidents.save(begin, who, record=report(), based_on=None)
    closed = incidents.save(
        begin, who, record=replace(made, status="closed", outcome="mat laid"), based_on=made
    )
    assert (closed.status, closed.outcome, closed.reported_by) == ("closed", "mat laid", USER_ID)
    with pytest.raises(StaleVersion):
        incidents.remove(begin, who, record=made)


def test_what_somebody_else_changed_meanwhile_is_refused(desk: LocalStore) -> None:
    begin, who = desk.unit_of_work, a_context()
    made = incidents.save(begin, who, record=report(), based_on=None)
    incidents.save(begin, who, record=replace(made, text="Fell"), based_on=made)
    with pytest.raises(StaleVersion):
        incidents.save(begin, who, record=replace(made, text="Tripped"), based_on=made)
    closed = incidents.save(begin, who, record=replace(made, status="closed"), based_on=made)
    assert (closed.text, closed.status) == ("Fell", "closed")


def test_report_taken_back_comes_back(desk: LocalStore) -> None:
    begin, who = desk.unit_of_work, a_context()
    made = incidents.save(begin, who, record=report(), based_on=None)
    incidents.remove(begin, who, record=made)
    with desk.reader() as reader:
        assert incidents.listed(reader, who, now=NOON) == ()
    assert incidents.bring_back(begin, who, record=made).text == "Slipped"


def test_billing_reports_and_does_not_read(desk: LocalStore) -> None:
    billing = a_context(role=Role.BILLING)
    incidents.save(desk.unit_of_work, billing, record=report(), based_on=None)
    assert not decide(Role.BILLING, _LIST.permission).is_allowed
