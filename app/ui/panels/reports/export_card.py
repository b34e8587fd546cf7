"""One file of patients' data that was asked for: who asked, who allowed it, what can be done."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.domain.exporting import ExportStatus
from app.services.exports import ShownExport
from app.ui.two_person_card import TwoPersonCard
from app.ui.typed_dates import shown_day
from app.ui.vocabulary import inside
from app.ui.widgets.button import Button, Look
from app.ui.wording import shown_choice


class ExportCard(TwoPersonCard):
    """wished(id): write the file."""

    wished = Signal(str)

    def __init__(self, entry: ShownExport, *, zone: str, who_changed: Button) -> None:
        super().__init__(
            entry.request,
            kind="export",
            zone=zone,
            may_decide=entry.may_decide,
            who_changed=who_changed,
        )
        self.entry = entry
        self.write = Button(
            self.tr("Save the file…"), name="export_write", icon="download", look=Look.PRIMARY
        )
        self.write.clicked.connect(lambda: self.wished.emit(entry.request.id))
        deeds = {self.write: entry.may_write}
        self.lay_out(self._headline(), self._lines(), self._state(), deeds)

    def _headline(self) -> str:
        request = self.entry.request
        who = self.entry.asked_by or self.nobody()
        what = inside(shown_choice(request.kind))
        return self.tr("{0} ({1}) asked for: {2}, for {3}").format(
            who, inside(shown_choice(request.role)), what, request.recipient
        )

    def _lines(self) -> list[str]:
        request, lines = self.entry.request, self.answer_lines()
        if request.first_on is not None:
            first, last = shown_day(request.first_on), shown_day(request.last_on)
            lines.insert(0, self.tr("Days of service: {0} to {1}").format(first, last))
        return lines

    def _state(self) -> str:
        request = self.entry.request
        if request.status == ExportStatus.WRITTEN:
            who = self.entry.decided_by or self.nobody()
            return self.tr("Allowed by {0}. Written {1}, {2} lines.").format(
                who, self.at(request.written_at), request.written_lines or 0
            )
        return self.answer_state(
            self.entry.decided_by,
            is_open=self.entry.is_open,
            then=self.tr("It can be written once, until {0}."),
        )
