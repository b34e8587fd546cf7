"""Somebody's choices are theirs, stay in the encrypted database, and outlive the window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import StorageFull
from app.domain.ids import UserId, new_id
from app.live.preferences import PreferenceCollection
from tests.ui.conftest import ScreenDesk, acting, desk, empty_database, until

__all__ = ["acting", "desk", "empty_database"]
pytestmark = pytest.mark.row("F7")


def anew(desk: ScreenDesk) -> PreferenceCollection:
    """As the next window reads them."""
    parts = desk.data_sync._parts
    sync = desk.data_sync
    made = PreferenceCollection(parts.threads, parts.begin, sync.access, sync)
    desk.at_end.append(made.stop)
    return made


async def test_choice_is_there_at_once_and_in_the_next_window(desk: ScreenDesk) -> None:
    mine = desk.data_sync.preferences
    await mine.load()
    mine.remember("theme", "dark")
    mine.remember("columns", {"born": 120})
    assert mine.text("theme") == "dark"
    await mine.keep()
    again = anew(desk)
    await again.load()
    assert (again.get("theme"), again.get("columns")) == ("dark", {"born": 120})


async def test_choice_is_kept_soon_without_being_told_to(desk: ScreenDesk) -> None:
    desk.data_sync.preferences.remember("theme", "dark")
    await until(lambda: not desk.data_sync.preferences._unsaved)
    again = anew(desk)
    await until(lambda: not desk.data_sync.is_writing)
    await again.load()
    assert again.text("theme") == "dark"


async def test_another_persons_choices_are_their_own(desk: ScreenDesk) -> None:
    desk.data_sync.preferences.remember("theme", "dark")
    await desk.data_sync.preferences.keep()
    access = desk.data_sync.access
    access.context = replace(access.context, user_id=UserId(new_id()))
    theirs = anew(desk)
    await theirs.load()
    assert theirs.text("theme", "system") == "system"
    theirs.remember("theme", "light")
    await theirs.keep()
    assert desk.data_sync.preferences.text("theme") == "dark"


async def test_forgotten_choice_is_gone_and_the_others_stay(desk: ScreenDesk) -> None:
    mine = desk.data_sync.preferences
    mine.remember("theme", "dark")
    mine.remember("density", "compact")
    await mine.keep()
    mine.remember("theme", None)
    await mine.keep()
    again = anew(desk)
    await again.load()
    assert (again.get("theme"), again.get("density")) == (None, "compact")


async def test_choice_made_before_the_others_were_read_is_not_overwritten(
    desk: ScreenDesk,
) -> None:
    first = desk.data_sync.preferences
    first.remember("theme", "dark")
    await first.keep()
    again = anew(desk)
    again.remember("theme", "light")
    await again.load()
    assert again.text("theme") == "light"


async def test_choice_that_could_not_be_kept_is_kept_the_next_time(
    desk: ScreenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = desk.data_sync.preferences
    mine.remember("theme", "dark")

    async def full(_work: object) -> None:
        raise StorageFull

    with monkeypatch.context() as patch:
        patch.setattr(mine._threads, "write", full)
        with pytest.raises(StorageFull):
            await mine.keep()
    await mine.keep()
    again = anew(desk)
    await again.load()
    assert again.text("theme") == "dark"


async def test_what_another_version_wrote_is_not_in_the_way(desk: ScreenDesk) -> None:
    user_id = desk.data_sync.access.context.user_id

    def write() -> None:
        with desk.store.unit_of_work(desk.data_sync.access.context) as uow:
            uow.meta.set(f"preferences:{user_id}", "[not what it was")

    desk.worker.submit(write).result()
    await desk.data_sync.preferences.load()
    assert desk.data_sync.preferences.get("theme") is None
