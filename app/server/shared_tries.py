"""How often somebody may try, counted by all processes of the server together, in Valkey.

A window slides in slices, by Valkey's own clock: one slice's tries are over together, at the latest
a slice after their time, so that no stretch of a window's length ever holds too many. What lies
there are counts for little longer than a window, under names that tell nobody who tries.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from typing import Any

from app.server.valkey import NoAnswer, Valkey

PREFIX = "clinic-desk-tries:"
SLICES = 12
_TAKE = """
local key, window, most, slices = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local slice = window / slices
local current = math.floor(now / slice)
-- What is there and is no count, or would never end, was not put there by this script.
if redis.call('TYPE', key).ok ~= 'hash' then redis.call('DEL', key) end
local made, counts, lines = 0, {}, redis.call('HGETALL', key)
for at = 1, #lines, 2 do
  local begun, count = tonumber(lines[at]), tonumber(lines[at + 1])
  if begun and count and begun >= current - slices and begun <= current then
    made = made + count
    counts[#counts + 1] = {begun, count}
  else
    redis.call('HDEL', key, lines[at])
  end
end
if made < most then
  redis.call('HINCRBY', key, string.format('%.0f', current), 1)
  redis.call('PEXPIRE', key, math.ceil(window + slice))
  return 0
end
table.sort(counts, function(one, other) return one[1] < other[1] end)
for _, one in ipairs(counts) do
  made = made - one[2]
  if made < most then return math.max(1, math.ceil((one[1] + slices + 1) * slice - now)) end
end
return math.ceil(window)
"""
"""Milliseconds to wait; 0: counted. In one go: no process counts between another's look and its
try, and none that dies leaves half of it behind."""

_GIVE_BACK = """
local newest, lines = nil, redis.call('HGETALL', KEYS[1])
for at = 1, #lines, 2 do
  local begun, count = tonumber(lines[at]), tonumber(lines[at + 1])
  if begun and count and count > 0 and (not newest or begun > newest) then newest = begun end
end
if newest then redis.call('HINCRBY', KEYS[1], string.format('%.0f', newest), -1) end
return 0
"""
"""One try less; of tries of one name it does not matter which."""


class SharedTries:
    """See app/server/rate.py. key is the processes' own, for the names."""

    def __init__(self, valkey: Valkey, key: bytes) -> None:
        self._valkey = valkey
        self._key = key
        self._take: Any = valkey.client.register_script(_TAKE)
        self._give_back: Any = valkey.client.register_script(_GIVE_BACK)

    def name_of(self, key: str) -> str:
        """Under which name a key's tries lie."""
        return PREFIX + hmac.digest(self._key, key.encode(errors="replace"), "sha256").hex()

    async def take(self, key: str, *, most: int, window_s: float) -> float | None:
        """Count one try, or say how many seconds to wait, since there were too many; 0: counted.

        None where Valkey does not answer.
        """
        limits = (round(1000 * window_s), most, SLICES)
        try:
            wait_ms = await self._valkey.ask(self._take, keys=[self.name_of(key)], args=limits)
        except NoAnswer:
            return None
        return int(wait_ms) / 1000

    async def give_back(self, key: str) -> None:
        """Uncount a try that turned out to be right; where Valkey is away it ends by itself."""
        with suppress(NoAnswer):
            await self._valkey.ask(self._give_back, keys=[self.name_of(key)])
