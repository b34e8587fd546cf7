"""Row 5: a damaged, swapped or older file never crashes the program nor passes for another."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.matrix import damage
from tests.matrix.frame import Extent

ROOT = Path(__file__).parents[2]
_BATCH = 100
Case = dict[str, str]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    damage.prepare(folder)
    return folder


def examined(folder: Path, first: int, end: int) -> Iterator[Case]:
    """The outcomes of a range of seeds, in a process that may crash."""
    while first < end:
        done = subprocess.run(
            [sys.executable, "-m", "tests.matrix.damage", str(folder), str(first), str(end)],
            cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
        cases = [json.loads(line) for line in done.stdout.splitlines()]
        yield from cases
        first += len(cases)
        if first < end:
            said = done.stderr.strip().splitlines()[-1:]
            yield {"kind": damage.kind_of(first), "found": f"crashed {done.returncode} {said}"}
            first += 1


def test_each_damage_is_noticed(files: Path, share: Extent, report: Callable[..., None]) -> None:
    cases: list[Case] = []
    for number in share.seeds(ci=200 // _BATCH, soak=2000 // _BATCH):
        first = number * _BATCH
        cases += examined(files, first, first + _BATCH)
    found = Counter(case["found"].split()[0] for case in cases)
    replays = [case["found"] for case in cases if case["kind"] == damage.REPLAY]
    caught = [one for one in replays if one.split()[0] not in ("silent", "unharmed")]
    report(
        5,
        mutated=len(cases),
        crashes=found["crashed"] + found["untyped"],
        silent=found["silent"],
        caught_by_anchor=f"{len(caught)}/{len(replays)}",
        of_these_by_row_proof=sum(one == damage.ROW_PROOF for one in replays),
        **{f"by_{name}": count for name, count in sorted(found.items())},
    )
    assert [one for one in cases if one["found"].startswith(("crashed", "untyped"))] == []
    assert [one for one in cases if one["found"].startswith("silent")] == []
    assert len(caught) == len(replays) > 0


def test_whole_file_is_accepted(files: Path) -> None:
    assert damage.outcome(files, 0, mutate=lambda *_: None)["found"].strip() == "unharmed"


def test_control_integrity_checks_alone_let_an_old_page_pass(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the proof of the rows the same pages are silently wrong."""
    monkeypatch.setattr(damage, "looks_at_rows", False)
    found = [damage.outcome(files, seed)["found"] for seed in range(1, 9, 2)]
    assert all(one.startswith("silent") for one in found)
