"""Runs the server's migrations on the connection that `upgrade_server` hands over."""

from alembic import context

from app.schema.tables import server_metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=server_metadata(),
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
