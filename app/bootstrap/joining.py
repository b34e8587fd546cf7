"""Bring a desk to a clinic's server with a join code; inviting.py makes one."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap.desk import Desk, open_desk
from app.bootstrap.exporting import proven_key
from app.bootstrap.facts import SERVER_CA_FACT, SERVER_KEY_FACT
from app.bootstrap.founding import Member, create_home
from app.bootstrap.home import Home, HomeLock, SystemClock
from app.bootstrap.leasing import LeaseGuard
from app.domain.errors import (
    ConfigurationError,
    DeviceRevoked,
    NeedsLogin,
    RequestRefused,
    UpgradeRequired,
    WrongPassphrase,
)
from app.domain.ids import ClinicId, RecordId, UserId, WorkstationId, new_id
from app.domain.ports import Clock, KeyStore
from app.domain.remote_ports import Tokens, TokenStore
from app.protocol.messages import JoinOffer, JoinReply, JoinRequest, JoinStart
from app.security.join_code import JoinCode, open_clinic_key, parse_join_code
from app.security.passphrase import KEYRING_KDF, KdfParameters, derive_auth_key
from app.settings import Settings, load_settings, require_protected

if TYPE_CHECKING:
    from app.api.client import ApiClient


async def join_home(
    home: Path,
    server_url: str,
    code: str,
    username: str,
    passphrase: str,
    *,
    workstation_name: str = "",
    clock: Clock | None = None,
    kdf: KdfParameters | None = None,
    keystore: KeyStore | None = None,
    settings: Settings | None = None,
    ca_file: Path | None = None,
) -> None:
    """Make a folder a desk of a clinic on a server; a desk that exists keeps its data.

    A code that starts a clinic takes an existing desk's clinic to the server, or makes a new one;
    a code from a clinic brings its key. ca_file is the certificate of the clinic's own authority,
    which the desk keeps. Raises InvalidValue (code, passphrase, authority), ApiError,
    KeyAccessError, ConfigurationError where code and desk are of different clinics.
    """
    options = settings or load_settings()
    if options.is_production:
        require_protected("server", server_url)
    door = _Door(
        home=home,
        server_url=server_url.rstrip("/"),
        code=parse_join_code(code),
        username=username,
        passphrase=passphrase,
        workstation_name=workstation_name or socket.gethostname(),
        clock=clock or SystemClock(),
        kdf=kdf,
        keystore=keystore,
        settings=options,
        ca_pem=await asyncio.to_thread(_authority, ca_file),
    )
    await door.enter()


class _JoinedElsewhere(ConfigurationError):
    """The user came into being at another desk while this one was made."""

    def __init__(self) -> None:
        super().__init__(
            "user",
            "was added at another desk meanwhile: empty the folder and join with a fresh code",
        )


_REFUSALS = (
    RequestRefused,
    NeedsLogin,
    DeviceRevoked,
    UpgradeRequired,
    _JoinedElsewhere,
)
"""Answers of our own server after which it has certainly not enrolled what was made here."""


_BEGUN_OTHERWISE = (
    "this join was begun with another one: type that, or empty the folder and use a fresh code"
)


class _MemoryTokens:
    """Tokens until the desk they belong to exists."""

    def __init__(self) -> None:
        self.tokens: Tokens | None = None

    def load(self) -> Tokens | None:
        """The tokens given last."""
        return self.tokens

    def store(self, tokens: Tokens | None) -> None:
        """Hold tokens."""
        self.tokens = tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class _Door:
    """One workstation in front of one clinic."""

    home: Path
    server_url: str
    code: JoinCode
    username: str
    passphrase: str = field(repr=False)
    workstation_name: str
    clock: Clock
    kdf: KdfParameters | None
    keystore: KeyStore | None
    settings: Settings
    ca_pem: str

    async def enter(self) -> None:
        """Make the desk where there is none, enrol it, and keep what the server gave.

        Everything this computer can refuse comes first. A desk that was made stays where the
        server may have enrolled it unheard: the same join, run again, goes on from there.
        """
        place = Home(self.home)
        is_new = not place.exists
        offer = await self._ask("" if is_new else place.read().workstation_id)
        if offer.username and offer.username.casefold() != self.username.casefold():
            raise ConfigurationError("user", "the code is for somebody else")
        if is_new:
            await asyncio.to_thread(self._make_home, offer)
        try:
            await self._enter_with_desk(offer)
        except _REFUSALS as error:
            is_certain = not isinstance(error, RequestRefused) or bool(error.reason)
            if is_new and is_certain:
                await asyncio.to_thread(self._take_back)
            raise

    def _take_back(self) -> None:
        with HomeLock(self.home):
            Home(self.home).clear()

    async def _ask(self, device_id: str) -> JoinOffer:
        start = JoinStart(lookup=self.code.lookup, proof=self.code.proof, device_id=device_id)
        async with self._client(WorkstationId(new_id()), _MemoryTokens()) as api:
            return await api.join_offer(start)

    def _make_home(self, offer: JoinOffer) -> None:
        create_home(
            self.home,
            offer.clinic_name,
            self.username,
            self.passphrase,
            role=offer.role,
            workstation_name=self.workstation_name,
            clock=self.clock,
            kdf=self.kdf,
            keystore=self.keystore,
            settings=self.settings,
            member=self._member(offer) if offer.clinic_id else None,
            is_joining=True,
        )

    def _member(self, offer: JoinOffer) -> Member:
        clinic_id = ClinicId(RecordId(offer.clinic_id))
        return Member(
            clinic_id=clinic_id,
            user_id=UserId(RecordId(offer.user_id or new_id())),
            workstation_id=WorkstationId(new_id()),
            role=offer.role,
            clinic_key=open_clinic_key(self.code, offer.sealed_clinic_key, clinic_id=clinic_id),
            is_new_user=not offer.user_exists,
        )

    async def _enter_with_desk(self, offer: JoinOffer) -> None:
        desk = await self._open()
        try:
            _check_offer(desk, offer)
            auth_key = await self._auth_key(desk.context.clinic_id)
            public_key, key_proof = await asyncio.to_thread(proven_key, desk)
            reply, tokens = await self._enrol(
                auth_key,
                clinic_id=desk.context.clinic_id,
                clinic_name=desk.clinic.name,
                user_id=desk.context.user_id,
                device_id=desk.context.workstation_id,
                public_key=public_key,
                key_proof=key_proof,
            )
            if reply.user_id != desk.context.user_id:
                raise _JoinedElsewhere
            desk_keeps = partial(self._keep, desk, reply, tokens, auth_key=auth_key)
            await asyncio.to_thread(desk_keeps)
        finally:
            await desk.aclose()

    async def _auth_key(self, clinic_id: str) -> str:
        kdf = self.kdf or KEYRING_KDF
        return await asyncio.to_thread(
            derive_auth_key, self.passphrase, clinic_id, self.username, kdf=kdf
        )

    async def _enrol(
        self,
        auth_key: str,
        *,
        clinic_id: str,
        clinic_name: str,
        user_id: str,
        device_id: WorkstationId,
        public_key: str,
        key_proof: str,
    ) -> tuple[JoinReply, Tokens | None]:
        kept = _MemoryTokens()
        async with self._client(device_id, kept) as api:
            reply = await api.join(
                JoinRequest(
                    lookup=self.code.lookup,
                    proof=self.code.proof,
                    clinic_id=clinic_id,
                    clinic_name=clinic_name,
                    user_id=user_id,
                    username=self.username,
                    auth_key=auth_key,
                    device_id=device_id,
                    device_name=self.workstation_name,
                    public_key=public_key,
                    key_proof=key_proof,
                )
            )
        return reply, kept.tokens

    def _client(self, device_id: WorkstationId, tokens: TokenStore) -> ApiClient:
        from app.api.client import ApiClient

        return ApiClient(
            self.server_url,
            device_id=device_id,
            token_store=tokens,
            clock=self.clock,
            ca_file=None if self.ca_pem else self.settings.server_ca_file,
            ca_pem=self.ca_pem,
        )

    async def _open(self) -> Desk:
        try:
            return await self._open_home()
        except WrongPassphrase:
            if Home(self.home).read().is_joining:
                raise WrongPassphrase(_BEGUN_OTHERWISE) from None
            raise

    async def _open_home(self) -> Desk:
        opening = asyncio.ensure_future(
            asyncio.to_thread(
                open_desk,
                self.home,
                self.passphrase,
                user=self.username,
                clock=self.clock,
                kdf=self.kdf,
                keystore=self.keystore,
                settings=self.settings,
                may_be_joining=True,
            )
        )
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            # A desk that opens after all would hold its folder until the program ends.
            (await opening).close()
            raise

    def _keep(self, desk: Desk, reply: JoinReply, tokens: Tokens | None, *, auth_key: str) -> None:
        desk.tokens.store(tokens)
        desk.set_fact(SERVER_KEY_FACT + desk.context.user_id, auth_key)
        if self.ca_pem:
            desk.set_fact(SERVER_CA_FACT, self.ca_pem)
        desk.connect_to(self.server_url, device_token=reply.device_token, role=reply.tokens.role)
        LeaseGuard(desk).check()  # the first lease is known of, so that its end is noticed


def _authority(ca_file: Path | None) -> str:
    from app.security.authority import read_authority

    return read_authority(ca_file) if ca_file is not None else ""


def _check_offer(desk: Desk, offer: JoinOffer) -> None:
    """Raise ConfigurationError where a code is not for this desk, before it is used up."""
    if desk.server_url and not desk.is_joining:
        raise ConfigurationError(
            "home", "this desk has joined a server already: nothing is left to do"
        )
    if offer.clinic_id and offer.clinic_id != desk.context.clinic_id:
        raise ConfigurationError("home", "the desk belongs to another clinic")
    if not offer.clinic_id and offer.clinic_name.casefold() != desk.clinic.name.casefold():
        raise ConfigurationError(
            "code",
            f"starts the clinic {offer.clinic_name}, but this desk is of {desk.clinic.name}: "
            "ask for a code with that name",
        )
    if offer.user_id and offer.user_id != desk.context.user_id:
        raise _JoinedElsewhere
