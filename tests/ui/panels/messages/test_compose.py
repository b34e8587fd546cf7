"""Writing a new message: about whom, for whom, kept while it is typed, sent whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.errors import StorageFull
from app.domain.message import Message, MessageThread
from app.domain.treatment import Document
from app.services.correspondence import NewThread
from tests.ui.conftest import Slow, until
from tests.ui.panels.messages.conftest import CONTROL, KIM, MessagesScreen

pytestmark = pytest.mark.row("E1", "F1")


async def begun(screen: MessagesScreen, who: str = "okaf", *, waits: bool = True) -> None:
    """Ctrl+N, a patient by typing, Enter."""
    screen.panel.start_new()
    field = screen.part("message_patient")
    await until(field.hasFocus)
    if waits:
        await screen.settled()
    QTest.keyClicks(field, who)
    QTest.keyClick(field, Qt.Key.Key_Return)
    await until(lambda: screen.panel.compose.whom.patient_id, what="a patient")


def fill(screen: MessagesScreen, subject: str, text: str) -> None:
    control = screen.part("message_subject")
    control.setFocus()
    QTest.keyClicks(control, subject)
    box = screen.panel.compose.box.text
    box.setFocus()
    QTest.keyClicks(box, text)


async def test_task_for_a_colleague_is_written_by_keyboard(
    screen: MessagesScreen, tmp_path: Path
) -> None:
    await begun(screen)
    identity = screen.panel.compose.whom.identity
    assert (identity.title(), identity.facts()) == ("Okafor, Amara", "born 3 May 1971 · P-AMARA")
    compose = screen.panel.compose
    await until(lambda: compose.assignee.findData(KIM) > 0)
    compose.assignee.setCurrentIndex(compose.assignee.findData(KIM))
    compose.priority.setCurrentIndex(compose.priority.findData("high"))
    place = tmp_path / "list.pdf"
    place.write_bytes(b"%PDF-1.7\n" + b"x" * 40)
    compose.box._on_files([str(place)])
    await until(lambda: compose.box.files.files)
    fill(screen, "Call back about refill", "Three tablets left")
    QTest.keyClick(compose.box.text, Qt.Key.Key_Return, CONTROL)
    await until(lambda: screen.texts() == ["Three tablets left"])
    (thread,) = screen.all(MessageThread)
    assert (thread.assignee_id, thread.priority, thread.status) == (KIM, "high", "unread")
    assert thread.patient_id == screen.amara.id
    (message,), (document,) = screen.all(Message), screen.all(Document)
    assert message.document_ids == (document.id,)
    assert not compose.is_open
    assert screen.said == ["Message sent."]


@pytest.mark.row("F2")
async def test_message_to_one_patient_does_not_come_up_under_another_chosen_meanwhile(
    screen: MessagesScreen, slow: Slow
) -> None:
    """The look for a draft may take longer than a person does to choose."""
    compose = screen.panel.compose
    await begun(screen)
    fill(screen, "Your results", "Please call back")
    await compose.draft.keep()
    compose.close_form()
    slow(screen.desk.data_sync.drafts, "get", 1.0)
    await begun(screen, "lindq", waits=False)
    await until(compose.draft._found.is_set)
    await screen.settled()
    assert (compose.whom.patient_id, compose.subject.value()) == (screen.daniel.id, "")
    assert compose.box.text.toPlainText() == ""
    compose.close_form()
    assert screen.panel.open_draft("message", screen.amara.id)
    await until(lambda: compose.subject.value() == "Your results")
    assert compose.whom.patient_id == screen.amara.id


async def test_message_between_colleagues_needs_no_patient(screen: MessagesScreen) -> None:
    screen.panel.start_new()
    await screen.settled()
    fill(screen, "Lamp", "Room 2 is dark")
    assert not screen.panel.compose.box.how.isVisible()
    screen.panel.compose.send()
    await until(lambda: screen.texts() == ["Room 2 is dark"])
    assert screen.all(MessageThread)[0].patient_id is None


async def test_missing_subject_and_text_are_said_where_they_belong(screen: MessagesScreen) -> None:
    screen.panel.start_new()
    await screen.settled()
    compose = screen.panel.compose
    compose.send()
    assert compose.subject.error() == "Say in a few words what it is about."
    assert compose.box.error.text() == "Write something first."
    assert QApplication.focusWidget() is compose.subject.control
    assert screen.all(MessageThread) == []


async def test_escape_keeps_what_is_typed_and_ctrl_n_brings_it_back(
    screen: MessagesScreen,
) -> None:
    await begun(screen)
    fill(screen, "Refill", "Three tablets")
    assert screen.panel.has_unsaved()
    assert screen.panel.close_side()
    assert screen.said == ["Kept as a draft. Ctrl+N brings it back."]
    await screen.settled()
    assert not screen.panel.has_unsaved()
    screen.panel.start_new()
    compose = screen.panel.compose
    await until(lambda: compose.box.text.toPlainText() == "Three tablets", what="the draft")
    assert compose.subject.value() == "Refill"
    await until(lambda: compose.whom.identity.title() == "Okafor, Amara")
    assert compose.whom.patient_id == screen.amara.id


async def test_draft_brings_the_cursor_back_to_where_it_stood(screen: MessagesScreen) -> None:
    await begun(screen)
    fill(screen, "Refill", "Three tablets")
    text = screen.panel.compose.box.text
    text.setFocus()
    text.moveCursor(QTextCursor.MoveOperation.Start)
    text.moveCursor(QTextCursor.MoveOperation.EndOfWord)
    assert screen.panel.close_side()
    await screen.settled()
    screen.panel.start_new()
    await until(lambda: text.toPlainText() == "Three tablets", what="the draft")
    assert text.hasFocus()
    assert text.textCursor().position() == len("Three")


async def test_sending_opens_no_window_that_would_take_the_keyboard(
    screen: MessagesScreen,
) -> None:
    await begun(screen)
    fill(screen, "Refill", "Three tablets")
    windows = Windows()
    QApplication.instance().installEventFilter(windows)
    screen.panel.compose.send()
    await until(lambda: screen.texts() == ["Three tablets"])
    await screen.settled()
    assert windows.shown == []


class Windows(QObject):
    """Notes every window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt names it)
        is_shown = event.type() == QEvent.Type.Show
        if is_shown and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched.objectName())
        return False


async def test_sent_message_leaves_no_draft(screen: MessagesScreen) -> None:
    await begun(screen)
    fill(screen, "Refill", "Three tablets")
    await screen.panel.keep_drafts()
    assert len(await screen.desk.data_sync.drafts.unfinished()) == 1
    screen.panel.compose.send()
    await until(lambda: screen.texts() == ["Three tablets"])
    await screen.settled()
    assert await screen.desk.data_sync.drafts.unfinished() == ()


async def test_full_disk_keeps_the_form_as_it_is(
    screen: MessagesScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begun(screen)
    fill(screen, "Refill", "Three tablets")

    async def full(*_given: object, **_named: object) -> None:
        raise StorageFull

    monkeypatch.setattr(screen.desk.data_sync.messages, "start", full)
    screen.panel.compose.send()
    await until(lambda: screen.said == ["StorageFull"])
    assert screen.panel.compose.is_open
    assert screen.panel.compose.box.text.toPlainText() == "Three tablets"
    assert screen.panel.compose.box.send.isEnabled()


async def test_chart_begins_a_message_about_its_patient(screen: MessagesScreen) -> None:
    screen.panel.begin("message_thread", screen.daniel.id)
    await until(lambda: screen.panel.compose.whom.patient_id == screen.daniel.id)
    assert screen.panel.compose.whom.identity.title() == "Lindqvist, Daniel"


async def test_second_press_of_send_sends_nothing_twice(
    screen: MessagesScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begun(screen)
    fill(screen, "Refill", "Three tablets")
    sent: list[NewThread] = []
    real = screen.desk.data_sync.messages.start

    async def counted(new: NewThread, **more: object) -> object:
        sent.append(new)
        return await real(new, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(screen.desk.data_sync.messages, "start", counted)
    screen.panel.compose.send()
    screen.panel.compose.send()
    await until(lambda: screen.texts() == ["Three tablets"])
    assert len(sent) == 1
