"""The subcommands about somebody written down twice: `duplicates`, `duplicate-dismiss`,
`patient-compare`, `patient-merge`, `patient-unmerge`."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from app import command_input
from app.command_input import Fact, Subparsers, desk_command, patient_fact, takes_facts
from app.settings import Settings

if TYPE_CHECKING:
    from app.domain.patient import Patient
    from app.services.duplicates import Question
    from app.services.merge_preview import Preview

_REASON = Fact(name="reason", meaning="why, for the audit trail", default="")


def _add_list(commands: Subparsers) -> None:
    parser = desk_command(
        commands, "duplicates", _list, "patients who may be one person written down twice"
    )
    takes_facts(parser, patient_fact(is_needed=False))
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


def _add_merge(commands: Subparsers) -> None:
    parser = desk_command(
        commands, "patient-merge", _merge, "two records of one person become one; can be taken back"
    )
    takes_facts(parser, patient_fact("survivor"), patient_fact("merged"), _REASON)
    parser.add_argument(
        "--take",
        action="append",
        default=[],
        metavar="FIELD",
        help="have this field as the other has it (phone, address_line …), with what belongs to it",
    )


def _add_unmerge(commands: Subparsers) -> None:
    parser = desk_command(commands, "patient-unmerge", _unmerge, "take a merge back")
    takes_facts(parser, patient_fact("merged"), _REASON)


ADDERS = (_add_list, _add_dismiss, _add_compare, _add_merge, _add_unmerge)
"""What the command line adds, in the order of its help."""


def _two(parser: argparse.ArgumentParser) -> None:
    takes_facts(parser, patient_fact("one"), patient_fact("other"))


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


def _merge(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.duplicates import merge

    made = command_input.with_desk(
        options,
        settings,
        lambda desk: merge(
            desk, options.survivor, options.merged, take=options.take, reason=options.reason
        ),
    )
    taken = sorted(made.taken)
    if options.json:
        facts = {"merge": made.id, "survivor": made.patient_id, "merged": made.merged_id}
        print(json.dumps({**facts, "taken": taken}))
        return 0
    print(f"{options.merged} is {options.survivor} from now on. Nothing was moved or lost.")
    if taken:
        print(f"Taken over: {', '.join(map(_words, taken))}.")
    print(f"To take it back: clinic-desk patient-unmerge, with {options.merged} as merged")
    return 0


def _unmerge(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.duplicates import unmerge

    done = command_input.with_desk(
        options, settings, lambda desk: unmerge(desk, options.merged, reason=options.reason)
    )
    if options.json:
        facts = {"merge": done.merge.id, "kept": list(done.kept), "later": done.later}
        print(json.dumps(facts))
        return 0
    print("Two patients again, each with what was written for it.")
    if done.kept:
        print(f"Changed since, left as they are: {', '.join(map(_words, done.kept))}.")
    if done.later:
        print(f"Records made while they were one: {done.later}. A task asks whose they are.")
    return 0


def _words(name: str) -> str:
    return name.replace("_", " ")


def _shown(value: object) -> str:
    return "-" if value in (None, "") else str(value)
