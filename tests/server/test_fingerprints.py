"""By which an operation that is sent twice is known to be the same."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import msgspec
import pytest

from app.domain.operations import FieldChange, Operation
from app.server.fingerprints import request_hash, request_hashes

pytestmark = pytest.mark.row("E6")
ONE = Operation(
    op_id="1" * 32,
    tx_id="2" * 32,
    n=7,
    entity="patient",
    id="3" * 32,
    kind="update",
    base_version=4,
    actor_id="5" * 32,
    session_id="6" * 32,
    client_time="2026-11-21T09:30:00.000000Z",
    schema=1,
    patch={"phone": FieldChange(old=None, new="+12125550100"), "city": FieldChange("A", "B")},
    full={"b": {"d": 1, "c": [1]}, "a": "Zoë"},
    depends_on=["8" * 32],
)


def of_the_operation_itself(operation: Operation) -> str:
    return hashlib.sha256(msgspec.json.encode(operation, order="sorted")).hexdigest()


def test_fingerprint_is_that_of_the_operation_without_base_and_place() -> None:
    asked = replace(ONE, n=0, base_version=0, depends_on=[])
    assert request_hash(ONE) == of_the_operation_itself(asked)
    assert request_hashes(ONE)[1] == of_the_operation_itself(replace(asked, n=7))


def test_another_wish_has_another_fingerprint() -> None:
    others = [replace(ONE, full={"a": "Zoe"}), replace(ONE, kind="create"), replace(ONE, hlc="1")]
    assert len({request_hash(one) for one in (ONE, *others)}) == 4
