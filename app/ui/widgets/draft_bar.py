"""The line in a form that says: what you typed before is back."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.habits import clock_words
from app.ui.theme.tokens import Tone
from app.ui.widgets.sure_button import SureButton
from app.ui.widgets.surfaces import Notice


class DraftBar(Notice):
    """ "Draft of 10:31 restored", with a way to throw it away. discard_requested()."""

    discard_requested = Signal()

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Tone.INFO, "history", name=name, parent=parent)
        discard = SureButton(
            self.tr("Discard"), name=f"{name}_discard", question=self.tr("Discard for good?")
        )
        discard.setToolTip(self.tr("Throw the draft away and show what is stored"))
        discard.confirmed.connect(self.discard_requested)
        self.action_row.addWidget(discard)
        self.set_text("")

    def tell(self, kept_at: datetime, *, now: datetime, zone: str) -> None:
        """Say since when the text is there; of an earlier day with its date."""
        self.set_text(self.tr("Draft of {0} restored.").format(shown_moment(kept_at, now, zone)))


def shown_moment(moment: datetime, now: datetime, zone: str) -> str:
    """A time of the clinic's day, "10:31"; of another day "21 Nov 10:31"."""
    place = ZoneInfo(zone)
    there, today = moment.astimezone(place), now.astimezone(place).date()
    if there.date() == today:
        return clock_words(there)
    return f"{there.day} {there:%b} {clock_words(there)}"
