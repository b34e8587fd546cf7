"""Conversations are found by who wrote in them."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What one person sent, without a look at everybody's messages."""
    op.execute("CREATE INDEX ix_message_sender_id_thread_id ON message (sender_id, thread_id, id)")
