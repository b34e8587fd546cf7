"""What was typed and not saved yet, kept so that no crash, lock or closing takes it away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.ids import UserId
from app.domain.phi import quiet

NEW = "new"
"""Subject of a form that makes something new."""


@quiet
@dataclass(frozen=True, slots=True)
class DraftKey:
    """Whose draft, of which form, about what (a record's identifier, or "new")."""

    user_id: UserId
    form: str
    subject: str = NEW

    def about(self, subject: str) -> DraftKey:
        """The same person and form, about something else."""
        return replace(self, subject=subject)


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One unfinished form. content is what the form needs to show it again, as plain values."""

    key: DraftKey
    content: Mapping[str, object]
    updated_at: datetime
