"""How the audit trail says which backup a desk came from, and by which secret it was opened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.phi import quiet

_FILE, _MADE, _WAY = "file:", "made:", "opened_with:"
_LONGEST_NAME = 200


class OpenedWith(StrEnum):
    """Which secret let somebody restore."""

    PASSPHRASE = "passphrase"  # noqa: S105 (a word of the trail)
    RECOVERY_CODE = "recovery_code"


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class BackupOrigin:
    """A backup that became a desk. file is its name without its folder; made_at is the clinic's
    wall time with its offset."""

    file: str
    made_at: datetime
    opened_with: OpenedWith

    @property
    def fields(self) -> tuple[str, ...]:
        """What the event holds of it."""
        return (
            f"{_FILE}{_plain(self.file)}",
            f"{_MADE}{self.made_at.isoformat(timespec='seconds')}",
            f"{_WAY}{self.opened_with}",
        )


def origin_in(fields: Iterable[str]) -> BackupOrigin | None:
    """The backup an event names; None where it names none, as those of older versions."""
    told = {
        prefix: one.removeprefix(prefix)
        for one in fields
        for prefix in (_FILE, _MADE, _WAY)
        if one.startswith(prefix)
    }
    try:
        return BackupOrigin(
            file=told[_FILE],
            made_at=datetime.fromisoformat(told[_MADE]),
            opened_with=OpenedWith(told[_WAY]),
        )
    except (KeyError, ValueError):
        return None


def _plain(name: str) -> str:
    """A file's name as text that can be written anywhere: bytes that are none, and control signs
    that would break a line, are shown as such."""
    shown = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in name)
    return shown[:_LONGEST_NAME]
