"""`workstations` and `workstation-revoke`: what the server lets in, and an end to it."""

from __future__ import annotations

import json
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


@pytest.mark.parametrize("command", [("workstations",), ("workstation-revoke", "--name", "laptop")])
def test_desk_without_a_server_says_so(run: Run, home: Path, command: tuple[str, ...]) -> None:
    code, out, err = run(*command, "--home", home, "--passphrase-stdin")
    assert (code != 0, out) == (True, "")
    assert "joined" in err
