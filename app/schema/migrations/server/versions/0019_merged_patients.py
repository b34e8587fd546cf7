"""Which records of patients are of one person, and what was there before."""

from alembic import op

revision = "0019"
down_revision = "0015"
branch_labels = None
depends_on = None

STATEMENTS = (
    "CREATE TABLE patient_merge (tenant_id UUID NOT NULL, id UUID NOT NULL, "
    "version BIGINT NOT NULL, created_at TIMESTAMP WITH TIME ZONE NOT NULL, "
    "updated_at TIMESTAMP WITH TIME ZONE NOT NULL, deleted_at TIMESTAMP WITH TIME ZONE, "
    "extra JSONB, patient_id UUID NOT NULL, merged_id UUID NOT NULL, taken JSONB NOT NULL, "
    "status_before TEXT NOT NULL, merged_by UUID NOT NULL, "
    "merged_at TIMESTAMP WITH TIME ZONE NOT NULL, status TEXT NOT NULL, unmerged_by UUID, "
    "unmerged_at TIMESTAMP WITH TIME ZONE, "
    "CONSTRAINT pk_patient_merge PRIMARY KEY (tenant_id, id))",
    "CREATE INDEX ix_patient_merge_patient_id ON patient_merge (tenant_id, patient_id)",
    "CREATE INDEX ix_patient_merge_merged_id ON patient_merge (tenant_id, merged_id)",
    "CREATE INDEX ix_patient_merge_status ON patient_merge (tenant_id, status)",
)
MINE = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"


def upgrade() -> None:
    """Make the table behind its policy and its guard."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute("ALTER TABLE patient_merge ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE patient_merge FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON patient_merge USING ({MINE}) WITH CHECK ({MINE})")
    op.execute(
        "CREATE TRIGGER guard_write BEFORE INSERT OR UPDATE ON patient_merge "
        "FOR EACH ROW EXECUTE FUNCTION refuse_write_without_seq()"
    )
