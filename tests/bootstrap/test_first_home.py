"""A join that is stopped lets go of everything, at whichever moment it is stopped."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import joining
from app.bootstrap.first_home import FirstHome, JoinRun
from app.bootstrap.founding import create_home
from app.bootstrap.home import Home, HomeLock, needs_first_run
from app.bootstrap.server import make_invitation
from app.security.join_code import new_join_code
from app.settings import Settings
from app.ui.first_run.answers import JoinAnswers
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.server_fixtures import RunningServer, databases, in_own_thread, postgres, server

__all__ = ["databases", "postgres", "server"]


@pytest.fixture
def place(tmp_path: Path) -> FirstHome:
    return FirstHome(folder=tmp_path / "desk", settings=Settings(), kdf=CHEAP)


def answers(url: str, code: str) -> JoinAnswers:
    return JoinAnswers(server_url=url, code=code, username="sara", passphrase=PASSPHRASE)


def test_a_run_that_is_cancelled_before_it_begins_does_nothing(place: FirstHome):
    run = JoinRun(place, answers("http://127.0.0.1:9", str(new_join_code())), None)
    run.cancel()
    assert run.run() is False
    assert not place.folder.exists()


def test_a_desk_that_opens_after_the_join_was_stopped_lets_go_of_its_folder(
    place: FirstHome, server: RunningServer, monkeypatch: pytest.MonkeyPatch
):
    code = in_own_thread(lambda: make_invitation(server.databases.app, "Nord", username="sara"))
    opening, may_open, real = threading.Event(), threading.Event(), joining.open_desk

    def slowly(*given: Any, **named: Any) -> Any:
        opening.set()
        assert may_open.wait(20)
        return real(*given, **named)

    monkeypatch.setattr(joining, "open_desk", slowly)
    run, outcome = JoinRun(place, answers(server.url, code), None), list[bool]()
    thread = threading.Thread(target=lambda: outcome.append(run.run()))
    thread.start()
    assert opening.wait(20)
    run.cancel()
    may_open.set()
    thread.join(20)
    assert outcome == [False]
    HomeLock(place.folder).release()
    assert needs_first_run(place.folder)


def test_a_finished_desk_needs_no_first_run_and_a_damaged_one_says_so_itself(tmp_path: Path):
    assert needs_first_run(tmp_path / "desk")
    create_home(tmp_path / "desk", "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP)
    assert not needs_first_run(tmp_path / "desk")
    Home(tmp_path / "desk").desk_file.write_bytes(b"{")
    assert not needs_first_run(tmp_path / "desk")
