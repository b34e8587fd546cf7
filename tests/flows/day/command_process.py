"""`clinic-desk` as somebody types it at a workstation of the day, whose keyring is a file.

Started as `python -m tests.flows.day.command_process KEYRING HOUR COMMAND…`.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from app import cli
from app.bootstrap import desk, opening, restoring
from app.security.keyring_store import KeyMode, KeyModeChoice
from tests.flows.day.parts import FileKeyStore, SetClock


def main() -> int:
    """Run the command; its exit code."""
    keyring = FileKeyStore(Path(sys.argv[1]))
    opening.system_keyring = restoring.system_keyring = lambda: keyring
    restoring.choose_mode = lambda: KeyModeChoice(KeyMode.KEYRING, keyring)
    clock = SetClock(datetime.fromisoformat(sys.argv[2]))
    desk.SystemClock = restoring.SystemClock = lambda: clock
    return cli.main(sys.argv[3:])


if __name__ == "__main__":
    sys.exit(main())
