"""The rehearsal finds a computer, or a program, that does not keep its promises."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

import pytest

from app.domain.errors import OpenFailed
from app.storage import rehearsal
from app.storage.cache import RecordCache
from app.storage.session import Session
from app.storage.store import LocalStore
from app.storage.unit_of_work import LocalUnitOfWork
from tests.storage.conftest import HandClock, TestSigner

pytestmark = pytest.mark.row("C5", "C6")


def broken() -> tuple[str, ...]:
    return rehearsal.rehearse(signer=TestSigner(), clock=HandClock())


def test_sound_computer_keeps_every_promise() -> None:
    assert broken() == ()


def nothing(*_: object, **__: object) -> None:
    """What a broken part does."""


def never_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "_LONG", rehearsal._LONG.replace("1000000000", "1000"))


BREAKS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "rollback": lambda m: m.setattr(LocalUnitOfWork, "rollback", LocalUnitOfWork.commit),
    "savepoints": lambda m: m.setattr(LocalUnitOfWork, "rollback_to", nothing),
    "reading only": lambda m: (
        m.setattr(LocalUnitOfWork, "only_reads", nothing),
        m.setattr(LocalStore, "_begin", lambda self, _options: self._writer.run("BEGIN")),
    )[0],
    "time limits": never_late,
    "hooks": lambda m: m.setattr("app.storage.commit_feed.CommitFeed.tell", nothing),
}


MEMORY_BREAKS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "keeps nothing": lambda m: m.setattr(RecordCache, "keep", nothing),
    "keeps what changed": lambda m: m.setattr(RecordCache, "committing", nullcontext),
    "keeps what is named": lambda m: m.setattr(RecordCache, "delete", lambda *_: False),
    "keeps what a lock ends": lambda m: m.setattr(RecordCache, "clear", nothing),
}


@pytest.mark.row("B4")
@pytest.mark.parametrize("how", MEMORY_BREAKS)
def test_memory_that_does_not_forget_is_named(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    MEMORY_BREAKS[how](monkeypatch)
    assert "memory" in broken()


@pytest.mark.parametrize("name", BREAKS)
def test_broken_promise_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    BREAKS[name](monkeypatch)
    assert name in broken()


def test_database_that_cannot_be_made_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OpenFailed

    monkeypatch.setattr(Session, "run", fail)
    with pytest.raises(OpenFailed):
        broken()
