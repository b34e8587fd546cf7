"""The Sync centre: the state in words, the queue, and what a person does with each change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.domain.operations import OperationResult, OperationState
from app.domain.patient import Patient
from app.domain.remote_ports import PushOutcome
from app.domain.staff import Role
from app.services.patients import update
from app.services.work_offline import OFFLINE_FACT
from app.sync import push
from app.sync.status import SyncState, SyncStatus
from app.ui.panels.sync.panel import MEASUREMENTS, SyncPanel
from app.ui.task_runner import TaskRunner
from app.ui.theme.style import Mode, theme
from app.ui.who_changed import WhoChanged
from tests.factories import NOON, a_child, a_context, a_patient
from tests.ui.conftest import ScreenDesk, a_while, in_role, until

pytestmark = pytest.mark.row("A2")
LEFT = Qt.MouseButton.LeftButton
Answer = Callable[[str], OperationResult]


@pytest.fixture
def patient(desk: ScreenDesk) -> Patient:
    made = a_patient(family_name="Okafor", given_names="Amara", phone="+12125550100")
    desk.pull(made)
    return made


@pytest.fixture
async def panel(desk: ScreenDesk, qtbot: QtBot) -> SyncPanel:
    tasks = TaskRunner(meter=desk.data_sync.telemetry)
    made = SyncPanel(desk.data_sync, tasks)
    qtbot.addWidget(made)
    desk.at_end += [made.stop, tasks.stop]
    made.resize(1200, 700)
    made.show()
    made.opened()
    await until(lambda: made.waiting._query.value is not None)
    return made


def change_phone(desk: ScreenDesk, patient: Patient, phone: str = "+12125550199", **who) -> None:
    begin, context = desk.store.unit_of_work, a_context(**who)
    work = lambda: update(begin, context, patient_id=patient.id, changes={"phone": phone})  # noqa: E731
    desk.worker.submit(work).result()


def refuse(desk: ScreenDesk, code: str = "invalid") -> None:
    """The server refuses everything that waits."""
    begin, context = desk.store.unit_of_work, a_context()

    def settle() -> None:
        batch = push.take(begin, context).batch
        assert batch is not None
        results = tuple(
            OperationResult(op_id=one.op_id, status="rejected", code=code)
            for one in batch.operations
        )
        outcome = PushOutcome(results=results, server_time=NOON, seq=1)
        push.settle(begin, context, batch=batch, outcome=outcome, luck=0.5)

    desk.worker.submit(settle).result()


def states(desk: ScreenDesk) -> list[OperationState]:
    with desk.store.reader() as reader:
        return [one.state for one in reader.pending()]


def texts(panel: SyncPanel, row: int = 0) -> list[str]:
    model = panel.waiting.model
    return [model.index(row, column).data() for column in range(model.columnCount())]


async def rows(panel: SyncPanel, count: int) -> None:
    await until(lambda: panel.waiting.model.rowCount() == count, what=f"{count} rows")
    await panel._tasks.settled()


def button(panel: SyncPanel, name: str) -> QAbstractButton:
    found = panel.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton)
    return found


async def test_state_last_sync_and_what_waits_are_told_in_plain_words(
    panel: SyncPanel, desk: ScreenDesk
) -> None:
    desk.sync.tell(
        SyncStatus(
            state=SyncState.OFFLINE,
            last_synced_at=NOON - timedelta(hours=1),
            waiting=37,
            quarantined=1,
            oldest_waiting_at=NOON - timedelta(minutes=14),
            offline_since=NOON - timedelta(hours=1),
            clock_offset_s=-600,
        )
    )
    assert panel.state.sentence().startswith("You are working offline since 11:00.")
    assert panel.state.facts() == (
        "Last in step with the server 21 Nov, 11:00  ·  37 changes waiting, the oldest for 14 min"
        "  ·  1 needs a person  ·  this computer's clock is 10 min ahead"
    )


async def test_a_desk_without_a_server_says_so_and_offers_nothing(
    desk: ScreenDesk, panel: SyncPanel
) -> None:
    panel.state.tell(None, NOON)
    assert "not joined to a server" in panel.state.sentence()
    assert not panel.state.now.isEnabled()
    assert not panel.state.work_offline.isEnabled()


async def test_every_change_is_listed_with_patient_time_person_and_state(
    panel: SyncPanel, desk: ScreenDesk, patient: Patient
) -> None:
    QAbstractItemModelTester(panel.waiting.model, panel)
    change_phone(desk, patient)
    await rows(panel, 1)
    assert texts(panel) == ["Patient changed", "Okafor, Amara", "21 Nov, 12:00", "—", "waiting"]
    desk.keep(a_patient(family_name="Bello", given_names="Ada"))
    await rows(panel, 2)
    assert texts(panel, 1)[:2] == ["Patient added", "Bello, Ada"]


@pytest.mark.row("A3")
@in_role(Role.BILLING)
async def test_a_patient_is_named_only_beside_records_the_role_sees(
    panel: SyncPanel, desk: ScreenDesk, patient: Patient
) -> None:
    from app.domain.clinical import Allergy

    allergy = a_child(Allergy, patient)
    desk.keep(allergy)
    await rows(panel, 1)
    assert texts(panel)[:2] == ["Allergy added", "—"]


async def test_what_the_server_refused_is_shown_under_need_a_person_and_sent_again(
    panel: SyncPanel, desk: ScreenDesk, patient: Patient, qtbot: QtBot
) -> None:
    change_phone(desk, patient)
    refuse(desk)
    await until(lambda: texts(panel)[4] == "needs a person" if panel.waiting._found else False)
    desk.keep(a_patient(family_name="Bello"))
    await rows(panel, 2)
    qtbot.mouseClick(button(panel, "waiting_stuck_chip"), LEFT)
    assert panel.waiting.model.rowCount() == 1
    assert button(panel, "waiting_stuck_chip").text() == "Need a person (1)"
    panel.waiting.view.setFocus()
    qtbot.keyClick(panel.waiting.view, Qt.Key.Key_Down)
    qtbot.keyClick(panel.waiting.view, Qt.Key.Key_Return)
    assert panel.waiting.detail.isVisible()
    assert any(line.startswith("What to do: The server did not") for line in _lines(panel))
    qtbot.mouseClick(button(panel, "retry_button"), LEFT)
    await until(lambda: OperationState.QUARANTINED not in states(desk), what="sent again")
    await rows(panel, 0)
    assert states(desk) == [OperationState.QUEUED] * 2


def _lines(panel: SyncPanel) -> list[str]:
    return panel.waiting.detail.lines()


async def test_discarding_asks_for_a_reason_and_is_kept_in_the_trail(
    panel: SyncPanel, desk: ScreenDesk, patient: Patient, qtbot: QtBot
) -> None:
    change_phone(desk, patient)
    refuse(desk)
    await until(lambda: states(desk) == [OperationState.QUARANTINED])
    await rows(panel, 1)
    panel.waiting._show_row(0)
    qtbot.mouseClick(button(panel, "discard_button"), LEFT)
    detail = panel.waiting.detail
    assert detail.reason.control.hasFocus()
    qtbot.mouseClick(detail.sure, LEFT)
    assert detail.reason.error()
    assert states(desk) == [OperationState.QUARANTINED]
    detail.reason.control.setText("typed twice")
    qtbot.keyClick(detail.reason.control, Qt.Key.Key_Return)
    await until(lambda: texts(panel)[0] == "Patient discarded", what="the server is to be told")
    assert panel.waiting.model.rowCount() == 1
    assert states(desk) == [OperationState.QUEUED]
    assert "discard" in desk.actions()
    assert not detail.isVisible()
    assert panel.waiting.view.hasFocus()
    assert desk.stored(Patient, patient.id).phone == "+12125550100"


async def test_somebody_elses_work_is_not_discarded_by_the_front_desk(
    panel: SyncPanel, desk: ScreenDesk, patient: Patient, qtbot: QtBot
) -> None:
    from app.domain.ids import UserId, new_id

    change_phone(desk, patient, user_id=UserId(new_id()))
    refuse(desk)
    await until(lambda: states(desk) == [OperationState.QUARANTINED])
    await rows(panel, 1)
    panel.waiting._show_row(0)
    discard = button(panel, "discard_button")
    assert not discard.isEnabled()
    assert "front desk" in discard.toolTip()


async def test_a_refused_change_is_put_right_in_its_form_and_sent(
    panel: SyncPanel, desk: ScreenDesk, patient: Patient, qtbot: QtBot
) -> None:
    change_phone(desk, patient)
    refuse(desk)
    await until(lambda: states(desk) == [OperationState.QUARANTINED])
    await rows(panel, 1)
    panel.waiting._show_row(0)
    qtbot.mouseClick(button(panel, "edit_waiting_button"), LEFT)
    form = panel.waiting.mending
    await until(form.isVisible)
    assert form.fields["phone"].value() == "+12125550199"
    await panel._tasks.settled()
    form.fields["phone"].control.setFocus()
    who = form.findChild(WhoChanged, "mending_who_changed")
    who.click()
    await until(lambda: who.popover is not None and who.popover.isVisible())
    assert who.popover.lines()[0].startswith("Phone: last changed by")
    qtbot.mouseClick(form.send, LEFT)
    assert "Nothing was changed" in form._error.text()
    form.fields["phone"].control.setText("+12125550142")
    assert panel.has_unsaved()
    qtbot.mouseClick(form.send, LEFT)
    await until(lambda: states(desk) == [OperationState.QUEUED], what="sent")
    await panel._tasks.settled()
    assert desk.stored(Patient, patient.id).phone == "+12125550142"
    assert not form.isVisible()
    assert not panel.has_unsaved()


@pytest.mark.row("F4")
async def test_what_is_typed_into_a_refused_change_is_kept_and_comes_back(
    panel: SyncPanel, desk: ScreenDesk, patient: Patient, qtbot: QtBot
) -> None:
    change_phone(desk, patient)
    refuse(desk)
    await until(lambda: states(desk) == [OperationState.QUARANTINED])
    await rows(panel, 1)
    panel.waiting._show_row(0)
    qtbot.mouseClick(button(panel, "edit_waiting_button"), LEFT)
    form = panel.waiting.mending
    await until(form.isVisible)
    await panel._tasks.settled()
    qtbot.keyClicks(form.fields["phone"].control, "77")
    assert panel.close_side()
    assert form.isVisible()
    await panel.keep_drafts()
    (kept,) = await desk.data_sync.drafts.unfinished()
    again = SyncPanel(desk.data_sync, panel._tasks)
    qtbot.addWidget(again)
    desk.at_end.append(again.stop)
    again.show()
    assert again.open_draft(kept.key.form, kept.key.subject)
    other = again.waiting.mending
    await until(lambda: other.fields and other.fields["phone"].value() == "77+12125550199")
    other.fields["phone"].control.setText("+12125550142")
    other.draft.touch()
    qtbot.mouseClick(other.send, LEFT)
    await until(lambda: states(desk) == [OperationState.QUEUED], what="sent")
    await panel._tasks.settled()
    assert await desk.data_sync.drafts.unfinished() == ()


async def test_work_offline_is_remembered(panel: SyncPanel, desk: ScreenDesk, qtbot: QtBot) -> None:
    def kept() -> str | None:
        def read() -> str | None:
            with desk.store.unit_of_work(a_context()) as uow:
                return uow.meta.get(OFFLINE_FACT)

        return desk.worker.submit(read).result()

    qtbot.mouseClick(panel.state.work_offline, LEFT)
    await panel._tasks.settled()
    assert (desk.sync.asked, kept()) == (["offline"], "yes")
    desk.sync.tell(SyncStatus(state=SyncState.PAUSED))
    assert panel.state.work_offline.isChecked()
    assert not panel.state.now.isEnabled()
    qtbot.mouseClick(panel.state.work_offline, LEFT)
    await panel._tasks.settled()
    assert (desk.sync.asked, kept()) == (["offline", "online"], None)


async def test_a_long_queue_is_cut_and_what_needs_a_person_is_in_it_all_the_same(
    panel: SyncPanel, desk: ScreenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.panels.sync.waiting_page._SHOWN", 2)
    for name in ("A", "B", "C"):
        desk.keep(a_patient(family_name=name))
    young = a_patient(family_name="Young")
    desk.keep(young)
    with desk.store.reader() as reader:
        last = reader.pending()[-1].operation.op_id

    def mark() -> None:
        with desk.store.unit_of_work(a_context()) as uow:
            uow.outbox.mark([last], OperationState.QUARANTINED, code="invalid")

    desk.worker.submit(mark).result()
    panel.opened()
    await until(lambda: panel.waiting.model.rowCount() == 3)
    assert texts(panel, 2)[4] == "needs a person"
    panel.waiting.tell_count(4)
    assert "2 younger ones" in panel.waiting._more.text()


@pytest.mark.row("E13")
async def test_measurements_are_a_page_with_what_was_done_in_the_window(
    panel: SyncPanel, desk: ScreenDesk, patient: Patient, qtbot: QtBot
) -> None:
    panel._tasks.start(desk.data_sync.patients.chart(patient.id))
    await panel._tasks.settled()
    qtbot.mouseClick(button(panel, "sync_measurements_tab"), LEFT)
    page = panel._pages[MEASUREMENTS]
    assert panel.page_shown is page
    await until(lambda: page.model.rowCount() >= 1)
    QAbstractItemModelTester(page.model, panel)
    names = [page.model.index(row, 0).data() for row in range(page.model.rowCount())]
    assert "Patient: chart" in names
    page.view.setCurrentIndex(page.model.index(0, 0))
    assert page.ended().startswith("Ended: ")
    said = " ".join(str(page.model.index(0, at).data()) for at in range(7)) + page.ended()
    assert patient.id not in said


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
async def test_the_panel_paints_in_both_themes_and_directions(
    panel: SyncPanel, desk: ScreenDesk, patient: Patient, mode: Mode, direction: Qt.LayoutDirection
) -> None:
    change_phone(desk, patient)
    await rows(panel, 1)
    theme().set_mode(mode)
    panel.setLayoutDirection(direction)
    panel.waiting._show_row(0)
    await a_while(0.02)
    assert not panel.grab().isNull()
    theme().set_mode(Mode.LIGHT)
