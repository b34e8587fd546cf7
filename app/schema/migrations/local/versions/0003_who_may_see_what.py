"""Broken glass, drafts of forms, and the audit trail by person, record and time."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = (
    "CREATE TABLE break_glass (id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT "
    "NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL, "
    "user_id BLOB NOT NULL, role TEXT NOT NULL, reason TEXT NOT NULL, broken_at INTEGER NOT NULL, "
    "ends_at INTEGER NOT NULL, reviewed_by BLOB, reviewed_at INTEGER, review_note TEXT NOT NULL, "
    "PRIMARY KEY (id))",
    "CREATE INDEX ix_break_glass_reviewed_at ON break_glass (reviewed_at, id)",
    "CREATE TABLE draft (user_id BLOB NOT NULL, form TEXT NOT NULL, subject TEXT NOT NULL, "
    "content TEXT NOT NULL, updated_at INTEGER NOT NULL, PRIMARY KEY (user_id, form, subject)) "
    "WITHOUT ROWID",
    "CREATE INDEX audit_actor ON audit (actor_id, seq)",
    "CREATE INDEX audit_row ON audit (row_id, seq)",
    "CREATE INDEX audit_at ON audit (at)",
)


def upgrade() -> None:
    """Make the tables and indexes."""
    for statement in STATEMENTS:
        op.execute(statement)
    for event in ("INSERT", "UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER guard_break_glass_{event.lower()} BEFORE {event} ON break_glass "
            "WHEN (SELECT is_open FROM write_gate) = 0 "
            "BEGIN SELECT RAISE(FAIL, 'only the unit of work writes records'); END"
        )
