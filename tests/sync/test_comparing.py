"""The daily comparison: what differs is fetched anew, below what waits, and stands in the trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.changes import Origin
from app.domain.ids import RecordId
from app.domain.operations import RowState, WireBody
from app.domain.patient import Patient
from app.domain.snapshot_ports import Digest, TypeSum
from app.protocol.codec import to_wire
from app.storage.digests import record_hash
from app.storage.worker import DatabaseWorker
from app.sync.bootstrap import FirstLoad
from app.sync.comparing import Comparison
from app.sync.pull import CURSOR
from app.sync.realign import COMPARED, newer_here
from tests.factories import NOON, a_patient
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore, WallClock
from tests.sync.snapshot_model import SnapshotModel
from tests.sync.test_bootstrap import PEOPLE, change, fact, load_all, people, shown, snapshots
from tests.sync.test_push_and_pull import pull_all, push_all

__all__ = ["people", "snapshots"]
pytestmark = pytest.mark.row("A2", "C7")
NewDesk = Callable[[], DeskStore]


class Sums:
    """The server's sums over its rows in memory."""

    def __init__(self, server: ServerModel) -> None:
        self.server = server
        self.is_current = True
        self.asked = 0

    async def digest(self, cursor: str) -> Digest:
        self.asked += 1
        types: dict[str, TypeSum] = {}
        for row in self.server.rows.values():
            if not row.deleted:
                known = types.get(row.entity, TypeSum(0, 0))
                more = record_hash(bytes.fromhex(row.id), row.version)
                types[row.entity] = TypeSum(known.count + 1, (known.sum + more) % 2**64)
        return Digest(is_current=self.is_current and cursor == str(self.server.seq), types=types)


class Desk:
    """A desk that loads and compares."""

    def __init__(self, store: DeskStore, source: SnapshotModel, sums: Sums) -> None:
        self.store, self.source = store, source
        self.worker = DatabaseWorker(store.store)
        parts = {"threads": self.worker, "begin": store.begin, "context": store.context}
        self.load = FirstLoad(
            **parts,
            source=source,
            clock=WallClock(),
            comparison=Comparison(**parts, source=sums),
        )

    async def compare(self) -> str | None:
        """Compare, and load what that asks for; what was fetched anew."""
        cursor = fact(self.store, CURSOR) or ""
        made = self.source.made
        await self.load.compare(cursor)
        while (piece := await self.load.fetch(cursor)) is not None:
            await self.load.apply(piece)
        return None if self.source.made == made else "again"


@pytest.fixture
def sums(server: ServerModel) -> Sums:
    return Sums(server)


@pytest.fixture
async def desk(new_desk: NewDesk, snapshots: SnapshotModel, sums: Sums):
    made = Desk(new_desk(), snapshots, sums)
    await load_all(made.load)
    yield made
    made.worker.close()


def spoil(desk: DeskStore, patient: Patient, *, version: int) -> None:
    """As if a row had been written wrongly once."""
    body = to_wire(replace(patient, city="Nowhere"))
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        uow.apply_rows([RowState("patient", patient.id, version, 0, False, [], body)])


def noted(desk: DeskStore) -> list[tuple[str, str]]:
    rows = desk.store.database.writer.all(
        "SELECT action, fields FROM audit WHERE action IN ('base_differs', 'newer_here')"
    )
    return [(str(action), str(fields)) for action, fields in rows]


async def test_equal_records_are_left_alone_and_asked_about_once_a_day(
    desk: Desk, sums: Sums
) -> None:
    for _ in range(3):
        assert await desk.compare() is None
    assert sums.asked == 1
    assert fact(desk.store, COMPARED) is not None
    assert noted(desk.store) == []


async def test_record_with_another_version_is_fetched_anew(
    desk: Desk, server: ServerModel, people: list[Patient]
) -> None:
    server.load([("patient", people[0].id, to_wire(replace(people[0], city="Kiel")))], NOON)
    with desk.store.begin(desk.store.context, origin=Origin.REMOTE) as uow:
        uow.meta.set(CURSOR, str(server.seq))  # as if it had been pulled, and was not kept
    assert await desk.compare() == "again"
    with desk.store.store.reader() as reader:
        mended = reader.records(Patient).get(people[0].id)
    assert mended is not None
    assert (mended.city, mended.version) == ("Kiel", 2)
    assert noted(desk.store) == [("base_differs", '["patient"]')]
    assert fact(desk.store, CURSOR) == str(server.seq)


async def test_what_waits_stays_on_top(desk: Desk, people: list[Patient]) -> None:
    change(desk.store, people[1], phone="+4930123456")
    spoil(desk.store, people[2], version=9)
    assert await desk.compare() == "again"
    with desk.store.store.reader() as reader:
        changed = reader.records(Patient).get(people[1].id)
        assert changed is not None
        assert changed.phone == "+4930123456"
        assert reader.queue_counts().waiting == 1


async def test_newer_state_than_the_servers_is_kept_for_the_administrator(
    desk: Desk, people: list[Patient]
) -> None:
    spoil(desk.store, people[2], version=9)
    assert await desk.compare() == "again"
    with desk.store.begin(desk.store.context, origin=Origin.REMOTE) as uow:
        ((key, kept),) = newer_here(uow).items()
    assert key == ("patient", people[2].id)
    assert (kept.version, kept.server_version, kept.body["city"]) == (9, 1, "Nowhere")
    assert [action for action, _ in noted(desk.store)] == ["base_differs", "newer_here"]


async def test_record_that_the_server_does_not_have_stays_to_be_seen(
    desk: Desk, server: ServerModel
) -> None:
    stranger = a_patient(family_name="Fremd", mrn="F1")
    spoil(desk.store, stranger, version=3)
    assert await desk.compare() == "again"
    assert "Fremd" in shown(desk.store)
    assert len(shown(desk.store)) == PEOPLE + 2
    server.load([("patient", stranger.id, to_wire(stranger))], NOON)
    with desk.store.begin(desk.store.context, origin=Origin.REMOTE) as uow:
        assert len(newer_here(uow)) == 1
        uow.apply_rows([server.rows["patient", stranger.id]])
        assert newer_here(uow) == {}


async def test_desk_that_is_behind_is_not_compared(
    desk: Desk, sums: Sums, people: list[Patient]
) -> None:
    spoil(desk.store, people[2], version=9)
    sums.is_current = False
    assert await desk.compare() is None
    sums.is_current = True
    assert await desk.compare() == "again"


async def test_what_the_server_took_after_the_snapshot_stays_to_be_seen(
    desk: Desk, server: ServerModel, people: list[Patient]
) -> None:
    spoil(desk.store, people[2], version=9)
    cursor = fact(desk.store, CURSOR) or ""
    await desk.load.compare(cursor)
    piece = await desk.load.fetch(cursor)  # the snapshot is made here
    change(desk.store, people[1], phone="+4930123456")
    new = a_patient(family_name="Neumann", mrn="Z9")
    with desk.store.begin(desk.store.context) as uow:
        uow.add(new)
    push_all(desk.store, server)
    change(desk.store, people[1], city="Bonn")  # waits on top of what the server took
    while piece is not None:
        await desk.load.apply(piece)
        piece = await desk.load.fetch(cursor)
    with desk.store.store.reader() as reader:
        changed, made = (reader.records(Patient).get(one.id) for one in (people[1], new))
        (waiting,) = reader.pending(limit=9)
    assert changed is not None
    assert made is not None
    assert (changed.phone, changed.city, made.version) == ("+4930123456", "Bonn", 1)
    assert shown_below(desk, people[1])["phone"] == "+4930123456"
    assert waiting.operation.base_version == 2
    kept = [row_id for (_, row_id) in read_newer(desk)]
    assert kept == [people[2].id], "nothing else is newer here than at the server"
    push_all(desk.store, server)
    pull_all(desk.store, server)
    said = server.rows["patient", people[1].id]
    assert (said.version, said.body and said.body["phone"]) == (3, "+4930123456")
    with desk.store.store.reader() as reader:
        changed = reader.records(Patient).get(people[1].id)
    assert changed is not None
    assert to_wire(changed) == said.body
    assert (changed.city, changed.version) == ("Bonn", 3)


def shown_below(desk: Desk, patient: Patient) -> WireBody:
    """What a waiting change of somebody stands on."""
    with desk.store.begin(desk.store.context, origin=Origin.REMOTE) as uow:
        shadow = uow.shadows.get("patient", patient.id)
    assert shadow is not None
    assert shadow.body is not None
    return shadow.body


def read_newer(desk: Desk) -> list[tuple[str, RecordId]]:
    with desk.store.begin(desk.store.context, origin=Origin.REMOTE) as uow:
        return list(newer_here(uow))
