"""Broken glass: one record per breaking, for administrators to review."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MINE = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"
STATEMENTS = (
    "CREATE TABLE break_glass (tenant_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, "
    "created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH TIME ZONE NOT NULL, "
    "deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, patient_id UUID NOT NULL, user_id UUID NOT "
    "NULL, role TEXT NOT NULL, reason TEXT NOT NULL, broken_at TIMESTAMP WITH TIME ZONE NOT NULL, "
    "ends_at TIMESTAMP WITH TIME ZONE NOT NULL, reviewed_by UUID, reviewed_at TIMESTAMP WITH TIME "
    "ZONE, review_note TEXT NOT NULL, CONSTRAINT pk_break_glass PRIMARY KEY (tenant_id, id))",
    "CREATE INDEX ix_break_glass_reviewed_at ON break_glass (tenant_id, reviewed_at)",
    "ALTER TABLE break_glass ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE break_glass FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY own_tenant ON break_glass USING ({MINE}) WITH CHECK ({MINE})",
    "CREATE TRIGGER guard_write BEFORE INSERT OR UPDATE ON break_glass "
    "FOR EACH ROW EXECUTE FUNCTION refuse_write_without_seq()",
)


def upgrade() -> None:
    """Make the table behind its policy and its guard."""
    for statement in STATEMENTS:
        op.execute(statement)
