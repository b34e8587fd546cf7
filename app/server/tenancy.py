"""Which clinic a transaction belongs to, and the proof that the walls between clinics stand.

Row-level security stops bugs, not an attacker who can run SQL: the application role may set
app.tenant itself (design security.md 2f). Every statement here binds its parameters.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain.declare import entities
from app.domain.errors import ConfigurationError
from app.schema.server_tables import APPEND_ONLY, SHARED_TABLES, TENANT_TABLES

_CHANGEABLE = "SELECT, INSERT, UPDATE"
_SET = text(
    "SELECT set_config('app.tenant', :tenant, true), set_config('lock_timeout', '2s', true), "
    "set_config('statement_timeout', '10s', true)"
)
_ROLE = text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
_UNSAFE_TABLES = text(
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind = 'r' AND n.nspname = current_schema() AND c.relname = ANY(:names) AND "
    "(NOT c.relrowsecurity OR NOT c.relforcerowsecurity "
    "OR pg_has_role(current_user, c.relowner, 'USAGE'))"
)
_PRESENT = text(
    "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind = 'r' AND n.nspname = current_schema() AND c.relname = ANY(:names)"
)


def tenant_tables() -> tuple[str, ...]:
    """Every table whose rows belong to one clinic."""
    return (*(spec.name for spec in entities()), *TENANT_TABLES, "resource_number")


@asynccontextmanager
async def tenant_transaction(
    engine: AsyncEngine, tenant_id: str
) -> AsyncGenerator[AsyncConnection]:
    """A transaction that sees one clinic's rows only; commits unless an exception leaves it."""
    async with engine.begin() as connection:
        await connection.execute(_SET, {"tenant": tenant_id})
        yield connection


def grant_to(connection: Connection, role: str) -> None:
    """Give the application role exactly what it needs, as the owner. Safe to repeat."""
    quoted = connection.dialect.identifier_preparer.quote(role)
    for name in tenant_tables():
        rights = "SELECT, INSERT" if name in APPEND_ONLY else _CHANGEABLE
        connection.exec_driver_sql(f'GRANT {rights} ON "{name}" TO {quoted}')
    for name in SHARED_TABLES:
        connection.exec_driver_sql(f'GRANT {_CHANGEABLE} ON "{name}" TO {quoted}')


async def refuse_unsafe_role(engine: AsyncEngine) -> None:
    """Raise ConfigurationError unless the role is held by row-level security everywhere."""
    names = list(tenant_tables())
    async with engine.connect() as connection:
        is_super, bypasses = (await connection.execute(_ROLE)).one()
        if is_super or bypasses:
            raise ConfigurationError("dsn", "the role is not held by row-level security")
        present = (await connection.execute(_PRESENT, {"names": names})).scalar_one()
        if present < len(names):
            raise ConfigurationError("dsn", "tables are missing: start once with --owner-dsn")
        unsafe = (await connection.execute(_UNSAFE_TABLES, {"names": names})).scalars().all()
    if unsafe:
        raise ConfigurationError(
            "dsn", f"the role owns or row-level security is off on {', '.join(sorted(unsafe))}"
        )
