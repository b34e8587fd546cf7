"""A conflict: two truths about one record, both kept until a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, cast

from app.domain.declare import Fact, Keeping, PhiClass, Record, entity, entity_named
from app.domain.errors import InvalidValue
from app.domain.ids import PatientId, RecordId, UserId


class ConflictKind(StrEnum):
    """What clashed."""

    FIELD = "field"
    DELETE_UPDATE = "delete_update"
    DOUBLE_BOOKING = "double_booking"
    DUPLICATE = "duplicate"
    STATE = "state"


class ConflictStatus(StrEnum):
    """How far the decision is."""

    OPEN = "open"
    CLAIMED = "claimed"
    RESOLVED = "resolved"
    AUTO_OBSOLETE = "auto_obsolete"


UNDECIDED: frozenset[str] = frozenset({ConflictStatus.OPEN.value, ConflictStatus.CLAIMED.value})
"""Conflicts that still wait for a person."""


class Resolution(StrEnum):
    """What the person chose."""

    MINE = "mine"
    THEIRS = "theirs"
    EDITED = "edited"
    BOTH = "both"


CHILD_ROWS: frozenset[str] = frozenset(
    {
        "patient_identifier",
        "coverage",
        "emergency_contact",
        "allergy",
        "condition",
        "medication_statement",
    }
)
"""Record types of which a patient has several: two truths about one may both be kept."""

_VALUES = Fact(phi=PhiClass.CLINICAL)
_DECISION = Fact(group="decision", max_length=40)


@entity(
    "sync_conflict",
    order=6,
    patient_field="patient_id",
    indexes=(("status", "created_at"), ("row_id",)),
    phi_class=Keeping.CHART,
    leaves_disk=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class SyncConflict(Record):
    """Both values of a clash, who made them and where; syncs like any other record.

    base, ours and theirs map field names to wire values: what both sides started from, what the
    server had ("ours") and what the losing operation wanted ("theirs"). For a double booking,
    other_row_id is the second appointment.
    """

    entity: Annotated[str, Fact(max_length=60)]
    row_id: Annotated[str, Fact(max_length=32)]
    """The record that clashed (a plain identifier: its type is named by `entity`)."""
    other_row_id: Annotated[str | None, Fact(max_length=32)] = None
    patient_id: Annotated[PatientId | None, Fact(refers_to="patient")] = None
    kind: Annotated[str, Fact(choices=ConflictKind, max_length=40)] = ConflictKind.FIELD
    base: Annotated[Mapping[str, object], _VALUES] = field(
        default_factory=lambda: cast("dict[str, object]", {})
    )
    ours: Annotated[Mapping[str, object], _VALUES] = field(
        default_factory=lambda: cast("dict[str, object]", {})
    )
    theirs: Annotated[Mapping[str, object], _VALUES] = field(
        default_factory=lambda: cast("dict[str, object]", {})
    )
    op_id: Annotated[str, Fact(max_length=32)] = ""
    op_kind: Annotated[str, Fact(max_length=20)] = ""
    actor_id: Annotated[str | None, Fact(max_length=32)] = None
    """Who made the operation that lost."""
    device_id: Annotated[str | None, Fact(max_length=32)] = None
    happened_at: Annotated[datetime | None, Fact()] = None
    status: Annotated[str, Fact(group="decision", choices=ConflictStatus, max_length=40)] = (
        ConflictStatus.OPEN
    )
    claimed_by: Annotated[UserId | None, Fact(group="decision", refers_to="user")] = None
    """Who looks after it, as a courtesy: anybody else may still decide."""
    claimed_at: Annotated[datetime | None, Fact(group="decision")] = None
    resolution: Annotated[str | None, _DECISION] = None
    resolved_by: Annotated[UserId | None, Fact(group="decision", refers_to="user")] = None
    resolved_at: Annotated[datetime | None, Fact(group="decision")] = None

    @property
    def subject_id(self) -> RecordId:
        """The record that clashed."""
        return RecordId(self.row_id)


def stays_as_it_stands(name: str) -> bool:
    """Whether a conflict about a record of this type has one decision only: what is only ever
    added (money, a day's sheet) is never changed, and the other values stay in the conflict."""
    return entity_named(name).is_append_only


def check_decision(name: str, resolution: object) -> None:
    """Raise InvalidValue for a decision that could have no effect on a record of this type."""
    if stays_as_it_stands(name) and resolution != Resolution.THEIRS:
        raise InvalidValue("resolution", "cannot change what was entered: it stays as it stands")
