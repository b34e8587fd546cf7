"""What a desk that begins from nothing needs of the server, and of its own database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.ids import RecordId
from app.domain.operations import RowState, WireBody


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

    cursor is where to pull from afterwards; rows is about how many there are in all. epoch names
    this life of the server's records.
    """

    id: str
    epoch: str
    cursor: str
    rows: int
    parts: tuple[SnapshotPart, ...]
    is_complete: bool
    server_time: datetime


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
        """A snapshot, or further parts of one that was begun.

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

    def accepted(self, entity: str) -> Sequence[RecordId]:
        """Every record of a type that is not deleted and that a server has said yes to."""
        ...

    def entities(self) -> Sequence[str]:
        """The names of all record types."""
        ...

    def answered(self) -> Sequence[str]:
        """Operations that the server took or has in conflict, oldest first, as far as they are
        still whole."""
        ...

    def facts(self, begin: str) -> dict[str, str]:
        """The facts whose names begin with something."""
        ...

    def apply(self, rows: Sequence[RowState]) -> None:
        """Write the server's rows as `UnitOfWork.apply_rows` does, without words to search for
        where `begin` has begun."""
        ...

    def mend(self) -> bool:
        """Make again a piece of what `begin` did without; whether there is more to make."""
        ...
