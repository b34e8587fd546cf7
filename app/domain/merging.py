"""Two records of one person taken together: who was merged into whom, for how long.

Nothing moves: whatever was written for either record stays where it was written, signed notes and
entries of accounts too, and everybody who asks for one person's records is given those of both.
Taking a merge back leaves each with its own. What a merge does change (fields the survivor took
over, the status of the other) is in the record of it, with what was there before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar, cast

from app.domain.declare import Fact, Keeping, PhiClass, Record, entity
from app.domain.ids import PatientId, RecordId, UserId, derived_id, is_record_id
from app.domain.ledger import Ledger
from app.domain.query import All, AnyOf, Compare, Condition, Not, Operator

T = TypeVar("T")


class MergeStatus(StrEnum):
    """Whether the two are one now."""

    MERGED = "merged"
    UNMERGED = "unmerged"


TRANSITIONS: Mapping[str, frozenset[str]] = {
    MergeStatus.MERGED.value: frozenset({MergeStatus.UNMERGED.value}),
    MergeStatus.UNMERGED.value: frozenset(),
}
"""A merge is taken back once; merging the two again is another merge."""
_END = Fact(group="end", max_length=40)


@entity(
    "patient_merge",
    order=4,
    patient_field="patient_id",
    indexes=(("patient_id",), ("merged_id",), ("status",)),
    phi_class=Keeping.DEMOGRAPHICS,
    transitions=TRANSITIONS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class PatientMerge(Record):
    """That two records are of one person: the survivor is the one that goes on being used.

    taken maps the fields the survivor took over from the other to wire values: [before, after].
    """

    patient_id: Annotated[PatientId, Fact(refers_to="patient")]
    """The survivor."""
    merged_id: Annotated[PatientId, Fact(refers_to="patient")]
    taken: Annotated[Mapping[str, object], Fact(phi=PhiClass.CLINICAL)] = field(
        default_factory=lambda: cast("dict[str, object]", {})
    )
    status_before: Annotated[str, Fact(phi=PhiClass.DEMOGRAPHIC, max_length=40)] = ""
    """Of the other one, who is archived by the merge."""
    merged_by: Annotated[UserId, Fact(refers_to="user")]
    merged_at: datetime
    status: Annotated[str, Fact(group="end", choices=MergeStatus, max_length=40)] = (
        MergeStatus.MERGED
    )
    unmerged_by: Annotated[UserId | None, Fact(group="end", refers_to="user")] = None
    unmerged_at: Annotated[datetime | None, Fact(group="end")] = None


UNMERGE_FIELDS = frozenset({"status", "unmerged_by", "unmerged_at"})
"""What taking a merge back changes of its record."""


def merge_id(survivor: RecordId, merged: RecordId, *, earlier: int) -> RecordId:
    """The identifier of a merge: two desks that merge the same two mean one merge.

    earlier is how many merges of the two were taken back before.
    """
    return derived_id("patient_merge", survivor, merged, str(earlier))


def alias_id(merge: RecordId) -> RecordId:
    """The identifier of the survivor's alias: the record number of the other one."""
    return derived_id("merged_record_number", merge)


def is_live(body: Mapping[str, object] | None) -> bool:
    """Whether a merge (its wire values) holds."""
    return body is not None and body.get("status") == MergeStatus.MERGED


def refusal(survivor: T, merged: T, survivor_of: Callable[[T], T | None]) -> str:
    """Why two records are not to be merged; "" where they may be.

    survivor_of names into whom somebody is merged. Nobody is merged twice, and nobody into
    themselves by however many steps: then there would be no record to go on with.
    """
    if survivor == merged:
        return "is the same record twice"
    if survivor_of(merged) is not None:
        return "is merged into another record already"
    one: T | None = survivor
    seen: set[T] = set()
    while one is not None and one not in seen:
        if one == merged:
            return "is the record the survivor is merged into"
        seen.add(one)
        one = survivor_of(one)
    return ""


def root_of(one: T, survivor_of: Callable[[T], T | None]) -> T:
    """The record that goes on being used for somebody."""
    seen = {one}
    while (above := survivor_of(one)) is not None and above not in seen:
        seen.add(above)
        one = above
    return one


def people_of(pairs: Iterable[tuple[T, T]]) -> dict[T, frozenset[T]]:
    """Everybody who is merged (pairs of survivor and merged), with all records of the person."""
    people: dict[T, frozenset[T]] = {}
    for one, other in pairs:
        whole = people.get(one, frozenset([one])) | people.get(other, frozenset([other]))
        people.update(dict.fromkeys(whole, whole))
    return people


def about_whole_person(
    where: Condition, person_of: Callable[[RecordId], Collection[RecordId]]
) -> Condition:
    """A condition with every patient it names taken for all records of the person; itself where
    there is one record of each."""
    match where:
        case Compare("patient_id", Operator.EQ, str(value)) if is_record_id(value):
            keys = person_of(RecordId(value))
            is_plain = len(keys) < 2
            return where if is_plain else Compare("patient_id", Operator.IN, tuple(sorted(keys)))
        case All(conditions) | AnyOf(conditions):
            whole = tuple(about_whole_person(one, person_of) for one in conditions)
            is_plain = all(one is other for one, other in zip(whole, conditions, strict=True))
            return where if is_plain else type(where)(whole)
        case Not(inner):
            changed = about_whole_person(inner, person_of)
            return where if changed is inner else Not(changed)
        case _:
            return where


def pays_across(ledger: Ledger, person_of: Callable[[RecordId], object]) -> bool:
    """Whether an entry of one account stands on one of somebody else's: an allocation, a refund
    or an adjustment that was not taken back."""
    owner = {one.id: one.patient_id for one in (*ledger.charges, *ledger.payments)}
    left: dict[tuple[RecordId, RecordId], int] = {}
    for entry in (*ledger.allocations, *ledger.refunds, *ledger.adjustments):
        for name in ("payment_id", "charge_id"):
            stands_on: RecordId | None = getattr(entry, name, None)
            whose = owner.get(stands_on) if stands_on is not None else None
            if whose is not None and person_of(whose) != person_of(entry.patient_id):
                key = (entry.patient_id, whose)
                left[key] = left.get(key, 0) + entry.amount_minor
    return any(left.values())


def all_taken(told: object) -> dict[str, list[object]]:
    """What a merge says was taken over, as far as it says so: before and after by field."""
    if not isinstance(told, Mapping):
        return {}
    said = cast("Mapping[str, Any]", told)
    return {
        name: one
        for name, one in said.items()
        if isinstance(one, list) and len(cast("Any", one)) == 2
    }


def is_same_merge(one: Mapping[str, object], stored: Mapping[str, object]) -> bool:
    """Whether a new merge (wire values) is one that holds already: each desk names who did it and
    when, and what it took over is added to what the other did (server/people.py)."""
    return is_live(stored) and all(
        one.get(name) == stored.get(name) for name in ("patient_id", "merged_id", "status")
    )
