"""Several writes of one record type as one: all of them or none, with a word about each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from app.domain.declare import Record
from app.domain.errors import ClinicError
from app.domain.ids import RecordId
from app.domain.phi import quiet

R = TypeVar("R", bound=Record)


@quiet
@dataclass(frozen=True, slots=True)
class SetRecord(Generic[R]):
    """Keep a record: make it, or write it over the one it was read as."""

    record: R
    reason: str = ""


@quiet
@dataclass(frozen=True, slots=True)
class DeleteRecord:
    """Turn a record into a tombstone."""

    key: RecordId
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClearRecords:
    """Remove every record; refused for records that are synchronised."""


Operation = SetRecord[R] | DeleteRecord | ClearRecords


class OutcomeState(StrEnum):
    """What became of one operation of a batch."""

    DONE = "done"
    NOTHING_THERE = "nothing_there"
    """A deletion of what did not exist: no failure."""
    FAILED = "failed"
    TAKEN_BACK = "taken_back"
    """It would have worked, but another one failed: nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one operation; error says why it failed."""

    key: RecordId | None
    state: OutcomeState
    error: ClinicError | None = None


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of a batch. One failure takes all of it back: then is_done is False."""

    is_done: bool
    outcomes: tuple[Outcome, ...]

    @property
    def errors(self) -> tuple[ClinicError, ...]:
        """Why operations failed, in their order."""
        return tuple(one.error for one in self.outcomes if one.error is not None)
