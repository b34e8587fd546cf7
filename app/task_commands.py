"""The subcommands of what is left to somebody: `tasks`, `task-done`."""

from __future__ import annotations

import argparse
import json

from app import command_input
from app.command_input import Fact, Subparsers, desk_command, takes_facts
from app.settings import Settings


def _add_list(commands: Subparsers) -> None:
    desk_command(commands, "tasks", _list, "list what waits for somebody, the oldest first")


def _add_done(commands: Subparsers) -> None:
    parser = desk_command(commands, "task-done", _done, "say that a task is done")
    parser.add_argument("task", metavar="TASK", help="its identifier, as `tasks` says it")
    note = Fact(name="note", meaning="what was found", read=command_input.name, default="")
    takes_facts(parser, note)


ADDERS = (_add_list, _add_done)
"""What the command line adds, in the order of its help."""


def _list(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.tasks import list_tasks

    found = command_input.with_desk(options, settings, list_tasks)
    if options.json:
        facts = [
            {
                "id": one.task.id,
                "title": one.task.title,
                "source": one.task.source,
                "about": one.task.source_id,
                "mrn": one.mrn or None,
                "due_on": one.task.due_on.isoformat() if one.task.due_on else None,
                "since": one.task.created_at.isoformat(),
            }
            for one in found
        ]
        print(json.dumps(facts))
        return 0
    for one in found:
        who = "  ".join(part for part in (one.mrn, one.patient_name) if part)
        print(f"{one.task.id}  {one.task.created_at.date()}  {one.task.title}  {who}".rstrip())
    print(f"{len(found)} open.")
    return 0


def _done(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.tasks import finish_task

    made = command_input.with_desk(
        options, settings, lambda desk: finish_task(desk, options.task, note=options.note)
    )
    print(json.dumps({"id": made.id, "status": made.status}) if options.json else "Done.")
    return 0
