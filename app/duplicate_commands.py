"""The subcommands about somebody written down twice: `duplicates`, `duplicate-dismiss`,
`patient-compare`."""

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
    from app.services.merge_preview import Preview


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
    _two(parser)


def _add_compare(commands: Subparsers) -> None:
    parser = desk_command(
        commands,
        "patient-compare",
        _compare,
        "two patients side by side: what differs, who has what",
    )
    _two(parser)


ADDERS = (_add_list, _add_dismiss, _add_compare)
"""What the command line adds, in the order of its help."""


def _two(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("one", metavar="MRN", help="MRN or identifier of the one")
    parser.add_argument("other", metavar="MRN", help="MRN or identifier of the other")


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


def _compare(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.duplicates import side_by_side

    found = command_input.with_desk(
        options, settings, lambda desk: side_by_side(desk, options.one, options.other)
    )
    if options.json:
        print(json.dumps(_preview_facts(found)))
    else:
        _print_preview(found)
    return 0


def _preview_facts(found: Preview) -> dict[str, object]:
    return {
        "patients": [found.first.id, found.second.id],
        "weight": found.pair.weight,
        "shared": list(found.pair.shared),
        "differences": {one.field: [one.first, one.second] for one in found.differences},
        "records": {one.entity: [one.first, one.second] for one in found.holdings},
        "has_hidden": found.has_hidden,
    }


def _print_preview(found: Preview) -> None:
    for one in found.differences:
        print(f"{_words(one.field):<24}  {_shown(one.first):<30}  {_shown(one.second)}")
    for each in found.holdings:
        money = "  (money: stays where it is)" if each.is_money else ""
        print(f"{_words(each.entity):<24}  {each.first:<30}  {each.second}{money}")
    if found.has_hidden:
        print("There may be more that this role is not shown.")


def _words(name: str) -> str:
    return name.replace("_", " ")


def _shown(value: object) -> str:
    return "-" if value in (None, "") else str(value)
