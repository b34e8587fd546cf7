"""What a desk that begins from nothing needs of the server, and of its own database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.ids import RecordId
from app.domain.operations import Operation, RowState, WireBody

AfterSome = Callable[[], object]
"""What long work calls again and again; it may raise to give up."""
EPOCH = "epoch"
"""A fact: the life of the server's records that a desk knows."""
WORDS_AT_ONCE = 20_000
"""Records whose words are made in one transaction: with fewer, each page of their table is
enciphered more often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotPart:
    """One part of a snapshot: rows of one record type, packed; is_core: needed to begin with."""

    n: int
    entity: str
    rows: int
    size: int
    sha256: str
    is_core: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All of a clinic's records at one moment. parts are those that were not known yet.

    cursor is where to pull from afterwards, seq the number of the last change in it; rows is about
    how many there are in all. epoch names this life of the server's records.
    """

    id: str
    epoch: str
    cursor: str
    rows: int
    parts: tuple[SnapshotPart, ...]
    is_complete: bool
    server_time: datetime
    seq: int = 0


class SnapshotSource(Protocol):
    """The server's snapshots. Errors are the ApiError family."""

    async def snapshot(
        self,
        *,
        snapshot_id: str = "",
        known: int = 0,
        entities: Sequence[str] = (),
        is_fresh: bool = False,
    ) -> Snapshot:
        """A snapshot, or further parts of one that was begun; is_fresh: one that has everything
        this desk has heard of (at).

        Raises RequestRefused (410 where it is not kept any more, 404 at a server without any).
        """
        ...

    def at(self, cursor: str) -> None:
        """Where this desk is: a server that knows another history says so before it takes anything
        (ResyncRequired)."""
        ...

    async def part(self, snapshot_id: str, part: SnapshotPart, begun: bytearray) -> bytes:
        """The content of a part, checked against its hash.

        What has arrived stays in begun when the line breaks off, and the next call goes on there.
        """
        ...


@dataclass(frozen=True, slots=True)
class TypeSum:
    """How many records of a type there are, and the sum of a hash of each with its version."""

    count: int
    sum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What the server's records come to; is_current False, and nothing else, for a desk that has
    something to pull first."""

    is_current: bool
    types: Mapping[str, TypeSum]


class DigestSource(Protocol):
    """The server's sums. Errors are the ApiError family."""

    async def digest(self, cursor: str) -> Digest:
        """What the server's records come to, for a desk that is at this cursor."""
        ...


class RowLoading(Protocol):
    """Writing a whole clinic's rows at once; part of one unit of work."""

    def begin(self) -> None:
        """Do without what makes looking things up fast until `mend` has made it again."""
        ...

    def versions(self, entity: str, row_ids: Iterable[RecordId]) -> dict[RecordId, int]:
        """The versions of those records that are or were here."""
        ...

    def bodies(self, entity: str, row_ids: Iterable[RecordId]) -> dict[RecordId, WireBody]:
        """What those records say here that are not deleted."""
        ...

    def known_now(self, entity: str) -> list[RowState]:
        """Records of which an older version kept something aside that this one knows, with that in
        its place."""
        ...

    def accepted(self, entity: str) -> Sequence[RecordId]:
        """Every record of a type that is not deleted and that a server has said yes to."""
        ...

    def entities(self) -> Sequence[str]:
        """The names of all record types."""
        ...

    def taken_after(
        self, entity: str, row_ids: Iterable[RecordId], seq: int
    ) -> dict[RecordId, list[Operation]]:
        """Operations of this desk that the server took after a number, by record, oldest first."""
        ...

    def forget_numbers(self) -> None:
        """The numbers under which the server took operations say nothing any more."""
        ...

    def forget_below(self) -> None:
        """What a server said below operations that `answered` names says nothing any more."""
        ...

    def without_below(self, entity: str) -> Sequence[RecordId]:
        """Records of a type with waiting operations of which no server has said anything yet."""
        ...

    def answered(self) -> Sequence[str]:
        """Operations that the server took or has in conflict, oldest first, as far as they are
        still whole."""
        ...

    def facts(self, begin: str) -> dict[str, str]:
        """The facts whose names begin with something."""
        ...

    def apply(self, rows: Sequence[RowState], after_some: AfterSome = bool) -> None:
        """Write the server's rows as `UnitOfWork.apply_rows` does, without words to search for
        where `begin` has begun."""
        ...

    def mend(self, words: int = WORDS_AT_ONCE, after_some: AfterSome = bool) -> bool:
        """Make again a piece of what `begin` did without; whether there is more to make.

        words: of so many records at a time. after_some is called after some; it may raise to give
        up.
        """
        ...
