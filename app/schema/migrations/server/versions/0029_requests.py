"""How many requests a minute a clinic's desks may make together, where it has its own number."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has one so far: what the server allows holds for all."""
    op.execute("ALTER TABLE tenant_seq ADD COLUMN max_requests BIGINT")
