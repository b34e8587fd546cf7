"""A join code remembers who made it and where: it ends with them. The memory of a workstation's
audit trail may begin anew."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Codes of before name nobody and open nothing more; they would end within a day."""
    op.execute("ALTER TABLE join_code ADD COLUMN made_by UUID")
    op.execute("ALTER TABLE join_code ADD COLUMN made_at_device UUID")
    op.execute("ALTER TABLE audit_head ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE audit_head DROP CONSTRAINT pk_audit_head")
    op.execute(
        "ALTER TABLE audit_head ADD CONSTRAINT pk_audit_head "
        "PRIMARY KEY (tenant_id, device_id, epoch, seq)"
    )
