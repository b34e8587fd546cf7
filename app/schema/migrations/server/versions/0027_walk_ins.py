"""Since when somebody without an appointment waits at the clinic."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those on the list so far wait at home."""
    op.execute("ALTER TABLE waitlist_entry ADD COLUMN arrived_at TIMESTAMPTZ")
