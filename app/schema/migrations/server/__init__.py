"""Alembic migrations of the server's PostgreSQL database."""
