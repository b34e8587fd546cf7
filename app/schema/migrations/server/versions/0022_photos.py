"""Which document holds a patient's picture."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has one so far."""
    op.execute("ALTER TABLE patient ADD COLUMN photo_id TEXT")
