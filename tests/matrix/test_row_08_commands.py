"""Row 8: every read that bootstrap makes around the services' record of looks has its reason.

The window reads through Access alone (test_row_08_every_look.py). Commands and what runs beside the
window read here and there by themselves: each place is named with why it shows no patient to
anybody, or with what leaves the event. A new one without a line here fails.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import app

pytestmark = pytest.mark.row("A3", "B5")
BOOTSTRAP = Path(app.__file__).parent / "bootstrap"
READS = {"submit_read", "reader", "reading"}
PEOPLE = "the clinic's own people, no patient"
FACTS = "facts about this desk, no patient"
FIGURES = "figures, nobody is named"
WHOLE = "nobody is shown anything; the file is encrypted, and making it is an event of its own"
REASONS = {
    "acting.acting_as": PEOPLE,
    "backing_up.make": WHOLE,
    "checkpoints.last_checkpoint": FACTS,
    "comparing._counted_here": FIGURES,
    "desk._read_own_records": PEOPLE,
    "doctor._retention": FIGURES,
    "doctor._visits": FIGURES,
    "documents.list_documents": "of_patient: its event is written before anything is read",
    "documents.patient_named": "hands out the identifier of a number that was typed, no more; "
    "what is then done with it leaves its event",
    "duplicates.possible_duplicates": "pairs of identifiers; services.duplicates.ask shows them "
    "and notes the look at everybody",
    "erasing._only_here": FIGURES,
    "exporting.export_audit": "the trail, without patients' data; begin_export notes it first",
    "facts.older_keys": FACTS,
    "facts.role_of": PEOPLE,
    "file_keeping.check_files": "names of encrypted files, no patient",
    "file_keeping.file_facts": FIGURES,
    "file_keeping.open_files": "names of encrypted files, no patient",
    "importing.refuse_damaged": "looks for damage: no row is read out",
    "indexing.explain": "how a query would be answered, without its answer",
    "indexing.list_indexes": FIGURES,
    "leasing._latest_known": "when the last event was written, no patient",
    "ledger._entry_day": "the clinic's own record and its closed days",
    "ledger.money": "the clinic's own record",
    "members._due": PEOPLE,
    "members._find": PEOPLE,
    "members._refuse_look_alike": PEOPLE,
    "members.members": PEOPLE,
    "newcomers._ask_about": "pairs of identifiers become tasks; nobody is shown them",
    "patients.location_named": "the clinic's places, no patient",
    "resetting._somebody_else": PEOPLE,
    "restoring._administrators": PEOPLE,
    "restoring._copy": WHOLE,
    "retaining._fetch_expected": "identifiers of whom to fetch; nobody is shown them",
    "retaining._round": "identifiers of what is due to go; the purge is an event",
    "rotating._gone": PEOPLE,
    "setting_up.clinic_settings": "the clinic's own record",
    "setting_up.export_setup": "how the clinic is set up, no patient; note_export notes it",
    "switching.prove": PEOPLE,
    "unsent_files.write": "begin_handing_out and note_handed_out note it, before and after",
}


def reads_in(path: Path) -> Iterator[tuple[str, int]]:
    """Each place that reads the database in a module: its function and line."""

    def walk(node: ast.AST, within: str) -> Iterator[tuple[str, int]]:
        for inner in ast.iter_child_nodes(node):
            is_function = isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
            if is_read(inner):
                yield f"{path.stem}.{within}", inner.lineno  # type: ignore[attr-defined]
            yield from walk(inner, inner.name if is_function else within)  # type: ignore[attr-defined]

    return walk(ast.parse(path.read_text("utf-8")), "")


def is_read(node: ast.AST) -> bool:
    """Whether a call opens the database for reading: no worker writes, no file is read."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    of = ast.unparse(node.func.value)
    return node.func.attr in READS or (node.func.attr == "read" and of.endswith("worker"))


def test_every_read_of_a_command_has_its_reason() -> None:
    found: dict[str, list[int]] = {}
    for path in sorted(BOOTSTRAP.glob("*.py")):
        for name, line in reads_in(path):
            found.setdefault(name, []).append(line)
    assert {name: at for name, at in found.items() if name not in REASONS} == {}
    assert sorted(REASONS.keys() - found.keys()) == []
    assert {name: at for name, at in found.items() if len(at) > 1} == {}


def test_control_a_new_read_is_found(tmp_path: Path) -> None:
    module = tmp_path / "listing.py"
    lines = (
        "async def names(desk):",
        "    def find(reader): return reader.records(Patient).find(Query(Patient))",
        "    one = desk.worker.submit_read(find).result()",
        "    two = await desk.worker.read(find)",
        "    with desk.store.reader() as three, desk.store.database.reading() as four: pass",
        "    return place.read()",
    )
    module.write_text("\n".join(lines), "utf-8")
    places = sorted(reads_in(module))
    assert places == [("listing.names", line) for line in (3, 4, 5, 5)]
