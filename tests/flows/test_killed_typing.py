"""kill -9 while somebody types: at most the last second of it is lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.security.audit_signer import HmacAuditSigner
from app.storage.database import Database
from app.storage.store import LocalStore
from tests.factories import DESK_ID, USER_ID
from tests.flows.typing_process import FIELD, KEY, SystemTime

SEED, KILLS = 7, 2
MOST_LOST_S = 1.0


def typed_until_killed(path: Path, *, every_ms: int, after_s: float) -> list[float]:
    """The moments of the keystrokes before the process was killed."""
    command = [sys.executable, "-m", "tests.flows.typing_process", str(path), str(every_ms)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as typing:
        assert typing.stdout is not None
        assert typing.stdout.readline().startswith("1 ")
        time.sleep(after_s)
        typing.kill()
        rest = typing.stdout.read()
    lines = [line.split() for line in rest.splitlines() if line.count(" ") == 1]
    return [float(moment) for _, moment in lines if "." in moment]


def kept(path: Path) -> str:
    store = LocalStore(
        Database(path, KEY),
        clock=SystemTime(),  # type: ignore[arg-type]
        signer=HmacAuditSigner(KEY),
        workstation_id=DESK_ID,
    )
    try:
        with store.reader() as reader:
            found = reader.drafts.of_user(USER_ID)
        return found[0].content["typed"][FIELD] if found else ""  # type: ignore[index,no-any-return]
    finally:
        store.close()


@pytest.mark.row("F2", "A3")
@pytest.mark.timeout(120)
@pytest.mark.parametrize("every_ms", [40, 450], ids=["without a pause", "with pauses"])
def test_a_kill_while_typing_loses_at_most_a_second(tmp_path: Path, every_ms: int) -> None:
    chance = random.Random(SEED)
    lost: list[float] = []
    for kill in range(KILLS):
        path = tmp_path / f"{kill}.db"
        moments = typed_until_killed(path, every_ms=every_ms, after_s=chance.uniform(1.5, 2.5))
        text = kept(path)
        assert text, "nothing was kept"
        # The first keystroke is not among the moments.
        missing = moments[len(text) - 1 :]
        lost.append(moments[-1] - missing[0] if missing else 0.0)
    print(f"seed={SEED} kills={KILLS} every={every_ms} ms lost={[round(one, 2) for one in lost]} s")
    assert max(lost) <= MOST_LOST_S
