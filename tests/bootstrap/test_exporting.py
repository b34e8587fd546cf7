"""Exporting a desk's audit trail and verifying the file from the command line."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap.exporting import export_audit, public_hex
from app.bootstrap.headless import Desk
from app.cli import main
from app.domain.audit_trail import AuditQuestion
from app.domain.errors import ConfigurationError, PermissionDenied
from app.interop.audit_export import verify_export
from app.services.audit_export import note_export
from app.settings import load_settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE


def exported(home: Path, out: Path) -> tuple[int, str]:
    return export_audit(home, PASSPHRASE, out, settings=load_settings(), kdf=CHEAP)


@pytest.mark.row("B7", "E9")
def test_an_export_of_a_real_desk_verifies_without_a_secret(home: Path, tmp_path: Path) -> None:
    count, key = exported(home, tmp_path / "trail.jsonl")
    with (tmp_path / "trail.jsonl").open("rb") as file:
        found = verify_export(file, public_key=key)
    assert found.is_sound, found.reason
    assert found.events == count > 0
    assert stat.S_IMODE((tmp_path / "trail.jsonl").stat().st_mode) == 0o600


def test_the_key_stays_the_same_and_the_export_is_in_the_trail(
    home: Path, tmp_path: Path, opened: Callable[..., Desk]
) -> None:
    _, key = exported(home, tmp_path / "one.jsonl")
    count, again = exported(home, tmp_path / "two.jsonl")
    assert key == again
    assert b'"action":"export"' in (tmp_path / "two.jsonl").read_bytes()
    desk = opened()
    assert public_hex(desk) == key
    assert desk.store.audit_head.seq > count
    assert desk.store.verify_audit() is None


def test_a_file_that_is_there_is_never_written_over(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "trail.jsonl"
    out.write_text("mine")
    with pytest.raises(ConfigurationError):
        exported(home, out)
    assert out.read_text() == "mine"


@pytest.mark.row("E9")
def test_the_everyday_role_may_not_export_and_the_denial_is_kept(
    opened: Callable[..., Desk],
) -> None:
    desk = opened()
    with pytest.raises(PermissionDenied):
        note_export(desk.store.unit_of_work, desk.context, events=1)
    with desk.store.reader() as reader:
        (last,) = reader.audit.lines(AuditQuestion(), limit=1)
    assert (last.action, last.fields) == ("deny", ("audit.export",))


@pytest.mark.row("B7")
def test_the_command_verifies_a_file_and_names_the_first_broken_event(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "trail.jsonl"
    _, key = exported(home, out)
    assert main(["verify", str(out), "--key", key]) == 0
    assert "sound" in capsys.readouterr().out
    lines = out.read_bytes().splitlines(keepends=True)
    out.write_bytes(b"".join([lines[0], *lines[2:]]))
    assert main(["verify", str(out)]) == 1
    assert "NOT sound at event 1" in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "none")]) == 2
