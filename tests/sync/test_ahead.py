"""The next page is fetched while the one before is stored, and only used where it follows."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from app.domain.errors import Unreachable
from app.domain.operations import RowState
from app.domain.remote_ports import PullPage
from app.sync.ahead import PagesAhead

LAST = "h"


class Pages:
    """A server's pages; counts what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.trouble: list[Exception] = []
        self.broken_off = 0
        self.stops_at = ""
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def fetch(self, cursor: str) -> PullPage:
        self.asked.append(cursor)
        try:
            if self.stops_at in ("", cursor):
                await self.may_answer.wait()
        except asyncio.CancelledError:
            self.broken_off += 1
            raise
        if self.trouble:
            raise self.trouble.pop()
        return PullPage(
            rows=(RowState("patient", cursor, 1, 1, False, [], {}),),
            cursor=chr(ord(cursor) + 1),
            more=cursor != LAST,
            server_time=datetime.now(UTC),
        )


async def is_still() -> None:
    """Until every task did what it can do without news."""
    for _ in range(10):
        await asyncio.sleep(0)


def rows_of(page: PullPage) -> str:
    return "".join(row.id for row in page.rows)


async def test_pages_that_arrived_ahead_are_one_and_not_asked_for_again() -> None:
    server = Pages()
    pages = PagesAhead(server.fetch)
    pages.ask("a")
    await is_still()
    assert server.asked == list("abcde"), "as many as may be held"
    page = await pages.after("a")
    assert (rows_of(page), page.cursor, page.more) == ("abcde", "f", True)
    pages.ask("f")
    await is_still()
    page = await pages.after("f")
    assert (rows_of(page), page.cursor, page.more) == ("fgh", "i", False)
    assert server.asked == list("abcdefgh")


async def test_page_on_its_way_goes_on_when_those_before_it_are_taken() -> None:
    server = Pages()
    server.stops_at = "c"
    server.may_answer.clear()
    pages = PagesAhead(server.fetch)
    pages.ask("a")
    await is_still()
    assert rows_of(await pages.after("a")) == "ab"
    pages.ask("c")
    server.may_answer.set()
    await is_still()
    assert rows_of(await pages.after("c")) == "cdefg"
    assert (server.asked, server.broken_off) == (list("abcdefg"), 0)


async def test_page_that_has_not_arrived_yet_is_waited_for() -> None:
    server = Pages()
    server.may_answer.clear()
    pages = PagesAhead(server.fetch)
    pages.ask("a")
    asyncio.get_running_loop().call_later(0.01, server.may_answer.set)
    assert rows_of(await pages.after("a"))[0] == "a"
    assert server.asked.count("a") == 1


async def test_page_after_another_cursor_is_let_go() -> None:
    server = Pages()
    server.may_answer.clear()
    pages = PagesAhead(server.fetch)
    pages.ask("a")
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_later(0.01, server.may_answer.set)
    assert rows_of(await pages.after("c")) == "c"
    assert (server.asked, server.broken_off) == (["a", "c"], 1)


async def test_trouble_ahead_is_met_again_only_if_it_lasts() -> None:
    server = Pages()
    server.trouble = [Unreachable()]
    pages = PagesAhead(server.fetch)
    pages.ask("h")
    assert rows_of(await pages.after("h")) == "h"
    server.trouble = [Unreachable(), Unreachable()]
    pages.ask("h")
    with pytest.raises(Unreachable):
        await pages.after("h")


async def test_pages_before_the_trouble_are_kept() -> None:
    server = Pages()
    server.stops_at = "c"
    server.may_answer.clear()
    pages = PagesAhead(server.fetch)
    pages.ask("a")
    await is_still()
    server.trouble = [Unreachable()]
    server.may_answer.set()
    await is_still()
    assert rows_of(await pages.after("a")) == "ab"
    assert rows_of(await pages.after("c")) == "c"


async def test_who_gives_up_waiting_waits_for_nothing_old_the_next_time() -> None:
    server = Pages()
    server.may_answer.clear()
    pages = PagesAhead(server.fetch)
    pages.ask("a")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await pages.after("a")
    server.may_answer.set()
    await is_still()
    assert server.broken_off == 1
    assert rows_of(await pages.after("a")) == "a"


async def test_nothing_stays_on_its_way_once_it_is_forgotten() -> None:
    server = Pages()
    server.may_answer.clear()
    pages = PagesAhead(server.fetch)
    pages.ask("a")
    await asyncio.sleep(0)
    pages.forget()
    pages.forget()
    await asyncio.sleep(0)
    assert server.broken_off == 1
