"""People come and go at a desk, and each change is the administrator's, audited and lasting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.bootstrap import members
from app.bootstrap.facts import CREDENTIAL_FACT, SERVER_KEY_FACT
from app.bootstrap.headless import Desk, create_home, open_desk
from app.bootstrap.home import Home
from app.bootstrap.members import add_member, post_due_credentials, remove_member
from app.bootstrap.own_keys import change_own_passphrase, change_pin, enable_pin, remove_pin
from app.bootstrap.switching import prove
from app.domain.errors import (
    AccountClosed,
    AuditTrailBroken,
    InvalidValue,
    KeyAccessError,
    PermissionDenied,
    PinDisabled,
    RequestRefused,
    Unreachable,
    WrongPassphrase,
)
from app.domain.ids import RecordId, UserId
from app.domain.staff import Role, User
from app.security.attempts import attempts_at
from app.security.keyslots import read_users
from app.security.passphrase import derive_auth_key
from app.services import preferences
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.security.conftest import MemoryKeyStore

pytestmark = pytest.mark.row("F3", "E9")
TOMS = "another person's long passphrase"
PIN, OTHER = "483915", "904627"
Open = Callable[..., Desk]


@pytest.fixture
def keyring() -> MemoryKeyStore:
    return MemoryKeyStore()


@pytest.fixture
def folder(tmp_path: Path, keyring: MemoryKeyStore) -> Path:
    made = tmp_path / "desk"
    create_home(made, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keyring)
    return made


@pytest.fixture
def at_desk(folder: Path, keyring: MemoryKeyStore) -> Iterator[Open]:
    desks: list[Desk] = []

    def open_it(user: str = "sara", **options: Any) -> Desk:
        for one in desks:
            one.close()
        secret = {"sara": PASSPHRASE, "tom": TOMS}[user]
        desks.append(open_desk(folder, secret, user=user, kdf=CHEAP, keystore=keyring, **options))
        return desks[-1]

    yield open_it
    for desk in desks:
        desk.close()


def add_tom(desk: Desk, role: str = Role.FRONT_DESK) -> User:
    return add_member(desk, username="tom", role=role, passphrase=TOMS, kdf=CHEAP)


def actions(desk: Desk) -> list[str]:
    return [one for (one,) in desk.store.database.writer.all("SELECT action FROM audit")]


def last_denial(desk: Desk) -> tuple[Any, ...]:
    """Who was denied last, in which role, and what."""
    sql = "SELECT lower(hex(actor_id)), role, fields FROM audit WHERE action = 'deny' ORDER BY seq"
    return tuple(desk.store.database.writer.all(sql)[-1])


def test_new_person_unlocks_the_desk_with_their_own_passphrase(at_desk: Open) -> None:
    desk = at_desk()
    user = add_tom(desk, Role.BILLING)
    keys = desk.keys
    theirs = at_desk("tom")
    assert theirs.keys == keys
    assert (theirs.user.id, theirs.context.role) == (user.id, Role.BILLING)
    assert "user_added" in actions(theirs)
    assert at_desk("sara").keys == keys


def test_who_works_here_is_shown_to_no_role_that_may_not_see_it(at_desk: Open) -> None:
    desk = at_desk()
    assert [one.username for one in members.members(desk)] == ["sara"]
    desk.context = replace(desk.context, role="janitor")
    with pytest.raises(PermissionDenied):
        members.members(desk)
    assert last_denial(desk)[1:] == ("janitor", '["user.view"]')


def test_new_persons_record_is_on_its_way_to_the_server(at_desk: Open) -> None:
    desk = at_desk()
    before = desk.store.statistics().pending.waiting
    user = add_tom(desk)
    assert desk.store.statistics().pending.waiting == before + 1
    key = derive_auth_key(TOMS, desk.context.clinic_id, "tom", kdf=CHEAP)
    assert desk.fact(SERVER_KEY_FACT + user.id) == desk.fact(CREDENTIAL_FACT + user.id) == key


DEEDS: dict[str, Callable[[Desk], object]] = {
    "add": lambda desk: add_member(
        desk, username="eve", role=Role.ADMIN, passphrase=TOMS + "!", kdf=CHEAP
    ),
    "remove": lambda desk: remove_member(desk, username="sara"),
    "enable": lambda desk: enable_pin(desk, username="sara"),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_only_administrators_change_who_works_here(at_desk: Open, deed: str) -> None:
    add_tom(at_desk())
    desk = at_desk("tom")
    with pytest.raises(PermissionDenied):
        DEEDS[deed](desk)
    assert actions(desk)[-1] == "deny"
    assert {one.username for one in read_users(Home(desk.home).key_slots)} == {"sara", "tom"}


@pytest.mark.parametrize(
    ("name", "role", "passphrase"),
    [
        ("SARA", Role.FRONT_DESK, TOMS),
        ("", Role.FRONT_DESK, TOMS),
        ("tom", "boss", TOMS),
        ("tom", Role.FRONT_DESK, "short"),
    ],
)
def test_refused_addition_leaves_no_record_behind(
    at_desk: Open, name: str, role: str, passphrase: str
) -> None:
    desk = at_desk()
    with pytest.raises(InvalidValue):
        add_member(desk, username=name, role=role, passphrase=passphrase, kdf=CHEAP)
    assert len(members.members(desk)) == 1


def test_addition_that_was_killed_before_the_slot_is_finished_by_another(
    at_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    desk = at_desk()
    monkeypatch.setattr(members, "add_user", killed)
    with pytest.raises(KeyboardInterrupt):
        add_tom(desk)
    monkeypatch.undo()
    add_tom(at_desk())
    found = members.members(at_desk("tom"))
    assert [(one.username, one.has_slot) for one in found] == [("sara", True), ("tom", True)]


def test_removed_person_is_out_and_everybody_else_in(at_desk: Open) -> None:
    desk = at_desk()
    tom = add_tom(desk)
    old = desk.keys
    desk = remove_member(desk, username="TOM")
    assert desk.keys.clinic_key != old.clinic_key
    assert {"user_removed", "keys_rotated"} <= set(actions(desk))
    with desk.store.reader() as reader:
        record = reader.records(User).get(RecordId(tom.id))
    assert record is not None
    assert not record.is_active
    desk.close()
    with pytest.raises(KeyAccessError, match="no slot"):
        at_desk("tom")
    at_desk("sara")


def test_nothing_a_removed_person_chose_or_could_take_back_stays(at_desk: Open) -> None:
    desk = at_desk()
    tom = add_tom(desk)
    for user_id in (tom.id, desk.context.user_id):
        chose(desk, user_id)
    desk = remove_member(desk, username="tom")
    assert desk.fact(f"preferences:{tom.id}") is None
    assert desk.fact(f"preferences:{desk.context.user_id}") is not None


def chose(desk: Desk, user_id: str) -> None:
    """Somebody works at the desk, and what they did can be taken back."""
    context = replace(desk.context, user_id=UserId(RecordId(user_id)))
    begin = desk.store.unit_of_work
    steps = {"steps_done": [{"kind": "visit moved"}], "theme": "dark"}
    desk.worker.submit(lambda: preferences.keep(begin, context, changes=steps)).result()


def test_killed_removal_is_finished_at_the_next_opening(
    at_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = at_desk()
    add_tom(desk)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Desk, "with_new_keys", killed)
    with pytest.raises(KeyboardInterrupt):
        remove_member(desk, username="tom")
    monkeypatch.undo()
    with pytest.raises(AccountClosed):
        at_desk("tom")
    assert [one.username for one in read_users(Home(desk.home).key_slots)] == ["sara"]
    at_desk("sara")


def test_closed_account_is_not_given_a_slot_again(at_desk: Open) -> None:
    desk = at_desk()
    add_tom(desk)
    desk = remove_member(desk, username="tom")
    with pytest.raises(InvalidValue, match="closed"):
        add_tom(desk)
    desk.close()


@pytest.mark.parametrize("name", ["sara", "nobody"])
def test_oneself_and_strangers_cannot_be_removed(at_desk: Open, name: str) -> None:
    desk = at_desk()
    with pytest.raises(InvalidValue):
        remove_member(desk, username=name)
    assert len(read_users(Home(desk.home).key_slots)) == 1


@pytest.mark.parametrize("name", ["sar\u0430", "5 \u200b", "\uff54om"])
def test_name_that_is_not_what_it_seems_is_refused(at_desk: Open, name: str) -> None:
    with pytest.raises(InvalidValue, match="username"):
        add_member(at_desk(), username=name, role="billing", passphrase=TOMS, kdf=CHEAP)


def test_name_that_looks_like_a_colleagues_is_refused(at_desk: Open) -> None:
    desk = at_desk()
    add_tom(desk)
    with pytest.raises(InvalidValue, match="looks like"):
        add_member(desk, username="\u0442\u043e\u043c", role="billing", passphrase=TOMS, kdf=CHEAP)


class Api:
    """A server that takes or refuses credentials."""

    def __init__(self, *answers: Exception | None) -> None:
        self.answers = list(answers)
        self.given: list[dict[str, str]] = []

    async def set_credential(self, **given: str) -> None:
        self.given.append(given)
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer


def with_api(desk: Desk, api: Api) -> Desk:
    return cast("Desk", SimpleNamespace(**{**vars(desk), "api": api, "fact": desk.fact,
                                           "set_fact": desk.set_fact}))  # fmt: skip


async def test_due_credential_is_posted_once(at_desk: Open) -> None:
    desk = at_desk()
    user = add_tom(desk, Role.CLINICIAN)
    key = desk.fact(CREDENTIAL_FACT + user.id)
    api = Api()
    assert await post_due_credentials(with_api(desk, api)) == 1
    assert await post_due_credentials(with_api(desk, api)) == 0
    assert api.given == [
        {
            "user_id": user.id,
            "username": "tom",
            "auth_key": key,
            "present_key": "",
            "role": "clinician",
        }
    ]


async def test_refused_or_lost_credential_stays_due(at_desk: Open) -> None:
    desk = at_desk()
    user = add_tom(desk)
    api = Api(RequestRefused(403, "role_not_allowed"), Unreachable())
    assert await post_due_credentials(with_api(desk, api)) == 0
    with pytest.raises(Unreachable):
        await post_due_credentials(with_api(desk, api))
    assert desk.fact(CREDENTIAL_FACT + user.id) is not None


def test_pin_switches_the_user_of_an_open_desk(at_desk: Open, keyring: MemoryKeyStore) -> None:
    add_tom(at_desk(), Role.CLINICIAN)
    change_pin(at_desk("tom"), PIN, kdf=CHEAP)
    desk = at_desk("sara")
    context = prove(desk, username="tom", pin=PIN)
    assert (context.role, context.clinic_id) == (Role.CLINICIAN, desk.context.clinic_id)
    assert context.session_id != desk.context.session_id
    with pytest.raises(WrongPassphrase):
        prove(desk, username="tom", pin=OTHER)
    assert actions(desk)[-1] == "sign_in_failed"


def test_administrator_acts_as_one_after_a_fresh_proof_only(at_desk: Open) -> None:
    desk = at_desk()
    tom = add_tom(desk)
    assert desk.context.role == Role.FRONT_DESK
    admin = prove(desk, username="sara", passphrase=PASSPHRASE, acting=Role.ADMIN)
    assert admin.role == Role.ADMIN
    with pytest.raises(PermissionDenied):
        prove(desk, username="tom", passphrase=TOMS, acting=Role.ADMIN)
    assert last_denial(desk) == (tom.id, Role.FRONT_DESK, '["act as admin"]')
    with pytest.raises(PermissionDenied):
        at_desk("tom", acting=Role.ADMIN)
    assert last_denial(at_desk("sara")) == (tom.id, Role.FRONT_DESK, '["act as admin"]')


def test_administrator_enables_a_pin_that_failed_too_often(
    at_desk: Open, keyring: MemoryKeyStore
) -> None:
    tom = add_tom(at_desk())
    change_pin(at_desk("tom"), PIN, kdf=CHEAP)
    desk = at_desk("sara")
    item = next(name for name in keyring.secrets if "pin-attempts" in name)
    keyring.secrets[item] = b"[10,0.0,0.0]"
    with pytest.raises(PinDisabled):
        prove(desk, username="tom", pin=PIN)
    enable_pin(desk, username="tom")
    assert prove(desk, username="tom", pin=PIN).user_id == tom.id
    state = attempts_at(Home(desk.home).key_slots, keyring).state("pin", UserId(tom.id))
    assert (state.failures, state.is_disabled) == (0, False)


def test_user_who_took_over_an_open_desk_changes_their_own_pin(at_desk: Open) -> None:
    add_tom(at_desk())
    desk = at_desk("sara")
    tom = prove(desk, username="tom", passphrase=TOMS)
    change_pin(desk, PIN, context=tom, kdf=CHEAP)
    assert prove(desk, username="tom", pin=PIN).user_id == tom.user_id
    has_pin = {one.username: one.has_pin for one in read_users(Home(desk.home).key_slots)}
    assert has_pin == {"sara": False, "tom": True}


def test_own_pin_and_passphrase_change_and_leave_their_events(at_desk: Open, folder: Path) -> None:
    desk = at_desk()
    change_pin(desk, PIN, kdf=CHEAP)
    change_pin(desk, OTHER, kdf=CHEAP)
    change_own_passphrase(desk, old=PASSPHRASE, new=TOMS)
    with pytest.raises(WrongPassphrase):
        prove(desk, username="sara", pin=PIN)
    assert prove(desk, username="sara", passphrase=TOMS).user_id == desk.context.user_id
    remove_pin(desk)
    with pytest.raises(KeyAccessError, match="no PIN"):
        prove(desk, username="sara", pin=OTHER)
    said = [one for one in actions(desk) if "pin" in one or "passphrase" in one]
    assert said == ["pin_changed", "pin_changed", "passphrase_changed", "pin_removed"]


@pytest.mark.parametrize("new", [PASSPHRASE, "short"])
def test_passphrase_is_not_exchanged_for_itself_or_a_weak_one(at_desk: Open, new: str) -> None:
    with pytest.raises(InvalidValue):
        change_own_passphrase(at_desk(), old=PASSPHRASE, new=new)
    at_desk()


def test_change_that_cannot_be_audited_does_not_happen(at_desk: Open) -> None:
    desk = at_desk()
    before = Home(desk.home).key_slots.read_bytes()
    desk.store.freeze()
    for change in (
        lambda: change_pin(desk, PIN, kdf=CHEAP),
        lambda: change_own_passphrase(desk, old=PASSPHRASE, new=TOMS),
        lambda: add_tom(desk),
    ):
        with pytest.raises(AuditTrailBroken):
            change()
    assert Home(desk.home).key_slots.read_bytes() == before
