"""Files at the server, over a socket, in a folder and in a real S3 bucket."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import NeedsLogin, RateLimited, RequestRefused, ServerTrouble
from app.domain.file_ports import PART_BYTES, Arrived
from app.domain.ids import RecordId, new_id
from app.domain.treatment import Document
from app.server.blobs import FileLimits
from app.server.object_store import FilesAt
from tests.factories import a_patient
from tests.s3_server import S3Server, s3
from tests.server.people import colleague, lines, trail
from tests.server_fixtures import Databases, RunningServer, TestDesk, start_clinic
from tests.waiting import PATIENCE_S, until

__all__ = ["s3"]
pytestmark = pytest.mark.row("D7")
LIMITS = FileLimits(most_bytes=3 * PART_BYTES, quota_bytes=6 * PART_BYTES)
MARKER = b"MARKER-Okafor-4711 "


class Place:
    """Where the server under test keeps its files."""

    def __init__(self, kind: str, folder: Path, s3_server: S3Server | None) -> None:
        self.kind = kind
        self._folder = folder
        self._s3 = s3_server

    @property
    def at(self) -> FilesAt:
        return self._s3.at() if self._s3 else FilesAt(place=str(self._folder))

    def objects(self) -> list[Path]:
        if self._s3:
            return self._s3.objects()
        return sorted(path for path in self._folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module", params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    in_bucket = request.getfixturevalue("s3") if request.param == "s3" else None
    return Place(request.param, tmp_path_factory.mktemp("files"), in_bucket)


@pytest.fixture(scope="module")
def server(databases: Databases, place: Place) -> Iterator[RunningServer]:
    with RunningServer(databases, files_at=place.at, file_limits=LIMITS) as running:
        yield running


def content_of(size: int, *, seed: int = 1) -> bytes:
    return random.Random(seed * 1_000_003 + size).randbytes(size)


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def send(desk: TestDesk, content: bytes, *, name: str = "") -> Arrived:
    """What a desk does: ask how much is there, then go on."""
    name, size = name or name_of(content), len(content)
    arrived = await desk.api.files.blob_state(name, size=size)
    while not arrived.is_stored:
        if arrived.received == size:  # another desk's last part is being proven
            arrived = await desk.api.files.blob_state(name, size=size)
            continue
        part = content[arrived.received : arrived.received + PART_BYTES]
        arrived = await desk.api.files.send_part(name, part, offset=arrived.received, size=size)
    return arrived


async def fetch(desk: TestDesk, name: str, **stretch: Any) -> bytes:
    return b"".join([piece async for piece in desk.api.files.download(name, **stretch)])


async def documented(desk: TestDesk, content: bytes) -> str:
    """A record that speaks of the content."""
    person = a_patient()
    now = datetime.now(UTC)
    document = Document(
        id=RecordId(new_id()),
        created_at=now,
        updated_at=now,
        patient_id=person.id,
        title="Letter",
        sha256=name_of(content),
        size=len(content),
        media_type="application/pdf",
    )
    await desk.saved(person, document)
    return name_of(content)


@pytest.mark.parametrize("size", [1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 3 * PART_BYTES])
async def test_file_comes_back_as_it_was_sent(
    server: RunningServer, clinic: TestDesk, size: int
) -> None:
    content = content_of(size)
    assert await send(clinic, content) == Arrived(received=size, is_stored=True)
    name = await documented(clinic, content)
    assert await fetch(clinic, name) == content


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (0, 10),
        (PART_BYTES - 3, PART_BYTES + 3),
        (PART_BYTES, None),
        (2 * PART_BYTES, 2 * PART_BYTES + 1),
    ],
)
async def test_stretch_of_a_file_is_read_alone(
    clinic: TestDesk, start: int, end: int | None
) -> None:
    content = content_of(2 * PART_BYTES + 100)
    await send(clinic, content)
    name = await documented(clinic, content)
    assert await fetch(clinic, name, start=start, end=end) == content[start:end]


async def test_stretch_past_the_end_is_refused(clinic: TestDesk) -> None:
    content = content_of(50)
    await send(clinic, content)
    name = await documented(clinic, content)
    with pytest.raises(RequestRefused) as caught:
        await fetch(clinic, name, start=50)
    assert caught.value.status == 416


@pytest.mark.row("E10")
async def test_storage_holds_nothing_in_clear_and_no_telling_names(
    place: Place, clinic: TestDesk
) -> None:
    content = MARKER * 3000
    await send(clinic, content)
    found = place.objects()
    assert found
    assert MARKER not in b"".join(path.read_bytes() for path in found)
    assert not any(name_of(content) in str(path) for path in found)
    assert all(clinic.clinic_id in str(path) for path in found if path.stat().st_size == 0) or found


async def test_sending_goes_on_where_it_was_broken_off(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    content = content_of(2 * PART_BYTES + 7, seed=5)
    name, size = name_of(content), len(content)
    await clinic.api.files.send_part(name, content[:PART_BYTES], offset=0, size=size)
    assert await clinic.api.files.blob_state(name, size=size) == Arrived(
        received=PART_BYTES, is_stored=False
    )
    again = await clinic.api.files.send_part(name, content[:PART_BYTES], offset=0, size=size)
    assert again.received == PART_BYTES  # the part counts once
    assert (await send(other_desk, content)).is_stored  # another desk has the same file
    assert (await send(clinic, content)).is_stored


async def test_two_desks_send_one_file_at_once(
    place: Place, clinic: TestDesk, other_desk: TestDesk
) -> None:
    content = content_of(2 * PART_BYTES + 9, seed=6)
    both = await asyncio.gather(*(send(desk, content) for desk in (clinic, other_desk) * 2))
    assert all(one.is_stored for one in both)
    assert await fetch(clinic, await documented(clinic, content)) == content


async def test_content_of_another_name_is_thrown_away(place: Place, clinic: TestDesk) -> None:
    wanted, lie = content_of(2000, seed=7), content_of(2000, seed=8)
    before = len(place.objects())
    with pytest.raises(RequestRefused) as caught:
        await send(clinic, lie, name=name_of(wanted))
    assert (caught.value.status, caught.value.reason) == (422, "wrong_content")
    assert len(place.objects()) == before
    assert (await send(clinic, wanted)).is_stored


async def test_file_nothing_speaks_of_is_not_given_out(clinic: TestDesk) -> None:
    content = content_of(500, seed=9)
    await send(clinic, content)
    with pytest.raises(RequestRefused) as caught:
        await fetch(clinic, name_of(content))
    assert caught.value.status == 404


async def test_deleted_document_ends_access_to_its_file(clinic: TestDesk) -> None:
    content = content_of(501, seed=9)
    await send(clinic, content)
    name = await documented(clinic, content)
    document = next(row for row in await clinic.everything() if row.entity == "document")
    assert (await clinic.push_one(clinic.delete(document))).status == "applied"
    with pytest.raises(RequestRefused) as caught:
        await fetch(clinic, name)
    assert caught.value.status == 404


async def test_other_clinic_neither_reads_nor_notices(
    server: RunningServer, clinic: TestDesk
) -> None:
    content = content_of(3000, seed=10)
    await send(clinic, content)
    name = await documented(clinic, content)
    stranger = await start_clinic(server, username="eve")
    try:
        with pytest.raises(RequestRefused) as unknown:
            await fetch(stranger, "f" * 64)
        with pytest.raises(RequestRefused) as known:
            await fetch(stranger, name)
        assert (known.value.status, known.value.reason) == (
            unknown.value.status,
            unknown.value.reason,
        )
        state = await stranger.api.files.blob_state(name, size=len(content))
        assert state == Arrived(received=0, is_stored=False)  # not "we have it already"
    finally:
        await stranger.api.aclose()
    assert await fetch(clinic, name) == content


async def test_nobody_signed_in_gets_nothing(server: RunningServer, clinic: TestDesk) -> None:
    content = content_of(700, seed=11)
    await send(clinic, content)
    name = await documented(clinic, content)
    await clinic.api.logout()
    with pytest.raises(NeedsLogin):
        await fetch(clinic, name)
    with pytest.raises(NeedsLogin):
        await clinic.api.files.blob_state(name, size=700)


async def test_workstation_that_was_shut_out_reads_no_file(
    server: RunningServer, clinic: TestDesk
) -> None:
    content = content_of(701, seed=11)
    await send(clinic, content)
    name = await documented(clinic, content)
    async with colleague(server, clinic, role="front_desk") as bea:
        assert await fetch(bea, name) == content
        await clinic.api.revoke_device(device_id=bea.device_id)
        from app.domain.errors import DeviceRevoked

        with pytest.raises(DeviceRevoked):
            await fetch(bea, name)


async def test_too_large_a_file_is_refused_before_it_is_sent(clinic: TestDesk) -> None:
    with pytest.raises(RequestRefused) as caught:
        await clinic.api.files.blob_state("a" * 64, size=LIMITS.most_bytes + 1)
    assert (caught.value.status, caught.value.reason) == (413, "file_too_large")


@pytest.mark.row("A4")
async def test_clinic_at_its_quota_is_told_and_loses_nothing(clinic: TestDesk) -> None:
    first, second = (content_of(3 * PART_BYTES, seed=seed) for seed in (12, 13))
    await send(clinic, first)
    await send(clinic, second)
    with pytest.raises((RequestRefused, ServerTrouble)) as caught:
        await send(clinic, content_of(1, seed=14))
    assert caught.value.status == 507
    assert await fetch(clinic, await documented(clinic, first)) == first


@pytest.mark.parametrize(
    "header",
    ["", "bytes 0-9", "bytes 0-9/5", "bytes 9-0/10", "bytes 1-9/10", "bytes x-9/10", "bytes */x"],
)
async def test_place_that_is_none_is_refused(
    server: RunningServer, clinic: TestDesk, header: str
) -> None:
    import httpx

    headers = {**clinic.headers, "Content-Range": header}
    async with httpx.AsyncClient(base_url=server.url) as http:
        found = await http.put(f"/v1/blobs/{'a' * 64}", content=b"0123456789", headers=headers)
        assert found.status_code == 400, header
        found = await http.put("/v1/blobs/short", content=b"", headers=headers)
        assert found.status_code == 400


async def test_every_look_and_every_file_stands_in_the_trail(
    server: RunningServer, clinic: TestDesk
) -> None:
    content = content_of(900, seed=15)
    await send(clinic, content)
    await fetch(clinic, await documented(clinic, content))
    found = await trail(server, clinic)
    assert ("file_stored", "document", "") in found
    assert ("file_read", "document", "") in found


@pytest.mark.row("E10")
async def test_changed_object_is_found_and_never_given_out(place: Place, clinic: TestDesk) -> None:
    content = content_of(PART_BYTES + 100, seed=16)
    before = set(place.objects())
    await send(clinic, content)
    name = await documented(clinic, content)
    mine = sorted(set(place.objects()) - before, key=lambda path: path.stat().st_size)
    small, large = (path for path in mine if path.stat().st_size > 100)
    kept = small.read_bytes(), large.read_bytes()
    for changed in (
        (kept[0][:50] + bytes([kept[0][50] ^ 1]) + kept[0][51:], kept[1]),
        (kept[0][:-1], kept[1]),
        (kept[1], kept[0]),
        (kept[0], kept[1][: len(kept[1]) // 2]),
    ):
        small.write_bytes(changed[0])
        large.write_bytes(changed[1])
        from app.domain.errors import ApiError

        with pytest.raises(ApiError):
            assert await fetch(clinic, name) != content
    small.write_bytes(kept[0])
    large.write_bytes(kept[1])
    assert await fetch(clinic, name) == content


async def test_files_nothing_speaks_of_go_after_a_week(
    server: RunningServer, place: Place, clinic: TestDesk
) -> None:
    wanted, orphan = content_of(1500, seed=17), content_of(1500, seed=18)
    await send(clinic, wanted)
    await send(clinic, orphan)
    name = await documented(clinic, wanted)
    files, now = server.state.files, datetime.now(UTC)
    assert files is not None
    server.on_its_loop(files.sweep(now=now + timedelta(days=6)))
    assert (await clinic.api.files.blob_state(name_of(orphan), size=1500)).is_stored
    server.on_its_loop(files.sweep(now=now + timedelta(days=8)))
    assert await clinic.api.files.blob_state(name_of(orphan), size=1500) == Arrived(
        received=0, is_stored=False
    )
    assert await fetch(clinic, name) == wanted
    assert (await send(clinic, orphan)).is_stored


@pytest.mark.row("E10")
async def test_key_of_a_removed_file_is_gone(server: RunningServer, clinic: TestDesk) -> None:
    orphan = content_of(1501, seed=19)
    await send(clinic, orphan)
    assert server.state.files is not None
    server.on_its_loop(server.state.files.sweep(now=datetime.now(UTC) + timedelta(days=8)))
    question = "SELECT key, state FROM blob WHERE tenant_id = $1::uuid AND sha256 = $2"
    (line,) = await lines(server, question, clinic.clinic_id, name_of(orphan))
    assert (line["key"], line["state"]) == ("", "removed")


async def test_server_without_a_place_for_files_says_so(databases: Databases) -> None:
    with RunningServer(databases) as bare:
        desk = await start_clinic(bare, username="nofiles")
        try:
            with pytest.raises(RequestRefused) as caught:
                await desk.api.files.blob_state("a" * 64, size=1)
            assert (caught.value.status, caught.value.reason) == (409, "no_files")
        finally:
            await desk.api.aclose()


async def test_storage_that_refuses_the_keys_is_trouble_that_passes(
    databases: Databases, s3: S3Server, caplog: pytest.LogCaptureFixture
) -> None:
    with RunningServer(databases, files_at=s3.at(secret_key="wrong")) as locked:
        desk = await start_clinic(locked, username="locked")
        try:
            with pytest.raises(RateLimited):
                await send(desk, content_of(100))
        finally:
            await desk.api.aclose()
    assert "refuses the server's keys" in caplog.text
    assert "wrong" not in caplog.text


@pytest.mark.parametrize("fault", ["killed", pytest.param("hanging", marks=pytest.mark.proof)])
async def test_storage_that_dies_in_the_middle_loses_nothing(
    databases: Databases, tmp_path: Path, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    storage = S3Server(tmp_path)
    storage.start()
    try:
        with RunningServer(databases, files_at=storage.at()) as running:
            desk = await start_clinic(running, username=fault)
            try:
                content = content_of(2 * PART_BYTES + 5, seed=20)
                name, size = name_of(content), len(content)
                part = content[:PART_BYTES]
                await desk.api.files.send_part(name, part, offset=0, size=size)
                if fault == "killed":
                    storage.kill()
                else:
                    storage.pause()
                with pytest.raises(RateLimited):
                    await send(desk, content)
                storage.kill()
                storage.start()
                arrived = await desk.api.files.blob_state(name, size=size)
                assert arrived.received == PART_BYTES
                assert (await send(desk, content)).is_stored
                assert await fetch(desk, await documented(desk, content)) == content
            finally:
                await desk.api.aclose()
    finally:
        storage.kill()


async def test_server_that_dies_in_the_middle_loses_nothing(
    databases: Databases, tmp_path: Path
) -> None:
    at = FilesAt(place=str(tmp_path / "files"))
    content = content_of(PART_BYTES + 5, seed=21)
    name, size = name_of(content), len(content)
    with RunningServer(databases, files_at=at) as running:
        desk = await start_clinic(running, username="restart")
        await desk.api.files.send_part(name, content[:PART_BYTES], offset=0, size=size)
        port, tokens = running.port, desk.tokens
        await desk.api.aclose()
    with RunningServer(databases, port=port, files_at=at):
        again = replace_api(desk, f"http://127.0.0.1:{port}")
        try:
            assert (await again.api.files.blob_state(name, size=size)).received == PART_BYTES
            assert (await send(again, content)).is_stored
            assert tokens.tokens is not None
        finally:
            await again.api.aclose()


def replace_api(desk: TestDesk, url: str) -> TestDesk:
    from app.api.client import ApiClient
    from tests.server_fixtures import SystemTime

    desk.api = ApiClient(url, device_id=desk.device_id, token_store=desk.tokens, clock=SystemTime())
    return desk


def test_place_that_is_none_stops_the_start(tmp_path: Path) -> None:
    from app.domain.errors import ConfigurationError
    from app.server.object_store import make_object_store

    (tmp_path / "file").write_text("x")
    for place in ("relative/folder", "s3://", "s3:bucket", str(tmp_path / "file" / "inside")):
        with pytest.raises(ConfigurationError):
            make_object_store(replace(FilesAt(place=place)))


async def test_document_waits_until_its_file_has_arrived(clinic: TestDesk) -> None:
    content, person, now = content_of(1234, seed=30), a_patient(), datetime.now(UTC)
    await clinic.saved(person)
    document = Document(
        id=RecordId(new_id()),
        created_at=now,
        updated_at=now,
        patient_id=person.id,
        title="Letter",
        sha256=name_of(content),
        size=len(content),
        media_type="application/pdf",
    )
    create = clinic.create(document)
    answer = await clinic.push_one(create)
    assert (answer.status, answer.code) == ("blocked", "file_missing")
    await clinic.api.files.blob_state(name_of(content), size=len(content))
    assert (await clinic.push_one(create)).status == "blocked"  # room is no file
    await send(clinic, content)
    assert (await clinic.push_one(create)).status == "applied"


async def test_one_clinic_does_not_take_all_the_room_for_arriving_parts(
    server: RunningServer, clinic: TestDesk
) -> None:
    import httpx

    from app.server.blobs import MOST_ARRIVING_OF_ONE

    other = await start_clinic(server, username="other")
    content, files, end = content_of(3000, seed=40), server.state.files, asyncio.Event()
    assert files is not None

    async def slow() -> Any:
        yield content[:10]
        await end.wait()

    def arriving() -> int:
        return files._arriving[clinic.clinic_id]

    headers = {**clinic.headers, "Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}"}
    async with httpx.AsyncClient(base_url=server.url, timeout=PATIENCE_S) as http:
        waiting = [
            asyncio.create_task(
                http.put(f"/v1/blobs/{name_of(content)}", content=slow(), headers=headers)
            )
            for _ in range(MOST_ARRIVING_OF_ONE)
        ]
        try:
            await until(lambda: arriving() == MOST_ARRIVING_OF_ONE)
            with pytest.raises(RateLimited):
                await send(clinic, content)
            assert (await send(other, content)).is_stored
        finally:
            for one in waiting:
                one.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
            await other.api.aclose()
    await until(lambda: arriving() == 0)
    assert (await send(clinic, content)).is_stored  # and the room is there again


async def test_parts_that_no_file_names_go_after_a_week(
    server: RunningServer, place: Place, clinic: TestDesk
) -> None:
    """A server that is killed between keeping a part and naming it leaves one."""
    content = content_of(1600, seed=41)
    await send(clinic, content)
    name = await documented(clinic, content)
    files, now = server.state.files, datetime.now(UTC)
    assert files is not None
    lost = f"{clinic.clinic_id}/{new_id()}/000000000000-lost"
    server.on_its_loop(files._store.put(lost, b"noise"))
    before = len(place.objects())
    server.on_its_loop(files.sweep(now=now + timedelta(days=6)))
    assert len(place.objects()) == before
    server.on_its_loop(files.sweep(now=now + timedelta(days=8)))
    assert server.on_its_loop(files._store.get(lost)) is None
    assert await fetch(clinic, name) == content
