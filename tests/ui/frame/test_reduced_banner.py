"""A desk without a keyring says so on every screen; one with a keyring says nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.bootstrap.desktop import make_data_sync
from app.bootstrap.headless import create_home, open_desk
from app.live.data_sync import DataSync
from app.ui.frame.reduced_banner import ReducedBanner
from app.ui.frame.rotation_banner import RotationBanner
from app.ui.main_window import MainWindow
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.security.conftest import MemoryKeyStore
from tests.ui.conftest import ScreenDesk

pytestmark = pytest.mark.row("B5")


@pytest.mark.parametrize("has_keyring", [True, False])
async def test_the_banner_is_there_where_only_the_passphrase_guards(
    has_keyring: bool, desk: ScreenDesk, qtbot: QtBot
) -> None:
    data_sync = DataSync(replace(desk.data_sync._parts, has_keyring=has_keyring))
    window = MainWindow(data_sync)
    qtbot.addWidget(window)
    desk.at_end += [lambda: [panel.stop() for panel in window.panels], window.tasks.stop]
    window.show()
    banner = window.findChild(ReducedBanner)
    assert (banner is None) == has_keyring
    if banner is not None:
        assert banner.isVisible()
        assert "Reduced protection" in banner.accessibleName()
    data_sync.close()


@pytest.mark.parametrize("is_waiting", [True, False])
async def test_new_keys_that_wait_for_room_are_said_on_top(
    is_waiting: bool, desk: ScreenDesk, qtbot: QtBot
) -> None:
    data_sync = DataSync(replace(desk.data_sync._parts, has_keys_waiting=is_waiting))
    window = MainWindow(data_sync)
    qtbot.addWidget(window)
    desk.at_end += [lambda: [panel.stop() for panel in window.panels], window.tasks.stop]
    window.show()
    banner = window.findChild(RotationBanner)
    assert (banner is not None) == is_waiting
    if banner is not None:
        assert banner.isVisible()
        assert "New keys wait for room" in banner.accessibleName()
    data_sync.close()


@pytest.mark.parametrize("keystore", [MemoryKeyStore(), None], ids=["keyring", "none"])
async def test_the_window_is_told_how_its_desk_was_made(keystore, tmp_path, qapp) -> None:
    create_home(tmp_path, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keystore)
    opened = open_desk(tmp_path, PASSPHRASE, kdf=CHEAP, keystore=keystore)
    try:
        data_sync = make_data_sync(opened, None)
        assert data_sync.has_keyring == (keystore is not None)
        data_sync.close()
    finally:
        opened.close()
