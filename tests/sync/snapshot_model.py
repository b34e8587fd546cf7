"""The server's snapshots in memory: parts of a ServerModel's rows, and faults on their way."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.declare import entities
from app.domain.errors import ApiError, MalformedReply, RequestRefused
from app.domain.operations import RowState
from app.domain.snapshot_ports import Snapshot, SnapshotPart
from app.protocol.codec import encode_json
from app.protocol.wire import ZSTD, packed
from tests.factories import NOON
from tests.simulation.server_model import ServerModel

CORE = frozenset({"user", "appointment"})


def pack(rows: Sequence[RowState]) -> bytes:
    return packed(b"\n".join(map(encode_json, rows)), ZSTD)


@dataclass
class SnapshotModel:
    """Snapshots of a server in memory. part_rows rows in each part; shown parts at a time."""

    server: ServerModel
    part_rows: int = 2
    shown: int = 3
    epoch: str = "e" * 32
    failures: list[ApiError] = field(default_factory=list)
    """Raised one per part that is asked for."""
    damaged: set[int] = field(default_factory=set)
    """Parts that arrive damaged, once."""
    is_old: bool = False
    """A server of before there were snapshots."""
    made: int = 0
    told: str = ""
    fetched: list[int] = field(default_factory=list)
    contents: dict[str, list[tuple[SnapshotPart, bytes]]] = field(default_factory=dict)
    seqs: dict[str, int] = field(default_factory=dict)
    cursors: dict[str, str] = field(default_factory=dict)

    async def snapshot(
        self,
        *,
        snapshot_id: str = "",
        known: int = 0,
        entities: Sequence[str] = (),
        is_fresh: bool = False,
    ) -> Snapshot:
        del is_fresh
        if self.is_old:
            raise RequestRefused(404)
        if snapshot_id and snapshot_id not in self.contents:
            raise RequestRefused(410, "snapshot_over")
        name = snapshot_id or self._make(entities)
        parts = [part for part, _ in self.contents[name]]
        return Snapshot(
            id=name,
            epoch=self.epoch,
            cursor=self.cursors[name],
            rows=sum(part.rows for part in parts),
            parts=tuple(parts[known : known + self.shown]),
            is_complete=known + self.shown >= len(parts),
            server_time=NOON,
            seq=self.seqs[name],
        )

    def at(self, cursor: str) -> None:
        self.told = cursor

    async def part(self, snapshot_id: str, part: SnapshotPart, begun: bytearray) -> bytes:
        if snapshot_id not in self.contents:
            raise RequestRefused(410, "snapshot_over")
        if self.failures:
            raise self.failures.pop(0)
        if part.n in self.damaged:
            self.damaged.remove(part.n)
            raise MalformedReply
        self.fetched.append(part.n)
        return self.contents[snapshot_id][part.n][1]

    def _make(self, wanted: Sequence[str]) -> str:
        self.made += 1
        name = f"{self.made:032x}"
        found: list[tuple[SnapshotPart, bytes]] = []
        ordered = [spec.name for spec in entities() if not wanted or spec.name in wanted]
        for is_core in (True, False):
            for entity in ordered:
                if (entity in CORE) is is_core:
                    rows = [row for key, row in self.server.rows.items() if key[0] == entity]
                    for at in range(0, len(rows), self.part_rows):
                        some = rows[at : at + self.part_rows]
                        content = pack(some)
                        digest = hashlib.sha256(content).hexdigest()
                        part = SnapshotPart(
                            n=len(found),
                            entity=entity,
                            rows=len(some),
                            size=len(content),
                            sha256=digest,
                            is_core=is_core,
                        )
                        found.append((part, content))
        self.contents[name] = found
        self.cursors[name] = str(self.server.seq)
        self.seqs[name] = self.server.seq
        return name
