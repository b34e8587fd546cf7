"""What a message is written in: how it was said, the text, files, templates and the way out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.ids import PatientId, RecordId, is_record_id
from app.live.data_sync import DataSync
from app.services.correspondence import Attachment, Said
from app.services.message_templates import open_fields
from app.ui.models.message_words import said
from app.ui.panels.messages.attachments import Attachments
from app.ui.panels.messages.how_row import HowRow
from app.ui.panels.messages.message_text import LONGEST, MessageText
from app.ui.panels.messages.template_choice import TemplateChoice
from app.ui.permitted import permit
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import Notice, label

_WIDEST_CHOICE, _NARROW = 190, 500


class WritingBox(QWidget):
    """send_wished(); edited() with every change; subject_proposed(text) by a template."""

    send_wished = Signal()
    edited = Signal()
    subject_proposed = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, *, name: str, height: int) -> None:
        super().__init__()
        self.setObjectName(f"{name}_box")
        self._name = name
        self._template_id: RecordId | None = None
        self._patient_id: PatientId | None = None
        self._template_for: PatientId | None = None
        self._has_patient = False
        self._why = ""
        self.how = HowRow(name=name)
        words = said("Write a message. Ctrl+Enter sends it.")
        self.text = MessageText(name=f"{name}_text", accessible=said("Message"), placeholder=words)
        self.text.setFixedHeight(height)
        self.files = Attachments(data_sync, tasks, name=f"{name}_file")
        self.templates = TemplateChoice(data_sync, tasks, name=name)
        self.error: QLabel = label("", "error", name=f"{name}_error", wraps=True)
        self.error.hide()
        self.mind = Notice(Tone.WARN, "triangle-alert", name=f"{name}_mind")
        self.mind.set_text("")
        self._lay_out()
        self._connect()

    def about(self, patient_id: PatientId | None, *, has_contacts: bool) -> None:
        """Whom the message will be about; without a patient nothing is noted, or sent with files.

        What was filled in or attached for somebody else stays, and is said.
        """
        self._patient_id = patient_id
        self._has_patient = has_contacts
        self.how.channel_choice.setVisible(has_contacts)
        if not has_contacts:
            self.how.begin()
        self.templates.about(patient_id)
        self._permit()
        self._say_mind()

    def begin(self) -> None:
        """Empty, for something new; what was typed and attached here is given up."""
        self.files.forget(were_saved=False)
        self.show_typed({})

    def turn_to(self, subject: str) -> None:
        """Empty, for something else: what is attached waits with what it belongs to."""
        self.files.turn_to(subject)
        self.show_typed({})

    def go_on(self) -> None:
        """What was written is sent; a file that came since belongs to what is written next."""
        self.files.lose(())
        self.show_typed({})

    def lose(self, names: Iterable[str]) -> None:
        """It was not saved, and its files are gone: say which."""
        self.files.lose(names)
        self._say_mind()

    def written(self) -> Said:
        """The message as it is typed."""
        return Said(
            text=self.text.text(),
            channel=self.how.channel,
            direction=self.how.direction,
            outcome=self.how.outcome,
            template_id=self._template_id,
            attachments=self.files.files,
        )

    def typed(self) -> dict[str, object]:
        """What a draft keeps; empty where nothing is typed."""
        if not self.text.text() and not self.files.names:
            return {}
        kept: dict[str, object] = {"text": self.text.toPlainText(), "how": self.how.chosen()}
        if self._template_id:
            kept["template"] = self._template_id
        if self._template_for:
            kept["template_for"] = {"patient_id": self._template_for}
        if self.files.names:
            kept["files"] = self.files.names
        return kept

    def show_typed(self, content: Mapping[str, object]) -> None:
        """Put a draft back, or nothing."""
        text, template = content.get("text"), content.get("template")
        blocked = self.text.blockSignals(True)
        self.text.setPlainText(text if isinstance(text, str) else "")
        self.text.blockSignals(blocked)
        self._template_id = None
        if isinstance(template, str) and is_record_id(template):
            self._template_id = RecordId(template)
        self._template_for = _patient_in(content.get("template_for"))
        self.files.lose(_listed(content.get("files")))
        if "how" in content:
            self.how.choose(content["how"])
        else:
            self.how.begin()
        self.complain("")
        self._on_edited(by_person=False)

    def add(self, content: Mapping[str, object], files: Iterable[Attachment]) -> None:
        """Put what was typed elsewhere below what is typed here, with its files."""
        typed = self.typed()
        texts = [str(one.get("text") or "").strip() for one in (typed, content)]
        names = [*self.files.names, *_listed(content.get("files"))]
        both = {"text": "\n\n".join(filter(None, texts)), "files": names}
        self.show_typed({**content, **typed, **both})
        self.files.adopt(files)

    def problem(self) -> str:
        """What keeps the message from being sent; "" where nothing does."""
        text = self.text.text()
        if self.files.is_reading:
            return said("A file is still being read.")
        if not text and not self.files.files:
            return said("Write something first.")
        if self.files.files and not self._has_patient:
            return _no_files()
        if len(text) > LONGEST:
            return said("A message has at most {0} characters; this one has {1}.").format(
                f"{LONGEST:,}", f"{len(text):,}"
            )
        if left := open_fields(text):
            fields = ", ".join(f"{{{name}}}" for name in left)
            return said("Still to be filled in: {0}").format(fields)
        return ""

    def complain(self, words: str) -> None:
        """Say what is wrong with it, or that nothing is."""
        self.error.setText(words)
        self.error.setVisible(bool(words))
        self.text.setProperty("invalid", bool(words))
        self.text.setAccessibleDescription(words)
        self.text.style().unpolish(self.text)
        self.text.style().polish(self.text)

    def lock(self, why: str) -> None:
        """Let nothing be written, for this reason; without one it can be written again."""
        self._why = why
        self.text.setReadOnly(bool(why))
        self._permit()

    def _lay_out(self) -> None:
        self.attach = Button(
            "",
            name=f"{self._name}_attach",
            icon="paperclip",
            accessible=said("Attach files (Ctrl+Shift+A)"),
        )
        self.send = Button(said("Send"), name=f"{self._name}_send", icon="send", look=Look.PRIMARY)
        self.templates.setMaximumWidth(px(_WIDEST_CHOICE))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.attach)
        self.how.channel_choice.setMaximumWidth(px(_WIDEST_CHOICE))
        buttons.addWidget(self.how.channel_choice, 100)
        buttons.addWidget(self.templates, 100)
        buttons.addStretch(1)
        buttons.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.how, self.mind, self.text, self.files, self.error):
            column.addWidget(part)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.text.textChanged.connect(self._on_edited)
        self.text.send_wished.connect(self.send_wished)
        self.text.files_brought.connect(self._on_files)
        self.files.changed.connect(self._on_edited)
        self.files.refused.connect(self.complain)
        self.how.edited.connect(self._on_edited)
        self.templates.filled_in.connect(self._on_template)
        self.attach.clicked.connect(self.ask_files)
        self.send.clicked.connect(self.send_wished)

    def ask_files(self) -> None:
        """Ask which files go with it, where any may."""
        if self.attach.isEnabled():
            self.files.ask()

    def _on_files(self, paths: list[str]) -> None:
        why = self._why or self._why_no_files()
        if why:
            self.complain(why)
        else:
            self.files.take(paths)

    def _on_template(self, template: object, subject: str, text: str) -> None:
        if self._why:
            return
        if not self.text.text():
            self._template_for = None
        self._template_for = self._template_for or self._patient_id
        self.text.put(text)
        self._template_id = getattr(template, "id", None)
        if subject:
            self.subject_proposed.emit(subject)
        left = open_fields(self.text.text())
        if left:
            self.complain(self.problem())
        self.text.setFocus()

    def _on_edited(self, *, by_person: bool = True) -> None:
        if by_person and self.error.text() and not self.problem():
            self.complain("")
        self._name_send()
        self._say_mind()
        if by_person:
            self.edited.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a small window the button shows its picture only, and the choices their words."""
        super().resizeEvent(event)
        self._name_send()

    def _name_send(self) -> None:
        is_contact = self.how.is_contact
        words = said("Log contact") if is_contact else said("Send")
        self.send.setText("" if self.width() < px(_NARROW) else words)
        self.send.setAccessibleName(words)
        self.send.set_icon_name("check" if is_contact else "send")
        if self.send.isEnabled():
            self.send.setToolTip(said("{0} (Ctrl+Enter)").format(words))

    def _say_mind(self) -> None:
        """What is to be looked at before this is sent."""
        self.files.belong_to(self._patient_id)
        if not self.text.text():
            self._template_for = None
        lines: list[str] = []
        if lost := self.files.lost:
            lines.append(said("Attach again what belongs to it: {0}").format(", ".join(lost)))
        if self._template_for not in (None, self._patient_id):
            words = said("The template was filled in for another patient: check names and dates.")
            lines.append(words)
        if self.files.owner not in (None, self._patient_id):
            lines.append(said("The files were attached for another patient: check that they fit."))
        self.mind.set_text("\n".join(lines))

    def _permit(self) -> None:
        permit(self.send, self._why)
        permit(self.attach, self._why or self._why_no_files())
        if not self.attach.isEnabled():
            return
        self.attach.setToolTip(said("Attach files (Ctrl+Shift+A)"))

    def _why_no_files(self) -> str:
        return "" if self._has_patient else _no_files()


def _no_files() -> str:
    return said("A file belongs to a patient's chart: choose the patient first.")


def _listed(names: object) -> list[str]:
    return list(map(str, cast("list[object]", names))) if isinstance(names, list) else []


def _patient_in(kept: object) -> PatientId | None:
    """The patient a draft names; None where it names none."""
    named = cast("dict[str, object]", kept).get("patient_id") if isinstance(kept, dict) else None
    is_named = isinstance(named, str) and is_record_id(named)
    return PatientId(RecordId(cast("str", named))) if is_named else None
