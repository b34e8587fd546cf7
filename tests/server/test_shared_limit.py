"""A clinic's requests, counted by all processes of a server together through a real Valkey."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest
import redis

from app.server import valkey as connection
from app.server.rate import RateLimit, failures_counted_together, take_together
from app.server.refusal import Refusal, forbidden, unauthorized
from app.server.shared_tries import PREFIX, SLICES, SharedTries
from app.server.valkey import PAUSE_S, Valkey
from tests.server.valkey import RunningValkey
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.row("A4", "A5", "E9")
LONG_S = 3600.0
"""Longer than any test: nothing ends by itself."""
CLINIC, OTHER = "clinic", "other clinic"
KEY = bytes(range(32))
NAME = PREFIX + hmac.digest(KEY, CLINIC.encode(), "sha256").hex()


class Timer:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


class Process:
    """What one process of the server counts with; without an address alone."""

    def __init__(self, url: str = "", *, count: int = 6) -> None:
        self.timer = Timer()
        self.valkey = Valkey(url, timer=self.timer) if url else None
        self.tries = SharedTries(self.valkey, KEY) if self.valkey else None
        self.limit = RateLimit(count, window_s=LONG_S)

    async def waits_s(self, clinic: str = CLINIC, *, count: int | None = None) -> float:
        """How long it is to wait; 0 for a try that was let through."""
        try:
            await take_together(self.limit, self.tries, clinic, at=self.timer(), count=count)
        except Refusal as refused:
            refusal = refused
        else:
            return 0.0
        assert refusal.code == "rate_limited"
        assert 0 < refusal.retry_after_s <= LONG_S * (1 + 1 / SLICES)
        return refusal.retry_after_s

    async def is_refused(self, clinic: str = CLINIC, *, count: int | None = None) -> bool:
        return bool(await self.waits_s(clinic, count=count))


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy computer is no outage."""
    monkeypatch.setattr(connection, "WAIT_S", PATIENCE_S)


@pytest.fixture
def valkey() -> Iterator[RunningValkey]:
    with RunningValkey() as running:
        yield running


@pytest.fixture
async def two(valkey: RunningValkey) -> AsyncIterator[tuple[Process, Process]]:
    made = Process(valkey.url), Process(valkey.url)
    yield made
    for one in made:
        assert one.valkey is not None
        await one.valkey.close()


@contextmanager
def looking_in(valkey: RunningValkey) -> Iterator[redis.Redis]:
    """Valkey as whoever may write into it has it."""
    with redis.Redis.from_url(valkey.url, decode_responses=True) as known:
        yield known


def put_back(known: redis.Redis, name: str, *, slices: int) -> None:
    """Let all that was counted have been so many slices earlier."""
    was = known.hgetall(name)
    known.delete(name)
    known.hset(name, mapping={str(int(at) - slices): count for at, count in was.items()})


async def test_two_processes_let_a_clinic_through_as_often_as_one(
    two: tuple[Process, Process],
) -> None:
    tries = [await one.is_refused() for _ in range(4) for one in two]
    assert tries == [False] * 6 + [True] * 2
    assert not await two[0].is_refused(OTHER)


async def test_tries_at_the_same_moment_are_all_counted(two: tuple[Process, Process]) -> None:
    tries = await asyncio.gather(*(one.is_refused() for _ in range(6) for one in two))
    assert sorted(tries) == [False] * 6 + [True] * 6


async def test_clinics_own_number_holds_together_too(two: tuple[Process, Process]) -> None:
    assert [await one.is_refused(count=2) for one in (*two, *two)] == [False, False, True, True]
    assert not await two[0].is_refused(count=8)


async def test_nothing_is_forgotten_before_its_window_is_over_and_all_soon_after(
    valkey: RunningValkey, two: tuple[Process, Process]
) -> None:
    for one in (*two, *two, *two):
        assert not await one.is_refused()
    with looking_in(valkey) as known:
        assert 0 < known.pttl(NAME) <= 1000 * LONG_S * (1 + 1 / SLICES)
        put_back(known, NAME, slices=SLICES - 1)
        waits_s = await two[0].waits_s()
        assert 0 < waits_s <= 2 * LONG_S / SLICES
        put_back(known, NAME, slices=2)
    assert not await two[1].is_refused()


async def test_the_wait_ends_when_enough_tries_are_over(
    valkey: RunningValkey, two: tuple[Process, Process]
) -> None:
    for number, one in enumerate((*two, *two, *two)):
        assert not await one.is_refused()
        if number == 2:
            with looking_in(valkey) as known:
                put_back(known, NAME, slices=6)
    waits_s = await two[0].waits_s()
    assert LONG_S * 6 / SLICES <= waits_s <= LONG_S * 7 / SLICES
    # With a lower number all that was made is too much: the later ones have to be over, too.
    assert await two[1].waits_s(count=1) > LONG_S * 11 / SLICES
    assert await two[1].waits_s(count=0) > 0


async def test_who_is_refused_is_not_kept_out_longer_by_trying(
    valkey: RunningValkey, two: tuple[Process, Process]
) -> None:
    for one in (*two, *two, *two):
        await one.is_refused()
    with looking_in(valkey) as known:
        before = known.hgetall(NAME)
        for _ in range(20):
            assert await two[0].is_refused()
        assert known.hgetall(NAME) == before
    valkey.stop()
    tries = [await two[0].is_refused() for _ in range(4)]
    assert tries == [False] * 3 + [True], "nor by this process's own count"


async def test_many_at_once_are_no_outage(valkey: RunningValkey) -> None:
    one = Process(valkey.url, count=1000)
    assert not any(await asyncio.gather(*(one.is_refused() for _ in range(200))))
    assert one.valkey is not None
    with looking_in(valkey) as known:
        assert sum(map(int, known.hvals(NAME))) == 200
    assert (one.valkey.unanswered, one.valkey.is_reached) == (0, True)
    await one.valkey.close()


async def test_while_valkey_is_away_each_counts_for_itself_and_then_both_together_again(
    valkey: RunningValkey, two: tuple[Process, Process]
) -> None:
    for one in two:
        assert not await one.is_refused()
    valkey.stop()
    for one in two:
        tries = [await one.is_refused() for _ in range(6)]
        assert tries == [False] * 5 + [True], "what it had counted before holds as well"
        assert one.valkey is not None
        assert not one.valkey.is_reached
        assert one.valkey.unanswered == 5
    valkey.start()  # and has forgotten everything
    for one in two:
        one.timer.time += PAUSE_S
        assert await one.is_refused(), "who used up a process's own number waits there still"
    for one in two:
        one.timer.time += LONG_S
    tries = [await one.is_refused() for _ in range(4) for one in two]
    assert tries == [False] * 6 + [True] * 2
    assert all(one.valkey and one.valkey.is_reached for one in two)


async def test_process_without_valkey_counts_for_itself() -> None:
    alone = Process()
    assert [await alone.is_refused() for _ in range(7)] == [False] * 6 + [True]


async def test_what_an_intruder_puts_there_is_no_count_or_over_with_its_window(
    valkey: RunningValkey, two: tuple[Process, Process]
) -> None:
    name = NAME
    valkey.put(name.encode(), b"no count")
    assert not await two[0].is_refused()
    with looking_in(valkey) as known:
        (slice_now,) = map(int, known.hkeys(name))
        known.hset(name, mapping={"x": "9", str(slice_now + 9): 9, "-1": 9, "0": "many"})
        assert not await two[1].is_refused()
        assert set(known.hvals(name)) <= {"1", "2"}
        known.delete(name)
        known.hset(name, str(slice_now), 1_000_000)  # without an end
        assert await two[0].is_refused()
        put_back(known, name, slices=SLICES + 1)
        assert not await two[0].is_refused()
        assert known.ttl(name) > 0


async def guess(one: Process, outcome: Refusal | None) -> str:
    """A try of a secret that ends so; how it was answered."""
    guesses = [(one.limit, f"login|{CLINIC}"), (one.limit, f"account|{CLINIC}")]
    try:
        async with failures_counted_together(guesses, one.tries, at=one.timer()):
            if outcome is not None:
                raise outcome
    except Refusal as refusal:
        return refusal.code
    return "let in"


@pytest.mark.row("E9")
async def test_guesses_at_several_processes_are_as_many(two: tuple[Process, Process]) -> None:
    for one in two:
        for _ in range(3):
            assert await guess(one, None) == "let in"
            assert await guess(one, forbidden("device_revoked")) == "device_revoked"
    tries = [await guess(one, unauthorized("wrong")) for _ in range(4) for one in two]
    assert tries == ["wrong"] * 6 + ["rate_limited"] * 2
    assert await guess(two[0], None) == "rate_limited", "nor may the right one now"


async def test_guesses_sent_at_once_are_all_counted(two: tuple[Process, Process]) -> None:
    tries = await asyncio.gather(
        *(guess(one, unauthorized("wrong")) for _ in range(6) for one in two)
    )
    assert sorted(tries) == ["rate_limited"] * 6 + ["wrong"] * 6


async def test_nothing_is_given_back_that_was_not_counted(
    valkey: RunningValkey, two: tuple[Process, Process]
) -> None:
    tries = two[0].tries
    assert tries is not None
    await tries.give_back(CLINIC)
    assert await two[0].waits_s() == 0
    for _ in range(3):
        await tries.give_back(CLINIC)
    assert not any([await one.is_refused() for one in (*two, *two, *two)])
    assert await two[0].is_refused()
    valkey.stop()
    await tries.give_back(CLINIC)  # nobody waits for it


async def test_names_tell_nobody_who_tries(
    valkey: RunningValkey, two: tuple[Process, Process]
) -> None:
    await guess(two[0], unauthorized("wrong"))
    held = valkey.everything()
    assert len(held) == 2
    assert all(re.fullmatch(PREFIX.encode() + rb"[0-9a-f]{64}", name) for name in held)
