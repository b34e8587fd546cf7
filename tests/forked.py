"""Tests of one file that each run in a process of their own, which need not import anything.

A process for each test of the window would begin with seconds of imports; each of these is a copy
of one that imported all they need.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

ROOT = Path(__file__).parents[1]
_ENDING_S = 60


class Copies:
    """The process that imported everything; it runs what it is asked for in copies of itself."""

    def __init__(self, process: subprocess.Popen[str], errors: IO[str]) -> None:
        self._process, self._errors = process, errors

    def run(self, name: str) -> None:
        """Run one test; fails with what it said unless it passes and its process ends well."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        said = ""
        self._process.stdin.write(f"{name}\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith('{"code"'):
                answer = json.loads(line)
                assert answer["code"] == 0, f"ended with {answer['code']}\n{answer['said'][-4000:]}"
                return
            said += line
        self._errors.seek(0)
        raise AssertionError(f"no answer: {said[-3000:]}{self._errors.read()[-1000:]}")


@contextmanager
def copies(path: str) -> Iterator[Copies]:
    """Import once what a file of tests needs; its tests run when they are asked for."""
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    with (
        TemporaryFile("w+") as errors,
        subprocess.Popen(
            [*command, "-p", "tests.forked_plugin", path],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if "PYTEST" not in name},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield Copies(process, errors)
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(_ENDING_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
