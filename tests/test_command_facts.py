"""Nothing of a patient stands in an argument: others of the computer read those, and the shell
keeps them. It is told on stdin, as one line of JSON."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import cli
from tests.bootstrap.conftest import PASSPHRASE
from tests.test_cli import Run, home, run

__all__ = ["home", "run"]
pytestmark = pytest.mark.row("A3")
MARKER = "Quorzelheim"
NO_PHI = {
    "a folder or file of the computer, which names it in clear already": """
        * --home, import paths, verify export, audit-export --out, backup --out, restore file,
        restore --desk, unsent-export --out, unsent-import file, document-add file,
        document-get --out, export-write --out, setup-export --out, setup-import file,
        server --files, server --tls-cert, server --tls-key, join --ca-file, demo --tour
    """,
    "somebody who works at the clinic": """
        * --user, invite --for, user-add --name, user-add --display-name, user-remove --name,
        workstation-revoke --name,
        pin --enable, passphrase --reset
    """,
    "a word of the program's: a role, a field, a record type, a scenario, a look": """
        invite --role, user-add --role, index entity, index --by, index --order,
        patient-merge --take, bench scenarios, demo --look
    """,
    "the clinic's, an index's or a room's own name, or a setting": """
        init --clinic, init --zone, clinic --name, clinic --zone, clinic --country, clinic --opens,
        clinic --closes, clinic --currency, clinic --limit, index --create, index --drop,
        patient-enrol --location, patient-transfer --location, patient-transfer --from
    """,
    "a secret or address of the clinic's, none of a patient": """
        join --server, join --code, verify --key, server --dsn, server --owner-dsn,
        server --replica-dsn, server --host, server --port
    """,
    "a record's identifier: a number without a meaning outside the desk": """
        document-add --replaces, document-get id, account-allocate payment,
        account-allocate --share, account-adjust --charge, account-refund payment,
        account-reverse entry, task-done task, export-decide request, export-write request
    """,
    "an amount, beside nobody's name": """
        account-charge --amount, account-pay --amount, account-adjust --amount,
        account-refund --amount, drawer-open --float, drawer-close --counted, day-close --counted
    """,
    "a day of the clinic's, beside nobody's name": """
        day-close --on, report --first, report --last, export-ask --first, export-ask --last
    """,
    "a kind of paper, beside nobody's name": "document-add --code, document-add --category",
    "a number of the program's": """
        sync --wait, demo --week, demo --patients, demo --seed, demo --clock, bench --patients,
        bench --appointments
    """,
}
"""Every argument whose words are free, by why none of a patient stand in it."""


def commands() -> dict[str, argparse.ArgumentParser]:
    for action in cli._parser()._actions:  # pyright: ignore[reportPrivateUsage]
        if isinstance(action, argparse._SubParsersAction):  # pyright: ignore[reportPrivateUsage]
            return dict(action.choices)
    raise AssertionError


def free_arguments() -> Iterator[str]:
    """Every argument that takes a value which is not chosen from a list."""
    for command, parser in commands().items():
        for action in parser._actions:  # pyright: ignore[reportPrivateUsage]
            if action.nargs != 0 and action.choices is None:
                name = (action.option_strings or [action.dest])[0]
                yield f"{'*' if name in ('--home', '--user') else command} {name}"


def test_no_argument_takes_words_of_a_patient() -> None:
    excused = [" ".join(one.split()) for words in NO_PHI.values() for one in words.split(",")]
    assert sorted(set(free_arguments())) == sorted(excused)


def fact_names() -> list[tuple[str, str]]:
    return [
        (command, fact.name)
        for command, parser in commands().items()
        for fact in parser.get_default("facts") or ()
    ]


@pytest.mark.parametrize(("command", "fact"), fact_names())
def test_what_is_told_is_no_argument_as_well(command: str, fact: str) -> None:
    parser = commands()[command]
    names = {one.dest for one in parser._actions}  # pyright: ignore[reportPrivateUsage]
    assert fact not in names


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (MARKER, "is no JSON object"),
        (json.dumps([MARKER]), "is no JSON object"),
        (json.dumps({"patient": MARKER, MARKER: "x"}), "holds more than patient, find"),
        (json.dumps({"find": MARKER}), "with the patient"),
        (json.dumps({"patient": [MARKER]}), "is a text in quotes"),
        (json.dumps({"patient": MARKER}), "names nobody"),
        ("[" * 100_000, "is no JSON object"),
        ("", "no JSON object on this line"),
    ],
)
def test_what_is_told_wrongly_is_one_line_that_does_not_repeat_it(
    run: Run, home: Path, line: str, word: str
) -> None:
    at = ("--home", home, "--passphrase-stdin", "--facts-stdin")
    code, out, err = run("document-list", *at, stdin=f"{PASSPHRASE}\n{line}\n")
    assert (code, out, err.count("\n")) == (cli.USAGE, "", 1), err
    assert word in err
    assert MARKER not in err


def test_a_command_that_is_told_nothing_says_what_it_needs(run: Run, home: Path) -> None:
    code, out, err = run("document-list", "--home", home, "--passphrase-stdin")
    assert (code, out, err.count("\n")) == (cli.USAGE, "", 1)
    assert "--facts-stdin is needed, with the patient (MRN or identifier)" in err.replace(":", "")


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no list of processes in /proc")
def test_the_list_of_processes_shows_nothing_of_what_a_command_is_told(home: Path) -> None:
    told = json.dumps({"patient": MARKER, "find": MARKER})
    arguments = ("document-list", "--home", str(home), "--passphrase-stdin", "--facts-stdin")
    with subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ,
    ) as process:  # fmt: skip
        listed = Path(f"/proc/{process.pid}")
        while not (listed / "cmdline").read_bytes() and process.poll() is None:
            time.sleep(0.01)  # the kernel has not yet written down what it is told
        shown = [(listed / one).read_bytes() for one in ("cmdline", "environ")]
        out, err = process.communicate(f"{PASSPHRASE}\n{told}\n".encode(), timeout=300)
    assert (process.returncode, out) == (cli.USAGE, b"")
    assert b"names nobody" in err
    assert [one for one in (*shown, err) if MARKER.encode() in one] == []
    assert b"document-list" in shown[0]
