"""The table of every record type and every station: made, changed, deleted, brought back, read,
found, noted, queued, sent, fetched at another desk, and imported at a second workstation.

"import" is unsent work of one desk read in at another (record_handover.py): every type comes.
"files" are those of other systems and of the clinic's set-up, which hold only some. A cell is empty
for a reason that stands here, or its record was there (record_walk.py and record_ways.py).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.declare import entities
from app.domain.record_permissions import IMPORTED, IMPORTED_MONEY
from app.services.setup import TYPES as SETUP
from tests.flows.record_walk import COLUMNS, OWN_WAY, Table, allowed_at
from tests.flows.record_ways import walked
from tests.server_fixtures import Postgres, RunningServer, in_own_thread, postgres

__all__ = ["postgres"]
pytestmark = pytest.mark.row("B1", "B2", "A1")
TYPES = {spec.name: spec for spec in entities()}
OWN_CELLS = {
    ("clinic", "delete"): "everything else belongs to it: nobody may",
    ("clinic", "restore"): "nobody may delete it",
    ("sync_conflict", "delete"): "both values of a clash stay: nobody may",
    ("sync_conflict", "restore"): "nobody may delete it",
    ("break_glass", "delete"): "who looked stays to be seen: nobody may",
    ("break_glass", "restore"): "nobody may delete it",
    ("export_request", "delete"): "that a file was asked for stays to be seen: nobody may",
    ("export_request", "restore"): "nobody may delete it",
    ("removal_request", "delete"): "that a removal was asked for stays to be seen: nobody may",
    ("removal_request", "restore"): "nobody may delete it",
    ("patient_merge", "delete"): "a merge is taken back, and that it was stays: nobody may",
    ("patient_merge", "restore"): "nobody may delete it",
    ("cash_drawer", "delete"): "money was counted in it: nobody may",
    ("cash_drawer", "restore"): "nobody may delete it",
}
"""Every cell that is empty because nobody may, decided here and not by the product's own table."""
NOT_IN_FILES = {
    "block": "a plan of these weeks at this clinic, made anew where a clinic begins",
    "break_glass": "somebody's deed at this clinic",
    "cash_drawer": "cash is counted where it lies",
    "clinic": "an import comes to a clinic, it makes none",
    "consent": "is signed here",
    "day_sheet": "a day is closed where it was worked",
    "removal_request": "a removal is asked for, and allowed, at this clinic",
    "export_request": "a file is asked for, and allowed, at this clinic",
    "health_record": "a note is signed by who wrote it here; old ones come as documents",
    "household": "who lives together is asked, not guessed from an address",
    "incident_report": "no format carries it",
    "patient_merge": "whether two records are one person is decided here",
    "recall": "no format carries it",
    "refund": "money goes out by somebody's hand here",
    "screening": "no format that is read carries it apart from other observations",
    "sync_conflict": "only the server opens conflicts",
    "task": "work to do is this clinic's own",
    "user": "an account is made by an invitation",
    "waitlist_entry": "no format carries it",
    "workstation": "a computer joins by itself",
}
"""Record types that no file of another system or clinic brings, and why."""


def why_empty(entity: str, column: str) -> str:
    """The reason a cell is empty; "" where it must be filled."""
    if (entity, column) in OWN_CELLS:
        return OWN_CELLS[entity, column]
    if column == "files":
        return NOT_IN_FILES.get(entity, "")
    if entity in OWN_WAY or column not in ("update", "delete", "restore"):
        return ""
    if TYPES[entity].is_append_only:
        return "is only ever added to"
    return ""


def test_what_nobody_may_is_decided_here() -> None:
    refused = {
        (entity, column)
        for entity, spec in TYPES.items()
        if entity not in OWN_WAY and not spec.is_append_only
        for column in ("update", "delete", "restore")
        if allowed_at(spec, column) is None
    }
    assert refused == {cell for cell in OWN_CELLS if cell[0] not in OWN_WAY}


@pytest.fixture(scope="module")
def table(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Table:
    folder: Path = tmp_path_factory.mktemp("walk")
    with RunningServer(postgres.new_database()) as server:
        return in_own_thread(lambda: walked(server, folder))


def test_nothing_went_wrong_on_the_way(table: Table) -> None:
    assert "\n".join(table.wrong) == ""


@pytest.mark.parametrize("column", COLUMNS)
def test_every_record_type_comes_to_every_station(column: str, table: Table) -> None:
    expected = {entity for entity in TYPES if not why_empty(entity, column)}
    assert {entity for entity, name in table.seen if name == column} == expected


def test_desk_and_server_count_the_same_records(table: Table) -> None:
    assert table.counted is not None
    assert table.counted.trouble == ""
    shown_to_front_desk_or_admin = {"patient", "appointment", "charge", "user", "fee", "document"}
    assert shown_to_front_desk_or_admin < table.counted.records.keys()
    assert "health_record" not in table.counted.records
    assert {name: one.words for name, one in table.counted.records.items() if not one.is_same} == {}
    assert sum(table.counted.visits.values()) == table.counted.records["appointment"].there
    assert table.counted.lines[0].endswith("record types alike, 0 not")


def test_what_no_file_brings_is_what_no_import_may_write() -> None:
    brought = IMPORTED | IMPORTED_MONEY | set(SETUP)
    assert brought.isdisjoint(NOT_IN_FILES)
    assert brought | NOT_IN_FILES.keys() == TYPES.keys()
