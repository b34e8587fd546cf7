"""Batches of one desk that are on their way together are decided in their order, or not at all."""

from __future__ import annotations

import asyncio

import pytest

from app.domain.errors import RequestRefused
from app.domain.ids import new_id
from app.domain.patient import Patient
from app.domain.remote_ports import PushOutcome
from app.protocol.messages import OUT_OF_TURN
from app.server import turns
from app.server.refusal import Refusal
from app.server.turns import Turns
from tests.factories import a_patient
from tests.server_fixtures import RunningServer, TestDesk
from tests.waiting import until

pytestmark = pytest.mark.row("E8")
DESK = ("clinic", "desk")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is waited for who does not come."""
    monkeypatch.setattr(turns, "HEARD_S", 0.0)


async def refused(kept: Turns, batch_id: str, desk: tuple[str, str] = DESK) -> str:
    with pytest.raises(Refusal) as caught:
        await kept.after(desk, batch_id)
    return caught.value.code


async def test_batch_waits_for_the_one_it_names() -> None:
    kept, told = Turns(), list[str]()

    async def second() -> None:
        await kept.after(DESK, "one")
        told.append("second")

    with kept.taken(DESK, "one"):
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0)
        told.append("first")
    await waiting
    assert told == ["first", "second"]
    await kept.after(DESK, "one")


async def test_batch_that_overtook_the_one_it_names_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "HEARD_S", 60.0)
    kept, told = Turns(), list[str]()

    async def later(name: str) -> None:
        await kept.after(DESK, "one")
        told.append(name)

    waiting = [asyncio.create_task(later(name)) for name in ("second", "third")]
    await asyncio.sleep(0)
    with kept.taken(("clinic", "other desk"), "one"):
        await asyncio.sleep(0)
    with kept.taken(DESK, "one"):
        await asyncio.sleep(0)
        told.append("first")
    await asyncio.gather(*waiting)
    assert (told[0], set(told[1:])) == ("first", {"second", "third"})


async def test_nothing_is_put_behind_a_batch_that_failed_or_is_not_known_here() -> None:
    kept = Turns()
    with pytest.raises(ZeroDivisionError), kept.taken(DESK, "one"):
        raise ZeroDivisionError
    assert await refused(kept, "one") == OUT_OF_TURN
    assert await refused(kept, "two") == OUT_OF_TURN
    with kept.taken(DESK, "two"):
        pass
    assert await refused(kept, "two", ("clinic", "other desk")) == OUT_OF_TURN
    await kept.after(DESK, "")


async def test_batch_that_is_sent_again_counts_as_it_ends_then() -> None:
    kept = Turns()
    with pytest.raises(ZeroDivisionError), kept.taken(DESK, "one"):
        raise ZeroDivisionError
    with kept.taken(DESK, "one"):
        pass
    await kept.after(DESK, "one")


async def test_turn_that_does_not_come_is_not_waited_for_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "_WAIT_S", 0.0)
    kept = Turns()
    with kept.taken(DESK, "one"):
        assert await refused(kept, "one") == OUT_OF_TURN


async def test_only_the_last_batches_and_desks_are_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "_MOST_DESKS", 2)
    kept = Turns()
    for name in ("1", "2", "3", "4", "5"):
        with kept.taken(DESK, name):
            pass
    assert await refused(kept, "1") == OUT_OF_TURN
    await kept.after(DESK, "2")
    for other in ("a", "b"):
        with kept.taken(("clinic", other), "1"):
            pass
    assert await refused(kept, "5") == OUT_OF_TURN
    with kept.taken(DESK, "x" * 65), kept.taken(DESK, ""):
        assert await refused(kept, "x" * 65) == OUT_OF_TURN


async def test_pushes_of_one_desk_are_decided_in_the_order_they_name(
    clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "HEARD_S", 60.0)
    first, second = new_id(), new_id()
    earlier, later = a_patient(), a_patient()
    one = clinic.api.push([clinic.create(earlier)], first)
    both = await asyncio.gather(one, _when_told(clinic, later, second, after=first))
    assert all(outcome.keeps_turns for outcome in both)
    seqs = [outcome.results[0].seq for outcome in both]
    assert seqs == sorted(seqs)


async def test_push_that_comes_before_the_one_it_names_is_decided_after_it(
    clinic: TestDesk, server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "HEARD_S", 60.0)
    first = new_id()
    later = asyncio.create_task(_when_told(clinic, a_patient(), new_id(), after=first))
    await until(lambda: server.state.turns.awaits((clinic.clinic_id, clinic.device_id), first))
    earlier = await clinic.api.push([clinic.create(a_patient())], first)
    assert (await later).results[0].seq == earlier.results[0].seq + 1


async def test_push_behind_an_unknown_one_changes_nothing(clinic: TestDesk) -> None:
    with pytest.raises(RequestRefused) as caught:
        await _when_told(clinic, a_patient(), new_id(), after=new_id())
    assert (caught.value.status, caught.value.reason) == (425, OUT_OF_TURN)
    assert await clinic.everything() == []


async def _when_told(
    clinic: TestDesk, patient: Patient, batch_id: str, *, after: str
) -> PushOutcome:
    return await clinic.api.push([clinic.create(patient)], batch_id, after=after)
