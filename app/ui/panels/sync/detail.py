"""One waiting change beside the list: what it is, why it waits, and what a person can do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.operations import OperationState
from app.services.waiting import WaitingChange
from app.ui.error_presenter import field_words
from app.ui.frame.sync_words import WaitingWords
from app.ui.models.waiting_list import since_words
from app.ui.permitted import permit
from app.ui.reason_bar import ReasonBar
from app.ui.theme.sizes import side_width
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import Field, line_edit
from app.ui.widgets.surfaces import Card, label, rule

_LONGEST_REASON = 200
_SHORTEST_REASON = 3


class WaitingDetail(Card):
    """Shows one change and asks for what is to be done.

    retried(op_id, reason), edit_wished(op_id), discarded(op_id, reason),
    patient_wished(patient_id).
    """

    retried = Signal(str, str)
    edit_wished = Signal(str)
    discarded = Signal(str, str)
    patient_wished = Signal(str)
    close_requested = Signal()

    def __init__(self, *, zone: str) -> None:
        super().__init__(name="waiting_detail", padding=1)
        self.setFixedWidth(side_width())
        self.setAccessibleName(self.tr("Waiting change"))
        self._zone = zone
        self.change: WaitingChange | None = None
        self.body.addLayout(self._head())
        self.body.addWidget(rule())
        self._discarding = self._ask_reason()
        self.why = ReasonBar(name="send_again_reason")
        self.why.given.connect(self._on_why)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        self.body.addWidget(self._scroll(), 1)
        self.body.addLayout(self._actions())

    def show_change(self, change: WaitingChange, words: WaitingWords, *, why_kept: str) -> None:
        """Show a change; why_kept says why it may not be discarded here, "" where it may."""
        is_other = self.change is None or self.change.op_id != change.op_id
        self.change = change
        self._title.setText(words.what)
        _empty(self._lines)
        for caption, text in self._facts(change, words):
            self._add(caption, text)
        is_stuck = change.state is OperationState.QUARANTINED
        for button in (self.retry, self.edit, self.discard):
            button.setVisible(is_stuck)
        has_values = change.kind in ("create", "update")
        permit(self.edit, "" if has_values else self.tr("There are no values in it to put right"))
        permit(self.discard, why_kept)
        self.patient.setVisible(change.patient_id is not None)
        if is_other or not is_stuck:
            self.forget_reason()

    def forget_reason(self) -> None:
        """Ask for no reason any more."""
        self._discarding.hide()
        self.reason.set_value("")
        self.reason.set_error("")
        self.why.close_bar()

    @property
    def has_typed(self) -> bool:
        """Whether a reason is being typed."""
        is_discarding = not self._discarding.isHidden() and bool(self.reason.value())
        return is_discarding or (not self.why.isHidden() and bool(self.why.field.value()))

    def ask_why(self) -> None:
        """Ask why the change was made, before it is sent again: nothing that is kept says so."""
        self.forget_reason()
        self.why.ask(self.tr("Send again"))

    def ask_reason(self) -> None:
        """Ask why the change is to be thrown away."""
        self.why.close_bar()
        self._discarding.show()
        self.reason.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def lines(self) -> list[str]:
        """Everything it says, for whoever reads it aloud."""
        items = (self._lines.itemAt(at) for at in range(self._lines.count()))
        found = (item.widget() for item in items if item is not None)
        return [one.accessibleName() for one in found if one is not None]

    def _facts(self, change: WaitingChange, words: WaitingWords) -> list[tuple[str, str]]:
        fields = ", ".join(map(field_words, change.fields))
        again = change.next_attempt_at
        facts = [
            (self.tr("State"), words.state),
            (self.tr("What to do"), words.help or self._nothing(change)),
            (self.tr("Made"), since_words(change.made_at, self._zone)),
            (self.tr("By"), change.actor_name),
            (self.tr("Fields"), fields),
            (self.tr("Sent so far"), self._attempts(change.attempts)),
            (self.tr("Tried again"), since_words(again, self._zone) if again else ""),
            (self.tr("The server's word"), change.code),
        ]
        return [(caption, text) for caption, text in facts if text]

    def _attempts(self, count: int) -> str:
        if not count:
            return ""
        return self.tr("once") if count == 1 else self.tr("{0} times").format(count)

    def _nothing(self, change: WaitingChange) -> str:
        if change.state is OperationState.QUARANTINED:
            return self.tr(
                "The server did not take this. Put it right and send it again, "
                "or discard it with a reason."
            )
        if change.state is OperationState.CONFLICTED:
            return self.tr("Somebody decides which value counts, under Conflicts.")
        return self.tr("Nothing: it is sent by itself.")

    def _add(self, caption: str, text: str) -> None:
        pair = QWidget()
        pair.setAccessibleName(f"{caption}: {text}")
        column = QVBoxLayout(pair)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(label(caption, "meta"))
        column.addWidget(label(text, wraps=True))
        self._lines.addWidget(pair)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(18, 16, 12, 8)
        self._title = label("", "section", name="waiting_detail_title", wraps=True)
        close = Button(
            "", name="waiting_detail_close", icon="x", look=Look.QUIET, accessible=self.tr("Close")
        )
        close.clicked.connect(self.close_requested)
        head.addWidget(self._title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _scroll(self) -> QScrollArea:
        page = QWidget()
        page.setObjectName("scroll_body")
        column = QVBoxLayout(page)
        column.setContentsMargins(18, 12, 18, 12)
        column.setSpacing(16)
        column.addWidget(self._discarding)
        column.addWidget(self.why)
        column.addLayout(self._lines)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("waiting_detail_scroll")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        return scroll

    def _ask_reason(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        control = line_edit(
            "discard_reason",
            placeholder=self.tr("Kept in the audit trail"),
            length=_LONGEST_REASON,
        )
        self.reason = Field(self.tr("Why is it thrown away?"), control)
        self.sure = Button(
            self.tr("Discard for good"), name="discard_sure_button", look=Look.PRIMARY
        )
        self.sure.clicked.connect(self._on_sure)
        control.returnPressed.connect(self._on_sure)
        column.addWidget(self.reason)
        column.addWidget(self.sure, 0, Qt.AlignmentFlag.AlignRight)
        made.hide()
        return made

    def _actions(self) -> QHBoxLayout:
        self.retry = Button(self.tr("Send again"), name="retry_button", icon="refresh-cw")
        self.edit = Button(self.tr("Edit…"), name="edit_waiting_button", icon="pencil")
        self.discard = Button(self.tr("Discard…"), name="discard_button", icon="trash-2")
        self.patient = Button(self.tr("Patient"), name="waiting_patient_button", icon="user")
        self.retry.clicked.connect(self._on_retry)
        self.edit.clicked.connect(self._on_edit)
        self.discard.clicked.connect(self.ask_reason)
        self.patient.clicked.connect(self._on_patient)
        rows = (self.retry, self.edit), (self.discard, self.patient)
        foot = QVBoxLayout()
        foot.setSpacing(8)
        for buttons in rows:
            row = QHBoxLayout()
            row.setSpacing(8)
            for button in buttons:
                row.addWidget(button)
            row.addStretch(1)
            foot.addLayout(row)
        outer = QHBoxLayout()
        outer.setContentsMargins(18, 8, 18, 14)
        outer.addLayout(foot)
        return outer

    def _on_retry(self) -> None:
        if self.change is not None:
            self.retried.emit(self.change.op_id, "")

    def _on_why(self, reason: str) -> None:
        if self.change is not None:
            self.retried.emit(self.change.op_id, reason)

    def _on_edit(self) -> None:
        if self.change is not None:
            self.edit_wished.emit(self.change.op_id)

    def _on_patient(self) -> None:
        if self.change is not None and self.change.patient_id is not None:
            self.patient_wished.emit(self.change.patient_id)

    def _on_sure(self) -> None:
        reason = self.reason.value()
        if len(reason) < _SHORTEST_REASON:
            self.reason.set_error(self.tr("Say why, in a few words."))
            return
        self.reason.set_error("")
        if self.change is not None:
            self.discarded.emit(self.change.op_id, reason)


def _empty(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
