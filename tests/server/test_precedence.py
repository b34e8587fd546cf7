"""Who decides a batch goes before who prepares one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.server import change_log, history, precedence
from app.server.precedence import Precedence
from app.server.prepared import Prepared, prepare
from app.server.sequence import Rare
from tests.factories import a_patient
from tests.server_fixtures import RunningServer, TestDesk
from tests.waiting import until

pytestmark = pytest.mark.row("E8")


async def waits(kept: Precedence, clinic_id: str) -> asyncio.Task[None]:
    waiting = asyncio.create_task(kept.wait(clinic_id))
    await asyncio.sleep(0)
    return waiting


async def test_preparing_waits_while_a_batch_of_the_clinic_is_decided() -> None:
    kept = Precedence()
    with kept.deciding("one") as decided:
        waiting, other = await waits(kept, "one"), await waits(kept, "two")
        assert (waiting.done(), other.done()) == (False, True)
        decided()
        await waiting
        await kept.wait("one")


async def test_preparing_goes_on_when_deciding_ends_whichever_way() -> None:
    kept = Precedence()
    waiting: list[asyncio.Task[None]] = []

    async def failing() -> None:
        with kept.deciding("one"):
            waiting.append(await waits(kept, "one"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await failing()
    await waiting[0]
    await kept.wait("one")


async def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "_LONGEST_S", 0.0)
    kept = Precedence()
    with kept.deciding("one"):
        await kept.wait("one")


async def test_batch_is_read_and_prepared_once_the_one_before_it_is_decided(
    clinic: TestDesk,
    other_desk: TestDesk,
    server: RunningServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    release = asyncio.Event()
    wait, prepare_it, begin = Precedence.wait, prepare, change_log.begin_deciding

    async def asking(kept: Precedence, clinic_id: str) -> None:
        told.append("asks")
        await wait(kept, clinic_id)

    async def preparing(*given: Any, **named: Any) -> Prepared:
        told.append("prepares")
        return await prepare_it(*given, **named)

    async def holding(connection: AsyncConnection, tenant_id: str) -> Rare:
        told.append("decides")
        await release.wait()
        return await begin(connection, tenant_id)

    async def let_go() -> None:
        release.set()

    monkeypatch.setattr(precedence, "_LONGEST_S", 600.0)
    monkeypatch.setattr(Precedence, "wait", asking)
    monkeypatch.setattr(change_log, "prepare", preparing)
    monkeypatch.setattr(change_log, "begin_deciding", holding)
    first = asyncio.create_task(clinic.push_one(clinic.create(a_patient())))
    await until(lambda: told == ["asks", "prepares", "decides"])
    second = asyncio.create_task(other_desk.push_one(other_desk.create(a_patient())))
    await until(lambda: told[3:] == ["asks"])
    server.on_its_loop(let_go())
    assert {one.status for one in await asyncio.gather(first, second)} == {"applied"}
    assert told[4:] == ["prepares", "decides"]


async def test_nobody_is_let_in_before_all_lines_of_a_batch_are_made(
    clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL would wait for the rest of them."""
    told: list[str] = []
    deciding, lines_of = Precedence.deciding, history._lines_of

    @contextmanager
    def telling(kept: Precedence, clinic_id: str) -> Generator[Callable[[], None]]:
        with deciding(kept, clinic_id) as decided:
            yield lambda: (told.append("lets others in"), decided())[1]

    async def making(*given: Any) -> Any:
        told.append("makes lines")
        return await lines_of(*given)

    monkeypatch.setattr(history, "_AT_ONCE", 1)
    monkeypatch.setattr(Precedence, "deciding", telling)
    monkeypatch.setattr(history, "_lines_of", making)
    await clinic.push(*(clinic.create(a_patient()) for _ in range(3)))
    assert told == [*["makes lines"] * 3, "lets others in"]
