"""One backup a day: due, told when it fails, never on the wrong disk, and never silently over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import backing_up, backup_schedule
from app.bootstrap.backing_up import last_backup
from app.bootstrap.backup_schedule import BackupSchedule, BackupState
from app.bootstrap.headless import Desk
from app.domain.errors import StorageFull
from app.settings import Settings

Opened = Callable[..., Desk]
pytestmark = pytest.mark.row("F4")
MORNING = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


class HandClock:
    def __init__(self) -> None:
        self.time = MORNING

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return 0.0


def _left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _raising(error: Exception) -> Callable[..., None]:
    def fail(*arguments: object, **options: object) -> None:
        raise error

    return fail


class TestSchedule:
    def make(self, opened: Opened, **settings: Any) -> tuple[Desk, HandClock, BackupSchedule]:
        clock = HandClock()
        desk = opened(clock=clock, settings=Settings(**settings))
        self.states: list[BackupState] = []
        schedule = BackupSchedule(
            desk, on_change=self.states.append, first_look_s=0.0, look_every_s=0.01
        )
        return desk, clock, schedule

    def test_one_backup_a_day_and_old_ones_go(self, opened: Opened, tmp_path: Path):
        _, clock, schedule = self.make(opened, backup_dir=tmp_path / "daily", backup_keep=2)
        for _ in range(3):
            schedule.look()
            clock.time += timedelta(hours=5)
            schedule.look()
            clock.time += timedelta(hours=19)
        names = _left(tmp_path / "daily")
        assert [name.split("-")[1][:8] for name in names] == ["20261122", "20261123"]
        assert [state.failure for state in self.states] == ["", "", ""]

    def test_another_desks_backups_in_the_folder_stay(self, opened: Opened, tmp_path: Path):
        daily = tmp_path / "daily"
        daily.mkdir()
        (daily / f"0000-1{backing_up.SUFFIX}").write_bytes(b"theirs")
        _, clock, schedule = self.make(opened, backup_dir=daily, backup_keep=1)
        for _ in range(2):
            schedule.look()
            clock.time += timedelta(days=1)
        assert len(_left(daily)) == 2

    def test_failure_is_told_and_tried_again(
        self, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        desk, _, schedule = self.make(opened, backup_dir=tmp_path / "daily")
        monkeypatch.setattr(backing_up, "pack", _raising(StorageFull()))
        schedule.look()
        schedule.look()
        assert [state.failure for state in self.states] == ["storage_full"]
        assert schedule.state.words.startswith("Today's backup could not be made")
        monkeypatch.undo()
        schedule.look()
        assert self.states[-1] == BackupState(last_at=desk.clock.now())
        assert schedule.state.words == ""

    def test_it_works_on_its_own_thread_and_stops(self, opened: Opened, tmp_path: Path):
        _, _, schedule = self.make(opened, backup_dir=tmp_path / "daily")
        done = threading.Event()
        schedule._on_change = lambda state: done.set()
        schedule.start()
        assert done.wait(20)
        schedule.stop()
        schedule.stop()
        assert len(_left(tmp_path / "daily")) == 1

    def test_stopping_gives_up_a_backup_under_way(self, opened: Opened, tmp_path: Path):
        _, _, schedule = self.make(opened, backup_dir=tmp_path / "daily")
        schedule._ended.set()
        schedule.look()
        assert _left(tmp_path / "daily") == []
        assert self.states == []

    def test_none_are_made_where_none_are_kept(self, opened: Opened, tmp_path: Path):
        _, _, schedule = self.make(opened, backup_dir=tmp_path / "daily", backup_keep=0)
        schedule.start()
        assert schedule._thread is None

    def test_day_is_remembered_over_a_restart(self, opened: Opened, tmp_path: Path):
        desk, clock, schedule = self.make(opened, backup_dir=tmp_path / "daily")
        schedule.look()
        clock.time += timedelta(minutes=1)
        again = BackupSchedule(desk)
        again.look()
        assert len(_left(tmp_path / "daily")) == 1

    def test_backup_just_made_stays_beside_names_of_the_future(
        self, opened: Opened, tmp_path: Path
    ):
        daily = tmp_path / "daily"
        desk, clock, schedule = self.make(opened, backup_dir=daily, backup_keep=2)
        clock.time += timedelta(days=400)  # the clock was ahead
        for _ in range(2):
            schedule.look()
            clock.time += timedelta(days=1)
        clock.time = MORNING
        schedule.look()
        assert f"20261121T080000Z{backing_up.SUFFIX}" in [
            name.split("-")[1] for name in _left(daily)
        ]
        assert len(_left(daily)) == 2
        assert last_backup(desk) == MORNING

    def test_backup_that_got_no_name_does_not_count_after_a_restart(
        self, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        desk, _, schedule = self.make(opened, backup_dir=tmp_path / "daily")
        monkeypatch.setattr(backing_up, "publish", _raising(StorageFull()))
        schedule.look()
        assert schedule.state == BackupState(failure="storage_full")
        assert (last_backup(desk), _left(tmp_path / "daily")) == (None, [])
        monkeypatch.undo()
        BackupSchedule(desk).look()
        assert len(_left(tmp_path / "daily")) == 1

    def test_day_whose_files_are_gone_is_made_again(self, opened: Opened, tmp_path: Path):
        desk, _, schedule = self.make(opened, backup_dir=tmp_path / "daily")
        schedule.look()
        for path in (tmp_path / "daily").iterdir():
            path.unlink()
        BackupSchedule(desk).look()
        assert len(_left(tmp_path / "daily")) == 1

    def test_an_unexpected_error_is_told_and_the_thread_goes_on(
        self,
        opened: Opened,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ):
        _, _, schedule = self.make(opened, backup_dir=tmp_path / "daily")
        failed, done = threading.Event(), threading.Event()

        def heard(state: BackupState) -> None:
            if state.failure:
                failed.set()
            elif state.last_at:
                done.set()

        schedule._on_change = heard
        real = backup_schedule.back_up
        monkeypatch.setattr(backup_schedule, "back_up", _raising(LookupError("anything")))
        schedule.start()
        assert failed.wait(20)
        assert schedule.state.failure == "internal"
        assert schedule.state.words
        monkeypatch.setattr(backup_schedule, "back_up", real)
        assert done.wait(20)
        schedule.stop()
        assert "today's backup failed" in caplog.text
        caplog.clear()

    def test_a_zone_this_computer_does_not_know_ends_no_backups(
        self, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        _, clock, schedule = self.make(opened, backup_dir=tmp_path / "daily")
        monkeypatch.setattr(type(schedule._desk.clinic), "zone", "Atlantis/Nowhere", raising=False)
        for _ in range(2):
            schedule.look()
            clock.time += timedelta(days=1)
        assert len(_left(tmp_path / "daily")) == 2
        assert schedule.state.failure == ""

    def test_the_path_of_a_disk_that_is_not_there_is_not_made(self, opened: Opened, tmp_path: Path):
        _, _, schedule = self.make(opened, backup_dir=tmp_path / "stick" / "clinic")
        schedule.look()
        assert not (tmp_path / "stick").exists()
        assert "is not there" in schedule.state.words
        (tmp_path / "stick").mkdir()  # plugged in
        schedule.look()
        assert (schedule.state.failure, schedule.state.words) == ("", "")

    def test_a_disk_that_went_from_under_its_folder_is_missed(
        self, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        """Unmounted, its folder is an empty one on the desk's own disk."""
        stick = tmp_path / "stick"
        stick.mkdir()
        desk, clock, schedule = self.make(opened, backup_dir=stick / "clinic")
        real = backup_schedule.device_of
        monkeypatch.setattr(
            backup_schedule,
            "device_of",
            lambda place: -1 if stick in (place, *place.parents) else real(place),
        )
        schedule.look()
        assert len(_left(stick / "clinic")) == 1
        monkeypatch.undo()
        for path in (stick / "clinic").iterdir():
            path.unlink()
        (stick / "clinic").rmdir()
        clock.time += timedelta(days=1)
        for again in (schedule, BackupSchedule(desk)):
            again.look()
            assert again.state.failure == backup_schedule.FOLDER_GONE
        assert _left(stick) == []
