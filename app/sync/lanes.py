"""What the engine remembers between two events: what is under way, when each direction is due."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, auto

from app.protocol.messages import MAX_BATCH_OPERATIONS
from app.sync.connectivity import Breaker, backoff_s
from app.sync.events import Batch


class Phase(Enum):
    """What is under way."""

    NEW = auto()
    IDLE = auto()
    TAKING = auto()
    PUSHING = auto()
    SETTLING = auto()
    PULLING = auto()
    APPLYING = auto()
    PROBING = auto()


class Halt(Enum):
    """Why nothing is sent until a person does something."""

    NEEDS_LOGIN = auto()
    REVOKED = auto()
    UPGRADE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One direction: when it is wanted (None: not wanted), not before when, failures in a row."""

    wanted_at: float | None = None
    not_before: float = 0.0
    failures: int = 0

    @property
    def due_at(self) -> float | None:
        """When this direction should go next."""
        return None if self.wanted_at is None else max(self.wanted_at, self.not_before)

    def wanted(self, at: float) -> Lane:
        """Wanted at an instant, or earlier where it already was."""
        return replace(self, wanted_at=at if self.wanted_at is None else min(at, self.wanted_at))

    def failed(self, at: float, luck: float) -> Lane:
        """To be tried again after a growing, random pause."""
        pause = at + backoff_s(self.failures + 1, luck)
        return replace(self, wanted_at=at, not_before=pause, failures=self.failures + 1)

    def worked(self) -> Lane:
        """After a success nothing holds it back."""
        return replace(self, not_before=0.0, failures=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineState:
    """Everything the engine remembers. Instants are on the monotonic clock."""

    phase: Phase = Phase.NEW
    push: Lane = field(default_factory=Lane)
    pull: Lane = field(default_factory=Lane)
    breaker: Breaker = field(default_factory=Breaker)
    halt: Halt | None = None
    is_offline: bool = False
    """The user's own switch."""
    hears_hints: bool = False
    timer_at: float | None = None
    batch: Batch | None = None
    most_at_once: int = MAX_BATCH_OPERATIONS
    """Operations of one batch."""
    batch_limit: int = MAX_BATCH_OPERATIONS
    has_next: bool = False
    """The next batch is on its way already: it is settled before anything else."""
    trouble: int = 0
    """How often in a row the server failed at a batch although it answers otherwise."""
    is_bisecting: bool = False
    """Looking for the operation at which the server fails."""
    took_others: bool = False
    """Since the last look for such an operation the server has taken some."""
    is_forced: bool = False
    """Somebody asked, or the connection came back: the next look at the queue ends all pauses."""
    is_unreachable: bool = False
    """The last request found no server."""
    synced_at: float | None = None
    """When both directions last had nothing left to do."""

    @property
    def next_limit(self) -> int:
        """How many operations may go behind the batch that is sent now; 0: none, while a culprit
        is looked for."""
        is_plain = not (self.trouble or self.is_bisecting)
        return self.batch_limit if is_plain and self.batch_limit == self.most_at_once else 0

    @property
    def is_failing(self) -> bool:
        """Whether what was tried last, in either direction, did not reach the server."""
        return self.push.failures > 0 or self.pull.failures > 0

    @property
    def may_connect(self) -> bool:
        """Whether the network may be used at all."""
        return self.halt is None and not self.is_offline
