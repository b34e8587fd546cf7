"""Files of patients' data: who asked for one, who allowed it, when it was written."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

STATEMENTS = (
    "CREATE TABLE export_request (id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER "
    "NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, kind TEXT NOT NULL, "
    "recipient TEXT NOT NULL, reason TEXT NOT NULL, first_on TEXT, last_on TEXT, requested_by BLOB "
    "NOT NULL, role TEXT NOT NULL, requested_at INTEGER NOT NULL, status TEXT NOT NULL, decided_by "
    "BLOB, decided_at INTEGER, decision_note TEXT NOT NULL, written_at INTEGER, written_lines "
    "INTEGER, PRIMARY KEY (id))",
    "CREATE INDEX ix_export_request_status_requested_at "
    "ON export_request (status, requested_at, id)",
    "CREATE INDEX ix_export_request_requested_by ON export_request (requested_by, id)",
)


def upgrade() -> None:
    """Make the table and its guard."""
    for statement in STATEMENTS:
        op.execute(statement)
    for event in ("INSERT", "UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER guard_export_request_{event.lower()} BEFORE {event} ON export_request "
            "WHEN (SELECT is_open FROM write_gate) = 0 "
            "BEGIN SELECT RAISE(FAIL, 'only the unit of work writes records'); END"
        )
