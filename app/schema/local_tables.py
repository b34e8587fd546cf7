"""The desk's own tables beside the record tables: queue, shadows, audit trail, search, import."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

from app.domain.operations import UNSETTLED, OperationState
from app.schema.types import RecordKey

STATES = ",".join(f"'{state.value}'" for state in OperationState)
UNSETTLED_SQL = ",".join(sorted(f"'{state.value}'" for state in UNSETTLED))
"""States of unsettled operations, ready to stand in an IN (…) list."""

SEARCH_NAME_DDL = (
    "CREATE VIRTUAL TABLE search_name USING fts5(names, content='', contentless_delete=1, "
    "detail=none, prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')"
)
"""Names of patients by prefix. Words are folded before they come here ("Weiß" → "weiss")."""


def add_to(metadata: MetaData) -> None:
    """Declare the desk's own tables."""
    _queue(metadata)
    _sync(metadata)
    _audit(metadata)
    _search(metadata)
    _import(metadata)
    _drafts(metadata)
    _files(metadata)
    _kept_at_server(metadata)


def guard_ddl(entity: str) -> Iterable[str]:
    """Triggers that refuse a write to a record table outside the unit of work.

    The gate stands in the database and not in a connection's function: with trusted_schema=OFF a
    trigger may not call the program, and a call per row would cost the interpreter lock each time.
    The gate is open only inside the unit of work's own transaction, so nobody else ever sees it.
    FAIL and not ABORT, with INSERT OR FAIL in the unit of work: ABORT makes SQLite keep a statement
    journal per row, which locked memory (cipher_memory_security) turns from 8 us into 130 us.
    """
    for event in ("INSERT", "UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER guard_{entity}_{event.lower()} BEFORE {event} ON {entity} "
            "WHEN (SELECT is_open FROM write_gate) = 0 "
            "BEGIN SELECT RAISE(FAIL, 'only the unit of work writes records'); END"
        )


def _queue(metadata: MetaData) -> None:
    outbox = Table(
        "outbox",
        metadata,
        Column("n", Integer, primary_key=True),
        Column("op_id", Text, nullable=False, unique=True),
        Column("tx_id", Text, nullable=False),
        Column("entity", Text, nullable=False),
        Column("row_id", Text, nullable=False),
        Column("patient_id", RecordKey()),
        Column("kind", Text, nullable=False),
        Column("action", Text, nullable=False, server_default=text("''")),
        Column("schema", Integer, nullable=False),
        Column("base_version", Integer, nullable=False),
        Column("patch", Text, nullable=False),
        Column("full", Text),
        Column("depends_on", Text, nullable=False, server_default=text("'[]'")),
        Column("reason", Text, nullable=False, server_default=text("''")),
        Column("actor_id", Text, nullable=False),
        Column("session_id", Text, nullable=False),
        Column("hlc", Text, nullable=False),
        Column("created_at", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("sent", Integer, nullable=False, server_default=text("0")),
        Column("attempts", Integer, nullable=False, server_default=text("0")),
        Column("next_attempt_at", Text),
        Column("last_code", Text),
        Column("last_error", Text),
        Column("result", Text),
        Column("acked_seq", Integer),
        Column("supersedes", Text),
        Column("merged_into", Text),
        Column("doubts", Integer, nullable=False, server_default=text("0")),
        CheckConstraint(f"state IN ({STATES})", name="outbox_state"),
        sqlite_autoincrement=True,
    )
    Index("outbox_due", outbox.c.state, outbox.c.next_attempt_at, outbox.c.n)
    Index("outbox_row", outbox.c.entity, outbox.c.row_id, outbox.c.n)
    Index("outbox_merged", outbox.c.merged_into)


def _sync(metadata: MetaData) -> None:
    Table(
        "shadow",
        metadata,
        Column("entity", Text, primary_key=True, nullable=False),
        Column("row_id", Text, primary_key=True, nullable=False),
        Column("version", Integer, nullable=False),
        Column("body", Text),
        Column("deleted", Integer, nullable=False),
    )
    Table(
        "sync_meta",
        metadata,
        Column("k", Text, primary_key=True, nullable=False),
        Column("v", Text, nullable=False),
    )
    Table(
        "kept_aside",
        metadata,
        Column("entity", Text, primary_key=True, nullable=False),
        Column("row_id", Text, primary_key=True, nullable=False),
        Column("version", Integer, nullable=False),
        Column("seq", Integer, nullable=False),
        Column("deleted", Integer, nullable=False),
        Column("body", Text),
    )
    Table(
        "write_gate",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("is_open", Integer, nullable=False),
        Column("proof", Text),
    )


def _audit(metadata: MetaData) -> None:
    audit = Table(
        "audit",
        metadata,
        Column("seq", Integer, primary_key=True),
        Column("at", Integer, nullable=False),
        Column("monotonic_ns", Integer, nullable=False),
        Column("device_id", RecordKey(), nullable=False),
        Column("session_id", RecordKey(), nullable=False),
        Column("actor_id", RecordKey(), nullable=False),
        Column("role", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("entity", Text, nullable=False),
        Column("row_id", RecordKey()),
        Column("patient_id", RecordKey()),
        Column("purpose", Text, nullable=False),
        Column("result_count", Integer),
        Column("fields", Text, nullable=False),
        Column("subjects", Text),
        Column("prev", LargeBinary, nullable=False),
        Column("mac", LargeBinary, nullable=False),
        Column("link", LargeBinary, nullable=False),
        Column("prev_link", LargeBinary, nullable=False),
        Column("state", LargeBinary),
    )
    Index("audit_patient", audit.c.patient_id, audit.c.seq)
    Index("audit_actor", audit.c.actor_id, audit.c.seq)
    Index("audit_row", audit.c.row_id, audit.c.seq)
    Index("audit_at", audit.c.at)
    subject = Table(
        "audit_subject",
        metadata,
        Column("seq", Integer, ForeignKey("audit.seq"), primary_key=True, nullable=False),
        Column("row_id", RecordKey(), primary_key=True, nullable=False),
    )
    Index("audit_subject_row", subject.c.row_id, subject.c.seq)


def _search(metadata: MetaData) -> None:
    Table(
        "search_patient",
        metadata,
        Column("number", Integer, primary_key=True),
        Column("patient_id", RecordKey(), nullable=False, unique=True),
        Column("names", Text, nullable=False),
    )
    Table(
        "search_token",
        metadata,
        Column("token", Text, primary_key=True, nullable=False),
        Column("patient_id", RecordKey(), primary_key=True, nullable=False),
        Column("owner_id", RecordKey(), primary_key=True, nullable=False),
        sqlite_with_rowid=False,
    )


def _import(metadata: MetaData) -> None:
    Table(
        "import_source",
        metadata,
        Column("entity", Text, primary_key=True, nullable=False),
        Column("row_id", RecordKey(), primary_key=True, nullable=False),
        Column("digest", Text, nullable=False),
        Column("body", Text),
    )


def _files(metadata: MetaData) -> None:
    files = Table(
        "blob",
        metadata,
        Column("sha256", Text, primary_key=True, nullable=False),
        Column("size", Integer, nullable=False),
        Column("name", Text, nullable=False, unique=True),
        Column("key", LargeBinary, nullable=False),
        Column("state", Text, nullable=False),
        Column("attempts", Integer, nullable=False, server_default=text("0")),
        Column("next_attempt_at", Integer),
        Column("code", Text, nullable=False, server_default=text("''")),
        Column("added_at", Integer, nullable=False),
        Column("used_at", Integer, nullable=False),
        CheckConstraint("state IN ('waiting','stored')", name="blob_state"),
    )
    Index("blob_state_added", files.c.state, files.c.added_at)
    Index("blob_used", files.c.used_at)


def _drafts(metadata: MetaData) -> None:
    Table(
        "draft",
        metadata,
        Column("user_id", RecordKey(), primary_key=True, nullable=False),
        Column("form", Text, primary_key=True, nullable=False),
        Column("subject", Text, primary_key=True, nullable=False),
        Column("content", Text, nullable=False),
        Column("updated_at", Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def _kept_at_server(metadata: MetaData) -> None:
    """Records that left this desk for want of use; guarded like records."""
    kept = Table(
        "kept_at_server",
        metadata,
        Column("id", RecordKey(), primary_key=True, nullable=False),
        Column("entity", Text, nullable=False),
        Column("patient_id", RecordKey(), nullable=False),
        Column("version", Integer, nullable=False),
        Column("is_deleted", Integer, nullable=False),
        Column("purged_at", Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    Index("kept_at_server_patient", kept.c.patient_id)
