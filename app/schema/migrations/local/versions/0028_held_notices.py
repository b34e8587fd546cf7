"""After how many minutes a patient is written to about a changed visit."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three, as for a clinic that begins now."""
    op.execute("ALTER TABLE clinic ADD COLUMN tells_after_min INTEGER NOT NULL DEFAULT 3")
