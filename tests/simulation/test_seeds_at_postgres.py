"""The other half of the everyday seeds in memory, and those at the real server and database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server_fixtures import Databases, databases, postgres
from tests.simulation.network import AT_A_PUSH
from tests.simulation.postgres_clinic import PostgresServers
from tests.simulation.seeds import AT_POSTGRES, EVERY_DAY, asked, blocks_of, play_all

__all__ = ["databases", "postgres"]


@pytest.fixture(scope="module")
def servers(databases: Databases) -> Iterator[PostgresServers]:
    running = PostgresServers(databases)
    yield running
    running.close()


@pytest.mark.row("E8", "F4", "F5", "D2")
@pytest.mark.parametrize("seeds", blocks_of(EVERY_DAY, 100)[1::2], ids=str)
def test_nothing_is_lost_doubled_or_left_different(
    seeds: range, folder: Path, template: Path, report: Callable[..., None]
) -> None:
    tally = play_all(seeds, folder, template)
    report(**tally.counts, server="in memory")
    assert len(set(AT_A_PUSH) - set(tally.faults)) < 3  # faults that by chance were not met


@pytest.mark.row("E8", "F4", "F5", "D2", "E9")
@pytest.mark.parametrize("seeds", blocks_of(AT_POSTGRES, 25), ids=str)
def test_nothing_is_lost_at_the_real_server(
    seeds: range,
    servers: PostgresServers,
    folder: Path,
    template: Path,
    report: Callable[..., None],
) -> None:
    tally = play_all(seeds, folder, template, new_server=servers.clinic)
    report(**tally.counts, server="PostgreSQL")


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("seeds", blocks_of(asked("SIMULATION_PG_SEEDS", "0:500"), 50), ids=str)
def test_soak_at_the_real_server(
    seeds: range,
    servers: PostgresServers,
    folder: Path,
    template: Path,
    report: Callable[..., None],
) -> None:
    tally = play_all(seeds, folder, template, new_server=servers.clinic)
    report(**tally.counts, server="PostgreSQL")
