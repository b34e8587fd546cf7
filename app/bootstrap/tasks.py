"""What is left to somebody, from the command line: listed and done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import ConfigurationError
from app.domain.ids import RecordId, is_record_id
from app.domain.waiting import Task
from app.services import tasks
from app.services.tasks import OpenTask

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk


def list_tasks(desk: Desk) -> tuple[OpenTask, ...]:
    """The open tasks. Raises what services.tasks raises."""
    begin, context = desk.store.unit_of_work, desk.context
    return desk.worker.submit(lambda: tasks.open_tasks(begin, context)).result()


def finish_task(desk: Desk, task_id: str, *, note: str) -> Task:
    """Say that a task is done. Raises ConfigurationError and what services.tasks raises."""
    if not is_record_id(task_id):
        raise ConfigurationError("TASK", "is no identifier; `tasks` lists them")
    begin, context, known = desk.store.unit_of_work, desk.context, RecordId(task_id)
    work = desk.worker.submit(lambda: tasks.finish(begin, context, task_id=known, note=note))
    return work.result()
