"""What client and server say to each other: every request and reply of the API, version 1.

Both ends use these types; msgspec checks shapes strictly on decoding. The operation itself, its
result and the row state are in app/domain/operations.py, since the desk's queue holds them too.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec

from app.domain.operations import Operation, OperationResult, RowState
from app.domain.phi import quiet

SCHEMA = 4
"""Version of the record declarations this program speaks."""
MIN_SCHEMA = 1
"""Oldest version the server still serves."""

MAX_BATCH_OPERATIONS = 500
MAX_OPERATION_BYTES = 256 * 1024
PUSH_AFTER = "Push-After"
"""The header that names the batch a batch is to be decided after."""
OUT_OF_TURN = "out_of_turn"
"""The server's code (425) for one whose turn it cannot tell."""
MAX_BATCH_BYTES = 1024 * 1024
"""Compressed size of one push request."""
PULL_LIMIT = 2000
PATIENT_ROWS_LIMIT = 500


class PushRequest(msgspec.Struct):
    """A batch of operations in the order the device made them. batch_id is for the logs."""

    device_id: str
    batch_id: str
    ops: list[Operation]
    schema: int = SCHEMA

    def of_any_shape(self) -> list[Collection[Any]]:
        """The values whose shape is a record type's to say, in groups; their names are texts."""
        changed = [(one.old, one.new) for op in self.ops for one in op.patch.values()]
        return [*(op.full.values() for op in self.ops if op.full), *changed]


class PushReply(msgspec.Struct):
    """One result per operation, by op_id. server_time is an ISO instant."""

    results: list[OperationResult]
    server_time: str
    seq: int
    """The tenant's latest sequence number: the pull has work when its cursor is older."""
    keeps_turns: bool = False
    """Whether the server decides a batch after the one it names (Push-After), or not at all."""


class PullReply(msgspec.Struct):
    """Changes after the cursor, in commit order, always ending between two transactions."""

    rows: list[RowState]
    cursor: str
    more: bool
    server_time: str
    schema: int = SCHEMA


class PatientRowsRequest(msgspec.Struct):
    """Ask for one patient's chart detail again; after is the last record of the page before."""

    patient_id: str
    after: str = ""


class PatientRowsReply(msgspec.Struct):
    """A page of the patient's chart detail as it stands, by identifier."""

    rows: list[RowState]
    more: bool
    server_time: str


class BlobReply(msgspec.Struct):
    """How much of a file the server has; stored once it has read it back and proven the whole."""

    received: int
    is_stored: bool


@quiet
class LoginRequest(msgspec.Struct):
    """Sign in at the server. auth_key is derived from the passphrase, never the passphrase."""

    clinic_id: str
    username: str
    auth_key: str
    device_id: str
    device_token: str


@quiet
class RefreshRequest(msgspec.Struct):
    """Exchange a refresh token for its successor; the same key gets the same answer for 30 s."""

    refresh_token: str
    device_id: str
    idempotency_key: str


@quiet
class TokenReply(msgspec.Struct):
    """Access token (minutes), refresh token (single use), lifetime in seconds.

    lease is how long the desk may work without hearing from the server, signed by the key whose
    public half is server_key (64 hexadecimal digits).
    """

    access_token: str
    refresh_token: str
    expires_in_s: int
    user_id: str
    role: str
    lease: str = ""
    server_key: str = ""


class TicketReply(msgspec.Struct):
    """A ticket that opens one WebSocket within 30 seconds."""

    ticket: str
    expires_in_s: int = 30


@quiet
class InviteRequest(msgspec.Struct):
    """Ask for a join code: its lookup part, proof hash and the clinic key sealed under the code."""

    lookup: str
    proof_hash: str
    sealed_clinic_key: str
    username: str
    display_name: str
    role: str


class InviteReply(msgspec.Struct):
    """When the code stops working (ISO instant)."""

    expires_at: str


@quiet
class JoinStart(msgspec.Struct):
    """Present a join code: the lookup part and the proof derived from its secret part.

    device_id is given by a workstation that may have used the code up without hearing of it.
    """

    lookup: str
    proof: str
    device_id: str = ""


@quiet
class JoinOffer(msgspec.Struct):
    """What a valid code opens. clinic_id is empty for a code that starts a new clinic, user_id
    for a user the clinic does not know yet; user_exists says that their record is there too."""

    clinic_id: str
    clinic_name: str
    sealed_clinic_key: str
    username: str
    role: str
    user_exists: bool
    user_id: str = ""


@quiet
class JoinRequest(msgspec.Struct):
    """Enrol this workstation (and the user where new) with a code; uses the code up."""

    lookup: str
    proof: str
    clinic_id: str
    clinic_name: str
    user_id: str
    username: str
    auth_key: str
    device_id: str
    device_name: str
    public_key: str = ""
    key_proof: str = ""
    """The key the workstation signs its audit heads with, and the proof that it holds it."""


@quiet
class JoinReply(msgspec.Struct):
    """The enrolment: the user's identifier as the clinic knows it, device token, first tokens."""

    clinic_id: str
    user_id: str
    device_token: str
    tokens: TokenReply


@quiet
class CredentialRequest(msgspec.Struct):
    """A user's key at the server; name and role are an administrator's to set. An empty role
    leaves it as it is. present_key is the present one of whoever asks: a token alone changes no
    key."""

    username: str
    auth_key: str
    present_key: str
    role: str = ""


@quiet
class DeviceKeyRequest(msgspec.Struct):
    """A workstation's Ed25519 public key (64 hexadecimal digits), with which it signs exports and
    heads; proof shows that it holds the private half."""

    public_key: str
    proof: str = ""


class HeadRequest(msgspec.Struct):
    """Where a workstation's audit trail ends: the last event's number, MAC and link (hex), signed
    with its registered key. epoch is the one of HeadList."""

    seq: int
    mac: str
    link: str
    epoch: int = 0
    signature: str = ""


class HeadReceipt(msgspec.Struct):
    """A head as the server keeps it for ever, and the server's signature over it (hex).

    device_signature is the workstation's own ("" of before there were any).
    """

    device_id: str
    seq: int
    mac: str
    link: str
    at: str
    signature: str
    device_signature: str = ""


class HeadList(msgspec.Struct):
    """A workstation's latest heads, the newest first, and its public key ("" where unknown).

    epoch counts how often the memory of them began anew.
    """

    device_id: str
    public_key: str
    heads: list[HeadReceipt]
    epoch: int = 0


class Hint(msgspec.Struct, tag_field="t", tag="hint"):
    """Something changed; the clinic is now at seq. Carries no patient data."""

    seq: int
    ch: str = "tenant"


class Ping(msgspec.Struct, tag_field="t", tag="ping"):
    """The connection is alive."""


class Reauth(msgspec.Struct, tag_field="t", tag="reauth"):
    """The access token behind the connection is over: connect again with a new one."""


class ErrorReply(msgspec.Struct, omit_defaults=True):
    """Body of every non-200 answer: a stable code and a sentence without patient data."""

    code: str
    detail: str = ""
    retry_after_s: float = 0


class Health(msgspec.Struct):
    """Liveness, version and the server's clock (ISO instant)."""

    status: str
    version: str
    schema: int
    server_time: str
