"""What is left to somebody is listed with whom it is about, and done once."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidValue, PermissionDenied, RecordNotFound
from app.domain.ids import new_id
from app.domain.staff import Role
from app.domain.waiting import Task
from app.services import tasks
from app.storage.store import LocalStore
from tests.factories import a_child, a_context, a_patient

pytestmark = pytest.mark.row("E2")
DESK = a_context()
PATIENT = a_patient(mrn="M-1")
OF_PATIENT = a_child(Task, PATIENT, title="Look at this account")
OF_NOBODY = a_child(Task, PATIENT, patient_id=None, title="Look at the count", note="Late.")


@pytest.fixture(autouse=True)
def kept(store: LocalStore) -> None:
    with store.unit_of_work(DESK) as uow:
        for record in (PATIENT, OF_PATIENT, OF_NOBODY):
            uow.add(record)


def test_tasks_are_listed_with_their_patients_and_the_look_is_in_the_trail(
    store: LocalStore,
) -> None:
    found = tasks.open_tasks(store.unit_of_work, DESK)
    assert [(one.task.title, one.mrn) for one in found] == [
        ("Look at this account", "M-1"),
        ("Look at the count", ""),
    ]
    with store.database.reading() as session:
        asked = "SELECT entity, result_count FROM audit WHERE action = 'list'"
        assert session.all(asked) == [("task", 2)]


def test_whoever_is_not_shown_a_patient_is_not_told_what_is_left_about_them(
    store: LocalStore,
) -> None:
    admin = a_context(role=Role.ADMIN, user_id=new_id())
    (shown,) = tasks.open_tasks(store.unit_of_work, admin)
    assert shown.task.id == OF_NOBODY.id


def test_list_that_is_denied_is_written_down(store: LocalStore) -> None:
    with pytest.raises(PermissionDenied):
        tasks.open_tasks(store.unit_of_work, a_context(role="janitor"))
    with store.database.reading() as session:
        asked = "SELECT action, entity FROM audit ORDER BY seq DESC LIMIT 1"
        assert session.all(asked) == [("deny", "task")]


def test_task_is_done_once_and_says_by_whom_and_what_was_found(store: LocalStore) -> None:
    done = tasks.finish(
        store.unit_of_work, DESK, task_id=OF_NOBODY.id, note=" Counted again: it fits. "
    )
    assert (done.status, done.done_by) == ("done", DESK.user_id)
    assert done.note == "Late.\nCounted again: it fits."
    assert len(tasks.open_tasks(store.unit_of_work, DESK)) == 1
    with pytest.raises(InvalidValue, match="done before"):
        tasks.finish(store.unit_of_work, DESK, task_id=OF_NOBODY.id)
    with pytest.raises(RecordNotFound):
        tasks.finish(store.unit_of_work, DESK, task_id=new_id())


def test_possible_duplicate_is_decided_and_not_ticked_off(store: LocalStore) -> None:
    question = a_child(Task, PATIENT, source="duplicate", source_id=new_id())
    with store.unit_of_work(DESK) as uow:
        uow.add(question)
    with pytest.raises(InvalidValue, match="merge"):
        tasks.finish(store.unit_of_work, DESK, task_id=question.id)
