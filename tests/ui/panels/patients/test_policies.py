"""A policy's card and eligibility: by hand, from a 271 file, and never another patient's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.domain.ids import new_id
from app.domain.patient import Coverage, Eligibility
from app.domain.staff import Role
from app.domain.treatment import Document
from app.live.kept_pictures import KeptPictures
from app.live.undo import Step
from app.security.blob_cipher import FileCipher
from app.services.coverages import said_of
from app.storage.file_store import LocalFileStore
from app.ui.panels.patients.policy_dialog import FORM, PolicyDialog
from app.ui.widgets.button import Button
from tests.factories import a_child, a_clinic, a_user
from tests.pictures import SECRET, a_jpeg
from tests.replies import a_271
from tests.ui.conftest import in_role, until
from tests.ui.panels.patients.conftest import PatientsScreen

pytestmark = pytest.mark.row("E1", "D7")


class Policies:
    """A chart with one policy on a desk that keeps files."""

    def __init__(self, screen: PatientsScreen, place: Path) -> None:
        self.screen, self.place = screen, place
        self.files = LocalFileStore(place / "files", FileCipher(), most_bytes=1 << 22)
        pictures = KeptPictures(files=self.files, whole=None)
        screen.desk.data_sync.coverages._pictures = pictures
        self.policy = a_child(
            Coverage, screen.people["amara"], payer="Blue Cross", member_id="XYZ123"
        )
        screen.desk.pull(a_clinic(), a_user(), self.policy)
        self.policy = self.stored()
        self.steps: list[tuple[str, Step]] = []
        screen.panel.did.connect(lambda words, step: self.steps.append((words, step)))

    def stored(self) -> Coverage:
        return self.screen.desk.stored(Coverage, self.policy.id)

    def on_disk(self, name: str, data: bytes) -> str:
        path = self.place / name
        path.write_bytes(data)
        return str(path)

    async def open(self) -> PolicyDialog:
        person = self.screen.people["amara"]
        self.screen.panel.show_patient(person.id)
        name = f"policy_{self.policy.id}"
        await until(lambda: self.screen.panel.findChild(Button, name), what="the policy's button")
        self.screen.click(name)
        dialog = self.screen.panel.extras.policies.dialog
        assert dialog is not None
        return dialog

    def copay(self) -> str:
        found = self.screen.panel.findChild(QLabel, "side_copay")
        assert found is not None
        return found.text() if found.isVisible() else ""


@pytest.fixture
def policies(screen: PatientsScreen, tmp_path: Path) -> Policies:
    return Policies(screen, tmp_path)


async def test_answer_of_a_file_is_kept_and_its_copay_stands_in_the_header(
    policies: Policies,
) -> None:
    dialog = await policies.open()
    assert policies.copay() == ""
    dialog.read_reply(policies.on_disk("r.271", a_271()))
    await until(lambda: policies.steps, what="the answer is kept")
    assert said_of(policies.stored()) == ("active", "2026-11-21", 2500)
    await until(lambda: policies.copay() == "co-pay $25.00", what="the co-pay")
    assert "GOLD 123" in dialog.answer.text()
    await policies.screen.desk.data_sync.undo.undo()
    assert said_of(policies.stored()) == said_of(policies.policy)
    await until(lambda: policies.copay() == "", what="no co-pay again")
    dialog.close()


async def test_answer_about_somebody_else_is_refused_and_says_in_what_it_differs(
    policies: Policies,
) -> None:
    dialog = await policies.open()
    foreign = a_271(name=("SMITH", "JOHN"), born="19500101", member="Q1")
    dialog.read_reply(policies.on_disk("r.271", foreign))
    await until(lambda: "another person" in dialog.problem.accessibleName(), what="the refusal")
    words = dialog.problem.accessibleName()
    assert "SMITH, JOHN" in words
    assert "Okafor, Amara" in words
    assert policies.stored() == policies.policy
    assert not dialog.take_button.isVisible()
    dialog.close()


async def test_one_difference_is_asked_about_before_anything_is_kept(policies: Policies) -> None:
    dialog = await policies.open()
    path = policies.on_disk("r.271", a_271(member="XYZ999"))
    dialog.read_reply(path)
    await until(dialog.take_button.isVisible, what="the question")
    assert "XYZ999" in dialog.question.accessibleName()
    assert policies.stored() == policies.policy
    assert dialog.focusWidget() is dialog.leave_button
    QTest.keyClick(dialog.leave_button, Qt.Key.Key_Space)
    assert not dialog.take_button.isVisible()
    assert policies.stored() == policies.policy
    dialog.read_reply(path)
    await until(dialog.take_button.isVisible, what="the question again")
    dialog.take_button.setFocus()
    QTest.keyClick(dialog.take_button, Qt.Key.Key_Space)
    await until(lambda: policies.steps, what="the answer is kept")
    assert policies.stored().member_id == "XYZ123"
    dialog.close()


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7", a_271()[:-30], bytes(5 << 20)],
    ids=["empty", "pdf", "cut", "huge"],
)
async def test_wrong_file_says_so_and_writes_nothing(data: bytes, policies: Policies) -> None:
    dialog = await policies.open()
    dialog.read_reply(policies.on_disk("wrong", data))
    await until(dialog.problem.isVisible, what="the reason")
    assert dialog.problem.accessibleName()
    assert policies.stored() == policies.policy
    assert policies.steps == []
    dialog.close()


async def test_answer_told_by_phone_is_typed(policies: Policies) -> None:
    dialog = await policies.open()
    dialog.fields.status.set_value("active")
    for field, words in ((dialog.fields.day, "20 Nov 2026"), (dialog.fields.copay, "35.5x")):
        field.set_value(words)
    dialog.note_button.setFocus()
    QTest.keyClick(dialog.note_button, Qt.Key.Key_Space)
    assert dialog.fields.copay.error() == "Type an amount, such as 25.00."
    dialog.fields.copay.set_value("9000000000000000")
    QTest.keyClick(dialog.note_button, Qt.Key.Key_Space)
    assert dialog.fields.copay.error() == "Too large: a slip of the finger?"
    dialog.fields.copay.set_value("35.50")
    dialog.fields.day.set_value("24 Dec 2026")
    QTest.keyClick(dialog.note_button, Qt.Key.Key_Space)
    assert dialog.fields.day.error()
    dialog.fields.day.set_value("20 Nov 2026")
    QTest.keyClick(dialog.note_button, Qt.Key.Key_Space)
    await until(lambda: policies.steps, what="the answer is kept")
    assert said_of(policies.stored()) == ("active", "2026-11-20", 3550)
    dialog.close()


async def test_card_is_shown_replaced_removed_and_taken_back(policies: Policies) -> None:
    dialog = await policies.open()
    slot = dialog.slots["front"]
    assert "No picture yet" in slot.picture.accessibleName()
    dialog.put_card("front", [policies.on_disk("card.jpg", a_jpeg(800, 500))])
    await until(lambda: slot.picture.has_picture, what="the picture")
    card = policies.stored().card_front_id
    document = policies.screen.desk.stored(Document, str(card))
    assert document.category == "insurance_card"
    with policies.screen.desk.store.reader() as reader:
        blob = reader.blobs.get(document.sha256)
    assert blob is not None
    assert SECRET not in b"".join(policies.files.read(blob.kept))
    slot.remove.setFocus()
    QTest.keyClick(slot.remove, Qt.Key.Key_Space)
    await until(lambda: not slot.picture.has_picture, what="no picture")
    assert policies.stored().card_front_id is None
    await policies.screen.desk.data_sync.undo.undo()
    await until(lambda: slot.picture.has_picture, what="the picture again")
    assert policies.stored().card_front_id == card
    assert policies.stored().card_back_id is None
    dialog.close()


async def test_what_is_no_picture_is_no_card(policies: Policies) -> None:
    dialog = await policies.open()
    dialog.put_card("back", [policies.on_disk("card.jpg", b"%PDF-1.7 letter")])
    await until(dialog.problem.isVisible, what="the reason")
    assert policies.screen.desk.all(Document) == []
    dialog.put_card("back", ["a", "b"])
    assert "One picture" in dialog.problem.accessibleName()
    dialog.close()


@in_role(Role.CLINICIAN)
async def test_role_that_checks_no_eligibility_reads_and_is_told_why(policies: Policies) -> None:
    dialog = await policies.open()
    assert not dialog.note_button.isEnabled()
    assert not dialog.read_button.isEnabled()
    assert dialog.fields.status.is_locked
    assert not dialog.slots["front"].choose.isEnabled()
    dialog.close()


async def test_what_is_typed_of_an_answer_comes_back_and_goes_with_the_save(
    policies: Policies,
) -> None:
    dialog = await policies.open()
    panel = policies.screen.panel
    control = dialog.fields.copay.control
    control.setFocus()
    QTest.keyClicks(control, "35.50")
    await panel.keep_drafts()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await panel._tasks.settled()
    whose = policies.screen.people["amara"].id
    assert panel.open_draft(FORM, f"{policies.policy.id}:{whose}")
    panel.show_patient(policies.screen.people["daniel"].id)
    panel.show_patient(whose)
    await until(lambda: panel.extras.policies.dialog, what="the policy")
    again = panel.extras.policies.dialog
    assert again is not None
    await until(lambda: again.fields.copay.value() == "35.50", what="what was typed")
    again.note()
    await until(lambda: policies.stored().copay_cents == 3_550, what="the answer")
    await panel._tasks.settled()
    assert again.fields.typed() is None
    again.close()
    await panel._tasks.settled()
    assert await policies.screen.desk.data_sync.drafts.unfinished() == ()


@pytest.mark.row("F2")
async def test_what_is_typed_of_an_answer_is_known_to_whoever_closes_the_window(
    policies: Policies,
) -> None:
    dialog = await policies.open()
    panel = policies.screen.panel
    assert not panel.has_unsaved()
    _type(dialog, "35.50")
    assert panel.has_unsaved()
    await panel.keep_drafts()
    dialog.close()
    assert not panel.has_unsaved()
    assert len(await policies.screen.desk.data_sync.drafts.unfinished()) == 1


async def test_another_desks_answer_leaves_what_is_being_typed(policies: Policies) -> None:
    dialog = await policies.open()
    control = dialog.fields.copay.control
    control.setFocus()
    QTest.keyClicks(control, "35.50")
    policies.screen.desk.pull(
        replace(policies.stored(), copay_cents=2_000, eligibility=Eligibility.ACTIVE, version=2)
    )
    await until(lambda: "another answer" in dialog.problem.text(), what="that it is said")
    assert "20.00" in dialog.facts.text()
    typed = dialog.fields.typed()
    assert typed is not None
    assert typed.keys() == {"copay", "day"}
    assert typed["copay"] == "35.50"
    assert dialog.fields.status.value() == "active"  # nobody touched it here
    dialog.close()
    await policies.screen.panel._tasks.settled()


def _type(dialog: PolicyDialog, text: str) -> None:
    control = dialog.fields.copay.control
    control.setFocus()
    QTest.keyClicks(control, text)


def _answered_elsewhere(policies: Policies) -> None:
    answered = replace(policies.stored(), eligibility=Eligibility.ACTIVE, version=2)
    policies.screen.desk.pull(answered)


async def test_answer_that_met_another_desks_is_kept_beside_what_that_one_said(
    policies: Policies,
) -> None:
    dialog = await policies.open()
    _type(dialog, "35.50")
    dialog.note()
    _answered_elsewhere(policies)
    await until(dialog.problem.text, what="that it was not kept")
    await policies.screen.panel._tasks.settled()
    assert policies.stored().copay_cents is None
    await until(lambda: dialog.fields.status.value() == "active", what="what that one said")
    dialog.note()
    await until(lambda: policies.stored().copay_cents == 3_550, what="the answer")
    assert policies.stored().eligibility == Eligibility.ACTIVE
    dialog.close()
    await policies.screen.panel._tasks.settled()


@pytest.mark.parametrize("is_refused", [True, False])
async def test_dialog_closed_while_it_keeps_an_answer_waits_whether_it_is_refused(
    policies: Policies, is_refused: bool
) -> None:
    dialog = await policies.open()
    closed = list[int]()
    dialog.finished.connect(closed.append)
    _type(dialog, "35.50")
    dialog.note()
    if is_refused:
        _answered_elsewhere(policies)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert closed == []
    await until(lambda: dialog.problem.text() if is_refused else closed, what="the outcome")
    if is_refused:
        assert (closed, dialog.fields.copay.value()) == ([], "35.50")
        dialog.close()
    else:
        assert policies.stored().copay_cents == 3_550
    await dialog.draft._keeper.written()
    drafts = await policies.screen.desk.data_sync.drafts.unfinished()
    assert len(drafts) == is_refused


@pytest.mark.parametrize("is_refused", [True, False])
async def test_dialog_closed_while_it_takes_an_answer_waits_whether_it_is_refused(
    policies: Policies, is_refused: bool
) -> None:
    dialog = await policies.open()
    closed = list[int]()
    dialog.finished.connect(closed.append)
    reply = a_271(name=("SMITH", "JOHN"), born="19500101", member="Q1") if is_refused else a_271()
    dialog.read_reply(policies.on_disk("r.271", reply))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert closed == []
    if is_refused:
        await until(dialog.problem.text, what="the refusal")
        assert closed == []
        dialog.close()
    await until(lambda: closed, what="the end")
    await policies.screen.panel._tasks.settled()
    assert len(policies.steps) == (not is_refused)
    assert (said_of(policies.stored()) == said_of(policies.policy)) == is_refused


async def test_what_is_typed_while_an_answer_is_kept_stays(policies: Policies) -> None:
    dialog = await policies.open()
    _type(dialog, "35")
    dialog.note()
    _type(dialog, ".50")
    await until(lambda: policies.stored().copay_cents == 3_500, what="what was sent")
    await policies.screen.panel._tasks.settled()
    assert dialog.fields.copay.value() == "35.50"
    assert dialog.fields.typed() is not None
    dialog.close()
    await policies.screen.panel._tasks.settled()


async def test_answer_of_a_file_leaves_what_is_typed_and_its_draft(policies: Policies) -> None:
    dialog = await policies.open()
    _type(dialog, "35.50")
    await policies.screen.panel.keep_drafts()
    dialog.read_reply(policies.on_disk("r.271", a_271()))
    await until(lambda: policies.steps, what="the answer is kept")
    assert (dialog.fields.copay.value(), dialog.fields.status.value()) == ("35.50", "active")
    dialog.fields.copay.set_value("25.00")  # as the file says: nothing is typed any more
    dialog.close()
    await dialog.draft._keeper.written()
    assert await policies.screen.desk.data_sync.drafts.unfinished() == ()


async def test_day_of_an_answer_is_the_one_it_was_typed_on(policies: Policies) -> None:
    dialog = await policies.open()
    dialog.fields.status.set_value("active")
    typed, on = dialog.fields.typed() or {}, dialog.fields.day.value()
    assert typed == {"status": "active", "day": on}
    policies.screen.desk.clock.passed += timedelta(days=2)
    dialog._show_fields()
    assert dialog.fields.day.value() != on
    assert dialog.fields.show_typed(typed)
    assert dialog.fields.day.value() == on
    dialog.close()
    await policies.screen.panel._tasks.settled()


async def test_draft_of_a_policy_that_is_gone_says_so(policies: Policies) -> None:
    panel, whose = policies.screen.panel, policies.screen.people["amara"].id
    words = list[str]()
    panel.said.connect(words.append)
    assert panel.open_draft(FORM, f"{new_id()}:{whose}")
    await until(lambda: words, what="that it is gone")
    assert "no longer" in words[0]
    assert panel.extras.policies.dialog is None
