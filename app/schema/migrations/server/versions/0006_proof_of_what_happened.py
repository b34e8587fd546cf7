"""The desks' audit heads, the server's own trail, and a key per workstation."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MINE = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"
TABLES = {
    "audit_head": "tenant_id UUID NOT NULL, device_id UUID NOT NULL, seq BIGINT NOT NULL, mac TEXT "
    "NOT NULL, link TEXT NOT NULL, at TIMESTAMP WITH TIME ZONE NOT NULL, signature TEXT NOT NULL, "
    "CONSTRAINT pk_audit_head PRIMARY KEY (tenant_id, device_id, seq)",
    "server_audit": "tenant_id UUID NOT NULL, number BIGINT GENERATED ALWAYS AS IDENTITY, at "
    "TIMESTAMP WITH TIME ZONE NOT NULL, action TEXT NOT NULL, actor_id UUID, device_id UUID, "
    "entity TEXT NOT NULL, row_id UUID, code TEXT NOT NULL, "
    "CONSTRAINT pk_server_audit PRIMARY KEY (tenant_id, number)",
}
REFUSE_CHANGE = """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'this table is only added to';
    END $$
"""


def upgrade() -> None:
    """Both tables are only ever added to, by the owner too."""
    op.execute(REFUSE_CHANGE)
    for name, columns in TABLES.items():
        op.execute(f"CREATE TABLE {name} ({columns})")
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_tenant ON {name} USING ({MINE}) WITH CHECK ({MINE})")
        op.execute(
            f"CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute("ALTER TABLE device ADD COLUMN public_key TEXT")
    op.execute("CREATE INDEX ix_refresh_token_family ON refresh_token (tenant_id, family)")
