"""The subcommands about files of patients' data: `export-ask`, `export-list`, `export-decide`,
`export-write`."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from app import command_input
from app.command_input import Fact, Subparsers, desk_command, takes_facts, with_desk
from app.settings import Settings

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.domain.exporting import ExportRequest
    from app.services.exports import ShownExport


def _add_ask(commands: Subparsers) -> None:
    parser = desk_command(
        commands, "export-ask", _ask, "ask for a file of many patients' data; a second person says"
    )
    parser.add_argument("kind", choices=("own_patients", "claims"), help="which patients' data")
    takes_facts(
        parser,
        Fact(name="recipient", meaning="who is given the file", is_needed=True),
        Fact(name="reason", meaning="why it is needed", is_needed=True),
    )
    parser.add_argument("--first", type=_day, help="claims: first day of service")
    parser.add_argument("--last", type=_day, help="claims: last day of service")


def _add_list(commands: Subparsers) -> None:
    parser = desk_command(
        commands, "export-list", _list, "files that were asked for: one's own, or everybody's"
    )
    parser.add_argument("--all", action="store_true", help="everybody's, as administrator")


def _add_decide(commands: Subparsers) -> None:
    parser = desk_command(
        commands, "export-decide", _decide, "allow somebody else's file, or refuse it"
    )
    parser.add_argument("request", type=command_input.some_name, metavar="ID")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--allow", action="store_true", help="it may be written, once, for a day")
    way.add_argument("--refuse", action="store_true", help="it may not")
    takes_facts(parser, Fact(name="note", meaning="why", is_needed=True))


def _add_write(commands: Subparsers) -> None:
    parser = desk_command(commands, "export-write", _write, "write one's file once it is allowed")
    parser.add_argument("request", type=command_input.some_name, metavar="ID")
    parser.add_argument("--out", type=command_input.folder, required=True, help="the new file")


ADDERS = (_add_ask, _add_list, _add_decide, _add_write)
"""What the command line adds, in the order of its help."""


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.asked_exports import ask
    from app.services.exports import NewExport

    def work(desk: Desk) -> ExportRequest:
        new = NewExport(
            kind=options.kind,
            recipient=options.recipient,
            reason=options.reason,
            first_on=options.first,
            last_on=options.last,
        )
        return ask(desk, new)

    made = with_desk(options, settings, work)
    _say(options, {"id": made.id, "status": made.status}, f"{made.id}  asked for")
    return 0


def _list(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.asked_exports import listed
    from app.domain.staff import Role

    acting = Role.ADMIN if options.all else None
    found = with_desk(options, settings, listed, acting=acting)
    if options.json:
        print(json.dumps([_facts(one) for one in found], ensure_ascii=False))
        return 0
    for one in found:
        facts = _facts(one)
        print(
            f"{facts['id']}  {facts['status']}  {facts['kind']} for {facts['recipient']}, "
            f"asked by {facts['asked_by']}: {facts['reason']}"
        )
    return 0


def _decide(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.asked_exports import decide
    from app.domain.staff import Role

    made = with_desk(
        options,
        settings,
        lambda desk: decide(desk, options.request, is_allowed=options.allow, note=options.note),
        acting=Role.ADMIN,
    )
    _say(options, {"id": made.id, "status": made.status}, f"{made.id}  {made.status}")
    return 0


def _write(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.asked_exports import write

    made = with_desk(options, settings, lambda desk: write(desk, options.request, options.out))
    count = made.written_lines or 0
    _say(
        options,
        {"id": made.id, "lines": count},
        f"{count} lines are in {options.out.name}, in clear: it is for who was named.",
    )
    return 0


def _facts(one: ShownExport) -> dict[str, Any]:
    request = one.request
    ends_at = request.ends_at()
    return {
        "id": request.id,
        "kind": request.kind,
        "recipient": request.recipient,
        "reason": request.reason,
        "status": request.status if one.is_open or ends_at is None else "over",
        "asked_by": one.asked_by,
        "decided_by": one.decided_by,
        "note": request.decision_note,
        "lines": request.written_lines,
    }


def _say(options: argparse.Namespace, facts: dict[str, Any], words: str) -> None:
    print(json.dumps(facts, ensure_ascii=False) if options.json else words)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("is a day such as 2026-11-21") from None
