"""`clinic-desk server cache`: what the server's processes share in Valkey; emptying it, or looking
for one value and forgetting that."""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import sys
from dataclasses import asdict, dataclass, field

from app.domain.cache import CacheStatistics
from app.domain.errors import ConfigurationError
from app.domain.ids import is_record_id
from app.domain.phi import quiet
from app.server.cache import ValkeyCache
from app.server.feed import PAGES
from app.server.valkey import Memory, NoAnswer, Valkey
from app.settings import MIB, Settings

_NO_ANSWER, _NOT_KEPT = 4, 1
_SILENT = "The shared cache does not answer; the server works without it."


def manage_cache(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print how many values are shared and how the cache did; with --clear forget them first. 4: no
    answer. With --name one value is looked for and, with --clear, forgotten alone; 1: not kept.

    Raises ConfigurationError where no cache is set.
    """
    if not settings.server_cache_url:
        raise ConfigurationError("CLINIC_DESK_SERVER_CACHE_URL", "is not set")
    if arguments.clinic and not is_record_id(arguments.clinic):
        raise ConfigurationError("--clinic", "is no identifier of a clinic")
    if arguments.clinic and arguments.name:
        raise ConfigurationError("--name", "is not for use with --clinic")
    found = asyncio.run(_manage(settings, arguments))
    facts: dict[str, object] = {
        "is_reached": found.names is not None,
        "memory": None if found.memory is None else _facts(found.memory),
        "values": None if found.names is None else len(found.names),
        "forgotten": found.forgotten,
        "statistics": found.did.as_json(),
    }
    if found.names is None:
        return _say(arguments, facts, [_SILENT], _NO_ANSWER)
    lines = [f"{len(found.names)} values are shared, {found.forgotten} were forgotten."]
    if arguments.name:
        facts["is_kept"] = found.was_kept
        lines.insert(0, "It was kept." if found.was_kept else "Nothing is kept under this name.")
    if arguments.names:
        facts["names"] = sorted(found.names)
        lines += sorted(found.names)
    lines += [_words(found.did), *([] if found.memory is None else [_room(found.memory)])]
    return _say(arguments, facts, lines, _NOT_KEPT if arguments.name and not found.was_kept else 0)


def _say(
    arguments: argparse.Namespace, facts: dict[str, object], lines: list[str], code: int
) -> int:
    text = json.dumps(facts) if arguments.json else "\n".join(lines)
    sys.stdout.write(text + "\n")
    return code


def _facts(memory: Memory) -> dict[str, object]:
    return {**asdict(memory), "is_bounded": memory.is_bounded}


def _words(did: CacheStatistics) -> str:
    asked = did.hits + did.misses
    share = f"{100 * did.hit_ratio:.0f} %" if asked else "none"
    return (
        f"All processes: {share} of {asked} pages answered from here; {did.stores} put here, "
        f"{did.invalidated} forgotten, {did.stale} did not open, {did.bypassed} not reached."
    )


def _room(memory: Memory) -> str:
    used = f"{memory.used_bytes / MIB:.1f} MiB"
    if memory.most_bytes is None:
        return f"Valkey uses {used} and has no limit: set its maxmemory."
    bound = f"Valkey uses {used} of {memory.most_bytes / MIB:.0f} MiB"
    if memory.makes_room:
        return bound + "; old values make room for new ones."
    return bound + "; when it is full, nothing new is kept: set its maxmemory-policy (allkeys-lru)."


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What there is, after what was forgotten; names None: no answer."""

    names: frozenset[str] | None = None
    was_kept: bool = False
    forgotten: int = 0
    did: CacheStatistics = field(default_factory=CacheStatistics)
    memory: Memory | None = None


async def _manage(settings: Settings, arguments: argparse.Namespace) -> _Found:
    # Counting and forgetting need no key: the values stay shut.
    valkey = Valkey(settings.server_cache_url)
    cache = ValkeyCache(valkey, secrets.token_bytes(32), most_s=1)
    try:
        was_kept = bool(arguments.name) and await cache.exists(arguments.name)
        forgotten = await _forget(cache, arguments) if arguments.clear else 0
        names, did = await cache.names(), await cache.tally()
        memory = None if names is None else await valkey.memory()
        return _Found(names=names, was_kept=was_kept, forgotten=forgotten, did=did, memory=memory)
    except NoAnswer:  # it went in between
        return _Found()
    finally:
        await cache.close()
        await valkey.close()


async def _forget(cache: ValkeyCache, arguments: argparse.Namespace) -> int:
    if arguments.name:
        return int(await cache.delete(arguments.name))
    return await cache.delete_pattern(f"{PAGES}:{arguments.clinic}:*" if arguments.clinic else "*")
