"""Files: what the server keeps of each clinic in its object storage, and under which keys."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MINE = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"


def upgrade() -> None:
    """Make the table, behind the wall between clinics."""
    op.execute(
        "CREATE TABLE blob (tenant_id UUID NOT NULL, sha256 TEXT NOT NULL, size BIGINT NOT NULL, "
        "name UUID NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, received BIGINT NOT NULL, "
        "parts JSONB NOT NULL, begun_at TIMESTAMP WITH TIME ZONE NOT NULL, "
        "stored_at TIMESTAMP WITH TIME ZONE, device_id UUID NOT NULL, user_id UUID NOT NULL, "
        "CONSTRAINT pk_blob PRIMARY KEY (tenant_id, sha256), "
        "CONSTRAINT blob_state CHECK (state IN ('arriving', 'stored', 'removed')))"
    )
    op.execute("ALTER TABLE blob ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE blob FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON blob USING ({MINE}) WITH CHECK ({MINE})")
