"""Patients who are to be removed: who asked, who allowed it, who carried it out."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

MINE = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"
STATEMENTS = (
    "CREATE TABLE removal_request (tenant_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT "
    "NULL, created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH TIME ZONE NOT "
    "NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, reason TEXT NOT NULL, requested_by "
    "UUID NOT NULL, role TEXT NOT NULL, requested_at TIMESTAMP WITH TIME ZONE NOT NULL, status "
    "TEXT NOT NULL, decided_by UUID, decided_at TIMESTAMP WITH TIME ZONE, decision_note TEXT NOT "
    "NULL, patient_id UUID NOT NULL, carried_out_by UUID, carried_out_at TIMESTAMP WITH TIME "
    "ZONE, CONSTRAINT pk_removal_request PRIMARY KEY (tenant_id, id))",
    "CREATE INDEX ix_removal_request_patient_id ON removal_request (tenant_id, patient_id)",
    "CREATE INDEX ix_removal_request_status_requested_at "
    "ON removal_request (tenant_id, status, requested_at)",
    "ALTER TABLE removal_request ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE removal_request FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY own_tenant ON removal_request USING ({MINE}) WITH CHECK ({MINE})",
    "CREATE TRIGGER guard_write BEFORE INSERT OR UPDATE ON removal_request "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_write_without_seq()",
)


def upgrade() -> None:
    """Make the table behind its policy and its guard."""
    for statement in STATEMENTS:
        op.execute(statement)
