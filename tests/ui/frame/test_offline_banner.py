"""The banner under the top bar: offline first, a wrong clock else, nothing where all is well."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.sync.status import SyncState, SyncStatus
from app.ui.frame.offline_banner import OfflineBanner


def shown(qtbot: QtBot, status: SyncStatus | None) -> str:
    banner = OfflineBanner("Europe/Berlin")
    qtbot.addWidget(banner)
    banner.tell(status)
    return banner.text() if banner.isVisibleTo(banner.parentWidget()) else ""


@pytest.mark.row("E6")
@pytest.mark.parametrize(
    ("offset_s", "words"),
    [
        (420, "7 minutes behind the server's"),
        (-420, "7 minutes ahead of the server's"),
        (7200, "2 hours behind"),
        (-86400 * 9, "9 days ahead of"),
    ],
)
def test_clock_that_is_off_is_told_and_holds_nothing_up(
    qtbot: QtBot, offset_s: float, words: str
) -> None:
    said = shown(qtbot, SyncStatus(state=SyncState.SYNCED, clock_offset_s=offset_s))
    assert words in said
    assert "Nothing is held up" in said


@pytest.mark.parametrize("offset_s", [0, 300, -300])
def test_clock_that_is_nearly_right_is_not_mentioned(qtbot: QtBot, offset_s: float) -> None:
    assert shown(qtbot, SyncStatus(state=SyncState.SYNCED, clock_offset_s=offset_s)) == ""


def test_being_offline_is_told_first(qtbot: QtBot) -> None:
    said = shown(qtbot, SyncStatus(state=SyncState.PAUSED, clock_offset_s=999))
    assert "working offline" in said


def test_desk_without_a_server_has_no_banner(qtbot: QtBot) -> None:
    assert shown(qtbot, None) == ""
