"""An audited event costs about what its row costs anyway."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.matrix.write_cost import audited_event

HIGHEST_RATIO = 1.5


@pytest.mark.benchmark
def test_audited_event_costs_little_more_than_its_row(
    tmp_path: Path, report: Callable[..., None]
) -> None:
    cost = min((audited_event(_made(tmp_path / str(n))) for n in range(3)), key=lambda c: c.ratio)
    report(8, audited_event_to_raw_commit=cost)
    assert cost.ratio <= HIGHEST_RATIO


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
