"""Requests that make sense, one for each operation of the API, as a desk of a clinic sends them.

Random values over a schema hardly ever make a change of a record that is there, at the version it
has: from here come whole requests of that kind, and the same with one thing wrong.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from app.domain.ids import RecordId, new_id
from app.domain.patient import EmergencyContact
from app.domain.treatment import Document
from app.protocol import reports
from app.protocol.codec import to_wire
from app.protocol.messages import (
    CredentialRequest,
    DeviceKeyRequest,
    InviteRequest,
    JoinRequest,
    JoinStart,
    LoginRequest,
    PatientRowsRequest,
    PushRequest,
    RefreshRequest,
)
from app.security.device_key import prove_key
from app.security.join_code import new_join_code, parse_join_code
from tests.factories import a_child, a_patient
from tests.matrix.api_fuzz import HEADERS, ODD, Case
from tests.server.people import private_key, register_key, sign_in, signed_head
from tests.server_fixtures import AUTH_KEY, TestDesk, invite, json_of

FILE = b"{}"
_NAME = hashlib.sha256(FILE).hexdigest()
_WEEK = {"first": "2026-11-16", "last": "2026-11-22"}
QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    (reports.DAY_UTILISATION, _WEEK),
    (reports.NO_SHOW_RATE, {**_WEEK, "by": "MONTH"}),
    (reports.AGING, {"on": "2026-11-22", "currency": "USD"}),
    (reports.COLLECTED_BY_METHOD, {**_WEEK, "currency": "USD"}),
    (reports.RECALL_DUE, {"on": "2026-11-22", "limit": 5}),
)
"""The five reports that are asked for in GraphQL."""
NEEDS_MORE = {("post", "/v1/sync/confirm")}
"""What a server without a standby never says yes to; tests/server/test_nodes.py has one."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One request that fits: what stands in its address, its headers and its body."""

    places: dict[str, str] = field(default_factory=dict[str, str])
    params: dict[str, str] = field(default_factory=dict[str, str])
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: Any = None

    def but(self, chance: random.Random) -> Wish:
        """The same with one thing wrong."""
        kinds = ["headers", "params", *(["places"] * 2 if self.places else [])]
        match chance.choice([*kinds, *(["body"] * 4 if isinstance(self.body, dict) else [])]):
            case "places":
                odd = chance.choice((new_id(), "x", "%00", "0" * 33, "patient", "..", "1" * 7))
                return replace(self, places={**self.places, chance.choice([*self.places]): odd})
            case "params":
                name = chance.choice(("limit", "offset", "order", "select", "cursor", "x"))
                return replace(self, params={name: str(chance.choice(ODD))[:200].strip("\x00")})
            case "body":
                return replace(self, body=_altered(self.body, chance))
            case _:
                return replace(self, headers={**self.headers, **chance.choice(HEADERS)})


def _altered(body: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A copy with one member, at any depth, made odd or taken away."""
    made: Any = json.loads(json.dumps(body))
    at = made
    while True:
        names = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not names:
            return made
        name = chance.choice(names)
        if isinstance(at[name], dict | list) and at[name] and chance.random() < 0.8:
            at = at[name]
            continue
        if chance.random() < 0.2:
            del at[name]
        else:
            at[name] = chance.choice(ODD)
        return made


@dataclass
class Wishes:
    """Makes them for one clinic. spare is a further desk of it, other one that may be shut out."""

    clinic: TestDesk
    other: TestDesk
    spare: TestDesk
    colleague_id: str
    key: str = AUTH_KEY
    """With which the clinic's user signs in at present: a case may have changed it."""
    _count: int = 0
    _seq: int = 0
    _questions: int = 0
    _is_filed: bool = False
    _is_known: bool = False

    async def case(self, number: int, operation: tuple[str, str], *, is_right: bool) -> Case:
        """A case of an operation (method, address) that fits, or nearly."""
        method, template = operation
        self._count += 1
        make = _MAKERS.get(operation)
        wish = Wish() if make is None else await make(self)
        if not is_right:
            wish = wish.but(random.Random(number))
        path = template
        for name, value in wish.places.items():
            path = path.replace(f"{{{name}}}", value)
        raw = wish.body if isinstance(wish.body, bytes) else _json(wish.body)
        return Case(method, template, path, True, False, wish.params, wish.headers, raw)

    async def login(self) -> Wish:
        desk = self.clinic
        who = (desk.clinic_id, desk.username, self.key, desk.device_id, desk.device_token)
        return _said(LoginRequest(*who))

    async def refresh(self) -> Wish:
        await sign_in(self.spare, auth_key=self.key)
        assert self.spare.tokens.tokens is not None
        token = self.spare.tokens.tokens.refresh
        return _said(RefreshRequest(token, self.spare.device_id, new_id()))

    async def head(self) -> Wish:
        if not self._is_known:
            await register_key(self.clinic)
            self._is_known = True
        self._seq += 1
        return _said(signed_head(self.clinic, seq=self._seq, mac="a" * 64, link="b" * 64))

    async def device_key(self) -> Wish:
        place = {"tenant_id": self.clinic.clinic_id, "device_id": self.clinic.device_id}
        self._is_known = True
        return _said(DeviceKeyRequest(*prove_key(private_key(self.clinic), **place)))

    async def device(self) -> Wish:
        return Wish(places={"device_id": self.other.device_id})

    async def user(self) -> Wish:
        return Wish(places={"user_id": self.colleague_id})

    async def credential(self) -> Wish:
        wanted = CredentialRequest("bea", "b2" * 32, self.key, "front_desk")
        return replace(_said(wanted), places={"user_id": self.colleague_id})

    async def invitation(self) -> Wish:
        code = new_join_code()
        who = (f"new{self._count}", "New", "front_desk")
        return _said(InviteRequest(code.lookup, code.proof_hash, "c2VhbGVk", *who))

    async def offer(self) -> Wish:
        code = parse_join_code(await invite(self.clinic, username=f"new{self._count}"))
        return _said(JoinStart(code.lookup, code.proof))

    async def join(self) -> Wish:
        name = f"new{self._count}"
        code = parse_join_code(await invite(self.clinic, username=name, role="front_desk"))
        names = (self.clinic.clinic_id, "Nordlicht Clinic", new_id(), name, AUTH_KEY)
        return _said(JoinRequest(code.lookup, code.proof, *names, new_id(), "Desk"))

    async def put_file(self) -> Wish:
        span = {"Content-Range": f"bytes 0-{len(FILE) - 1}/{len(FILE)}"}
        return Wish(places={"sha256": _NAME}, headers=span, body=FILE)

    async def get_file(self) -> Wish:
        if not self._is_filed:
            person = a_patient()
            about = {"title": "Letter", "media_type": "text/plain"}
            letter = a_child(Document, person, **about, sha256=_NAME, size=len(FILE))
            await self.clinic.api.files.send_part(_NAME, FILE, offset=0, size=len(FILE))
            await self.clinic.saved(person, letter)
            self._is_filed = True
        return Wish(places={"sha256": _NAME})

    async def question(self) -> Wish:
        query, variables = QUESTIONS[self._questions % len(QUESTIONS)]
        self._questions += 1
        return Wish(body={"query": query, "variables": variables})

    async def records(self) -> Wish:
        return Wish(
            places={"entity": "patient"},
            params={"order": "-family_name", "select": "family_name,mrn", "limit": "2"},
        )

    async def query(self) -> Wish:
        where = {"field": "family_name", "operator": "eq", "value": "Okafor"}
        body = {"where": where, "order": ["-mrn"], "limit": 3, "count": True}
        return Wish(places={"entity": "patient"}, body=body)

    async def aggregate(self) -> Wish:
        body = {"by": ["city"], "measures": [{"name": "n", "reckon": "count"}], "limit": 3}
        return Wish(places={"entity": "patient"}, body=body)

    async def creation(self) -> Wish:
        person = a_patient(mrn=f"W{self._count}")
        body = {"id": person.id, "values": to_wire(person)}
        return Wish(places={"entity": "patient"}, headers=self._key(), body=body)

    async def one(self) -> Wish:
        """A record that was just made: nobody has changed or deleted it."""
        person = a_patient(mrn=f"R{self._count}")
        await self.clinic.api.records.create(person)
        return Wish(
            places={"entity": "patient", "record_id": person.id},
            headers={"If-Match": '"1"', **self._key()},
        )

    async def change(self) -> Wish:
        return replace(await self.one(), body={"values": {"city": "Boston"}})

    async def removal(self) -> Wish:
        """Something of a patient's: who is one is removed by three people only."""
        person = a_patient(mrn=f"D{self._count}")
        contact = a_child(EmergencyContact, person, name="Otto")
        for record in (person, contact):
            await self.clinic.api.records.create(record)
        return Wish(
            places={"entity": "emergency_contact", "record_id": contact.id},
            headers={"If-Match": '"1"', **self._key()},
            body={"reason": "entered twice"},
        )

    async def snapshot_part(self) -> Wish:
        found = await self.clinic.api.snapshots.snapshot()
        return Wish(places={"snapshot_id": found.id, "number": "0"})

    async def snapshot(self) -> Wish:
        return Wish(body={"entities": ["patient"]})

    async def chart(self) -> Wish:
        whose = (await self.one()).places["record_id"]
        return _said(PatientRowsRequest(whose))

    async def push(self) -> Wish:
        operation = self.clinic.create(a_patient(mrn=f"P{self._count}"))
        return _said(PushRequest(self.clinic.device_id, new_id(), [operation]))

    async def numbers(self) -> Wish:
        return Wish(body={"size": 2})

    def _key(self) -> dict[str, str]:
        return {"Idempotency-Key": RecordId(new_id())}


_MAKERS: dict[tuple[str, str], Callable[[Wishes], Awaitable[Wish]]] = {
    ("post", "/v1/audit/heads"): Wishes.head,
    ("post", "/v1/auth/login"): Wishes.login,
    ("post", "/v1/auth/refresh"): Wishes.refresh,
    ("get", "/v1/blobs/{sha256}"): Wishes.get_file,
    ("put", "/v1/blobs/{sha256}"): Wishes.put_file,
    ("put", "/v1/devices/self/key"): Wishes.device_key,
    ("post", "/v1/devices/{device_id}/heads/anew"): Wishes.device,
    ("post", "/v1/devices/{device_id}/revoke"): Wishes.device,
    ("post", "/v1/graphql"): Wishes.question,
    ("post", "/v1/invites"): Wishes.invitation,
    ("post", "/v1/join"): Wishes.join,
    ("post", "/v1/join/offer"): Wishes.offer,
    ("post", "/v1/record-numbers"): Wishes.numbers,
    ("get", "/v1/records/{entity}"): Wishes.records,
    ("post", "/v1/records/{entity}"): Wishes.creation,
    ("post", "/v1/records/{entity}/aggregate"): Wishes.aggregate,
    ("post", "/v1/records/{entity}/query"): Wishes.query,
    ("delete", "/v1/records/{entity}/{record_id}"): Wishes.removal,
    ("get", "/v1/records/{entity}/{record_id}"): Wishes.one,
    ("patch", "/v1/records/{entity}/{record_id}"): Wishes.change,
    ("post", "/v1/sync/bootstrap"): Wishes.snapshot,
    ("get", "/v1/sync/bootstrap/{snapshot_id}/{number}"): Wishes.snapshot_part,
    ("post", "/v1/sync/patient-rows"): Wishes.chart,
    ("post", "/v1/sync/push"): Wishes.push,
    ("put", "/v1/users/{user_id}/credential"): Wishes.credential,
    ("post", "/v1/users/{user_id}/revoke"): Wishes.user,
}
"""How each is made; what is not here needs nothing."""


def _said(message: msgspec.Struct) -> Wish:
    return Wish(body=json.loads(json_of(message)))


def _json(body: Any) -> bytes:
    return b"" if body is None else json.dumps(body).encode()
