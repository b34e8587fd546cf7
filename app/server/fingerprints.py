"""By which an operation that is sent twice is known to be the same."""

from __future__ import annotations

import hashlib

import msgspec

from app.domain.operations import Operation


def request_hash(operation: Operation) -> str:
    """What was asked. The base moves when a desk rebases an operation whose answer was lost, and
    the place in the queue is another at the desk that sends what was handed over to it."""
    return hash_of(asked(operation))


def request_hashes(operation: Operation) -> tuple[str, str]:
    """What was asked, as it is kept and as it was kept before: with its place in the queue."""
    return request_hash(operation), hash_of(asked(operation, n=operation.n))


def hash_of(wanted: bytes) -> str:
    """The fingerprint of what `asked` wrote down."""
    return hashlib.sha256(wanted).hexdigest()


def asked(operation: Operation, *, n: int = 0) -> bytes:
    """All of an operation but what may move, as JSON with its names in order."""
    # Written in order by hand: to have all of it sorted anew takes as long as the rest together.
    return msgspec.json.encode(
        {
            "action": operation.action,
            "actor_id": operation.actor_id,
            "base_version": 0,
            "client_time": operation.client_time,
            "depends_on": [],
            "entity": operation.entity,
            "full": _in_order(operation.full),
            "hlc": operation.hlc,
            "id": operation.id,
            "kind": operation.kind,
            "n": n,
            "op_id": operation.op_id,
            "patch": _in_order(operation.patch),
            "reason": operation.reason,
            "schema": operation.schema,
            "session_id": operation.session_id,
            "tx_id": operation.tx_id,
        }
    )


def _in_order(values: object) -> object:
    return msgspec.Raw(msgspec.json.encode(values, order="sorted")) if values else values
