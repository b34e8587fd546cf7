"""The commit feed: what happens in the store, told to whoever asked to hear of it.

    end = store.feed.subscribe(self._on_commit)                    # every commit
    end = store.feed.watch("patient/0190…/*", self._on_commit)     # what touches one patient
    end = store.feed.on(Event.BEFORE_SET, refuse, entity="appointment")

Callbacks run on the thread that reads or commits. A `before` callback that raises vetoes what was
to be done, and its error is the caller's; anything that hears of what is done cannot undo it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from app.domain.changes import ChangeSet, KeyPattern
from app.domain.declare import Record, entities
from app.domain.errors import ClinicError, InvalidValue
from app.domain.ids import RecordId
from app.domain.listeners import Listeners

Listener = Callable[[ChangeSet], None]
R = TypeVar("R", bound=Record)
Hook = Callable[["Happening"], None]


class Event(StrEnum):
    """What can be heard, in the words of the storage interface (document 3)."""

    BEFORE_GET = "before:get"
    AFTER_GET = "after:get"
    BEFORE_SET = "before:set"
    AFTER_SET = "after:set"
    BEFORE_DELETE = "before:delete"
    AFTER_DELETE = "after:delete"
    CHANGE = "change"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What a `before` or `after` callback hears of.

    record is what is to be written, was written or read, or is deleted; None before a get, and
    after one that found nothing. reader sees the transaction (None after it).
    """

    event: Event
    entity: str
    row_id: RecordId
    record: Record | None = None
    reader: Any = None


class CommitFeed:
    """Plain callbacks, in the order they subscribed; see listeners.py for how they are held."""

    def __init__(self) -> None:
        self._listeners: Listeners[Listener] = Listeners()
        self._errors: Listeners[Callable[[ClinicError], None]] = Listeners()
        self._hooks: dict[tuple[Event, str], Listeners[Hook]] = {}
        self.hears_gets = self.vetoes_writes = self.hears_writes = False
        """Whether anybody ever asked for hooks: until then they cost nothing."""

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear every ChangeSet; the returned function ends the subscription."""
        return self._listeners.add(listener)

    def watch(self, pattern: str | re.Pattern[str], listener: Listener) -> Callable[[], None]:
        """Hear the part of each ChangeSet that a pattern covers; see KeyPattern.

        Raises InvalidKey. The returned function ends it.
        """
        wanted, watching = KeyPattern(pattern), Listeners[Listener]()
        watching.add(listener)

        def narrowed(changes: ChangeSet) -> None:
            if not watching.all():  # whoever watched is gone
                end()
            elif (part := wanted.narrow(changes)) is not None:
                watching.tell(part)

        end = self._listeners.add(narrowed)
        return end

    def on(
        self, event: Event | str, handler: Callable[..., None], *, entity: str = ""
    ) -> Callable[[], None]:
        """Hear an event; of one record type where entity is given. The returned function ends it.

        "change" hears a ChangeSet, "error" a ClinicError, the others a Happening. Raises
        InvalidValue for an event or record type that does not exist.
        """
        event = _event(event)
        if event is Event.CHANGE:
            return self.subscribe(handler)
        if event is Event.ERROR:
            return self._errors.add(handler)
        names = [entity] if entity else [spec.name for spec in entities()]
        if entity and all(spec.name != entity for spec in entities()):
            raise InvalidValue("entity", "is no record type")
        ends = [self._hooks.setdefault((event, name), Listeners()).add(handler) for name in names]
        self.hears_gets |= event in (Event.BEFORE_GET, Event.AFTER_GET)
        self.vetoes_writes |= event in (Event.BEFORE_SET, Event.BEFORE_DELETE)
        self.hears_writes |= event in (Event.AFTER_SET, Event.AFTER_DELETE)

        def end() -> None:
            for one in ends:
                one()

        return end

    def off(self, event: Event | str, handler: Callable[..., None]) -> bool:
        """End every subscription of a callback to an event; whether there was one."""
        event = _event(event)
        if event is Event.CHANGE:
            return self._listeners.remove(handler)
        if event is Event.ERROR:
            return self._errors.remove(handler)
        removed = [
            hooks.remove(handler) for (kind, _), hooks in self._hooks.items() if kind is event
        ]
        return any(removed)

    def hooks(self, event: Event, entity: str) -> Listeners[Hook] | None:
        """Who hears an event of a record type; None or empty: nobody."""
        return self._hooks.get((event, entity))

    def ask(self, happening: Happening) -> None:
        """Let every `before` callback have its say: the first that raises is the answer."""
        for hook in self._hooks[happening.event, happening.entity].all():
            hook(happening)

    def tell(self, happening: Happening) -> None:
        """Tell whoever hears of what was done."""
        self._hooks[happening.event, happening.entity].tell(happening)

    def around_get(self, entity: str, row_id: RecordId, read: Callable[[], R | None]) -> R | None:
        """Read one record with whoever hears of reads: the first `before` that raises vetoes it."""
        if self.hooks(Event.BEFORE_GET, entity):
            self.ask(Happening(event=Event.BEFORE_GET, entity=entity, row_id=row_id))
        record = read()
        if self.hooks(Event.AFTER_GET, entity):
            self.tell(Happening(event=Event.AFTER_GET, entity=entity, row_id=row_id, record=record))
        return record

    def failed(self, error: ClinicError) -> None:
        """Tell whoever counts errors."""
        self._errors.tell(error)

    def publish(self, changes: ChangeSet) -> None:
        """Tell every listener. The data is committed, whatever they do."""
        self._listeners.tell(changes)


def _event(name: Event | str) -> Event:
    try:
        return Event(name)
    except ValueError:
        raise InvalidValue("event", "is no event of the store") from None
