"""Each audit event says what all records looked like after it."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Events of before stay as they are: their chain does not hold the new column."""
    op.execute("ALTER TABLE audit ADD COLUMN state BLOB")
