"""The change operation: what a desk queues, sends and gets answered, once per user action.

An operation holds values in wire form (see app/protocol/codec.py), so that it survives a restart,
a new version and the wire unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, NamedTuple

from app.domain.file_ports import BLOB_FIELD
from app.domain.ids import RecordId
from app.domain.phi import quiet

WireBody = dict[str, Any]
"""All of a record's fields by name, as JSON values."""

OperationKind = Literal["create", "update", "delete", "restore", "action"]
ResultStatus = Literal["applied", "merged", "conflict", "rejected", "blocked", "retry"]


class OperationState(StrEnum):
    """Where an operation stands at the desk that made it."""

    QUEUED = "queued"
    INFLIGHT = "inflight"
    RETRY = "retry"
    BLOCKED = "blocked"
    QUARANTINED = "quarantined"
    CONFLICTED = "conflicted"
    ACKED = "acked"
    DISCARDED = "discarded"


UNSETTLED = frozenset(
    {
        OperationState.QUEUED,
        OperationState.INFLIGHT,
        OperationState.RETRY,
        OperationState.BLOCKED,
    }
)
"""States in which the server has not answered for good; these operations shape the desk's view."""

LONGEST_PAUSE = timedelta(minutes=5)
"""No operation waits longer than this for its next attempt."""
SLOW_PAUSE = timedelta(hours=6)
"""What the server cannot take although it takes others is tried again after so long at most."""
TOO_LARGE = "too_large"
"""The desk's code for an operation no server would read."""
SERVER_ERROR = "server_error"
"""The desk's code for an operation the server fails at, whatever it is sent with."""
FALLEN = "dependency"
"""The code, of desk and server alike, for what needs an operation that did not get through."""
SUPERSEDED = "superseded"
"""The desk's code for an operation that a person sent anew, as another."""
NEVER_SENT = "never_sent"
"""The desk's code for what was made and deleted before the server heard of it."""
DISCARD = "discard"
"""The typed command that tells the server that a person let go of an operation."""
DISCARDED_OPERATION, DISCARDED_CODE = "discarded_operation", "discarded_code"
"""What it names: which operation that was, and why it had not got through."""


@quiet
@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field's wire value before and after."""

    old: Any
    new: Any


FILE_MISSING = "file_missing"
"""The server's code for an operation that waits until a file it speaks of has arrived."""
ROW_LOST = "row_lost"
"""The server's code for an operation that waits for a record which an older backup does not know,
until some desk brings it back."""
BY_IMPORT = "import"
"""The reason of what an import writes."""
UNSAID = "unsaid"
"""The reason of what a version wrote that kept the stated one in its own audit trail. Of nobody who
can say why it is one."""


def stated(reason: str) -> str:
    """What of a reason says why; "" for the word that stands for one nobody could bring."""
    said = reason.strip()
    return "" if said == UNSAID else said


def in_somebodys_words(reason: str) -> str:
    """Why somebody says they do it: nobody's own words pass for an import's."""
    return f"“{reason}”" if reason.strip() == BY_IMPORT else reason


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One change of one record, made once, identified for ever by op_id.

    n counts up per device. base_version is the server version the change was made on top of
    (0: not accepted yet; below zero: that version of a life of the server that is over since). A
    create carries `full`; updates and actions carry `patch`; `action` names the typed command of
    kind "action" ("transition", "resolve"). Operations of one user action share tx_id. depends_on
    lists operations that must be applied before this one.
    """

    op_id: str
    tx_id: str
    n: int
    entity: str
    id: str
    kind: OperationKind
    base_version: int
    actor_id: str
    session_id: str
    client_time: str
    schema: int
    hlc: str = ""
    action: str = ""
    patch: dict[str, FieldChange] = field(default_factory=dict[str, FieldChange])
    full: WireBody | None = None
    depends_on: list[str] = field(default_factory=list[str])
    reason: str = ""


def files_of(operation: Operation) -> frozenset[str]:
    """The files (SHA-256, hex) an operation begins to speak of; mostly none."""
    named = {(operation.full or {}).get(BLOB_FIELD)}
    if BLOB_FIELD in operation.patch:
        named.add(operation.patch[BLOB_FIELD].new)
    return frozenset(name for name in named if isinstance(name, str) and name)


@quiet
class RowState(NamedTuple):
    """A record as the server holds it after one change; an array on the wire.

    body holds the wire values of all fields, None on a tombstone. changed names the fields the
    change touched (empty on a create).
    """

    entity: str
    id: str
    version: int
    seq: int
    deleted: bool
    changed: list[str]
    body: WireBody | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationResult:
    """The server's answer to one operation; replay marks a stored answer given again.

    row is the record after the operation wherever the desk cannot know it (merged, conflict,
    rejected). code and field say what was wrong, without values.
    """

    op_id: str
    status: ResultStatus
    code: str = ""
    field: str = ""
    version: int = 0
    seq: int = 0
    row: RowState | None = None
    conflict_id: str = ""
    replay: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An operation in the desk's queue with its bookkeeping."""

    operation: Operation
    state: OperationState
    attempts: int = 0
    next_attempt_at: datetime | None = None
    last_code: str = ""
    created_at: datetime | None = None
    patient_id: RecordId | None = None
    supersedes: str = ""
    """The operation in whose place a person sent this one."""
    merged_into: str = ""
    """The operation that says it all; this one ends as that one ends."""
    doubts: int = 0
    """How often the server failed at it alone, or had it wait for a record that it lost."""
    sent: int = 0
    """How often it was on its way from here; attempts also counts where it may have been elsewhere,
    from a copy of this desk or another one that it was handed over to."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """What the server last said about a record that has unsettled operations on top.

    body is None where the server does not have the record (a pending create) or deleted it.
    """

    entity: str
    row_id: RecordId
    version: int
    body: WireBody | None
    is_deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCounts:
    """The desk's queue at a glance: waiting to be sent, in conflict, needing a person."""

    waiting: int = 0
    conflicted: int = 0
    quarantined: int = 0
    oldest_at: datetime | None = None
