"""A change that was held back waits for a person as long as its conflict does, and no longer."""

from __future__ import annotations

import pytest

from app.domain.operations import OperationState
from tests.services.test_conflicts import NewDesk, clashing, meet, resolve
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore, new_desk, server, template
from tests.sync.test_push_and_pull import edit, states

__all__ = ["new_desk", "server", "template"]


def held_back(desk: DeskStore) -> int:
    with desk.store.reader() as reader:
        return reader.queue_counts().conflicted


@pytest.mark.parametrize("decider", [0, 1], ids=["other desk", "own desk"])
def test_held_back_change_is_over_once_its_conflict_is_decided(
    decider: int, server: ServerModel, new_desk: NewDesk
) -> None:
    *desks, conflict = clashing(server, new_desk)
    one, two = desks
    assert held_back(two) == 1
    resolve(desks[decider], conflict, "theirs")
    assert held_back(two) == 1  # the server has not heard of it
    meet(server, one, two)
    assert (held_back(two), states(two)) == (0, [])
    with two.begin(two.context) as uow:
        assert uow.outbox.get([conflict.op_id])[conflict.op_id].state is OperationState.ACKED


def test_held_back_change_is_over_where_both_sides_say_the_same(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, two, _ = clashing(server, new_desk)
    edit(one, phone="two")
    meet(server, one, two)
    assert held_back(two) == 0
