"""The tables of both databases, derived from the record declarations.

Lives here: tables, query compilation, migrations and the upgrade of a database. May import:
domain, SQLAlchemy, Alembic, msgspec. Why: desk and server keep the same records, so one
declaration makes both.
"""
