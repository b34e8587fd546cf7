"""Keys at the server: an administrator gives and resets them, everybody changes their own."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import NeedsLogin, RequestRefused
from app.domain.ids import new_id
from app.protocol.messages import TokenReply
from tests.factories import a_patient
from tests.server.people import colleague, lines, record_of, trail
from tests.server_fixtures import AUTH_KEY, RunningServer, TestDesk, second_desk

pytestmark = pytest.mark.row("E9")
NEW_KEY = "b2" * 32


async def sign_in(at: TestDesk, username: str, key: str) -> TokenReply:
    return await at.api.login(
        clinic_id=at.clinic_id, username=username, auth_key=key, device_token=at.device_token
    )


async def test_new_user_signs_in_with_the_key_the_administrator_set(clinic: TestDesk) -> None:
    user_id = new_id()
    await clinic.api.set_credential(
        user_id=user_id, username="Cora", auth_key=NEW_KEY, present_key=AUTH_KEY, role="clinician"
    )
    reply = await sign_in(clinic, "cora", NEW_KEY)
    assert (reply.user_id, reply.role) == (user_id, "clinician")


async def test_reset_ends_the_users_sessions_and_the_old_key(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        await clinic.api.set_credential(
            user_id=other.user_id,
            username="bea",
            auth_key=NEW_KEY,
            present_key=AUTH_KEY,
            role="front_desk",
        )
        with pytest.raises(NeedsLogin):  # and not 403: an active user was not shut out
            await other.api.pull("", limit=1)
        with pytest.raises(NeedsLogin):
            await other.api.refresh()
        with pytest.raises(RequestRefused, match="bad_credentials"):
            await sign_in(other, "bea", AUTH_KEY)
        await sign_in(other, "bea", NEW_KEY)
    assert ("credential_set", "user", "front_desk") in await trail(server, clinic)


async def test_reset_under_another_name_shuts_nobody_out(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        await clinic.api.set_credential(
            user_id=other.user_id,
            username="beatrice",
            auth_key=NEW_KEY,
            present_key=AUTH_KEY,
            role="front_desk",
        )
        with pytest.raises(NeedsLogin):
            await other.api.pull("", limit=1)
        await sign_in(other, "beatrice", NEW_KEY)
        await other.api.pull("", limit=1)


async def test_reset_lets_somebody_in_again(server: RunningServer, clinic: TestDesk) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        await clinic.api.revoke_user(user_id=other.user_id)
        await clinic.api.set_credential(
            user_id=other.user_id,
            username="bea",
            auth_key=NEW_KEY,
            present_key=AUTH_KEY,
            role="billing",
        )
        assert (await sign_in(other, "bea", NEW_KEY)).role == "billing"


async def test_own_key_is_changed_and_only_ones_other_sessions_end(
    server: RunningServer, clinic: TestDesk
) -> None:
    elsewhere = await second_desk(server, clinic)
    try:
        await clinic.api.set_credential(
            user_id=clinic.user_id, username="sara", auth_key=NEW_KEY, present_key=AUTH_KEY
        )
        await clinic.api.pull("", limit=1)
        await clinic.api.refresh()
        with pytest.raises(NeedsLogin):
            await elsewhere.api.pull("", limit=1)
        await sign_in(elsewhere, "sara", NEW_KEY)
    finally:
        await elsewhere.api.aclose()


@pytest.mark.parametrize(
    "changes",
    [{"role": "admin"}, {"username": "other"}, {"user_id": None}],
    ids=["own role", "own name", "somebody else's key"],
)
async def test_nobody_raises_themselves(
    server: RunningServer, clinic: TestDesk, changes: dict[str, Any]
) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        fields = {
            "user_id": other.user_id,
            "username": "bea",
            "auth_key": NEW_KEY,
            "present_key": AUTH_KEY,
            **changes,
        }
        fields["user_id"] = fields["user_id"] or clinic.user_id
        with pytest.raises(RequestRefused, match="role_not_allowed"):
            await other.api.set_credential(**fields)
        await other.push(other.create(a_patient()))
        assert (await sign_in(other, "bea", AUTH_KEY)).role == "front_desk"


async def test_administrator_does_not_change_their_own_role(clinic: TestDesk) -> None:
    with pytest.raises(RequestRefused, match="role_not_allowed"):
        await clinic.api.set_credential(
            user_id=clinic.user_id,
            username="sara",
            auth_key=NEW_KEY,
            present_key=AUTH_KEY,
            role="front_desk",
        )


async def test_name_of_somebody_else_is_taken(clinic: TestDesk) -> None:
    with pytest.raises(RequestRefused, match="username_taken"):
        await clinic.api.set_credential(
            user_id=new_id(),
            username=" SARA ",
            auth_key=NEW_KEY,
            present_key=AUTH_KEY,
            role="billing",
        )


@pytest.mark.parametrize(
    "changes",
    [
        {"auth_key": "short"},
        {"role": "owner"},
        {"role": ""},
        {"username": " "},
        {"username": "a\n"},
    ],
)
async def test_what_makes_no_account_is_refused(clinic: TestDesk, changes: dict[str, str]) -> None:
    fields = {
        "username": "cora",
        "auth_key": NEW_KEY,
        "present_key": AUTH_KEY,
        "role": "billing",
        **changes,
    }
    with pytest.raises(RequestRefused, match="400"):
        await clinic.api.set_credential(user_id=new_id(), **fields)


async def test_account_of_the_same_identifier_in_another_clinic_is_untouched(
    server: RunningServer, clinic: TestDesk
) -> None:
    from tests.server_fixtures import start_clinic

    stranger = await start_clinic(server)
    try:
        await stranger.api.set_credential(
            user_id=clinic.user_id,
            username="mallory",
            auth_key=NEW_KEY,
            present_key=AUTH_KEY,
            role="admin",
        )
    finally:
        await stranger.api.aclose()
    assert (await sign_in(clinic, "sara", AUTH_KEY)).role == "admin"


async def test_key_is_kept_as_a_slow_hash_only(server: RunningServer, clinic: TestDesk) -> None:
    await clinic.api.set_credential(
        user_id=clinic.user_id, username="sara", auth_key=NEW_KEY, present_key=AUTH_KEY
    )
    (kept,) = await lines(
        server, "SELECT password_hash FROM credential WHERE user_id = $1::uuid", clinic.user_id
    )
    assert kept[0].startswith("$argon2id$")
    assert NEW_KEY not in kept[0]


async def test_user_without_a_key_yet_works_by_the_record_an_administrator_made(
    server: RunningServer, clinic: TestDesk
) -> None:
    """They were added at a desk that was offline: what they entered is not refused for good."""
    person = TestDesk(clinic.api, clinic.tokens, _join_request(clinic))
    person.user_id, person.username = new_id(), "dan"
    await record_of(person, clinic, role="clinician")
    result = await clinic.push_one(clinic.create(a_patient(), actor_id=person.user_id))
    assert result.status == "applied"
    unknown = await clinic.push_one(clinic.create(a_patient(), actor_id=new_id()))
    assert (unknown.status, unknown.code) == ("blocked", "actor_not_here")


@pytest.mark.parametrize("whose", ["one's own", "a colleague's"])
async def test_stolen_token_changes_no_key(
    server: RunningServer, clinic: TestDesk, whose: str
) -> None:
    """A token lives ten minutes; a key lives on. Whoever asks shows their present one."""
    async with colleague(server, clinic, role="front_desk") as bea:
        victim = clinic if whose == "one's own" else bea
        fields = {"user_id": victim.user_id, "username": victim.username, "auth_key": NEW_KEY}
        for guess in ("", "0" * 64, NEW_KEY):
            with pytest.raises(RequestRefused) as refused:
                await clinic.api.set_credential(**fields, present_key=guess)
            assert (refused.value.status, refused.value.reason) == (403, "key_not_proven")
        await bea.api.pull("", limit=1)  # nobody's session ended
        await sign_in(victim, victim.username, AUTH_KEY)
        told = [line for line in await trail(server, clinic) if line[0] == "deny"]
        assert told == [("deny", "user", "key_not_proven")] * 3
        await clinic.api.set_credential(**fields, present_key=AUTH_KEY)
        await sign_in(victim, victim.username, NEW_KEY)


def _join_request(clinic: TestDesk) -> Any:
    from types import SimpleNamespace

    return SimpleNamespace(
        clinic_id=clinic.clinic_id, user_id="", device_id=clinic.device_id, username=""
    )
