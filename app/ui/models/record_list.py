"""The list of documents, prescriptions or care plans as a windowed table of one column."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt

from app.domain.ids import RecordId
from app.domain.phi import quiet
from app.services.record_lists import RecordLine
from app.ui.models.paged_rows import ID_ROLE, NO_PARENT, ROW_ROLE, Index, PagedRows
from app.ui.theme.tokens import Tone

LOOK_ROLE = Qt.ItemDataRole.UserRole + 2
_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
Line = RecordLine[Any]


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class LineLook:
    """How a line looks: two lines of words, a day, a state as a chip, a picture."""

    title: str
    detail: str
    when: str
    state: str
    tone: Tone
    icon: str
    patient: str
    patient_key: str
    is_pending: bool
    marks: tuple[str, ...] = ()
    """Pictures at its end."""
    spoken: str = ""
    """What the marks say, for who does not see them."""


class RecordListModel(PagedRows):
    """Records of one kind, the latest first; look says how a line of them looks."""

    def __init__(self, look: Callable[[Line], LineLook], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look

    def forget_lines_but(self, fresh: Collection[RecordId]) -> None:
        """Lines that were read before a change are read again when they are looked at."""
        for key in [one for one in self._rows if one not in fresh]:
            del self._rows[key]
        self._asked.clear()

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """One: a line is painted whole."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a line; the line under ROW_ROLE, its look under LOOK_ROLE."""
        if not index.isValid() or not 0 <= index.row() < len(self._ids):
            return None
        if role == ID_ROLE:
            return self._ids[index.row()]
        if role not in (*_SPOKEN, ROW_ROLE, LOOK_ROLE, Qt.ItemDataRole.ToolTipRole):
            return None
        line: Line | None = self.line_at(index.row())
        if role == ROW_ROLE or line is None:
            return line if role in (ROW_ROLE, LOOK_ROLE) else ""
        look = self._look(line)
        if role == LOOK_ROLE:
            return look
        return look.title if role == Qt.ItemDataRole.ToolTipRole else read_aloud(look)


def read_aloud(look: LineLook) -> str:
    """A line as a screen reader says it."""
    waits = QCoreApplication.translate("records", "Waiting to sync") if look.is_pending else ""
    parts = (look.title, look.patient, look.detail, look.when, look.state, look.spoken, waits)
    return ", ".join(part for part in parts if part)
