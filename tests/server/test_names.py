"""Nobody new is called what a colleague of the clinic seems to be called."""

from __future__ import annotations

import pytest

from app.domain.errors import RequestRefused
from app.domain.ids import new_id
from tests.factories import a_user
from tests.server_fixtures import AUTH_KEY, RunningServer, TestDesk, invite, join, start_clinic

pytestmark = pytest.mark.row("E9")
LIKE_SARA = "ѕага".replace("г", "r")  # Cyrillic but for one letter
CAPA = "сара"
"""All Cyrillic, and "capa" to the eye."""


@pytest.mark.parametrize("where", ["credential", "invite"])
async def test_name_of_two_alphabets_is_refused(clinic: TestDesk, where: str) -> None:
    with pytest.raises(RequestRefused, match="400"):
        await _name(clinic, where, LIKE_SARA)


@pytest.mark.parametrize("where", ["credential", "invite"])
@pytest.mark.parametrize("known", ["account", "record"])
async def test_look_alike_of_a_colleague_is_refused(
    clinic: TestDesk, where: str, known: str
) -> None:
    if known == "account":
        await _name(clinic, "credential", "capa")
    else:
        await clinic.saved(a_user(username="Capa"))
    with pytest.raises(RequestRefused) as refused:
        await _name(clinic, where, CAPA)
    assert (refused.value.status, refused.value.reason) == (409, "username_taken")
    await _name(clinic, "invite", "capa")  # the colleague themselves, at a further desk


async def test_rename_to_a_look_alike_is_refused(clinic: TestDesk) -> None:
    await _name(clinic, "credential", "capa")
    ghost = await _name(clinic, "credential", "ghost")
    with pytest.raises(RequestRefused, match="username_taken"):
        await _name(clinic, "credential", CAPA, user_id=ghost)


async def test_code_made_before_the_colleague_came_lets_no_look_alike_in(
    server: RunningServer, clinic: TestDesk
) -> None:
    code = await invite(clinic, username=CAPA)
    await _name(clinic, "credential", "capa")
    with pytest.raises(RequestRefused, match="username_taken"):
        await join(server, code, clinic_id=clinic.clinic_id, username=CAPA)


async def test_other_clinics_names_are_free(server: RunningServer, clinic: TestDesk) -> None:
    await _name(clinic, "credential", "capa")
    stranger = await start_clinic(server)
    try:
        await _name(stranger, "credential", CAPA)
    finally:
        await stranger.api.aclose()


async def _name(clinic: TestDesk, where: str, name: str, *, user_id: str = "") -> str:
    if where == "invite":
        await invite(clinic, username=name, role="front_desk")
        return ""
    user_id = user_id or new_id()
    await clinic.api.set_credential(
        user_id=user_id,
        username=name,
        auth_key=AUTH_KEY,
        present_key=AUTH_KEY,
        role="front_desk",
    )
    return user_id
