"""An audit head carries the workstation's own signature; its keys are only ever added to."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MINE = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"
SEEN = ("device", "audit_head")
KNOWN_SO_FAR = """
    INSERT INTO device_key (tenant_id, device_id, epoch, public_key, at)
    SELECT d.tenant_id, d.device_id, coalesce(max(h.epoch), 0), d.public_key, now() FROM device AS d
    LEFT JOIN audit_head AS h ON h.tenant_id = d.tenant_id AND h.device_id = d.device_id
    WHERE d.public_key IS NOT NULL GROUP BY d.tenant_id, d.device_id, d.public_key
"""


def upgrade() -> None:
    """Heads of before carry no signature and stay as they were told; keys are carried over."""
    op.execute("ALTER TABLE audit_head ADD COLUMN device_signature TEXT NOT NULL DEFAULT ''")
    op.execute(
        "CREATE TABLE device_key (tenant_id UUID NOT NULL, device_id UUID NOT NULL, "
        "epoch INTEGER NOT NULL, public_key TEXT NOT NULL, at TIMESTAMP WITH TIME ZONE NOT NULL, "
        "CONSTRAINT pk_device_key PRIMARY KEY (tenant_id, device_id, epoch))"
    )
    # The owner is behind the policies too: they rest while all tenants' rows are seen.
    for table in SEEN:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(KNOWN_SO_FAR)
    for table in SEEN:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE device_key ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE device_key FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON device_key USING ({MINE}) WITH CHECK ({MINE})")
    op.execute(
        "CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON device_key "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute("ALTER TABLE device DROP COLUMN public_key")
