"""By which an operation that is sent twice is known to be the same."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from operator import attrgetter

import msgspec

from app.domain.operations import Operation


def request_hash(operation: Operation) -> str:
    """What was asked. The base moves when a desk rebases an operation whose answer was lost, and
    the place in the queue is another at the desk that sends what was handed over to it."""
    return _hash(operation, n=0)


def request_hashes(operation: Operation) -> tuple[str, str]:
    """What was asked, as it is kept and as it was kept before: with its place in the queue."""
    return request_hash(operation), _hash(operation, n=operation.n)


_NAMES = tuple(one.name for one in fields(Operation))
_values_of = attrgetter(*_NAMES)


def _hash(operation: Operation, *, n: int) -> str:
    # Its fields by name are written as the operation itself is, and made in a third of the time.
    asked: dict[str, object] = dict(zip(_NAMES, _values_of(operation), strict=True))
    asked |= {"n": n, "base_version": 0, "depends_on": []}
    return hashlib.sha256(msgspec.json.encode(asked, order="sorted")).hexdigest()
