"""Which clinic a transaction belongs to, and what the application's role may do.

Row-level security stops bugs, not an attacker who can run SQL: the application role may set
app.tenant itself (design security.md 2f). Every statement here binds its parameters.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain.declare import entities
from app.domain.transactions import Isolation, TransactionOptions
from app.schema.server_tables import APPEND_ONLY, SHARED_TABLES, TENANT_TABLES

_CHANGEABLE = "SELECT, INSERT, UPDATE"
_SET = text(
    "SELECT set_config('app.tenant', :tenant, true), set_config('lock_timeout', :lock, true), "
    "set_config('statement_timeout', :statement, true)"
)
_SAVEPOINT = text("SAVEPOINT part")
_TAKE_BACK = text("ROLLBACK TO SAVEPOINT part")
_RELEASE = text("RELEASE SAVEPOINT part")
STATEMENT_S = 10.0
"""The longest a statement runs where the options name no time."""
LOCK_S = 2.0
"""The longest it waits for what another transaction holds; then the desk is told to ask later."""
WRITING = TransactionOptions(isolation=Isolation.READ_COMMITTED)
"""What is written stands in the order of the clinic's lock: each statement sees what was decided
before it was got."""
ONE_LOOK = TransactionOptions(isolation=Isolation.REPEATABLE_READ, read_only=True)
"""Several questions with one answer: nothing that is written meanwhile comes between them."""


def tenant_tables() -> tuple[str, ...]:
    """Every table whose rows belong to one clinic."""
    return (*(spec.name for spec in entities()), *TENANT_TABLES, "resource_number")


@asynccontextmanager
async def tenant_transaction(
    engine: AsyncEngine, tenant_id: str, *, options: TransactionOptions = WRITING
) -> AsyncGenerator[AsyncConnection]:
    """A transaction that sees one clinic's rows only; commits unless an exception leaves it.

    No statement in it runs longer than options.timeout_s; retries are `trouble.done_again`'s.
    """
    async with engine.connect() as connection:
        if options is not WRITING:
            await connection.execution_options(
                isolation_level=options.isolation.replace("_", " "),
                postgresql_readonly=options.read_only,
            )
        async with connection.begin():
            limits = {
                "lock": str(round(LOCK_S * 1000)),
                "statement": str(round((options.timeout_s or STATEMENT_S) * 1000)),
            }
            await connection.execute(_SET, {"tenant": tenant_id, **limits})
            yield connection


@asynccontextmanager
async def savepoint(connection: AsyncConnection) -> AsyncGenerator[None]:
    """Part of a transaction that is taken back alone where an exception leaves it.

    One name for all, and not one for each: PostgreSQL has it prepared already.
    """
    await connection.execute(_SAVEPOINT)
    try:
        yield
    except BaseException:
        if not connection.invalidated:  # with the connection all of it is taken back
            await connection.execute(_TAKE_BACK)
        raise
    await connection.execute(_RELEASE)


def grant_to(connection: Connection, role: str) -> None:
    """Give the application role exactly what it needs, as the owner. Safe to repeat."""
    quoted = connection.dialect.identifier_preparer.quote(role)
    for name in tenant_tables():
        rights = "SELECT, INSERT" if name in APPEND_ONLY else _CHANGEABLE
        # What somebody else granted goes: the server does not start with more than it needs.
        connection.exec_driver_sql(f'REVOKE ALL ON "{name}" FROM {quoted}')
        connection.exec_driver_sql(f'GRANT {rights} ON "{name}" TO {quoted}')
    for name in SHARED_TABLES:
        connection.exec_driver_sql(f'GRANT {_CHANGEABLE} ON "{name}" TO {quoted}')
