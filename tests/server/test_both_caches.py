"""One interface, two places: the same questions to the desk's memory and to a real Valkey."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from inspect import isawaitable
from typing import Any

import pytest

from app.domain.cache import Key, name_of
from app.domain.cache_policy import CACHE_TTL_S
from app.domain.declare import Keeping
from app.domain.ids import new_id
from app.server import valkey as connection
from app.server.cache import PREFIX, ValkeyCache
from app.server.valkey import Valkey
from app.storage.cache import RecordCache
from tests.server.valkey import RunningValkey
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.row("B4")
EARLIER, STATE, LATER = 2, 4, 6
LONGEST_S = max(CACHE_TTL_S.values())


def a_row(entity: str = "patient") -> Key:
    return entity, bytes.fromhex(new_id())


class AtDesk:
    """In the desk's memory."""

    def __init__(self) -> None:
        self.time = 0.0
        self.cache: Any = RecordCache(timer=lambda: self.time)

    async def stays_s(self, key: Key) -> float:
        while self.cache.exists(name_of(key)):
            self.time += 1
        return self.time

    def lies_there(self, key: Key) -> bytes:
        return self.cache._entries[key].value


class BetweenProcesses:
    """In Valkey."""

    def __init__(self, running: RunningValkey) -> None:
        self.running = running
        self.valkey = Valkey(running.url)
        self.cache: Any = ValkeyCache(self.valkey, bytes(range(32)), most_s=LONGEST_S)

    async def stays_s(self, key: Key) -> float:
        lasts_ms = await self.valkey.client.pttl(PREFIX + name_of(key))
        # What has gone by since is less than what lies between any two of the times.
        return next(one for one in sorted(CACHE_TTL_S.values()) if lasts_ms <= 1000 * one)

    def lies_there(self, key: Key) -> bytes:
        return self.running.everything()[(PREFIX + name_of(key)).encode()]


Place = AtDesk | BetweenProcesses


@pytest.fixture(scope="module")
def running() -> Iterator[RunningValkey]:
    with RunningValkey() as valkey:
        yield valkey


@pytest.fixture(params=["at the desk", "between processes"])
async def place(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Place]:
    monkeypatch.setattr(connection, "WAIT_S", PATIENCE_S)
    if request.param == "at the desk":
        yield AtDesk()
        return
    made = BetweenProcesses(request.getfixturevalue("running"))
    yield made
    await made.cache.clear()
    await made.valkey.close()


async def told(answer: Any) -> Any:
    """What a cache answers, now or later."""
    return await answer if isawaitable(answer) else answer


async def test_what_was_kept_is_found_and_counted(place: Place) -> None:
    cache, key = place.cache, a_row()
    assert await told(cache.find(key, STATE)) is None
    await told(cache.keep(key, b"Okafor", STATE))
    assert await told(cache.find(key, STATE)) == b"Okafor"
    assert await told(cache.find(a_row(), STATE)) is None
    did = cache.statistics()
    assert (did.hits, did.misses, did.stores) == (1, 2, 1)
    assert did.hit_ratio == pytest.approx(1 / 3)


async def test_nobody_sees_what_is_newer_than_the_moment_they_read(place: Place) -> None:
    cache, key = place.cache, a_row()
    await told(cache.keep(key, b"Okafor", LATER))
    assert await told(cache.find(key, EARLIER)) is None
    assert cache.statistics().stale == 1
    assert await told(cache.find(key, LATER)) == b"Okafor"


async def test_what_tells_of_a_patient_cannot_be_read_where_it_lies(place: Place) -> None:
    key = a_row()
    await told(place.cache.keep(key, b"Okafor" * 20, STATE))
    assert b"Okafor" not in place.lies_there(key)


@pytest.mark.parametrize(
    ("entity", "keeping"),
    [
        ("room", Keeping.NO_PATIENT),
        ("patient", Keeping.DEMOGRAPHICS),
        ("appointment", Keeping.SCHEDULE),
        ("health_record", Keeping.CHART),
    ],
)
async def test_the_more_a_record_tells_the_shorter_it_stays(
    place: Place, entity: str, keeping: Keeping
) -> None:
    key = a_row(entity)
    await told(place.cache.keep(key, b"x", STATE))
    assert await place.stays_s(key) == CACHE_TTL_S[keeping]


async def test_single_values_kinds_and_all_are_forgotten(place: Place) -> None:
    cache = place.cache
    rooms, allergies, patient = [a_row("room") for _ in range(3)], a_row("allergy"), a_row()
    for key in (*rooms, allergies, patient):
        await told(cache.keep(key, b"x", STATE))
    assert await told(cache.delete(name_of(rooms[0])))
    assert not await told(cache.delete(name_of(rooms[0])))
    assert not await told(cache.exists(name_of(rooms[0])))
    assert await told(cache.delete_pattern("room:*", "aller?y*", "nothing*")) == 3
    assert cache.statistics().invalidated == 3
    assert await told(cache.exists(name_of(patient)))
    await told(cache.clear())
    assert not await told(cache.exists(name_of(patient)))
    assert await told(cache.find(patient, STATE)) is None


async def test_what_would_push_everything_else_out_is_not_kept(place: Place) -> None:
    key = a_row()
    await told(place.cache.keep(key, bytes(3 << 20), STATE))
    assert not await told(place.cache.exists(name_of(key)))
    assert place.cache.statistics().stores == 0
