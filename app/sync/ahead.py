"""The next pages of a pull, fetched while those before them are being stored."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from itertools import chain

from app.domain.errors import ClinicError
from app.domain.remote_ports import PullPage

Fetch = Callable[[str], Coroutine[None, None, PullPage]]
MOST_AHEAD = 5


class PagesAhead:
    """Holds the few pages that were asked for before they were wanted; those here become one.

    The cursor is not moved by it: a page that does not follow what was stored is let go.
    """

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._after = ""
        self._pages: list[PullPage] = []
        self._coming: asyncio.Task[None] | None = None
        self._has_news = asyncio.Event()

    def ask(self, cursor: str) -> None:
        """Fetch what follows a cursor, and on, until there are enough."""
        coming = self._coming if self._after == cursor else None
        if coming is not None and (self._pages or not coming.done()):
            return
        self.forget()
        self._after = cursor
        self._coming = asyncio.get_running_loop().create_task(self._fetch_from(cursor))
        self._coming.add_done_callback(self._on_end)

    async def after(self, cursor: str) -> PullPage:
        """What follows a cursor; what did not arrive ahead is asked for again, and raises then."""
        page = None
        if self._coming is not None and self._after == cursor:
            page = await self._first_of_them(self._coming)
        if page is None:
            self.forget()
            return await self._fetch(cursor)
        self._after = page.cursor
        return page

    def forget(self) -> None:
        """Give up what is on its way."""
        if self._coming is not None:
            self._coming.cancel()
        self._coming, self._pages = None, []

    async def _first_of_them(self, coming: asyncio.Task[None]) -> PullPage | None:
        try:
            while not self._pages and not coming.done():
                self._has_news.clear()
                await self._has_news.wait()
        except asyncio.CancelledError:  # nobody knows what holds it up
            self.forget()
            raise
        pages, self._pages = self._pages, []
        return _joined(pages) if pages else None

    async def _fetch_from(self, cursor: str) -> None:
        with contextlib.suppress(ClinicError, OSError, TimeoutError):  # whoever wants it meets it
            while len(self._pages) < MOST_AHEAD:
                page = await self._fetch(cursor)
                self._pages.append(page)
                self._has_news.set()
                if not page.more:
                    break
                cursor = page.cursor

    def _on_end(self, ended: asyncio.Task[None]) -> None:
        if not ended.cancelled():
            ended.exception()
        self._has_news.set()


def _joined(pages: list[PullPage]) -> PullPage:
    last = pages[-1]
    return PullPage(
        rows=tuple(chain.from_iterable(page.rows for page in pages)),
        cursor=last.cursor,
        more=last.more,
        server_time=last.server_time,
    )
