"""The subcommands about documents: `document-add`, `document-list`, `document-get`."""

from __future__ import annotations

import argparse
import asyncio
import json
from datetime import date
from typing import TYPE_CHECKING

from app import command_input
from app.command_input import Fact, Subparsers, home, home_command, patient_fact, takes_facts
from app.domain.errors import ConfigurationError
from app.domain.ids import RecordId, is_record_id
from app.settings import Settings

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk


def _add_add(commands: Subparsers) -> None:
    parser = home_command(commands, "document-add", _file, "file a document of a patient")
    parser.add_argument(
        "file", type=command_input.folder, metavar="FILE", help="PDF, picture, text"
    )
    takes_facts(
        parser,
        patient_fact(),
        Fact(name="title", meaning="what it is, unless a photo", read=command_input.name),
        Fact(name="date", meaning="when it was written, YYYY-MM-DD", read=_day),
    )
    parser.add_argument(
        "--photo", action="store_true", help="the picture the patient is known by, PNG or JPEG"
    )
    parser.add_argument("--code", default="", help="LOINC code of its type")
    parser.add_argument("--category", default="", help="letter, result, consent …")
    parser.add_argument("--replaces", metavar="ID", help="the document it supersedes")
    _who(parser)


def _add_list(commands: Subparsers) -> None:
    parser = home_command(commands, "document-list", _list, "list the documents of a patient")
    find = Fact(name="find", meaning="only those whose title begins words so", default="")
    takes_facts(parser, patient_fact(), find)
    _who(parser)


def _add_get(commands: Subparsers) -> None:
    parser = home_command(commands, "document-get", _get, "write a document's file in clear")
    parser.add_argument("id", metavar="ID", help="the document")
    parser.add_argument(
        "--out", type=command_input.folder, required=True, metavar="FILE", help="the new file"
    )
    _who(parser)


ADDERS = (_add_add, _add_list, _add_get)
"""What the command line adds, in the order of its help."""


def _who(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--user", type=command_input.name, help="default the sole user")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _file(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.documents import add_document, patient_named
    from app.services.documents import NewDocument

    desk = _open(options, settings)
    try:
        if bool(options.title) == options.photo:
            raise ConfigurationError("--facts-stdin", "says the title, unless it is a --photo")
        new = NewDocument(
            patient_id=patient_named(desk, options.patient),
            title="Photo" if options.photo else options.title,
            code=options.code,
            category=options.category or ("photo" if options.photo else ""),
            authored_on=options.date,
            file_name=options.file.name,
            supersedes_id=_identifier("--replaces", options.replaces) if options.replaces else None,
            is_photo=options.photo,
        )
        document = add_document(desk, options.file, new)
    finally:
        desk.close()
    facts = {"id": document.id, "sha256": document.sha256, "size": document.size}
    text = f"Filed as {document.id}: {document.size} bytes, {document.media_type}."
    print(json.dumps(facts) if options.json else text)
    return 0


def _list(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.documents import list_documents, patient_named

    desk = _open(options, settings)
    try:
        found = list_documents(desk, patient_named(desk, options.patient), words=options.find)
    finally:
        desk.close()
    facts = [
        {
            "id": one.document.id,
            "title": one.document.title,
            "status": one.document.status,
            "authored_on": str(one.document.authored_on or ""),
            "size": one.document.size,
            "file": str(one.whereabouts),
            "trouble": one.trouble,
            "score": one.score,
        }
        for one in found
    ]
    if options.json:
        print(json.dumps(facts))
        return 0
    for one in facts:
        print(f"{one['id']}  {one['authored_on']:10}  {one['status']:10}  {one['title']}")
    return 0


def _get(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.documents import get_document

    async def run(desk: Desk) -> int:
        try:
            identifier = _identifier("id", options.id)
            document = await get_document(desk, identifier, options.out)
        finally:
            await desk.aclose()
        return document.size

    desk = _open(options, settings)
    size = asyncio.run(run(desk))
    text = f"Written in clear, {size} bytes: keep it as you would keep the paper."
    print(json.dumps({"size": size}) if options.json else text)
    return 0


def _open(options: argparse.Namespace, settings: Settings) -> Desk:
    from app.bootstrap.admission import open_for_work

    secret = command_input.passphrase(options)
    command_input.read_facts(options)
    return open_for_work(home(options, settings), secret, user=options.user, settings=settings)


def _identifier(name: str, text: str) -> RecordId:
    if not is_record_id(text):
        raise ConfigurationError(name, "is no identifier")
    return RecordId(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("is no date (YYYY-MM-DD)") from None
