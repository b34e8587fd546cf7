"""The two pages of the panel: the day with its overview, and the lists of whom to call."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.ui.panels.appointments.call_lists import CallLists
from app.ui.panels.appointments.overview import Overview
from app.ui.theme.tokens import GAP
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.surfaces import Card


class Pages(QStackedWidget):
    """One of the pages is in front; the form stands beside either."""

    def __init__(self, states: ListStates, overview: Overview, calls: CallLists) -> None:
        super().__init__()
        self.setObjectName("appointments_pages")
        self._calls = calls
        day = QWidget()
        card = Card(name="day_card", padding=1)
        card.body.addWidget(states)
        row = QHBoxLayout(day)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(card, 1)
        row.addWidget(overview)
        self.addWidget(day)
        self.addWidget(calls)

    @property
    def shows_calls(self) -> bool:
        """Whether the lists of whom to call are in front."""
        return self.currentIndex() == 1

    def show_calls(self, *, calls: bool) -> bool:
        """Bring a page to the front; whether it was not there before."""
        changed = self.shows_calls != calls
        self.setCurrentIndex(1 if calls else 0)
        if changed and calls:
            self._calls.opened()
        return changed

    def close_side(self) -> bool:
        """Esc: close the form of the waiting list, where it is open and in front."""
        return self.shows_calls and self._calls.close_side()
