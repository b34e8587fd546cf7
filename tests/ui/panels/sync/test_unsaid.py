"""A change of an older version that says not why: whoever sends it again says so where it must."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.billing import Charge
from app.domain.operations import UNSAID, OperationState
from app.domain.patient import Patient
from app.protocol.upcasters import SAYS_WHY
from app.ui.panels.sync.panel import SyncPanel
from tests.factories import a_child, a_context
from tests.ui.conftest import ScreenDesk, until
from tests.ui.panels.sync.test_panel import button, panel, patient, refuse, states, texts

__all__ = ["panel", "patient"]
pytestmark = pytest.mark.row("A2", "E8")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
async def charge(panel: SyncPanel, desk: ScreenDesk, patient: Patient) -> Charge:
    """Made by the front desk under a version that sent no reasons, and refused."""
    made = a_child(Charge, patient, amount_minor=5_000)

    def add() -> None:
        with desk.store.unit_of_work(a_context().because("school form")) as uow:
            uow.add(made)

    desk.worker.submit(add).result()
    refuse(desk)
    await until(lambda: states(desk) == [OperationState.QUARANTINED])
    sql = "UPDATE outbox SET reason = '', schema = ?"
    desk.worker.submit(lambda: desk.store.database.writer.run(sql, [SAYS_WHY - 1])).result()
    await until(lambda: bool(panel.waiting._found) and texts(panel)[4] == "needs a person")
    await panel._tasks.settled()
    panel.waiting._show_row(0)
    return made


def reasons(desk: ScreenDesk) -> list[str]:
    with desk.store.reader() as reader:
        return [one.operation.reason for one in reader.pending()]


async def test_who_sends_it_again_is_asked_why_and_says_it_with_a_word_of_their_own(
    panel: SyncPanel, desk: ScreenDesk, charge: Charge, qtbot: QtBot
) -> None:
    asks = panel.waiting.detail.why
    qtbot.mouseClick(button(panel, "retry_button"), LEFT)
    await until(asks.isVisible, what="asked")
    assert asks.field.control.hasFocus()
    qtbot.mouseClick(asks.go, LEFT)
    assert asks.field.error()
    asks.field.control.setText(UNSAID)
    assert panel.waiting.has_unsaved()
    qtbot.mouseClick(asks.go, LEFT)
    await until(lambda: not asks.field.value(), what="asked once more")
    assert states(desk) == [OperationState.QUARANTINED]
    asks.field.control.setText("for the insurer")
    qtbot.keyClick(asks.field.control, Qt.Key.Key_Return)
    await until(lambda: states(desk) == [OperationState.QUEUED], what="sent again")
    assert reasons(desk) == ["for the insurer"]
    await until(panel.waiting.detail.isHidden, what="closed")


async def test_question_why_is_left_with_the_change_and_leaves_it_as_it_is(
    panel: SyncPanel, desk: ScreenDesk, charge: Charge, qtbot: QtBot
) -> None:
    asks = panel.waiting.detail.why
    qtbot.mouseClick(button(panel, "retry_button"), LEFT)
    await until(asks.isVisible, what="asked")
    qtbot.keyClick(asks.field.control, Qt.Key.Key_Escape)
    assert not asks.isVisible()
    qtbot.mouseClick(button(panel, "retry_button"), LEFT)
    await until(asks.isVisible, what="asked")
    qtbot.mouseClick(button(panel, "discard_button"), LEFT)
    assert not asks.isVisible(), "another question stands there"
    assert states(desk) == [OperationState.QUARANTINED]


async def test_who_puts_it_right_is_asked_why_and_keeps_what_was_typed(
    panel: SyncPanel, desk: ScreenDesk, charge: Charge, qtbot: QtBot
) -> None:
    qtbot.mouseClick(button(panel, "edit_waiting_button"), LEFT)
    form = panel.waiting.mending
    await until(form.isVisible)
    assert form.reason.isHidden()
    form.fields["amount_minor"].set_value("45.00")
    qtbot.mouseClick(form.send, LEFT)
    await until(form.reason.isVisible, what="asked")
    form.reason.field.control.setText("for the insurer")
    qtbot.mouseClick(form.reason.go, LEFT)
    await until(lambda: states(desk) == [OperationState.QUEUED], what="sent")
    assert desk.stored(Charge, charge.id).amount_minor == 4_500
    assert reasons(desk) == ["for the insurer"]
    await until(form.isHidden, what="closed")
    assert form.reason.isHidden()
