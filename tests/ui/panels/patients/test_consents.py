"""Consents in the chart: signed on screen by hand or by name, listed, shown and withdrawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.domain.family import Consent
from app.domain.message import MessageTemplate
from app.domain.staff import Role
from app.domain.treatment import Document
from app.live.undo import Step
from app.security.blob_cipher import FileCipher
from app.storage.file_store import LocalFileStore
from app.ui.panels.patients.consent_dialog import FORM, ConsentDialog
from app.ui.panels.patients.consents import WithdrawalDialog
from app.ui.printing.preview import PrintPreview
from app.ui.widgets.button import Button
from app.ui.widgets.signature_pad import SignaturePad
from tests.factories import a_child, a_clinic, a_record, a_user
from tests.ui.conftest import in_role, until
from tests.ui.panels.patients.conftest import PatientsScreen

pytestmark = pytest.mark.row("E1", "D7")


class Signing:
    """A chart on a desk that keeps files."""

    def __init__(self, screen: PatientsScreen, place: Path) -> None:
        self.screen = screen
        self.files = LocalFileStore(place / "files", FileCipher(), most_bytes=1 << 22)
        screen.desk.data_sync.consents._files = self.files
        self.said: list[str] = []
        self.steps: list[tuple[str, Step]] = []
        self.wished: list[tuple[str, str]] = []
        screen.panel.said.connect(self.said.append)
        screen.panel.did.connect(lambda words, step: self.steps.append((words, step)))
        screen.panel.record_requested.connect(lambda *one: self.wished.append(one))

    async def open_chart(self, who: str = "amara") -> None:
        person = self.screen.people[who]
        self.screen.panel.show_patient(person.id)
        side = self.screen.panel.side
        await until(lambda: side.chart and side.chart.patient.id == person.id, what="the chart")

    async def open(self, who: str = "amara") -> ConsentDialog:
        await self.open_chart(who)
        action = self.screen.panel.findChild(QAction, "sign_consent_action")
        assert action is not None
        action.trigger()
        dialog = self.screen.panel.extras.consents.dialog
        assert dialog is not None
        await self.screen.panel._tasks.settled()
        return dialog

    def consents(self) -> list[Consent]:
        return self.screen.desk.all(Consent)

    def pdf(self) -> str:
        """The text of the one document there is."""
        (document,) = self.screen.desk.all(Document)
        with self.screen.desk.store.reader() as reader:
            blob = reader.blobs.get(document.sha256)
        assert blob is not None
        pages = pypdfium2.PdfDocument(b"".join(self.files.read(blob.kept)))
        try:
            return "\n".join(page.get_textpage().get_text_range() for page in pages)
        finally:
            pages.close()


def draw(pad: SignaturePad) -> None:
    """A stroke of the mouse across the field."""
    places = [QPoint(20 + 20 * at, 40 + 15 * (at % 2)) for at in range(8)]
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(pad, place)
        pad._go_on(QPointF(place))  # offscreen, a moved mouse has no button down
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=places[-1])


def press(button: Button) -> None:
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


@pytest.fixture
def signing(screen: PatientsScreen, tmp_path: Path) -> Signing:
    screen.desk.pull(a_clinic(), a_user())
    return Signing(screen, tmp_path)


async def test_consent_signed_by_hand_is_kept_with_its_picture_and_listed(signing: Signing) -> None:
    dialog = await signing.open()
    draw(dialog.fields.pad)
    assert dialog.fields.pad.is_signed
    press(dialog.sign_button)
    await until(signing.consents, what="the consent")
    (made,) = signing.consents()
    assert (made.kind, made.title, made.signed_by) == ("treatment", "Consent to treatment", "")
    assert made.witnessed_by == signing.screen.desk.data_sync.user.display_name
    text = signing.pdf()
    for part in ("Consent to treatment", "Okafor, Amara", "Signed on screen", "P-AMARA"):
        assert part in text
    name = f"withdraw_consent_{made.id}"
    await until(lambda: signing.screen.panel.findChild(Button, name), what="the line")
    assert signing.said == ["Consent kept as signed"]


async def test_typed_name_with_a_witness_signs_by_the_keyboard_alone(signing: Signing) -> None:
    dialog = await signing.open()
    for name, words in (("signed_by", "Ngozi Okafor"), ("relationship", "mother")):
        control: Any = dialog.fields.fields[name].control
        control.setFocus()
        control.clear()
        QTest.keyClicks(control, words)
    dialog.fields.is_typed.setFocus()
    QTest.keyClick(dialog.fields.is_typed, Qt.Key.Key_Space)
    press(dialog.sign_button)
    await until(signing.consents, what="the consent")
    assert signing.consents()[0].signed_by == "Ngozi Okafor (mother)"
    text = signing.pdf()
    assert "Signed by typing the name" in text
    assert "Ngozi Okafor (mother)" in text


async def test_nothing_is_kept_unsigned_and_what_is_missing_is_said(signing: Signing) -> None:
    dialog = await signing.open()
    press(dialog.sign_button)
    assert "Sign in the field" in dialog.fields.problem.text()
    assert dialog.focusWidget() is dialog.fields.pad
    dialog.fields.fields["ends_on"].set_value("1 Jan 2020")
    dialog.fields.fields["witnessed_by"].set_value("")
    dialog.fields.is_typed.setChecked(True)
    press(dialog.sign_button)
    assert "before" in dialog.fields.fields["ends_on"].error()
    assert dialog.fields.fields["witnessed_by"].error()
    assert signing.consents() == []
    dialog.close()


async def test_words_that_are_written_after_the_signature_take_it_away(signing: Signing) -> None:
    dialog = await signing.open()
    draw(dialog.fields.pad)
    text: Any = dialog.fields.fields["text"].control
    text.setFocus()
    QTest.keyClicks(text, "and more")
    assert not dialog.fields.pad.is_signed
    dialog.close()


async def test_what_is_typed_comes_back_and_is_signed_anew(signing: Signing) -> None:
    dialog = await signing.open()
    title: Any = dialog.fields.fields["title"].control
    title.setFocus()
    title.end(False)
    QTest.keyClicks(title, " of my knee")
    draw(dialog.fields.pad)
    await signing.screen.panel.keep_drafts()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await signing.screen.panel._tasks.settled()
    whose = signing.screen.people["amara"].id
    assert signing.screen.panel.open_draft(FORM, whose)
    extras = signing.screen.panel.extras
    await until(lambda: extras.consents.dialog, what="the form")
    again = extras.consents.dialog
    assert again is not None
    await until(
        lambda: again.fields.fields["title"].value().endswith("of my knee"), what="the draft"
    )
    assert not again.fields.pad.is_signed
    again.close()


async def test_clinics_own_text_is_offered(signing: Signing) -> None:
    own = a_record(
        MessageTemplate,
        name="Laser",
        subject="Consent to laser",
        text="At {clinic}.",
        category="consent",
    )
    signing.screen.desk.pull(own)
    dialog = await signing.open()
    choice: Any = dialog.fields.choice.control
    assert choice.findText("Consent to laser") >= 0
    choice.setCurrentIndex(choice.findText("Consent to laser"))
    clinic = signing.screen.desk.data_sync.clinic.name
    assert dialog.fields.fields["text"].value() == f"At {clinic}."
    dialog.close()


async def test_withdrawal_asks_why_and_is_taken_back(signing: Signing) -> None:
    made = a_child(Consent, signing.screen.people["amara"], kind="treatment", title="Treatment")
    signing.screen.desk.pull(made)
    await signing.open_chart()
    signing.screen.click(f"withdraw_consent_{made.id}")
    dialog = signing.screen.panel.findChild(WithdrawalDialog)
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.reason.error()
    QTest.keyClicks(dialog.reason.control, "moved away")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await until(lambda: signing.steps, what="it is told, with its way back")
    stored = signing.screen.desk.stored(Consent, made.id)
    assert (stored.status, stored.withdrawal_reason) == ("inactive", "moved away")
    undo = signing.screen.desk.data_sync.undo
    await undo.undo()
    assert signing.screen.desk.stored(Consent, made.id).status == "active"
    await undo.redo()
    assert signing.screen.desk.stored(Consent, made.id).withdrawal_reason == "moved away"


async def test_withdrawal_that_is_not_kept_says_so_and_keeps_its_words(signing: Signing) -> None:
    made = a_child(Consent, signing.screen.people["amara"], kind="treatment", title="Treatment")
    signing.screen.desk.pull(made)
    await signing.open_chart()
    signing.screen.click(f"withdraw_consent_{made.id}")
    dialog = signing.screen.panel.findChild(WithdrawalDialog)
    assert dialog is not None
    signing.screen.desk.remove(Consent, made.id)
    QTest.keyClicks(dialog.reason.control, "moved away")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await until(dialog.reason.error)
    assert dialog.isVisible()
    assert dialog.reason.value() == "moved away"
    assert dialog.go_on.isEnabled()
    dialog.reject()


async def test_what_was_signed_is_shown_where_documents_are(signing: Signing) -> None:
    paper = a_child(Document, signing.screen.people["amara"], title="Consent")
    made = a_child(Consent, signing.screen.people["amara"], kind="privacy", document_id=paper.id)
    signing.screen.desk.pull(paper, made)
    await signing.open_chart()
    signing.screen.click(f"show_consent_{made.id}")
    assert signing.wished == [("document", paper.id)]


async def test_empty_form_is_printed_into_the_trail(signing: Signing) -> None:
    dialog = await signing.open()
    press(dialog.print_button)
    preview = dialog.findChild(PrintPreview)
    assert preview is not None
    assert "______" in preview.paper.html
    place = preview.ask_place()
    assert Path(place.selectedFiles()[0]).name == "consent-2026-11-21.pdf"
    place.close()
    await preview._hand_out(False)
    assert signing.screen.desk.actions()[-1] == "print"
    preview.close()
    dialog.close()


@in_role(Role.BILLING)
async def test_role_that_keeps_no_consents_is_told_why(signing: Signing) -> None:
    await signing.open_chart()
    button = signing.screen.panel.findChild(Button, "sign_consent_button")
    assert button is not None
    assert not button.isEnabled()


def test_pen_and_wiping_on_the_pad(qtbot: Any) -> None:
    pad = SignaturePad(name="pad", accessible="Signature")
    qtbot.addWidget(pad)
    pad.resize(400, 120)
    pad.show()
    QTest.mouseClick(pad, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    assert not pad.is_signed  # a slip is no signature
    touch = QTest.createTouchDevice()
    assert isinstance(touch, QPointingDevice)
    QTest.touchEvent(pad, touch).press(0, QPoint(20, 60), pad).commit()
    for at in range(1, 9):
        QTest.touchEvent(pad, touch).move(0, QPoint(20 + 30 * at, 60 + at), pad).commit()
    QTest.touchEvent(pad, touch).release(0, QPoint(260, 68), pad).commit()
    assert pad.is_signed
    image = pad.picture()
    dark = [
        (x, y)
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
        if image.pixelColor(x, y) == QColor("black")
    ]
    assert dark
    pad.setFocus()
    QTest.keyClick(pad, Qt.Key.Key_Delete)
    assert not pad.is_signed
    assert isinstance(pad, QWidget)
