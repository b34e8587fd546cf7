"""A server that is put back numbers its versions anew: what that means for what waits at a desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.changes import Origin
from app.domain.operations import OperationResult
from app.domain.snapshot_ports import Snapshot
from app.sync import push, realign
from app.sync.rebase import rebased_version
from tests.factories import NOON
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore
from tests.sync.test_batch_plan import a_pending
from tests.sync.test_push import pending
from tests.sync.test_push_and_pull import edit, pull_all, push_all

pytestmark = pytest.mark.row("A2", "D7")


@pytest.fixture
def desk(server: ServerModel, new_desk: Callable[[], DeskStore]) -> DeskStore:
    """A desk whose change the server took in its first life: its patient is at version 2."""
    desk = new_desk()
    pull_all(desk, server)
    hear_of_life(desk, 1)
    edit(desk, phone="2")
    push_all(desk, server)
    return desk


def hear_of_life(desk: DeskStore, number: int) -> None:
    facts = {"cursor": "", "rows": 0, "parts": (), "is_complete": True, "server_time": NOON}
    told = Snapshot(id=f"{number}.0", epoch=f"life {number}", seq=0, **facts)
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        realign.begins_epoch(uow, told)


def bases(desk: DeskStore) -> dict[str, int]:
    """What the waiting changes stand on, by the phone they say."""
    waiting = [one.operation for one in pending(desk)]
    return {one.patch["phone"].new: one.base_version for one in waiting}


def test_what_waits_stands_on_a_version_of_the_life_before(desk: DeskStore) -> None:
    edit(desk, phone="3")
    hear_of_life(desk, 2)
    assert bases(desk) == {"2": 1, "3": -2}, "what was taken before is sent again as it was"


def test_of_two_lives_ago_only_a_records_beginning_is_known(desk: DeskStore) -> None:
    edit(desk, phone="3")
    for number in (2, 3):
        hear_of_life(desk, number)
    assert bases(desk)["3"] == -1


def test_so_does_what_is_made_before_the_servers_word_is_laid_anew(desk: DeskStore) -> None:
    hear_of_life(desk, 2)
    edit(desk, phone="3")
    batch = push.take(desk.begin, desk.context).batch
    assert batch is not None
    assert [one.base_version for one in batch.operations] == [1, -2]


@pytest.mark.parametrize(
    ("first", "later", "expected"),
    [
        pytest.param(1, -2, 7, id="what waited, upon what is sent again"),
        pytest.param(-1, -1, 7, id="both waited"),
        pytest.param(-2, -1, None, id="made upon less"),
        pytest.param(-9, 3, 7, id="made in the present life"),
    ],
)
def test_what_stands_on_an_accepted_change_has_its_version_in_the_present_life(
    first: int, later: int, expected: int | None
) -> None:
    result = OperationResult(op_id="op1", status="applied", version=7)
    earlier = a_pending(1, base_version=first).operation
    assert rebased_version(a_pending(2, base_version=later), earlier, result) == expected
