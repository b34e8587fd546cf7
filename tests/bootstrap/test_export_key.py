"""The key a workstation signs exports with is known to the server it is joined to."""

from __future__ import annotations

import asyncio

import pytest

from app.bootstrap.exporting import public_hex
from tests.bootstrap.test_head_keeper import databases, home, opened, postgres, server

__all__ = ["databases", "home", "postgres", "server"]


@pytest.mark.row("B5", "B7")
async def test_the_servers_answer_holds_the_workstations_public_key(home) -> None:  # type: ignore[no-untyped-def]
    """From joining on."""
    desk = await opened(home)
    try:
        key = await asyncio.to_thread(public_hex, desk)
        assert desk.api is not None
        found = await desk.api.heads(device_id=desk.context.workstation_id)
        assert found.public_key == key
    finally:
        await desk.aclose()
