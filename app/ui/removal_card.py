"""One patient who is to be removed: who asked, who allowed it, and what can be done now."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.domain.removing import RemovalStatus
from app.services.removals import ShownRemoval
from app.ui.removal_words import kept_words
from app.ui.two_person_card import TwoPersonCard
from app.ui.vocabulary import inside
from app.ui.widgets.button import Button, Look
from app.ui.wording import shown_choice


class RemovalCard(TwoPersonCard):
    """carry_out_wished(id), bring_back_wished(id)."""

    carry_out_wished = Signal(str)
    bring_back_wished = Signal(str)

    def __init__(self, entry: ShownRemoval, *, zone: str, who_changed: Button) -> None:
        super().__init__(
            entry.request,
            kind="removal",
            zone=zone,
            may_decide=entry.may_decide,
            may_allow=not entry.kept,
            who_changed=who_changed,
        )
        self.entry = entry
        self.remove = Button(
            self.tr("Remove the patient"), name="removal_remove", icon="trash-2", look=Look.PRIMARY
        )
        self.bring_back = Button(
            self.tr("Bring the patient back"), name="removal_bring_back", icon="undo-2"
        )
        self.remove.clicked.connect(self._on_remove)
        self.bring_back.clicked.connect(self._on_bring_back)
        deeds = {self.remove: entry.may_carry_out, self.bring_back: entry.may_bring_back}
        self.lay_out(self._headline(), self._lines(), self._state(), deeds)
        self._name_buttons()

    def release(self) -> None:
        """It could not be done: it can be tried again."""
        super().release()
        for button in (self.remove, self.bring_back):
            button.setEnabled(True)

    def _on_remove(self) -> None:
        self.remove.setEnabled(False)
        self.carry_out_wished.emit(self.request.id)

    def _on_bring_back(self) -> None:
        self.bring_back.setEnabled(False)
        self.bring_back_wished.emit(self.request.id)

    def _name_buttons(self) -> None:
        whom = self.entry.patient
        self.remove.setAccessibleName(self.tr("Remove {0}").format(whom))
        self.bring_back.setAccessibleName(self.tr("Bring {0} back").format(whom))

    def _headline(self) -> str:
        entry, request = self.entry, self.entry.request
        who = entry.asked_by or self.nobody()
        whom = "  ·  ".join(filter(None, (entry.patient, entry.birth_date, entry.mrn)))
        return self.tr("{0} ({1}) asked to remove: {2}").format(
            who, inside(shown_choice(request.role)), whom
        )

    def _lines(self) -> list[str]:
        lines = self.answer_lines()
        if self.entry.kept:
            words = self.tr("Not to be removed as long as there are: {0}.")
            lines.append(words.format(kept_words(self.entry.kept)))
        return lines

    def _state(self) -> str:
        entry, request = self.entry, self.entry.request
        if request.status == RemovalStatus.CARRIED_OUT:
            words = self.tr("Allowed by {0}. Removed by {1}, {2}.").format(
                entry.decided_by or self.nobody(),
                entry.carried_out_by or self.nobody(),
                self.at(request.carried_out_at),
            )
            then = (
                self.tr("The front desk or an administrator can bring the patient back.")
                if entry.is_gone
                else self.tr("The patient was brought back.")
            )
            return f"{words} {then}"
        return self.answer_state(
            entry.decided_by,
            is_open=entry.is_open,
            then=self.tr("A third person, acting as administrator, removes them until {0}."),
        )
