"""A pytest plugin: each test that is asked for runs in a copy of this process.

The copy has imported everything already, and ends like any other process: through the whole
shutdown of the interpreter and of Qt.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

# Taken before pytest puts others in their place.
_NAMES, _ANSWERS = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Instead of all tests in their order: whichever is named on standard input."""
    items = {getattr(item, "originalname", item.name): item for item in session.items}
    assert len(items) == len(session.items), "one name would stand for several tests"
    before = getattr(sys.modules[session.items[0].module.__name__], "before_all", None)
    if before is not None:
        before(Path(session.config._tmp_path_factory.mktemp("before")))
    for line in _NAMES:
        code, said = _run_in_copy(items[line.strip()])
        _ANSWERS.write(json.dumps({"code": code, "said": said}) + "\n")
        _ANSWERS.flush()
    return True


def _run_in_copy(item: pytest.Item) -> tuple[int, str]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as told:
            reports = runtestprotocol(item, log=False, nextitem=None)
            bad = [one for one in reports if not one.passed]
            for one in bad:
                told.write(f"{one.longreprtext}\n{one.capstdout}\n{one.capstderr}\n")
        ctypes.pythonapi.Py_Exit(1 if bad else 0)
    os.close(writing)
    with os.fdopen(reading, errors="replace") as heard:
        said = heard.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said
