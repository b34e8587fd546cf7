"""Records somebody changed stay found: through a new key, other columns and later events."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.audit import AuditAction
from app.storage import row_proof
from app.storage import store as store_module
from app.storage.as_left import BASELINE_FACT, LAYOUT_FACT, UNFIT_FACT
from app.storage.store import LocalStore
from tests.storage.conftest import CONTEXT, open_store, patient

pytestmark = pytest.mark.row("F2")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A closed desk with two patients."""
    store = open_store(tmp_path / "kept.db")
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
        uow.add(patient(mrn="MRN-2"))
    store.close()
    return tmp_path / "kept.db"


def tamper(path: Path, *statements: str) -> None:
    """Change a desk as somebody with the database key would."""
    store = open_store(path)
    writer = store.database.writer
    writer.run("UPDATE write_gate SET is_open = 1")
    for statement in statements or ("UPDATE patient SET city = 'Elsewhere' WHERE mrn = 'MRN-1'",):
        writer.run(statement)
    writer.run("UPDATE write_gate SET is_open = 0")
    store.close()


@pytest.fixture
def other_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the program is a newer one: a migration is due and the columns differ."""
    real = row_proof.present_layout()
    changed = real.replace(b'["room",', b'["room" ,')
    assert changed != real
    for module in ("row_proof", "as_left"):
        monkeypatch.setattr(f"app.storage.{module}.present_layout", lambda: changed)
    monkeypatch.setattr(store_module, "LOCAL_HEAD", "newer")
    monkeypatch.setattr(store_module, "upgrade_local", lambda _connection: None)


def actions(store: LocalStore) -> list[str]:
    with store.database.reading() as session:
        return [str(one[0]) for one in session.all("SELECT action FROM audit ORDER BY seq")]


def fact(store: LocalStore, key: str) -> str | None:
    row = store.database.writer.one("SELECT v FROM sync_meta WHERE k = ?", (key,))
    return None if row is None else str(row[0])


def note(store: LocalStore, action: str = "view") -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.note(action)


def test_whole_records_stay_whole_through_an_upgrade(
    kept: Path, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("other_columns")
    store = open_store(kept)
    assert store.verify_rows()
    assert store.verify_desk() == set()
    store.close()
    store = open_store(kept)  # stopped before its first event
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="MRN-3"))
    assert store.verify_rows()
    assert store.verify_desk() == set()
    assert (fact(store, BASELINE_FACT), fact(store, UNFIT_FACT)) == (None, None)
    assert AuditAction.RECORDS_UNFIT not in actions(store)
    store.close()


@pytest.mark.parametrize("when", ["before", "after, before the first event"])
def test_an_upgrade_launders_nothing(when: str, kept: Path, request: pytest.FixtureRequest) -> None:
    if when == "before":
        tamper(kept)
    request.getfixturevalue("other_columns")
    if when != "before":
        tamper(kept)  # whose opening upgrades it
    store = open_store(kept)
    assert not store.verify_rows()
    note(store)
    assert actions(store)[-2:] == ["records_unfit", "view"]
    assert not store.verify_rows()
    note(store, "audit_trail_accepted")
    assert store.verify_rows()
    assert fact(store, UNFIT_FACT) is None
    note(store)
    assert store.verify_rows()
    store.close()


@pytest.mark.parametrize(
    "statement",
    [
        f"DELETE FROM sync_meta WHERE k = '{LAYOUT_FACT}'",
        f"UPDATE sync_meta SET v = '[]' WHERE k = '{LAYOUT_FACT}'",
        f"INSERT INTO sync_meta VALUES ('{BASELINE_FACT}', '00:00')",
    ],
)
def test_whoever_hides_the_columns_hides_nothing(
    statement: str, kept: Path, request: pytest.FixtureRequest
) -> None:
    tamper(kept, "UPDATE patient SET city = 'Elsewhere'", statement)
    request.getfixturevalue("other_columns")
    store = open_store(kept)
    note(store)
    assert not store.verify_rows()
    store.close()
