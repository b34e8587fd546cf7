"""Lines of the history and of the answers as they are written."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import msgspec
import pytest

from app.domain.declare import entity_named
from app.domain.ids import RecordId
from app.domain.operations import OperationResult, RowState, WireBody
from app.protocol.codec import usual_values
from app.server import history
from app.server.answers import answer_lines
from app.server.ledger import Entry
from app.server.lines import next_link
from tests.protocol.test_merge import an_operation

BODY: WireBody = {"b": {"d": 1, "c": [1, None]}, "a": 'Zoë " \\ \u2028', "n": None}
ID = RecordId("0190" * 8)
DECODE = msgspec.json.Decoder(list[dict[str, object]]).decode


@pytest.mark.parametrize("body", [BODY, {}, None])
def test_link_is_over_the_line_as_sorted_json(body: WireBody | None) -> None:
    row = RowState("patient", ID, 3, 17, body is None, [], body)
    line = [row.seq, row.entity, row.id, row.version, row.deleted, body]
    expected = hashlib.sha256(b"before" + msgspec.json.encode(line, order="sorted")).hexdigest()
    assert next_link("before", row, msgspec.json.encode(body, order="sorted")) == expected


def test_column_of_a_newer_version_goes_beside_the_known_ones() -> None:
    body = {"mrn": "M1", "city": None, "nickname": "Zoë", "aura": None}
    entry = Entry(RowState("patient", ID, 1, 1, False, [], body), None, None)
    now = datetime(2026, 11, 22, tzinfo=UTC)
    spec = entity_named("patient")
    line = history._record_line("t" * 32, spec, entry, {}, now)
    extra = {"nickname": "Zoë", "aura": None}
    known = {"tenant_id": "t" * 32, "id": ID, "version": 1, "mrn": "M1"}
    assert line == {**usual_values(spec), **known, "extra": extra}


@pytest.mark.parametrize(
    "answer",
    [
        OperationResult(op_id="1" * 32, status="applied", version=3, seq=7),
        OperationResult(op_id="1" * 32, status="rejected", code="not_found"),
        OperationResult(op_id="1" * 32, status="rejected", field="email"),
        OperationResult(
            op_id="1" * 32, status="merged", row=RowState("x", ID, 1, 1, True, [], None)
        ),
        OperationResult(op_id="1" * 32, status="conflict", conflict_id=ID),
    ],
)
def test_answer_is_kept_with_all_it_says(answer: OperationResult) -> None:
    (line,) = DECODE(answer_lines([(an_operation(), "hash", answer)]))
    kept = msgspec.json.decode(msgspec.json.encode(line["result"]), type=OperationResult)
    assert kept == answer
