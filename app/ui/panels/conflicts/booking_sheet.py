"""Two desks booked the same time: both patients side by side, and one key moves one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.conflict import Resolution
from app.domain.declare import Record
from app.domain.permissions import Permission
from app.services.double_bookings import BookedVisit, DoubleBooking
from app.ui.panels.conflicts.visit_card import VisitCard
from app.ui.permitted import Permits, WhyLine, permit
from app.ui.theme.tokens import GAP
from app.ui.widgets.button import Button
from app.ui.widgets.surfaces import label

_OFFERS = 3


class BookingSheet(QWidget):
    """decided("both", {}), move_wished(visit id, Slot), patient_wished(id)."""

    decided = Signal(str, object)
    move_wished = Signal(str, object)
    patient_wished = Signal(str)

    def __init__(
        self,
        booking: DoubleBooking,
        *,
        zone: str,
        permits: Permits,
        whys: Mapping[str, str],
        who: Callable[[Record, str], Button],
    ) -> None:
        """who(visit, prefix): the button that says who changed it."""
        super().__init__()
        self.setObjectName("booking_sheet")
        self._booking, self._permits = booking, permits
        self.cards: list[VisitCard] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(label(self._explained(), wraps=True, name="booking_explained"))
        self._pair = row = QHBoxLayout()
        row.setSpacing(GAP)
        for place, booked in enumerate(booking.both):
            card = VisitCard(
                booked,
                zone=zone,
                is_first=place == 0,
                first_key=1 + place * _OFFERS,
                why=self._why_not_move(booked),
                who=who(booked.visit, f"booked_{1 + place}") if booked.patient_name else None,
            )
            card.move_wished.connect(self.move_wished)
            card.patient_wished.connect(self.patient_wished)
            row.addWidget(card, 1)
            self.cards.append(card)
        column.addLayout(row)
        column.addLayout(self._below(whys))
        self._bind_keys()

    def fit(self, room: int) -> None:
        """Side by side where there is room for both, else one below the other."""
        needed = sum(card.minimumSizeHint().width() for card in self.cards) + GAP
        ways = QHBoxLayout.Direction
        self._pair.setDirection(ways.LeftToRight if needed <= room else ways.TopToBottom)

    def take_focus(self) -> None:
        """Put the keyboard on the first time that is offered."""
        offers = [button for card in self.cards for button in card.moves if button.isEnabled()]
        (offers[0] if offers else self.keep_both).setFocus(Qt.FocusReason.OtherFocusReason)

    def _explained(self) -> str:
        if len(self._booking.both) < 2:
            return self.tr("One of the two visits is no longer there.")
        if self._booking.is_over:
            return self.tr("The two visits are in each other's way no more: nobody has to move.")
        return self.tr(
            "Both patients were told this time. Nobody is written to before you send the message."
        )

    def _why_not_move(self, booked: BookedVisit) -> str:
        whose = booked.visit.practitioner_id
        second = self._booking.second
        asked = [whose] if second is None else [whose, second.visit.practitioner_id]
        whys = (self._permits.why_not_visit(Permission.SCHEDULE_EDIT, one) for one in asked)
        return next(filter(None, whys), "")

    def _below(self, whys: Mapping[str, str]) -> QVBoxLayout:
        self.keep_both = Button(
            self.tr("Keep both (overbook)   [B]"), name="booking_keep_both", icon="check-check"
        )
        self.keep_both.clicked.connect(lambda: self.decided.emit(Resolution.BOTH.value, {}))
        second = self._booking.second or self._booking.first
        whose = second.visit.practitioner_id if second else None
        over = self._permits.why_not_visit(Permission.SCHEDULE_OVERRIDE, whose)
        why = whys.get("both", "") or over
        permit(self.keep_both, why)
        line = WhyLine(name="booking_why")
        line.setParent(self)  # with words and without a parent it would be a window
        told = [why, *(self._why_not_move(one) for one in self._booking.both)]
        line.say(" ".join(dict.fromkeys(one for one in told if one)))
        row = QHBoxLayout()
        row.addWidget(self.keep_both)
        row.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(line)
        return column

    def _bind_keys(self) -> None:
        keys = {"B": self.keep_both}
        for card in self.cards:
            keys |= {button.objectName().rpartition("_")[2]: button for button in card.moves}
        for key, button in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(button.click)
