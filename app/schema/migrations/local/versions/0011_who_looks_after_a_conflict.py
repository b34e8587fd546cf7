"""Who looks after a conflict, and messages that are not sent yet."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Everything of before is nobody's, and sent."""
    op.execute("ALTER TABLE sync_conflict ADD COLUMN claimed_by BLOB")
    op.execute("ALTER TABLE sync_conflict ADD COLUMN claimed_at INTEGER")
    op.execute("ALTER TABLE message ADD COLUMN drafted_by BLOB")
    op.execute("CREATE INDEX ix_message_drafted_by ON message (drafted_by, id)")
