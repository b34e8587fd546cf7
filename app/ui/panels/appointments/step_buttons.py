"""The buttons that move the open visit on: arrived, in room, completed, no-show, cancel, back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.appointment import Appointment
from app.ui.models.day_words import said, status_look
from app.ui.panels.appointments.visit_steps import VisitStep, steps_from
from app.ui.permitted import WhyLine, permit
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.painting import ChipLabel

_COLUMNS = 2


class StepButtons(QWidget):
    """Offers only what the rules allow from the present status."""

    step_wished = Signal(str)
    confirmation_wished = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("visit_steps")
        self.status_chip = ChipLabel("", Tone.NEUTRAL)
        """Stands beside the form's title, where it is seen first."""
        self.status_chip.setObjectName("visit_status")
        self._confirmed = _chip("visit_confirmed", said("Confirmed"))
        self._message = _chip("visit_left_message", said("Left message"))
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        self._shown: tuple[str, str] | None = None
        self._whys = ("", "")
        self.why = WhyLine(name="visit_steps_why")
        self._build()

    def set_whys(self, *, step: str, confirm: str) -> None:
        """Why the acting role may take no step or note no confirmation; "" where it may."""
        if (step, confirm) != self._whys:
            self._whys, self._shown = (step, confirm), None
            self.why.say(step or confirm)

    def show_visit(self, visit: Appointment) -> None:
        """Show where the visit stands and what can come next."""
        if self._shown == (visit.status, visit.confirmation):
            return
        self._shown = (visit.status, visit.confirmation)
        look = status_look(visit.status, visit.confirmation)
        self.status_chip.set_chip(look.word, look.tone, icon=look.icon)
        is_booked = visit.status in ("booked", "requested")
        for chip, value in ((self._confirmed, "confirmed"), (self._message, "left_message")):
            chip.setVisible(is_booked)
            chip.setChecked(visit.confirmation == value)
            permit(chip, self._whys[1])
        self._show_steps(steps_from(visit.status))

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._confirmed)
        row.addWidget(self._message)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.why)
        column.addLayout(self._grid)
        column.addLayout(row)
        self._confirmed.clicked.connect(self._on_confirmed)
        self._message.clicked.connect(self._on_message)

    def _on_confirmed(self, on: bool) -> None:
        self.confirmation_wished.emit("confirmed" if on else "none")

    def _on_message(self, on: bool) -> None:
        self.confirmation_wished.emit("left_message" if on else "none")

    def _show_steps(self, steps: tuple[VisitStep, ...]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        for place, step in enumerate(steps):
            is_first = place == 0 and not step.is_back
            button = Button(
                step.words,
                name=f"step_{step.status}",
                icon=step.icon,
                look=Look.PRIMARY if is_first else Look.PLAIN,
            )
            if step.key:
                button.setToolTip(f"{step.words} ({step.key})")
            permit(button, self._whys[0])
            button.clicked.connect(partial(self._wish, step.status))
            self._grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)

    def _wish(self, status: str, _checked: bool = False) -> None:
        self.step_wished.emit(status)


def _chip(name: str, words: str) -> Button:
    return Button(words, name=name, look=Look.CHIP)
