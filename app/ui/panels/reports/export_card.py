"""One file of patients' data that was asked for: who asked, who allowed it, what can be done."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from app.domain.exporting import ExportRequest, ExportStatus
from app.services.exports import ShownExport
from app.ui.typed_dates import shown_day
from app.ui.vocabulary import inside
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import line_edit
from app.ui.widgets.surfaces import Card, label
from app.ui.wording import shown_choice, shown_visit

LONGEST_NOTE = 500


class ExportCard(Card):
    """decided(id, is_allowed, note): a second person's word. wished(id): write the file."""

    decided = Signal(str, bool, str)
    wished = Signal(str)

    def __init__(self, entry: ShownExport, *, zone: str, who_changed: Button) -> None:
        super().__init__(name=f"export_{entry.request.id}", padding=16)
        self.entry, self._zone = entry, zone
        self.body.setSpacing(8)
        words = self._headline()
        self.setAccessibleName(words)
        head = QHBoxLayout()
        head.addWidget(label(words, "strong", wraps=True), 1)
        head.addWidget(who_changed, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        for line in self._lines():
            self.body.addWidget(label(line, wraps=True))
        self.state = label(self._state(), "meta", wraps=True, name="export_state")
        self.body.addWidget(self.state)
        self.note = line_edit("export_note", length=LONGEST_NOTE)
        self.note.setPlaceholderText(self.tr("Why"))
        self.note.setAccessibleName(self.tr("Why it is allowed or refused"))
        self.note.textChanged.connect(self._on_note)
        self.allow = Button(self.tr("Allow"), name="export_allow", icon="check", look=Look.PRIMARY)
        self.refuse = Button(self.tr("Refuse"), name="export_refuse", icon="x")
        self.write = Button(
            self.tr("Save the file…"), name="export_write", icon="download", look=Look.PRIMARY
        )
        self.allow.clicked.connect(lambda: self._decide(is_allowed=True))
        self.refuse.clicked.connect(lambda: self._decide(is_allowed=False))
        self.write.clicked.connect(lambda: self.wished.emit(entry.request.id))
        self._lay_out()

    def release(self) -> None:
        """It could not be done: it can be tried again."""
        self._set_busy(is_busy=False)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.note, 1)
        for button in (self.refuse, self.allow, self.write):
            button.setAutoDefault(False)
            row.addWidget(button)
        may_decide, asked = self.entry.may_decide, ExportStatus.REQUESTED
        for part in (self.note, self.refuse):
            part.setVisible(may_decide)
        self.allow.setVisible(may_decide and self.entry.request.status == asked)
        self.write.setVisible(self.entry.may_write)
        if self.entry.may_write and not may_decide:
            row.insertStretch(0, 1)
        self.body.addLayout(row)
        self._on_note()

    def _on_note(self) -> None:
        for button in (self.allow, self.refuse):
            button.setEnabled(bool(self.note.text().strip()))

    def _decide(self, *, is_allowed: bool) -> None:
        self._set_busy(is_busy=True)
        self.decided.emit(self.entry.request.id, is_allowed, self.note.text())

    def _set_busy(self, *, is_busy: bool) -> None:
        self.note.setEnabled(not is_busy)
        for button in (self.allow, self.refuse):
            button.setEnabled(not is_busy and bool(self.note.text().strip()))

    def _headline(self) -> str:
        request = self.entry.request
        who = self.entry.asked_by or self.tr("Somebody who is no longer listed")
        what = inside(shown_choice(request.kind))
        return self.tr("{0} ({1}) asked for: {2}, for {3}").format(
            who, inside(shown_choice(request.role)), what, request.recipient
        )

    def _lines(self) -> list[str]:
        request = self.entry.request
        lines = [self.tr("Reason: {0}").format(request.reason)]
        if request.first_on is not None:
            first, last = shown_day(request.first_on), shown_day(request.last_on)
            lines.insert(0, self.tr("Days of service: {0} to {1}").format(first, last))
        if request.decision_note:
            lines.append(self.tr("Answer: {0}").format(request.decision_note))
        return lines

    def _state(self) -> str:
        request = self.entry.request
        who = self.entry.decided_by or self.tr("Somebody who is no longer listed")
        match request.status:
            case ExportStatus.WRITTEN:
                words = self.tr("Allowed by {0}. Written {1}, {2} lines.").format(
                    who, self._at(request.written_at), request.written_lines or 0
                )
            case ExportStatus.REFUSED:
                words = self.tr("Refused by {0}, {1}.").format(who, self._at(request.decided_at))
            case ExportStatus.APPROVED:
                words = self.tr("Allowed by {0}, {1}.").format(who, self._at(request.decided_at))
            case _:
                words = self.tr("Asked {0}.").format(self._at(request.requested_at))
        return f"{words} {self._ends(request)}".strip()

    def _ends(self, request: ExportRequest) -> str:
        ends_at = request.ends_at()
        if ends_at is None:
            return ""
        if not self.entry.is_open:
            return self.tr("It is over: ask again.")
        if request.status == ExportStatus.REQUESTED:
            return self.tr("Waits for a second person until {0}.").format(self._at(ends_at))
        return self.tr("It can be written once, until {0}.").format(self._at(ends_at))

    def _at(self, instant: datetime | None) -> str:
        return shown_visit(instant, self._zone) if instant else ""
