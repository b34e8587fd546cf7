"""Who looks after a conflict, and messages that are not sent yet."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Everything of before is nobody's, and sent."""
    op.execute("ALTER TABLE sync_conflict ADD COLUMN claimed_by UUID")
    op.execute("ALTER TABLE sync_conflict ADD COLUMN claimed_at TIMESTAMP WITH TIME ZONE")
    op.execute("ALTER TABLE message ADD COLUMN drafted_by UUID")
    op.execute("CREATE INDEX ix_message_drafted_by ON message (tenant_id, drafted_by)")
