"""Figures are bounded, right, and hold nothing that anybody typed."""

from __future__ import annotations

import asyncio

import pytest

from app.domain.errors import Unreachable
from app.domain.telemetry import (
    BUCKETS_MS,
    CANCELLED,
    MOST_NAMES,
    MOST_OUTCOMES,
    OK,
    OTHER,
    Area,
    Figure,
    Telemetry,
    added,
    address_of,
    measured,
    measurements,
)

pytestmark = pytest.mark.row("E13")


def line_of(telemetry: Telemetry, name: str):
    return next(one for one in measurements(telemetry.figures()) if one.name == name)


def test_usual_slow_and_longest_are_told_beside_how_they_ended() -> None:
    telemetry = Telemetry()
    for at in range(100):
        telemetry.took(Area.API, "GET /v1/sync/pull", 0.004 if at < 90 else 0.4)
    telemetry.took(Area.API, "GET /v1/sync/pull", 31.0, "unreachable")
    telemetry.took(Area.API, "GET /v1/sync/pull", 0.001, CANCELLED)
    line = line_of(telemetry, "GET /v1/sync/pull")
    assert (line.count, line.failed) == (102, 1)
    assert (line.usual_ms, line.slow_ms, line.longest_ms) == (5, 500, 31_000)
    assert dict(line.outcomes) == {OK: 100, "unreachable": 1, CANCELLED: 1}


@pytest.mark.parametrize("ms", [0.0, 0.9, 1.0, 1.1, 60_000.0, 60_001.0])
def test_every_duration_has_its_bucket(ms: float) -> None:
    figure = Figure()
    figure.add(ms, OK)
    assert sum(figure.buckets) == 1
    assert figure.below_ms(1.0) == pytest.approx(ms)
    at = figure.buckets.index(1)
    assert at == len(BUCKETS_MS) or ms <= BUCKETS_MS[at]


def test_names_and_outcomes_are_bounded_and_nothing_is_lost() -> None:
    telemetry = Telemetry()
    for at in range(1000):
        telemetry.took(Area.ACTION, f"name{at}", 0.01, f"outcome{at}")
    named = telemetry.figures()[Area.ACTION]
    assert len(named) == MOST_NAMES + 1
    assert sum(one.count for one in named.values()) == 1000
    assert len(named[OTHER].outcomes) <= MOST_OUTCOMES + 1
    assert sum(named[OTHER].outcomes.values()) == named[OTHER].count


def test_two_sessions_together_are_the_sum() -> None:
    one, two = Telemetry(), Telemetry()
    one.took(Area.SYNC, "cycle", 0.1)
    two.took(Area.SYNC, "cycle", 0.3, "offline")
    two.took(Area.API, "POST /v1/sync/push", 0.1)
    total = added(one.figures(), two.figures())
    assert (total[Area.SYNC]["cycle"].count, total[Area.SYNC]["cycle"].failed) == (2, 1)
    assert total[Area.API]["POST /v1/sync/push"].count == 1
    assert one.figures()[Area.SYNC]["cycle"].count == 1


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/sync/pull", "GET /v1/sync/pull"),
        ("/v1/sync/patient-rows", "GET /v1/sync/patient-rows"),
        ("/v1/sync/pull?cursor=Okafor", "GET /v1/sync/pull"),
        ("/v1/users/" + "0a" * 16 + "/revoke", "GET /v1/users/{}/revoke"),
        ("/v1/blobs/" + "a" * 64, "GET /v1/blobs/{}"),
        ("/v1/patient/Nuñez", "GET /v1/patient/{}"),
    ],
)
@pytest.mark.row("A3")
def test_an_address_is_told_without_its_identifiers(path: str, name: str) -> None:
    assert address_of("GET", path) == name


@pytest.mark.row("A3")
def test_a_name_keeps_no_other_signs_and_is_short() -> None:
    telemetry = Telemetry()
    telemetry.took(Area.ACTION, "a\n<b>" + "x" * 200, 0.1, "é")
    (name,) = telemetry.figures()[Area.ACTION]
    assert len(name) <= 60
    assert name.startswith("abx")
    assert telemetry.figures()[Area.ACTION][name].outcomes == {OTHER: 1}


async def test_what_stands_inside_is_measured_with_the_errors_code() -> None:
    telemetry, times = Telemetry(), iter([0.0, 0.25, 1.0, 1.5, 2.0, 2.0, 3.0, 4.0])
    timer = lambda: next(times)  # noqa: E731
    with measured(telemetry, Area.API, "a", timer=timer):
        pass
    with pytest.raises(Unreachable), measured(telemetry, Area.API, "a", timer=timer):
        raise Unreachable
    with pytest.raises(asyncio.CancelledError), measured(telemetry, Area.API, "a", timer=timer):
        raise asyncio.CancelledError
    with pytest.raises(KeyError), measured(telemetry, Area.API, "a", timer=timer):
        raise KeyError("Okafor")
    line = line_of(telemetry, "a")
    assert dict(line.outcomes) == {OK: 1, Unreachable.code: 1, CANCELLED: 1, "KeyError": 1}
    assert line.longest_ms == 1000


def test_without_a_meter_nothing_is_measured() -> None:
    with measured(None, Area.API, "a"):
        pass
