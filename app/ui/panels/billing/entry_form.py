"""What every form that adds to an account has: whose it is, a draft, one save at a time."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.domain.account_lines import AccountLine
from app.domain.errors import InvalidRecord, InvalidValue, PermissionDenied
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Need, Permission
from app.live.accounts import Entering
from app.live.data_sync import DataSync
from app.services.account_reading import AccountView
from app.ui.error_presenter import words_for
from app.ui.form_draft import FormDraft
from app.ui.identity_line import IdentityLine
from app.ui.models.billing_words import said
from app.ui.panels.billing.money_field import MoneyField
from app.ui.permitted import Permits, WhyLine, permit
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, Field, line_edit
from app.ui.widgets.surfaces import label

Content = Mapping[str, object]
_LONGEST_NOTE = 500


class EntryForm(QScrollArea):
    """entered(made): it is saved. closed(): it goes; what is typed stays a draft.

    A form is about one patient from its opening to its end; it saves for nobody else.
    """

    entered = Signal(object)
    closed = Signal()
    name = ""
    """The form's name among drafts and in object names."""
    entity = "payment"
    permission = Permission.PAYMENT_TAKE

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, *, title: str, save: str) -> None:
        super().__init__()
        self.setObjectName(self.name)
        self.setAccessibleName(title)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._data_sync, self._tasks = data_sync, tasks
        self._accounts, self._currency = data_sync.accounts, data_sync.clinic.currency
        self._permits = Permits(data_sync)
        self.account: AccountView | None = None
        self.line: AccountLine | None = None
        self._is_saving = False
        self.reason = Field(said("Why"), line_edit(f"{self.name}_reason", length=_LONGEST_NOTE))
        self.save_button = Button(save, name=f"{self.name}_save", look=Look.PRIMARY)
        self.identity = IdentityLine(name=f"{self.name}_identity")
        self.draft = FormDraft(
            data_sync,
            tasks,
            form=self.name,
            entity=self.entity,
            read=self._read,
            show=self._put_back,
            reset=self._begin_again,
            parent=self,
        )
        self._lay_out(title)
        self.build()
        self.column.addWidget(self._problem)
        self.column.addWidget(self.save_button)
        self.column.addStretch(1)
        for field in self.findChildren(Field):
            field.edited.connect(self._on_edited)
            if isinstance(field.control, QLineEdit):
                field.control.returnPressed.connect(self.save)

    def build(self) -> None:
        """Put the form's own fields into its column."""

    def begin(self) -> None:
        """Empty, as it stands when it is opened for an account."""

    def first(self) -> None:
        """Put the cursor where one begins."""

    def show_account(self) -> None:
        """The account is there, or has changed: show what can be chosen of it."""

    def typed(self) -> dict[str, object]:
        """What is typed and not saved; empty where nothing is."""
        return {}

    def show_typed(self, content: Content) -> None:
        """Put what was typed back."""

    def work(self) -> Coroutine[Any, Any, Any] | None:
        """What saves it; None where something is wrong, which the form then says."""
        return None

    def subject(self) -> str:
        """What its draft is about."""
        return self.patient_id or ""

    @property
    def patient_id(self) -> PatientId | None:
        """Whose account it adds to; None while it is closed."""
        return PatientId(self.account.patient.id) if self.account else None

    @property
    def is_typed(self) -> bool:
        """Whether something is typed that was not saved."""
        return self._read() is not None

    @property
    def is_saving(self) -> bool:
        """Whether it is being saved."""
        return self._is_saving

    def open(self, account: AccountView, line: AccountLine | None = None) -> None:
        """Begin for an account (about one of its entries); a draft of before comes back."""
        is_same = self.account is not None and self.patient_id == account.patient.id
        if is_same and self.line and line and self.line.id == line.id:
            self.refresh(account)
            self.first()
            return
        self.close_form(quietly=True)
        self.account, self.line = account, line
        patient = account.patient
        self.identity.show_patient(
            patient.id, patient.display_name, patient.birth_date, patient.mrn
        )
        self._permit()
        self._begin_again()
        self.draft.open(self.subject(), patient_id=RecordId(patient.id))
        self.first()

    def refresh(self, account: AccountView) -> None:
        """The account changed, here or at another desk; what is typed stays."""
        if self.account is not None and self.patient_id == account.patient.id:
            self.account = account
            self.show_account()

    def close_form(self, *, quietly: bool = False) -> None:
        """Go; what is typed is kept."""
        if self.account is None:
            return
        if not self._is_saving:
            if self.is_typed:
                self.draft.leave()
            else:
                self.draft.end()
        self.account = self.line = None
        self.begin()
        if not quietly:
            self.closed.emit()

    def save(self) -> None:
        """Save it, if nothing is wrong with it."""
        if self._is_saving or self.account is None or not self.save_button.isEnabled():
            return
        self.complain("")
        if not self.is_reason_given():
            return
        work = self.work()
        if work is None:
            return
        patient_id = self.patient_id
        self._hold(is_saving=True)
        self._tasks.start(
            work,
            done=lambda made: self._on_saved(made, patient_id),
            failed=lambda error: self._on_failed(error, patient_id),
        )

    def entering(self) -> Entering:
        """Why it is entered, and the draft that ends with it."""
        return Entering(reason=self.reason.value(), draft=self.draft.key)

    def is_reason_given(self) -> bool:
        """Whether a reason is there where one is needed."""
        if self.needs_reason() and not self.reason.value():
            self.reason.set_error(said("Say why."))
            self.reason.control.setFocus()
            return False
        self.reason.set_error("")
        return True

    def needs_reason(self) -> bool:
        """Whether the acting role says why."""
        verdict = self._permits.verdict(self.permission)
        return not verdict.is_allowed and verdict.needs is Need.REASON

    def complain(self, words: str) -> None:
        """Say what is wrong; "" where nothing is."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self.save_button.setAccessibleDescription(words)

    def _permit(self) -> None:
        verdict = self._permits.verdict(self.permission)
        needs_reason = verdict.needs is Need.REASON
        is_shut = not verdict.is_allowed and not needs_reason
        why = self._permits.why_not(self.permission) if is_shut else ""
        self.why.say(why)
        permit(self.save_button, why)
        for field in self.findChildren(Field):
            field.set_locked(why)

    def _read(self) -> Content | None:
        typed = self.typed() if self.account is not None else {}
        if reason := self.reason.value():
            typed["reason"] = reason
        return {**typed, "patient_id": self.patient_id or ""} if typed else None

    def _put_back(self, content: Content) -> bool:
        if content.get("patient_id") != self.patient_id:
            return False
        self.reason.set_value(text_of(content, "reason"))
        self.show_typed(content)
        return True

    def _begin_again(self) -> None:
        self.reason.set_value("")
        self.complain("")
        for field in self.findChildren(Field):
            field.set_error("")
        self.begin()
        self.show_account()

    def _on_close(self) -> None:
        self.close_form()

    def _on_edited(self) -> None:
        self.complain("")
        self.draft.touch()

    def _on_saved(self, made: Any, patient_id: PatientId | None) -> None:
        self._hold(is_saving=False)
        if patient_id == self.patient_id:
            self.draft.end(was_saved=True)
            self.account = self.line = None
            self.begin()
        self.entered.emit(made)

    def _on_failed(self, error: Exception, patient_id: PatientId | None) -> bool:
        self._hold(is_saving=False)
        if patient_id != self.patient_id:
            return False
        self.draft.release()
        is_about_this = isinstance(error, InvalidValue | InvalidRecord | PermissionDenied)
        self.complain(words_for(error))
        return is_about_this

    def _hold(self, *, is_saving: bool) -> None:
        self._is_saving = is_saving
        if is_saving:
            self.draft.hold()
        self.save_button.setEnabled(not is_saving)

    def _lay_out(self, title: str) -> None:
        body = QWidget()
        body.setObjectName("scroll_body")
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(20, 16, 20, 16)
        self.column.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(label(title, "section", name=f"{self.name}_title"))
        head.addStretch(1)
        close = Button(
            "",
            name=f"{self.name}_close",
            icon="x",
            look=Look.QUIET,
            accessible=said("Close (Esc)"),
        )
        close.clicked.connect(self._on_close)
        head.addWidget(close)
        self.column.addLayout(head)
        self.why = WhyLine(name=f"{self.name}_why")
        self._problem = label("", "error", name=f"{self.name}_problem", wraps=True)
        self._problem.hide()
        for part in (self.identity, self.why, self.draft.bar):
            self.column.addWidget(part)
        self.setWidget(body)

    def money(self, text: str, name: str) -> MoneyField:
        """A field for an amount."""
        return MoneyField(text, name, currency=self._currency)


def text_of(content: Content, name: str) -> str:
    """A text of a draft; "" where there is none."""
    value = content.get(name)
    return value if isinstance(value, str) else ""


def choose(choice: ComboBox, value: str) -> None:
    """Put a choice on a value without telling of it; on the first where there is none such."""
    blocked = choice.blockSignals(True)
    choice.setCurrentIndex(max(0, choice.findData(value)))
    choice.blockSignals(blocked)
