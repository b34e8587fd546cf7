"""What a commit publishes: which records changed, and where the change came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.domain.ids import RecordId


class Origin(Enum):
    """Where a change was made."""

    LOCAL = "local"
    """At this desk; it gets an outbox row."""
    REMOTE = "remote"
    """Pulled from the server; no outbox row."""
    IMPORT = "import"
    """Read from a file at this desk; it gets an outbox row."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One record a commit touched. patient_id is None where it belongs to no patient."""

    entity: str
    row_id: RecordId
    patient_id: RecordId | None = None


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Everything one commit touched, published once after it.

    pending_changed says that the queue of unsent operations grew, shrank or changed state.
    """

    changes: frozenset[Changed]
    origin: Origin
    pending_changed: bool = False

    @property
    def entities(self) -> frozenset[str]:
        """Names of the record types touched."""
        return frozenset(change.entity for change in self.changes)

    def touches(self, entity: str, row_id: RecordId | None = None) -> bool:
        """Whether a record type (or one record of it) is among the changes."""
        return any(
            change.entity == entity and (row_id is None or change.row_id == row_id)
            for change in self.changes
        )
