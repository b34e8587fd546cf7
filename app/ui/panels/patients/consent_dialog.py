"""A consent is read, signed on screen and kept: in front of everything else, for the patient."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.errors import InvalidRecord
from app.domain.family import Consent
from app.domain.ids import PatientId
from app.domain.message import MessageTemplate
from app.domain.patient import Patient
from app.live.data_sync import DataSync
from app.services.consents import NewConsent
from app.ui.error_presenter import words_for
from app.ui.form_draft import FormDraft
from app.ui.habits import clock_words
from app.ui.identity_line import IdentityLine
from app.ui.models.consent_words import ConsentText, brought_along, said
from app.ui.panels.patients.consent_fields import ConsentFields, EnteredConsent, usual_values
from app.ui.printing.consent_paper import ConsentSheet, consent_paper
from app.ui.printing.pages import pdf_bytes, usual_size
from app.ui.printing.preview import PrintPreview
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.typed_dates import shown_day
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label

FORM = "consent"
_WIDE, _HIGH = 720, 760


class ConsentDialog(QDialog):
    """signed(Consent): it is kept. Closing it keeps what is typed as a draft."""

    signed = Signal(object)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget, *, patient: Patient
    ) -> None:
        super().__init__(parent)
        self.setObjectName("consent_dialog")
        self.setWindowTitle(said("Consent"))
        self.setAccessibleName(said("Consent"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = parent.window().size()
        self.resize(min(px(_WIDE), room.width()), min(px(_HIGH), room.height()))
        self._data_sync, self._tasks, self._patient = data_sync, tasks, patient
        self._is_saving = False
        self.identity = IdentityLine(name="consent_patient")
        self.fields = ConsentFields()
        self.problem = label("", "error", name="consent_failure", wraps=True)
        self.print_button = Button(said("Print it empty…"), name="consent_print", icon="printer")
        self.close_button = Button(said("Close"), name="consent_close")
        self.sign_button = Button(
            said("Keep as signed"), name="consent_sign", icon="check", look=Look.PRIMARY
        )
        self.draft = FormDraft(
            data_sync,
            tasks,
            form=FORM,
            entity="consent",
            read=self.fields.typed,
            show=self.fields.show_typed,
            reset=self.fields.reset,
            parent=self,
        )
        self._lay_out()
        self._connect()
        self._begin()

    def sign(self) -> None:
        """Keep what was signed, if nothing is missing."""
        entered = None if self._is_saving else self.fields.entered(today=self._data_sync.today())
        if entered is None or not self.fields.is_signed():
            return
        paper = consent_paper(self._sheet(entered, is_signed=True))
        self._hold(is_saving=True)
        self._tasks.start(
            self._data_sync.consents.sign(
                pdf_bytes(paper, usual_size()), self._new(entered), draft=self.draft.key
            ),
            done=self._on_signed,
            failed=self._on_failed,
        )

    def print_empty(self) -> PrintPreview | None:
        """Show the form to be printed and signed by hand."""
        entered = self.fields.entered(today=self._data_sync.today())
        if entered is None:
            return None
        whose = PatientId(self._patient.id)

        async def hand_out(is_file: bool) -> None:
            await self._data_sync.consents.note_printed(whose, is_file=is_file)

        preview = PrintPreview(
            consent_paper(self._sheet(entered, is_signed=False)),
            file_name=f"consent-{self._data_sync.today().isoformat()}",
            hand_out=hand_out,
            tasks=self._tasks,
            parent=self,
        )
        preview.open()
        return preview

    def done(self, result: int) -> None:
        """However it is closed: what is typed stays a draft. What is being signed is waited for, as
        it may be refused."""
        if result == QDialog.DialogCode.Accepted or not self._is_saving:
            self.draft.close()
            super().done(result)

    def _begin(self) -> None:
        patient, today = self._patient, self._data_sync.today()
        name = " ".join(part for part in (patient.given_names, patient.family_name) if part)
        self.identity.show_patient(
            patient.id, patient.display_name, patient.birth_date, patient.mrn
        )
        self._usual = usual_values(
            patient=name, witness=self._data_sync.user.display_name, today=today
        )
        self.fields.offer(self._texts(()), self._usual)
        self.fields.reset()
        self.draft.open(patient.id, patient_id=patient.id)
        self._tasks.start(self._data_sync.consents.templates(), done=self._on_templates)
        self.fields.choice.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _texts(self, own: Sequence[MessageTemplate]) -> list[ConsentText]:
        clinic = self._data_sync.clinic.name
        brought = [
            ConsentText(one.kind, one.title, one.text.replace("{clinic}", clinic))
            for one in brought_along()
        ]
        mine = [
            ConsentText("other", one.subject or one.name, one.text.replace("{clinic}", clinic))
            for one in own
        ]
        return [*brought, *mine]

    def _on_templates(self, own: Sequence[MessageTemplate]) -> None:
        if own:
            self.fields.offer(self._texts(own), self._usual)

    def _sheet(self, entered: EnteredConsent, *, is_signed: bool) -> ConsentSheet:
        day = shown_day(entered.starts_on)
        term = said("Valid from {0}").format(day)
        if entered.ends_on is not None:
            term = said("Valid from {0} until {1}").format(day, shown_day(entered.ends_on))
        plain = ConsentSheet(
            clinic=self._data_sync.clinic.name,
            patient=self._patient,
            title=entered.title,
            text=entered.text,
            term=term,
        )
        if not is_signed:
            return plain
        return ConsentSheet(
            clinic=plain.clinic,
            patient=self._patient,
            title=entered.title,
            text=entered.text,
            term=term,
            signed_by=entered.signed_by,
            relationship=entered.relationship,
            witnessed_by=entered.witnessed_by,
            signed_at=self._now(),
            signature=None if self.fields.is_typed.isChecked() else self.fields.pad.picture(),
        )

    def _now(self) -> str:
        at = self._data_sync.clock.now().astimezone(ZoneInfo(self._data_sync.clinic.zone))
        return f"{shown_day(at.date())} {clock_words(at)}"

    def _new(self, entered: EnteredConsent) -> NewConsent:
        who = entered.signed_by
        if entered.relationship:
            who = f"{who} ({entered.relationship})"
        elif who == self._usual["signed_by"]:
            who = ""  # the patient
        return NewConsent(
            patient_id=PatientId(self._patient.id),
            kind=entered.kind,
            title=entered.title,
            signed_on=self._data_sync.today(),
            starts_on=entered.starts_on,
            ends_on=entered.ends_on,
            signed_by=who,
            witnessed_by=entered.witnessed_by,
        )

    def _on_signed(self, consent: Consent) -> None:
        self.draft.end(was_saved=True)
        self.signed.emit(consent)
        self.accept()

    def _on_failed(self, error: Exception) -> bool:
        self._hold(is_saving=False)
        self.draft.release()
        problems = error.problems if isinstance(error, InvalidRecord) else {}
        for name in problems.keys() & self.fields.fields.keys():
            self.fields.fields[name].set_error(words_for(error))
        self.problem.setText(words_for(error))
        self.problem.show()
        return True

    def _hold(self, *, is_saving: bool) -> None:
        self._is_saving = is_saving
        if is_saving:
            self.draft.hold()
            self.problem.hide()
        self.sign_button.setEnabled(not is_saving)

    def _lay_out(self) -> None:
        body = QWidget()
        body.setObjectName("scroll_body")
        inner = QVBoxLayout(body)
        inner.setContentsMargins(24, 16, 24, 8)
        inner.setSpacing(12)
        for part in (self.identity, self.draft.bar, self.fields):
            inner.addWidget(part)
        scroll = QScrollArea()
        scroll.setObjectName("consent_scroll")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 8, 24, 16)
        foot.setSpacing(8)
        foot.addWidget(self.print_button)
        foot.addWidget(self.problem, 1)
        foot.addStretch(1)
        for button in (self.close_button, self.sign_button):
            foot.addWidget(button)
        for button in (self.print_button, self.close_button, self.sign_button, self.fields.wipe):
            button.setAutoDefault(False)
        self.problem.hide()
        column.addLayout(foot)

    def _connect(self) -> None:
        self.fields.edited.connect(self.draft.touch)
        self.print_button.clicked.connect(self.print_empty)
        self.close_button.clicked.connect(self.reject)
        self.sign_button.clicked.connect(self.sign)
