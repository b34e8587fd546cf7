"""`workstations` and `workstation-revoke`: what the server lets in, and an end to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.bootstrap.headless import invite, join_home, open_desk
from app.bootstrap.server import make_invitation
from app.domain.errors import DeviceRevoked
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.bootstrap.test_accounts_at_the_server import TOMS, add_tom
from tests.bootstrap.test_session_holder import told
from tests.server_fixtures import RunningServer, databases, in_own_thread, postgres, server
from tests.test_cli import Run, home, run

__all__ = ["databases", "home", "postgres", "run", "server"]
pytestmark = pytest.mark.row("E9", "B7")


@dataclass
class Clinic:
    """Two workstations of one clinic: where the commands are given, and the one that is lost."""

    desk: Path
    laptop: Path
    laptop_id: str = ""


@pytest.fixture
def clinic(server: RunningServer, tmp_path: Path) -> Clinic:
    made = Clinic(tmp_path / "desk", tmp_path / "laptop")

    async def make() -> None:
        first = await make_invitation(server.databases.app, "Nordlicht", username="sara")
        await join_home(
            made.desk, server.url, first, "sara", PASSPHRASE, workstation_name="Desk", kdf=CHEAP
        )
        desk = open_desk(made.desk, PASSPHRASE, kdf=CHEAP)
        try:
            await add_tom(desk)
            code = (await invite(desk, username="sara")).code
        finally:
            await desk.aclose()
        await join_home(
            made.laptop, server.url, code, "sara", PASSPHRASE, workstation_name="Laptop", kdf=CHEAP
        )
        laptop = open_desk(made.laptop, PASSPHRASE, kdf=CHEAP)
        made.laptop_id = laptop.context.workstation_id
        await laptop.aclose()

    in_own_thread(make)
    return made


def at(clinic: Clinic, user: str = "sara") -> tuple[object, ...]:
    """Where and as whom a command is given."""
    return ("--home", clinic.desk, "--user", user, "--passphrase-stdin")


def states(run: Run, clinic: Clinic) -> dict[str, str]:
    code, out, err = run("workstations", *at(clinic), "--json")
    assert (code, err) == (0, "")
    return {one["name"]: one["state"] for one in json.loads(out)}


def trail(clinic: Clinic, action: str) -> list[tuple[str, str]]:
    desk = open_desk(clinic.desk, PASSPHRASE, user="sara", kdf=CHEAP)
    try:
        return told(desk, action)
    finally:
        desk.close()


def test_lost_laptop_is_listed_and_shut_out_by_its_name(run: Run, clinic: Clinic) -> None:
    assert states(run, clinic) == {"Desk": "known", "Laptop": "known"}
    listed = run("workstations", *at(clinic))[1]
    assert any(
        line.startswith("Laptop: known, ") and line.endswith(clinic.laptop_id)
        for line in listed.splitlines()
    )
    code, out, err = run("workstation-revoke", *at(clinic), "--name", "laptop")
    assert (code, err) == (0, "")
    assert out.startswith("Laptop is shut out")
    assert states(run, clinic) == {"Desk": "known", "Laptop": "shut_out"}
    assert [role for role, _ in trail(clinic, "workstation_revoked")] == ["admin"]

    async def knock() -> None:
        laptop = open_desk(clinic.laptop, PASSPHRASE, kdf=CHEAP)
        try:
            assert laptop.api is not None
            with pytest.raises(DeviceRevoked):
                await laptop.api.heads()
        finally:
            await laptop.aclose()

    in_own_thread(knock)


_DYING = """
import os, signal, sys
from app import cli
from app.api.client import ApiClient

real, when = ApiClient.revoke_device, sys.argv.pop(1)

async def killed(api, **options):
    if when == "answered":
        await real(api, **options)
    os.kill(os.getpid(), signal.SIGKILL)

ApiClient.revoke_device = killed
cli.main(sys.argv[1:])
"""


@pytest.mark.row("A5", "B5")
@pytest.mark.skipif(os.name != "posix", reason="needs kill -9")
@pytest.mark.parametrize(("when", "is_out"), [("unasked", False), ("answered", True)])
def test_killed_command_has_left_in_the_trail_what_it_asked_the_server_for(
    run: Run, clinic: Clinic, when: str, is_out: bool
) -> None:
    revoke = ("workstation-revoke", *map(str, at(clinic)), "--name", "laptop")
    keyring = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    process = subprocess.run(
        [sys.executable, "-c", _DYING, when, *revoke],
        input=f"{PASSPHRASE}\n".encode(),
        env={**os.environ, **keyring},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    assert process.returncode == -signal.SIGKILL, process.stderr.decode()
    assert states(run, clinic)["Laptop"] == ("shut_out" if is_out else "known")
    desk = open_desk(clinic.desk, PASSPHRASE, user="sara", kdf=CHEAP)
    about = desk.store.database.writer.all(
        "SELECT action, role, lower(hex(row_id)) FROM audit WHERE action LIKE 'workstation%'"
    )
    desk.close()
    assert about == [("workstation_revoke_asked", "admin", clinic.laptop_id)]
    assert run(*revoke)[0] == 0, "asked again, it is done"
    assert [role for role, _ in trail(clinic, "workstation_revoked")] == ["admin"]


@pytest.mark.parametrize(
    ("user", "name", "passphrase", "code", "words"),
    [
        ("sara", "nowhere", PASSPHRASE, 2, "not known"),
        ("sara", "desk", PASSPHRASE, 2, "this one"),
        ("sara", "laptop", "certainly not this one", 3, "passphrase"),
        ("tom", "laptop", TOMS, 1, "does not do this"),
    ],
)
def test_what_is_refused_shuts_nobody_out(
    run: Run, clinic: Clinic, user: str, name: str, passphrase: str, code: int, words: str
) -> None:
    wish = ("workstation-revoke", *at(clinic, user), "--name", name)
    found, out, err = run(*wish, stdin=passphrase + "\n")
    assert (found, out, err.count("\n")) == (code, "", 1), err
    assert words in err
    assert states(run, clinic)["Laptop"] == "known"
    denied = trail(clinic, "deny")
    assert denied == ([("billing", '["workstation.manage"]')] if user == "tom" else [])
    assert trail(clinic, "workstation_revoke_asked") == []


@pytest.mark.parametrize("command", [("workstations",), ("workstation-revoke", "--name", "laptop")])
def test_desk_without_a_server_says_so(run: Run, home: Path, command: tuple[str, ...]) -> None:
    code, out, err = run(*command, "--home", home, "--passphrase-stdin")
    assert (code != 0, out) == (True, "")
    assert "joined" in err
