"""A desk without a window: make a home, join a clinic, open a desk, and let go of it again.

create_home(home, "Nordlicht", "sara", passphrase)
desk = open_desk(home, passphrase)         # off the UI thread: the key takes a second
patients.register(desk.store.unit_of_work, desk.context, changes=…)   # on desk.worker
runner = desk.make_runner()
runner.start(); …; await runner.stop()
desk.close()
"""

from __future__ import annotations

from app.bootstrap.desk import Desk, open_desk
from app.bootstrap.founding import create_home
from app.bootstrap.inviting import invite
from app.bootstrap.joining import join_home

__all__ = ["Desk", "create_home", "invite", "join_home", "open_desk"]
