"""The panel offers exactly the steps the rules allow."""

from __future__ import annotations

import pytest

from app.domain.appointment import TRANSITIONS
from app.ui.panels.appointments.visit_steps import step_back, step_to, steps_from


@pytest.mark.parametrize("status", TRANSITIONS)
def test_offered_steps_are_the_allowed_ones(status: str) -> None:
    offered = {step.status for step in steps_from(status)}
    assert offered == TRANSITIONS[status] - {"entered_in_error"}


def test_the_likeliest_step_comes_first_and_stepping_back_last() -> None:
    assert [step.status for step in steps_from("arrived")] == [
        "in_room",
        "completed",
        "cancelled",
        "booked",
    ]


@pytest.mark.parametrize(
    ("status", "back"),
    [
        ("arrived", "booked"),
        ("in_room", "arrived"),
        ("completed", "in_room"),
        ("cancelled", "booked"),
        ("no_show", "booked"),
        ("booked", None),
    ],
)
def test_a_mistake_is_taken_back_by_one_step(status: str, back: str | None) -> None:
    step = step_back(status)
    assert (step.status if step else None) == back


def test_a_no_show_who_comes_after_all_can_be_received() -> None:
    step = step_to("no_show", "arrived")
    assert step is not None
    assert not step.is_back
    assert step_to("completed", "arrived") is None
