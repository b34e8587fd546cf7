"""What sync and bootstrap need from the remote: tokens, push, pull, hints.

SyncApi and RealtimeApi are awaited on the network loop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.consistency import Consistency
from app.domain.ids import RecordId
from app.domain.nodes import Nodes
from app.domain.operations import Operation, OperationResult, RowState


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What the server gave at sign-in; access_expires_at is by this desk's clock.

    lease is the server's signed word for how long the desk may work without it, server_key (hex)
    the public key of that signature.
    """

    access: str
    refresh: str
    access_expires_at: datetime
    lease: str = ""
    server_key: str = ""


class TokenStore(Protocol):
    """Keeps tokens between starts: the OS keyring, or the encrypted database without one."""

    def load(self) -> Tokens | None:
        """The kept tokens, or None."""
        ...

    def store(self, tokens: Tokens | None) -> None:
        """Keep tokens (None: forget them). Called before new tokens are used."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PushOutcome:
    """The server's answers to a batch, its clock and its latest sequence number. keeps_turns: it
    decides a batch after the one it names, or not at all."""

    results: tuple[OperationResult, ...]
    server_time: datetime
    seq: int
    keeps_turns: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PullPage:
    """One page of changes."""

    rows: tuple[RowState, ...]
    cursor: str
    more: bool
    server_time: datetime


class SyncApi(Protocol):
    """The remote as the engine uses it. Errors are the ApiError family."""

    async def push(
        self, operations: Sequence[Operation], batch_id: str, *, after: str = ""
    ) -> PushOutcome:
        """Send operations; exactly once per op_id, however often they are sent. With after, they
        are decided after that batch; raises RequestRefused (out_of_turn) where they were not."""
        ...

    async def pull(self, cursor: str, *, limit: int) -> PullPage:
        """Changes after the cursor ("" from the beginning)."""
        ...

    async def health(self) -> datetime:
        """Whether the server answers; its clock."""
        ...

    async def refresh(self) -> None:
        """Renew the access token (single-flight). Raises NeedsLogin when that is over."""
        ...


class ChartSource(Protocol):
    """Where a desk gets chart detail back that it had put away. Errors are the ApiError family."""

    async def patient_rows(
        self, patient_id: RecordId, *, after: str = ""
    ) -> tuple[tuple[RowState, ...], bool]:
        """A page of one patient's chart detail as it stands, and whether there is more."""
        ...


class NodesApi(Protocol):
    """The clinic's nodes. Errors are the ApiError family."""

    async def nodes(self) -> Nodes:
        """Every node the server knows."""
        ...

    async def confirm(self, level: Consistency) -> bool:
        """Whether what the clinic has written by now is at as many standbys as the level says."""
        ...


class RealtimeApi(Protocol):
    """Hints over a WebSocket: something changed, pull brings it."""

    async def listen(self, on_hint: Callable[[int], None]) -> None:
        """Connect and call on_hint(seq) for each hint until the connection ends."""
        ...
