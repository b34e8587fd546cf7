"""The server's own tables beside the record tables."""

from __future__ import annotations

from sqlalchemy import MetaData


def add_to(metadata: MetaData) -> None:
    """Declare the server's own tables: history, results, counters, tenants, sign-in."""
