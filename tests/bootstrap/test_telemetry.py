"""What was measured in a session is known to `doctor` after it, and names nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap.doctor import examine
from app.bootstrap.headless import Desk
from app.domain.errors import StorageFull
from app.domain.telemetry import Area
from app.settings import Settings
from app.sync.cycles import CYCLE, CycleWatch
from app.sync.status import SyncState, SyncStatus
from tests.bootstrap.conftest import PASSPHRASE

pytestmark = pytest.mark.row("E13")


def test_doctor_shows_calls_cycles_and_clicks_of_earlier_sessions(
    opened: Callable[..., Desk], home: Path
) -> None:
    said = examine(home, PASSPHRASE, user=None, settings=Settings()).as_text()
    assert "measurements: nothing is known of earlier sessions" in said
    for _ in range(2):
        desk = opened()
        desk.telemetry.took(Area.API, "POST /v1/sync/push", 0.04)
        desk.telemetry.took(Area.ACTION, "PatientCollection.chart", 0.2, "record_not_found")
        desk.close()
    found = examine(home, PASSPHRASE, user=None, settings=Settings())
    said = found.as_text()
    assert "measurements: 2 sessions since " in said
    assert "api POST /v1/sync/push: 2 times, 0 failed, usual 40 ms" in said
    assert "action PatientCollection.chart: 2 times, 2 failed" in said
    lines = json.loads(json.dumps(found.as_json()))["telemetry"]
    assert {line["name"] for line in lines} == {"POST /v1/sync/push", "PatientCollection.chart"}


def test_a_desk_that_cannot_keep_its_figures_closes_all_the_same(
    opened: Callable[..., Desk], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_named: object) -> None:
        raise StorageFull

    desk = opened()
    desk.telemetry.took(Area.API, "POST /v1/sync/push", 0.04)
    monkeypatch.setattr("app.bootstrap.usage.keep_figures", full)
    desk.close()
    assert opened()


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def monotonic(self) -> float:
        return self.time

    def now(self) -> None:
        raise AssertionError


def test_a_cycle_lasts_from_the_first_change_until_both_sides_are_alike() -> None:
    from app.domain.telemetry import Telemetry

    telemetry, clock = Telemetry(), Clock()
    watch = CycleWatch(telemetry, clock)  # type: ignore[arg-type]
    for at, state in (
        (0.0, SyncState.SYNCED),
        (1.0, SyncState.SYNCING),
        (1.5, SyncState.SYNCING),
        (3.0, SyncState.SYNCED),
        (4.0, SyncState.OFFLINE),
        (5.0, SyncState.SYNCING),
        (5.5, SyncState.OFFLINE),
    ):
        clock.time = at
        watch.hear(SyncStatus(state=state))
    figure = telemetry.figures()[Area.SYNC][CYCLE]
    assert figure.outcomes == {"ok": 1, "offline": 1}
    assert figure.longest_ms == pytest.approx(2000)
