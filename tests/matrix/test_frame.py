"""The frame of the matrix: shares, seeds that can be resumed, and lines that are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.matrix.frame import Extent

_ROW = """
def test_of_a_row(share, seeds, report):
    report(5, mutated=len(list(seeds(ci=3, soak=70))), crashes=0)
"""


def run(tmp_path: Path, *options: str) -> str:
    import subprocess
    import sys

    root = Path(__file__).parents[2]
    # Below tests/matrix's own conftest by import, outside the tree by place.
    (tmp_path / "conftest.py").write_text(
        "from tests.matrix.conftest import *\n"
        "from tests.matrix.frame import pytest_addoption, pytest_terminal_summary\n"
    )
    (tmp_path / "test_row.py").write_text(_ROW)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c",
         str(root / "pyproject.toml"), "--rootdir", str(tmp_path), str(tmp_path), *options],
        cwd=root, capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ((), "row 5: seed=0:3 mutated=3 crashes=0"),
        (("-m", "soak"), "row 5: seed=0:70 mutated=70 crashes=0"),
        (("-m", "soak", "--matrix-seeds", "40:45"), "row 5: seed=40:45 mutated=5 crashes=0"),
    ],
)
def test_row_shows_its_seeds_and_counts(
    tmp_path: Path, options: tuple[str, ...], line: str
) -> None:
    assert line in run(tmp_path, *options).splitlines()


def test_row_begins_nothing_new_when_its_time_is_up() -> None:
    extent = Extent(is_soak=True, first=0, end=None, seconds=1e-9)
    assert len(list(extent.seeds(ci=1, soak=10**6))) < 3
