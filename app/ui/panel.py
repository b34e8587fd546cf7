"""What the main window knows of a panel: the wishes it utters and the shortcuts it answers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.declare import Keeping
from app.ui.theme.tokens import GAP, PAGE_PADDING_X, PAGE_PADDING_Y
from app.ui.widgets.button import Button, Look


class Panel(QWidget):
    """One page of the rail.

    said(text): a short message for the toast. patient_requested(id) and book_requested(id): show
    or book for that patient, in whichever panel does this. Its own commands are made with
    `app.ui.commands.command(self, …)`: menus, palette and key sheet find them.
    """

    said = Signal(str)
    did = Signal(str, object)
    """Something was done that can be taken back: the words for the toast, and the Step."""
    patient_requested = Signal(str)
    book_requested = Signal(str)
    record_requested = Signal(str, str)
    """Show a record of this kind with this id, in whichever panel shows the kind."""
    begin_requested = Signal(str, str)
    """Begin a new record of this kind for this patient, in whichever panel makes the kind."""
    conflicts_requested = Signal()
    """Show what two desks wrote differently, in the Sync centre."""
    waiting_changed = Signal(int)
    """So much waits here for the user: the number on the panel's place in the rail."""
    remake_wished = Signal()
    """What was chosen here takes a window that is made anew; everything typed is kept."""
    sign_in_requested = Signal()
    """Show the server the passphrase again."""
    shows: frozenset[str] = frozenset()
    """The kinds of records (entity names) this panel is where one sees."""
    begins: frozenset[str] = frozenset()
    """The kinds of records this panel is where one begins."""
    holds: Keeping = Keeping.SCHEDULE
    """The class of what it shows that stays in memory for the shortest time."""

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.page = QVBoxLayout(self)
        self.page.setContentsMargins(PAGE_PADDING_X, PAGE_PADDING_Y, PAGE_PADDING_X, PAGE_PADDING_Y)
        self.page.setSpacing(GAP)

    def show_record(self, entity: str, record_id: str) -> None:
        """Show one record of the kinds in `shows`."""

    def begin(self, entity: str, patient_id: str) -> None:
        """Begin a record of the kinds in `begins` for a patient."""

    def start_new(self) -> None:
        """Ctrl+N: begin whatever this panel creates."""

    def focus_filter(self) -> None:
        """Ctrl+F: put the cursor where this panel's list is narrowed."""

    def close_side(self) -> bool:
        """Esc: close the form or side panel; False when there was nothing to close."""
        return False

    def undo_here(self) -> bool:
        """Ctrl+Z: take back what is this panel's own affair; False where that is nothing."""
        return False

    def ask_unsaved(self) -> None:
        """The window wants to close: ask about what `has_unsaved` says would be lost."""
        self.close_side()

    def has_unsaved(self) -> bool:
        """Whether something typed here would be lost if the window closed now."""
        return False

    def lost_at_close(self) -> tuple[str, ...]:
        """What is here that no draft keeps, by name: whoever closes the window is told first."""
        return ()

    async def keep_drafts(self) -> None:
        """Keep what is typed here and not saved as drafts, and return once that is done.

        Awaited before a lock, a change of user or the end of the window. Raises StorageError.
        """

    def open_draft(self, form: str, subject: str) -> bool:  # noqa: ARG002 (for panels with forms)
        """Open the form of a draft; False where it is another panel's."""
        return False

    def foot(self) -> Sequence[QWidget]:
        """What a toast may not stand over: by itself, what its primary buttons do."""
        found = self.findChildren(Button)
        return [one for one in found if one.look is Look.PRIMARY and one.isVisible()]

    def stop(self) -> None:
        """The window closes: give up reads under way."""

    def opened(self) -> None:
        """The panel came to the front."""

    def place(self) -> str:
        """What it is about, as an identifier: all that outlives a panel that is made anew."""
        return ""

    def go_back_to(self, place: str) -> None:
        """Show what the panel before was about once this one comes to the front."""
