"""Row 16: after a hard lock no key and no patient is left in the process's memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.bootstrap.headless import open_desk
from app.bootstrap.home import HomeLock
from tests.bootstrap.conftest import CHEAP, PASSPHRASE, pattern_home
from tests.bootstrap.lock_desk import _plant, marker
from tests.waiting import PATIENCE_S

__all__ = ["pattern_home"]
pytestmark = [
    pytest.mark.row("F2", "F3"),
    pytest.mark.skipif(sys.platform != "linux", reason="memory is read through /proc"),
]
PROGRAM = Path(__file__).parent / "ram_program.py"
_CHUNK = 1 << 24


@pytest.fixture
def home(pattern_home: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    shutil.copytree(pattern_home, folder)
    desk = open_desk(folder, PASSPHRASE, kdf=CHEAP)
    try:
        _plant(desk)
    finally:
        desk.close()
    return folder


class Life:
    """The program under scan, and the signs between it and the test."""

    def __init__(self, home: Path, signs: Path) -> None:
        signs.mkdir()
        self._signs = signs
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(home), str(signs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
        )
        assert self.process.stdin is not None
        self.process.stdin.write(PASSPHRASE + "\n")
        self.process.stdin.flush()

    def give(self, sign: str) -> None:
        (self._signs / sign).touch()

    def wait_for(self, sign: str) -> Path:
        end = time.monotonic() + PATIENCE_S
        while not (self._signs / sign).exists():
            assert self.process.poll() is None, "the program ended by itself"
            assert time.monotonic() < end, f"no sign {sign}"
            time.sleep(0.02)
        return self._signs / sign

    def typed(self) -> int:
        """How often the passphrase is found while it stands typed, before anybody signs in."""
        self.wait_for("typed")
        needles = (PASSPHRASE.encode(), PASSPHRASE.encode("utf-16-le"))
        found = self.copies({str(number): one for number, one in enumerate(needles)})
        self.give("scanned")
        return sum(found.values())

    def copies(self, needles: dict[str, bytes]) -> dict[str, int]:
        """How often each needle is in the process's memory now."""
        found = dict.fromkeys(needles, 0)
        for data in self._memory():
            for name, needle in needles.items():
                found[name] += data.count(needle)
        return found

    def _memory(self) -> Iterator[bytes]:
        pid = self.process.pid
        maps = Path(f"/proc/{pid}/maps").read_text("ascii").splitlines()
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            for line in maps:
                span, rights, *_ = line.split()
                if "r" not in rights or "[v" in line:
                    continue
                start, end = (int(part, 16) for part in span.split("-"))
                for at in range(start, end, _CHUNK):
                    try:
                        memory.seek(at)
                        yield memory.read(min(_CHUNK, end - at))
                    except OSError:
                        break


def test_a_hard_lock_leaves_no_key_and_no_patient_in_memory(
    home: Path, tmp_path: Path, report: Callable[..., None]
):
    life = Life(home, tmp_path / "signs")
    try:
        typed = life.typed()
        life.wait_for("open")
        key = (tmp_path / "signs" / "key").read_bytes()
        needles = {
            "key_raw": key,
            "key_hex": key.hex().encode(),
            "patient": marker().encode(),
            "patient_utf16": marker().encode("utf-16-le"),
            "passphrase": PASSPHRASE.encode(),
            "passphrase_utf16": PASSPHRASE.encode("utf-16-le"),
        }
        before = life.copies(needles)
        pid = life.process.pid
        begun = time.monotonic()
        life.give("lock")
        words = life.wait_for("again")
        took_s = time.monotonic() - begun
        after = life.copies(needles)
        assert life.process.pid == pid
        assert life.process.poll() is None
        HomeLock(home).release()  # the desk is nobody's until somebody signs in
        assert "lid" in (words.parent / "words").read_text("utf-8")
        life.give("stop")
        assert life.process.wait(PATIENCE_S) == 0
    finally:
        if life.process.poll() is None:
            life.process.kill()
        life.process.communicate()
    report(
        16,
        typed_passphrase=typed,
        **{f"before_{name}": count for name, count in before.items()},
        **{f"after_{name}": count for name, count in after.items()},
        back_after_s=round(took_s, 1),
    )
    # The control: the scan finds a typed passphrase, and while the desk is open patients and key.
    assert typed > 0
    assert before["patient"] + before["patient_utf16"] > 0
    assert before["key_raw"] + before["key_hex"] > 0
    assert after == dict.fromkeys(needles, 0)
