"""A document filed at one desk is opened at another, whatever happens on the way.

Two encrypted homes, a real server over a socket with real PostgreSQL, and its files in a folder or
in a real S3 bucket.
"""

from __future__ import annotations

import asyncio
import io
import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.bootstrap import documents as commands
from app.bootstrap.file_keeping import FileTidying, file_fetcher
from app.bootstrap.headless import Desk, invite, join_home, open_desk
from app.bootstrap.server import make_invitation
from app.domain.changes import Origin
from app.domain.file_errors import FileMissing
from app.domain.file_ports import PART_BYTES, BlobState
from app.domain.ids import PatientId
from app.domain.operations import OperationState
from app.domain.treatment import Document
from app.server.object_store import FilesAt
from app.services import documents as service
from app.services.documents import NewDocument, Whereabouts
from app.settings import load_settings
from app.sync.runner import SyncRunner
from app.sync.status import SyncState
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient
from tests.s3_server import S3Server, s3
from tests.server_fixtures import Databases, RunningServer, databases, postgres
from tests.waiting import now_and_then, until

__all__ = ["databases", "postgres", "s3"]
pytestmark = pytest.mark.row("D7", "F4")
MARKER = b"MARKER-Okafor-4711 "


class Desks:
    """Two desks of one clinic, each with its runner."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.open: list[tuple[Desk, SyncRunner]] = []

    async def begin(self, server: RunningServer) -> tuple[Desk, Desk]:
        code = await make_invitation(server.databases.app, "Nordlicht", username="sara")
        first, second = self._folder / "a", self._folder / "b"
        await join_home(first, server.url, code, "sara", PASSPHRASE, kdf=CHEAP)
        a = await self.enter("a")
        invitation = await invite(a, username="jonas")
        await join_home(second, server.url, invitation.code, "jonas", PASSPHRASE, kdf=CHEAP)
        return a, await self.enter("b")

    async def enter(self, name: str, **changes: object) -> Desk:
        settings = replace(load_settings(), realtime_enabled=False, **changes)  # type: ignore[arg-type]
        desk = await asyncio.to_thread(
            open_desk, self._folder / name, PASSPHRASE, kdf=CHEAP, settings=settings
        )
        runner = desk.make_runner()
        runner.start()
        self.open.append((desk, runner))
        return desk

    async def leave(self, desk: Desk) -> None:
        for one in [one for one in self.open if one[0] is desk]:
            self.open.remove(one)
            await one[1].stop()
            await desk.aclose()

    async def close(self) -> None:
        for desk, _ in list(self.open):
            await self.leave(desk)

    async def arrives(self, desk: Desk, document: Document) -> None:
        """Wait until another desk has the document's line."""
        runner = next(runner for one, runner in self.open if one is desk)

        ask = now_and_then(runner.sync_now)

        async def is_there() -> bool:
            ask()
            get = lambda reader: reader.records(Document).get(document.id)  # noqa: E731
            return await desk.worker.read(get) is not None

        await until(is_there)

    async def settled(self, *desks: Desk) -> None:
        for desk in desks:
            runner = next(runner for one, runner in self.open if one is desk)
            runner.sync_now()
            await until(lambda runner=runner: _is_settled(runner))


async def _is_settled(runner: SyncRunner) -> bool:
    return runner.status.state is SyncState.SYNCED and runner.status.waiting == 0


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.proof)])
def files_at(request: pytest.FixtureRequest, tmp_path: Path) -> FilesAt:
    if request.param == "folder":
        return FilesAt(place=str(tmp_path / "server-files"))
    bucket: S3Server = request.getfixturevalue("s3")
    return bucket.at()


@pytest.fixture
def server(databases: Databases, files_at: FilesAt) -> Iterator[RunningServer]:
    with RunningServer(databases, files_at=files_at) as running:
        yield running


@pytest.fixture
async def desks(tmp_path: Path) -> AsyncIterator[Desks]:
    both = Desks(tmp_path)
    yield both
    await both.close()


def pdf(size: int, *, seed: int = 1) -> bytes:
    return b"%PDF-1.7\n" + MARKER + random.Random(seed).randbytes(size)


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def filed(desk: Desk, content: bytes) -> Document:
    person = a_patient(mrn=f"MRN-{random.randrange(10**9)}")

    def add() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            uow.add(person)

    await desk.worker.write(add)
    kept = await asyncio.to_thread(service.keep, desk.files, io.BytesIO(content))
    new = NewDocument(patient_id=PatientId(person.id), title="Letter")
    begin, context = desk.store.unit_of_work, desk.context
    return await desk.worker.write(
        lambda: service.file(begin, context, desk.files, content=kept, new=new)
    )


async def where(desk: Desk, document: Document) -> Whereabouts:
    now, context = desk.clock.now(), desk.context
    found = await desk.worker.read(
        lambda reader: service.of_patient(reader, context, document.patient_id, now=now)
    )
    return found[0].whereabouts


async def opened(desk: Desk, document: Document, out: Path) -> bytes:
    await commands.get_document(desk, document.id, out)
    return await asyncio.to_thread(out.read_bytes)


async def code_of(desk: Desk, document: Document) -> str:
    blob = await desk.worker.read(lambda reader: reader.blobs.get(document.sha256))
    return "" if blob is None else blob.code


@pytest.mark.parametrize("size", [2000, 2 * PART_BYTES + 77])
async def test_document_filed_here_is_opened_there(
    server: RunningServer, desks: Desks, tmp_path: Path, size: int
) -> None:
    a, b = await desks.begin(server)
    content = pdf(size)
    document = await filed(a, content)
    await desks.settled(a)
    await desks.arrives(b, document)
    assert await where(a, document) is Whereabouts.HERE
    assert await where(b, document) is Whereabouts.ELSEWHERE
    assert await opened(b, document, tmp_path / "out") == content
    assert await where(b, document) is Whereabouts.HERE
    await desks.close()
    await asyncio.to_thread((tmp_path / "out").unlink)
    assert MARKER not in await asyncio.to_thread(everything_in, tmp_path)


async def test_document_never_arrives_before_its_file(
    databases: Databases, desks: Desks, tmp_path: Path, s3: S3Server
) -> None:
    """While the storage is down nothing of the document is at the server; then all of it is."""
    storage = S3Server(tmp_path / "own-s3")
    storage.start()
    try:
        with RunningServer(databases, files_at=storage.at()) as server:
            a, b = await desks.begin(server)
            storage.kill()
            document = await filed(a, pdf(5000))
            await until(lambda: _has_code(a, document))
            await desks.settled(b)
            assert (
                await b.worker.read(lambda reader: reader.records(Document).get(document.id))
                is None
            )
            pending = await a.worker.read(lambda reader: reader.pending())
            assert [one.operation.entity for one in pending] == ["document"]
            assert pending[0].state is OperationState.QUEUED
            storage.start()
            await desks.settled(a)
            await desks.arrives(b, document)
            assert await opened(b, document, tmp_path / "out") == pdf(5000)
    finally:
        storage.kill()


async def _has_code(desk: Desk, document: Document) -> bool:
    return bool(await code_of(desk, document))


async def test_two_downloads_at_once_fetch_once(
    server: RunningServer, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = await desks.begin(server)
    document = await filed(a, pdf(300_000))
    await desks.settled(a)
    await desks.arrives(b, document)
    fetcher = file_fetcher(b)
    assert fetcher is not None
    one, two = await asyncio.gather(
        *(fetcher.fetch(document.sha256, size=document.size) for _ in range(2))
    )
    assert one == two
    assert b.files.names() == {one.name}


async def test_desk_that_is_ended_in_the_middle_goes_on(
    server: RunningServer, desks: Desks, tmp_path: Path
) -> None:
    a, b = await desks.begin(server)
    content = pdf(3 * PART_BYTES)
    real = a.api.files.send_part  # type: ignore[union-attr]
    sent: list[int] = []

    async def slow(*arguments: object, **options: object) -> object:
        if sent:
            await asyncio.sleep(3600)
        sent.append(1)
        return await real(*arguments, **options)  # type: ignore[arg-type]

    a.api.files.send_part = slow  # type: ignore[union-attr,method-assign]
    document = await filed(a, content)
    await until(lambda: _true(bool(sent)))
    await desks.leave(a)
    again = await desks.enter("a")
    await desks.settled(again)
    await desks.arrives(b, document)
    assert await opened(b, document, tmp_path / "out") == content


async def _true(claim: bool) -> bool:
    return claim


async def test_file_that_had_its_time_leaves_and_comes_back_when_opened(
    server: RunningServer, desks: Desks, tmp_path: Path
) -> None:
    a, _ = await desks.begin(server)
    content = pdf(4000)
    document, waiting = await filed(a, content), pdf(4000, seed=2)
    await desks.settled(a)
    await desks.leave(a)
    a = await desks.enter("a", document_keep_h=1, offline=True)
    unsent = await filed(a, waiting)
    moved = a.clock.now() + timedelta(hours=2)
    a.clock = _Later(a.clock, moved)  # type: ignore[assignment]
    a.store._clock = a.clock
    assert await FileTidying(a).tidy() == 1
    assert await where(a, document) is Whereabouts.ELSEWHERE
    assert await where(a, unsent) is Whereabouts.UNSENT  # nobody else has it
    assert await opened(a, document, tmp_path / "out") == content


class _Later:
    def __init__(self, real: object, now: object) -> None:
        self._real, self._now = real, now

    def now(self) -> object:
        return self._now

    def monotonic(self) -> float:
        return self._real.monotonic()  # type: ignore[attr-defined]


async def test_damaged_copy_is_fetched_again(
    server: RunningServer, desks: Desks, tmp_path: Path
) -> None:
    a, b = await desks.begin(server)
    document = await filed(a, pdf(4000))
    await desks.settled(a)
    await desks.arrives(b, document)
    for path in a.files.folder.iterdir():
        path.write_bytes(b"noise")
    assert await opened(a, document, tmp_path / "out") == pdf(4000)
    assert len(a.files.names()) == 1


async def test_server_that_lost_a_file_gets_it_again(
    server: RunningServer, desks: Desks, tmp_path: Path
) -> None:
    """Its storage was swept before the document came: the desk was away for weeks."""
    a, b = await desks.begin(server)
    document = await filed(a, pdf(4000))

    def mark() -> None:
        with a.store.unit_of_work(a.context, origin=Origin.REMOTE) as uow:
            uow.blobs.mark(document.sha256, BlobState.STORED)

    await a.worker.write(mark)
    await desks.settled(a)
    await desks.arrives(b, document)
    assert await opened(b, document, tmp_path / "out") == pdf(4000)


async def test_server_without_files_still_takes_the_documents_line(
    databases: Databases, desks: Desks, tmp_path: Path
) -> None:
    with RunningServer(databases) as bare:
        a, b = await desks.begin(bare)
        document = await filed(a, pdf(1000))
        await desks.settled(a)
        await desks.arrives(b, document)
        assert await code_of(a, document) == "no_files"
        assert await where(b, document) is Whereabouts.ELSEWHERE
        with pytest.raises(FileMissing):
            await opened(b, document, tmp_path / "out")
        assert not (tmp_path / "out").exists()
