"""The server's own tables beside the record tables: history, answers, sign-in, numbers."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from app.schema.types import Instant, Json, RecordKey

TENANT_TABLES = (
    *("tenant_seq", "row_history", "op_result", "device", "credential", "refresh_token"),
    *("device_user", "audit_head", "server_audit", "blob", "record_words", "record_words_at"),
    *("device_key", "snapshot", "snapshot_part"),
)
"""Own tables whose rows belong to one tenant, beside the record tables and resource_number."""
APPEND_ONLY = (
    *("row_history", "op_result", "device_user", "audit_head", "device_key", "server_audit"),
)
"""Tables the application may add to and read, never change."""
SHARED_TABLES = ("tenant", "join_code", "server_secret")
"""Tables that are no tenant's; none of them holds patient data."""


def add_to(metadata: MetaData) -> None:
    """Declare the server's own tables and what it adds to the visits."""
    _shared(metadata)
    _history(metadata)
    _answers(metadata)
    _sign_in(metadata)
    _trail(metadata)
    _words(metadata)
    _visit_numbers(metadata)
    _files(metadata)
    _snapshots(metadata)


def _tenant_id() -> Column[str]:
    return Column("tenant_id", RecordKey(), nullable=False)


def _shared(metadata: MetaData) -> None:
    Table(
        "tenant",
        metadata,
        Column("id", RecordKey(), primary_key=True, nullable=False),
        Column("name", Text, nullable=False),
        Column("created_at", Instant(), nullable=False),
    )
    Table(
        "join_code",
        metadata,
        Column("lookup", Text, primary_key=True, nullable=False),
        Column("proof_hash", Text, nullable=False),
        Column("tenant_id", RecordKey()),
        Column("clinic_name", Text, nullable=False),
        Column("username", Text, nullable=False),
        Column("display_name", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("sealed_clinic_key", Text, nullable=False),
        Column("expires_at", Instant(), nullable=False),
        Column("used_at", Instant()),
        Column("used_by", RecordKey()),
        Column("failures", Integer, nullable=False, server_default=text("0")),
        Column("made_by", RecordKey()),
        Column("made_at_device", RecordKey()),
    )
    Table(
        "server_secret",
        metadata,
        Column("name", Text, primary_key=True, nullable=False),
        Column("value", Text, nullable=False),
    )


def _history(metadata: MetaData) -> None:
    Table(
        "tenant_seq",
        metadata,
        Column("tenant_id", RecordKey(), primary_key=True, nullable=False),
        Column("seq", BigInteger, nullable=False),
        Column("epoch", RecordKey(), nullable=False),
        Column("link", Text, nullable=False),
        Column("records", BigInteger, nullable=False, server_default=text("0")),
        Column("bytes", BigInteger, nullable=False, server_default=text("0")),
        Column("max_records", BigInteger),
        Column("max_bytes", BigInteger),
        Column("max_file_bytes", BigInteger),
        Column("epoch_at", Instant()),
        Column("epoch_seq", BigInteger, nullable=False, server_default=text("0")),
        Column("max_requests", BigInteger),
    )
    history = Table(
        "row_history",
        metadata,
        _tenant_id(),
        Column("seq", BigInteger, nullable=False),
        Column("entity", Text, nullable=False),
        Column("id", RecordKey(), nullable=False),
        Column("version", BigInteger, nullable=False),
        Column("deleted", Boolean, nullable=False),
        Column("changed", Json(), nullable=False),
        Column("before", Json()),
        Column("after", Json()),
        Column("op_id", RecordKey()),
        Column("actor_id", RecordKey()),
        Column("device_id", RecordKey()),
        Column("hlc", Text, nullable=False),
        Column("at", Instant(), nullable=False),
        Column("commit_seq", BigInteger, nullable=False),
        Column("link", Text, nullable=False),
        Column("principal_id", RecordKey()),
        Column("reason", Text, nullable=False, server_default=text("''")),
        PrimaryKeyConstraint("tenant_id", "seq", name="pk_row_history"),
    )
    Index(
        "ix_row_history_row",
        history.c.tenant_id,
        history.c.entity,
        history.c.id,
        history.c.version,
        unique=True,
    )


def _answers(metadata: MetaData) -> None:
    Table(
        "op_result",
        metadata,
        _tenant_id(),
        Column("op_id", RecordKey(), nullable=False),
        Column("request_hash", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("result", Json(), nullable=False),
        Column("device_id", RecordKey(), nullable=False),
        Column("actor_id", Text, nullable=False),
        Column("at", Instant(), nullable=False),
        PrimaryKeyConstraint("tenant_id", "op_id", name="pk_op_result"),
    )


def _sign_in(metadata: MetaData) -> None:
    Table(
        "device",
        metadata,
        _tenant_id(),
        Column("device_id", RecordKey(), nullable=False),
        Column("name", Text, nullable=False),
        Column("token_hash", Text, nullable=False),
        Column("is_active", Boolean, nullable=False),
        Column("enrolled_at", Instant(), nullable=False),
        Column("enrolled_by", RecordKey()),
        PrimaryKeyConstraint("tenant_id", "device_id", name="pk_device"),
    )
    Table(
        "credential",
        metadata,
        _tenant_id(),
        Column("username", Text, nullable=False),
        Column("user_id", RecordKey(), nullable=False),
        Column("password_hash", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("role_version", Integer, nullable=False),
        Column("is_active", Boolean, nullable=False),
        PrimaryKeyConstraint("tenant_id", "username", name="pk_credential"),
        UniqueConstraint("tenant_id", "user_id", name="one_credential_per_user"),
    )
    Table(
        "device_user",
        metadata,
        _tenant_id(),
        Column("device_id", RecordKey(), nullable=False),
        Column("user_id", RecordKey(), nullable=False),
        PrimaryKeyConstraint("tenant_id", "device_id", "user_id", name="pk_device_user"),
    )
    _tokens(metadata)


def _tokens(metadata: MetaData) -> None:
    tokens = Table(
        "refresh_token",
        metadata,
        _tenant_id(),
        Column("token_hash", Text, nullable=False),
        Column("family", RecordKey(), nullable=False),
        Column("username", Text, nullable=False),
        Column("device_id", RecordKey(), nullable=False),
        Column("begun_at", Instant(), nullable=False),
        Column("expires_at", Instant(), nullable=False),
        Column("used_at", Instant()),
        Column("used_key", Text),
        Column("is_revoked", Boolean, nullable=False),
        PrimaryKeyConstraint("tenant_id", "token_hash", name="pk_refresh_token"),
    )
    Index("ix_refresh_token_family", tokens.c.tenant_id, tokens.c.family)


def _trail(metadata: MetaData) -> None:
    """What the desks' audit trails ended with, and what the server itself has to tell."""
    Table(
        "audit_head",
        metadata,
        _tenant_id(),
        Column("device_id", RecordKey(), nullable=False),
        Column("epoch", Integer, nullable=False, server_default=text("0")),
        Column("seq", BigInteger, nullable=False),
        Column("mac", Text, nullable=False),
        Column("link", Text, nullable=False),
        Column("at", Instant(), nullable=False),
        Column("signature", Text, nullable=False),
        Column("device_signature", Text, nullable=False, server_default=text("''")),
        PrimaryKeyConstraint("tenant_id", "device_id", "epoch", "seq", name="pk_audit_head"),
    )
    Table(
        "device_key",
        metadata,
        _tenant_id(),
        Column("device_id", RecordKey(), nullable=False),
        Column("epoch", Integer, nullable=False),
        Column("public_key", Text, nullable=False),
        Column("at", Instant(), nullable=False),
        PrimaryKeyConstraint("tenant_id", "device_id", "epoch", name="pk_device_key"),
    )
    Table(
        "server_audit",
        metadata,
        _tenant_id(),
        Column("number", BigInteger, Identity(always=True), nullable=False),
        Column("at", Instant(), nullable=False),
        Column("action", Text, nullable=False),
        Column("actor_id", RecordKey()),
        Column("device_id", RecordKey()),
        Column("entity", Text, nullable=False),
        Column("row_id", RecordKey()),
        Column("code", Text, nullable=False),
        Column("principal_id", RecordKey()),
        PrimaryKeyConstraint("tenant_id", "number", name="pk_server_audit"),
    )


def _files(metadata: MetaData) -> None:
    """What lies in the object storage, in which parts, and the key of each file."""
    Table(
        "blob",
        metadata,
        _tenant_id(),
        Column("sha256", Text, nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("name", RecordKey(), nullable=False),
        Column("key", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("received", BigInteger, nullable=False),
        Column("parts", Json(), nullable=False),
        Column("begun_at", Instant(), nullable=False),
        Column("stored_at", Instant()),
        Column("device_id", RecordKey(), nullable=False),
        Column("user_id", RecordKey(), nullable=False),
        PrimaryKeyConstraint("tenant_id", "sha256", name="pk_blob"),
        CheckConstraint("state IN ('arriving', 'stored', 'removed')", name="blob_state"),
    )


def _words(metadata: MetaData) -> None:
    """The words records are found by, and how far each record type's are known."""
    words = Table(
        "record_words",
        metadata,
        _tenant_id(),
        Column("entity", Text, nullable=False),
        Column("id", RecordKey(), nullable=False),
        Column("words", TSVECTOR, nullable=False),
        PrimaryKeyConstraint("tenant_id", "entity", "id", name="pk_record_words"),
    )
    Index("ix_record_words_words", words.c.words, postgresql_using="gin")
    Table(
        "record_words_at",
        metadata,
        _tenant_id(),
        Column("entity", Text, nullable=False),
        Column("seq", BigInteger, nullable=False),
        PrimaryKeyConstraint("tenant_id", "entity", name="pk_record_words_at"),
    )


def _snapshots(metadata: MetaData) -> None:
    """All records at one moment, packed in parts; one of a kind, and the next takes its place."""
    Table(
        "snapshot",
        metadata,
        _tenant_id(),
        Column("scope", Text, nullable=False),
        Column("id", RecordKey(), nullable=False),
        Column("epoch", RecordKey(), nullable=False),
        Column("seq", BigInteger, nullable=False),
        Column("link", Text, nullable=False),
        Column("total", BigInteger, nullable=False),
        Column("is_complete", Boolean, nullable=False),
        Column("is_kept", Boolean, nullable=False),
        Column("begun_at", Instant(), nullable=False),
        Column("used_at", Instant(), nullable=False),
        PrimaryKeyConstraint("tenant_id", "scope", name="pk_snapshot"),
    )
    Table(
        "snapshot_part",
        metadata,
        _tenant_id(),
        Column("scope", Text, nullable=False),
        Column("snapshot_id", RecordKey(), nullable=False),
        Column("n", Integer, nullable=False),
        Column("entity", Text, nullable=False),
        Column("count", Integer, nullable=False),
        Column("size", Integer, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("is_core", Boolean, nullable=False),
        Column("content", LargeBinary, nullable=False),
        PrimaryKeyConstraint("tenant_id", "scope", "n", name="pk_snapshot_part"),
    )


def _visit_numbers(metadata: MetaData) -> None:
    """Providers and rooms as numbers, which an exclusion constraint can compare."""
    Table(
        "resource_number",
        metadata,
        _tenant_id(),
        Column("resource_id", RecordKey(), nullable=False),
        Column("number", BigInteger, Identity(always=True), nullable=False),
        PrimaryKeyConstraint("tenant_id", "resource_id", name="pk_resource_number"),
    )
    visits = metadata.tables["appointment"]
    visits.append_column(Column("provider_number", BigInteger))
    visits.append_column(Column("room_number", BigInteger))
