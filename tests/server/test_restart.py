"""A server that is stopped and started again: nothing is lost and nobody has to sign in."""

from __future__ import annotations

from contextlib import suppress

import httpx
import pytest

from app.domain.errors import RateLimited, Unreachable
from tests.factories import a_patient
from tests.server_fixtures import Databases, Postgres, RunningServer, start_clinic


@pytest.fixture
def fresh(postgres: Postgres) -> Databases:
    return postgres.new_database()


@pytest.mark.row("F5", "E9")
async def test_data_tokens_and_cursors_outlive_a_restart(fresh: Databases) -> None:
    patient = a_patient()
    with RunningServer(fresh) as first:
        desk = await start_clinic(first)
        operation = desk.create(patient)
        await desk.push_one(operation)
        cursor = (await desk.api.pull("", limit=10)).cursor
    with pytest.raises(Unreachable):
        await desk.api.pull("", limit=1)
    with RunningServer(fresh, port=first.port):
        page = await desk.api.pull(cursor, limit=10)
        assert (page.rows, page.cursor) == ((), cursor)
        assert (await desk.push_one(operation)).replay
        assert (await desk.body(patient.id))["family_name"] == "Okafor"
        await desk.api.refresh()
    await desk.api.aclose()


async def test_lost_database_is_trouble_that_passes(fresh: Databases) -> None:
    """Connections cut by the database are replaced; the request in between may be asked again."""
    from tests.server_fixtures import in_one_go

    with RunningServer(fresh) as server:
        desk = await start_clinic(server)
        await desk.saved(a_patient())
        in_one_go(
            fresh.superuser,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        for _ in range(3):
            with suppress(RateLimited):
                rows = await desk.everything()
                break
        assert len(rows) == 1
        async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
            assert (await http.get("/v1/health")).status_code == 200
        await desk.api.aclose()
