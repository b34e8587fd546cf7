"""What is left to somebody, at the command line: listed, done, and gone from the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap.headless import open_desk
from app.domain.waiting import Task
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_child, a_patient
from tests.test_account_commands import Counter
from tests.test_cli import Run, home, run

__all__ = ["home", "run"]
pytestmark = pytest.mark.row("B2")


def test_task_is_listed_done_and_gone(run: Run, home: Path) -> None:
    counter = Counter(run, home)
    task = a_child(Task, a_patient(), patient_id=None, title="Look at the count")
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP)

    def add() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            uow.add(task)

    desk.worker.submit(add).result()
    desk.close()
    code, out, err = counter.at("tasks")
    assert (code, err) == (0, "")
    (line, count) = out.splitlines()
    assert line.startswith(task.id)
    assert (line.endswith("Look at the count"), count) == (True, "1 open.")
    assert [one["title"] for one in counter.facts("tasks")] == ["Look at the count"]
    assert counter.facts("task-done", task.id, {"note": "it fits"})["status"] == "done"
    assert counter.facts("tasks") == []
    assert "done before" in counter.refused("task-done", task.id)
    assert "identifier" in counter.refused("task-done", "the-first-one")
