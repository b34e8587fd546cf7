"""After how many minutes a patient is written to about a changed visit."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three, as for a clinic that begins now."""
    op.execute("ALTER TABLE clinic ADD COLUMN tells_after_min BIGINT NOT NULL DEFAULT 3")
    op.execute("ALTER TABLE clinic ALTER COLUMN tells_after_min DROP DEFAULT")
