"""The chart's consents: listed, signed on screen, shown, and withdrawn with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.domain.family import Consent, ConsentStatus
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.live.consents import CONSENT_WITHDRAWN
from app.live.data_sync import DataSync
from app.services.charts import PatientChart
from app.services.consents import LONGEST_REASON
from app.ui.error_presenter import words_for
from app.ui.models.consent_words import is_over, said, shown_kind, shown_term
from app.ui.panels.patients.consent_dialog import ConsentDialog
from app.ui.permitted import Permits, permit
from app.ui.question_draft import QuestionDraft
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import Field, line_edit
from app.ui.widgets.flow import flow_of
from app.ui.widgets.surfaces import label

_WIDTH = 440


class ConsentList(QWidget):
    """document_wished(id): show what was signed. withdrawal_wished(Consent). wished(): another."""

    document_wished = Signal(str)
    withdrawal_wished = Signal(object)
    wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("consent_list")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(label(said("Consents"), "section"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._column.addLayout(self._rows)
        self.add = Button(said("Sign a consent…"), name="sign_consent_button", icon="pencil")
        self.add.clicked.connect(self.wished)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_consents(self, consents: Sequence[Consent], *, today: date, why: str) -> None:
        """Show those that hold first; why: the role may not change them, "" where it may."""
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        ordered = sorted(consents, key=lambda one: one.created_at, reverse=True)
        for one in sorted(ordered, key=lambda one: is_over(one, today)):
            self._rows.addWidget(self._row(one, today, why))
        permit(self.add, why)
        names = "; ".join(f"{shown_kind(one)}, {shown_term(one)}" for one in ordered)
        self.setAccessibleName(f"{said('Consents')}: {names}" if names else said("No consents"))

    def _row(self, one: Consent, today: date, why: str) -> QWidget:
        row = QWidget()
        row.setObjectName(f"consent_{one.id}")
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(label(shown_kind(one), "strong", wraps=True))
        by = said("by {0}").format(one.signed_by) if one.signed_by else ""
        words = ", ".join(part for part in (shown_term(one), by) if part)
        is_past = is_over(one, today) and one.status == ConsentStatus.ACTIVE
        column.addWidget(label(said("{0} (over)").format(words) if is_past else words, wraps=True))
        buttons: list[QWidget] = []
        if one.document_id:
            show = Button(said("Show"), name=f"show_consent_{one.id}", look=Look.QUIET)
            show.clicked.connect(partial(self.document_wished.emit, one.document_id))
            buttons.append(show)
        if one.status == ConsentStatus.ACTIVE:
            end = Button(said("Withdraw…"), name=f"withdraw_consent_{one.id}", look=Look.QUIET)
            end.clicked.connect(lambda: self.withdrawal_wished.emit(one))
            permit(end, why)
            buttons.append(end)
        for button in buttons:
            button.setAccessibleDescription(shown_kind(one))
        column.addLayout(flow_of(buttons))
        return row


class WithdrawalDialog(QDialog):
    """given(reason): the patient does not agree any more. It stays open until that is kept."""

    given = Signal(str)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget, *, consent: Consent
    ) -> None:
        super().__init__(parent)
        self.setObjectName("withdrawal_dialog")
        self.setWindowTitle(said("Withdraw a consent"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(px(_WIDTH))
        self.reason = Field(said("Reason"), line_edit("withdrawal_reason", length=LONGEST_REASON))
        self.go_on = Button(said("Withdraw"), name="withdrawal_go", look=Look.PRIMARY)
        self.go_on.setDefault(True)
        cancel = Button(said("Cancel"), name="withdrawal_cancel")
        cancel.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(label(self.windowTitle(), "title"))
        column.addWidget(label(shown_kind(consent), "strong", wraps=True))
        words = said("What was signed stays in the chart, with the day and the reason.")
        column.addWidget(label(words, "label", wraps=True))
        self.setAccessibleDescription(words)
        column.addWidget(self.reason)
        self.draft = QuestionDraft(
            data_sync,
            tasks,
            [self.reason.control],
            asks="withdrawal",
            about=consent.id,
            patient_id=consent.patient_id,
            parent=self,
        )
        self.who_changed = WhoChanged(data_sync, tasks, lambda: consent, prefix="withdrawal")
        foot = QHBoxLayout()
        foot.addWidget(self.who_changed)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.go_on)
        column.addLayout(foot)
        self.go_on.clicked.connect(self._on_go_on)
        cancel.clicked.connect(self.reject)
        self.reason.control.setFocus()

    def _on_go_on(self) -> None:
        if not self.reason.value():
            self.reason.set_error(said("Say in a few words why."))
            self.reason.control.setFocus()
            return
        self.reason.set_error("")
        self.go_on.setEnabled(False)
        self.given.emit(self.reason.value())

    def show_error(self, text: str) -> None:
        """It was not kept: say why; it can be tried again."""
        self.go_on.setEnabled(True)
        self.reason.set_error(text)


class ChartConsents(QObject):
    """did(words, Step). said(text). record_requested(entity, id): show what was signed."""

    did = Signal(str, object)
    said = Signal(str)
    record_requested = Signal(str, str)

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        shown: ConsentList,
        panel: QWidget,
    ) -> None:
        super().__init__(panel)
        self._data_sync, self._tasks, self._panel = data_sync, tasks, panel
        self._list = shown
        self._permits = Permits(data_sync)
        self._chart: PatientChart | None = None
        self.dialog: ConsentDialog | None = None
        self._is_asked = False
        self._list.wished.connect(self.ask)
        self._list.withdrawal_wished.connect(self.ask_why)
        self._list.document_wished.connect(partial(self.record_requested.emit, "document"))

    def why_not(self, patient_id: RecordId | None = None) -> str:
        """Why the acting role keeps no consents; "" where it does."""
        filing = self._permits.why_not(Permission.DOCUMENT_EDIT, patient_id=patient_id, is_own=True)
        return filing or self._permits.why_not(Permission.PATIENT_EDIT, patient_id=patient_id)

    def show_chart(self, chart: PatientChart | None) -> None:
        """List the consents of this chart; None: no chart is open."""
        self._chart = chart
        self._list.setVisible(chart is not None)
        if chart is not None:
            self._list.show_consents(
                chart.consents, today=self._data_sync.today(), why=self.why_not(chart.patient.id)
            )
            is_asked, self._is_asked = self._is_asked, False
            if is_asked:
                self.ask()

    def ask(self) -> ConsentDialog | None:
        """Open the form for the patient whose chart is shown."""
        chart = self._chart
        if chart is None:
            self.said.emit(said("Open the patient's chart first."))
            return None
        if why := self.why_not(chart.patient.id):
            self.said.emit(why)
            return None
        dialog = ConsentDialog(self._data_sync, self._tasks, self._panel, patient=chart.patient)
        dialog.signed.connect(self._on_signed)
        dialog.finished.connect(self._on_finished)
        self.dialog = dialog
        dialog.open()
        return dialog

    def ask_soon(self) -> None:
        """Open the form once the chart that is being read is here."""
        self._is_asked = True

    def ask_why(self, consent: Consent) -> WithdrawalDialog:
        """Ask why it is withdrawn."""
        dialog = WithdrawalDialog(self._data_sync, self._tasks, self._panel, consent=consent)
        dialog.given.connect(partial(self._withdraw, consent, dialog))
        dialog.open()
        return dialog

    @property
    def has_typed(self) -> bool:
        """Whether something is typed into an open form and not saved."""
        return self.dialog is not None and self.dialog.draft.has_typed

    async def keep(self) -> None:
        """Keep what is typed into an open form as a draft."""
        if self.dialog is not None:
            await self.dialog.draft.keep()

    def stop(self) -> None:
        """The window closes."""
        if self.dialog is not None:
            self.dialog.draft.stop()

    def _withdraw(self, consent: Consent, dialog: WithdrawalDialog, reason: str) -> None:
        whose = PatientId(consent.patient_id)
        work = self._data_sync.consents.withdraw(RecordId(consent.id), reason, patient_id=whose)

        def done(withdrawn: Consent) -> None:
            if isValid(dialog):
                dialog.accept()
            self._on_withdrawn(withdrawn)

        def failed(error: Exception) -> bool:
            if isValid(dialog):
                dialog.show_error(words_for(error))
            return isValid(dialog)

        self._tasks.start(dialog.draft.ending(work), done=done, failed=failed)

    def _on_withdrawn(self, consent: Consent) -> None:
        step = self._data_sync.undo.did(
            CONSENT_WITHDRAWN,
            RecordId(consent.id),
            before={"patient_id": consent.patient_id, "reason": ""},
            after={"patient_id": consent.patient_id, "reason": consent.withdrawal_reason},
        )
        self.did.emit(said("Consent withdrawn"), step)

    def _on_signed(self, _consent: Consent) -> None:
        self.said.emit(said("Consent kept as signed"))

    def _on_finished(self) -> None:
        self.dialog = None
