"""What stands over a consent, since when it holds, who saw it signed, and why it was withdrawn."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody was asked so far."""
    for name in ("title", "witnessed_by", "withdrawal_reason"):
        op.execute(f"ALTER TABLE consent ADD COLUMN {name} TEXT NOT NULL DEFAULT ''")
    for name in ("starts_on", "withdrawn_on"):
        op.execute(f"ALTER TABLE consent ADD COLUMN {name} TEXT")
