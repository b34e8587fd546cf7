"""The "work offline" switch stays as it was left, and nothing leaves the desk meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from app.bootstrap.headless import Desk
from app.services.work_offline import remember_offline
from app.sync.status import SyncState
from tests.factories import a_patient

pytestmark = pytest.mark.row("A2")


def switch(desk: Desk, *, is_offline: bool) -> None:
    begin, context = desk.store.unit_of_work, desk.context
    desk.worker.submit(lambda: remember_offline(begin, context, is_offline=is_offline)).result()


async def states(desk: Desk) -> set[SyncState]:
    """What a runner says in a while, at a server that asks for every request it gets."""
    runner = desk.make_runner()
    found = set[SyncState]()
    end = runner.subscribe(lambda status: found.add(status.state))
    runner.start()
    await asyncio.sleep(0.15)
    found.add(runner.status.state)
    end()
    await runner.stop()
    assert desk.api is not None
    await desk.api.aclose()
    return found


def test_the_switch_survives_a_restart_until_it_is_turned_off(
    opened: Callable[..., Desk],
) -> None:
    desk = opened()
    # Port 9 answers nobody: whoever asks there is told "offline", which is not "paused".
    desk.connect_to("http://127.0.0.1:9", device_token="0" * 64, role="admin")
    with desk.store.unit_of_work(desk.context) as uow:
        uow.add(a_patient())
    switch(desk, is_offline=True)
    desk.close()
    again = opened()
    requests: list[str] = []
    assert again.api is not None
    real = again.api._exchange

    async def heard(method: str, path: str, **options: object) -> object:
        requests.append(path)
        return await real(method, path, **options)  # type: ignore[arg-type]

    again.api._exchange = heard  # type: ignore[method-assign]
    assert asyncio.run(states(again)) == {SyncState.PAUSED}
    assert requests == []
    switch(again, is_offline=False)
    again.close()
    assert SyncState.PAUSED not in asyncio.run(states(opened()))
