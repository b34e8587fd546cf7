"""Backup and restore at the command line: exit codes, one line of error, JSON shapes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import cli
from app.bootstrap import recovering, restoring
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.test_cli import Run, home, run

__all__ = ["home", "run"]
pytestmark = pytest.mark.row("E10")
NEW = "a quite different passphrase"


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in (
        (recovering, "new_recovery_code"),
        (restoring, "new_recovery_code"),
        (restoring, "create_slots"),
    ):
        real = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *a, real=real, **k: real(*a, **{**k, "kdf": CHEAP})
        )


@pytest.fixture
def file(run: Run, home: Path, tmp_path: Path) -> Path:
    out = tmp_path / "a.backup"
    code, printed, err = run("backup", "--home", home, "--out", out, "--passphrase-stdin")
    assert (code, err) == (0, "")
    assert printed.startswith("Backed up and proven by restoring: ")
    return out


def test_backup_as_json_has_a_stable_shape(run: Run, home: Path, tmp_path: Path):
    at = ("--home", home, "--out", tmp_path / "a.backup", "--passphrase-stdin", "--json")
    code, out, _ = run("backup", *at)
    assert code == 0
    assert set(json.loads(out)) == {"made_at", "records", "audit_seq", "size_bytes", "sha256"}
    code, out, err = run("backup", *at)
    assert (code, out, err.count("\n")) == (cli.USAGE, "", 1)


def test_restored_desk_opens_with_the_same_passphrase(run: Run, file: Path, tmp_path: Path):
    new = tmp_path / "new"
    code, out, _ = run("restore", file, "--home", new, "--passphrase-stdin", "--json")
    assert code == 0
    assert set(json.loads(out)) == {"made_at", "user", "recovery_code"}
    assert run("verify", "--home", new, "--passphrase-stdin")[0] == 0


def test_code_line_comes_before_the_new_passphrase_line(run: Run, home: Path, tmp_path: Path):
    _, out, _ = run("recovery-code", "--home", home, "--passphrase-stdin")
    shown, file, new = out.splitlines()[-1], tmp_path / "a.backup", tmp_path / "new"
    run("backup", "--home", home, "--out", file, "--passphrase-stdin")
    restore = ("restore", file, "--home", new, "--recovery-code-stdin")
    code, out, _ = run(*restore, stdin=f"{shown}\n{NEW}\n")
    assert code == 0
    assert len(out.splitlines()[-1].replace("-", "")) == 26
    assert run("verify", "--home", new, "--passphrase-stdin", stdin=f"{NEW}\n")[0] == 0
    assert run("verify", "--home", new, "--passphrase-stdin", stdin=f"{PASSPHRASE}\n")[0] == 3


def test_each_refusal_is_one_line_with_its_exit_code(run: Run, file: Path, tmp_path: Path):
    new = ("--home", tmp_path / "new")
    for arguments, stdin, expected in (
        (("restore", file, *new, "--passphrase-stdin"), NEW, cli.KEYS),
        (("restore", file, *new, "--recovery-code-stdin"), f"{'0' * 26}\n{NEW}", cli.KEYS),
        (("restore", file, *new, "--recovery-code-stdin"), f"short\n{NEW}", cli.USAGE),
        (
            ("restore", file, *new, "--recovery-code-stdin", "--passphrase-stdin"),
            "",
            cli.USAGE,
        ),
        (("restore", tmp_path / "none", *new, "--passphrase-stdin"), PASSPHRASE, cli.FAILED),
        (("restore", __file__, *new, "--passphrase-stdin"), PASSPHRASE, cli.FAILED),
        (("restore", file, "--home", tmp_path / "desk", "--passphrase-stdin"), PASSPHRASE, 2),
    ):
        code, out, err = run(*arguments, stdin=stdin + "\n")
        assert (code, out, err.count("\n")) == (expected, "", 1), arguments
    assert not (tmp_path / "new").exists()
