"""`clinic-desk demo`: the demo clinic on its own local server, in the real window, signed in."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from app.bootstrap.endings import heard_while_qt_waits
from app.bootstrap.local_server import LocalServer
from app.bootstrap.scratch import scratch_folder
from app.demo.clinic import CLINIC_NAME, DEMO_FOLDER, USER_NAME, DemoPlan
from app.demo.clock import DemoClock
from app.demo.desks import Station, join_desk, make_desk
from app.demo.keys import PASSPHRASE
from app.demo.papers import file_papers
from app.domain.ports import Clock
from app.settings import Settings, load_settings

_PATIENCE_S = 120.0


def run_demo_window(*, plan: DemoPlan) -> int:
    """Make the clinic, start its server, open the window; everything is gone afterwards."""
    # The demo leaves nothing in the computer's keyring: the passphrase alone guards its clinic.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    from app.bootstrap.desktop import make_application, run_window

    clock, settings = DemoClock(plan.now), load_settings({})
    with scratch_folder(DEMO_FOLDER) as place:
        home = place / "desk"
        _say("Starting PostgreSQL and the clinic's server …")
        with LocalServer(place / "server") as server:
            _say(f"Making a clinic of {plan.patients} patients …")
            asyncio.run(_prepare(home, server, plan, clock=clock, settings=settings))
            _say("Opening the window. Close it to end the demo and remove everything it made.")
            _say(f"It locks when nobody touches it; its passphrase: {PASSPHRASE}")
            make_application()
            with heard_while_qt_waits():
                return run_window(home, settings=settings, passphrase=PASSPHRASE, clock=clock)


async def _prepare(
    home: Path, server: LocalServer, plan: DemoPlan, *, clock: Clock, settings: Settings
) -> None:
    """Fill a desk, join the server and wait until it has the whole clinic."""
    station = Station(home=home, username=USER_NAME, clock=clock, settings=settings)
    await asyncio.to_thread(make_desk, station, plan)
    code = await asyncio.to_thread(server.invite, CLINIC_NAME, USER_NAME)
    desk = await join_desk(station, server.url, code)
    _say("Sending it to the server …")
    try:
        await asyncio.to_thread(file_papers, desk.desk, plan.now)
        await desk.until(lambda: desk.is_in_step, seconds=_PATIENCE_S)
    except TimeoutError:
        _say("The server is slow today: the rest is sent while you work.")
    finally:
        await desk.close()


def _say(text: str) -> None:
    print(text, flush=True)
