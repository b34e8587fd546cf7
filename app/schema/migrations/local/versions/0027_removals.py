"""Patients who are to be removed: who asked, who allowed it, who carried it out."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

STATEMENTS = (
    "CREATE TABLE removal_request (id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER "
    "NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, reason TEXT NOT NULL, "
    "requested_by BLOB NOT NULL, role TEXT NOT NULL, requested_at INTEGER NOT NULL, status TEXT "
    "NOT NULL, decided_by BLOB, decided_at INTEGER, decision_note TEXT NOT NULL, patient_id BLOB "
    "NOT NULL, carried_out_by BLOB, carried_out_at INTEGER, PRIMARY KEY (id))",
    "CREATE INDEX ix_removal_request_patient_id ON removal_request (patient_id, id)",
    "CREATE INDEX ix_removal_request_status_requested_at "
    "ON removal_request (status, requested_at, id)",
)


def upgrade() -> None:
    """Make the table and its guard."""
    for statement in STATEMENTS:
        op.execute(statement)
    for event in ("INSERT", "UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER guard_removal_request_{event.lower()} BEFORE {event} "
            "ON removal_request WHEN (SELECT is_open FROM write_gate) = 0 "
            "BEGIN SELECT RAISE(FAIL, 'only the unit of work writes records'); END"
        )
