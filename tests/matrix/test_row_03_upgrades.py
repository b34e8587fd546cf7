"""Row 3, upgrade: killed at any statement, an older desk has the old or the new schema, whole."""

from __future__ import annotations

import itertools
import os
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from app.bootstrap.desk import open_desk
from app.bootstrap.home import Home
from app.domain.errors import ClinicError
from app.schema.upgrade import LOCAL_HEAD, upgrade_local
from app.security.keyslots import open_slots
from app.storage import store
from tests.matrix.frame import Extent
from tests.matrix.killed_keys import NEW, on_each_statement, ring_of
from tests.matrix.material import raw_connection
from tests.matrix.older_desk import OLDER, step_back
from tests.matrix.test_row_03_key_changes import CI, SOAK, check, copy_of, killer, opening, pattern
from tests.security.conftest import CHEAP, PASSPHRASE

__all__ = ["killer", "pattern"]
pytestmark = [pytest.mark.row("F3"), pytest.mark.skipif(os.name != "posix", reason="forks, kills")]
LONGEST_LAG_US = 3000
Killer = Callable[..., int]


@dataclass(frozen=True, slots=True)
class Upgrade:
    """An older desk, and how many statements its upgrade runs: counted, not guessed."""

    home: Path
    statements: int


@pytest.fixture(scope="module")
def older(pattern: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same desk with its patient and people, left by a program of some versions ago."""
    home = copy_of(pattern, tmp_path_factory.mktemp("older"))
    desk = open_desk(home, PASSPHRASE, user="sara", kdf=CHEAP, keystore=ring_of(home))
    step_back(desk, tmp_path_factory.mktemp("scratch"))
    return home


@pytest.fixture(scope="module")
def upgrade(older: Path, tmp_path_factory: pytest.TempPathFactory) -> Upgrade:
    """The upgrade undisturbed: the desk is at the newest schema after it, and proven."""
    home, seen = copy_of(older, tmp_path_factory.mktemp("counted")), itertools.count()

    def counted(connection: Connection) -> None:
        on_each_statement(connection, lambda: next(seen))
        upgrade_local(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "upgrade_local", counted)
        open_desk(home, PASSPHRASE, user="sara", kdf=CHEAP, keystore=ring_of(home)).close()
    assert revision_of(home) == LOCAL_HEAD
    check(home, "upgrade")
    return Upgrade(older, next(seen))


def revision_of(home: Path) -> str:
    """Which version of the schema a desk's file is at, for whoever has its key. The check comes
    back with the recovery code and a new passphrase."""
    ways = [opening(home, open_slots, passphrase=one) for one in (PASSPHRASE, NEW)]
    (found,) = [one for one in ways if one is not None]
    raw = raw_connection(Home(home).database, found.keys.database_key)
    (revision,) = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    raw.close()
    return str(revision)


def order_of(statements: int) -> list[int]:
    """Every statement of an upgrade once, by number, and its end: the end and the first at first,
    so that few kills see both schemas, too."""
    others = list(range(1, statements))
    Random(3).shuffle(others)
    return [statements, 0, *others]


def moment_of(seed: int, order: Sequence[int]) -> tuple[int, int]:
    """Which statement a kill of a seed comes at, and how long after it began; 0 is before it.

    One round over all after the other, and each in turn before it and within it.
    """
    turn, at = divmod(seed, len(order))
    is_before = (turn + at) % 2 == 0
    return order[at], 0 if is_before else Random(seed).randrange(1, LONGEST_LAG_US)


def test_killed_upgrade_leaves_the_old_schema_or_the_new_one(
    upgrade: Upgrade,
    killer: Killer,
    share: Extent,
    report: Callable[..., None],
    tmp_path: Path,
) -> None:
    landed: Counter[str] = Counter()
    at: set[int] = set()
    order, opened = order_of(upgrade.statements), 0
    for seed in share.seeds(ci=CI, soak=SOAK):
        step, lag_us = moment_of(seed, order)
        home = copy_of(upgrade.home, tmp_path / str(seed))
        assert killer("upgrade", home, lag_us, step) >= 0, "it ended before it was killed"
        landed[revision_of(home)] += 1
        at.add(step)
        check(home, "upgrade")
        assert revision_of(home) == LOCAL_HEAD
        opened += 1
        shutil.rmtree(home.parent)
    kills = sum(landed.values())
    report(
        3, kind="upgrade", kills=kills, statements=upgrade.statements, at=len(at),
        old=landed[OLDER], new=landed[LOCAL_HEAD], lost=kills - opened,
    )  # fmt: skip
    assert set(landed) <= {OLDER, LOCAL_HEAD}, "a kill left half of the steps"
    assert kills < CI or len(landed) == 2, "the kills came all before its end, or all after it"


def test_control_upgrade_that_keeps_each_step_is_found(
    upgrade: Upgrade, killer: Killer, report: Callable[..., None], tmp_path: Path
) -> None:
    """The same kills, of an upgrade whose statements are no transaction: some leave a half."""
    outcomes: Counter[str] = Counter()
    for step in range(0, upgrade.statements, max(1, upgrade.statements // CI)):
        home = copy_of(upgrade.home, tmp_path / str(step))
        assert killer("upgrade-in-parts", home, 0, step) >= 0
        outcomes["whole" if is_whole(home) else "lost"] += 1
    report(3, seed="none", control="upgrade in parts", kills=outcomes.total(), **outcomes)
    assert outcomes["lost"]


def is_whole(home: Path) -> bool:
    """What the test above asks of a killed desk."""
    if revision_of(home) not in (OLDER, LOCAL_HEAD):
        return False
    try:
        check(home, "upgrade")
    except (ClinicError, SQLAlchemyError, AssertionError):
        return False
    return True
