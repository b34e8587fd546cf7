"""PostgreSQL's account: made once, by whoever comes first, with any PATH."""

from __future__ import annotations

import os
import pwd
import secrets
import subprocess
import sys
from collections.abc import Iterator

import pytest

from app.bootstrap import postgres_account
from app.bootstrap.postgres_account import ensure_account
from app.domain.errors import ConfigurationError

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root makes accounts"
)
MAKE = "import sys; from app.bootstrap.postgres_account import ensure_account as e; e(sys.argv[1])"


@pytest.fixture
def name() -> Iterator[str]:
    chosen = f"cd-test-{secrets.token_hex(4)}"
    yield chosen
    subprocess.run(["/usr/sbin/userdel", chosen], check=False, capture_output=True)


def test_two_programs_at_once_make_it_though_their_path_names_no_tools_for_root(name: str) -> None:
    bare = {**os.environ, "PATH": "/usr/bin:/bin"}
    both = [subprocess.Popen([sys.executable, "-c", MAKE, name], env=bare) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert pwd.getpwnam(name).pw_uid != 0
    ensure_account(name)  # a third finds it


def test_a_computer_that_makes_no_accounts_says_so(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_account, "_FOLDERS", "/nowhere")
    with pytest.raises(ConfigurationError, match="useradd"):
        ensure_account(name)
