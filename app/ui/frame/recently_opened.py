"""What somebody opened from the search box last: identifiers only, kept with their choices."""

from __future__ import annotations

from app.domain.ids import RecordId, is_record_id
from app.live.preferences import PreferenceCollection
from app.ui.models.search_results import HitKind

RECENT = "recently_opened"
_KEPT = 8


class RecentlyOpened:
    """The last few things, the latest first."""

    def __init__(self, preferences: PreferenceCollection) -> None:
        self._preferences = preferences

    def add(self, kind: HitKind, name: str) -> None:
        """This was opened just now."""
        entry = f"{kind}:{name}"
        others = [one for one in self._entries() if one != entry]
        self._preferences.remember(RECENT, [entry, *others][:_KEPT])

    def records(self) -> tuple[tuple[str, RecordId], ...]:
        """The patients and visits among them."""
        pairs = (one.split(":", 1) for one in self._entries())
        return tuple(
            (kind, RecordId(name))
            for kind, name in pairs
            if kind != HitKind.COMMAND and is_record_id(name)
        )

    def commands(self) -> tuple[str, ...]:
        """The names of the commands among them."""
        mark = f"{HitKind.COMMAND}:"
        return tuple(one.removeprefix(mark) for one in self._entries() if one.startswith(mark))

    def _entries(self) -> list[str]:
        kept = self._preferences.get(RECENT)
        found: list[object] = list(kept) if isinstance(kept, list) else []  # type: ignore[arg-type]  # of JSON
        return [one for one in found if isinstance(one, str) and ":" in one]
