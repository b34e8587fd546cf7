"""A join code remembers who made it and where: it ends with them."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Codes of before name nobody and open nothing more; they would end within a day."""
    op.execute("ALTER TABLE join_code ADD COLUMN made_by UUID")
    op.execute("ALTER TABLE join_code ADD COLUMN made_at_device UUID")
