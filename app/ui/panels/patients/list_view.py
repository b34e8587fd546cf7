"""The table of patients: which columns there is room for, and how wide they are."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QResizeEvent

from app.ui.panels.patients.list_delegate import ICON_CHIP, PatientListDelegate
from app.ui.widgets.painting import chip_width
from app.ui.widgets.table import ColumnPlan, ListView

_AVATAR_ROOM = 68
_CELL_ROOM = 30
_MOST_FLAGS = 4


class PatientListView(ListView):
    """Name and flags are always whole; beside a side panel the other columns make room."""

    def __init__(self, *, name: str, accessible: str) -> None:
        super().__init__(name=name, accessible=accessible)
        self.setItemDelegate(PatientListDelegate(self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write the flags as words where that fits, else as icons."""
        self.set_columns(column_plans(self.viewport().width()))
        super().resizeEvent(event)


def column_plans(room: int) -> list[ColumnPlan]:
    """Plans of the six columns for this many pixels."""
    words = [QCoreApplication.translate("patients", word) for word in ("Allergy", "Alert")]
    flags = ColumnPlan("", extra=sum(chip_width(word, icon="x") for word in words) + _CELL_ROOM)
    person = ColumnPlan("Featherstonehaugh, M", extra=_AVATAR_ROOM)
    if person.width + flags.width > room:
        flags = ColumnPlan("", extra=_MOST_FLAGS * ICON_CHIP + _CELL_ROOM // 2)
        person = ColumnPlan("Featherstonehaug", extra=_AVATAR_ROOM)
    return [
        person,
        ColumnPlan("00 Mmm 0000", drop_rank=2),
        ColumnPlan("(000) 000-0000", drop_rank=1),
        ColumnPlan("Dr. Featherst", drop_rank=4),
        ColumnPlan("00 Mmm, 00:00", drop_rank=3),
        flags,
    ]
