"""How somebody likes their desk: colours, heights of rows, size, the week's first day, the clock.

What was kept is read with care: a value that another version wrote, or nobody could have chosen,
counts as not chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import IntEnum, StrEnum
from typing import TypeVar

from app.domain.phi import quiet

E = TypeVar("E", bound=StrEnum | IntEnum)


class Scheme(StrEnum):
    """The colours of the window."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"
    """As the computer is set."""


class Density(StrEnum):
    """How much stands on one page: heights of rows and controls."""

    COMPACT = "compact"
    NORMAL = "normal"
    ROOMY = "roomy"


class Scale(IntEnum):
    """How large letters and controls are, in percent of the design."""

    DESIGN = 100
    LARGE = 125
    LARGER = 150
    VERY_LARGE = 175
    DOUBLE = 200


class WeekStart(StrEnum):
    """The first day of a week in calendars."""

    LOCALE = "locale"
    """As the computer's language has it."""
    MONDAY = "monday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Language(StrEnum):
    """The language of the window, with its dates, numbers and money."""

    SYSTEM = "system"
    """As the computer is set."""
    ENGLISH = "en"
    GERMAN = "de"
    SPANISH = "es"


class ClockFace(StrEnum):
    """How times of day are written."""

    H24 = "24"
    H12 = "12"
    LOCALE = "locale"
    """As the computer's language has it."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Liking:
    """One person's choices; what they did not choose is as designed."""

    scheme: Scheme = Scheme.SYSTEM
    density: Density = Density.NORMAL
    scale: Scale = Scale.DESIGN
    week_start: WeekStart = WeekStart.LOCALE
    clock_face: ClockFace = ClockFace.H24
    language: Language = Language.SYSTEM


LIKINGS = tuple(one.name for one in fields(Liking))
"""The names under which the choices are kept."""


def read_liking(kept: Mapping[str, object]) -> Liking:
    """What somebody chose, from what was kept."""
    return Liking(
        scheme=_one_of(Scheme, kept.get("scheme"), Scheme.SYSTEM),
        density=_one_of(Density, kept.get("density"), Density.NORMAL),
        scale=_one_of(Scale, kept.get("scale"), Scale.DESIGN),
        week_start=_one_of(WeekStart, kept.get("week_start"), WeekStart.LOCALE),
        clock_face=_one_of(ClockFace, kept.get("clock_face"), ClockFace.H24),
        language=_one_of(Language, kept.get("language"), Language.SYSTEM),
    )


def _one_of(known: type[E], value: object, default: E) -> E:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return default
    return next((one for one in known if one == value), default)
