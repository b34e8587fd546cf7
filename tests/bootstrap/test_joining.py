"""A code brings a workstation into its clinic, with the clinic's key and under the right names.

The network is replaced by a ledger of what was asked; the flow tests join over real sockets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from app.bootstrap.headless import Desk, invite, join_home, open_desk
from app.domain.errors import ConfigurationError, RequestRefused
from app.domain.ids import new_id
from app.domain.remote_ports import Tokens
from app.domain.staff import Clinic, User, Workstation
from app.protocol.messages import (
    InviteReply,
    InviteRequest,
    JoinOffer,
    JoinReply,
    JoinRequest,
    JoinStart,
    TokenReply,
)
from app.security.join_code import hash_proof, new_join_code
from app.security.passphrase import derive_auth_key
from tests.bootstrap.conftest import CHEAP, PASSPHRASE

URL = "https://clinic.example"
SERVER_USER = new_id()


@dataclass
class Ledger:
    """What a server would know."""

    offers: dict[str, JoinOffer] = field(default_factory=dict[str, JoinOffer])
    joined: list[JoinRequest] = field(default_factory=list[JoinRequest])
    fails: bool = False


class FakeClient:
    """Answers like the API client, from the ledger."""

    ledger: ClassVar[Ledger]

    def __init__(self, base_url: str, *, token_store: Any, **_more: object) -> None:
        self.base_url, self._tokens = base_url, token_store

    async def __aenter__(self) -> FakeClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def aclose(self) -> None:
        pass

    async def join_offer(self, start: JoinStart) -> JoinOffer:
        return self.ledger.offers[hash_proof(start.proof)]

    async def join(self, request: JoinRequest) -> JoinReply:
        if self.ledger.fails:
            raise RequestRefused(409, "already_enrolled")
        self.ledger.joined.append(request)
        offer = self.ledger.offers.pop(hash_proof(request.proof))
        tokens = TokenReply("access", "refresh", 300, request.user_id, offer.role)
        expires = datetime(2030, 1, 1, tzinfo=UTC)
        self._tokens.store(Tokens(access="access", refresh="refresh", access_expires_at=expires))
        user_id = SERVER_USER if offer.user_exists else request.user_id
        return JoinReply(request.clinic_id, user_id, "device-token", tokens)

    async def invite(self, request: InviteRequest) -> InviteReply:
        desk = self.ledger.joined[0]
        self.ledger.offers[request.proof_hash] = JoinOffer(
            desk.clinic_id,
            desk.clinic_name,
            request.sealed_clinic_key,
            request.username,
            request.role,
            request.username == "sara",
            SERVER_USER if request.username == "sara" else "",
        )
        return InviteReply("2030-01-01T00:00:00Z")


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setattr("app.api.client.ApiClient", FakeClient)
    FakeClient.ledger = Ledger()
    return FakeClient.ledger


def _starting_code(ledger: Ledger) -> str:
    code = new_join_code()
    ledger.offers[code.proof_hash] = JoinOffer("", "Nordlicht", "", "sara", "admin", False)
    return str(code)


async def _join(folder: Path, code: str, username: str = "sara") -> Desk:
    await join_home(folder, URL, code, username, PASSPHRASE, kdf=CHEAP)
    return open_desk(folder, PASSPHRASE, kdf=CHEAP)


async def _invited(desk: Desk, username: str, role: str = "front_desk") -> str:
    return (await invite(desk, username=username, role=role)).code


async def test_an_existing_desk_takes_its_clinic_to_the_server(home: Path, ledger: Ledger):
    desk = await _join(home, _starting_code(ledger))
    request = ledger.joined[0]
    assert (request.clinic_id, request.user_id, request.device_id) == (
        desk.context.clinic_id,
        desk.context.user_id,
        desk.context.workstation_id,
    )
    assert desk.server_url == URL
    assert desk.fact("device_token") == "device-token"
    tokens = desk.tokens.load()
    assert tokens is not None
    assert tokens.refresh == "refresh"
    desk.close()


async def test_a_starting_code_makes_a_clinic_on_a_new_desk(tmp_path: Path, ledger: Ledger):
    desk = await _join(tmp_path / "new", _starting_code(ledger))
    assert (desk.clinic.name, desk.user.role) == ("Nordlicht", "admin")
    desk.close()


async def test_a_second_desk_gets_the_clinics_key_and_its_own_database_key(
    tmp_path: Path, ledger: Ledger
):
    first = await _join(tmp_path / "one", _starting_code(ledger))
    second = await _join(tmp_path / "two", await _invited(first, "tom"), "tom")
    assert second.keys.clinic_key == first.keys.clinic_key
    assert second.keys.audit_key == first.keys.audit_key
    assert second.keys.database_key != first.keys.database_key
    assert second.context.clinic_id == first.context.clinic_id
    assert second.context.workstation_id != first.context.workstation_id
    first.close()
    second.close()


async def test_a_second_desk_adds_itself_and_its_new_user_but_no_second_clinic(
    tmp_path: Path, ledger: Ledger
):
    first = await _join(tmp_path / "one", _starting_code(ledger))
    second = await _join(tmp_path / "two", await _invited(first, "tom", "billing"), "tom")
    with second.store.reader() as reader:
        assert reader.records(Clinic).get(second.context.clinic_id) is None
        assert reader.records(Workstation).get(second.context.workstation_id) is not None
        user = reader.records(User).get(second.context.user_id)
    assert user is not None
    assert (user.username, user.role, second.context.role) == ("tom", "billing", "billing")
    assert second.clinic.name == "Nordlicht"
    first.close()
    second.close()


async def test_a_user_the_clinic_knows_keeps_their_identifier(tmp_path: Path, ledger: Ledger):
    first = await _join(tmp_path / "one", _starting_code(ledger))
    second = await _join(tmp_path / "two", await _invited(first, "sara", "admin"))
    assert second.context.user_id == SERVER_USER
    assert (second.user.role, second.context.role) == ("admin", "front_desk")
    with second.store.reader() as reader:
        assert reader.records(User).get(SERVER_USER) is None
    first.close()
    second.close()


@pytest.mark.row("F3")
async def test_the_server_sees_neither_passphrase_nor_clinic_key(tmp_path: Path, ledger: Ledger):
    first = await _join(tmp_path / "one", _starting_code(ledger))
    await _invited(first, "tom")
    said = repr(ledger)
    assert PASSPHRASE not in said
    assert first.keys.clinic_key.hex() not in said
    assert ledger.joined[0].auth_key == derive_auth_key(
        PASSPHRASE, first.context.clinic_id, "sara", kdf=CHEAP
    )
    first.close()


async def test_a_desk_joins_once(home: Path, ledger: Ledger):
    (await _join(home, _starting_code(ledger))).close()
    with pytest.raises(ConfigurationError, match="already"):
        await _join(home, _starting_code(ledger))


async def test_a_desk_of_another_clinic_is_refused(home: Path, tmp_path: Path, ledger: Ledger):
    first = await _join(tmp_path / "one", _starting_code(ledger))
    code = await _invited(first, "sara")
    first.close()
    with pytest.raises(ConfigurationError, match="another clinic"):
        await _join(home, code)


async def test_a_code_for_somebody_else_is_refused(tmp_path: Path, ledger: Ledger):
    with pytest.raises(ConfigurationError, match="somebody else"):
        await _join(tmp_path / "new", _starting_code(ledger), "mallory")
    assert not (tmp_path / "new").exists()


async def test_a_refusal_by_the_server_leaves_a_new_folder_free(tmp_path: Path, ledger: Ledger):
    ledger.fails = True
    code = _starting_code(ledger)
    with pytest.raises(RequestRefused):
        await _join(tmp_path / "new", code)
    ledger.fails = False
    (await _join(tmp_path / "new", code)).close()


async def test_a_refusal_by_the_server_leaves_an_existing_desk_as_it_was(
    home: Path, ledger: Ledger
):
    ledger.fails = True
    with pytest.raises(RequestRefused):
        await _join(home, _starting_code(ledger))
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP)
    assert desk.server_url == ""
    desk.close()
