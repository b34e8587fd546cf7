"""The courses of records: which status may follow which, written out from what a clinic keeps.

Every move stands here once more, apart from the declarations: a move that is added or lost there
has to be decided here, too.
"""

from __future__ import annotations

import pytest

from app.domain.declare import EntitySpec, entities
from app.domain.errors import InvalidTransition
from app.domain.validation import check_course, is_locked, steps_to

pytestmark = pytest.mark.row("B1")
ERROR = "entered-in-error"
PLAN = f"""
    draft: active revoked {ERROR}
    active: on-hold completed revoked {ERROR}
    on-hold: active revoked {ERROR}
    completed: active {ERROR}
    revoked: active {ERROR}
    {ERROR}:
"""
EVENT = f"""
    planned: completed not-done {ERROR}
    completed: {ERROR}
    not-done: planned {ERROR}
    {ERROR}:
"""
COURSES = {
    "appointment": """
        requested: booked cancelled entered_in_error
        booked: arrived in_room cancelled no_show entered_in_error
        arrived: booked in_room completed cancelled entered_in_error
        in_room: arrived completed entered_in_error
        completed: in_room entered_in_error
        cancelled: booked entered_in_error
        no_show: booked arrived entered_in_error
        entered_in_error:
    """,
    "message_thread": """
        unread: open done
        open: unread done
        done: unread open
    """,
    "insurance_claim": """
        draft: ready voided
        ready: draft exported voided
        exported: accepted_999 rejected_999 paid partially_paid denied voided
        accepted_999: accepted_277ca rejected_277ca paid partially_paid denied voided
        rejected_999: draft resubmitted voided
        accepted_277ca: paid partially_paid denied voided
        rejected_277ca: draft resubmitted voided
        paid: partially_paid denied closed
        partially_paid: paid resubmitted appealed closed
        denied: resubmitted appealed closed
        resubmitted: exported accepted_999 rejected_999 paid partially_paid denied voided
        appealed: paid partially_paid denied closed
        closed: resubmitted appealed
        voided:
    """,
    "prescription": f"""
        draft: active cancelled {ERROR}
        active: on-hold completed stopped {ERROR}
        on-hold: active stopped {ERROR}
        completed: {ERROR}
        stopped: {ERROR}
        cancelled: {ERROR}
        {ERROR}:
    """,
    "document": f"""
        pending: current superseded {ERROR}
        current: superseded {ERROR}
        superseded: current {ERROR}
        {ERROR}:
    """,
    "care_plan": PLAN,
    "care_plan_goal": PLAN,
    "care_plan_activity": PLAN,
    "immunization": EVENT,
    "screening": EVENT,
    "health_record": f"""
        preliminary: final {ERROR}
        final: {ERROR}
        {ERROR}:
    """,
    "incident_report": """
        reported: in_review closed
        in_review: reported closed
        closed: in_review reported
    """,
    "waitlist_entry": """
        waiting: offered booked closed
        offered: waiting booked closed
        booked: waiting closed
        closed: waiting
    """,
    "recall": """
        due: contacted booked done declined
        contacted: due booked done declined
        booked: due contacted done
        done: due
        declined: due
    """,
    "task": """
        open: done cancelled
        done: open
        cancelled: open
    """,
    "cash_drawer": """
        open: closed
        closed:
    """,
    "export_request": """
        requested: approved refused
        approved: written refused
        refused:
        written:
    """,
    "removal_request": """
        requested: approved refused
        approved: carried_out refused
        refused:
        carried_out:
    """,
    "patient_merge": """
        merged: unmerged
        unmerged:
    """,
}
BEGINS = {
    "appointment": "requested",
    "immunization": "planned",
    "screening": "planned",
    "document": "pending",
    "care_plan_goal": "draft",
    "care_plan_activity": "draft",
}
"""The earliest status, where a record is mostly made in a later one."""
SPECS = {spec.name: spec for spec in entities() if spec.transitions}


def moves(name: str) -> dict[str, set[str]]:
    lines = (line.partition(":") for line in COURSES[name].split("\n") if line.strip())
    return {was.strip(): set(after.split()) for was, _, after in lines}


def lets(spec: EntitySpec, was: str, becomes: str) -> bool:
    try:
        check_course(spec, was, becomes, changed={"status"})
    except InvalidTransition:
        return False
    return True


def test_every_record_with_a_course_is_told_here() -> None:
    assert SPECS.keys() == COURSES.keys()


@pytest.mark.parametrize("name", COURSES)
def test_statuses_are_those_a_record_can_be_given(name: str) -> None:
    assert {str(one) for one in SPECS[name].by_name["status"].fact.choices or ()} == set(
        moves(name)
    )


@pytest.mark.parametrize("name", COURSES)
def test_every_pair_of_statuses_is_allowed_or_refused_as_told(name: str) -> None:
    spec, told = SPECS[name], moves(name)
    allowed = {(was, to) for was in told for to in told if lets(spec, was, to)}
    assert allowed == {(was, to) for was in told for to in told[was] | {was}}


@pytest.mark.parametrize("name", COURSES)
def test_every_status_is_reached_from_where_a_record_begins(name: str) -> None:
    spec = SPECS[name]
    begins = BEGINS.get(name, str(spec.by_name["status"].default))
    assert all(steps_to(spec, begins, status) for status in moves(name))


@pytest.mark.parametrize("name", COURSES)
def test_no_known_status_leads_to_one_nobody_knows(name: str) -> None:
    spec = SPECS[name]
    for status in moves(name):
        assert not lets(spec, status, "from_a_newer_version")
        assert lets(spec, "from_a_newer_version", status)


def test_what_is_signed_or_counted_is_no_longer_edited() -> None:
    locked = {
        name: {status for status in moves(name) if is_locked(SPECS[name], status)}
        for name in COURSES
    }
    assert {name: found for name, found in locked.items() if found} == {
        "health_record": {"final", ERROR},
        "cash_drawer": {"closed"},
        "prescription": set(moves("prescription")) - {"draft"},
    }
