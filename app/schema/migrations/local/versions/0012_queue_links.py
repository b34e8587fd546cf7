"""Which operation stands for which: sent anew in its place, or merged into it before it went."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing of before is linked, and nothing is in doubt."""
    op.execute("ALTER TABLE outbox ADD COLUMN supersedes TEXT")
    op.execute("ALTER TABLE outbox ADD COLUMN merged_into TEXT")
    op.execute("ALTER TABLE outbox ADD COLUMN doubts INTEGER DEFAULT 0 NOT NULL")
    op.execute("CREATE INDEX outbox_merged ON outbox (merged_into)")
