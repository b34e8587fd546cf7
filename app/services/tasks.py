"""What is left to somebody: tasks that people, desks and the server made, listed and done."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.domain.permissions import Permission, decide
from app.domain.phi import quiet
from app.domain.ports import UnitOfWork, UnitOfWorkFactory
from app.domain.query import Order, Query, eq
from app.domain.waiting import Task, TaskSource, TaskStatus
from app.services.editing import current
from app.services.reading import every
from app.services.seeing import may_see


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """One task as a list tells of it; mrn and patient_name are "" where it is about no patient."""

    task: Task
    mrn: str = ""
    patient_name: str = ""


def open_tasks(begin: UnitOfWorkFactory, context: ExecutionContext) -> tuple[OpenTask, ...]:
    """What waits for somebody, the oldest first, of patients the acting role is shown; the look is
    in the audit trail. Raises PermissionDenied."""
    waiting = Query(Task, where=eq("status", TaskStatus.OPEN), order=(Order("created_at"),))
    with begin(context) as uow:
        if not decide(context.role, Permission.TASK_VIEW).is_allowed:
            raise PermissionDenied(Permission.TASK_VIEW, context.role, entity="task")
        lines = [_line(uow, one) for one in every(uow, waiting)]
        shown = tuple(line for line in lines if line is not None)
        people = {one.task.patient_id for one in shown} - {None}
        uow.note(
            AuditAction.LIST,
            entity="task",
            result_count=len(shown),
            subjects=sorted(one for one in people if one is not None),
        )
        return shown


def finish(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, task_id: RecordId, note: str = ""
) -> Task:
    """Say that a task is done, and what was found. Raises RecordNotFound, PermissionDenied, or
    InvalidValue for one that was done before or is decided elsewhere."""
    with begin(context) as uow:
        task = current(uow, Task, task_id)
        if task.status != TaskStatus.OPEN:
            raise InvalidValue("status", "is not open: it was done before")
        if task.source == TaskSource.DUPLICATE:
            raise InvalidValue("source", "asks about two patients: merge them or keep them apart")
        done = replace(
            task,
            status=TaskStatus.DONE.value,
            done_by=context.user_id,
            done_at=uow.now,
            note="\n".join(one for one in (task.note, note.strip()) if one),
        )
        return uow.save(done)


def _line(uow: UnitOfWork, task: Task) -> OpenTask | None:
    if task.patient_id is None:
        return OpenTask(task=task)
    patient_id: PatientId = task.patient_id
    asked = (
        may_see(uow, uow.context, what, patient_id=patient_id, now=uow.now)
        for what in ("task", "patient")
    )
    if not all(verdict.is_allowed for verdict in asked):
        return None
    patient = uow.records(Patient).get(patient_id, include_deleted=True)
    if patient is None:
        return OpenTask(task=task)
    return OpenTask(task=task, mrn=patient.mrn, patient_name=patient.display_name)
