"""Why a server gives no answer is found step by step, and never takes long."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from app.bootstrap.reaching import why_unreached
from app.ui.first_run.answers import Unreached


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.fixture
def closed() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def test_a_server_that_never_speaks_is_silent(silent: int):
    why = why_unreached(f"https://127.0.0.1:{silent}", None, timeout_s=0.2)
    assert why is Unreached.SILENT


def test_a_port_where_nobody_listens(closed: int):
    assert why_unreached(f"http://127.0.0.1:{closed}", None) is Unreached.NOBODY_LISTENS


def test_a_name_that_does_not_exist():
    assert why_unreached("https://nowhere.invalid", None) is Unreached.NO_SUCH_NAME


def test_a_server_that_is_there_by_now_gives_no_reason(silent: int):
    assert why_unreached(f"http://127.0.0.1:{silent}", None) is Unreached.UNKNOWN
