"""Who recorded a vaccination, and what the code of a screening or a note means."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing of it was kept so far."""
    for table in ("health_record", "screening"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN display TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE immunization ADD COLUMN recorded_by BLOB")
