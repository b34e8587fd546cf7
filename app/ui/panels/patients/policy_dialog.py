"""A policy's cards beside what its payer said: by hand, or read from a 271 file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.eligibility import Judged
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Coverage, Patient
from app.domain.permissions import Permission
from app.domain.treatment import Document
from app.live.coverages import CARD_CHANGED, ELIGIBILITY_NOTED, answer_values
from app.live.data_sync import DataSync
from app.services.coverages import SIDES
from app.ui.error_presenter import words_for
from app.ui.form_draft import FormDraft
from app.ui.identity_line import IdentityLine
from app.ui.models.coverage_words import (
    card_title,
    difference_words,
    policy_facts,
    reply_words,
    said,
)
from app.ui.panels.patients.card_slot import CardSlot
from app.ui.panels.patients.policy_answer import RECORD_FIELDS, AnswerFields
from app.ui.permitted import Permits, permit
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.theme.tokens import Tone
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import Notice, label

FORM = "policy"
"""What drafts of it are called; their subject is the policy and, after a colon, the patient."""
_WIDE = 680


class PolicyDialog(QDialog):
    """did(words, Step): something was kept. said(text)."""

    did = Signal(str, object)
    said = Signal(str)

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        parent: QWidget,
        *,
        patient: Patient,
        coverage: Coverage,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("policy_dialog")
        self.setWindowTitle(said("Card and eligibility"))
        self.setAccessibleName(said("Card and eligibility"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(min(px(_WIDE), parent.window().width()))
        self._data_sync, self._tasks = data_sync, tasks
        self._patient, self.coverage = patient, coverage
        self._currency = data_sync.clinic.currency
        self._judged: Judged | None = None
        self._is_saving = self._is_taking = self._is_leaving = False
        self._sent: dict[str, str] = {}
        self.identity = IdentityLine(name="policy_patient")
        self.facts = label("", name="policy_facts", wraps=True)
        self.slots = {side: CardSlot(side) for side in SIDES}
        self.fields = AnswerFields(self._currency)
        self.note_button = Button(said("Keep the answer"), name="policy_note", look=Look.PRIMARY)
        self.read_button = Button(said("Read a 271 file…"), name="policy_read", icon="file-up")
        self.answer = label("", "strong", name="policy_answer", wraps=True)
        self.question = Notice(Tone.WARN, "triangle-alert", name="policy_question")
        self.take_button = Button(said("It is this patient: keep it"), name="policy_take")
        self.leave_button = Button(said("Leave it"), name="policy_leave", look=Look.QUIET)
        self.problem = Notice(Tone.DANGER, "circle-x", name="policy_problem")
        self.close_button = Button(said("Close"), name="policy_close")
        self.who_changed = WhoChanged(
            data_sync, tasks, lambda: self.coverage, prefix="policy", fields=RECORD_FIELDS
        )
        self.draft = self._make_draft()
        self._lay_out()
        self._connect()
        self._permit()
        self.identity.show_patient(
            patient.id, patient.display_name, patient.birth_date, patient.mrn
        )
        self._ask(None)
        self._show_fields()
        self.show_coverage(coverage)
        self.draft.open(self._subject(), patient_id=PatientId(patient.id))

    def show_coverage(self, coverage: Coverage) -> None:
        """The policy as it stands; what is being typed stays."""
        is_other = answer_values(coverage) != answer_values(self.coverage)
        self.coverage = coverage
        order, facts = policy_facts(coverage, self._currency)
        self.facts.setText(f"{order}: " + facts.replace("\n", " · "))
        if is_other and not (self._is_saving or self._is_taking):
            self._follow()
            if self.fields.typed() is not None:
                self._say(said("Somebody kept another answer meanwhile. Yours is not kept yet."))
        for side, slot in self.slots.items():
            document_id = getattr(coverage, SIDES[side]) or ""
            if slot.show_document(document_id, why=self._why_no_card()):
                self._tasks.start(
                    self._data_sync.coverages.card(RecordId(document_id)),
                    done=partial(self._on_card, side, document_id),
                    failed=partial(self._on_no_card, side, document_id),
                )

    def note(self) -> None:
        """Keep what somebody was told."""
        today = self._data_sync.today()
        wanted = None if self._is_saving else self.fields.entered(today=today)
        if wanted is None:
            return
        self._say("")
        before = answer_values(self.coverage)
        self._is_saving, self._sent = True, self.fields.values()
        self.draft.hold()
        self._tasks.start(
            self._data_sync.coverages.note(self.coverage, wanted, draft=self.draft.key),
            done=partial(self._on_kept, before),
            failed=self._on_not_noted,
        )

    def done(self, result: int) -> None:
        """However it is closed: what is typed stays a draft. What is being read or kept is waited
        for, as it may be refused."""
        self._is_leaving = self._is_saving or self._is_taking
        if not self._is_leaving:
            self.draft.close()
            super().done(result)

    def ask_reply(self) -> QFileDialog:
        """Ask for a file of the payer's answer."""
        dialog = QFileDialog(self, said("Read a 271 file"))
        dialog.setObjectName("reply_choose_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.read_reply)
        dialog.open()
        return dialog

    def read_reply(self, path: str) -> None:
        """Read the payer's answer and keep it, ask about it, or say why not."""
        self._say("")
        self._ask(None)
        self._is_taking = True
        self._tasks.start(
            self._data_sync.coverages.read_reply(
                Path(path),
                patient_id=PatientId(self._patient.id),
                coverage_id=RecordId(self.coverage.id),
            ),
            done=self._on_reply,
            failed=self._on_not_taken,
        )

    def take(self) -> None:
        """It differs and is about this patient all the same."""
        if self._judged is not None:
            self._take(self._judged, is_confirmed=True)

    def ask_card(self, side: str) -> QFileDialog:
        """Ask for a picture of a side of the card."""
        dialog = QFileDialog(self, said("Choose a picture of the card"))
        dialog.setObjectName("card_choose_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(partial(self.put_card, side))
        dialog.open()
        return dialog

    def put_card(self, side: str, paths: list[str]) -> None:
        """Keep a picture of a side of the card."""
        if len(paths) != 1:
            self._say(said("One picture at a time."))
            return
        self._say("")
        was, title = getattr(self.coverage, SIDES[side]), card_title(self.coverage, side)
        self._tasks.start(
            self._data_sync.coverages.put_card(self.coverage, side, Path(paths[0]), title=title),
            done=partial(self._on_put, side, was),
            failed=self._on_failed,
        )

    def remove_card(self, side: str) -> None:
        """Let the policy name no picture of this side."""
        was = getattr(self.coverage, SIDES[side])
        if not was:
            return
        self._say("")
        self._tasks.start(
            self._data_sync.coverages.show_card(
                RecordId(self.coverage.id),
                side,
                None,
                was=was,
                patient_id=PatientId(self.coverage.patient_id),
            ),
            done=lambda _coverage: self._on_card_changed(
                side, was, None, said("Picture of the card removed. It stays among the documents.")
            ),
            failed=self._on_failed,
        )

    def _on_reply(self, judged: Judged) -> None:
        if judged.is_refused or judged.differs:  # then somebody has to read it
            self._is_taking = self._is_leaving = False
        if judged.is_refused:
            words = said("This answer is about another person. Nothing was kept.")
            self._say(f"{words}\n{difference_words(judged, self._patient, self.coverage)}")
        elif judged.differs:
            self._ask(judged)
        else:
            self._take(judged, is_confirmed=False)

    def _take(self, judged: Judged, *, is_confirmed: bool) -> None:
        before = answer_values(self.coverage)
        self._is_taking = True
        self._tasks.start(
            self._data_sync.coverages.take_reply(
                judged.reply,
                patient_id=PatientId(self._patient.id),
                coverage_id=RecordId(self.coverage.id),
                is_confirmed=is_confirmed,
            ),
            done=partial(self._on_taken, before),
            failed=self._on_not_taken,
        )
        self.answer.setText(reply_words(judged.reply, self._currency))
        self.answer.show()
        self._ask(None)

    def _on_kept(self, before: dict[str, object], coverage: Coverage) -> None:
        self._is_saving = False
        self._on_answer(before, coverage, sent=self._sent)
        if self.draft.key is not None:
            self.draft.follow(self._subject(), patient_id=PatientId(self._patient.id))
        if self._is_leaving:
            self.reject()

    def _on_not_noted(self, error: Exception) -> bool:
        self._is_saving = self._is_leaving = False
        self._follow()
        self.draft.release()
        return self._on_failed(error)

    def _on_taken(self, before: dict[str, object], coverage: Coverage) -> None:
        self._is_taking = False
        self._on_answer(before, coverage)
        self.draft.touch()
        if self._is_leaving:
            self.reject()

    def _on_not_taken(self, error: Exception) -> bool:
        self._is_taking = self._is_leaving = False
        self._follow()
        return self._on_failed(error)

    def _on_answer(
        self, before: dict[str, object], coverage: Coverage, *, sent: dict[str, str] | None = None
    ) -> None:
        step = self._data_sync.undo.did(
            ELIGIBILITY_NOTED, RecordId(coverage.id), before=before, after=answer_values(coverage)
        )
        self.coverage = coverage
        self._follow(sent)
        self.show_coverage(coverage)
        self._say("")
        self.did.emit(said("Answer of the payer kept"), step)

    def _follow(self, sent: dict[str, str] | None = None) -> None:
        self.fields.follow(self.coverage, today=self._data_sync.today(), sent=sent)

    def _on_put(self, side: str, was: str | None, document: Document) -> None:
        self._on_card_changed(side, was, document.id, said("Picture of the card kept"))

    def _on_card_changed(self, side: str, was: str | None, now: str | None, words: str) -> None:
        whose = {"patient_id": self.coverage.patient_id, "side": side}
        step = self._data_sync.undo.did(
            CARD_CHANGED,
            RecordId(self.coverage.id),
            before={**whose, "document_id": was},
            after={**whose, "document_id": now},
        )
        self.did.emit(words, step)

    def _on_card(self, side: str, document_id: str, picture: QImage | None) -> None:
        self.slots[side].show_picture(document_id, picture)

    def _on_no_card(self, side: str, document_id: str, _error: Exception) -> bool:
        self.slots[side].show_picture(document_id, None)
        return True

    def _on_failed(self, error: Exception) -> bool:
        self.answer.hide()
        self._say(words_for(error))
        return True

    def _say(self, words: str) -> None:
        self.problem.set_text(words)

    def _ask(self, judged: Judged | None) -> None:
        self._judged = judged
        words = ""
        if judged is not None:
            told = difference_words(judged, self._patient, self.coverage)
            answer = reply_words(judged.reply, self._currency)
            words = f"{answer}\n{told}\n{said('Is it about this patient all the same?')}"
        self.question.set_text(words)
        for button in (self.take_button, self.leave_button):
            button.setVisible(judged is not None)
        if judged is not None:
            self.leave_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_fields(self) -> None:
        self.fields.show_coverage(self.coverage, today=self._data_sync.today())

    def _subject(self) -> str:
        return f"{self.coverage.id}:{self._patient.id}"

    def _why_no_card(self) -> str:
        permits, whose = Permits(self._data_sync), self._patient.id
        filing = permits.why_not(Permission.DOCUMENT_EDIT, patient_id=whose, is_own=True)
        return filing or permits.why_not(Permission.COVERAGE_EDIT, patient_id=whose)

    def _permit(self) -> None:
        why = Permits(self._data_sync).why_not(Permission.ELIGIBILITY_EDIT)
        for button in (self.note_button, self.read_button, self.take_button):
            permit(button, why)
        self.fields.set_locked(why)

    def _make_draft(self) -> FormDraft:
        return FormDraft(
            self._data_sync,
            self._tasks,
            form=FORM,
            entity="coverage",
            read=self.fields.typed,
            show=self.fields.show_typed,
            reset=self._show_fields,
            parent=self,
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(self.identity)
        column.addWidget(self.facts)
        cards = QHBoxLayout()
        cards.setSpacing(16)
        for slot in self.slots.values():
            cards.addWidget(slot, 1)
        column.addLayout(cards, 1)
        for part in (self.draft.bar, self.fields):
            column.addWidget(part)
        for part in (self.answer, self.question, self.problem):
            column.addWidget(part)
        asked = QHBoxLayout()
        asked.addWidget(self.take_button)
        asked.addWidget(self.leave_button)
        asked.addStretch(1)
        column.addLayout(asked)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.read_button)
        foot.addWidget(self.who_changed)
        foot.addStretch(1)
        for button in (self.close_button, self.note_button):
            foot.addWidget(button)
        column.addLayout(foot)
        self.answer.hide()
        self.problem.set_text("")
        for button in self.findChildren(Button):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self.fields.edited.connect(self.draft.touch)
        for slot in self.slots.values():
            slot.chosen.connect(self.ask_card)
            slot.dropped.connect(self.put_card)
            slot.removed.connect(self.remove_card)
        self.note_button.clicked.connect(self.note)
        self.read_button.clicked.connect(self.ask_reply)
        self.take_button.clicked.connect(self.take)
        self.leave_button.clicked.connect(lambda: self._ask(None))
        self.close_button.clicked.connect(self.reject)
