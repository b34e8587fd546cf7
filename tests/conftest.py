"""What every test has: Qt without a screen, a keyring in memory, no stray network settings."""

from __future__ import annotations

import gc
import logging
import os
import re
import sys
import tempfile
import threading
import warnings
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("NO_PROXY", "*")
# A busy computer is no fault of the program: what tests start says nothing of slow statements.
os.environ.setdefault("CLINIC_DESK_DB_SLOW_MS", "60000")
# Programs that tests start keep their crash file there, not among the developer's own.
os.environ["XDG_STATE_HOME"] = str(Path(tempfile.gettempdir()) / "clinic-desk-tests-state")

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from app.bootstrap.collecting import collect_due
from app.domain import permissions
from app.domain.permissions import Permission, Rule
from app.logs import PhiFilter
from tests.matrix.frame import pytest_addoption, pytest_terminal_summary
from tests.memory_keyring import MemoryKeyring
from tests.waiting import PatientBot

__all__ = ["pytest_addoption", "pytest_terminal_summary"]

# How long an example takes says nothing of the program where the computer is busy.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


LONGEST = (
    "matrix/test_row_15_lock.py",
    "benchmarks/test_command.py",
    "matrix/test_row_07_audit_tamper.py",
    "test_house.py",
    "storage/test_cache_reads.py",
    "matrix/test_row_04_failing_disk.py",
    "demo/test_tour.py",
    "flows/test_two_workstations.py",
    "flows/test_day_at_the_desk.py",
    "bootstrap/test_locking.py",
    "matrix/test_row_21_many_connections.py",
    "storage/test_killed_filing.py",
    "demo/test_stopped.py",
    "server/test_killed_requests.py",
)
"""The files that take half a minute and more: on several processes they begin first, or the last of
them would run while the others have nothing left to do."""


def pytest_configure(config: pytest.Config) -> None:
    """pytest-xdist would begin with the files of the most tests: the longest have few."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        here = Path(__file__).parent
        rank = {here / name: number for number, name in enumerate(LONGEST)}
        items.sort(key=lambda item: rank.get(item.path, len(rank)))


def pytest_collection_finish() -> None:
    """Spare the collector what stays until the end: modules and thousands of collected tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Collect between tests of widgets, not within: what a test drops goes as it does at a desk."""
    if "qapp" not in getattr(item, "fixturenames", ()):
        return (yield)
    gc.disable()
    try:
        return (yield)
    finally:
        collect_due()
        gc.enable()


_MADE_UP = re.compile("[0-9a-f]{32}")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Tests have the same names in every process, also with identifiers and bytes made up here."""
    is_made_up = isinstance(val, str) and _MADE_UP.fullmatch(val)
    return argname if is_made_up or (isinstance(val, bytes) and len(val) >= 16) else None


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> PatientBot:
    """pytest-qt's, which waits for a signal as long as a busy computer needs."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def memory_keyring() -> Iterator[MemoryKeyring]:
    """No test ever touches the real keyring."""
    import keyring

    before = keyring.get_keyring()
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """What the program's start does to the logs ends with the test that starts it."""
    root, add_handler = logging.getLogger(), logging.Logger.addHandler
    kept = (root.level, logging.raiseExceptions, logging.lastResort, root.handlers[:])
    hooks = (sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning)
    yield
    if logging.Logger.addHandler is add_handler:
        return
    logging.Logger.addHandler = add_handler  # type: ignore[method-assign]
    root.setLevel(kept[0])
    logging.raiseExceptions, logging.lastResort, root.handlers[:] = kept[1:]
    sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning = hooks
    for handler in root.handlers:  # those of pytest are the same in every test
        for one in handler.filters[:]:
            if isinstance(one, PhiFilter):
                handler.removeFilter(one)


@pytest.fixture(scope="session")
def clinic_data() -> Path:
    """The folder of real input; tests that need it skip where it is absent."""
    folder = Path(
        os.environ.get("CLINIC_DESK_DATA", Path(__file__).parents[1] / ".." / "shared" / "data")
    )
    if not folder.is_dir():
        pytest.skip("the folder of real input is absent (set CLINIC_DESK_DATA)")
    return folder.resolve()


@pytest.fixture
def nobody_overrides(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A clinic whose matrix lets the front desk book, but over no other visit."""
    row = {**permissions.MATRIX[Permission.SCHEDULE_OVERRIDE], "front_desk": Rule.NO}
    with monkeypatch.context() as patched:
        patched.setattr(
            permissions, "MATRIX", {**permissions.MATRIX, Permission.SCHEDULE_OVERRIDE: row}
        )
        permissions.is_account_allowed.cache_clear()
        yield
    permissions.is_account_allowed.cache_clear()
