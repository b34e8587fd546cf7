"""From the declarations of an older version to the present ones, step by step. Pure.

A workstation that was away may still send what it wrote under an older schema, and one that was
brought up to date has such changes waiting. Each step says how the changes of one record type of
one version read in the next; types without a step stay as they are, for a field that is only added
has a default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from app.domain.operations import UNSAID, FieldChange, Operation, RowState, WireBody
from app.protocol.messages import SCHEMA

Step = Callable[[WireBody], WireBody]
"""Takes a body, or one side of a patch: it must do with the fields that are there."""

STEPS: Mapping[tuple[int, str], Step] = {}
"""From which schema, for which record type. Nothing was renamed or split since the first one."""


WIDENED: Mapping[int, frozenset[str]] = {
    2: frozenset(
        {
            *("appointment", "clinic", "coverage", "emergency_contact", "message", "patient"),
            *("consent", "room", "sync_conflict", "waitlist_entry"),
        }
    ),
    4: frozenset(
        {
            *("allergy", "condition", "medication_statement"),
            *("clinic", "health_record", "immunization", "screening", "vital_signs"),
        }
    ),
}
"""Which record types say more since a schema: a desk of before keeps what it does not know aside,
and has the server lay these anew once it knows it."""

UNHEARD: Mapping[str, int] = {"message": 2}
"""Record types of which some are told only from a schema on: to a desk of before it a message that
somebody still writes (drafted_by) would look sent."""

SAYS_WHY = 3
"""The schema from which on a change brings the reason that was stated for it. What was made before
may have had one, in its desk's audit trail: it is read as unsaid, and not refused for want of it.
A client that says it made a change under an older schema is believed: that is the price of taking
what older desks kept, and the history shows UNSAID for whatever went that way. What is made under a
schema that says why, sent again too, is refused where a reason is wanted (as_said).
"""


def widened(
    before: int, *, now: int = SCHEMA, steps: Mapping[int, frozenset[str]] | None = None
) -> frozenset[str]:
    """The record types that say more now than a desk of an older schema could hear."""
    known = WIDENED if steps is None else steps
    later = (known.get(schema, frozenset[str]()) for schema in range(before + 1, now + 1))
    return frozenset[str]().union(*later)


def hears_everything(schema: int) -> bool:
    """Whether a desk that speaks a schema is told of every record, whatever it says."""
    return schema >= max(UNHEARD.values(), default=0)


def is_heard(row: RowState, schema: int) -> bool:
    """Whether a desk that speaks a schema is told of a record as it stands."""
    return schema >= UNHEARD.get(row.entity, 0) or not (row.body or {}).get("drafted_by")


def as_said(operation: Operation) -> Operation:
    """What a desk sent as the server is to read it: what can say why does not say it with the word
    for what could not."""
    is_the_word = operation.schema >= SAYS_WHY and operation.reason.strip() == UNSAID
    return replace(operation, reason="") if is_the_word else operation


def upcast(
    operation: Operation, *, to: int = SCHEMA, steps: Mapping[tuple[int, str], Step] | None = None
) -> Operation:
    """The operation as the present version would have made it; of a newer one, as it is."""
    known = STEPS if steps is None else steps
    for schema in range(operation.schema, to):
        step = known.get((schema, operation.entity))
        if step is not None:
            operation = _stepped(operation, step)
    if operation.schema < SAYS_WHY <= to and not operation.reason.strip():
        operation = replace(operation, reason=UNSAID)
    return replace(operation, schema=to) if operation.schema < to else operation


def renamed(old: str, new: str) -> Step:
    """A field that has another name since."""
    return lambda body: {(new if name == old else name): value for name, value in body.items()}


def translated(field: str, read: Callable[[Any], Any]) -> Step:
    """A field whose values are written otherwise since."""
    return lambda body: {**body, field: read(body[field])} if field in body else body


def filled(field: str, value: Any) -> Step:
    """A field that every record has since; a change says nothing of it."""
    return lambda body: {field: value, **body} if "created_at" in body else body


def _stepped(operation: Operation, step: Step) -> Operation:
    full = None if operation.full is None else step(operation.full)
    before = step({name: change.old for name, change in operation.patch.items()})
    after = step({name: change.new for name, change in operation.patch.items()})
    patch = {name: FieldChange(before.get(name), value) for name, value in after.items()}
    return replace(operation, full=full, patch=patch)
