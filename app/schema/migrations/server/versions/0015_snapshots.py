"""Snapshots for desks that load everything at once; where and when a clinic's epoch began."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MINE = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"


def upgrade() -> None:
    """Unlogged, since all of it can be made again: after a crash a desk asks for a new one."""
    op.execute(
        "CREATE UNLOGGED TABLE snapshot (tenant_id UUID NOT NULL, scope TEXT NOT NULL, "
        "id UUID NOT NULL, epoch UUID NOT NULL, seq BIGINT NOT NULL, "
        "link TEXT NOT NULL, total BIGINT NOT NULL, is_complete BOOLEAN NOT NULL, "
        "is_kept BOOLEAN NOT NULL, begun_at TIMESTAMP WITH TIME ZONE NOT NULL, "
        "used_at TIMESTAMP WITH TIME ZONE NOT NULL, "
        "CONSTRAINT pk_snapshot PRIMARY KEY (tenant_id, scope))"
    )
    op.execute(
        "CREATE UNLOGGED TABLE snapshot_part (tenant_id UUID NOT NULL, scope TEXT NOT NULL, "
        "snapshot_id UUID NOT NULL, n INTEGER NOT NULL, entity TEXT NOT NULL, "
        "count INTEGER NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, "
        "is_core BOOLEAN NOT NULL, content BYTEA NOT NULL, "
        "CONSTRAINT pk_snapshot_part PRIMARY KEY (tenant_id, scope, n))"
    )
    op.execute("ALTER TABLE snapshot_part ALTER COLUMN content SET STORAGE EXTERNAL")
    op.execute("ALTER TABLE tenant_seq ADD COLUMN epoch_at TIMESTAMP WITH TIME ZONE")
    for table in ("snapshot", "snapshot_part"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_tenant ON {table} USING ({MINE}) WITH CHECK ({MINE})")
