"""What the desk counts of itself stands beside the gate: each write touches a page less."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the count from the facts to the gate's row."""
    op.execute("ALTER TABLE write_gate ADD COLUMN proof TEXT")
    op.execute("UPDATE write_gate SET proof = (SELECT v FROM sync_meta WHERE k = 'desk_proof')")
    op.execute("DELETE FROM sync_meta WHERE k = 'desk_proof'")
