"""Other houses the clinic has to do with."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATEMENTS = (
    "CREATE TABLE organization (id BLOB NOT NULL, version INTEGER NOT NULL, "
    "created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, "
    "name TEXT NOT NULL, npi TEXT, phone TEXT, email TEXT, address_line TEXT, city TEXT, "
    "state TEXT, postal_code TEXT, is_active BOOLEAN NOT NULL, PRIMARY KEY (id))",
    "CREATE INDEX ix_organization_name ON organization (name, id)",
)


def upgrade() -> None:
    """Make the table behind the gate."""
    for statement in STATEMENTS:
        op.execute(statement)
    for event in ("INSERT", "UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER guard_organization_{event.lower()} BEFORE {event} ON organization "
            "WHEN (SELECT is_open FROM write_gate) = 0 "
            "BEGIN SELECT RAISE(FAIL, 'only the unit of work writes records'); END"
        )
