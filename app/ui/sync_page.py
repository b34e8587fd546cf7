"""A page of the Sync centre: what its panel knows of it, whoever wrote it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class SyncPage(QWidget):
    """One of the things the Sync centre shows, chosen at its top.

    said(text): a short message. patient_requested(id): show that patient. counted(n): how much here
    waits for a person, for the words on its tab. filled(bool): what is open needs the room of
    the state at the top, too.
    """

    said = Signal(str)
    did = Signal(str, object)
    """Something was done that can be taken back: the words for the toast, and the Step."""
    patient_requested = Signal(str)
    counted = Signal(int)
    filled = Signal(bool)

    def opened(self) -> None:
        """The page came to the front: read what it shows."""

    def focus_filter(self) -> None:
        """Ctrl+F: put the cursor where the list is narrowed."""

    def stop(self) -> None:
        """The window closes: give up reads under way."""

    def has_unsaved(self) -> bool:
        """Whether something typed here would be lost if the window closed now."""
        return False

    async def keep_drafts(self) -> None:
        """Keep what is typed here and not saved as drafts. Raises StorageError."""

    def open_draft(self, form: str, subject: str) -> bool:  # noqa: ARG002 (for pages with forms)
        """Open the form of a draft; False where it is another's."""
        return False

    def close_side(self) -> bool:
        """Esc: close what is open beside the list; False when there was nothing to close."""
        return False

    def undo_here(self) -> bool:
        """Ctrl+Z: take back what is this page's own affair; False where that is nothing."""
        return False

    def leave_undo_key(self) -> None:
        """The window around has the key and asks undo_here."""

    def place(self) -> str:
        """What it is about, as an identifier, for a page that is made anew."""
        return ""

    def go_back_to(self, place: str) -> None:
        """Show what the page before was about once this one comes to the front."""


class ConflictsPage(SyncPage):
    """The page where conflicts are decided."""

    def show_conflict(self, conflict_id: str = "") -> None:
        """Open one conflict; "" opens the oldest."""
