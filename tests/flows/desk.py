"""A workstation process as a test drives it."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from tests.waiting import soon, until

ROOT = Path(__file__).parents[2]
LONGEST_ANSWER = 16 * 1024 * 1024
"""Bytes of one line: all rows of a desk are one answer."""


class RemoteDesk:
    """One real workstation in its own process; `kill` is kill -9."""

    def __init__(self, home: Path, passphrase: str) -> None:
        self.home = home
        self._passphrase = passphrase
        self._process: asyncio.subprocess.Process | None = None
        self.stderr = b""

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.flows.desk_process",
            str(self.home),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LONGEST_ANSWER,
        )
        self._write(self._passphrase)
        assert await self._read() == {"ready": True}

    async def ask(self, do: str, **arguments: Any) -> Any:
        self._write(json.dumps({"do": do, **arguments}))
        answer = await self._read()
        assert "ok" in answer, f"{do}: {answer}"
        return answer["ok"]

    async def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> None:
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        assert process.stdin is not None
        process.stdin.write(b'{"do": "stop"}\n')
        _, errors = await soon(process.communicate())
        self.stderr += errors
        assert process.returncode == 0, errors.decode()[-2000:]

    async def settled(self) -> dict[str, Any]:
        """Wait until nothing is left to send or fetch."""
        await self.ask("sync_now")

        async def at_rest() -> dict[str, Any] | None:
            status = await self.ask("status")
            return status if status["waiting"] == 0 and status["state"] == "synced" else None

        return await until(at_rest, what="nothing is left to send or fetch")

    def _write(self, line: str) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())

    async def _read(self) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        line = await soon(self._process.stdout.readline())
        if not line:
            assert self._process.stderr is not None
            errors = (await self._process.stderr.read()).decode()
            raise AssertionError(f"the desk ended: {errors[-2000:]}")
        return json.loads(line)
