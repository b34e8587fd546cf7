"""Who decides a batch goes before who prepares one."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.server import change_log, precedence
from app.server.precedence import Precedence
from app.server.prepared import Prepared, prepare
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
    wait, prepare_it, allow = Precedence.wait, prepare, change_log.allow_writing

    async def asking(kept: Precedence, clinic_id: str) -> None:
        told.append("asks")
        await wait(kept, clinic_id)

    async def preparing(*given: Any, **named: Any) -> Prepared:
        told.append("prepares")
        return await prepare_it(*given, **named)

    async def holding(connection: AsyncConnection) -> None:
        told.append("decides")
        await release.wait()
        await allow(connection)

    async def let_go() -> None:
        release.set()

    monkeypatch.setattr(precedence, "_LONGEST_S", 600.0)
    monkeypatch.setattr(Precedence, "wait", asking)
    monkeypatch.setattr(change_log, "prepare", preparing)
    monkeypatch.setattr(change_log, "allow_writing", holding)
    first = asyncio.create_task(clinic.push_one(clinic.create(a_patient())))
    await until(lambda: told == ["asks", "prepares", "decides"])
    second = asyncio.create_task(other_desk.push_one(other_desk.create(a_patient())))
    await until(lambda: told[3:] == ["asks"])
    server.on_its_loop(let_go())
    assert {one.status for one in await asyncio.gather(first, second)} == {"applied"}
    assert told[4:] == ["prepares", "decides"]
