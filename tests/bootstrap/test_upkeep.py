"""What a desk does for itself beside the work reaches the window as signals."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.bootstrap.headless import Desk
from app.bootstrap.upkeep import Upkeep
from tests.factories import a_patient

pytestmark = pytest.mark.row("F2")
Open = Callable[..., Desk]


def test_misfit_found_beside_the_work_is_told_and_the_day_has_its_checkpoint(
    opened: Open, qtbot: QtBot
) -> None:
    desk = opened()
    with desk.store.unit_of_work(desk.context) as uow:
        uow.add(a_patient())
    upkeep = Upkeep(desk)
    upkeep.begin()

    def actions() -> list[str]:
        with desk.store.database.reading() as session:
            return [str(one[0]) for one in session.all("SELECT action FROM audit")]

    qtbot.waitUntil(lambda: "checkpoint" in actions())
    desk.store.database.writer.run("DELETE FROM outbox")
    with qtbot.waitSignal(upkeep.broken):
        upkeep._proofs.look()
    assert actions()[-1] == "records_unfit"
    assert desk.trail.is_broken
    upkeep.stop()
    upkeep.stop()


def test_keyring_that_does_not_answer_is_said_once_and_again_when_it_recurs(
    opened: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk = opened()
    monkeypatch.setattr(type(desk.trail), "is_unguarded", property(lambda _self: is_away[0]))
    upkeep, said, is_away = Upkeep(desk), list[str](), [False]
    upkeep.said.connect(said.append)
    for is_away[0] in (False, True, True, False, True):
        upkeep._look_at_guard()
    assert desk.trail.standing == "unguarded"
    assert said == 2 * [
        "This computer's keyring does not answer: "
        "until it does, a cut of the audit trail could go unnoticed."
    ]
    assert len(caplog.messages) == 2
    caplog.clear()


def test_what_never_began_ends_at_once(opened: Open) -> None:
    Upkeep(opened()).stop()
