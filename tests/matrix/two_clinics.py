"""Two clinics with a row in every table of one database, and ways to take the wall down."""

from __future__ import annotations

import csv
import io
from typing import Any

import asyncpg

from app.domain.ids import new_id
from app.server.tenancy import tenant_tables
from tests.server_fixtures import Databases, in_one_go

_VALUES = {
    "uuid": "gen_random_uuid()",
    "bytea": "''::bytea",
    "bigint": "1",
    "integer": "1",
    "boolean": "false",
    "jsonb": "'{}'::jsonb",
    "text": "md5(random()::text)",
    "timestamp with time zone": "now()",
    "date": "current_date",
    "tsvector": "to_tsvector('word')",
    "double precision": "1.0::float8",
    "numeric": "1",
}
_OF_A_LIST = {("blob", "state"): "'stored'"}
"""Words that a column takes, where it does not take any."""


async def fill(databases: Databases, tenants: tuple[str, ...]) -> None:
    """One row per table and clinic, whatever the columns are, by a superuser behind no policy."""
    connection = await asyncpg.connect(databases.superuser)
    try:
        for table in tenant_tables():
            for tenant in tenants:
                async with connection.transaction():
                    await connection.execute("SELECT set_config('app.seq_held', 'on', true)")
                    await connection.execute(await insertion(connection, table, tenant))
    finally:
        await connection.close()


async def insertion(connection: Any, table: str, tenant: str) -> str:
    """A statement that adds a row for a clinic."""
    values = await values_of(connection, table, tenant)
    names = ", ".join(f'"{name}"' for name in values)
    return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(values.values())})'


async def copied_in(connection: Any, table: str, tenant: str) -> str:
    """How PostgreSQL refuses a whole row of a clinic that is copied in; "" where it takes it."""
    values = await values_of(connection, table, tenant)
    asked = ", ".join(f"({one})::text" for one in values.values())
    row = await connection.fetchrow(f"SELECT {asked}")
    words = io.StringIO()
    csv.writer(words).writerow(row.values())
    copying = connection.transaction()
    await copying.start()
    try:
        await connection.execute("SELECT set_config('app.seq_held', 'on', true)")
        source = io.BytesIO(words.getvalue().encode())
        await connection.copy_to_table(table, source=source, columns=list(values), format="csv")
    except asyncpg.PostgresError as error:
        return type(error).__name__
    finally:
        await copying.rollback()
    return ""


async def values_of(connection: Any, table: str, tenant: str) -> dict[str, str]:
    """An expression for every column that needs one."""
    columns = await connection.fetch(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = $1 "
        "AND table_schema = current_schema() AND is_nullable = 'NO' "
        "AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER' "
        "ORDER BY ordinal_position",
        table,
    )
    values = {one["column_name"]: _VALUES[one["data_type"]] for one in columns}
    values |= {name: word for (where, name), word in _OF_A_LIST.items() if where == table}
    values["tenant_id"] = f"'{tenant}'::uuid"
    return values


def role_of(databases: Databases) -> str:
    return databases.app.partition("//")[2].partition(":")[0]


_POLICY = "tenant_id = nullif(current_setting(''app.tenant'', true), '''')::uuid".replace("''", "'")
BAD_SET_UPS: dict[str, tuple[str, str]] = {
    "superuser": ("ALTER ROLE {app} SUPERUSER", "ALTER ROLE {app} NOSUPERUSER"),
    "bypasses policies": ("ALTER ROLE {app} BYPASSRLS", "ALTER ROLE {app} NOBYPASSRLS"),
    "member of the owner": ("GRANT {owner} TO {app}", "REVOKE {owner} FROM {app}"),
    "owns a table": (
        "ALTER TABLE patient OWNER TO {app}",
        "ALTER TABLE patient OWNER TO {owner}; GRANT SELECT, INSERT, UPDATE ON patient TO {app}",
    ),
    "table without FORCE": (
        "ALTER TABLE patient NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE patient FORCE ROW LEVEL SECURITY",
    ),
    "table without row-level security": (
        "ALTER TABLE audit_head DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE audit_head ENABLE ROW LEVEL SECURITY",
    ),
    "new table with clinics' rows and no policy": (
        "CREATE TABLE forgotten (tenant_id uuid)",
        "DROP TABLE forgotten",
    ),
    "table without a policy": (
        "DROP POLICY own_tenant ON allergy",
        f"CREATE POLICY own_tenant ON allergy USING ({_POLICY}) WITH CHECK ({_POLICY})",
    ),
    "policy that shows everything": (
        "CREATE POLICY wide ON coverage FOR SELECT USING (true)",
        "DROP POLICY wide ON coverage",
    ),
    "policy without WITH CHECK": (
        f"ALTER POLICY own_tenant ON condition USING ({_POLICY}) WITH CHECK (true)",
        f"ALTER POLICY own_tenant ON condition USING ({_POLICY}) WITH CHECK ({_POLICY})",
    ),
    "view with its owner's eyes": (
        "CREATE VIEW everybody AS SELECT * FROM patient; GRANT SELECT ON everybody TO {app}",
        "DROP VIEW everybody",
    ),
    "materialized view": (
        "CREATE MATERIALIZED VIEW frozen AS SELECT * FROM patient; GRANT SELECT ON frozen TO {app}",
        "DROP MATERIALIZED VIEW frozen",
    ),
    "function with its owner's eyes": (
        "CREATE FUNCTION all_names() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER "
        "AS 'SELECT family_name FROM patient'",
        "DROP FUNCTION all_names",
    ),
    "may empty tables": (
        "GRANT TRUNCATE ON patient TO {app}",
        "REVOKE TRUNCATE ON patient FROM {app}",
    ),
    "may change the history": (
        "GRANT UPDATE ON row_history TO {app}",
        "REVOKE UPDATE ON row_history FROM {app}",
    ),
    "may change audit heads": (
        "GRANT UPDATE (mac) ON audit_head TO {app}",
        "REVOKE UPDATE (mac) ON audit_head FROM {app}",
    ),
}
"""What a careless operator may have done, and how it is undone."""


def do(databases: Databases, statements: str) -> None:
    """As superuser; {app} and {owner} stand for the roles."""
    role = role_of(databases)
    owner = role.removesuffix("_app") + "_owner"
    filled = statements.replace("{app}", role).replace("{owner}", owner)
    in_one_go(databases.superuser, *filled.split("; "))


def two_ids() -> tuple[str, str]:
    return new_id(), new_id()
