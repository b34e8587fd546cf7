"""Whoever takes an open desk over has an account that stands, and keys that are this desk's."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.bootstrap.headless import create_home, open_desk
from app.bootstrap.home import Home
from app.bootstrap.own_keys import change_pin
from app.bootstrap.switching import prove
from app.domain.errors import AccountClosed, KeySlotsDamaged
from app.domain.staff import Role, User
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.bootstrap.test_members import PIN, TOMS, Open, add_tom, at_desk, folder, keyring
from tests.security.conftest import MemoryKeyStore

__all__ = ["at_desk", "folder", "keyring"]
pytestmark = pytest.mark.row("A3", "F3")


@pytest.mark.parametrize("secret", [{"pin": PIN}, {"passphrase": TOMS}], ids=["pin", "passphrase"])
@pytest.mark.parametrize("how", ["closed", "deleted"])
def test_account_that_was_ended_elsewhere_takes_no_desk_over(
    at_desk: Open, how: str, secret: dict[str, str]
) -> None:
    """Its slot is still here: the change came while the desk was open."""
    tom = add_tom(at_desk())
    change_pin(at_desk("tom"), PIN, kdf=CHEAP)
    desk = at_desk()
    assert prove(desk, username="tom", **secret).user_id == tom.id
    with desk.store.unit_of_work(replace(desk.context, role=Role.ADMIN)) as uow:
        if how == "deleted":
            uow.delete(User, tom.id)
        else:
            stored = uow.records(User).get(tom.id)
            assert stored is not None
            uow.save(replace(stored, is_active=False))
    with pytest.raises(AccountClosed):
        prove(desk, username="tom", **secret)


def test_slots_of_another_desk_take_no_desk_over(
    at_desk: Open, keyring: MemoryKeyStore, tmp_path: Path
) -> None:
    """Same name, same passphrase, same computer, put in this desk's place while it is open."""
    other = tmp_path / "other"
    create_home(other, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keyring)
    open_desk(other, PASSPHRASE, kdf=CHEAP, keystore=keyring).close()
    desk = at_desk()
    path = Home(desk.home).key_slots
    own = path.read_bytes()
    shutil.copy(Home(other).key_slots, path)
    with pytest.raises(KeySlotsDamaged):
        prove(desk, username="sara", passphrase=PASSPHRASE)
    path.write_bytes(own)
    prove(desk, username="sara", passphrase=PASSPHRASE)
