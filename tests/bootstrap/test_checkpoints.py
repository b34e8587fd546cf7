"""A checkpoint a day, by the clinic's own days, and one that says something else is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.bootstrap.checkpoints import DailyCheckpoint, last_checkpoint
from app.bootstrap.headless import Desk
from app.bootstrap.verifying import verify_home
from app.domain.context import Purpose
from app.settings import load_settings
from app.storage.audit import read_head
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient

pytestmark = pytest.mark.row("F2")
Open = Callable[..., Desk]
EVENING = datetime(2026, 11, 22, 4, 50, tzinfo=UTC)
"""Ten minutes to midnight in New York."""


class Clock:
    passed = timedelta()

    def now(self) -> datetime:
        return EVENING + self.passed

    def monotonic(self) -> float:
        return self.passed.total_seconds()


def events(desk: Desk) -> list[tuple[object, ...]]:
    with desk.store.database.reading() as session:
        return session.all(
            "SELECT seq, result_count, fields, purpose FROM audit WHERE action = 'checkpoint'"
        )


def test_first_look_and_midnight_of_the_clinic_write_one_each(opened: Open) -> None:
    clock = Clock()
    desk = opened(clock=clock)
    assert desk.clinic.zone == "America/New_York"
    with desk.store.database.reading() as session:
        head = read_head(session)
    daily = DailyCheckpoint(desk)
    assert [daily.look(), daily.look()] == [True, False]
    said = f'["link:{head.link.hex()}"]'
    assert events(desk) == [(head.seq + 1, head.seq, said, str(Purpose.SYSTEM))]
    assert DailyCheckpoint(desk).look() is False  # the next opening on the same day
    clock.passed = timedelta(minutes=9)
    assert daily.look() is False
    clock.passed = timedelta(minutes=11)
    assert [daily.look(), daily.look()] == [True, False]
    assert len(events(desk)) == 2
    assert desk.store.verify_audit() is None


def test_trail_that_does_not_fit_is_not_confirmed(opened: Open) -> None:
    desk = opened()
    desk.trail.disown()
    assert DailyCheckpoint(desk).look() is False
    assert events(desk) == []


@pytest.mark.parametrize("part", ["count", "link"])
def test_checkpoint_that_says_something_else_is_named(
    part: str, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where it is signed: whoever wrote the rows before it anew did not write it so."""
    desk = opened()

    def write() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            head = read_head(uow._session)
            count = head.seq + (part == "count")
            link = bytes(32) if part == "link" else head.link
            uow.note("checkpoint", result_count=count, fields=[f"link:{link.hex()}"])

    desk.worker.submit(write).result()
    with desk.store.database.reading() as session:
        end = read_head(session).seq
    assert desk.store.verify_audit() == end


def test_verify_shows_the_line_for_paper(opened: Open, home: Path) -> None:
    desk = opened()
    with desk.store.unit_of_work(desk.context) as uow:
        uow.add(a_patient())
    DailyCheckpoint(desk).look()
    noted = last_checkpoint(desk)
    desk.close()
    found = verify_home(home, PASSPHRASE, settings=load_settings({}), kdf=CHEAP)
    assert noted is not None
    assert found.is_sound
    assert f"{noted.events} rows, head {noted.short_head}" in found.as_text()
    plain = json.loads(json.dumps(found.as_json()))["checkpoint"]
    assert (plain["events"], plain["link"]) == (noted.events, noted.link)
    assert len(noted.short_head) == 19
