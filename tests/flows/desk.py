"""A workstation process as a test drives it."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ANSWER_S = 30.0


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
        _, errors = await asyncio.wait_for(process.communicate(), ANSWER_S)
        self.stderr += errors
        assert process.returncode == 0, errors.decode()[-2000:]

    async def settled(self, *, within_s: float = ANSWER_S) -> dict[str, Any]:
        """Wait until nothing is left to send or fetch."""
        deadline = asyncio.get_running_loop().time() + within_s
        await self.ask("sync_now")
        while True:
            status = await self.ask("status")
            if status["waiting"] == 0 and status["state"] == "synced":
                return status
            assert asyncio.get_running_loop().time() < deadline, status
            await asyncio.sleep(0.1)

    def _write(self, line: str) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())

    async def _read(self) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), ANSWER_S)
        if not line:
            assert self._process.stderr is not None
            errors = (await self._process.stderr.read()).decode()
            raise AssertionError(f"the desk ended: {errors[-2000:]}")
        return json.loads(line)
