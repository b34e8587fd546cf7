"""`demo --headless`: two desks, an outage, the real server; nothing lost, doubled or different."""

from __future__ import annotations

import argparse
from dataclasses import replace

import pytest

from app.demo.clinic import DemoPlan
from app.demo.clock import opening_time
from app.demo.command import plan_of
from app.demo.outage import run_outage
from app.domain.errors import ConfigurationError


@pytest.mark.row("D2", "D3", "D5", "E5", "E8", "F4", "F5")
def test_two_desks_agree_after_an_outage(capsys: pytest.CaptureFixture[str]) -> None:
    plan = DemoPlan(patients=60, now=opening_time("2026-11-20T10:23"), past_days=1, future_days=1)
    plan = replace(plan, week_edits=60)
    assert run_outage(plan=plan) == 0
    said = capsys.readouterr().out
    assert "Nothing was lost, applied twice or left different." in said
    assert "✗" not in said
    assert "Replies lost: 1." in said
    assert "waits for the server (consistency ONE): server." in said
    assert said.count(", 0 are lost.") == 2


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.row("E8", "F4", "F5")
def test_a_week_offline_with_two_thousand_edits_at_each_desk(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run_outage(plan=DemoPlan(now=opening_time(None), week_edits=2_000)) == 0
    print(capsys.readouterr().out)


@pytest.mark.parametrize(("headless", "week"), [(False, 10), (True, -1), (True, 20_001)])
def test_a_week_needs_the_outage_and_has_its_limits(*, headless: bool, week: int) -> None:
    options = argparse.Namespace(
        headless=headless, week=week, patients=None, seed=None, clock="2026-11-20T10:23"
    )
    with pytest.raises(ConfigurationError, match="--week"):
        plan_of(options)
