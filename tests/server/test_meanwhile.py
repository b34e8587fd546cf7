"""Making the next statement while PostgreSQL works at this one."""

from __future__ import annotations

import asyncio

import pytest

from app.server.meanwhile import groups_of, under_way


async def test_statement_goes_on_while_the_next_is_made() -> None:
    done: list[str] = []

    async def statement() -> None:
        done.append("sent")
        await asyncio.sleep(0)
        done.append("rest sent")

    async with under_way(statement()) as pause:
        done.append("made")
        await pause()
        done.append("made more")
    assert done.index("sent") < done.index("made")
    assert done.index("rest sent") < done.index("made more")


async def test_what_a_statement_raises_comes_out() -> None:
    async def statement() -> None:
        raise LookupError("refused")

    with pytest.raises(LookupError, match="refused"):
        async with under_way(statement()):
            pass


async def test_connection_is_free_again_when_making_fails() -> None:
    is_free = False

    async def statement() -> None:
        nonlocal is_free
        await asyncio.sleep(0.01)
        is_free = True

    with pytest.raises(ZeroDivisionError):
        async with under_way(statement()):
            raise ZeroDivisionError
    assert is_free


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_groups_leave_nothing_out(count: int) -> None:
    groups = list(groups_of(range(count), 2))
    assert [one for group in groups for one in group] == list(range(count))
    assert all(len(group) <= 2 for group in groups)
