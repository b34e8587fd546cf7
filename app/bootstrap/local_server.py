"""A PostgreSQL and the reference server, each a child process, for the demo and for benchmarks.

Both children hold a pipe from this process and end when it does, even when it is killed.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

from app.bootstrap.local_database import APP_ROLE, LocalDatabase, require_wheel
from app.domain.errors import ConfigurationError

_START_S = 60.0
_STOP_S = 10.0
_PROGRAM = (sys.executable, "-m", "app")


class LocalServer:
    """Use it in a `with`: inside, url answers; afterwards nothing is left running or on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._database = LocalDatabase(folder / "postgres")
        self._process: subprocess.Popen[bytes] | None = None
        self._app_dsn = ""
        self.port = 0

    @property
    def url(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def owner_dsn(self) -> str:
        """The database as its owner."""
        return self._database.owner_dsn

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
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  (our own program, no shell)
                [*_PROGRAM, "server", "--port", str(self.port), "--stop-at-eof"],
                env=self.environment(with_owner=True),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # it ends by its pipe, after the desks have closed
            )
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
        if process.stdin is not None:
            process.stdin.close()

    def close(self) -> None:
        """End the server and its database."""
        self.stop()
        self._database.stop()

    def invite(self, clinic: str, user: str) -> str:
        """The code that starts a clinic on this server."""
        done = subprocess.run(  # noqa: S603  (our own program, no shell)
            [*_PROGRAM, "server", "invite", "--clinic", clinic, "--user", user],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        words = done.stdout.split()
        if done.returncode != 0 or not words:
            raise ConfigurationError("server", "gave no invitation: " + done.stderr[-300:])
        return words[-1]

    def environment(self, *, with_owner: bool = False) -> dict[str, str]:
        """Addresses of databases travel in the environment: arguments are for everybody to see."""
        dsns = {"CLINIC_DESK_DSN": self._app_dsn}
        dsns["CLINIC_DESK_FILES"] = str((self._folder / "files").resolve())
        if with_owner:
            dsns["CLINIC_DESK_OWNER_DSN"] = self.owner_dsn
        return {**os.environ, **dsns}

    def _start_database(self) -> None:
        require_wheel()
        self._folder.mkdir(parents=True)
        if sys.platform != "win32" and os.geteuid() == 0:
            # PostgreSQL refuses to run as root and gets a user of its own then: let it in.
            for folder in (self._folder, self._folder.parent):
                folder.chmod(0o755)
        with (self._folder / "postgres.log").open("ab") as log:
            self._database.start(log)
        where = self.owner_dsn.partition("@")[2]
        self._app_dsn = f"postgresql://{APP_ROLE}@{where}"

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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
