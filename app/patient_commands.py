"""The subcommands about patients: `patient-enrol`, `patient-transfer`."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from app import command_input
from app.command_input import Fact, Subparsers, home, home_command, patient_fact, takes_facts
from app.settings import Settings

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk


def _add_enrol(commands: Subparsers) -> None:
    parser = home_command(
        commands, "patient-enrol", _enrol, "register a patient with the first health record"
    )
    read = command_input.name
    takes_facts(
        parser,
        Fact(name="family_name", meaning="family name", read=read, is_needed=True),
        Fact(name="given_names", meaning="given names", read=read, is_needed=True),
        Fact(name="birth_date", meaning="YYYY-MM-DD, may be partial: YYYY-MM, YYYY"),
        Fact(name="title", meaning="what the first record is about", read=read, is_needed=True),
        Fact(name="text", meaning="what the first record says", default=""),
    )
    parser.add_argument("--location", type=command_input.name, help="a location by its name")
    _who(parser)


def _add_transfer(commands: Subparsers) -> None:
    parser = home_command(
        commands, "patient-transfer", _transfer, "move a patient to another location"
    )
    takes_facts(
        parser,
        patient_fact(),
        Fact(name="handover", meaning="a clinician's note for the colleagues there", default=""),
    )
    parser.add_argument(
        "--location", type=command_input.name, required=True, help="the new location by its name"
    )
    parser.add_argument(
        "--from",
        dest="seen_at",
        type=command_input.name,
        help="only if the patient is still at this location",
    )
    _who(parser)


ADDERS = (_add_enrol, _add_transfer)
"""What the command line adds, in the order of its help."""


def _who(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--user", type=command_input.name, help="default the sole user")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _enrol(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.patients import enrol_patient

    desk = _open(options, settings)
    names = ("family_name", "given_names", "birth_date")
    changes = {name: getattr(options, name) for name in names if getattr(options, name)}
    try:
        made = enrol_patient(
            desk, changes, title=options.title, text=options.text, location=options.location
        )
    finally:
        desk.close()
    facts = {"mrn": made.patient.mrn, "patient": made.patient.id, "record": made.record.id}
    print(json.dumps(facts) if options.json else f"Enrolled as {made.patient.mrn}.")
    return 0


def _transfer(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.patients import transfer_patient

    desk = _open(options, settings)
    try:
        moved = transfer_patient(
            desk,
            options.patient,
            location=options.location,
            seen_at=options.seen_at,
            handover=options.handover,
        )
    finally:
        desk.close()
    facts = {"mrn": moved.mrn, "location": moved.location_id}
    print(json.dumps(facts) if options.json else f"Transferred: {moved.mrn}.")
    return 0


def _open(options: argparse.Namespace, settings: Settings) -> Desk:
    from app.bootstrap.admission import open_for_work

    secret = command_input.passphrase(options)
    command_input.read_facts(options)
    return open_for_work(home(options, settings), secret, user=options.user, settings=settings)
