"""Homes that are made in a moment: the same keys, with a cheap passphrase stretching."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.bootstrap import founding
from app.bootstrap.headless import Desk, create_home, open_desk
from app.security.keyring_store import KeyMode, KeyModeChoice
from app.security.passphrase import KdfParameters

CHEAP = KdfParameters(memory_kib=8, passes=1, lanes=1)
PASSPHRASE = "correct horse battery staple"
NO_KEYRING = KeyModeChoice(KeyMode.PASSPHRASE, None, "the tests' pattern has none")


@pytest.fixture(scope="session")
def pattern_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed desk to copy: making one takes longer than most tests.

    In passphrase mode, whatever keyring the test that asks first has put in place.
    """
    folder = tmp_path_factory.mktemp("pattern") / "desk"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(founding, "choose_mode", lambda: NO_KEYRING)
        create_home(folder, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP)
    return folder


@pytest.fixture
def home(pattern_home: Path, tmp_path: Path) -> Path:
    """A desk of a new clinic in passphrase mode."""
    folder = tmp_path / "desk"
    shutil.copytree(pattern_home, folder)
    return folder


@pytest.fixture
def opened(home: Path) -> Iterator[Callable[..., Desk]]:
    """Opens the desk; what a test leaves open is closed afterwards."""
    desks: list[Desk] = []

    def open_it(**options: object) -> Desk:
        desks.append(open_desk(home, PASSPHRASE, kdf=CHEAP, **options))  # type: ignore[arg-type]
        return desks[-1]

    yield open_it
    for desk in desks:
        desk.close()
