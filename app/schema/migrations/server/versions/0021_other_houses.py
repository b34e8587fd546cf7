"""Other houses the clinic has to do with."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STATEMENTS = (
    "CREATE TABLE organization (tenant_id UUID NOT NULL, id UUID NOT NULL, "
    "version BIGINT NOT NULL, created_at TIMESTAMP WITH TIME ZONE NOT NULL, "
    "updated_at TIMESTAMP WITH TIME ZONE NOT NULL, deleted_at TIMESTAMP WITH TIME ZONE, "
    "extra JSONB, name TEXT NOT NULL, npi TEXT, phone TEXT, email TEXT, address_line TEXT, "
    "city TEXT, state TEXT, postal_code TEXT, is_active BOOLEAN NOT NULL, "
    "CONSTRAINT pk_organization PRIMARY KEY (tenant_id, id))",
    "CREATE INDEX ix_organization_name ON organization (tenant_id, name)",
)
MINE = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"


def upgrade() -> None:
    """Make the table behind its policy and its guard."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute("ALTER TABLE organization ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE organization FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON organization USING ({MINE}) WITH CHECK ({MINE})")
    op.execute(
        "CREATE TRIGGER guard_write BEFORE INSERT OR UPDATE ON organization "
        "FOR EACH ROW EXECUTE FUNCTION refuse_write_without_seq()"
    )
