"""The guard of the record tables asks once for each statement, not for each row it writes."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The same guard before the same statements: nothing is written while the clinic's sequence is
    not held. Asked for every row it took a twentieth of the time of writing them."""
    guarded = op.get_bind().exec_driver_sql(
        "SELECT c.relname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid "
        "JOIN pg_namespace AS n ON n.oid = c.relnamespace "
        "WHERE t.tgname = 'guard_write' AND n.nspname = current_schema() ORDER BY c.relname"
    )
    for (table,) in guarded.all():
        op.execute(f'DROP TRIGGER guard_write ON "{table}"')
        op.execute(
            f'CREATE TRIGGER guard_write BEFORE INSERT OR UPDATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_write_without_seq()"
        )
