"""The pull: pages, cursors, and no gap for whoever polls while others write."""

from __future__ import annotations

import asyncio
import base64
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncResult

import app.server.feed as feed
from app.domain.errors import RequestRefused, ResyncRequired
from app.domain.ids import new_id
from app.domain.operations import FieldChange, Operation
from app.domain.patient import Coverage
from app.server.feed import CursorBody, Cursors
from app.server.refusal import Refusal
from tests.factories import a_child, a_patient
from tests.server_fixtures import RunningServer, TestDesk, start_clinic

pytestmark = pytest.mark.row("F5")


async def test_page_ends_between_two_transactions(clinic: TestDesk) -> None:
    for count in (3, 3):
        await clinic.push(*(clinic.create(a_patient()) for _ in range(count)))
    page = await clinic.api.pull("", limit=1)
    assert [row.seq for row in page.rows] == [1, 2, 3]
    assert page.more
    rest = await clinic.api.pull(page.cursor, limit=3)
    assert [row.seq for row in rest.rows] == [4, 5, 6]
    assert not rest.more


async def test_page_that_ends_where_a_transaction_does_is_not_stretched(clinic: TestDesk) -> None:
    for count in (2, 2):
        await clinic.push(*(clinic.create(a_patient()) for _ in range(count)))
    page = await clinic.api.pull("", limit=2)
    assert ([row.seq for row in page.rows], page.more) == ([1, 2], True)


async def test_nothing_new_keeps_the_place(clinic: TestDesk) -> None:
    await clinic.saved(a_patient())
    first = await clinic.api.pull("", limit=10)
    again = await clinic.api.pull(first.cursor, limit=10)
    assert (again.rows, again.cursor, again.more) == ((), first.cursor, False)


async def test_own_changes_come_back_with_the_names_of_changed_fields(clinic: TestDesk) -> None:
    (row,) = await clinic.saved(a_patient())
    await clinic.push_one(clinic.update(row, phone="+12125550177"))
    assert set((await clinic.row(row.id)).changed) == {"phone", "updated_at"}


async def test_cursor_of_another_clinic_asks_to_begin_again(
    clinic: TestDesk, server: RunningServer
) -> None:
    await clinic.saved(a_patient())
    cursor = (await clinic.api.pull("", limit=10)).cursor
    stranger = await start_clinic(server)
    try:
        with pytest.raises(ResyncRequired):
            await stranger.api.pull(cursor, limit=10)
    finally:
        await stranger.api.aclose()


def test_cursor_is_bound_to_one_clinic_and_one_life_of_its_database() -> None:
    """Beside the test over the network: there another clinic has another epoch, too."""
    cursors = Cursors(b"secret")
    clinic, epoch = new_id(), new_id()
    cursor = cursors.make(CursorBody(1, clinic, epoch, "", 1, 7))
    known = cursors.read(cursor, tenant_id=clinic)
    assert known is not None
    assert known.seq == 7
    with pytest.raises(Refusal, match="resync"):
        cursors.read(cursor, tenant_id=new_id())
    with pytest.raises(Refusal, match="resync"):
        Cursors(b"another").read(cursor, tenant_id=clinic)
    for other, line in (
        ({}, (7, new_id(), "")),
        ({}, (6, epoch, "")),
        ({"link": "ab"}, (7, epoch, "cd")),
        ({"link": "ab"}, (7, epoch, None)),
    ):
        seq, life, link = line
        with pytest.raises(Refusal, match="epoch"):
            feed.check_history(
                CursorBody(1, clinic, epoch, "", 1, 7, **other),
                SimpleNamespace(seq=seq, epoch=UUID(life), link=link),
            )


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four records of a thousand letters fill a page; a page is cut after ten."""
    monkeypatch.setattr(feed, "PAGE_BYTES", 6_000)
    monkeypatch.setattr(feed, "HARD_PAGE_BYTES", 15_000)


async def pages_of(desk: TestDesk) -> list[list[int]]:
    pages: list[list[int]] = []
    cursor, more = "", True
    while more:
        page = await desk.api.pull(cursor, limit=2000)
        pages.append([row.seq for row in page.rows])
        cursor, more = page.cursor, page.more
    return pages


def long_ones(desk: TestDesk, count: int) -> list[Operation]:
    return [desk.create(a_patient(), body={"x": "é" * 500}) for _ in range(count)]


async def test_page_ends_with_the_transaction_that_fills_it(
    clinic: TestDesk, small_pages: None
) -> None:
    for count in (3, 3, 1, 1):
        await clinic.push(*long_ones(clinic, count))
    assert await pages_of(clinic) == [[1, 2, 3, 4, 5, 6], [7, 8]]


async def test_large_transaction_comes_whole_and_a_huge_one_in_pieces(
    clinic: TestDesk, small_pages: None
) -> None:
    await clinic.push(*long_ones(clinic, 7))
    await clinic.push(*long_ones(clinic, 20))
    pages = await pages_of(clinic)
    assert pages[0] == list(range(1, 8))
    assert [seq for page in pages for seq in page] == list(range(1, 28))
    assert max(map(len, pages)) < 12


async def test_rows_large_and_small_come_in_their_order_however_many_are_fetched_at_once(
    clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_FEW", 2)
    monkeypatch.setattr(feed, "_MANY", 7)
    asked: list[int] = []
    fetch = AsyncResult.fetchmany

    async def noted(result: Any, size: int | None = None) -> Any:
        asked.append(size or 0)
        return await fetch(result, size)

    monkeypatch.setattr(AsyncResult, "fetchmany", noted)
    large = [clinic.create(a_patient(), body={"x": "é" * 40_000}) for _ in range(3)]
    small = [clinic.create(a_patient()) for _ in range(20)]
    await clinic.push(*small[:9], *large, *small[9:])
    assert await pages_of(clinic) == [list(range(1, 24))]
    assert asked[:2] == [2, 7]
    assert asked[2:4] == [7, 2], "once rows are large, few again"


async def test_full_history_is_read_in_pages_of_a_few_megabytes(
    clinic: TestDesk, server: RunningServer
) -> None:
    for _ in range(10):
        await clinic.push(*(clinic.create(a_patient(), body={"x": "é" * 70_000}) for _ in range(4)))
    headers = clinic.headers | {"Accept-Encoding": "identity"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False) as http:
        reply = await http.get("/v1/sync/pull")
    assert 4_000_000 < len(reply.content) < 5_000_000
    assert reply.json()["more"]
    assert len(await clinic.everything()) == 40


def one_flipped(cursor: str) -> str:
    raw = bytearray(base64.urlsafe_b64decode(cursor + "=="))
    raw[-1] ^= 1
    return base64.urlsafe_b64encode(raw).decode()


@pytest.mark.parametrize(
    "spoil",
    [
        one_flipped,
        lambda cursor: cursor[:10],
        lambda _: "garbage",
        lambda _: "ü\x00",
        lambda _: "A" * 400,
    ],
)
async def test_cursor_that_is_not_ours_asks_to_begin_again(clinic: TestDesk, spoil) -> None:
    await clinic.saved(a_patient())
    cursor = (await clinic.api.pull("", limit=10)).cursor
    with pytest.raises(ResyncRequired):
        await clinic.api.pull(spoil(cursor), limit=10)


@pytest.mark.parametrize("limit", [0, -1, 2001])
async def test_page_size_has_limits(clinic: TestDesk, limit: int) -> None:
    with pytest.raises(RequestRefused):
        await clinic.api.pull("", limit=limit)


async def test_program_of_another_time_is_told_to_upgrade(
    clinic: TestDesk, server: RunningServer
) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        for spoken in (b"0", b"99", b"\xb2", b"", b"-1", b"9" * 4400):
            headers = {**clinic.headers, "Sync-Schema": spoken}
            reply = await http.get("/v1/sync/pull", headers=headers)
            assert reply.status_code == 426, spoken


async def test_poller_misses_nothing_while_others_write(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    """Sequence numbers are handed out under a lock: one that is seen has no older one to come."""
    writing = asyncio.gather(
        *(_write(desk, batches=12) for desk in (clinic, other_desk, clinic, other_desk))
    )
    seen: list[int] = []
    cursor = ""
    while True:
        is_last = writing.done()
        page = await clinic.api.pull(cursor, limit=7)
        seen += [row.seq for row in page.rows]
        cursor = page.cursor
        if is_last and not page.more:
            break
    written = sum(await writing)
    assert seen == list(range(1, written + 1))


async def _write(desk: TestDesk, *, batches: int) -> int:
    for _ in range(batches):
        results = await desk.push(*(desk.create(a_patient()) for _ in range(3)))
        assert {result.status for result in results} == {"applied"}
    return batches * 3


async def test_rows_behind_a_bare_sequence_can_be_missed(databases) -> None:
    """The control: without the lock a later number can be committed before an earlier one."""
    import asyncpg

    one, two, poller = [await asyncpg.connect(databases.superuser) for _ in range(3)]
    try:
        await poller.execute("CREATE TABLE bare (seq bigserial, n int)")
        first = one.transaction()
        await first.start()
        await one.execute("INSERT INTO bare (n) VALUES (1)")
        await two.execute("INSERT INTO bare (n) VALUES (2)")
        seen = await poller.fetch("SELECT seq FROM bare ORDER BY seq")
        await first.commit()
        reached = seen[-1]["seq"]
        later = await poller.fetch("SELECT seq FROM bare WHERE seq > $1", reached)
        assert await poller.fetchval("SELECT count(*) FROM bare") == 2
        assert len(seen) + len(later) == 1
    finally:
        await poller.execute("DROP TABLE IF EXISTS bare")
        for connection in (one, two, poller):
            await connection.close()


async def test_amount_beyond_todays_bound_stops_no_pull_and_no_edit(
    clinic: TestDesk, other_desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused by its field; one that an earlier version kept reaches every desk."""
    patient = a_patient()
    assert (await clinic.push_one(clinic.create(patient))).status == "applied"
    policy = clinic.create(a_child(Coverage, patient, copay_cents=9 * 10**18))
    refused = await clinic.push_one(policy)
    assert (refused.status, refused.field) == ("rejected", "copay_cents")
    with monkeypatch.context() as earlier:
        for place in ("app.domain.field_shapes", "app.protocol.columns"):
            earlier.setattr(f"{place}.integers_fit", lambda _field, _values: True)
        kept = clinic.create(a_child(Coverage, patient, copay_cents=9 * 10**18))
        assert (await clinic.push_one(kept)).status == "applied"
    for desk in (clinic, other_desk):
        assert (await desk.body(kept.id))["copay_cents"] == 9 * 10**18
    for change in (FieldChange("", "W1"), FieldChange("W1", "W2")):
        edit = clinic.operation(entity="coverage", id=kept.id, patch={"group_number": change})
        assert (await clinic.push_one(edit)).status == "applied"
    assert (await other_desk.body(kept.id))["group_number"] == "W2"


async def test_number_that_messagepack_cannot_say_never_stops_the_others(
    clinic: TestDesk, other_desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused; and where an earlier version kept one, the page comes all the same."""
    number, patient = 10**30, a_patient()
    refused = await clinic.push_one(clinic.create(patient, body={"of_a_newer_version": number}))
    assert (refused.status, refused.code) == ("rejected", "malformed")
    with monkeypatch.context() as earlier:
        earlier.setattr("app.server.prepared.numbers_fit", lambda _values: True)
        earlier.setattr("app.domain.validation.json_problem", lambda _value: None)
        before = clinic.create(a_patient(), body={"of_a_newer_version": number})
        assert (await clinic.push_one(before)).status == "applied"
    for desk in (clinic, other_desk):
        assert (await desk.body(before.id))["of_a_newer_version"] == number
    assert [one.status for one in await clinic.push(clinic.create(patient))] == ["applied"]
