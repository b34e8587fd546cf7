"""The patient search index, filled from the patients already kept, and the import's memory."""

from alembic import op

from app.schema.search_tokens import fill_search_tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "CREATE TABLE search_patient (number INTEGER NOT NULL, patient_id BLOB NOT NULL, "
    "names TEXT NOT NULL, PRIMARY KEY (number), UNIQUE (patient_id))",
    "CREATE TABLE search_token (token TEXT NOT NULL, patient_id BLOB NOT NULL, "
    "owner_id BLOB NOT NULL, PRIMARY KEY (token, patient_id, owner_id)) WITHOUT ROWID",
    "CREATE VIRTUAL TABLE search_name USING fts5(names, content='', contentless_delete=1, "
    "detail=none, prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')",
    "CREATE TABLE import_source (entity TEXT NOT NULL, row_id BLOB NOT NULL, "
    "digest TEXT NOT NULL, body TEXT, PRIMARY KEY (entity, row_id))",
)


def upgrade() -> None:
    """Make the tables and index every patient that is already there."""
    for statement in TABLES:
        op.execute(statement)
    fill_search_tables(op.get_bind())
