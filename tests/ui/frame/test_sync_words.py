"""The pill and the banner say in plain words how the desk stands with the server."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication

from app.sync.status import Progress, SyncState, SyncStatus
from app.ui.frame.sync_words import offline_sentence, pill_words, status_sentence
from tests.factories import NOON, ZONE

CASES = [
    (SyncStatus(state=SyncState.SYNCED, last_synced_at=NOON), "Synced 12:00"),
    (
        SyncStatus(state=SyncState.SYNCING, waiting=4, progress=Progress(pushed=1)),
        "Syncing 2 of 5",
    ),
    (SyncStatus(state=SyncState.SYNCING), "Syncing"),
    (SyncStatus(state=SyncState.OFFLINE, waiting=3), "Offline · 3 waiting"),
    (SyncStatus(state=SyncState.OFFLINE, waiting=3, conflicted=2), "Offline · 3 waiting"),
    (SyncStatus(state=SyncState.PAUSED), "Offline"),
    (SyncStatus(state=SyncState.SYNCED, conflicted=2), "2 conflicts"),
    (SyncStatus(state=SyncState.SYNCED, conflicted=1), "1 conflict"),
    (SyncStatus(state=SyncState.SYNCED, quarantined=1), "1 needs attention"),
    (SyncStatus(state=SyncState.NEEDS_LOGIN, waiting=1), "Sign in needed"),
    (None, "This computer only"),
]


@pytest.mark.row("A2")
@pytest.mark.parametrize(("status", "words"), CASES)
def test_the_pill_says_it_in_a_few_words(status: SyncStatus | None, words: str) -> None:
    assert pill_words(status, ZONE).text == words


def test_the_banner_says_since_when_and_that_nothing_is_lost() -> None:
    since = NOON - timedelta(hours=2, minutes=29)
    said = offline_sentence(SyncStatus(offline_since=since), ZONE)
    assert said.startswith("You are working offline since 09:31. Changes are saved on this")


@pytest.mark.parametrize("state", list(SyncState))
def test_every_state_has_a_pill_and_a_sentence(state: SyncState, qapp: QApplication) -> None:
    status = SyncStatus(state=state)
    assert pill_words(status, ZONE).text
    assert status_sentence(status, ZONE)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, "Everything on this computer is on the server too."),
        ({"quarantined": 1}, "1 change was not taken by the server: it is on this computer only."),
        (
            {"quarantined": 2, "conflicted": 1},
            "2 changes were not taken by the server: they are on this computer only.",
        ),
        ({"conflicted": 1}, "Everything was sent; 1 change waits for somebody to decide."),
        ({"conflicted": 3}, "Everything was sent; 3 changes wait for somebody to decide."),
    ],
)
def test_what_was_refused_is_never_called_sent(
    counts: dict[str, int], said: str, qapp: QApplication
) -> None:
    assert status_sentence(SyncStatus(state=SyncState.SYNCED, **counts), ZONE) == said
