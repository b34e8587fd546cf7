"""The proof at start-up that the walls between clinics stand: one look at PostgreSQL's catalogue.

Every finding has a line of its own here; the server does not start with any of them.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.errors import ConfigurationError
from app.schema.server_tables import APPEND_ONLY
from app.server.tenancy import tenant_tables

_TABLES = "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
_OURS = "c.relkind IN ('r', 'p') AND n.nspname = current_schema() AND c.relname = ANY(:names)"
_HERE = "n.nspname = current_schema()"
_MINE = "%current_setting(''app.tenant''%"
_CHECKS = (
    (
        "is not held by row-level security: superuser or BYPASSRLS",
        "SELECT rolname FROM pg_roles WHERE (rolsuper OR rolbypassrls) "
        "AND pg_has_role(current_user, oid, 'MEMBER')",
    ),
    (
        "owns, itself or through another role,",
        f"SELECT c.relname {_TABLES} WHERE {_OURS} AND pg_has_role(current_user, c.relowner, "
        "'MEMBER')",
    ),
    (
        "is not held by row-level security (ENABLE and FORCE) on",
        f"SELECT c.relname {_TABLES} WHERE ({_OURS} OR {_HERE} AND c.relkind IN ('r', 'p') "
        "AND c.relname <> 'join_code' AND EXISTS (SELECT 1 FROM pg_attribute a "
        "WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)) "
        "AND NOT (c.relrowsecurity AND c.relforcerowsecurity)",
    ),
    (
        "finds no policy on",
        f"SELECT c.relname {_TABLES} WHERE {_OURS} "
        "AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)",
    ),
    (
        "finds a policy that lets other clinics' rows be read on",
        f"SELECT c.relname {_TABLES} JOIN pg_policy p ON p.polrelid = c.oid WHERE {_OURS} "
        "AND p.polpermissive AND p.polcmd <> 'a' AND coalesce(pg_get_expr(p.polqual, p.polrelid), "
        f"'') NOT LIKE '{_MINE}'",
    ),
    (
        "finds a policy without WITH CHECK of the clinic on",
        f"SELECT c.relname {_TABLES} JOIN pg_policy p ON p.polrelid = c.oid WHERE {_OURS} "
        "AND p.polpermissive AND p.polcmd IN ('a', 'w', '*') "
        f"AND coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') NOT LIKE '{_MINE}'",
    ),
    (
        "may read through views that look with their owner's eyes:",
        f"SELECT c.relname {_TABLES} WHERE c.relkind IN ('v', 'm') AND {_HERE} "
        "AND has_any_column_privilege(current_user, c.oid, 'SELECT, INSERT, UPDATE') "
        "AND NOT (c.relkind = 'v' AND coalesce(c.reloptions::text, '') "
        "LIKE ANY (ARRAY['%security_invoker=true%', '%security_invoker=on%', "
        "'%security_invoker=1%']))",
    ),
    (
        "may call functions that act as their owner:",
        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        f"WHERE p.prosecdef AND {_HERE} AND has_function_privilege(current_user, p.oid, 'EXECUTE')",
    ),
    (
        "may empty or re-wire",
        f"SELECT c.relname {_TABLES} WHERE {_OURS} AND has_table_privilege(current_user, c.oid, "
        "'DELETE, TRUNCATE, TRIGGER, REFERENCES')",
    ),
    (
        "may change what is only added to:",
        f"SELECT c.relname {_TABLES} WHERE {_OURS} AND c.relname = ANY(:only_added_to) "
        "AND has_any_column_privilege(current_user, c.oid, 'UPDATE')",
    ),
)
_PRESENT = text(f"SELECT count(*) {_TABLES} WHERE {_OURS}")


async def refuse_unsafe_role(engine: AsyncEngine) -> None:
    """Raise ConfigurationError unless the role is held by row-level security everywhere."""
    names = list(tenant_tables())
    async with engine.connect() as connection:
        present = (await connection.execute(_PRESENT, {"names": names})).scalar_one()
        for finding, question in _CHECKS:
            wanted = {"names": names, "only_added_to": list(APPEND_ONLY)}
            asked = {name: value for name, value in wanted.items() if f":{name}" in question}
            found = (await connection.execute(text(question), asked)).scalars().all()
            if found:
                raise ConfigurationError("dsn", f"the role {finding} {', '.join(sorted(found))}")
    if present < len(names):
        raise ConfigurationError("dsn", "tables are missing: start once with --owner-dsn")
