"""Who is known at which workstation, and whose session brought a change."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MINE = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"
SEEN = ("credential", "refresh_token", "device")
KNOWN_SO_FAR = """
    INSERT INTO device_user (tenant_id, device_id, user_id)
    SELECT r.tenant_id, r.device_id, c.user_id FROM refresh_token AS r
    JOIN credential AS c ON c.tenant_id = r.tenant_id AND c.username = r.username
    UNION
    SELECT tenant_id, device_id, enrolled_by FROM device WHERE enrolled_by IS NOT NULL
"""


def upgrade() -> None:
    """Whoever had a session at a workstation, or enrolled it, is known there."""
    op.execute(
        "CREATE TABLE device_user (tenant_id UUID NOT NULL, device_id UUID NOT NULL, "
        "user_id UUID NOT NULL, "
        "CONSTRAINT pk_device_user PRIMARY KEY (tenant_id, device_id, user_id))"
    )
    # The owner is behind the policies too: they rest while all tenants' rows are seen.
    for table in SEEN:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(KNOWN_SO_FAR)
    for table in SEEN:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE device_user ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE device_user FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON device_user USING ({MINE}) WITH CHECK ({MINE})")
    for table in ("row_history", "server_audit"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN principal_id UUID")
