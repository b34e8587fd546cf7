"""Merge two records of one person, and take that back, however much was written since.

Whatever was written for either stays where it was written (domain/merging.py); readers take both
for one person as long as the merge holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.declare import FieldSpec, entities, entity_of
from app.domain.duplicates import pair_id
from app.domain.errors import InvalidValue, StaleVersion
from app.domain.ids import PatientId, RecordId, UserId, derived_id
from app.domain.merging import (
    MergeStatus,
    PatientMerge,
    alias_id,
    all_taken,
    merge_id,
    pays_across,
    people_of,
)
from app.domain.patient import Patient, PatientIdentifier, PatientStatus
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Query, all_of, eq, gt, one_of
from app.domain.waiting import Task, TaskSource, TaskStatus
from app.protocol.codec import to_wire, value_from_wire
from app.services.accounts import ledger_of
from app.services.editing import current
from app.services.merge_preview import require_merge
from app.services.reading import every

ALIAS_KIND = "MR"
ALERT_BETWEEN = " | "
TITLE = "Two patients again: look whose the newer records are"
_UNASKED = frozenset({"patient_merge", "sync_conflict"})
_STATUS = frozenset({"status", "deceased_on"})
"""Taken over only where somebody asks for it: "active" is no gap that wants filling."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerged:
    """A merge that was taken back, and what a person has to look at."""

    merge: PatientMerge
    kept: tuple[str, ...]
    """Fields the survivor had taken over that somebody changed since: they stay as they are."""
    later: int
    """Records made for either while they were one."""


def merge(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    survivor_id: PatientId,
    merged_id: PatientId,
    take: Collection[str] = (),
    reason: str = "",
) -> PatientMerge:
    """Make two records one person: the survivor goes on being used, the other is archived.

    The survivor takes over what it has nothing of itself, and the fields named in take (each with
    its group, see domain/patient.py). Raises InvalidValue, RecordNotFound, PermissionDenied.
    """
    with begin(context) as uow:
        for one in (survivor_id, merged_id):
            require_merge(uow, one)
        survivor, merged = current(uow, Patient, survivor_id), current(uow, Patient, merged_id)
        taken = taken_over(survivor, merged, take)
        before, after = to_wire(survivor), to_wire(replace(survivor, **taken))
        earlier = _merges(uow, survivor_id, merged_id)
        kept = uow.add(
            PatientMerge(
                id=merge_id(survivor_id, merged_id, earlier=len(earlier)),
                created_at=uow.now,
                updated_at=uow.now,
                patient_id=survivor_id,
                merged_id=merged_id,
                taken={name: [before[name], after[name]] for name in taken},
                status_before=merged.status,
                merged_by=UserId(context.user_id),
                merged_at=uow.now,
            ),
            reason=reason,
        )
        # From here on everything falls with the merge, where the server refuses it.
        if taken:
            uow.save(replace(survivor, **taken), reason=reason)
        uow.save(replace(merged, status=PatientStatus.ARCHIVED.value), reason=reason)
        _add_alias(uow, kept, merged)
        _answer(uow, pair_id(survivor_id, merged_id))
        _note(uow, AuditAction.MERGE, kept)
        return kept


def unmerge(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    merged_id: PatientId,
    of: PatientId | None = None,
    reason: str = "",
) -> Unmerged:
    """Take a merge back: each record is a patient again, with what was written for it.

    Fields the survivor took over go back where nobody changed them since. Whose the records are
    that were made meanwhile, a task asks. Raises InvalidValue where it is not merged, or as long as
    payments of the one pay for charges of the other, StaleVersion where it is merged into another
    than of, and PermissionDenied.
    """
    with begin(context) as uow:
        kept = live_merge(uow, merged_id)
        if of not in (None, kept.patient_id):
            raise StaleVersion("patient_merge", kept.id)
        for one in (kept.patient_id, kept.merged_id):
            require_merge(uow, one)
        _refuse_shared_money(uow, kept)
        later = _made_since(uow, kept)
        ended = uow.save(
            replace(
                kept,
                status=MergeStatus.UNMERGED.value,
                unmerged_by=UserId(context.user_id),
                unmerged_at=uow.now,
            ),
            action="unmerge",
            reason=reason,
        )
        changed = _put_back(uow, kept)
        _drop_alias(uow, kept)
        if later or changed:
            _ask(uow, kept, changed, later)
        _note(uow, AuditAction.UNMERGE, kept)
        return Unmerged(merge=ended, kept=changed, later=later)


def live_merge(reader: Reader, merged_id: RecordId) -> PatientMerge:
    """The merge by which a record is not used any more. Raises InvalidValue where there is none."""
    mine = all_of(eq("merged_id", merged_id), eq("status", MergeStatus.MERGED.value))
    found = reader.records(PatientMerge).find_one(Query(PatientMerge, where=mine))
    if found is None:
        raise InvalidValue("merged_id", "is not merged into another record")
    return found


def taken_over(survivor: Patient, merged: Patient, take: Collection[str]) -> dict[str, Any]:
    """The survivor's fields that change: gaps are filled, and what is asked for is taken.

    A warning is never lost: where both have one, the survivor shows both. Raises InvalidValue, also
    where the two are longer together than a warning may be: which words go is a person's to say.
    """
    spec = entity_of(Patient)
    for name in take:
        if name not in spec.by_name or name == "mrn":
            raise InvalidValue(name, "is no field that is taken over")
    taken: dict[str, Any] = {}
    for names in spec.groups.values():
        is_gap = _STATUS.isdisjoint(names) and all(
            _is_empty(spec.by_name[name], getattr(survivor, name)) for name in names
        )
        if is_gap or not set(take).isdisjoint(names):
            taken |= {name: getattr(merged, name) for name in names}
    if survivor.alert and merged.alert and "alert" not in taken and merged.alert != survivor.alert:
        both = f"{survivor.alert}{ALERT_BETWEEN}{merged.alert}"
        if len(both) > spec.by_name["alert"].fact.max_length:
            raise InvalidValue("alert", "of both is too long together: shorten one, or take one")
        taken["alert"] = both
    if taken.get("guarantor_id") == survivor.id:
        del taken["guarantor_id"]
    return {name: value for name, value in taken.items() if value != getattr(survivor, name)}


def picked(kept: PatientMerge) -> tuple[str, ...]:
    """What somebody picked of a merge, to be asked for again: gaps are filled by themselves, and
    two warnings that were put together are so again."""
    spec, names = entity_of(Patient), list[str]()
    for name, (before, after) in _taken(kept).items():
        is_both = name == "alert" and str(after).startswith(f"{before}{ALERT_BETWEEN}")
        if not is_both and not _is_empty(spec.by_name[name], before):
            names.append(name)
    return tuple(names)


def _is_empty(spec: FieldSpec, value: object) -> bool:
    return value in (None, "") or (spec.has_default and value == spec.default)


def _merges(reader: Reader, survivor: RecordId, merged: RecordId) -> list[PatientMerge]:
    """Every merge of the two in this direction that there ever was."""
    asked = Query(PatientMerge, where=eq("merged_id", merged))
    return [one for one in every(reader, asked) if one.patient_id == survivor]


def _add_alias(uow: UnitOfWork, kept: PatientMerge, merged: Patient) -> None:
    """The record number of the other one is the survivor's, too."""
    uow.add(
        PatientIdentifier(
            id=alias_id(kept.id),
            created_at=uow.now,
            updated_at=uow.now,
            patient_id=kept.patient_id,
            system="",
            value=merged.mrn,
            kind=ALIAS_KIND,
            is_alias=True,
        )
    )


def _drop_alias(uow: UnitOfWork, kept: PatientMerge) -> None:
    if uow.records(PatientIdentifier).exists(alias_id(kept.id)):
        uow.delete(PatientIdentifier, alias_id(kept.id))


def _answer(uow: UnitOfWork, task_id: RecordId) -> None:
    """Whoever merges two patients answers the question whether they are one."""
    task = uow.records(Task).get(task_id)
    if task is not None and task.status == TaskStatus.OPEN:
        done = replace(
            task,
            status=TaskStatus.DONE.value,
            done_by=UserId(uow.context.user_id),
            done_at=uow.now,
        )
        uow.save(done)


def _put_back(uow: UnitOfWork, kept: PatientMerge) -> tuple[str, ...]:
    """Fields as they were before, where they are as the merge left them; the names of the rest."""
    changed: list[str] = []
    survivor = uow.records(Patient).get(kept.patient_id)
    if survivor is not None:
        now, by_name = to_wire(survivor), entity_of(Patient).by_name
        values: dict[str, Any] = {}
        for name, (before, after) in _taken(kept).items():
            if now.get(name) == after:
                values[name] = value_from_wire(by_name[name], before)
            elif now.get(name) != before:
                changed.append(name)
        if values:
            uow.save(replace(survivor, **values))
    merged = uow.records(Patient).get(kept.merged_id)
    if merged is not None and merged.status == PatientStatus.ARCHIVED:
        uow.save(replace(merged, status=kept.status_before or PatientStatus.ACTIVE.value))
    return tuple(changed)


def _taken(kept: PatientMerge) -> Mapping[str, tuple[object, object]]:
    """What was taken over, of the fields this version knows: before and after."""
    known = entity_of(Patient).by_name
    pairs = all_taken(kept.taken).items()
    return {name: (pair[0], pair[1]) for name, pair in pairs if name in known}


def _refuse_shared_money(uow: UnitOfWork, kept: PatientMerge) -> None:
    """Raise InvalidValue as long as one of the two pays for the other: entries are never changed,
    and what a payment is used for is somebody's decision."""
    ledger = ledger_of(uow, patient_id=kept.patient_id, currency=None)
    whole = people_of(_pairs(uow, kept))
    if pays_across(ledger, lambda one: whole.get(one, frozenset([one]))):
        raise InvalidValue(
            "status", "payments of one pay for charges of the other: undo that first"
        )


def _pairs(uow: UnitOfWork, kept: PatientMerge) -> Iterable[tuple[RecordId, RecordId]]:
    """Who stays merged without this merge."""
    where = all_of(
        one_of("merged_id", uow.person(kept.patient_id)),
        eq("status", MergeStatus.MERGED.value),
    )
    for one in every(uow, Query(PatientMerge, where=where)):
        if one.id != kept.id:
            yield one.patient_id, one.merged_id


def _made_since(uow: UnitOfWork, kept: PatientMerge) -> int:
    """How many records were made for the two while they were one."""
    since = all_of(eq("patient_id", kept.patient_id), gt("created_at", kept.merged_at))
    return sum(
        uow.records(spec.record_type).count(Query(spec.record_type, where=since))
        for spec in entities()
        if spec.patient_field == "patient_id" and spec.name not in _UNASKED
    )


def _ask(uow: UnitOfWork, kept: PatientMerge, changed: tuple[str, ...], later: int) -> None:
    words = [f"Records made while they were one: {later}."] if later else []
    if changed:
        words.append(f"Fields changed since, left as they are: {', '.join(changed)}.")
    uow.add(
        Task(
            id=derived_id("unmerged", kept.id),
            created_at=uow.now,
            updated_at=uow.now,
            title=TITLE,
            note=" ".join(words).replace("_", " "),
            patient_id=kept.patient_id,
            source=TaskSource.CONFLICT,
            source_id=kept.id,
        )
    )


def _note(uow: UnitOfWork, action: AuditAction, kept: PatientMerge) -> None:
    """Both patients' trails tell of it."""
    both = sorted((kept.patient_id, kept.merged_id))
    uow.note(action, entity="patient", result_count=len(both), subjects=both)
