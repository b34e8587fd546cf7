"""What the records of a patient's history are called, how bad, since when, and who recorded it."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

CODED = ("allergy", "condition", "medication_statement")
RECORDED = (*CODED, "health_record", "screening", "vital_signs")


def upgrade() -> None:
    """Nothing of it was kept so far."""
    for table in (*CODED, "immunization"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN display TEXT NOT NULL DEFAULT ''")
        op.execute(f"ALTER TABLE {table} ALTER COLUMN display DROP DEFAULT")
    for table in ("allergy", "condition"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN severity TEXT")
        op.execute(f"ALTER TABLE {table} ADD COLUMN onset_text TEXT NOT NULL DEFAULT ''")
        op.execute(f"ALTER TABLE {table} ALTER COLUMN onset_text DROP DEFAULT")
    op.execute("ALTER TABLE allergy ADD COLUMN onset_on TEXT")
    for table in RECORDED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN recorded_by UUID")
    for table in CODED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN recorder_id UUID")
    op.execute("ALTER TABLE vital_signs ADD COLUMN practitioner_id UUID")
