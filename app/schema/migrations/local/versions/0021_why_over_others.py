"""Why a visit was booked over what was in its way."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody was asked so far."""
    op.execute("ALTER TABLE appointment ADD COLUMN override_reason TEXT NOT NULL DEFAULT ''")
