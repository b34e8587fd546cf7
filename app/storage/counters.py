"""What went wrong in a store since it was opened, counted by code for `doctor`."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping

from app.domain.errors import ClinicError
from app.storage.commit_feed import CommitFeed, Event


class ErrorCounters:
    """Counts errors by their code; no texts, no identifiers."""

    def __init__(self, feed: CommitFeed) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._feed = feed
        feed.on(Event.ERROR, self._on_error)

    def stop(self) -> None:
        """Hear of nothing more; what was counted stays."""
        self._feed.off(Event.ERROR, self._on_error)

    def counts(self) -> Mapping[str, int]:
        """How often each code came up; the storage interface's code, or the error's own."""
        with self._lock:
            return dict(self._counts)

    def _on_error(self, error: ClinicError) -> None:
        with self._lock:
            self._counts[error.storage_code or error.code] += 1
