"""The state card: never taller than its words need, whatever the width."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.sync.status import SyncState, SyncStatus
from app.ui.panels.sync.state_card import StateCard
from app.ui.panels.sync.words import facts_line
from tests.factories import NOON, ZONE

pytestmark = pytest.mark.row("A2")
LONG = SyncStatus(
    state=SyncState.NEEDS_LOGIN,
    waiting=3,
    quarantined=2,
    last_synced_at=NOON,
    oldest_waiting_at=NOON - timedelta(hours=3),
)


@pytest.mark.parametrize(("width", "most"), [(1360, 120), (820, 180), (560, 220)])
def test_long_words_take_a_few_lines_and_no_more(width: int, most: int, qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    card = StateCard(zone=ZONE)
    layout.addWidget(card)
    layout.addWidget(QWidget(), 1)
    host.resize(width, 800)
    host.show()
    card.tell(LONG, NOON)
    qtbot.waitUntil(lambda: card.height() <= most)
    for part in (card.sign_in, card.now, card.work_offline):
        assert card.rect().contains(part.geometry())


def test_nothing_else_waits_beside_what_was_refused() -> None:
    words = facts_line(SyncStatus(state=SyncState.SYNCED, quarantined=2), ZONE, NOON)
    assert "nothing else is waiting  ·  2 need a person" in words
