"""What was measured is named for people, not for programmers."""

from __future__ import annotations

import pytest

from app.domain.telemetry import Area
from app.ui.panels.sync.words import measured_words

pytestmark = pytest.mark.row("E13")


@pytest.mark.parametrize(
    ("area", "name", "words"),
    [
        (Area.ACTION, "SyncCollection.money_level", "Sync: money level"),
        (Area.ACTION, "AppointmentCollection.free_slots", "Appointment: free slots"),
        (Area.ACTION, "DataSync.pending", "Data sync: pending"),
        (Area.API, "POST /v1/sync/patient-rows", "Sync patient rows"),
        (Area.SYNC, "pull_page", "Pull page"),
    ],
)
def test_a_measurement_has_a_plain_name(area: Area, name: str, words: str) -> None:
    assert measured_words(area, name) == words
