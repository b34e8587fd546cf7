"""Whoever waited for a lock file that is gone by then looks again."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.security.file_lock import alone

pytestmark = pytest.mark.row("F3")


class Visitor(threading.Thread):
    """Somebody who stays inside until told to leave."""

    def __init__(self, beside: Path) -> None:
        super().__init__(daemon=True)
        self._beside = beside
        self.inside, self.leave = threading.Event(), threading.Event()

    def run(self) -> None:
        with alone(self._beside):
            self.inside.set()
            self.leave.wait(10)


def test_one_after_the_other_whenever_they_came(tmp_path: Path) -> None:
    beside = tmp_path / "keyslots.json"
    first, second, third = (Visitor(beside) for _ in range(3))
    first.start()
    assert first.inside.wait(5)
    second.start()  # waits for the file that the first takes away
    assert not second.inside.wait(0.2)
    first.leave.set()
    assert second.inside.wait(5)
    third.start()
    assert not third.inside.wait(0.2)
    second.leave.set()
    assert third.inside.wait(5)
    third.leave.set()
    third.join(5)
    assert list(tmp_path.iterdir()) == []


def test_lock_ends_with_whoever_was_stopped_inside(tmp_path: Path) -> None:
    beside = tmp_path / "keyslots.json"
    with pytest.raises(KeyError), alone(beside):
        raise KeyError
    with alone(beside):
        pass
