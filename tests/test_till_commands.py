"""Drawers and days at the command line: counted by method, over and short said aloud."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.test_account_commands import PAY, Counter, counter
from tests.test_cli import Run, home, run

__all__ = ["counter", "home", "run"]
pytestmark = pytest.mark.row("E2", "B1")


def test_drawer_and_day_are_counted_and_closed(counter: Counter) -> None:
    opened = counter.facts("drawer-open", "--float", "100")
    assert opened["float_minor"] == 10_000
    assert "close it first" in counter.refused("drawer-open", "--float", "5")
    counter.facts(*PAY, "25.50")
    counter.facts(*PAY, "40", "--method", "card")
    assert "cash" in counter.refused("drawer-close")
    code, out, err = counter.at("drawer-close", "-c", "cash=125", "-c", "card=40")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "card        expected        40.00  counted        40.00  over       0.00",
        "cash        expected       125.50  counted       125.00  over      -0.50",
        "closed.",
    ]
    day = counter.facts("day-close", "--counted", "cash=25.50", user="bea")
    assert day["expected_minor"] == {"card": 4000, "cash": 2550}
    assert (day["over_short_minor"], day["entries"]) == ({"cash": 0}, 2)
    assert len(day["content_hash"]) == 64
    assert "closed before" in counter.refused("day-close", "--on", day["on"])
    later = counter.facts(*PAY, "1")
    found = counter.account()["entries"]
    on = next(one["on"] for one in found if one["id"] == later["id"])
    assert date.fromisoformat(on) == date.fromisoformat(day["on"]) + timedelta(days=1)


@pytest.mark.parametrize(
    "counted", [("gold=5",), ("cash",), ("cash=",), ("cash=5", "-c", "cash=6")], ids=str
)
def test_count_is_by_method_once_each(run: Run, tmp_path: Path, counted: tuple[str, ...]) -> None:
    code, out, err = run("day-close", "--home", tmp_path / "none", "-c", *counted)
    assert (code != 0, out, err.count("\n")) == (True, "", 1)
    assert "METHOD=AMOUNT" in err


def test_what_cannot_be_closed_or_opened_is_one_line(run: Run, home: Path) -> None:
    for arguments in (
        ("day-close", "-c", "cash=much"),
        ("day-close", "--on", "2999-01-01"),
        ("drawer-open", "--float=-5.00"),
    ):
        code, out, err = run(*arguments, "--home", home, "--passphrase-stdin")
        assert (code != 0, out, err.count("\n")) == (True, "", 1), arguments
    code, out, _ = run("day-close", "--home", home, "--passphrase-stdin", "--on", "2026-11-20")
    assert (code, out.startswith("closed: 2026-11-20, 0 entries, ")) == (0, True)
