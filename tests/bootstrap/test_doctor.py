"""What `doctor` says of backups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.bootstrap.backing_up import back_up
from app.bootstrap.doctor import examine
from app.bootstrap.headless import Desk
from app.bootstrap.home import SystemClock
from app.settings import Settings
from tests.bootstrap.conftest import PASSPHRASE

pytestmark = pytest.mark.row("E10")


def test_age_of_the_last_backup_is_shown(
    opened: Callable[..., Desk], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    found = examine(home, PASSPHRASE, user=None, settings=Settings())
    assert (found.last_backup, found.backup_age_h) == ("", None)
    assert "backup: none yet" in found.as_text()
    desk = opened()
    back_up(desk, tmp_path / "a.backup")
    desk.close()
    now = SystemClock.now
    monkeypatch.setattr(SystemClock, "now", lambda self: now(self) + timedelta(hours=30))
    found = examine(home, PASSPHRASE, user=None, settings=Settings())
    assert found.backup_age_h == pytest.approx(30, abs=0.2)
    assert "30 hours ago" in found.as_text()
