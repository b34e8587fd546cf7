"""What came of a call, a letter or a text to a patient."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is said of those there are."""
    op.execute("ALTER TABLE message ADD COLUMN outcome TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE message ALTER COLUMN outcome DROP DEFAULT")
