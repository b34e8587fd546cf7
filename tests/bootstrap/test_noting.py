"""Whoever opens a desk is in its audit trail, with the guesses before, whatever way they came."""

from __future__ import annotations

import argparse
import ast
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import cli
from app.bootstrap import desk as opening
from app.bootstrap import noting, switching
from app.bootstrap.admission import open_for_work
from app.bootstrap.desk import Desk, open_desk
from app.bootstrap.facts import DISOWNED_FACT
from app.bootstrap.home import Home, HomeLock
from app.bootstrap.noting import Arrival
from app.bootstrap.own_keys import (
    change_own_passphrase,
    change_pin,
    enable_pin,
    remove_pin,
)
from app.bootstrap.resetting import reset_passphrase
from app.bootstrap.switching import prove
from app.bootstrap.verifying import verify_home
from app.domain.errors import (
    LeaseEnded,
    PermissionDenied,
    PinDisabled,
    StorageFull,
    WrongPassphrase,
)
from app.domain.ids import UserId
from app.domain.staff import Role
from app.security.attempts import Attempts, attempts_at
from app.security.keyslots import read_users
from app.security.slot_file import SlotKind
from app.settings import load_settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.bootstrap.test_admission import APP, revoked
from tests.bootstrap.test_members import PIN, TOMS, Open, add_tom, at_desk, folder, keyring
from tests.killing import Killed
from tests.security.conftest import MemoryKeyStore
from tests.test_cli import Run, run

__all__ = ["at_desk", "folder", "keyring", "run"]
pytestmark = pytest.mark.row("E9")
NEXT = "another long passphrase, the next"
OPENS_NOTHING = {
    "init": "makes a desk",
    "join": "makes a desk",
    "recover": "is the recovery's own event, made with the code",
    "restore": "makes a desk; what asks the present one for leave opens it like any command",
}
FOR_ITSELF = {
    "desk.py": "is asked",
    "headless.py": "for programs; its words say so",
    "first_home.py": "the first-run assistant, with the passphrase it was just given",
    "joining.py": "the desk that joins, with the passphrase it was just given",
    "recovering.py": "writes its own event",
    "desks.py": "the demo",
    "tour.py": "the demo",
    "server.py": "the benchmark",
}


def commands() -> dict[str, argparse.ArgumentParser]:
    """Every command that asks for somebody's passphrase."""
    (found,) = (
        one
        for one in cli._parser()._actions  # pyright: ignore[reportPrivateUsage]
        if isinstance(one, argparse._SubParsersAction)  # pyright: ignore[reportPrivateUsage]
    )
    return {
        name: one
        for name, one in found.choices.items()
        if "--passphrase-stdin" in one._option_string_actions  # pyright: ignore[reportPrivateUsage]
    }


def given(parser: argparse.ArgumentParser, folder: Path) -> list[object]:
    """What a command cannot do without: something well-formed."""
    paths = {"file": "material.json", "paths": ".", "out": "new.out"}
    needed = [one.name for one in parser.get_default("facts") or () if one.is_needed]
    words: list[object] = [dict.fromkeys(needed, "1")]
    for one in parser._actions:  # pyright: ignore[reportPrivateUsage]
        if one.required or not (one.option_strings or one.nargs in ("?", "*")):
            value = str(next(iter(one.choices or "1")))
            value = str(folder / paths[one.dest]) if one.dest in paths else value
            words += [*one.option_strings[:1], value]
    for group in parser._mutually_exclusive_groups:  # pyright: ignore[reportPrivateUsage]
        if group.required:
            words.append(group._group_actions[-1].option_strings[0])  # pyright: ignore[reportPrivateUsage]
    return words


def told(desk: Desk) -> list[tuple[str, int | None]]:
    """What the trail says of who came in, with how often it failed before."""
    rows = desk.store.database.writer.all(
        "SELECT action, result_count FROM audit WHERE action LIKE 'sign_in%' ORDER BY seq"
    )
    return [(action, count) for action, count in rows]


def told_at(home: Path, *secrets: str) -> list[tuple[str, int | None]]:
    for secret in secrets:
        try:
            with closing(open_desk(home, secret, user="sara", kdf=CHEAP)) as desk:
                return told(desk)
        except WrongPassphrase:
            continue
    raise AssertionError("nothing opens it")


def guess(home: Path, times: int = 2) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassphrase):
            open_for_work(home, "certainly not this one", settings=load_settings())


@pytest.mark.parametrize("name", sorted(set(commands()) - set(OPENS_NOTHING)))
def test_each_command_that_opens_a_desk_tells_one_sign_in(
    home: Path, tmp_path: Path, run: Run, name: str
) -> None:
    (tmp_path / "material.json").write_text("{}", encoding="utf-8")
    words = given(commands()[name], tmp_path)
    told_more = "" if commands()[name].get_default("facts") else f"{NEXT}\n"
    run(name, *words, "--home", home, "--passphrase-stdin", stdin=f"{PASSPHRASE}\n{told_more}")
    assert told_at(home, PASSPHRASE, NEXT).count(("sign_in", None)) == 1


@pytest.mark.parametrize("name", ["users", "sync", "doctor", "verify", "invite", "erase"])
def test_a_command_tells_the_failures_before_it(
    home: Path, tmp_path: Path, run: Run, name: str
) -> None:
    words = (name, *given(commands()[name], tmp_path), "--home", home, "--passphrase-stdin")
    assert run(*words, stdin="no passphrase of hers\n")[0] == cli.KEYS
    run(*words)
    assert told_at(home, PASSPHRASE) == [("sign_in_failed", 1), ("sign_in", None)]


def test_guesses_and_the_sign_in_after_them_are_of_one_session(home: Path) -> None:
    guess(home)
    with closing(open_for_work(home, PASSPHRASE, settings=load_settings())) as desk:
        assert told(desk) == [("sign_in_failed", 2), ("sign_in", None)]
        who = desk.store.database.writer.all(
            "SELECT DISTINCT lower(hex(actor_id)), lower(hex(row_id)), entity, role, session_id "
            "FROM audit WHERE action LIKE 'sign_in%'"
        )
    assert len(who) == 1
    assert who[0][:4] == (desk.context.user_id, desk.context.user_id, "user", desk.context.role)


def test_the_program_itself_is_no_sign_in_yet_tells_what_it_makes_forgotten(home: Path) -> None:
    with closing(open_desk(home, PASSPHRASE, kdf=CHEAP)) as desk:
        assert told(desk) == []
    guess(home, 1)
    with closing(open_desk(home, PASSPHRASE, kdf=CHEAP)) as desk:
        assert told(desk) == [("sign_in_failed", 1)]


def test_failures_are_told_where_the_role_asked_for_is_refused(
    at_desk: Open, folder: Path, keyring: MemoryKeyStore
) -> None:
    desk = at_desk()
    add_tom(desk)
    desk.close()
    with pytest.raises(WrongPassphrase):
        open_desk(folder, "no passphrase of his", user="tom", kdf=CHEAP, keystore=keyring)
    with pytest.raises(PermissionDenied):
        at_desk("tom", acting=Role.ADMIN, arrival=Arrival.SIGN_IN)
    assert told(at_desk("sara")) == [("sign_in_failed", 1)]


def test_wrong_pins_are_told_by_the_passphrase_that_forgives_them(
    at_desk: Open, folder: Path, keyring: MemoryKeyStore
) -> None:
    desk = at_desk()
    change_pin(desk, PIN, kdf=CHEAP)
    desk.close()
    for _ in range(2):
        with pytest.raises(WrongPassphrase):
            open_desk(folder, user="sara", pin="904627", kdf=CHEAP, keystore=keyring)
    assert told(at_desk(arrival=Arrival.SIGN_IN)) == [("sign_in_failed", 2), ("sign_in", None)]


@pytest.mark.parametrize("way", ["passphrase", "pin"])
@pytest.mark.parametrize(
    ("place", "name", "times"),
    [(opening, "open_store", 1), (opening, "note_failed", 1), (noting.Failures, "forget", 2)],
    ids=["before the database is open", "before they are told", "once they are told"],
)
def test_failures_are_told_although_the_process_was_killed_while_it_opened(
    at_desk: Open,
    folder: Path,
    keyring: MemoryKeyStore,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
    place: object,
    name: str,
    times: int,
) -> None:
    toms_pin_failed(at_desk, folder, keyring, 2)
    ways: dict[str, dict[str, str]] = {"passphrase": {"passphrase": TOMS}, "pin": {"pin": PIN}}

    def come_in() -> Desk:
        return open_desk(folder, user="tom", kdf=CHEAP, keystore=keyring, **ways[way])

    with monkeypatch.context() as patched:
        patched.setattr(place, name, die)
        with pytest.raises(Killed):
            come_in()
    with closing(come_in()) as desk:
        assert told(desk) == [("sign_in_failed", 2)] * times
    with closing(come_in()) as desk:
        assert told(desk) == [("sign_in_failed", 2)] * times


@pytest.mark.parametrize(
    ("place", "name", "times"),
    [(switching, "_note", 1), (noting.Failures, "forget", 2)],
    ids=["before they are told", "once they are told"],
)
def test_failures_are_told_although_the_process_was_killed_at_the_lock_screen(
    at_desk: Open,
    folder: Path,
    keyring: MemoryKeyStore,
    monkeypatch: pytest.MonkeyPatch,
    place: object,
    name: str,
    times: int,
) -> None:
    toms_pin_failed(at_desk, folder, keyring, 2)
    desk = at_desk()
    with monkeypatch.context() as patched:
        patched.setattr(place, name, die)
        with pytest.raises(Killed):
            prove(desk, username="tom", pin=PIN)
    desk.close()
    desk = at_desk()
    prove(desk, username="tom", pin=PIN)
    prove(desk, username="tom", pin=PIN)
    assert told(desk) == [("sign_in_failed", 2)] * times


def test_failures_nobody_could_write_down_are_told_by_the_next_who_can(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guess(home)
    with monkeypatch.context() as patched:
        patched.setattr(noting, "_tell", lambda *_: None)  # a full disk, at a look
        verify_home(home, PASSPHRASE, settings=load_settings(), kdf=CHEAP)
    with closing(open_for_work(home, PASSPHRASE, settings=load_settings())) as desk:
        assert told(desk) == [("sign_in_failed", 2), ("sign_in", None)]


def die(*_: object, **__: object) -> None:
    raise Killed


def test_a_rotation_tells_the_failures_before_it_once(home: Path) -> None:
    guess(home, 1)
    desk = open_for_work(home, PASSPHRASE, settings=load_settings())
    with closing(desk.with_new_keys()) as desk:
        assert told(desk) == [("sign_in_failed", 1), ("sign_in", None)]


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """No sign-in can be written."""

    def refuse(*_: object) -> None:
        raise StorageFull

    monkeypatch.setattr(noting, "note_presence", refuse)


def test_nobody_comes_in_untold(home: Path, full: None) -> None:
    with pytest.raises(StorageFull):
        open_for_work(home, PASSPHRASE, settings=load_settings())
    HomeLock(home).release()  # the desk is closed again


def test_a_desk_can_be_looked_at_where_nothing_can_be_written(home: Path, full: None) -> None:
    assert verify_home(home, PASSPHRASE, settings=load_settings(), kdf=CHEAP).is_sound
    HomeLock(home).release()


def forget_anchor(keyring: MemoryKeyStore) -> None:
    for name in [name for name in keyring.secrets if name.endswith("audit-anchor")]:
        del keyring.secrets[name]


@pytest.mark.parametrize("name", ["sara", "tom"])
def test_a_guess_at_the_lock_screen_is_told_at_a_desk_for_reading_only(
    at_desk: Open, keyring: MemoryKeyStore, name: str
) -> None:
    add_tom(at_desk())
    change_pin(at_desk("tom"), PIN, kdf=CHEAP)
    desk = at_desk("sara")
    change_pin(desk, PIN, kdf=CHEAP)
    desk.close()
    forget_anchor(keyring)
    desk = at_desk("sara")
    assert desk.trail.is_broken
    with pytest.raises(WrongPassphrase):
        prove(desk, username=name, pin="904627")
    assert told(desk) == [("sign_in_failed", None)]


def toms_pin_failed(at_desk: Open, folder: Path, keyring: MemoryKeyStore, times: int) -> None:
    """Tom has a PIN, and somebody tried another at the desk's front door."""
    add_tom(at_desk())
    change_pin(at_desk("tom"), PIN, kdf=CHEAP)
    at_desk().close()
    for _ in range(times):
        with pytest.raises(WrongPassphrase):
            open_desk(folder, user="tom", pin="904627", kdf=CHEAP, keystore=keyring)


def test_failures_at_the_front_door_are_told_by_who_then_comes_in_at_the_lock_screen(
    at_desk: Open, folder: Path, keyring: MemoryKeyStore
) -> None:
    toms_pin_failed(at_desk, folder, keyring, 2)
    desk = at_desk()
    prove(desk, username="tom", pin=PIN)
    assert told(desk) == [("sign_in_failed", 2)]
    prove(desk, username="tom", pin=PIN)
    assert told(desk) == [("sign_in_failed", 2)]


def test_every_door_counts_towards_the_same_delay(
    at_desk: Open, folder: Path, keyring: MemoryKeyStore
) -> None:
    toms_pin_failed(at_desk, folder, keyring, 2)
    desk = at_desk()
    with pytest.raises(WrongPassphrase):
        prove(desk, username="tom", pin="904627")
    memory = attempts_at(Home(folder).key_slots, keyring, Later())
    for _ in range(7):  # it would take minutes: the count alone is what the file remembers
        memory.begin("pin", uid_of(desk, "tom"))
    desk.close()
    with pytest.raises(PinDisabled):
        open_desk(folder, user="tom", pin=PIN, kdf=CHEAP, keystore=keyring)
    with pytest.raises(PinDisabled):
        prove(at_desk(), username="tom", pin=PIN)


def test_what_was_told_at_the_lock_screen_is_not_told_again(
    at_desk: Open, folder: Path, keyring: MemoryKeyStore
) -> None:
    toms_pin_failed(at_desk, folder, keyring, 0)
    desk = at_desk()
    for _ in range(2):
        with pytest.raises(WrongPassphrase):
            prove(desk, username="tom", pin="904627")
    desk.close()
    desk = at_desk("tom", arrival=Arrival.SIGN_IN)
    assert told(desk) == [("sign_in_failed", None), ("sign_in_failed", None), ("sign_in", None)]


def test_a_guess_at_an_open_desk_tells_of_those_at_the_closed_one(
    at_desk: Open, folder: Path, keyring: MemoryKeyStore
) -> None:
    toms_pin_failed(at_desk, folder, keyring, 1)
    with pytest.raises(WrongPassphrase):
        open_desk(folder, "not the one", user="tom", kdf=CHEAP, keystore=keyring)
    desk = at_desk()
    with pytest.raises(WrongPassphrase):
        prove(desk, username="tom", passphrase="not the one")
    with pytest.raises(WrongPassphrase):
        prove(desk, username="tom", pin="904627")
    assert told(desk) == [("sign_in_failed", 2), ("sign_in_failed", 2)]
    prove(desk, username="tom", passphrase=TOMS)
    assert told(desk) == [("sign_in_failed", 2), ("sign_in_failed", 2)]


def test_a_guess_tells_of_what_was_forgiven_before_anybody_could_be_told(
    at_desk: Open, folder: Path, keyring: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    toms_pin_failed(at_desk, folder, keyring, 2)
    desk = at_desk()
    with monkeypatch.context() as patched:
        patched.setattr(switching, "_note", die)
        with pytest.raises(Killed):
            prove(desk, username="tom", pin=PIN)
    with pytest.raises(WrongPassphrase):
        prove(desk, username="tom", pin="904627")
    assert told(desk) == [("sign_in_failed", 3)]


@pytest.mark.parametrize("is_full", [False, True])
def test_pins_that_failed_are_told_though_the_computer_cannot_forgive_them(
    at_desk: Open,
    folder: Path,
    keyring: MemoryKeyStore,
    monkeypatch: pytest.MonkeyPatch,
    is_full: bool,
) -> None:
    toms_pin_failed(at_desk, folder, keyring, 2)
    desk = at_desk()
    memory = attempts_at(Home(folder).key_slots, keyring)
    memory.begin("user", uid_of(desk, "tom"))
    forgive = Attempts.forgive

    def refuse(self: Attempts, kind: SlotKind, uid: str, *, before: int | None = None) -> int:
        if kind == "pin" and is_full:
            raise StorageFull
        return forgive(self, kind, uid, before=before)

    with monkeypatch.context() as patched:
        patched.setattr(Attempts, "forgive", refuse)
        prove(desk, username="tom", passphrase=TOMS)
    prove(desk, username="tom", passphrase=TOMS)
    assert told(desk) == [("sign_in_failed", 3)]


def test_a_wrong_passphrase_for_a_new_one_is_told(at_desk: Open) -> None:
    desk = at_desk()
    with pytest.raises(WrongPassphrase):
        change_own_passphrase(desk, old="certainly not this one", new=NEXT)
    assert told(desk) == [("sign_in_failed", None)]


@pytest.mark.parametrize("forgets", ["enable", "reset", "change", "remove"])
def test_failures_that_are_forgiven_are_told(
    at_desk: Open, folder: Path, keyring: MemoryKeyStore, forgets: str
) -> None:
    toms_pin_failed(at_desk, folder, keyring, 2)
    desk = at_desk("sara")
    if forgets == "enable":
        enable_pin(desk, username="tom")
    elif forgets == "reset":
        reset_passphrase(desk, username="tom", new=NEXT, kdf=CHEAP)
    else:
        tom = replace(desk.context, user_id=uid_of(desk, "tom"), role=Role.FRONT_DESK)
        if forgets == "change":
            change_pin(desk, PIN, context=tom, kdf=CHEAP)
        else:
            remove_pin(desk, context=tom)
    assert told(desk) == [("sign_in_failed", 2)]


class Later:
    """A clock by which every delay is over."""

    def __init__(self) -> None:
        self._went = 3600.0

    def monotonic(self) -> float:
        self._went += 3600
        return time.monotonic() + self._went

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._went)


def uid_of(desk: Desk, name: str) -> UserId:
    users = read_users(Home(desk.home).key_slots)
    return next(one.uid for one in users if one.username == name)


def test_a_lease_that_ended_is_told_at_a_desk_for_reading_only(
    home: Path,
) -> None:
    revoked(home)
    with closing(open_desk(home, PASSPHRASE, kdf=CHEAP)) as desk:
        desk.set_fact(DISOWNED_FACT, "yes")
    with pytest.raises(LeaseEnded):
        open_for_work(home, PASSPHRASE, settings=load_settings())
    with closing(open_desk(home, PASSPHRASE, kdf=CHEAP)) as desk:
        assert desk.trail.is_broken
        (last,) = desk.store.database.writer.all("SELECT action FROM audit ORDER BY seq")[-1]
    assert last == "lease_ended"


def test_every_opening_says_what_it_is_to_the_trail() -> None:
    untold: set[str] = set()
    for path in APP.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        if "open_desk" in names and "Arrival" not in names:
            untold.add(path.name)
    assert untold - set(FOR_ITSELF) == set()
