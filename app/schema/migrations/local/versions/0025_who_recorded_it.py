"""What the records of a patient's history are called, how bad, since when, and who recorded it."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

CODED = ("allergy", "condition", "medication_statement")
RECORDED = (*CODED, "health_record", "screening", "vital_signs")


def upgrade() -> None:
    """Nothing of it was kept so far."""
    for table in (*CODED, "immunization"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN display TEXT NOT NULL DEFAULT ''")
    for table in ("allergy", "condition"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN severity TEXT")
        op.execute(f"ALTER TABLE {table} ADD COLUMN onset_text TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE allergy ADD COLUMN onset_on TEXT")
    for table in RECORDED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN recorded_by BLOB")
    for table in CODED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN recorder_id BLOB")
    op.execute("ALTER TABLE vital_signs ADD COLUMN practitioner_id BLOB")
