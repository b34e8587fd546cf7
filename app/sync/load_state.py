"""How far a load is: as shown, and as kept in the database."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from app.domain.ports import UnitOfWork
from app.domain.snapshot_ports import Snapshot, SnapshotPart

FACT = "bootstrap"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadProgress:
    """How far the first load is. is_usable: what one begins the work with is here."""

    done: int
    total: int
    is_usable: bool

    @property
    def percent(self) -> int:
        """Of all rows; 100 only at the end."""
        return min(99, 100 * self.done // max(self.total, 1))


class LoadPart(msgspec.Struct, array_like=True, frozen=True):
    """One part that is still to come; see SnapshotPart."""

    n: int
    entity: str
    rows: int
    size: int
    sha256: str
    is_core: bool

    @property
    def as_port(self) -> SnapshotPart:
        """As the server's client takes it."""
        return SnapshotPart(
            n=self.n,
            entity=self.entity,
            rows=self.rows,
            size=self.size,
            sha256=self.sha256,
            is_core=self.is_core,
        )


class Load(msgspec.Struct, frozen=True):
    """A snapshot being loaded. parts are those still to come, heard how many there are so far."""

    id: str
    cursor: str
    rows: int
    parts: tuple[LoadPart, ...] = ()
    heard: int = 0
    done: int = 0
    is_complete: bool = False
    is_new: bool = False
    """Nothing was ever loaded here before."""
    anew: str | None = None
    """The base is laid anew, whatever is here: of these record types ("": of all)."""
    seq: int = 0
    """The number of the last change that the snapshot holds."""

    def heard_of(self, snapshot: Snapshot) -> Load:
        """With the parts that a further answer names."""
        new = tuple(
            LoadPart(one.n, one.entity, one.rows, one.size, one.sha256, one.is_core)
            for one in snapshot.parts
            if one.n >= self.heard
        )
        heard = max((part.n + 1 for part in new), default=self.heard)
        return msgspec.structs.replace(
            self, parts=(*self.parts, *new), heard=heard, is_complete=snapshot.is_complete
        )

    def without(self, part: SnapshotPart) -> Load:
        """After a part."""
        left = tuple(one for one in self.parts if one.n != part.n)
        return msgspec.structs.replace(self, parts=left, done=self.done + part.rows)

    @property
    def progress(self) -> LoadProgress:
        """As shown."""
        is_usable = self.heard > 0 and not any(part.is_core for part in self.parts)
        return LoadProgress(done=self.done, total=max(self.rows, self.done), is_usable=is_usable)

    def keep(self, uow: UnitOfWork) -> None:
        """Write it down."""
        uow.meta.set(FACT, msgspec.json.encode(self).decode())


def kept_load(uow: UnitOfWork) -> Load | None:
    """The load that was under way."""
    text = uow.meta.get(FACT)
    return None if text is None else msgspec.json.decode(text, type=Load)
