"""Being told to stop is heard, also where the interpreter swallows what the handler raises."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
_DEAF = """
import os, signal, sys, time, weakref
from app.bootstrap import endings

class Cleared:
    pass

def tell(_):
    os.kill(os.getpid(), signal.SIGTERM)
    for _ in range(1000):  # the handler runs in here, and what it raises ends here
        pass

sys.unraisablehook = lambda _: None
"""


def _ended(program: str, stdin: int | None = None) -> tuple[int, str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _DEAF + program],
        stdin=stdin,
        stdout=subprocess.PIPE,
        text=True,
    )
    out, _ = process.communicate(timeout=PATIENCE_S)
    return process.returncode, out.strip()


def test_end_that_nobody_heard_is_known_before_going_on_to_wait() -> None:
    program = """
with endings.stopping_quietly():
    before = endings.is_asked_to_stop()
    one = Cleared()
    watch = weakref.ref(one, tell)
    del one
    print(before, endings.is_asked_to_stop())
"""
    assert _ended(program) == (0, "False True")


def test_orphan_is_told_again_until_it_ends() -> None:
    program = """
heard = []

def deaf(number, frame):
    heard.append(number)
    if len(heard) > 2:
        print(len(heard), flush=True)
        raise SystemExit(7)

endings.ASKED_AGAIN_S = 0.05
signal.signal(signal.SIGTERM, deaf)
endings.stop_at_end_of_input()
time.sleep(600)
time.sleep(600)
"""
    assert _ended(program, stdin=subprocess.DEVNULL) == (7, "3")
