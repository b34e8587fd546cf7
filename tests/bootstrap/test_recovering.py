"""A forgotten passphrase costs nothing but the recovery code, once."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.bootstrap.headless import Desk, create_home, open_desk
from app.bootstrap.members import add_member
from app.bootstrap.recovering import make_recovery_code, recover_desk
from app.domain.changes import Origin
from app.domain.errors import (
    AuditTrailBroken,
    InvalidValue,
    PermissionDenied,
    WrongPassphrase,
)
from app.domain.patient import Patient
from app.settings import load_settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient
from tests.security.conftest import MemoryKeyStore

pytestmark = pytest.mark.row("F3")
NEW = "a quite different passphrase"


@pytest.fixture(params=["keyring", "passphrase"])
def keyring(request: pytest.FixtureRequest) -> MemoryKeyStore | None:
    return MemoryKeyStore() if request.param == "keyring" else None


@pytest.fixture
def folder(tmp_path: Path, keyring: MemoryKeyStore | None) -> Path:
    made = tmp_path / "guarded"
    create_home(made, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keyring)
    return made


def opened(folder: Path, passphrase: str, keyring: MemoryKeyStore | None) -> Desk:
    return open_desk(folder, passphrase, kdf=CHEAP, keystore=keyring)


def code_for(folder: Path, keyring: MemoryKeyStore | None) -> str:
    return make_recovery_code(
        folder, PASSPHRASE, settings=load_settings(), keystore=keyring, kdf=CHEAP
    )


def recover(folder: Path, code: str, keyring: MemoryKeyStore | None, new: str = NEW) -> None:
    recover_desk(folder, code, new, settings=load_settings(), keystore=keyring)


def test_clinic_is_there_again_with_a_new_passphrase(
    folder: Path, keyring: MemoryKeyStore | None
) -> None:
    desk = opened(folder, PASSPHRASE, keyring)
    patient = a_patient()
    with desk.store.unit_of_work(desk.context) as uow:
        uow.add(patient)
    desk.close()
    recover(folder, code_for(folder, keyring), keyring)
    desk = opened(folder, NEW, keyring)
    with desk.store.reader() as reader:
        assert reader.records(Patient).get(patient.id) is not None
    actions = desk.store.database.writer.all("SELECT action FROM audit ORDER BY seq")
    desk.close()
    assert [one for (one,) in actions if "recover" in one] == ["recovery_code_made", "recovered"]
    with pytest.raises(WrongPassphrase):
        opened(folder, PASSPHRASE, keyring)


def test_another_desks_code_changes_nothing(
    folder: Path, keyring: MemoryKeyStore | None, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    create_home(other, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keyring)
    code_for(folder, keyring)
    with pytest.raises(WrongPassphrase):
        recover(folder, code_for(other, keyring), keyring)
    opened(folder, PASSPHRASE, keyring).close()


def test_weak_new_passphrase_is_refused_before_the_code_is_tried(
    folder: Path, keyring: MemoryKeyStore | None
) -> None:
    code = code_for(folder, keyring)
    with pytest.raises(InvalidValue):
        recover(folder, code, keyring, new="short")
    opened(folder, PASSPHRASE, keyring).close()


def test_desk_whose_keyring_was_lost_works_again(tmp_path: Path) -> None:
    keyring = MemoryKeyStore()
    folder = tmp_path / "guarded"
    create_home(folder, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keyring)
    opened(folder, PASSPHRASE, keyring).close()
    code, empty = code_for(folder, keyring), MemoryKeyStore()
    recover(folder, code, empty)
    desk = opened(folder, NEW, empty)
    with desk.store.unit_of_work(desk.context) as uow:
        uow.add(a_patient())
    assert not desk.trail.is_broken
    desk.close()


def test_code_is_left_as_it_was_on_a_desk_for_reading_only(tmp_path: Path) -> None:
    keyring = MemoryKeyStore()
    folder = tmp_path / "guarded"
    create_home(folder, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keyring)
    code = code_for(folder, keyring)
    for name in [name for name in keyring.secrets if name.endswith("audit-anchor")]:
        keyring.delete(name)
    with pytest.raises(AuditTrailBroken):
        code_for(folder, keyring)
    recover(folder, code, keyring)


THEIRS = "quiet harbour lantern 9"


@pytest.fixture
def shared(folder: Path, keyring: MemoryKeyStore | None) -> Path:
    """A desk where Bea of the front desk works beside its administrator."""
    with closing(opened(folder, PASSPHRASE, keyring)) as desk:
        add_member(desk, username="bea", role="front_desk", passphrase=THEIRS, kdf=CHEAP)
    return folder


def code_made_by(folder: Path, user: str, secret: str, keyring: MemoryKeyStore | None) -> str:
    return make_recovery_code(
        folder, secret, user=user, settings=load_settings(), keystore=keyring, kdf=CHEAP
    )


def test_front_desk_makes_no_code_that_opens_the_administrators_slot(
    shared: Path, keyring: MemoryKeyStore | None
) -> None:
    code = code_made_by(shared, "sara", PASSPHRASE, keyring)
    with pytest.raises(PermissionDenied):
        code_made_by(shared, "bea", THEIRS, keyring)
    desk = open_desk(shared, THEIRS, user="bea", kdf=CHEAP, keystore=keyring)
    last = desk.store.database.writer.all("SELECT action FROM audit ORDER BY seq DESC LIMIT 1")
    desk.close()
    assert last == [("deny",)]
    # The administrator's code on paper still is the one that counts, for Bea too.
    recover_desk(shared, code, NEW, user="bea", settings=load_settings(), keystore=keyring)


def test_an_administrator_makes_the_code_in_that_role(
    shared: Path, keyring: MemoryKeyStore | None
) -> None:
    code_made_by(shared, "sara", PASSPHRASE, keyring)
    desk = open_desk(shared, PASSPHRASE, user="sara", kdf=CHEAP, keystore=keyring)
    found = desk.store.database.writer.all(
        "SELECT role FROM audit WHERE action = 'recovery_code_made'"
    )
    desk.close()
    assert found == [("admin",)]


def test_whoever_is_alone_at_a_desk_makes_its_code_in_any_role(
    folder: Path, keyring: MemoryKeyStore | None
) -> None:
    desk = opened(folder, PASSPHRASE, keyring)
    with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
        uow.save(replace(desk.user, role="front_desk"))
    desk.close()
    assert code_for(folder, keyring)
