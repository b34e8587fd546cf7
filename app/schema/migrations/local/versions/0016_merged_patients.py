"""Which records of patients are of one person, and what was there before."""

from alembic import op

revision = "0016"
down_revision = "0012"
branch_labels = None
depends_on = None

STATEMENTS = (
    "CREATE TABLE patient_merge (id BLOB NOT NULL, version INTEGER NOT NULL, "
    "created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, "
    "patient_id BLOB NOT NULL, merged_id BLOB NOT NULL, taken TEXT NOT NULL, "
    "status_before TEXT NOT NULL, merged_by BLOB NOT NULL, merged_at INTEGER NOT NULL, "
    "status TEXT NOT NULL, unmerged_by BLOB, unmerged_at INTEGER, PRIMARY KEY (id))",
    "CREATE INDEX ix_patient_merge_patient_id ON patient_merge (patient_id, id)",
    "CREATE INDEX ix_patient_merge_merged_id ON patient_merge (merged_id, id)",
    "CREATE INDEX ix_patient_merge_status ON patient_merge (status, id)",
)


def upgrade() -> None:
    """Make the table behind the gate."""
    for statement in STATEMENTS:
        op.execute(statement)
    for event in ("INSERT", "UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER guard_patient_merge_{event.lower()} BEFORE {event} ON patient_merge "
            "WHEN (SELECT is_open FROM write_gate) = 0 "
            "BEGIN SELECT RAISE(FAIL, 'only the unit of work writes records'); END"
        )
