"""Quotas: what each clinic keeps at the server, and the most it may."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the counts and limits to the row that every write locks; no limits yet."""
    op.execute(
        "ALTER TABLE tenant_seq ADD COLUMN records BIGINT NOT NULL DEFAULT 0, "
        "ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0, ADD COLUMN max_records BIGINT, "
        "ADD COLUMN max_bytes BIGINT, "
        "ADD COLUMN max_file_bytes BIGINT"
    )
