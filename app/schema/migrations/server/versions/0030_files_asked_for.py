"""Files of patients' data: who asked for one, who allowed it, when it was written."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MINE = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"
STATEMENTS = (
    "CREATE TABLE export_request (tenant_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT "
    "NULL, created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH TIME ZONE NOT "
    "NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, kind TEXT NOT NULL, recipient TEXT "
    "NOT NULL, reason TEXT NOT NULL, first_on DATE, last_on DATE, requested_by UUID NOT NULL, role "
    "TEXT NOT NULL, requested_at TIMESTAMP WITH TIME ZONE NOT NULL, status TEXT NOT NULL, "
    "decided_by UUID, decided_at TIMESTAMP WITH TIME ZONE, decision_note TEXT NOT NULL, written_at "
    "TIMESTAMP WITH TIME ZONE, written_lines BIGINT, CONSTRAINT pk_export_request PRIMARY KEY "
    "(tenant_id, id))",
    "CREATE INDEX ix_export_request_status_requested_at "
    "ON export_request (tenant_id, status, requested_at)",
    "CREATE INDEX ix_export_request_requested_by ON export_request (tenant_id, requested_by)",
    "ALTER TABLE export_request ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE export_request FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY own_tenant ON export_request USING ({MINE}) WITH CHECK ({MINE})",
    "CREATE TRIGGER guard_write BEFORE INSERT OR UPDATE ON export_request "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_write_without_seq()",
)


def upgrade() -> None:
    """Make the table behind its policy and its guard."""
    for statement in STATEMENTS:
        op.execute(statement)
