"""Puts what somebody chose into force: colours at once, the rest for every window built later."""

from __future__ import annotations

from app.domain.liking import Liking
from app.ui.habits import use_habits
from app.ui.language import use_language
from app.ui.theme.style import theme
from app.ui.widgets.calendar_paint import forget_painted_words


def use_liking(liking: Liking) -> bool:
    """Look as this person likes it; True where a window built before has to be made anew."""
    has_other_sizes = theme().wear(liking.scheme, liking.density, liking.scale)
    has_other_habits = use_habits(liking.clock_face, liking.week_start)
    has_other_language = use_language(liking.language)
    has_other_habits = has_other_habits or has_other_language
    if has_other_sizes or has_other_habits:
        forget_painted_words()
    return has_other_sizes or has_other_habits
