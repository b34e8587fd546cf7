"""Where the present life of a clinic's records begins."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of a life that began before, every change is taken for one of it."""
    op.execute("ALTER TABLE tenant_seq ADD COLUMN epoch_seq BIGINT NOT NULL DEFAULT 0")
