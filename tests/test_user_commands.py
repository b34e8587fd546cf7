"""People and their secrets at the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap import desk as desk_module
from app.bootstrap import founding, members, own_keys, resetting
from app.bootstrap.home import Home
from app.security import pin_slots
from app.security.keyring_store import KeyMode, KeyModeChoice
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.security.conftest import MemoryKeyStore
from tests.test_cli import Run, home, run

__all__ = ["home", "run"]
pytestmark = pytest.mark.row("F3", "E9")
TOMS = "another person's long passphrase"
NEW = "a quite different passphrase"


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    def cheap(real: Callable[..., object]) -> Callable[..., object]:
        return lambda *a, **k: real(*a, **{**k, "kdf": CHEAP})

    monkeypatch.setattr(members, "add_user", cheap(members.add_user))
    monkeypatch.setattr(members, "derive_auth_key", cheap(members.derive_auth_key))
    monkeypatch.setattr(resetting, "reset_user", cheap(resetting.reset_user))
    monkeypatch.setattr(resetting, "derive_auth_key", cheap(resetting.derive_auth_key))
    monkeypatch.setattr(own_keys, "derive_auth_key", cheap(own_keys.derive_auth_key))
    monkeypatch.setattr(pin_slots, "set_pin", cheap(pin_slots.set_pin))


def add_tom(run: Run, home: Path) -> None:
    code, out, err = run(
        "user-add", "--home", home, "--name", "tom", "--role", "billing", "--passphrase-stdin",
        stdin=f"{PASSPHRASE}\n{TOMS}\n",
    )  # fmt: skip
    assert (code, err) == (0, ""), err
    assert out == "tom can unlock this desk.\n"


def test_person_added_by_command_is_listed_and_opens_the_desk(run: Run, home: Path) -> None:
    add_tom(run, home)
    at = ("--home", home, "--user", "tom", "--passphrase-stdin")
    code, out, _ = run("users", *at, "--json", stdin=TOMS + "\n")
    assert code == 0
    assert [(one["username"], one["role"], one["has_slot"]) for one in json.loads(out)] == [
        ("sara", "admin", True),
        ("tom", "billing", True),
    ]
    assert run("users", *at, stdin=TOMS + "\n")[1].splitlines() == [
        "sara: sara, admin, passphrase",
        "tom: tom, billing, passphrase",
    ]


def test_person_removed_by_command_opens_nothing(run: Run, home: Path) -> None:
    add_tom(run, home)
    at = ("--home", home, "--passphrase-stdin")
    code, out, err = run("user-remove", *at, "--user", "sara", "--name", "tom")
    assert (code, err, len(out.splitlines())) == (0, "", 3)
    assert "recovery code" in out
    code, _, err = run("users", *at, "--user", "tom", stdin=TOMS + "\n")
    assert (code, err.count("\n")) == (3, 1)
    assert run("verify", *at)[0] == 0


def test_front_desk_may_not_add_people(run: Run, home: Path) -> None:
    add_tom(run, home)
    code, out, err = run(
        "user-add", "--home", home, "--user", "tom", "--name", "eve", "--passphrase-stdin",
        stdin=f"{TOMS}\n{NEW}\n",
    )  # fmt: skip
    assert (code, out, err.count("\n")) == (1, "", 1)


def test_changed_passphrase_opens_the_desk_and_the_old_one_does_not(run: Run, home: Path) -> None:
    at = ("--home", home, "--passphrase-stdin")
    code, out, err = run("passphrase", *at, stdin=f"{PASSPHRASE}\n{NEW}\n")
    assert (code, out, err) == (0, "The new passphrase opens this desk.\n", "")
    assert run("users", *at, stdin=NEW + "\n")[0] == 0
    assert run("users", *at)[0] == 3


def test_forgotten_passphrase_is_reset_by_an_administrator(run: Run, home: Path) -> None:
    add_tom(run, home)
    at = ("--home", home, "--passphrase-stdin", "--user")
    code, out, err = run(
        "passphrase", *at, "sara", "--reset", "tom", stdin=f"{PASSPHRASE}\n{NEW}\n"
    )
    assert (code, err, len(out.splitlines())) == (0, "", 2)
    assert "choose one that nobody else knows" in out
    assert run("users", *at, "tom", stdin=NEW + "\n")[0] == 0
    assert run("users", *at, "tom", stdin=TOMS + "\n")[0] == 3
    code, out, err = run("passphrase", *at, "tom", "--reset", "sara", stdin=f"{NEW}\n{TOMS}\n")
    assert (code, out, err.count("\n")) == (1, "", 1)


def test_desk_without_a_keyring_refuses_a_pin_in_one_line(run: Run, home: Path) -> None:
    code, out, err = run(
        "pin", "--home", home, "--passphrase-stdin", stdin=f"{PASSPHRASE}\n483915\n"
    )
    assert (code, out) == (3, "")
    assert "keyring" in err


def test_pin_is_set_enabled_and_removed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = MemoryKeyStore()
    choice = KeyModeChoice(KeyMode.KEYRING, keyring)
    monkeypatch.setattr(founding, "choose_mode", lambda: choice)
    monkeypatch.setattr(desk_module, "keystore_of", lambda place: keyring)
    folder = tmp_path / "guarded"
    names = ("--clinic", "Nordlicht", "--user", "sara")
    assert run("init", "--home", folder, *names, "--passphrase-stdin")[0] == 0
    at = ("--home", folder, "--passphrase-stdin")
    assert run("pin", *at, stdin=f"{PASSPHRASE}\n123456\n")[0] == 2
    assert run("pin", *at, stdin=f"{PASSPHRASE}\n483915\n")[0] == 0
    assert run("users", *at)[1] == "sara: sara, admin, passphrase and PIN\n"
    assert run("pin", *at, "--enable", "sara")[0] == 0
    assert run("pin", *at, "--remove")[0] == 0
    assert run("pin", *at, "--enable", "sara")[0] == 3
    assert run("users", *at)[1] == "sara: sara, admin, passphrase\n"


@pytest.mark.parametrize(
    ("command", "lines"),
    [
        (("user-add", "--name", "tom"), f"{PASSPHRASE}\n"),
        (("pin",), f"{PASSPHRASE}\n"),
        (("passphrase",), f"{PASSPHRASE}\n"),
    ],
)
def test_missing_line_of_stdin_is_said(
    run: Run, home: Path, command: tuple[str, ...], lines: str
) -> None:
    before = Home(home).key_slots.read_bytes()
    code, out, err = run(*command, "--home", home, "--passphrase-stdin", stdin=lines)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert Home(home).key_slots.read_bytes() == before


@pytest.mark.row("F3")
def test_pin_that_is_not_there_is_not_taken_away(run: Run, home: Path) -> None:
    code, out, err = run("pin", "--remove", "--home", home, "--passphrase-stdin")
    assert (code, out, err) == (3, "", "clinic-desk: You have no PIN on this workstation.\n")


def test_nobodys_pin_is_enabled(run: Run, home: Path) -> None:
    code, _, err = run("pin", "--enable", "", "--home", home, "--passphrase-stdin")
    assert code == 2
    assert "must not be empty" in err


def test_user_to_be_named_is_a_matter_of_usage(run: Run, home: Path) -> None:
    at = ("--home", home, "--passphrase-stdin")
    run("user-add", "--name", "bea", *at, stdin=f"{PASSPHRASE}\nquiet harbour lantern 9\n")
    code, _, err = run("users", *at)
    assert (code, "name one with --user." in err, "Try again" in err) == (2, True, False)
    code, _, err = run("users", "--user", "tom", *at)
    assert (code, "Try again" in err) == (3, False)
