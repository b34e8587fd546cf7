"""Runs the desk's migrations on the connection that `upgrade_local` hands over."""

from alembic import context

from app.schema.tables import local_metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=local_metadata(),
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
