"""`clinic-desk server cache`: what the server's processes share in Valkey; and emptying it."""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import sys

from app.domain.cache import CacheStatistics
from app.domain.errors import ConfigurationError
from app.domain.ids import is_record_id
from app.server.cache import ValkeyCache
from app.server.feed import PAGES
from app.settings import Settings

_NO_ANSWER = 4


def manage_cache(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print how many values are shared and how the cache did; with --clear forget them first. 4: no
    answer.

    Raises ConfigurationError where no cache is set.
    """
    if not settings.server_cache_url:
        raise ConfigurationError("CLINIC_DESK_SERVER_CACHE_URL", "is not set")
    if arguments.clinic and not is_record_id(arguments.clinic):
        raise ConfigurationError("--clinic", "is no identifier of a clinic")
    pattern = f"{PAGES}:{arguments.clinic}:*" if arguments.clinic else "*"
    forgotten, left, did = asyncio.run(_manage(settings, pattern if arguments.clear else ""))
    facts: dict[str, object] = {
        "is_reached": left is not None,
        "values": left,
        "forgotten": forgotten,
        "statistics": did.as_json(),
    }
    if arguments.json:
        sys.stdout.write(json.dumps(facts) + "\n")
    elif left is None:
        sys.stdout.write("The shared cache does not answer; the server works without it.\n")
    else:
        sys.stdout.write(f"{left} values are shared, {forgotten} were forgotten.\n{_words(did)}\n")
    return 0 if left is not None else _NO_ANSWER


def _words(did: CacheStatistics) -> str:
    asked = did.hits + did.misses
    share = f"{100 * did.hit_ratio:.0f} %" if asked else "none"
    return (
        f"All processes: {share} of {asked} pages answered from here; {did.stores} put here, "
        f"{did.invalidated} forgotten, {did.stale} did not open, {did.bypassed} not reached."
    )


async def _manage(settings: Settings, pattern: str) -> tuple[int, int | None, CacheStatistics]:
    # Counting and forgetting need no key: the values stay shut.
    cache = ValkeyCache(settings.server_cache_url, secrets.token_bytes(32), ttl_s=1)
    try:
        forgotten = await cache.delete_pattern(pattern) if pattern else 0
        return forgotten, await cache.size(), await cache.tally()
    finally:
        await cache.close()
