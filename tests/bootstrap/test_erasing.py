"""A desk is ended by its keys: what is left opens for nobody, and a kill is simply repeated."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.bootstrap import erasing
from app.bootstrap.erasing import Erased, erase_home
from app.bootstrap.headless import create_home, open_desk
from app.bootstrap.home import Home
from app.bootstrap.own_keys import change_pin
from app.domain.changes import Origin
from app.domain.drafts import DraftKey
from app.domain.errors import (
    ConfigurationError,
    KeyringUnavailable,
    PermissionDenied,
    WrongPassphrase,
)
from app.domain.permissions import Permission
from app.domain.staff import Role
from app.settings import load_settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.security.conftest import MemoryKeyStore

pytestmark = pytest.mark.row("F3")


@pytest.fixture
def keyring() -> MemoryKeyStore:
    return MemoryKeyStore()


@pytest.fixture
def folder(tmp_path: Path, keyring: MemoryKeyStore) -> Path:
    made = tmp_path / "desk"
    create_home(made, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keyring)
    desk = open_desk(made, PASSPHRASE, kdf=CHEAP, keystore=keyring)
    change_pin(desk, "483915", kdf=CHEAP)
    desk.tokens.store(None)
    desk.close()
    return made


def left_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


async def erase(
    folder: Path, keyring: MemoryKeyStore, passphrase: str = PASSPHRASE, *, force: bool = True
) -> Erased:
    return await erase_home(
        folder,
        passphrase,
        is_forced=force,
        settings=load_settings(),
        keystore=keyring,
        kdf=CHEAP,
    )


async def test_nothing_is_left_in_folder_and_keyring(folder: Path, keyring: MemoryKeyStore) -> None:
    erased = await erase(folder, keyring)
    assert erased.lost > 0
    assert left_in(folder) == []
    assert keyring.secrets == {}
    create_home(folder, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keyring)


async def test_copy_made_before_opens_no_more(
    folder: Path, keyring: MemoryKeyStore, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    await erase(folder, keyring)
    with pytest.raises(KeyringUnavailable):
        open_desk(copy, PASSPHRASE, kdf=CHEAP, keystore=keyring)


async def test_unsent_changes_keep_a_desk_from_being_erased(
    folder: Path, keyring: MemoryKeyStore
) -> None:
    with pytest.raises(ConfigurationError, match="never sent"):
        await erase(folder, keyring, force=False)
    open_desk(folder, PASSPHRASE, kdf=CHEAP, keystore=keyring).close()


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE outbox SET state = 'quarantined'", "1 changes the server refused$"),
        ("UPDATE outbox SET state = 'conflicted'", "1 changes in conflict$"),
        ("", "1 unfinished forms$"),
    ],
)
async def test_what_is_nowhere_else_keeps_a_desk_from_being_erased(
    sql: str, words: str, folder: Path, keyring: MemoryKeyStore
) -> None:
    desk = open_desk(folder, PASSPHRASE, kdf=CHEAP, keystore=keyring)

    def leave_one() -> None:
        with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
            desk.store.database.writer.run("UPDATE outbox SET state = 'acked'")
            if sql:
                first = " WHERE n = (SELECT min(n) FROM outbox)"
                desk.store.database.writer.run(sql + first)
            else:
                key = DraftKey(desk.context.user_id, "patient", "new")
                uow.drafts.put(key, {"city": "Oslo"})

    desk.worker.submit(leave_one).result()
    desk.close()
    with pytest.raises(ConfigurationError, match=words):
        await erase(folder, keyring, force=False)
    assert (await erase(folder, keyring)).lost == 1


async def test_wrong_passphrase_and_wrong_role_erase_nothing(
    folder: Path, tmp_path: Path, keyring: MemoryKeyStore
) -> None:
    with pytest.raises(WrongPassphrase):
        await erase(folder, keyring, "a wrong passphrase entirely")
    other = tmp_path / "other"
    create_home(
        other, "Nordlicht", "tom", PASSPHRASE, kdf=CHEAP, keystore=keyring, role=Role.BILLING
    )
    with pytest.raises(PermissionDenied):
        await erase(other, keyring)
    open_desk(folder, PASSPHRASE, kdf=CHEAP, keystore=keyring).close()
    desk = open_desk(other, PASSPHRASE, kdf=CHEAP, keystore=keyring)
    trail = desk.store.database.writer.all("SELECT action, fields FROM audit ORDER BY seq")
    desk.close()
    assert ("deny", f'["{Permission.DESK_ERASE}"]') in [tuple(one) for one in trail]


class Killed(BaseException):
    """Stands for kill -9."""


@pytest.mark.parametrize(
    ("where", "name"),
    [(Home, "mark_unfinished"), (erasing, "_forget"), (Home, "clear")],
    ids=lambda part: getattr(part, "__name__", part),
)
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_interrupted_erasing_is_finished_by_the_next(
    folder: Path,
    keyring: MemoryKeyStore,
    where: object,
    name: str,
    moment: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = getattr(where, name)

    def killed(*arguments: object) -> None:
        if moment == "after":
            real(*arguments)
        raise Killed

    monkeypatch.setattr(where, name, killed)
    with pytest.raises(Killed):
        await erase(folder, keyring)
    monkeypatch.undo()
    if "desk.json" in left_in(folder):
        await erase(folder, keyring)
    assert left_in(folder) == []
    assert not [name for name in keyring.secrets if "device-secret" in name]
