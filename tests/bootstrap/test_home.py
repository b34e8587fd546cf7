"""A folder is a desk, an unfinished one or neither; only what was never finished is cleared."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.facts import WORKSTATION_FACT
from app.bootstrap.headless import create_home, open_desk
from app.bootstrap.home import Home
from app.domain.errors import ConfigurationError
from app.domain.ids import new_id
from tests.bootstrap.conftest import CHEAP, PASSPHRASE

_DYING = """
import os, pathlib, signal, sys
from app.bootstrap.headless import create_home
from app.security import slot_file
from app.storage import json_file
from tests.bootstrap.conftest import CHEAP, PASSPHRASE

home, step, left = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
owner, name = (slot_file, "write_durably") if step == "write" else (pathlib.Path, "unlink")
real = getattr(owner, name)

def counted(path, *more, **options):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return real(path, *more, **options)

setattr(owner, name, counted)
if step == "write":
    json_file.write_durably = counted
if step == "unlink":
    from app.bootstrap.founding import Home
    Home.finish = lambda *_: sys.exit("fails")
create_home(home, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP)
"""


def _made(home: Path) -> None:
    create_home(home, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP)


def _names(home: Path) -> set[str]:
    return {entry.name for entry in home.iterdir()}


@pytest.mark.skipif(os.name != "posix", reason="needs kill -9")
@pytest.mark.parametrize(
    ("step", "nth"),
    [*(("write", nth) for nth in range(3)), *(("unlink", nth) for nth in (6, 9, 10, 13))],
)
def test_a_making_killed_at_any_file_goes_on_at_the_next_try(
    step: str, nth: int, tmp_path: Path
) -> None:
    """Mark, key slots and desk.json are written; a failure takes them and the database back."""
    home = tmp_path / "desk"
    command = [sys.executable, "-c", _DYING, str(home), step, str(nth)]
    died = subprocess.run(command, capture_output=True, check=False)
    assert died.returncode == -9, died.stderr.decode()
    with pytest.raises(ConfigurationError, match=r"no desk|never finished"):
        Home(home).read()
    _made(home)
    open_desk(home, PASSPHRASE, kdf=CHEAP).close()
    assert _names(home) == {"clinic.db", "keyslots.json", "desk.json"}


def test_a_mark_left_on_a_finished_desk_goes_when_it_is_opened(home: Path) -> None:
    (home / "unfinished").touch()
    open_desk(home, PASSPHRASE, kdf=CHEAP).close()
    (home / "desk.json").unlink()
    database = (home / "clinic.db").read_bytes()
    with pytest.raises(ConfigurationError, match=r"desk\.json is missing"):
        _made(home)
    assert (home / "clinic.db").read_bytes() == database


@pytest.mark.parametrize("lost", [{"desk.json"}, {"desk.json", "clinic.db"}])
def test_keys_without_a_desk_file_are_never_cleared(home: Path, lost: set[str]) -> None:
    for name in lost:
        (home / name).unlink()
    left = {entry.name: entry.read_bytes() for entry in home.iterdir()}
    for attempt in (lambda: _made(home), lambda: Home(home).read()):
        with pytest.raises(ConfigurationError, match="put it back from a copy"):
            attempt()
    assert {entry.name: entry.read_bytes() for entry in home.iterdir()} == left


def test_a_home_of_before_learns_its_workstation_once(home: Path) -> None:
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP)
    desk.set_fact(WORKSTATION_FACT, None)
    desk.close()
    open_desk(home, PASSPHRASE, kdf=CHEAP).close()
    place = Home(home)
    place.write(msgspec.structs.replace(place.read(), workstation_id=new_id()))
    with pytest.raises(ConfigurationError, match="of another workstation"):
        open_desk(home, PASSPHRASE, kdf=CHEAP)


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX modes")
def test_an_empty_folder_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    home = tmp_path / "desk"
    home.mkdir()
    home.chmod(0o777)
    _made(home)
    assert home.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX modes")
def test_a_folder_shared_with_others_is_left_as_it_is(tmp_path: Path) -> None:
    home = tmp_path / "desk"
    home.mkdir()
    home.chmod(0o777)
    (home / "letters.txt").touch()
    with pytest.raises(ConfigurationError, match="of its own"):
        _made(home)
    assert (home.stat().st_mode & 0o777, _names(home)) == (0o777, {"letters.txt"})
