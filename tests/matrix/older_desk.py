"""Makes of a desk of today one as a program of some versions ago left it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.desk import Desk
from app.schema.upgrade import LOCAL_HEAD, upgrade_local
from app.storage import as_left, row_proof
from app.storage.as_left import after_upgrade, before_upgrade
from app.storage.database import Database
from app.storage.session import Session
from tests.matrix.material import KEY, raw_connection

OLDER = "0012"
"""The version such a desk stands at."""
Columns = dict[str, list[str]]


def step_back(desk: Desk, scratch: Path) -> None:
    """Bring an open desk's file to the older version, its proofs as that version had them.

    The desk is closed after it.
    """
    signer, key, path = desk.store.signer, desk.keys.database_key, desk.store.database.path
    desk.close()
    older = _older_file(scratch)
    raw = raw_connection(path, key)
    session = Session(raw)
    before = before_upgrade(session, signer, revision=LOCAL_HEAD)
    assert before is not None
    assert before.fits
    raw.execute("BEGIN IMMEDIATE")
    _take_away(raw, older)
    layout = _layout_of(_columns(older))
    with pytest.MonkeyPatch.context() as patch:  # as that version counted its records
        for module in (row_proof, as_left):
            patch.setattr(module, "present_layout", lambda: layout)
        after_upgrade(session, signer, before)
    raw.execute("COMMIT")
    assert _shape(raw) == _shape(older), f"{OLDER} is too old to step back to: name a newer one"
    raw.close()
    older.close()


def _older_file(scratch: Path) -> Any:
    database = Database(scratch / "older.db", KEY)
    with database.migrating() as connection:
        upgrade_local(connection, to=OLDER)
    database.close()
    return raw_connection(scratch / "older.db", KEY)


def _take_away(raw: Any, older: Any) -> None:
    """What later versions added."""
    wanted, there = _names(older), _names(raw)
    for kind in ("trigger", "index"):
        for name in sorted(there[kind] - wanted[kind]):
            raw.execute(f"DROP {kind} {name}")
    for name in sorted(there["table"] - wanted["table"]):
        raw.execute(f"DROP TABLE {name}")
    columns = _columns(raw)
    for table, kept in _columns(older).items():
        for column in columns[table]:
            if column not in kept:
                raw.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    raw.execute("UPDATE alembic_version SET version_num = ?", (OLDER,))


def _layout_of(columns: Columns) -> bytes:
    tables = [
        (table, [name for name in names if name in columns[table]])
        for table, names in json.loads(row_proof.present_layout())
        if table in columns
    ]
    return json.dumps(tables, separators=(",", ":")).encode()


def _names(raw: Any) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"table": set(), "index": set(), "trigger": set(), "view": set()}
    for kind, name in raw.execute("SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL"):
        found[kind].add(name)
    return found


def _columns(raw: Any) -> Columns:
    return {
        table: [row[1] for row in raw.execute(f'PRAGMA table_info("{table}")')]
        for table in sorted(_names(raw)["table"])
    }


def _shape(raw: Any) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Which tables, indexes and triggers there are, and the tables' columns in any order."""
    return _names(raw), {table: set(names) for table, names in _columns(raw).items()}
