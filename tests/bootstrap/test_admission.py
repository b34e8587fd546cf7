"""A desk that its server shut out, or has not heard for too long, is shut for commands, too."""

from __future__ import annotations

import ast
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.bootstrap.admission import open_for_work
from app.bootstrap.headless import Desk, open_desk
from app.bootstrap.leasing import LeaseGuard
from app.command_words import sentence
from app.domain.errors import LeaseEnded
from app.domain.remote_ports import Tokens
from app.security.lease import Lease, issue_lease
from app.settings import load_settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.test_cli import Run, run

__all__ = ["run"]
pytestmark = pytest.mark.row("E9")
APP = Path(__file__).parents[2] / "app"
FOR_THE_SHUT = {
    "admission.py",  # asks the lease
    "desk.py",  # is asked
    "window_session.py",  # the window asks the lease in shift.py
    "first_home.py",  # the first-run assistant, behind the same window
    "joining.py",  # joins, which needs the server's answer
    "inviting.py",  # invites, which needs it, too
    "doctor.py",  # looks only, at counts
    "verifying.py",  # looks only, at the trail
    "recovering.py",  # the passphrase with which one can sign in again
    "erasing.py",  # ends the desk
    "syncing.py",  # brings what waits to the server, and so the lease back; shows counts only
    "server.py",  # the benchmark's own desks
    "headless.py",  # for programs; its words say so
    "desks.py",  # the demo
    "tour.py",  # the demo
}
KEY = Ed25519PrivateKey.generate()


def give(desk: Desk, *, issued: datetime, hours: int = 72) -> None:
    """The server gave a lease then, and the desk has heard of it."""
    lease = Lease(
        tenant_id=desk.context.clinic_id,
        device_id=desk.context.workstation_id,
        user_id=desk.context.user_id,
        issued_at=issued,
        expires_at=issued + timedelta(hours=hours),
    )
    desk.tokens.store(
        Tokens(
            access="",
            refresh="r",
            access_expires_at=issued,
            lease=issue_lease(KEY, lease),
            server_key=KEY.public_key().public_bytes_raw().hex(),
        )
    )
    LeaseGuard(desk).check()


def joined(home: Path) -> Desk:
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP)
    desk.connect_to("http://127.0.0.1:9", device_token="t", role="admin")
    return desk


def good(home: Path) -> None:
    with closing(joined(home)) as desk:
        give(desk, issued=datetime.now(UTC))


def over(home: Path) -> None:
    with closing(joined(home)) as desk:
        give(desk, issued=datetime.now(UTC) - timedelta(hours=80))


def revoked(home: Path) -> None:
    with closing(joined(home)) as desk:
        give(desk, issued=datetime.now(UTC))
        desk.tokens.store(None)


def work(home: Path) -> None:
    open_for_work(home, PASSPHRASE, settings=load_settings()).close()


def test_a_desk_with_a_good_lease_or_without_a_server_opens(home: Path) -> None:
    work(home)
    good(home)
    work(home)


@pytest.mark.parametrize(
    ("end", "reason", "words"),
    [
        (over, "lease_over", "was not heard for too long"),
        (revoked, "revoked", "shut this workstation or its user out"),
    ],
)
def test_a_desk_that_is_shut_opens_for_no_work_and_writes_it_down(
    home: Path, end: Callable[[Path], None], reason: str, words: str
) -> None:
    end(home)
    with pytest.raises(LeaseEnded) as refused:
        work(home)
    assert refused.value.reason == reason
    assert words in sentence(refused.value)
    with closing(open_desk(home, PASSPHRASE, kdf=CHEAP)) as desk:
        found = desk.store.database.writer.all("SELECT action FROM audit ORDER BY seq DESC LIMIT 1")
    assert found == [("lease_ended",)]


@pytest.mark.parametrize(
    "command",
    [
        ["users"],
        ["import", "."],
        ["recovery-code"],
        ["backup", "--out", "out.clinicbackup"],
        ["audit-export", "--out", "trail.jsonl"],
        ["user-remove", "--name", "bea"],
        ["pin", "--remove"],
        ["rotate-keys"],
    ],
    ids=lambda words: words[0],
)
def test_no_command_works_at_a_desk_that_was_shut_out(
    home: Path, tmp_path: Path, command: list[str], run: Run
) -> None:
    revoked(home)
    words = [str(tmp_path / one) if "." in one else one for one in command]
    code, out, err = run(*words, "--home", home, "--passphrase-stdin")
    assert (code, out) == (3, "")
    assert "shut this workstation" in err


@pytest.mark.parametrize("command", ["doctor", "verify"])
def test_a_desk_that_was_shut_out_can_be_looked_at(home: Path, command: str, run: Run) -> None:
    revoked(home)
    assert run(command, "--home", home, "--passphrase-stdin")[0] == 0


def test_nothing_else_opens_a_desk_around_its_lease() -> None:
    names = {
        path.name
        for path in APP.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Name | ast.FunctionDef)
        and "open_desk" in (getattr(node, "id", ""), getattr(node, "name", ""))
    }
    assert names - FOR_THE_SHUT == set()
