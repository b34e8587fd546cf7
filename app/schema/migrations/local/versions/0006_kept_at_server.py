"""Records that were put away leave a line that says they are at the server."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, guarded like the records whose place its lines take."""
    op.execute(
        "CREATE TABLE kept_at_server (id BLOB NOT NULL, entity TEXT NOT NULL, patient_id BLOB "
        "NOT NULL, version INTEGER NOT NULL, is_deleted INTEGER NOT NULL, purged_at INTEGER NOT "
        "NULL, PRIMARY KEY (id)) WITHOUT ROWID"
    )
    op.execute("CREATE INDEX kept_at_server_patient ON kept_at_server (patient_id)")
    for event in ("INSERT", "UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER guard_kept_at_server_{event.lower()} BEFORE {event} ON kept_at_server "
            "WHEN (SELECT is_open FROM write_gate) = 0 "
            "BEGIN SELECT RAISE(FAIL, 'only the unit of work writes records'); END"
        )
