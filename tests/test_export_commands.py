"""Files of patients' data at the command line: two people, one file, one line of error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bootstrap.conftest import PASSPHRASE
from tests.test_cli import Run, home, run
from tests.test_user_commands import TOMS, add_tom, cheap_keys

__all__ = ["cheap_keys", "home", "run"]
pytestmark = pytest.mark.row("B7", "F2")
ASK = (
    *("export-ask", "claims", {"recipient": "Aetna"}, {"reason": "their audit of November"}),
    *("--first", "2026-11-01", "--last", "2026-11-30"),
)


def as_tom(run: Run, home: Path, *arguments: object) -> tuple[int, str, str]:
    at = ("--home", home, "--user", "tom", "--passphrase-stdin", "--json")
    return run(*arguments, *at, stdin=TOMS + "\n")


def as_sara(run: Run, home: Path, *arguments: object) -> tuple[int, str, str]:
    at = ("--home", home, "--user", "sara", "--passphrase-stdin", "--json")
    return run(*arguments, *at, stdin=PASSPHRASE + "\n")


def test_one_asks_another_allows_and_the_first_writes_it_once(
    run: Run, home: Path, tmp_path: Path
) -> None:
    add_tom(run, home)
    code, out, err = as_tom(run, home, *ASK)
    assert (code, err) == (0, ""), err
    request, out_file = json.loads(out)["id"], tmp_path / "claims.csv"
    code, _, err = as_tom(run, home, "export-write", request, "--out", out_file)
    assert code == 2, err
    assert not out_file.exists()
    code, out, err = as_sara(
        run, home, "export-decide", request, "--allow", {"note": "agreed with Aetna"}
    )
    assert (code, json.loads(out)["status"]) == (0, "approved"), err
    code, out, err = as_tom(run, home, "export-write", request, "--out", out_file)
    assert (code, json.loads(out)["lines"]) == (0, 0), err
    assert out_file.read_text("utf-8-sig").startswith("claim_number,")
    code, _, err = as_tom(run, home, "export-write", request, "--out", tmp_path / "again.csv")
    assert (code, err.count("\n")) == (2, 1)
    assert not (tmp_path / "again.csv").exists()
    (line,) = json.loads(as_sara(run, home, "export-list", "--all")[1])
    assert (line["status"], line["asked_by"], line["decided_by"]) == ("written", "tom", "sara")


def test_nobody_allows_their_own_file_or_acts_as_who_they_are_not(run: Run, home: Path) -> None:
    add_tom(run, home)
    request = json.loads(as_tom(run, home, *ASK)[1])["id"]
    decide = ("export-decide", request, "--allow", {"note": "mine"})
    code, _, err = as_tom(run, home, *decide)
    assert (code, err.count("\n")) == (1, 1)
    code, _, err = as_sara(run, home, *ASK)
    assert (code, err.count("\n")) == (1, 1)
    assert json.loads(as_sara(run, home, "export-list")[1]) == []
