"""Work done in copies of a process (fork), some at once, each with limits of its own."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

PATIENCE_S = 240.0
T = TypeVar("T")


def forked(work: Callable[[], Any], *, cpu_s: float) -> tuple[int, Path, Path]:
    """Do work in a copy of this process; its answer is in a file when the copy has ended."""
    folder = Path(tempfile.mkdtemp(prefix="mutant-"))
    answer = folder / "answer.json"
    if child := os.fork():
        return child, folder, answer
    os.setsid()
    silence = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(silence, descriptor)
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    limit = int(cpu_s)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    code = 1
    try:
        answer.write_text(json.dumps(work()), "utf-8")
        code = 0
    finally:
        os._exit(code)


def finish(child: int, folder: Path, answer: Path, *, began: float) -> Any | None:
    """What a copy of this process answered, words for why it did not, or None: not yet."""
    ended, status = os.waitpid(child, os.WNOHANG)
    if not ended and time.monotonic() - began < PATIENCE_S:
        return None
    said: Any = None
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # and what its tests started
    if not ended:
        os.waitpid(child, 0)
        said = "stuck"
    elif os.WIFSIGNALED(status):
        over = (signal.SIGXCPU, signal.SIGKILL)
        said = "endless" if os.WTERMSIG(status) in over else "crashed"
    elif os.WEXITSTATUS(status) == 0:
        said = json.loads(answer.read_text("utf-8"))
    shutil.rmtree(folder, ignore_errors=True)
    return "broken" if said is None else said


def wait_for(work: Callable[[], Any], *, cpu_s: float, patience_s: float) -> Any:
    child, folder, answer = forked(work, cpu_s=cpu_s)
    began = time.monotonic() + patience_s - PATIENCE_S
    while (said := finish(child, folder, answer, began=began)) is None:
        time.sleep(0.05)
    return said


def all_of(
    jobs: Iterable[tuple[T, Callable[[], Any], float]], until: float, at_once: int
) -> Iterator[tuple[T, Any]]:
    """Do jobs in copies of this process, some at once, until the time is up."""
    waiting = iter(jobs)
    running: list[tuple[T, int, Path, Path, float]] = []
    while True:
        while len(running) < at_once and time.monotonic() < until:
            if (job := next(waiting, None)) is None:
                break
            mutant, work, cpu_s = job
            running.append((mutant, *forked(work, cpu_s=cpu_s), time.monotonic()))
        if not running:
            return
        for one in list(running):
            mutant, *copy, began = one
            if (said := finish(*copy, began=began)) is not None:
                running.remove(one)
                yield mutant, said
        time.sleep(0.01)
