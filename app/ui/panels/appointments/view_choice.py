"""Which view of the calendar is in front, and in a week whose; each person's choice is kept."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.ids import PractitionerId, RecordId, RoomId
from app.live.data_sync import DataSync
from app.services.day import Whose
from app.services.staff import BookingChoices
from app.ui.commands import command
from app.ui.models.day_words import said
from app.ui.panels.appointments.places import Split

LIST, CALLS = "list", "calls"
VIEWS = (*(split.value for split in Split), LIST)
_VIEW, _WHOSE = "appointments_view", "appointments_week_of"
_PROVIDER, _ROOM = "provider", "room"


class Choice(NamedTuple):
    """Somebody, or a room, whose week can be shown."""

    key: str
    words: str


class ViewChoice(QObject):
    """The views, with keys Alt+1 to Alt+5; `changed` when another one is wanted.

    The list shows what was in front before it: a day, or a week.
    """

    changed = Signal()
    said = Signal(str)

    def __init__(self, data_sync: DataSync, parent: QWidget) -> None:
        super().__init__(parent)
        self._data_sync = data_sync
        self._choices: tuple[Choice, ...] = ()
        self._week_of = ""
        self.split, self.is_list = Split.PROVIDERS, False
        self.is_calls = False
        """Whether the lists of whom to call are in front, the day behind them."""
        for number, (view, words) in enumerate(
            (
                (Split.PROVIDERS, said("Day by provider")),
                (Split.ROOMS, said("Day by room")),
                (Split.WEEK, said("Week of a provider or room")),
                (LIST, said("List of visits")),
                (CALLS, said("Who to call: to confirm, waiting list, recalls")),
            ),
            start=1,
        ):
            wish = partial(self.choose, str(view))
            command(parent, f"view_{view}", words, wish, keys=[f"Alt+{number}"])
        for name, words, key, by in (
            ("week_of_next", said("Week of the next provider or room"), "Alt+PgDown", 1),
            ("week_of_before", said("Week of the provider or room before"), "Alt+PgUp", -1),
        ):
            command(parent, name, words, partial(self.step, by), keys=[key])

    @property
    def name(self) -> str:
        """The view in front, by its name."""
        if self.is_calls:
            return CALLS
        return LIST if self.is_list else self.split.value

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Whose week can be shown."""
        return self._choices

    @property
    def week_of(self) -> str:
        """The key of whose week is shown."""
        return self._week_of

    @property
    def whose(self) -> Whose | None:
        """Whose week is wanted; None where a day is."""
        if self.split is not Split.WEEK or not self._week_of:
            return None
        kind, _, key = self._week_of.partition(":")
        if kind == _ROOM:
            return Whose(room_id=RoomId(RecordId(key)))
        return Whose(practitioner_id=PractitionerId(RecordId(key)))

    def set_choices(self, choices: BookingChoices) -> None:
        """Offer these people and rooms; somebody who is gone is not looked at any more."""
        self._choices = (
            *(Choice(f"{_PROVIDER}:{one.id}", one.display_name) for one in choices.practitioners),
            *(Choice(f"{_ROOM}:{one.id}", one.name) for one in choices.rooms),
        )
        if self._week_of not in {one.key for one in self._choices}:
            self._week_of = self._first()
            if self.split is Split.WEEK and not self._week_of:
                self.split = Split.PROVIDERS
        self.changed.emit()

    def restore(self) -> None:
        """Begin with what this person looked at last."""
        preferences = self._data_sync.preferences
        self._week_of = preferences.text(_WHOSE)
        view, _, behind = preferences.text(_VIEW).partition(" ")
        if view in VIEWS:
            self._take(view, behind)

    def choose(self, view: str) -> None:
        """Bring a view to the front, and remember it; the lists of calls are for now only."""
        self.is_calls = view == CALLS
        if self.is_calls:
            self.changed.emit()
            return
        if view == Split.WEEK and not self._week_of:
            self.said.emit(said("There is no provider and no room whose week could be shown."))
            self.changed.emit()
            return
        self._take(view, self.split.value)
        kept = f"{LIST} {self.split.value}" if self.is_list else self.split.value
        self._data_sync.preferences.remember(_VIEW, kept)
        self.changed.emit()

    def show_week_of(self, key: str) -> None:
        """Show somebody's week."""
        if key and key in {one.key for one in self._choices}:
            self._week_of = key
            self._data_sync.preferences.remember(_WHOSE, key)
            if self.split is Split.WEEK:
                self.changed.emit()

    def step(self, by: int) -> None:
        """Show the next week of somebody in the list; from a day, the first."""
        keys = [one.key for one in self._choices]
        if self.split is not Split.WEEK or self._week_of not in keys:
            self.choose(Split.WEEK)
            return
        self.show_week_of(keys[(keys.index(self._week_of) + by) % len(keys)])

    def _take(self, view: str, behind: str) -> None:
        self.is_list = view == LIST
        split = behind if self.is_list else view
        self.split = Split(split) if split in set(Split) else Split.PROVIDERS

    def _first(self) -> str:
        mine = self._data_sync.access.context.practitioner_id
        keys = [one.key for one in self._choices]
        own = f"{_PROVIDER}:{mine}"
        return own if own in keys else next(iter(keys), "")
