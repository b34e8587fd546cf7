"""A real S3-speaking server (nanio, with AWS signature version 4) in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.server.object_store import FilesAt

ACCESS_KEY, SECRET_KEY = "clinic-desk", "an-s3-secret-for-tests"
BUCKET = "clinic-files"
START_S = 30.0


class S3Server:
    """One bucket on a free port of 127.0.0.1; it can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / BUCKET).mkdir(parents=True)
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def at(self, *, secret_key: str = SECRET_KEY, bucket: str = BUCKET) -> FilesAt:
        return FilesAt(
            place=f"s3://{bucket}/desk",
            endpoint=self.url,
            access_key=ACCESS_KEY,
            secret_key=secret_key,
        )

    def start(self) -> None:
        options = ["--data-dir", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        keys = {"NANIO_ACCESS_KEY": ACCESS_KEY, "NANIO_SECRET_KEY": SECRET_KEY}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, "serve", *options, "--no-access-log"],
            env={**os.environ, **keys},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_S
        while not self._answers():
            assert self._process.poll() is None, "the S3 server ended"
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait(10)

    def pause(self) -> None:
        """It takes connections and answers nothing, like a machine that hangs."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)

    def objects(self) -> list[Path]:
        top = self.folder / BUCKET
        return sorted(path for path in top.rglob("*") if path.is_file() and _is_object(path, top))

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 0.5).close()
        except OSError:
            return False
        return True


_PROGRAM = "import sys; from nanio.cli import main; sys.exit(main())"


def _is_object(path: Path, top: Path) -> bool:
    return not any(part.startswith(".") for part in path.relative_to(top).parts)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory):
    pytest.importorskip("nanio")
    server = S3Server(tmp_path_factory.mktemp("s3"))
    server.start()
    yield server
    server.kill()
