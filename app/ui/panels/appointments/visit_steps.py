"""Which steps a visit can take now, in words, with their keys."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.appointment import PROGRESS, TRANSITIONS
from app.ui.models.day_words import said

_ORDER = ("booked", "arrived", "in_room", "completed", "no_show", "cancelled")
_ICONS = {
    "booked": "circle",
    "arrived": "circle-dot",
    "in_room": "play",
    "completed": "circle-check",
    "no_show": "x",
    "cancelled": "circle-x",
}
_KEYS = {"arrived": "A", "in_room": "R", "completed": "C", "no_show": "X", "cancelled": "Del"}
BACK_KEY = "B"


class VisitStep(NamedTuple):
    """One move to another status. is_back: it takes an earlier step back."""

    status: str
    words: str
    icon: str
    key: str
    is_back: bool


def steps_from(status: str) -> tuple[VisitStep, ...]:
    """Every move the rules allow from a status, forward ones first, the likeliest at the front."""
    allowed = TRANSITIONS.get(status, frozenset())
    steps = [_step(status, target) for target in _ORDER if target in allowed]
    return tuple(sorted(steps, key=lambda step: step.is_back))


def step_to(status: str, target: str) -> VisitStep | None:
    """The move from one status to another; None where the rules do not allow it."""
    return next((step for step in steps_from(status) if step.status == target), None)


def step_back(status: str) -> VisitStep | None:
    """The move that takes the latest step back."""
    return next((step for step in steps_from(status) if step.is_back), None)


def _step(status: str, target: str) -> VisitStep:
    is_back = _is_back(status, target)
    words = _back_words(target) if is_back else _words(target)
    key = BACK_KEY if is_back else _KEYS.get(target, "")
    icon = "chevron-left" if is_back else _ICONS[target]
    return VisitStep(target, words, icon, key, is_back)


def _is_back(status: str, target: str) -> bool:
    if status in PROGRESS and target in PROGRESS:
        return PROGRESS[target] < PROGRESS[status]
    return target == "booked"


def _words(target: str) -> str:
    return {
        "booked": said("Scheduled"),
        "arrived": said("Arrived"),
        "in_room": said("In room"),
        "completed": said("Completed"),
        "no_show": said("No-show"),
        "cancelled": said("Cancel visit"),
    }[target]


def _back_words(target: str) -> str:
    return {
        "booked": said("Back to scheduled"),
        "arrived": said("Back to arrived"),
        "in_room": said("Back to in room"),
    }.get(target, said("Step back"))
