"""What a commit publishes: which records changed, and where the change came from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from fnmatch import translate
from typing import Literal

from app.domain.declare import entities
from app.domain.errors import InvalidKey
from app.domain.ids import RecordId, is_record_id

_LONGEST_PATTERN = 200
_WILD = re.compile(r"[*?\[]")


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
    """One record a commit touched. patient_id is None where it belongs to no patient.

    It carries no values: who wants them reads them, and is asked and audited for it.
    """

    entity: str
    row_id: RecordId
    patient_id: RecordId | None = None
    kind: Literal["set", "delete"] = field(default="set", compare=False)
    """What was done to it last."""

    @property
    def key(self) -> str:
        """Its name: "patient/0190…", or "patient/0190…/allergy/0191…" for a patient's record."""
        own = f"{self.entity}/{self.row_id}"
        is_of_patient = self.patient_id is not None and self.entity != "patient"
        return f"patient/{self.patient_id}/{own}" if is_of_patient else own


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

    def only(self, holds: Callable[[Changed], bool]) -> ChangeSet | None:
        """The part of it for which something holds; None where there is none."""
        kept = frozenset(change for change in self.changes if holds(change))
        return replace(self, changes=kept) if kept else None


class KeyPattern:
    """Which records somebody watches: a glob over keys, or a regular expression.

    "patient/*" is every patient, "appointment/0190…" one visit, "patient/0190…/*" everything of
    one patient, "*/allergy/*" every allergy. A record of a patient is found under its own name
    ("allergy/0191…") too. Raises InvalidKey for what can match nothing.
    """

    def __init__(self, pattern: str | re.Pattern[str]) -> None:
        self.text = pattern if isinstance(pattern, str) else pattern.pattern
        if not self.text or len(self.text) > _LONGEST_PATTERN:
            raise InvalidKey("pattern", f"has 1 to {_LONGEST_PATTERN} characters")
        self.entity: str | None = None
        """The one record type it can match, where that is known."""
        if isinstance(pattern, str):
            self._check_glob(pattern)
            pattern = re.compile(translate(pattern))
        self._matches = pattern.match

    def _check_glob(self, text: str) -> None:
        first, slash, rest = text.partition("/")
        if not slash or not rest:
            raise InvalidKey("pattern", "is a record type and an identifier: patient/*")
        if _WILD.search(first):
            return
        if all(spec.name != first for spec in entities()):
            raise InvalidKey("pattern", "names no record type")
        if not _WILD.search(rest) and not is_record_id(rest.rpartition("/")[2]):
            raise InvalidKey("pattern", "ends with an identifier or *")
        if first != "patient":
            self.entity = first

    def covers(self, change: Changed) -> bool:
        """Whether a change is one that is watched."""
        if self.entity is not None and self.entity != change.entity:
            return False
        if self._matches(change.key):
            return True
        return bool(self._matches(f"{change.entity}/{change.row_id}"))

    def narrow(self, changes: ChangeSet) -> ChangeSet | None:
        """What of a commit is watched; None where nothing is."""
        if self.entity is not None and self.entity not in changes.entities:
            return None
        return changes.only(self.covers)
