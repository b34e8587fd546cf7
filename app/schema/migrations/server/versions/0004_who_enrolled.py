"""A join code and a workstation remember who used and enrolled them: whoever lost the reply may ask
again, and nobody else."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was used and enrolled before belongs to nobody who could ask again."""
    op.execute("ALTER TABLE join_code ADD COLUMN used_by UUID")
    op.execute("ALTER TABLE device ADD COLUMN enrolled_by UUID")
