"""Reading whole answers page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from app.domain.declare import Record
from app.domain.ports import Reader
from app.domain.query import Query

R = TypeVar("R", bound=Record)
PAGE = 1000


def every(reader: Reader, query: Query[R]) -> Iterator[R]:
    """Every record that matches, in order, however many there are."""
    asked = query if query.limit == PAGE else replace(query, limit=PAGE)
    while True:
        page = reader.records(query.record_type).find(asked)
        yield from page.rows
        if page.next_key is None:
            return
        asked = asked.following(page.next_key)


def every_of(reader: Reader, queries: Sequence[Query[Any]]) -> list[tuple[Any, ...]]:
    """Every record of each of several questions; one with a limit below a page's gets no more."""
    pages = reader.find_all(queries)
    return [
        page.rows
        if page.next_key is None or query.size < PAGE
        else (*page.rows, *every(reader, query.following(page.next_key)))
        for query, page in zip(queries, pages, strict=True)
    ]
