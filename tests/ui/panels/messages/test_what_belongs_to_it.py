"""Files and templates of a message that is not sent yet: nothing is lost or mixed up in silence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.message import Message, MessageTemplate, MessageThread
from app.domain.patient import Patient
from app.ui.main_window import MainWindow
from app.ui.panel_registry import MESSAGES
from app.ui.panels.messages.panel import MessagesPanel
from tests.factories import a_child, a_record
from tests.ui.conftest import ScreenDesk, until
from tests.ui.panels.messages.conftest import MessagesScreen

pytestmark = pytest.mark.row("E1", "F1")
Pdf = Callable[[str], str]


@pytest.fixture
def pdf(tmp_path: Path) -> Pdf:
    """A file of this computer."""

    def made(name: str) -> str:
        place = tmp_path / name
        place.write_bytes(b"%PDF-1.7\n%%EOF\n" + name.encode())
        return str(place)

    return made


def panel_anew(screen: MessagesScreen) -> MessagesPanel:
    """The panel after a lock: what the one before held in memory is gone."""
    panel = MessagesPanel(screen.desk.data_sync, screen.panel._tasks)
    screen.qtbot.addWidget(panel)
    screen.desk.at_end.append(panel.stop)
    panel.resize(1200, 760)
    panel.show()
    return panel


async def attached(screen: MessagesScreen, *paths: str) -> None:
    box = screen.panel.conversation.reply.box
    for at, one in enumerate(paths):
        box._on_files([one])
        await until(lambda at=at: len(box.files.files) == at + 1)


async def opened(screen: MessagesScreen) -> MessageThread:
    thread = screen.thread(screen.amara, "Text", subject="Refill")
    await screen.lists("Refill")
    await screen.opens()
    await screen.settled()
    return thread


async def test_after_a_lock_the_answer_names_the_files_that_belong_to_it(
    screen: MessagesScreen, pdf: Pdf
) -> None:
    thread = await opened(screen)
    await attached(screen, pdf("letter.pdf"), pdf("list.pdf"))
    screen.type_reply("See the letter")
    await screen.panel.keep_drafts()
    panel = panel_anew(screen)
    assert panel.open_draft("reply", thread.id)
    box = panel.conversation.reply.box
    await until(lambda: box.text.toPlainText() == "See the letter")
    assert box.mind.text() == "Attach again what belongs to it: letter.pdf, list.pdf"
    assert not box.mind.isHidden()
    box._on_files([pdf("letter.pdf")])
    await until(lambda: box.mind.text() == "Attach again what belongs to it: list.pdf")
    box._on_files([pdf("list.pdf")])
    await until(box.mind.isHidden)


async def test_files_alone_are_a_draft(screen: MessagesScreen, pdf: Pdf) -> None:
    thread = await opened(screen)
    await attached(screen, pdf("letter.pdf"))
    assert screen.panel.has_unsaved()
    await screen.panel.keep_drafts()
    panel = panel_anew(screen)
    assert panel.open_draft("reply", thread.id)
    words = "Attach again what belongs to it: letter.pdf"
    await until(lambda: panel.conversation.reply.box.mind.text() == words)
    await panel.keep_drafts()
    assert len(await screen.desk.data_sync.drafts.unfinished()) == 1


async def test_file_waits_with_its_conversation(screen: MessagesScreen, pdf: Pdf) -> None:
    screen.thread(screen.amara, "Text", subject="Refill")
    screen.thread(screen.daniel, "Text", subject="Cough")
    await until(lambda: len(screen.lines()) == 2)
    await screen.opens(0)
    await screen.settled()
    files = screen.panel.conversation.reply.box.files
    await attached(screen, pdf("letter.pdf"))
    await screen.opens(1)
    await screen.settled()
    assert files.files == ()
    await screen.opens(0)
    await screen.settled()
    assert [one.file_name for one in files.files] == ["letter.pdf"]
    assert screen.panel.conversation.reply.box.mind.isHidden()
    screen.panel.conversation.reply.send()
    await until(lambda: any(one.document_ids for one in screen.all(Message)))


async def test_file_of_a_new_message_waits_while_it_is_closed(
    screen: MessagesScreen, pdf: Pdf
) -> None:
    panel = screen.panel
    panel.begin("message_thread", screen.amara.id)
    await until(lambda: panel.compose.whom.patient_id)
    panel.compose.box._on_files([pdf("letter.pdf")])
    await until(lambda: panel.compose.box.files.files)
    assert panel.close_side()
    assert screen.said == ["Kept as a draft. Ctrl+N brings it back."]
    await screen.settled()
    panel.begin("message_thread", screen.amara.id)
    await until(lambda: panel.compose.box.files.files)
    await screen.settled()
    assert panel.compose.box.mind.isHidden()


async def test_discarded_draft_takes_its_files_off_the_disk(
    screen: MessagesScreen, pdf: Pdf, tmp_path: Path
) -> None:
    await opened(screen)
    await attached(screen, pdf("letter.pdf"))
    screen.panel.conversation.reply.draft._on_discard()
    await screen.settled()
    assert [one for one in (tmp_path / "files").rglob("*") if one.is_file()] == []
    assert not screen.panel.has_unsaved()


async def test_another_patient_after_a_template_or_a_file_is_warned_of(
    screen: MessagesScreen, pdf: Pdf
) -> None:
    text = "Dear {first_name}, please call."
    screen.pull(a_record(MessageTemplate, name="Call", text=text))
    panel, box = screen.panel, screen.panel.compose.box
    panel.begin("message_thread", screen.amara.id)
    await until(lambda: box.templates.count() == 2 and panel.compose.whom.patient_id)
    box.templates.setCurrentIndex(1)
    box.templates.activated.emit(1)
    await until(lambda: "Amara" in box.text.toPlainText())
    box._on_files([pdf("letter.pdf")])
    await until(lambda: box.files.files)
    assert box.mind.isHidden()
    screen.click("message_other_patient")
    assert [one.file_name for one in box.files.files] == ["letter.pdf"]
    assert "choose the patient first" in box.problem()
    field = screen.part("message_patient")
    QTest.keyClicks(field, "lindq")
    QTest.keyClick(field, Qt.Key.Key_Return)
    await until(lambda: panel.compose.whom.patient_id == screen.daniel.id)
    assert box.mind.text().splitlines() == [
        "The template was filled in for another patient: check names and dates.",
        "The files were attached for another patient: check that they fit.",
    ]
    await panel.keep_drafts()
    other = panel_anew(screen)
    assert other.begin("message_thread", screen.amara.id) is None
    await until(lambda: "another patient" in other.compose.box.mind.text())
    box.text.clear()
    assert "template" not in box.mind.text()


async def test_file_that_was_not_saved_is_named_to_be_attached_again(
    screen: MessagesScreen, pdf: Pdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(screen)
    await attached(screen, pdf("letter.pdf"))
    screen.type_reply("See")

    async def full(*_given: object, **_named: object) -> None:
        raise OSError

    monkeypatch.setattr(screen.desk.data_sync.messages, "reply", full)
    box = screen.panel.conversation.reply.box
    screen.panel.conversation.reply.send()
    await until(lambda: box.mind.text() == "Attach again what belongs to it: letter.pdf")


async def test_closing_the_window_says_once_which_files_would_go(
    desk: ScreenDesk, screen: MessagesScreen, pdf: Pdf, qtbot: QtBot
) -> None:
    patient = screen.amara
    thread = a_child(MessageThread, patient, subject="Refill")
    screen.pull(thread, a_child(Message, patient, thread_id=thread.id, text="Call back?"))
    window = MainWindow(desk.data_sync)
    qtbot.addWidget(window)
    desk.at_end += [lambda: [panel.stop() for panel in window.panels], window.tasks.stop]
    window.show()
    window.open_panel(MESSAGES)
    panel = window.panel
    assert isinstance(panel, MessagesPanel)
    panel.show_record("message_thread", thread.id)
    await until(lambda: panel.conversation.found)
    panel.conversation.reply.box._on_files([pdf("letter.pdf")])
    await until(panel.lost_at_close)
    await window.tasks.settled()
    window.close()
    assert window.isVisible()
    assert window.toast.text().startswith("Attached files go when the window closes: letter.pdf.")
    window.close()
    await until(lambda: not window.isVisible())
    assert len(await desk.data_sync.drafts.unfinished()) == 1


async def removed(screen: MessagesScreen, patient: Patient | None) -> MessageThread:
    """A conversation that another desk removed while an answer to it was not sent."""
    thread = screen.thread(patient, "Text", subject="Refill")
    await screen.lists("Refill")
    await screen.opens()
    await screen.settled()
    screen.type_reply("Take one a day")
    await screen.panel.keep_drafts()
    screen.panel.conversation.close_conversation()
    screen.desk.remove(MessageThread, thread.id)
    await screen.lists()
    return thread


async def test_answer_whose_conversation_was_removed_is_sent_as_a_new_one(
    screen: MessagesScreen,
) -> None:
    thread = await removed(screen, screen.amara)
    panel = screen.panel
    assert panel.open_draft("reply", thread.id)
    await until(lambda: panel.pages.currentWidget() is panel.left)
    await until(lambda: panel.left.identity.title() == "Okafor, Amara")
    assert panel.left.text.toPlainText() == "Take one a day"
    assert screen.shown("left_answer_subject") == "Refill"
    screen.click("left_answer_anew")
    box = panel.compose.box
    await until(lambda: box.text.toPlainText() == "Take one a day")
    await screen.settled()
    assert [one.key.form for one in await screen.desk.data_sync.drafts.unfinished()] == ["message"]
    assert panel.compose.whom.patient_id == screen.amara.id
    panel.compose.send()
    await until(lambda: screen.texts() == ["Take one a day"])
    assert await screen.desk.data_sync.drafts.unfinished() == ()


async def test_new_message_that_waits_keeps_its_words_beside_those_of_the_answer(
    screen: MessagesScreen,
) -> None:
    panel = screen.panel
    panel.start_new()
    await screen.settled()
    panel.compose.box.text.setFocus()
    QTest.keyClicks(panel.compose.box.text, "Lamp")
    await panel.keep_drafts()
    panel.close_side()
    await screen.settled()
    thread = await removed(screen, None)
    panel.open_draft("reply", thread.id)
    await until(lambda: panel.pages.currentWidget() is panel.left)
    assert panel.left.identity.title() == "In the clinic"
    screen.click("left_answer_anew")
    await until(lambda: panel.compose.box.text.toPlainText() == "Lamp\n\nTake one a day")


async def test_answer_whose_conversation_was_removed_is_copied_or_thrown_away(
    screen: MessagesScreen,
) -> None:
    thread = await removed(screen, screen.amara)
    panel = screen.panel
    panel.open_draft("reply", thread.id)
    await until(lambda: panel.pages.currentWidget() is panel.left)
    screen.click("left_answer_copy")
    assert QApplication.clipboard().text() == "Take one a day"
    for _ in range(2):
        screen.click("left_answer_discard")
    await screen.settled()
    assert panel.pages.currentWidget() is panel.nothing
    assert await screen.desk.data_sync.drafts.unfinished() == ()


async def test_conversation_removed_under_ones_hands_leaves_text_and_files(
    screen: MessagesScreen, pdf: Pdf
) -> None:
    thread = await opened(screen)
    await attached(screen, pdf("letter.pdf"))
    screen.type_reply("See the letter")
    screen.desk.remove(MessageThread, thread.id)
    panel = screen.panel
    await until(lambda: panel.pages.currentWidget() is panel.left, what="the answer")
    assert panel.left.text.toPlainText() == "See the letter"
    await until(lambda: panel.left.identity.title() == "Okafor, Amara")
    screen.click("left_answer_anew")
    await until(lambda: panel.compose.box.files.files)
    await screen.settled()
    assert panel.compose.box.mind.isHidden()
    panel.compose.send()
    await until(lambda: any(one.document_ids for one in screen.all(Message)))
