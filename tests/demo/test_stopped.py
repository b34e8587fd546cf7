"""A demo that is told to stop, or killed, leaves no server, no database and no folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.bootstrap.scratch import scratch_folder
from tests.waiting import PATIENCE_S, wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


TOLD_WHEN_SHOWN = """
import sys
from PySide6.QtCore import QTimer
from app.cli import main
from app.ui.first_run.window import FirstRunWindow

def shown(window, event):
    QTimer.singleShot(0, lambda: print("shown", flush=True))  # Qt waits for events from here on

FirstRunWindow.showEvent = shown
sys.exit(main())
"""


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder of its own, with a short path as sockets need one."""
    folder = Path(tempfile.mkdtemp(prefix="cd-stop-"))
    folder.chmod(0o755)
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _demo(place: Path, *options: str) -> subprocess.Popen[str]:
    """A demo whose server runs already."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "demo", "--patients", "60", *options],
        env={**os.environ, "TMPDIR": str(place), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "a clinic of 60 patients" in line:
            break
    assert _serving(place)
    return process


def _serving(place: Path) -> list[str]:
    """Commands of processes that work in this folder, and of application servers of the demo."""
    found: list[str] = []
    for process in psutil.process_iter(["cmdline"]):
        command = " ".join(process.info["cmdline"] or [])
        if str(place) in command:
            found.append(command)
    return found


def _children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_stop_it_clears_everything(place: Path, number: int) -> None:
    process = _demo(place, "--headless")
    children = _children(process)
    process.send_signal(number)
    out, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert out.splitlines()[-1] == "clinic-desk: interrupted"
    assert not [one for one in children if one.is_running()]
    assert _serving(place) == []
    assert list(place.glob("clinic-desk-demo-*")) == []


def test_killed_its_servers_end_and_the_next_one_removes_the_folder(place: Path) -> None:
    process = _demo(place)
    children = _children(process)
    assert len(children) >= 2
    process.kill()
    process.communicate()
    wait_until(lambda: not any(one.is_running() for one in children))
    wait_until(lambda: _serving(place) == [])
    (left,) = place.glob("clinic-desk-demo-*")
    with scratch_folder("clinic-desk-demo-") as mine:
        assert not left.exists()
        with scratch_folder("clinic-desk-demo-"):
            assert mine.exists()


def test_a_database_without_keeper_is_stopped_by_the_next_demo(place: Path) -> None:
    """Both the demo and the process that keeps its database are killed."""
    process = _demo(place, "--headless")
    for child in _children(process):
        child.kill()
    process.kill()
    process.communicate()
    assert _serving(place)
    with scratch_folder("clinic-desk-demo-"):
        wait_until(lambda: _serving(place) == [])


def test_an_open_demo_window_ends_at_once_when_told(place: Path) -> None:
    """Qt waits for events and runs no Python: the signal must wake it."""
    process = _demo(place)
    children = _children(process)
    assert process.stdout is not None
    for line in process.stdout:
        if "Opening the window" in line:
            break
    time.sleep(2.5)
    process.terminate()
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert not [one for one in children if one.is_running()]
    assert list(place.glob("clinic-desk-demo-*")) == []


def test_the_window_without_a_clinic_ends_at_ctrl_c(place: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", TOLD_WHEN_SHOWN, "--home", str(place / "none")],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "shown\n"
    process.send_signal(signal.SIGINT)
    try:
        _, said = process.communicate(timeout=PATIENCE_S)
    finally:
        process.kill()
    assert (process.returncode, said) == (130, "clinic-desk: interrupted\n")
