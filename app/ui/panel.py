"""What the main window knows of a panel: the wishes it utters and the shortcuts it answers."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.declare import Keeping
from app.ui.theme.tokens import GAP, PAGE_PADDING_X, PAGE_PADDING_Y


class Panel(QWidget):
    """One page of the rail.

    said(text): a short message for the toast. patient_requested(id) and book_requested(id): show
    or book for that patient, in whichever panel does this.
    """

    said = Signal(str)
    patient_requested = Signal(str)
    book_requested = Signal(str)
    conflicts_requested = Signal()
    """Show what two desks wrote differently, in the Sync centre."""
    holds: Keeping = Keeping.SCHEDULE
    """The class of what it shows that stays in memory for the shortest time."""

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.page = QVBoxLayout(self)
        self.page.setContentsMargins(PAGE_PADDING_X, PAGE_PADDING_Y, PAGE_PADDING_X, PAGE_PADDING_Y)
        self.page.setSpacing(GAP)

    def start_new(self) -> None:
        """Ctrl+N: begin whatever this panel creates."""

    def focus_filter(self) -> None:
        """Ctrl+F: put the cursor where this panel's list is narrowed."""

    def close_side(self) -> bool:
        """Esc: close the form or side panel; False when there was nothing to close."""
        return False

    def ask_unsaved(self) -> None:
        """The window wants to close: ask about what `has_unsaved` says would be lost."""
        self.close_side()

    def has_unsaved(self) -> bool:
        """Whether something typed here would be lost if the window closed now."""
        return False

    async def keep_drafts(self) -> None:
        """Keep what is typed here and not saved as drafts, and return once that is done.

        Awaited before a lock, a change of user or the end of the window. Raises StorageError.
        """

    def open_draft(self, form: str, subject: str) -> bool:  # noqa: ARG002 (for panels with forms)
        """Open the form of a draft; False where it is another panel's."""
        return False

    def stop(self) -> None:
        """The window closes: give up reads under way."""

    def opened(self) -> None:
        """The panel came to the front."""

    def place(self) -> str:
        """What it is about, as an identifier: all that outlives a panel that is made anew."""
        return ""

    def go_back_to(self, place: str) -> None:
        """Show what the panel before was about once this one comes to the front."""
