"""The subcommand `index`: what a record type's indexes hold, and whether a question uses one."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from app import command_input
from app.command_input import Subparsers, home, home_command
from app.settings import Settings

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk


def _add_index(commands: Subparsers) -> None:
    parser = home_command(
        commands, "index", _index, "list a record type's indexes, explain a search, make an index"
    )
    parser.add_argument("entity", metavar="RECORD_TYPE", help="such as patient or appointment")
    parser.add_argument("--user", type=command_input.name, help="default the sole user")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--explain", action="store_true", help="how --by and --order are answered")
    way.add_argument("--create", metavar="NAME", help="administrators: make an index on --by")
    way.add_argument("--drop", metavar="NAME", help="administrators: remove such an index")
    parser.add_argument("--by", type=_names, default=[], metavar="FIELD,…", help="fields")
    parser.add_argument(
        "--order", type=_names, default=[], metavar="FIELD,…", help='"-" before a descending one'
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


ADDERS = (_add_index,)
"""What the command line adds."""


def _index(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.admission import open_for_work

    desk = open_for_work(
        home(options, settings),
        command_input.passphrase(options),
        user=options.user,
        settings=settings,
    )
    try:
        report, words = _work(desk, options)
    finally:
        desk.close()
    print(json.dumps(report) if options.json else words)
    return 0


def _work(desk: Desk, options: argparse.Namespace) -> tuple[dict[str, object], str]:
    """What was asked for, as plain values and in words."""
    from app.bootstrap.indexing import create_index, drop_index, explain, list_indexes

    name = options.entity
    if options.explain:
        plan = explain(desk, name, by=options.by, order=options.order)
        used = ", ".join(plan.indexes) or "none"
        way = "goes through the records one by one" if plan.is_scan else "searches"
        return asdict(plan), "\n".join([*plan.steps, f"indexes: {used}", f"it {way}"])
    if options.create:
        made = create_index(desk, name, options.create, fields=options.by)
        return {"made": made}, f"made {made}"
    if options.drop:
        was_there = drop_index(desk, name, options.drop)
        return {"dropped": was_there}, "dropped" if was_there else "there was no such index"
    found = list_indexes(desk, name)
    return {"indexes": [asdict(one) for one in found]}, "\n".join(one.words for one in found)


def _names(text: str) -> list[str]:
    return [one for one in text.split(",") if one]
