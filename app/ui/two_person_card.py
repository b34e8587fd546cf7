"""One request of two persons: who asked, who allowed it, and what can be done with it now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from app.domain.two_person import REFUSED, REQUESTED, TwoPersonRequest
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import line_edit
from app.ui.widgets.surfaces import Card, label
from app.ui.wording import shown_visit

LONGEST_NOTE = 500


def _tr(text: str) -> str:
    return QCoreApplication.translate("TwoPersonCard", text)


class TwoPersonCard(Card):
    """decided(id, is_allowed, note): a second person's word. What else is wished for, the buttons
    of the card say."""

    decided = Signal(str, bool, str)

    def __init__(
        self,
        request: TwoPersonRequest,
        *,
        kind: str,
        zone: str,
        may_decide: bool,
        may_allow: bool = True,
        who_changed: Button,
    ) -> None:
        super().__init__(name=f"{kind}_{request.id}", padding=16)
        self.request, self._zone, self._who_changed = request, zone, who_changed
        self._may_decide = may_decide
        self._may_allow = may_decide and may_allow and request.status == REQUESTED
        self.note = line_edit(f"{kind}_note", length=LONGEST_NOTE)
        self.note.setPlaceholderText(_tr("Why"))
        self.note.setAccessibleName(_tr("Why it is allowed or refused"))
        self.allow = Button(_tr("Allow"), name=f"{kind}_allow", icon="check", look=Look.PRIMARY)
        self.refuse = Button(_tr("Refuse"), name=f"{kind}_refuse", icon="x")
        self.state = label("", "meta", wraps=True, name=f"{kind}_state")
        self.note.textChanged.connect(self._on_note)
        self.allow.clicked.connect(lambda: self._decide(is_allowed=True))
        self.refuse.clicked.connect(lambda: self._decide(is_allowed=False))

    def release(self) -> None:
        """It could not be done: it can be tried again."""
        self._set_busy(is_busy=False)

    def lay_out(
        self, headline: str, lines: list[str], state: str, deeds: Mapping[Button, bool]
    ) -> None:
        """What it says, and the further buttons, each with whether it is offered now."""
        self.body.setSpacing(8)
        self.setAccessibleName(headline)
        head = QHBoxLayout()
        head.addWidget(label(headline, "strong", wraps=True), 1)
        head.addWidget(self._who_changed, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        for line in lines:
            self.body.addWidget(label(line, wraps=True))
        self.state.setText(state)
        self.body.addWidget(self.state)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.note, 1)
        for button in (self.refuse, self.allow, *deeds):
            button.setAutoDefault(False)
            row.addWidget(button)
        for part in (self.note, self.refuse):
            part.setVisible(self._may_decide)
        self.allow.setVisible(self._may_allow)
        for button, is_offered in deeds.items():
            button.setVisible(is_offered)
        if any(deeds.values()) and not self._may_decide:
            row.insertStretch(0, 1)
        self.body.addLayout(row)
        self._on_note()

    def answer_lines(self) -> list[str]:
        """Why it was asked for, and what was answered."""
        lines = [_tr("Reason: {0}").format(self.request.reason)]
        if self.request.decision_note:
            lines.append(_tr("Answer: {0}").format(self.request.decision_note))
        return lines

    def answer_state(self, decided_by: str, *, is_open: bool, then: str) -> str:
        """How it stands until it is carried out; then: what may be done, until {0}."""
        request, who = self.request, decided_by or self.nobody()
        if request.status == REQUESTED:
            words = _tr("Asked {0}.").format(self.at(request.requested_at))
            then = _tr("Waits for a second person until {0}.")
        elif request.status == REFUSED:
            return _tr("Refused by {0}, {1}.").format(who, self.at(request.decided_at))
        else:
            words = _tr("Allowed by {0}, {1}.").format(who, self.at(request.decided_at))
        ends = then.format(self.at(request.ends_at())) if is_open else _tr("It is over: ask again.")
        return f"{words} {ends}"

    def at(self, instant: datetime | None) -> str:
        """An instant as the clinic's clocks show it."""
        return shown_visit(instant, self._zone) if instant else ""

    def nobody(self) -> str:
        """Instead of a name that is not known."""
        return _tr("Somebody who is no longer listed")

    def _on_note(self) -> None:
        for button in (self.allow, self.refuse):
            button.setEnabled(bool(self.note.text().strip()))

    def _decide(self, *, is_allowed: bool) -> None:
        self._set_busy(is_busy=True)
        self.decided.emit(self.request.id, is_allowed, self.note.text())

    def _set_busy(self, *, is_busy: bool) -> None:
        self.note.setEnabled(not is_busy)
        for button in (self.allow, self.refuse):
            button.setEnabled(not is_busy and bool(self.note.text().strip()))
