"""The chain of the audit trail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import StorageError
from app.domain.patient import Patient
from app.storage.audit import verify_chain
from app.storage.store import LocalStore
from tests.storage.conftest import ADMIN, CONTEXT, TestSigner, patient


@pytest.fixture
def written(store: LocalStore) -> LocalStore:
    with store.unit_of_work(CONTEXT) as uow:
        kept = uow.add(patient())
        uow.save(replace(kept, city="Chicago"))
        uow.note("search", result_count=1, subjects=[kept.id])
    with store.unit_of_work(ADMIN) as uow:
        uow.delete(Patient, kept.id)
    return store


def test_untouched_chain_verifies_and_names_fields_only(written: LocalStore) -> None:
    assert written.verify_audit() is None
    rows = written.database.writer.all("SELECT action, fields FROM audit ORDER BY seq")
    assert rows == [
        ("create", "[]"),
        ("update", '["city"]'),
        ("search", "[]"),
        ("delete", "[]"),
    ]


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET action = 'view' WHERE seq = 2", 2),
        ("UPDATE audit SET mac = prev WHERE seq = 3", 3),
        ("DELETE FROM audit WHERE seq = 2", 2),
        ("UPDATE audit_subject SET row_id = x'00' WHERE seq = 3", 3),
    ],
)
def test_changed_row_is_named(written: LocalStore, statement: str, broken: int) -> None:
    session = written.database.writer
    for event in ("update", "delete"):
        session.run(f"DROP TRIGGER append_only_audit_{event}")
    session.run(statement)
    assert verify_chain(session, TestSigner()) == broken


def test_trail_is_append_only(written: LocalStore) -> None:
    for statement in ("UPDATE audit SET action = 'x'", "DELETE FROM audit"):
        with pytest.raises(StorageError):
            written.database.writer.run(statement)
