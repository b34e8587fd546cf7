"""Which files lie on this desk's disk, under which keys, and which the server still has to get."""

from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.execute(
        "CREATE TABLE blob (sha256 TEXT NOT NULL, size INTEGER NOT NULL, name TEXT NOT NULL, "
        '"key" BLOB NOT NULL, state TEXT NOT NULL, attempts INTEGER DEFAULT 0 NOT NULL, '
        "next_attempt_at INTEGER, code TEXT DEFAULT '' NOT NULL, added_at INTEGER NOT NULL, "
        "used_at INTEGER NOT NULL, PRIMARY KEY (sha256), UNIQUE (name), "
        "CONSTRAINT blob_state CHECK (state IN ('waiting','stored')))"
    )
    op.execute("CREATE INDEX blob_state_added ON blob (state, added_at)")
    op.execute("CREATE INDEX blob_used ON blob (used_at)")
