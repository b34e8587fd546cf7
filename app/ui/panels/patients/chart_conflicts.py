"""A conflict decided in the chart: what was typed into it goes with the decision, or stays."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.domain.conflict import Resolution
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId
from app.live.data_sync import DataSync
from app.ui.conflict_drafts import ConflictDrafts
from app.ui.task_runner import TaskRunner


def _tr(text: str) -> str:
    return QCoreApplication.translate("PatientsPanel", text)


class ChartConflicts(QObject):
    """said(text) is for the toast."""

    said = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, drafts: ConflictDrafts) -> None:
        super().__init__(drafts)
        self._data_sync, self._tasks, self._drafts = data_sync, tasks, drafts

    def decide(self, conflict_id: str, decision: str, values: Mapping[str, object]) -> None:
        """Settle it as somebody chose."""
        resolve = self._data_sync.conflicts.resolve(
            RecordId(conflict_id),
            Resolution(decision),
            values=values or None,
            draft=self._drafts.key(conflict_id),
        )
        self._drafts.hold(conflict_id)
        self._tasks.start(
            resolve,
            done=lambda _conflict: self._on_resolved(conflict_id),
            failed=lambda error: self._on_not_resolved(error, conflict_id),
        )

    def _on_resolved(self, conflict_id: str) -> None:
        self._drafts.end(conflict_id)
        self.said.emit(_tr("Conflict decided"))

    def _on_not_resolved(self, error: Exception, conflict_id: str) -> bool:
        if isinstance(error, InvalidValue) and error.field == "status":
            self._drafts.end(conflict_id)
            self.said.emit(_tr("This conflict was decided already."))
            return True
        self._drafts.release(conflict_id)
        return False
