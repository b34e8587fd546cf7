"""What the engine hears (events) and what it wants done (commands), as plain values.

Every event carries `at`, seconds on the monotonic clock, and `luck`, a random number from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from app.domain.errors import (
    AnswerLost,
    DeviceRevoked,
    MalformedReply,
    NeedsLogin,
    RateLimited,
    RequestRefused,
    ResyncRequired,
    ServerTrouble,
    StorageError,
    Unreachable,
    UpgradeRequired,
)
from app.domain.operations import Operation
from app.domain.phi import quiet
from app.domain.remote_ports import PullPage, PushOutcome
from app.sync.connectivity import Breaker


class Failure(Enum):
    """Why a step did not work."""

    UNREACHABLE = auto()
    TROUBLE = auto()
    RATE_LIMITED = auto()
    NEEDS_LOGIN = auto()
    REVOKED = auto()
    UPGRADE = auto()
    RESYNC = auto()
    TOO_LARGE = auto()
    REFUSED = auto()
    MALFORMED = auto()
    STORE = auto()
    LOST = auto()
    """The request went out, and no answer came."""


NO_ANSWER = frozenset({Failure.UNREACHABLE, Failure.LOST})
_FAILURES: tuple[tuple[type[Exception], Failure], ...] = (
    (RateLimited, Failure.RATE_LIMITED),
    (NeedsLogin, Failure.NEEDS_LOGIN),
    (DeviceRevoked, Failure.REVOKED),
    (UpgradeRequired, Failure.UPGRADE),
    (ResyncRequired, Failure.RESYNC),
    (MalformedReply, Failure.MALFORMED),
    (ServerTrouble, Failure.TROUBLE),
    (RequestRefused, Failure.REFUSED),
    (AnswerLost, Failure.LOST),
    (Unreachable, Failure.UNREACHABLE),
    (TimeoutError, Failure.LOST),
    (OSError, Failure.UNREACHABLE),
    (StorageError, Failure.STORE),
)


def failure_of(error: Exception) -> Failure:
    """The kind of failure behind an exception; anything unforeseen counts as server trouble."""
    if isinstance(error, RequestRefused) and error.status == 413:
        return Failure.TOO_LARGE
    return next((kind for cause, kind in _FAILURES if isinstance(error, cause)), Failure.TROUBLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Operations on their way to the server; batch_id is for the logs, and for the one after it.

    is_suspect: the one operation in it failed alone before. has_more: others were ready that did
    not fit.
    """

    batch_id: str
    operations: tuple[Operation, ...]
    is_suspect: bool = False
    has_more: bool = False


class Aside(Enum):
    """Why a lone operation leaves the queue's way."""

    TOO_LARGE = auto()
    REFUSED = auto()
    SUSPECT = auto()
    """The server fails at it; whether at others, too, is not known yet."""
    POISON = auto()
    """The server fails at it and takes others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something happened."""

    at: float
    luck: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Event):
    """The desk opened; is_offline: the user had switched to working offline."""

    is_offline: bool = False
    breaker: Breaker | None = None
    """As it stood when the program ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalChange(Event):
    """Somebody saved something at this desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HintHeard(Event):
    """The server said that something changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HintsUp(Event):
    """The WebSocket connection works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HintsDown(Event):
    """The WebSocket connection ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncAsked(Event):
    """The user pressed "Sync now", signed in again, or the network came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stalled(Event):
    """A change waits for too long although nothing known holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineSwitched(Event):
    """The user turned "work offline" on or off."""

    is_offline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired(Event):
    """The one timer ran out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchTaken(Event):
    """The queue was read: a batch to send, or none and the seconds until one may be due."""

    batch: Batch | None
    due_in_s: float | None = None


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class PushAnswered(Event):
    """The server answered a batch."""

    outcome: PushOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSettled(Event):
    """The answers are stored. unanswered counts operations without a usable answer; has_news
    says that the server holds something this desk does not have yet, has_next that the next batch
    is on its way."""

    unanswered: int = 0
    has_news: bool = False
    has_next: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageArrived(Event):
    """The server sent a page of changes."""

    page: PullPage


@dataclass(frozen=True, slots=True, kw_only=True)
class PageApplied(Event):
    """The page and its cursor are stored."""

    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthAnswered(Event):
    """The server is there again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFailed(Event):
    """The command under way failed."""

    failure: Failure
    retry_after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class TakeBatch:
    """Read at most this many operations from the queue and mark them as on their way.

    is_forced: those that wait for their next attempt go too.
    """

    limit: int
    is_forced: bool = False


@dataclass(frozen=True, slots=True)
class SendBatch:
    """Send a batch."""

    batch: Batch


@quiet
@dataclass(frozen=True, slots=True)
class SettleBatch:
    """Store the server's answers."""

    batch: Batch
    outcome: PushOutcome


@dataclass(frozen=True, slots=True)
class SetAside:
    """A lone operation cannot go: park it, so that the others pass."""

    batch: Batch
    why: Aside


@dataclass(frozen=True, slots=True)
class FetchPage:
    """Ask for changes after the cursor."""


@dataclass(frozen=True, slots=True)
class ApplyPage:
    """Store a page and its cursor."""

    page: PullPage


@dataclass(frozen=True, slots=True)
class ForgetCursor:
    """Start reading the server's changes from the beginning; the queue stays."""


@dataclass(frozen=True, slots=True)
class CheckHealth:
    """Ask whether the server is there."""


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Wake the engine at this instant of the monotonic clock; None: no timer is needed."""

    at: float | None


Command = (
    TakeBatch
    | SendBatch
    | SettleBatch
    | SetAside
    | FetchPage
    | ApplyPage
    | ForgetCursor
    | CheckHealth
    | SetTimer
)
Commands = Sequence[Command]
