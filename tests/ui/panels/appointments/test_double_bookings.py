"""Two desks booked the same time: both visits on screen, kept or moved, decided once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.domain.appointment import Appointment
from app.domain.conflict import ConflictKind, Resolution, SyncConflict
from app.domain.ids import new_id
from app.services.appointments import Slot
from tests.factories import NOON
from tests.ui.conftest import until
from tests.ui.panels.appointments.conftest import Clinic, Screen, at

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
async def pair(screen: Screen, clinic: Clinic) -> tuple[Appointment, Appointment, SyncConflict]:
    first = clinic.visit(clinic.amara, 9)
    second = clinic.visit(clinic.lena, 9, needs_resolution=True, room_id=None)
    conflict = SyncConflict(
        id=new_id(),
        created_at=NOON,
        updated_at=NOON,
        entity="appointment",
        row_id=second.id,
        other_row_id=first.id,
        patient_id=clinic.lena.id,
        kind=ConflictKind.DOUBLE_BOOKING,
    )
    screen.desk.pull(first, second, conflict)
    await until(screen.panel.double_bookings.isVisible)
    await screen.quiet()
    return first, second, conflict


async def test_both_visits_are_shown_and_can_both_be_kept(
    screen: Screen, pair: tuple[Appointment, Appointment, SyncConflict]
) -> None:
    _, second, conflict = pair
    card = screen.panel.double_bookings
    text = "\n".join(one.text() for one in card.findChildren(QLabel))
    assert "09:00–09:30 Okafor, Amara" in text
    assert "09:00–09:30 Kowalska, Lena" in text
    button = screen.part(f"keep_both_{conflict.id}", QPushButton)
    QTest.mouseClick(button, LEFT)
    QTest.mouseClick(button, LEFT)
    await until(lambda: not card.isVisible())
    await screen.quiet()
    kept = screen.stored(second)
    assert (kept.is_overbook, kept.needs_resolution) == (True, False)
    stored = screen.desk.stored(SyncConflict, conflict.id)
    assert stored.resolution == Resolution.BOTH


async def test_moving_one_of_them_decides_the_conflict(
    screen: Screen, pair: tuple[Appointment, Appointment, SyncConflict]
) -> None:
    _, second, conflict = pair
    QTest.mouseClick(screen.part(f"move_{second.id}", QPushButton), LEFT)
    await until(lambda: screen.panel.form.visit_id == second.id)
    await screen.quiet()
    start = screen.panel.form._fields.field("start").control
    start.setFocus()
    start.selectAll()
    QTest.keyClicks(start, "14:00")
    screen.panel.form.save()
    await until(lambda: screen.desk.stored(SyncConflict, conflict.id).status == "resolved")
    await screen.quiet()
    kept = screen.stored(second)
    assert (kept.starts_at, kept.needs_resolution) == (at(14), False)
    assert not screen.panel.double_bookings.isVisible()


async def test_a_conflict_decided_at_the_other_desk_says_so(
    screen: Screen, pair: tuple[Appointment, Appointment, SyncConflict]
) -> None:
    _, _, conflict = pair
    await screen.desk.data_sync.conflicts.resolve(conflict.id, Resolution.BOTH)
    screen.panel.double_bookings._keep_both(conflict, QPushButton())
    await screen.quiet()
    assert screen.said == ["This conflict was decided already."]


async def test_a_drop_after_a_move_elsewhere_changes_nothing(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 9)
    screen.desk.pull(visit)
    await screen.shown(visit, lambda v: v.starts_at == at(9))
    as_shown = screen.panel.views.visit(visit.id)
    assert as_shown is not None
    screen.panel.views.calendar.canvas.lifted.emit(visit.id)
    slot = Slot(starts_at=at(11), length_min=30, practitioner_id=clinic.ono.id)
    await screen.desk.data_sync.appointments.move(visit.id, slot)
    await screen.shown(visit, lambda v: v.starts_at == at(11))
    lifted = screen.panel.views._lifted
    assert lifted == as_shown
    back = Slot(starts_at=at(10), length_min=30, practitioner_id=clinic.weiss.id)
    screen.panel.visit_actions.move(lifted, back)
    await until(lambda: screen.said)
    assert screen.said[-1].startswith("Okafor, Amara was moved at another desk meanwhile")
    assert screen.stored(visit).starts_at == at(11)
