"""Keys and proof at the command line: the recovery code, the way back, the verdict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import recovering
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.test_cli import Run, home, run

__all__ = ["home", "run"]
pytestmark = pytest.mark.row("F3")
NEW = "a quite different passphrase"


@pytest.fixture(autouse=True)
def cheap_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    real = recovering.new_recovery_code
    monkeypatch.setattr(
        recovering, "new_recovery_code", lambda *a, **k: real(*a, **{**k, "kdf": CHEAP})
    )


def test_first_desk_shows_its_recovery_code_once(run: Run, tmp_path: Path) -> None:
    names = ("--clinic", "Nordlicht", "--user", "sara", "--passphrase-stdin")
    code, out, _ = run("init", "--home", tmp_path / "desk", *names)
    assert code == 0
    shown = out.splitlines()[-1]
    assert len(shown.replace("-", "")) == 26
    assert shown.encode() not in (tmp_path / "desk" / "keyslots.json").read_bytes()


def test_forgotten_passphrase_is_replaced_with_the_code(run: Run, home: Path) -> None:
    at = ("--home", home, "--passphrase-stdin")
    _, out, _ = run("recovery-code", *at)
    shown = out.splitlines()[-1]
    code, _, err = run("recover", *at, stdin=f"{shown.lower()}\n{NEW}\n")
    assert (code, err) == (0, "")
    assert run("verify", *at, stdin=NEW + "\n")[0] == 0
    assert run("verify", *at, stdin=PASSPHRASE + "\n")[0] == 3


@pytest.mark.parametrize("when", ["before it counts", "before it is shown"])
def test_interrupted_making_of_a_code_says_what_became_of_the_old_one(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    at = ("--home", home, "--passphrase-stdin")
    run("recovery-code", *at)
    real = recovering.new_recovery_code

    def interrupted(*given: Any, **options: Any) -> str:
        if when == "before it is shown":
            real(*given, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(recovering, "new_recovery_code", interrupted)
    code, out, err = run("recovery-code", *at)
    assert (code, out, "interrupted" in err) == (130, "", True)
    assert ("the one before opens nothing" in err) == (when == "before it is shown")


def test_code_that_does_not_fit_is_refused_in_one_line(run: Run, home: Path) -> None:
    at = ("--home", home, "--passphrase-stdin")
    for typed, expected in (("0" * 26, 3), ("short", 2)):
        code, out, err = run("recover", *at, stdin=f"{typed}\n{NEW}\n")
        assert (code, out, err.count("\n")) == (expected, "", 1)
        assert "passphrase" not in err


@pytest.mark.row("F2")
def test_verdict_has_a_stable_shape(run: Run, home: Path) -> None:
    code, out, _ = run("verify", "--home", home, "--passphrase-stdin", "--json")
    found = json.loads(out)
    assert (code, found["is_sound"], found["first_broken_row"]) == (0, True, None)
    assert set(found) == {
        "findings",
        "audit_rows",
        "first_broken_row",
        "anchor",
        "checkpoint",
        "is_sound",
    }


def test_rotated_keys_open_with_the_same_passphrase(run: Run, home: Path) -> None:
    at = ("--home", home, "--passphrase-stdin")
    before = (home / "keyslots.json").read_bytes()
    code, out, err = run("rotate-keys", *at)
    assert (code, err, len(out.splitlines())) == (0, "", 1)
    assert (home / "keyslots.json").read_bytes() != before
    assert run("verify", *at)[0] == 0


def test_desk_is_erased_only_with_force_while_changes_are_unsent(run: Run, home: Path) -> None:
    at = ("--home", home, "--passphrase-stdin")
    code, out, err = run("erase", *at)
    assert (code, out) == (2, "")
    assert "never sent" in err
    assert run("verify", *at)[0] == 0
    code, out, err = run("erase", *at, "--force")
    assert (code, err) == (0, "")
    assert list(home.iterdir()) == []
