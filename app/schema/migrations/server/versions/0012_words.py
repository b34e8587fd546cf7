"""Full text: the words records are found by, filled from the history when somebody asks."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MINE = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"


def upgrade() -> None:
    """Make the tables, behind the wall between clinics."""
    op.execute(
        "CREATE TABLE record_words (tenant_id UUID NOT NULL, entity TEXT NOT NULL, "
        "id UUID NOT NULL, words TSVECTOR NOT NULL, "
        "CONSTRAINT pk_record_words PRIMARY KEY (tenant_id, entity, id))"
    )
    op.execute("CREATE INDEX ix_record_words_words ON record_words USING gin (words)")
    op.execute(
        "CREATE TABLE record_words_at (tenant_id UUID NOT NULL, entity TEXT NOT NULL, "
        "seq BIGINT NOT NULL, CONSTRAINT pk_record_words_at PRIMARY KEY (tenant_id, entity))"
    )
    for table in ("record_words", "record_words_at"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_tenant ON {table} USING ({MINE}) WITH CHECK ({MINE})")
