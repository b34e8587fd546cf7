"""The two pages of the panel: the day with its overview, and the lists of whom to call."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.services.staff import BookingChoices
from app.ui.panels.appointments.call_lists import CallLists
from app.ui.panels.appointments.overview import Overview
from app.ui.theme.tokens import GAP
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.surfaces import Card


class Pages(QStackedWidget):
    """One of the pages is in front; the form stands beside either.

    The lists of whom to call are made once somebody wants them: a day opens without. What they
    utter is uttered here; recall_wished is what the list of recalls says of a booking.
    """

    said = Signal(str)
    did = Signal(str, object)
    visit_wished = Signal(str)
    book_wished = Signal(str)
    recall_wished = Signal(str, str, str)

    def __init__(
        self, states: ListStates, overview: Overview, make_calls: Callable[[], CallLists]
    ) -> None:
        super().__init__()
        self.setObjectName("appointments_pages")
        self._make_calls = make_calls
        self._calls: CallLists | None = None
        self._choices: BookingChoices | None = None
        day = QWidget()
        card = Card(name="day_card", padding=1)
        card.body.addWidget(states)
        row = QHBoxLayout(day)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(card, 1)
        row.addWidget(overview)
        self.addWidget(day)

    @property
    def calls(self) -> CallLists:
        """The lists of whom to call."""
        if self._calls is None:
            self._calls = calls = self._make_calls()
            self.addWidget(calls)
            calls.said.connect(self.said)
            calls.did.connect(self.did)
            calls.visit_wished.connect(self.visit_wished)
            calls.book_wished.connect(self.book_wished)
            calls.recalls.book_wished.connect(self.recall_wished)
            if self._choices is not None:
                calls.set_choices(self._choices)
        return self._calls

    @property
    def has_calls(self) -> bool:
        """Whether anybody wanted the lists of whom to call yet."""
        return self._calls is not None

    def set_choices(self, choices: BookingChoices) -> None:
        """Offer these people and visit types to who is put on a list."""
        self._choices = choices
        if self._calls is not None:
            self._calls.set_choices(choices)

    @property
    def shows_calls(self) -> bool:
        """Whether the lists of whom to call are in front."""
        return self.currentIndex() == 1

    def show_calls(self, *, calls: bool) -> bool:
        """Bring a page to the front; whether it was not there before."""
        changed = self.shows_calls != calls
        if changed and calls:
            self.setCurrentWidget(self.calls)
            self.calls.opened()
        elif changed:
            self.setCurrentIndex(0)
        return changed

    def close_side(self) -> bool:
        """Esc: close the form of the waiting list, where it is open and in front."""
        return self.shows_calls and self.calls.close_side()

    def stop(self) -> None:
        """The window closes: read nothing more."""
        if self._calls is not None:
            self._calls.stop()
