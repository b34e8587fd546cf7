"""The commit feed: tells who listens, after each commit, which records changed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from app.domain.changes import ChangeSet

_log = logging.getLogger(__name__)
Listener = Callable[[ChangeSet], None]


class CommitFeed:
    """Plain callbacks on the thread that committed, in the order they subscribed."""

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()
        self._lock = threading.Lock()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear every ChangeSet; the returned function ends the subscription."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            with self._lock:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return unsubscribe

    def publish(self, changes: ChangeSet) -> None:
        """Tell every listener. The data is committed: one listener's trouble is not another's."""
        for listener in self._listeners:
            try:
                listener(changes)
            except Exception as error:
                _log.error("a commit listener failed: %s", type(error).__name__)
