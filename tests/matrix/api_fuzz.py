"""Requests made from the API's own description: right, nearly right and quite wrong ones.

By hand over the published schemas, and not with schemathesis: that brings some twenty packages
into the pinned set for what is a page of code here, and its cases cannot be named by one seed.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from app.domain.ids import derived_id, new_id
from app.protocol.messages import (
    BlobReply,
    ErrorReply,
    HeadList,
    HeadReceipt,
    Health,
    InviteReply,
    JoinOffer,
    JoinReply,
    PatientRowsReply,
    PullReply,
    PushReply,
    TicketReply,
    TokenReply,
)
from app.protocol.nodes import ConfirmReply, NodeList
from app.protocol.numbers import NumbersReply
from app.protocol.queries import AggregateReply, QueryReply, RecordRow
from app.protocol.record_writes import RecordWritten
from app.protocol.reports import GraphQLReply
from app.protocol.snapshots import BootstrapReply, DigestReply
from app.security.join_code import ALPHABET, LOOKUP_LENGTH

TEXTS = {
    ("get", "/v1/graphql"),
    ("get", "/v1/blobs/{sha256}"),
    ("get", "/v1/sync/bootstrap/{snapshot_id}/{number}"),
}
"""Answers that are no message of ours."""
REPLIES: Mapping[tuple[str, str], type[msgspec.Struct]] = {
    ("post", "/v1/audit/heads"): HeadReceipt,
    ("get", "/v1/audit/heads"): HeadList,
    ("post", "/v1/graphql"): GraphQLReply,
    ("post", "/v1/sync/bootstrap"): BootstrapReply,
    ("get", "/v1/sync/digest"): DigestReply,
    ("post", "/v1/record-numbers"): NumbersReply,
    ("post", "/v1/sync/patient-rows"): PatientRowsReply,
    ("put", "/v1/blobs/{sha256}"): BlobReply,
    ("post", "/v1/auth/login"): TokenReply,
    ("post", "/v1/auth/refresh"): TokenReply,
    ("get", "/v1/health"): Health,
    ("get", "/v1/nodes"): NodeList,
    ("post", "/v1/sync/confirm"): ConfirmReply,
    ("post", "/v1/invites"): InviteReply,
    ("post", "/v1/join"): JoinReply,
    ("post", "/v1/join/offer"): JoinOffer,
    ("get", "/v1/sync/pull"): PullReply,
    ("post", "/v1/sync/push"): PushReply,
    ("get", "/v1/records/{entity}"): QueryReply,
    ("post", "/v1/records/{entity}"): RecordWritten,
    ("post", "/v1/records/{entity}/query"): QueryReply,
    ("post", "/v1/records/{entity}/aggregate"): AggregateReply,
    ("get", "/v1/records/{entity}/{record_id}"): RecordRow,
    ("patch", "/v1/records/{entity}/{record_id}"): RecordWritten,
    ("delete", "/v1/records/{entity}/{record_id}"): RecordWritten,
    ("post", "/v1/ws/ticket"): TicketReply,
}
_EMPTY = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
"""The SHA-256 of "{}", which is what a request without a shape sometimes carries."""
ODD: tuple[Any, ...] = (
    *("", " ", "\x00", "a\x00b", "ü", "𝔘" * 50, "x" * 5000, "null", "' OR 1=1 --", "../..", "%00"),
    *("2026-02-30T25:61:61Z", "2026-11-21T17:00:00.000000Z", "0001-01-01T00:00:00Z", "1e999"),
    *(0, -1, 1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**40, 0.5, 1e308, -0.0),
    *(None, True, False, [], {}, [[]], [None], {"": None}, {"$ref": "#"}, {"a": {"b": [1]}}),
)
HEADERS: tuple[dict[str, str], ...] = (
    *({}, {}, {}, {"Content-Type": "text/plain"}, {"Content-Type": "x"}, {"Accept": "text/html"}),
    *(
        {"Sync-Schema": "²"},
        {"Sync-Schema": "-1"},
        {"Sync-Schema": "99"},
        {"Sync-Schema": ""},
        {"Sync-Schema": "9" * 4400},
    ),
    *({"Content-Encoding": "br"}, {"Idempotency-Key": "x" * 3000}, {"Expect": "100-continue"}),
    *({"X-HTTP-Method-Override": "DELETE"}, {"Range": "bytes=0-1"}, {"Cookie": "a=b; c"}),
    *({"Content-Range": f"bytes {at}"} for at in ("*/2", "0-1/2", "0-0/9", "*/0", "2-1/2", "x/1")),
    *({"If-Match": '"1"', "Idempotency-Key": "0" * 32}, {"If-Match": 'W/"1"'}, {"If-Match": "x"}),
    *({"If-Match": "*"}, {"X-Forwarded-For": "a, b"}, {"Origin": "null"}),
)
ENTITIES = (
    *("patient", "appointment", "allergy", "user", "workstation", "clinic", "sync_conflict"),
    *(
        "break_glass",
        "export_request",
        "removal_request",
        "practitioner",
        "row_history",
        "credential",
        "x",
        "",
    ),
)


@dataclass(frozen=True)
class Case:
    """One request, and what it was made from."""

    method: str
    template: str
    path: str
    is_signed: bool
    needs_token: bool
    params: dict[str, str]
    headers: dict[str, str]
    content: bytes


@dataclass
class Fuzzer:
    """Makes cases by seed. known holds values that fit: identifiers, keys, records of a clinic."""

    description: dict[str, Any]
    known: dict[str, list[Any]]
    chance: random.Random = field(default_factory=random.Random)
    _oddity: int = 25

    @property
    def operations(self) -> list[tuple[str, str]]:
        """Every operation that is described: method and address."""
        paths = self.description["paths"]
        return [(method, path) for path in sorted(paths) for method in sorted(paths[path])]

    def case(self, seed: int) -> Case:
        """The case of this number."""
        self.chance = random.Random(seed)
        self._oddity = self.chance.choice((400, 400, 60, 15))
        template = self.chance.choice(sorted(self.description["paths"]))
        methods = self.description["paths"][template]
        method = self.chance.choice(sorted(methods))
        operation = methods[method]
        headers = dict(self.chance.choice(HEADERS))
        content = self._content(operation, headers)
        return Case(
            method=method,
            template=template,
            path=self._path(template),
            is_signed=self.chance.random() < 0.75,
            needs_token="security" in operation,
            params=self._params(operation),
            headers=headers,
            content=content,
        )

    def _path(self, template: str) -> str:
        odd = (new_id(), "x", "%00", "0" * 33, "A" * 64)
        fitting: dict[str, list[str]] = {
            "user_id": self.known.get("other_user_id", []),
            "device_id": self.known.get("other_device_id", []),
            "sha256": [_EMPTY, "a" * 64, "A" * 64, "a" * 63],
            "entity": [one for one in self.known.get("entity", ()) if one],
            "record_id": self.known.get("id", []),
            "snapshot_id": self.known.get("id", []),
            "number": ["0", "1", "999999", "1000000", "-1", "\u0662"],
        }
        names = [part[1:-1] for part in template.split("/") if part.startswith("{")]
        for name in names:
            path_values = fitting[name] or [""]
            value = self.chance.choice(odd if self._once_in(4) else path_values)
            template = template.replace(f"{{{name}}}", value)
        return template

    def _params(self, operation: dict[str, Any]) -> dict[str, str]:
        named = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
        odd = (*(one for one in ODD if isinstance(one, str | int)), "9999999", "2000", "-1")
        chosen = {name: str(self.chance.choice(odd)) for name in named if self._once_in(2)}
        return chosen | ({"unknown": "1"} if self._once_in(10) else {})

    def _content(self, operation: dict[str, Any], headers: dict[str, str]) -> bytes:
        shape = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        if not shape:
            return b"" if self._once_in(2) else b"{}"
        body = self._value(shape["schema"], "")
        content = json.dumps(body).encode()
        if self._once_in(15):
            content = content[: self.chance.randrange(len(content) + 1)]
        if self._once_in(15) and "Content-Encoding" not in headers:
            headers["Content-Encoding"] = "gzip"
            content = gzip.compress(content) if self._once_in(2) else content
        return content

    def _value(self, shape: dict[str, Any], name: str) -> Any:
        """A value of a shape: mostly one that fits, now and then an odd one."""
        if self._once_in(self._oddity):
            return self.chance.choice(ODD)
        if name in self.known and not self._once_in(6):
            return self.chance.choice(self.known[name])
        if "$ref" in shape:
            target = shape["$ref"].rpartition("/")[2]
            return self._value(self.description["components"]["schemas"][target], name)
        if "anyOf" in shape:
            return self._value(self.chance.choice(shape["anyOf"]), name)
        if "enum" in shape:
            return self.chance.choice(shape["enum"])
        return self._of_type(shape)

    def _of_type(self, shape: dict[str, Any]) -> Any:
        match shape.get("type"):
            case "object":
                return self._object(shape)
            case "array":
                count = self.chance.choice((0, 1, 1, 2, 5))
                return [self._value(shape.get("items", {}), "") for _ in range(count)]
            case "integer":
                return self.chance.choice((0, 1, 2, 1000, 2**62))
            case "boolean":
                return self._once_in(2)
            case "string":
                return self.chance.choice((new_id(), "Amara", "a" * 64, "2026-11-21", ""))
            case _:
                return self.chance.choice(ODD)

    def _object(self, shape: dict[str, Any]) -> dict[str, Any]:
        required = shape.get("required", ())
        made = {
            name: self._value(part, name)
            for name, part in shape.get("properties", {}).items()
            if (name in required or self._once_in(2)) and not self._once_in(self._oddity)
        }
        extra = shape.get("additionalProperties")
        if isinstance(extra, dict):
            names = self.chance.sample(self.known["field"], k=self.chance.choice((0, 1, 3)))
            made |= {name: self._value(extra, "") for name in names}
        return made | ({"unknown": 1} if self._once_in(self._oddity) else {})

    def _once_in(self, times: int) -> bool:
        return self.chance.randrange(times) == 0


def known_values(
    clinic: Any, other: Any, row_ids: list[str], bodies: list[dict[str, Any]]
) -> dict[str, Any]:
    """What a desk of a clinic would say, by the name of the member it stands in."""
    ids = [*row_ids, new_id(), derived_id("fuzz", "1")]
    return {
        "user_id": [clinic.user_id],
        "other_user_id": [clinic.user_id, new_id()],
        "other_device_id": [other.device_id],
        "lookup": ["".join(random.choices(ALPHABET, k=LOOKUP_LENGTH)) for _ in range(50)],
        "proof_hash": ["c" * 64],
        "public_key": ["d" * 64],
        "display_name": ["Bea"],
        "device_id": [clinic.device_id],
        "clinic_id": [clinic.clinic_id],
        "username": [clinic.username, "bea"],
        "role": ["front_desk", "clinician", "billing", "admin", ""],
        "auth_key": ["b2" * 32],
        "present_key": ["a1" * 32, "b2" * 32],
        "actor_id": [clinic.user_id],
        "entity": list(ENTITIES),
        "id": ids,
        "op_id": [new_id() for _ in range(20)],
        "client_time": ["2026-11-21T17:00:00.000000Z"],
        "kind": ["create", "update", "delete", "restore", "action"],
        "action": ["", "", "transition", "resolve", "claim", "reopen", "review"],
        "depends_on": [[], [], ids[:1]],
        "full": [None, *bodies],
        "mac": ["a" * 64],
        "link": ["b" * 64],
        "field": sorted({name for body in bodies for name in body} | {"role", "is_active", "x"}),
    }


def broken_shape(case: Case, status: int, content: bytes) -> str:
    """What is wrong with an answer; "" where it is as described."""
    if status >= 500:
        return f"{status}"
    if case.needs_token and not case.is_signed and status != 401:
        return f"{status} without a token"
    if status == 204 or (status in (200, 206) and (case.method, case.template) in TEXTS):
        return ""
    shape = REPLIES.get((case.method, case.template)) if status < 300 else ErrorReply
    if shape is None:
        return f"{status} is not described"
    try:
        msgspec.json.decode(content, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return f"{status} of another shape"
    return ""
