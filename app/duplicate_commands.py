"""The subcommands about somebody written down twice: `duplicates`, `duplicate-dismiss`."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from app import command_input
from app.command_input import Subparsers, desk_command
from app.settings import Settings

if TYPE_CHECKING:
    from app.domain.patient import Patient
    from app.services.duplicates import Question


def _add_list(commands: Subparsers) -> None:
    parser = desk_command(
        commands, "duplicates", _list, "patients who may be one person written down twice"
    )
    parser.add_argument(
        "--patient", metavar="MRN", help="of this patient (MRN or identifier); default everybody"
    )
    parser.add_argument("--tasks", action="store_true", help="make a task of each, once")


def _add_dismiss(commands: Subparsers) -> None:
    parser = desk_command(
        commands, "duplicate-dismiss", _dismiss, "say that two patients are two people"
    )
    parser.add_argument("one", metavar="MRN", help="MRN or identifier of the one")
    parser.add_argument("other", metavar="MRN", help="MRN or identifier of the other")


ADDERS = (_add_list, _add_dismiss)
"""What the command line adds, in the order of its help."""


def _list(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.duplicates import possible_duplicates

    found = command_input.with_desk(
        options,
        settings,
        lambda desk: possible_duplicates(desk, options.patient, keep=options.tasks),
    )
    if options.json:
        print(json.dumps([_facts(one) for one in found]))
    else:
        for one in found:
            print(_line(one))
        print(f"{len(found)} possible duplicates.")
    return 0


def _facts(one: Question) -> dict[str, object]:
    return {
        "mrns": [one.first.mrn, one.second.mrn],
        "patients": [one.first.id, one.second.id],
        "weight": one.pair.weight,
        "shared": list(one.pair.shared),
        "is_asked": one.is_asked,
    }


def _line(one: Question) -> str:
    shared = ", ".join(name.replace("_", " ") for name in one.pair.shared)
    return f"{one.pair.weight:5.1f}  {_who(one.first)}  =  {_who(one.second)}  ({shared})"


def _who(patient: Patient) -> str:
    return f"{patient.mrn} {patient.display_name} {patient.birth_date or 'birth date not known'}"


def _dismiss(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.duplicates import keep_apart

    task = command_input.with_desk(
        options, settings, lambda desk: keep_apart(desk, options.one, options.other)
    )
    facts = {"task": task.id, "status": task.status}
    print(json.dumps(facts) if options.json else "Two people: nobody is asked about them again.")
    return 0
