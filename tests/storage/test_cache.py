"""The cache by itself: time, room, patterns, sealing, statistics."""

from __future__ import annotations

import time
from typing import Any

import pytest

from app.domain.cache_policy import CACHE_TTL_S, policy_of
from app.domain.changes import Changed, ChangeSet, Origin
from app.domain.declare import Keeping, entities
from app.domain.ids import RecordId, new_id
from app.storage.cache import CacheOptions, RecordCache

pytestmark = pytest.mark.row("B4")


class Timer:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def put(cache: RecordCache, entity: str, value: bytes = b"value") -> RecordId:
    row_id = new_id()
    cache.keep((entity, bytes.fromhex(row_id)), value, cache.number() or 0)
    return row_id


def held(cache: RecordCache, entity: str, row_id: RecordId) -> bytes | None:
    return cache.find((entity, bytes.fromhex(row_id)), cache.number() or 0)


def change(entity: str, row_id: RecordId) -> ChangeSet:
    return ChangeSet(frozenset({Changed(entity, row_id)}), Origin.LOCAL)


@pytest.mark.row("A5")
def test_patient_data_stays_in_memory_for_a_shorter_time_than_a_room() -> None:
    timer = Timer()
    cache = RecordCache(timer=timer)
    patient, room = put(cache, "patient"), put(cache, "room")
    timer.time += CACHE_TTL_S[Keeping.DEMOGRAPHICS] + 1
    assert held(cache, "patient", patient) is None
    assert held(cache, "room", room) == b"value"
    assert cache.statistics().expired == 1


def test_every_class_that_tells_of_patients_is_kept_shorter_than_what_does_not() -> None:
    longest = CACHE_TTL_S[Keeping.NO_PATIENT]
    assert set(CACHE_TTL_S) == set(Keeping)
    assert all(ttl < longest for keeping, ttl in CACHE_TTL_S.items() if ttl != longest)
    assert CACHE_TTL_S[Keeping.CHART] < CACHE_TTL_S[Keeping.DEMOGRAPHICS]


@pytest.mark.parametrize("spec", entities(), ids=lambda spec: spec.name)
def test_a_record_of_a_patient_is_always_sealed(spec: Any) -> None:
    policy = policy_of(spec.name)
    if spec.patient_field:
        assert policy.is_phi


def test_the_setting_shortens_every_class() -> None:
    timer = Timer()
    cache = RecordCache(CacheOptions(default_ttl_s=10), timer=timer)
    patient, room = put(cache, "patient"), put(cache, "room")
    timer.time += 11
    assert held(cache, "patient", patient) is held(cache, "room", room) is None


def test_a_class_can_be_kept_shorter_but_never_longer() -> None:
    timer = Timer()
    limits = {Keeping.DEMOGRAPHICS: 10.0, Keeping.CHART: 9999.0}
    cache = RecordCache(CacheOptions(class_ttl_s=limits), timer=timer)
    patient, condition = put(cache, "patient"), put(cache, "condition")
    timer.time += 11
    assert held(cache, "patient", patient) is None
    assert held(cache, "condition", condition)
    timer.time += CACHE_TTL_S[Keeping.CHART]
    assert held(cache, "condition", condition) is None


def test_no_more_entries_than_allowed_and_the_longest_unused_goes_first() -> None:
    cache = RecordCache(CacheOptions(max_entries=3))
    first, second = put(cache, "room"), put(cache, "room")
    put(cache, "room")
    assert held(cache, "room", first)
    put(cache, "room")
    assert held(cache, "room", second) is None
    assert held(cache, "room", first)
    assert (cache.statistics().entries, cache.statistics().evictions) == (3, 1)


def test_no_more_bytes_than_allowed() -> None:
    cache = RecordCache(CacheOptions(max_bytes=20_000))
    for _ in range(50):
        put(cache, "room", bytes(1000))
    assert cache.statistics().size_bytes <= 20_000
    assert cache.statistics().evictions > 0


def test_one_huge_value_does_not_push_everything_else_out() -> None:
    cache = RecordCache(CacheOptions(max_bytes=20_000))
    small = put(cache, "room")
    huge = put(cache, "room", bytes(10_000))
    assert held(cache, "room", huge) is None
    assert held(cache, "room", small)


@pytest.mark.row("B8")
def test_patient_data_lies_sealed_in_memory_and_opens_again() -> None:
    cache = RecordCache()
    row_id = put(cache, "patient", b"Okafor")
    assert held(cache, "patient", row_id) == b"Okafor"
    assert b"Okafor" not in _every_byte(cache)


@pytest.mark.row("B8")
def test_without_the_setting_it_lies_open_so_the_test_above_can_fail() -> None:
    cache = RecordCache(CacheOptions(encrypt_phi=False))
    put(cache, "patient", b"Okafor")
    assert b"Okafor" in _every_byte(cache)


def test_emptying_takes_the_key_along() -> None:
    cache = RecordCache()
    put(cache, "patient", b"Okafor")
    before = cache._sealer
    cache.clear()
    assert cache.statistics().entries == 0
    assert cache._sealer is not before


def test_a_pattern_takes_all_of_one_type_and_nothing_else() -> None:
    cache = RecordCache()
    rows = [put(cache, "allergy") for _ in range(3)]
    other = put(cache, "room")
    assert cache.delete_pattern("allergy*") == 3
    assert not any(cache.exists(f"allergy:{one}") for one in rows)
    assert cache.exists(f"room:{other}")


def test_no_pattern_takes_nothing() -> None:
    cache = RecordCache()
    put(cache, "room")
    assert cache.delete_pattern() == 0
    assert cache.statistics().entries == 1


def test_several_patterns_go_at_once_and_quickly() -> None:
    cache = RecordCache(CacheOptions(max_bytes=64 * 1024 * 1024))
    for _ in range(5000):
        put(cache, "allergy")
        put(cache, "room")
    begun = time.thread_time()
    assert cache.delete_pattern("allergy:*", "condition:*", "cover?ge:*") == 5000
    assert time.thread_time() - begun < 0.5
    assert cache.statistics().entries == 5000


def test_one_record_is_forgotten_by_its_key() -> None:
    cache = RecordCache()
    row_id = put(cache, "room")
    assert cache.delete(f"room:{row_id}")
    assert not cache.delete(f"room:{row_id}")
    assert not cache.exists(f"room:{row_id}")


@pytest.mark.row("D1")
def test_hits_and_misses_are_counted_by_record_type() -> None:
    cache = RecordCache()
    row_id = put(cache, "patient")
    held(cache, "patient", row_id)
    held(cache, "patient", new_id())
    found = cache.statistics()
    assert (found.hits, found.misses, found.stores) == (1, 1, 1)
    assert (dict(found.hits_of), dict(found.misses_of)) == ({"patient": 1}, {"patient": 1})
    assert found.hit_ratio == 0.5
    assert row_id not in str(found.as_json())


@pytest.mark.row("D2")
def test_a_change_takes_its_own_record_and_every_answer_about_its_type() -> None:
    cache = RecordCache()
    changed, other = put(cache, "room"), put(cache, "room")
    asked = ("room", ("SELECT", ()))
    cache.keep(asked, b"answer", 0)
    with cache.committing(change("room", changed)):
        pass
    assert held(cache, "room", changed) is None
    assert held(cache, "room", other)
    assert cache.find(asked, cache.number() or 0) is None


def test_nothing_is_taken_in_that_was_read_before_the_cache_was_emptied() -> None:
    cache = RecordCache()
    number = cache.number() or 0
    cache.clear()
    cache.keep(("patient", bytes(16)), b"Okafor", number)
    assert cache.statistics().entries == 0
    assert cache.statistics().stale == 1


def _every_byte(cache: RecordCache) -> bytes:
    return b"".join(entry.value for _, entry in cache._entries.items())
