"""What the server tells an operator's monitoring: counts and durations, never who or what.

The text format of Prometheus, version 0.0.4. Labels are methods, address patterns, states: no
clinic, person, workstation or record.
"""

from __future__ import annotations

import hmac
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Message, Receive, Scope, Send

BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_UNKNOWN = "unknown"
Labels = tuple[tuple[str, str], ...]


class Metrics:
    """Counters and durations of one process since it began."""

    def __init__(self) -> None:
        self.began_at = time.time()
        self._counts: Counter[tuple[str, Labels]] = Counter()
        self._buckets: dict[Labels, list[int]] = {}
        self._seconds: dict[Labels, float] = {}

    def count(self, name: str, by: int = 1, **labels: str) -> None:
        """Add to a counter; labels are fixed words only."""
        self._counts[name, tuple(sorted(labels.items()))] += by

    def took(self, seconds: float, **labels: str) -> None:
        """One request, and how long it took."""
        key = tuple(sorted(labels.items()))
        buckets = self._buckets.setdefault(key, [0] * (len(BUCKETS_S) + 1))
        at = next((at for at, top in enumerate(BUCKETS_S) if seconds <= top), len(BUCKETS_S))
        buckets[at] += 1
        self._seconds[key] = self._seconds.get(key, 0.0) + seconds

    def text(self, gauges: Mapping[str, float]) -> str:
        """Everything, with the figures of this moment."""
        lines = ["# TYPE clinic_desk_request_seconds histogram"]
        for labels, buckets in sorted(self._buckets.items()):
            lines += _histogram(labels, buckets, self._seconds[labels])
        named = ""
        for (name, labels), value in sorted(self._counts.items()):
            if name != named:
                lines.append(f"# TYPE clinic_desk_{name}_total counter")
                named = name
            lines.append(f"clinic_desk_{name}_total{_written(labels)} {value}")
        for name, figure in gauges.items():
            lines += [f"# TYPE clinic_desk_{name} gauge", f"clinic_desk_{name} {figure:g}"]
        return "\n".join(lines) + "\n"


class Measured:
    """The application with a clock: every answer is counted by its address pattern."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, and note how that went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def heard(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, heard)
        finally:
            # What a stranger made up is no label: only patterns of ours, and known methods.
            path = scope.get("path_template") or _UNKNOWN
            method = scope["method"] if path != _UNKNOWN else _UNKNOWN
            seconds = time.perf_counter() - began
            self._metrics.took(seconds, method=method, path=path, status=str(status))


def is_operator(header: str, token: str) -> bool:
    """Whether a request carries the operator's token; nobody does where none is set."""
    scheme, _, given = header.partition(" ")
    is_same = hmac.compare_digest(given.encode(), token.encode())
    return bool(token) and scheme.lower() == "bearer" and is_same


def _histogram(labels: Labels, buckets: Iterable[int], seconds: float) -> list[str]:
    total, lines = 0, list[str]()
    for top, count in zip((*(f"{one:g}" for one in BUCKETS_S), "+Inf"), buckets, strict=True):
        total += count
        lines.append(
            f"clinic_desk_request_seconds_bucket{_written((*labels, ('le', top)))} {total}"
        )
    lines.append(f"clinic_desk_request_seconds_sum{_written(labels)} {seconds:.6f}")
    return [*lines, f"clinic_desk_request_seconds_count{_written(labels)} {total}"]


def _written(labels: Labels) -> str:
    inside = ",".join(f'{name}="{value}"' for name, value in labels)
    return f"{{{inside}}}" if inside else ""
