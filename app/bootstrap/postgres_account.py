"""The account that PostgreSQL of the wheel runs as where the program is started by root.

PostgreSQL refuses to run as root. The wheel makes this account by itself, yet finds its tool only
on a PATH that names /usr/sbin, which that of `su` or of a service does not, and two programs
started at once on a new computer stand in one another's way.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

from app.domain.errors import ConfigurationError

_ACCOUNT = "pgserver"
_TRIES = 60
_PAUSE_S = 0.5
_FOLDERS = os.pathsep.join((os.defpath, "/usr/local/sbin", "/usr/sbin", "/sbin"))


def ensure_account(name: str = _ACCOUNT) -> None:
    """Make the account where root starts PostgreSQL and it is not there yet; else do nothing.

    Raises ConfigurationError where the computer makes none.
    """
    if sys.platform == "win32" or os.geteuid() != 0 or _is_there(name):
        return
    tool = shutil.which("useradd", path=_FOLDERS)
    if tool is None:
        raise ConfigurationError("demo", "as root needs `useradd`, or an account of its own")
    for _ in range(_TRIES):
        outcome = subprocess.run(  # noqa: S603  (a fixed tool, no shell)
            [tool, "-s", "/bin/sh", name], capture_output=True, check=False
        )
        if outcome.returncode == 0 or _is_there(name):
            return
        time.sleep(_PAUSE_S)  # another program holds the list of accounts
    raise ConfigurationError("demo", "found no account that PostgreSQL may run as")


def _is_there(name: str) -> bool:
    import pwd

    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
