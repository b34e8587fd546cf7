"""The chain of the audit trail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.audit_trail import AuditQuestion
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
        ("UPDATE audit_subject SET row_id = CAST(x'ff80' AS TEXT) WHERE seq = 3", 3),
        ("UPDATE audit SET role = CAST(x'ff80' AS TEXT) WHERE seq = 2", 2),
        ("UPDATE audit SET fields = CAST(x'ff80' AS TEXT) WHERE seq = 2", 2),
        ("UPDATE audit SET device_id = CAST(x'ff80' AS TEXT) WHERE seq = 4", 4),
        ("UPDATE audit SET mac = CAST(x'ff80' AS TEXT) WHERE seq = 1", 1),
        ("UPDATE audit SET patient_id = CAST(x'ff80' AS TEXT) WHERE seq = 3", 3),
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


@pytest.mark.parametrize("column", ["role", "fields", "subjects", "actor_id", "row_id"])
def test_page_with_a_row_that_is_no_text_is_shown_all_the_same(
    written: LocalStore, column: str
) -> None:
    session = written.database.writer
    session.run("DROP TRIGGER append_only_audit_update")
    session.run(f"UPDATE audit SET {column} = CAST(x'ff80' AS TEXT) WHERE seq = 2")
    with written.reader() as reader:
        lines = reader.audit.lines(AuditQuestion())
        assert [line.seq for line in lines] == [4, 3, 2, 1]
        shown = getattr(lines[2], column)
        assert shown == {"role": "\ufffd\ufffd", "fields": (), "subjects": ()}.get(column, "")
        assert reader.audit.first_unfit() == 2


def test_records_that_do_not_fit_make_the_last_event_the_unfit_one(written: LocalStore) -> None:
    session = written.database.writer
    session.run("UPDATE write_gate SET is_open = 1")
    session.run("UPDATE patient SET city = 'An older one'")
    session.run("UPDATE write_gate SET is_open = 0")
    with written.reader() as reader:
        assert reader.audit.first_unfit() == 4


def test_unsent_work_that_is_gone_makes_the_last_event_the_unfit_one(written: LocalStore) -> None:
    written.database.writer.run("DELETE FROM outbox")
    with written.reader() as reader:
        assert reader.audit.first_unfit() == 4


def test_each_event_says_what_for(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
        uow.note("sync_apply", result_count=0)
    with store.database.reading() as session:
        found = session.all("SELECT action, purpose FROM audit ORDER BY seq")
    assert found == [("create", "treatment"), ("sync_apply", "system")]
