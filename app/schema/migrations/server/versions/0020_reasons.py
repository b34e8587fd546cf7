"""Why somebody changed a record, as they said it."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of changes of before no reason is known: they count as somebody's, none as an import's."""
    op.execute("ALTER TABLE row_history ADD COLUMN reason TEXT DEFAULT '' NOT NULL")
