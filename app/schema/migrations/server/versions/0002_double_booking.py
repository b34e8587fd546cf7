"""Numbers for providers and rooms, and the constraint that no two visits hold the same time."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HOLDS_TIME = (
    "status IN ('booked', 'arrived', 'in_room') AND NOT is_overbook "
    "AND NOT needs_resolution AND deleted_at IS NULL"
)
MINE = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"


def upgrade() -> None:
    """Number what is there, then hold every later write to the rule."""
    op.execute(
        "CREATE TABLE resource_number (tenant_id UUID NOT NULL, resource_id UUID NOT NULL, "
        "number BIGINT GENERATED ALWAYS AS IDENTITY, "
        "CONSTRAINT pk_resource_number PRIMARY KEY (tenant_id, resource_id))"
    )
    op.execute("ALTER TABLE appointment ADD COLUMN provider_number BIGINT")
    op.execute("ALTER TABLE appointment ADD COLUMN room_number BIGINT")
    _number_what_is_there()
    op.execute("ALTER TABLE resource_number ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE resource_number FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON resource_number USING ({MINE}) WITH CHECK ({MINE})")
    for what in ("provider", "room"):
        # A range from null to null is everything: a visit without a room would clash with all.
        op.execute(
            f"ALTER TABLE appointment ADD CONSTRAINT one_visit_per_{what} EXCLUDE USING gist "
            f"(int8range({what}_number, {what}_number, '[]') WITH &&, "
            "tstzrange(starts_at, ends_at, '[)') WITH &&) "
            f"WHERE ({what}_number IS NOT NULL AND {HOLDS_TIME}) DEFERRABLE INITIALLY IMMEDIATE"
        )


def _number_what_is_there() -> None:
    """The owner is behind the policies too: they rest while all tenants' rows are numbered."""
    op.execute("ALTER TABLE appointment NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE appointment DISABLE TRIGGER guard_write")
    op.execute(
        "INSERT INTO resource_number (tenant_id, resource_id) "
        "SELECT tenant_id, practitioner_id FROM appointment WHERE practitioner_id IS NOT NULL "
        "UNION SELECT tenant_id, room_id FROM appointment WHERE room_id IS NOT NULL"
    )
    op.execute(
        "UPDATE appointment AS a SET "
        "provider_number = (SELECT number FROM resource_number AS r "
        "WHERE r.tenant_id = a.tenant_id AND r.resource_id = a.practitioner_id), "
        "room_number = (SELECT number FROM resource_number AS r "
        "WHERE r.tenant_id = a.tenant_id AND r.resource_id = a.room_id)"
    )
    op.execute("ALTER TABLE appointment ENABLE TRIGGER guard_write")
    op.execute("ALTER TABLE appointment FORCE ROW LEVEL SECURITY")
