"""Possible duplicates: who of the clinic may be somebody written down twice, and the task about it.

The question about a pair is one task with an identifier made of the two, so that two desks ask it
once. A person answers it; nobody is merged by the program.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.duplicates import (
    LIKELY,
    Pair,
    Question,
    Traits,
    compared,
    like,
    likely_pairs,
    pair_id,
    traits_of,
)
from app.domain.errors import DuplicateRecord, InvalidValue, PermissionDenied
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient, PatientIdentifier, PatientStatus
from app.domain.permissions import Permission, decide
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Query, all_of, eq, one_of
from app.domain.waiting import Task, TaskSource, TaskStatus
from app.services.editing import current
from app.services.reading import PAGE, every

TITLE = "Possible duplicate: one person or two?"
_MOST_PER_SEARCH = 200
_LETTERS = 4
_FIRST_LETTERS = 3
"""Of each of two names: a slip is rarer at the beginning."""


def find(reader: Reader) -> list[Pair]:
    """Every two patients of the clinic who may be one person, the likeliest first.

    Looks at everybody: minutes of a processor where there are 100,000; not for a window.
    """
    return likely_pairs(_everybody(reader))


def of_patient(
    reader: Reader, patient: Patient, identifiers: Iterable[PatientIdentifier] | None = None
) -> list[Pair]:
    """Who may be the same person as a patient, stored or not yet, the likeliest first.

    identifiers are theirs; None: those that are stored. Only those the search index finds by one
    thing or another are compared: a few hundred, however many there are.
    """
    if identifiers is None:
        mine = Query(PatientIdentifier, where=eq("patient_id", patient.id))
        identifiers = list(every(reader, mine))
    asked = traits_of(patient, identifiers)
    return like(asked, _traits(reader, candidates(reader, search_words(asked))))


def candidates(reader: Reader, searches: Iterable[str]) -> list[RecordId]:
    """Everybody the search index finds by one of several things, each once."""
    found = {
        one for words in searches for one in reader.search_patients(words, limit=_MOST_PER_SEARCH)
    }
    return sorted(found)


def search_words(asked: Traits) -> tuple[str, ...]:
    """What is looked for in the search index: every way a person may have been written down."""
    family, given, born = asked.family, asked.given, asked.birth_date
    names = [name for name in (family, given, *sorted(asked.other_names)) if name]
    words = [born, *(f"{name[:_LETTERS]} {born[:7]}" for name in names if len(born) >= 7), family]
    if len(born) == 10:
        words.append(f"{born[:5]}{born[8:]}-{born[5:7]}")
    if family and given:
        words += [f"{family} {given}", f"{family[:_FIRST_LETTERS]} {given[:_FIRST_LETTERS]}"]
    words += [*sorted(asked.other_names), *sorted(asked.phones), asked.email]
    words += sorted(value for _, value in asked.identifiers)
    return tuple(dict.fromkeys(one for one in words if one))


def ask(
    begin: UnitOfWorkFactory, context: ExecutionContext, pairs: Sequence[Pair], *, keep: bool
) -> tuple[Question, ...]:
    """Show pairs, without those a person has answered; keep: make a task of each, once.

    The look is in the audit trail of everybody shown. Raises PermissionDenied.
    """
    with begin(context) as uow:
        _require(uow)
        tasks = uow.records(Task).get_many(pair_id(one.first, one.second) for one in pairs)
        people = uow.records(Patient).get_many({name for one in pairs for name in _both(one)})
        known = uow.people()  # who was merged is known to be one person
        shown = [
            one
            for one in pairs
            if _is_open(one, tasks) and people.keys() >= _both(one)
            if one.second not in known.get(one.first, ())
        ]
        if keep:
            tasks |= {task.id: task for one in shown for task in put_question(uow, one)}
        uow.note(
            AuditAction.SEARCH,
            entity="patient",
            result_count=len(shown),
            subjects=sorted({name for one in shown for name in _both(one)}),
        )
        return tuple(
            Question(
                first=people[one.first],
                second=people[one.second],
                pair=one,
                is_asked=pair_id(one.first, one.second) in tasks,
            )
            for one in shown
        )


def unasked(reader: Reader, patient_ids: Sequence[RecordId]) -> list[Pair]:
    """Who may be the same person as one of these, and nobody was ever asked about it."""
    people = reader.records(Patient).get_many(patient_ids).values()
    pairs = {
        pair_id(pair.first, pair.second): pair
        for one in people
        if one.status != PatientStatus.ARCHIVED  # merged into somebody, or put away
        for pair in of_patient(reader, one)
    }
    asked = reader.records(Task).get_many(pairs)
    others = {name for pair in pairs.values() for name in _both(pair)}
    known = reader.records(Patient).get_many(others)
    return [
        pair
        for key, pair in pairs.items()
        if key not in asked
        if all(known[one].status != PatientStatus.ARCHIVED for one in _both(pair) if one in known)
    ]


def ask_about(
    begin: UnitOfWorkFactory, context: ExecutionContext, pairs: Sequence[Pair]
) -> tuple[Task, ...]:
    """Make a task of each pair; nobody is shown to anybody by it. Raises PermissionDenied."""
    with begin(context) as uow:
        _require(uow)
        return tuple(task for one in pairs for task in put_question(uow, one))


def put_question(uow: UnitOfWork, pair: Pair) -> tuple[Task, ...]:
    """The task about a pair as a part of somebody's transaction; () where it was asked before."""
    task = Task(
        id=pair_id(pair.first, pair.second),
        created_at=uow.now,
        updated_at=uow.now,
        title=TITLE,
        patient_id=PatientId(pair.second),
        source=TaskSource.DUPLICATE,
        source_id=pair.first,
    )
    if uow.records(Task).exists(task.id):
        return ()
    try:
        return (uow.add(task),)
    except DuplicateRecord:  # somebody deleted the task: an answer, too
        return ()


def keep_apart(
    begin: UnitOfWorkFactory, context: ExecutionContext, one: RecordId, other: RecordId
) -> Task:
    """Say that two patients are two people: nobody is asked about them again, at any desk.

    Raises InvalidValue for one patient alone, RecordNotFound, PermissionDenied.
    """
    if one == other:
        raise InvalidValue("patient_id", "is the same record twice")
    first, second = sorted((one, other))
    with begin(context) as uow:
        _require(uow)
        for patient_id in (first, second):
            current(uow, Patient, patient_id)
        put_question(uow, Pair(RecordId(first), RecordId(second), 0.0, ()))
        task = current(uow, Task, pair_id(one, other))
        return uow.save(replace(task, status=TaskStatus.CANCELLED.value))


def keep_new_apart(uow: UnitOfWork, patient: Patient, others: Iterable[RecordId]) -> None:
    """As a part of registering somebody: they are none of these, and nobody is asked about it.

    Only of those a question would be asked about; the rest are other people as everybody is.
    """
    mine = traits_of(patient)
    for other in uow.records(Patient).get_many(others).values():
        pair = compared(mine, traits_of(other))
        tasks = put_question(uow, pair) if pair.weight >= LIKELY else ()
        for task in tasks:
            uow.save(replace(task, status=TaskStatus.CANCELLED.value))


def ask_again(begin: UnitOfWorkFactory, context: ExecutionContext, task: Task) -> Task:
    """Put the question about two people again: the answer to it was a slip.

    Raises InvalidValue where it was answered otherwise since, PermissionDenied.
    """
    with begin(context) as uow:
        _require(uow)
        answered = current(uow, Task, task.id)
        if answered.status != TaskStatus.CANCELLED:
            raise InvalidValue("status", "was answered otherwise since")
        return uow.save(replace(answered, status=TaskStatus.OPEN.value))


def open_questions(reader: Reader) -> tuple[Task, ...]:
    """The tasks about possible duplicates that wait for an answer."""
    waiting = all_of(eq("source", TaskSource.DUPLICATE), eq("status", TaskStatus.OPEN))
    return tuple(every(reader, Query(Task, where=waiting)))


def count_questions(reader: Reader) -> int:
    """How many tasks about possible duplicates wait for an answer."""
    waiting = all_of(eq("source", TaskSource.DUPLICATE), eq("status", TaskStatus.OPEN))
    return reader.records(Task).count(Query(Task, where=waiting))


def require_list(begin: UnitOfWorkFactory, context: ExecutionContext) -> None:
    """Raise PermissionDenied, before anybody is looked for, as `ask` would."""
    with begin(context) as uow:
        _require(uow)


def _require(uow: UnitOfWork) -> None:
    if not decide(uow.context.role, Permission.PATIENT_LIST).is_allowed:
        raise PermissionDenied(Permission.PATIENT_LIST, uow.context.role, entity="patient")


def _both(pair: Pair) -> frozenset[RecordId]:
    return frozenset((pair.first, pair.second))


def _is_open(pair: Pair, tasks: Mapping[RecordId, Task]) -> bool:
    task = tasks.get(pair_id(pair.first, pair.second))
    return task is None or task.status == TaskStatus.OPEN


def _everybody(reader: Reader) -> list[Traits]:
    numbers: dict[RecordId, list[PatientIdentifier]] = defaultdict(list)
    for number in every(reader, Query(PatientIdentifier)):
        numbers[number.patient_id].append(number)
    return [traits_of(one, numbers.get(one.id, ())) for one in every(reader, Query(Patient))]


def _traits(reader: Reader, patient_ids: Sequence[RecordId]) -> list[Traits]:
    numbers: dict[RecordId, list[PatientIdentifier]] = defaultdict(list)
    for at in range(0, len(patient_ids), PAGE):
        some = tuple(patient_ids[at : at + PAGE])
        for number in every(reader, Query(PatientIdentifier, where=one_of("patient_id", some))):
            numbers[number.patient_id].append(number)
    people = reader.records(Patient).get_many(patient_ids)
    return [traits_of(one, numbers.get(key, ())) for key, one in people.items()]
