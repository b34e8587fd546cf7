"""Several questions answered by one statement: a chart has a dozen, and each statement of its own
takes its time on the way to the database and back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from app.domain.query import Page, Query
from app.storage.repository import LocalRepository
from app.storage.session import Row, Session

Asked = tuple[LocalRepository[Any], Query[Any]]


def find_together(session: Session, asked: Sequence[Asked]) -> tuple[Page[Any], ...]:
    """A page for each question, as its repository finds it."""
    if not asked:
        return ()
    statements = [repository.paged(query) for repository, query in asked]
    widths = tuple(repository.width for repository, _ in asked)
    text = _joined(tuple(one.text for one in statements), widths)
    answers: list[list[Row]] = [[] for _ in asked]
    values = [value for one in statements for value in one.values]
    for row in session.all(text, values):
        number: int = row[0]
        answers[number].append(row[1 : 1 + widths[number]])
    return tuple(
        repository.page(query, rows)
        for (repository, query), rows in zip(asked, answers, strict=True)
    )


@lru_cache(maxsize=64)
def _joined(texts: tuple[str, ...], widths: tuple[int, ...]) -> str:
    """The statement: each answer begins with its number and is filled up to the widest.

    Every question has a limit, so that its rows stay in its order.
    """
    parts: list[str] = []
    for key, (text, width) in enumerate(zip(texts, widths, strict=True)):
        columns = ", ".join([f"{key:d}", "*", *["NULL"] * (max(widths) - width)])
        parts.append(f"SELECT {columns} FROM ({text})")
    return " UNION ALL ".join(parts)
