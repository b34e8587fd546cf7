"""Every look at a patient, also in lists, without reading the whole trail."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.execute("CREATE INDEX audit_subject_row ON audit_subject (row_id, seq)")
