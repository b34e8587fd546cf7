"""Plays seeds: a day from its plan to the last invariant, and its trace."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.protocol import upcasters
from app.protocol.messages import SCHEMA
from tests.simulation.invariants import check, watch
from tests.simulation.plan import Plan, plan_of
from tests.simulation.world import World, seeded_ids

_SYNC = logging.getLogger("app.sync")


@dataclass(frozen=True)
class Played:
    """A day that went well."""

    trace: str
    operations: int
    faults: tuple[str, ...]
    requests: int


class _Errors(logging.Handler):
    """An error in the log is one of ours, whatever becomes of it; so are sums that differ."""

    def __init__(self, world: World) -> None:
        super().__init__(logging.WARNING)
        self._world = world

    def emit(self, record: logging.LogRecord) -> None:
        if "differ" in str(record.msg) and any(
            clinic.server.position[0] > 1 for clinic in self._world.clinics
        ):
            return  # what a server that was put back left undone is found by this, and fetched
        failure = AssertionError(f"seed {self._world.seed}: {record.getMessage()}")
        self._world.broken = self._world.broken or failure


@contextmanager
def _older_programs() -> Iterator[None]:
    """Before this version a patient's city was called town; who is upgraded still has such work."""
    kept = upcasters.STEPS
    upcasters.STEPS = {(SCHEMA - 1, "patient"): upcasters.renamed("town", "city")}
    try:
        yield
    finally:
        upcasters.STEPS = kept


@contextmanager
def a_world(plan: Plan, folder: Path, template: Path, **options: Any) -> Iterator[World]:
    """A world that is taken down again; its files are overwritten by the next one's."""
    with seeded_ids(plan.seed), _older_programs():
        world = World(plan, folder, template, **options)
        errors = _Errors(world)
        _SYNC.addHandler(errors)
        try:
            yield world
        finally:
            _SYNC.removeHandler(errors)
            world.close()


def play(
    seed: int,
    folder: Path,
    template: Path,
    *,
    plan: Plan | None = None,
    look: Callable[[World], None] = lambda _world: None,
    **options: Any,
) -> Played:
    """One day to its end; raises AssertionError where something does not hold."""
    with a_world(plan or plan_of(seed), folder, template, **options) as world:
        look(world)
        world.watch = lambda desk: world.guard(lambda: watch(world, desk))
        world.run()
        check(world)
        return Played(
            trace=world.trace.hexdigest(),
            operations=sum(len(desk.made) for desk in world.desks),
            faults=tuple(kind for _, kind in world.met),
            requests=sum(desk.requests for desk in world.desks),
        )
