"""Removing a patient who was registered in error: asked for by the front desk, allowed by a
clinician, carried out by an administrator, three people; and what stands in the way of it.

Health records are kept: somebody of whom anything was found, done, charged, filed or said is
archived or merged and never removed. What else hangs on a patient stays where it is: nobody is
shown it without the patient, and it comes back with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Annotated, ClassVar

from app.domain.declare import EntitySpec, Fact, Keeping, PhiClass, entities, entity
from app.domain.ids import PatientId, UserId
from app.domain.two_person import TwoPersonRequest, check_persons, course

TRAVELS_FOR = timedelta(days=30)
"""So much later than it was carried out a removal may come to the server: the longest lease of a
desk that is away. Leave that was given before is used by nobody any more."""
_DEMOGRAPHIC = PhiClass.DEMOGRAPHIC


class RemovalStatus(StrEnum):
    """Where a request stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    CARRIED_OUT = "carried_out"


@entity(
    "removal_request",
    order=6,
    patient_field="patient_id",
    indexes=(("patient_id",), ("status", "requested_at")),
    phi_class=Keeping.DEMOGRAPHICS,
    transitions=course("carried_out"),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalRequest(TwoPersonRequest):
    """That a patient is to be removed: who asked, who allowed it, who carried it out."""

    request_lasts: ClassVar[timedelta] = timedelta(days=30)
    approval_lasts: ClassVar[timedelta] = timedelta(days=30)

    patient_id: Annotated[PatientId, Fact(refers_to="patient")]
    reason: Annotated[str, Fact(phi=_DEMOGRAPHIC, max_length=500)]
    status: Annotated[str, Fact(group="decision", choices=RemovalStatus, max_length=40)] = (
        RemovalStatus.REQUESTED
    )
    decision_note: Annotated[str, Fact(phi=_DEMOGRAPHIC, group="decision", max_length=500)] = ""
    carried_out_by: Annotated[UserId | None, Fact(group="decision", refers_to="user")] = None
    carried_out_at: Annotated[datetime | None, Fact(group="decision")] = None


class Kept(StrEnum):
    """Of what kind the records are that keep somebody from being removed."""

    VISITS = "visits"
    WAITING = "waiting"
    CHART = "chart"
    MONEY = "money"
    PAPERS = "papers"
    MESSAGES = "messages"
    TASKS = "tasks"
    MERGED = "merged"
    OTHERS = "others"
    """Another patient's record names them."""


_KINDS: Mapping[str, Kept] = {
    "appointment": Kept.VISITS,
    **dict.fromkeys(("waitlist_entry", "recall"), Kept.WAITING),
    **dict.fromkeys(
        (
            *("charge", "payment", "allocation", "adjustment", "refund"),
            *("insurance_claim", "claim_line", "remittance"),
        ),
        Kept.MONEY,
    ),
    **dict.fromkeys(("document", "consent"), Kept.PAPERS),
    **dict.fromkeys(("message", "message_thread"), Kept.MESSAGES),
    **dict.fromkeys(("task", "sync_conflict"), Kept.TASKS),
    "patient_merge": Kept.MERGED,
}
"""What is not here is of the chart."""
_OVER: Mapping[tuple[str, str], frozenset[str] | None] = {
    ("removal_request", "patient_id"): None,
    ("patient_identifier", "patient_id"): None,
    ("emergency_contact", "patient_id"): None,
    ("coverage", "patient_id"): None,
    ("break_glass", "patient_id"): None,
    ("appointment", "patient_id"): frozenset({"cancelled", "entered_in_error"}),
    ("waitlist_entry", "patient_id"): frozenset({"closed"}),
    ("task", "patient_id"): frozenset({"done", "cancelled"}),
    ("sync_conflict", "patient_id"): frozenset({"resolved", "auto_obsolete"}),
    ("patient_merge", "patient_id"): frozenset({"unmerged"}),
    ("patient_merge", "merged_id"): frozenset({"unmerged"}),
}
"""What may hang on somebody who is removed, in which statuses; None: in any. Nothing else may."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A field by which a record holds the patient it names; over: the statuses in which not."""

    spec: EntitySpec
    field: str
    over: Collection[str]
    kind: Kept


@cache
def holds() -> tuple[Hold, ...]:
    """Every way a record keeps a patient from being removed."""
    return tuple(_holds())


def _holds() -> Iterator[Hold]:
    for spec in entities():
        for named in spec.references:
            over = _OVER.get((spec.name, named.name), frozenset[str]())
            if named.fact.refers_to == "patient" and over is not None:
                yield Hold(spec, named.name, over, _kind(spec, named.name))


def _kind(spec: EntitySpec, field: str) -> Kept:
    if spec.name == "patient" or (spec.name, field) == ("emergency_contact", "related_patient_id"):
        return Kept.OTHERS
    return _KINDS.get(spec.name, Kept.CHART)


def kind_held(
    entity_name: str, row_id: str, body: Mapping[str, object], *, patient_id: str
) -> Kept | None:
    """Of what kind a record (its wire values) is that keeps a patient; None where it does not."""
    if row_id == patient_id:
        return None
    for hold in holds():
        is_named = hold.spec.name == entity_name and body.get(hold.field) == patient_id
        if is_named and body.get("status") not in hold.over:
            return hold.kind
    return None


def is_third_person(user_id: str, requested_by: object, decided_by: object) -> bool:
    """Whether somebody neither asked for a removal nor decided about it."""
    return user_id not in (requested_by, decided_by)


def check_removal(request: RemovalRequest, _today: date, problems: dict[str, str]) -> None:
    """What a request must say."""
    check_persons(request, problems)
    is_done = request.carried_out_by is not None and request.carried_out_at is not None
    if (request.status == RemovalStatus.CARRIED_OUT) != is_done:
        problems["carried_out_by"] = "goes with being carried out"
    if is_done and request.carried_out_by in (request.requested_by, request.decided_by):
        problems["carried_out_by"] = "asked or decided: a third person carries it out"
