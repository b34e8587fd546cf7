"""`demo --headless`: two desks, an outage, the real server; nothing lost, doubled or different."""

from __future__ import annotations

import pytest

from app.demo.clinic import DemoPlan
from app.demo.clock import opening_time
from app.demo.outage import run_outage


@pytest.mark.row("D2", "D3", "D5", "E5", "E8", "F4", "F5")
@pytest.mark.timeout(120)
def test_two_desks_agree_after_an_outage(capsys: pytest.CaptureFixture[str]) -> None:
    plan = DemoPlan(patients=60, now=opening_time("2026-11-20T10:23"), past_days=1, future_days=1)
    assert run_outage(plan=plan) == 0
    said = capsys.readouterr().out
    assert "Nothing was lost, applied twice or left different." in said
    assert "✗" not in said
    assert "Replies lost: 1." in said
    assert "waits for the server (consistency ONE): server." in said
