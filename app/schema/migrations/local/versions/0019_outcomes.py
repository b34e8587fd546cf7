"""What came of a call, a letter or a text to a patient."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is said of those there are."""
    op.execute("ALTER TABLE message ADD COLUMN outcome TEXT NOT NULL DEFAULT ''")
