"""Messages travel as JSON or MessagePack, plain or packed, and nothing else gets through."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from app.domain.operations import RowState
from app.protocol.messages import ErrorReply, PullReply, PushRequest
from app.protocol.pages import read_pull_reply
from app.protocol.wire import (
    JSON,
    MSGPACK,
    decode,
    encode,
    is_msgpack,
    packed,
    prefers_msgpack,
    unpacked,
)

pytestmark = pytest.mark.row("C8")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_OPERATION = {
    **dict.fromkeys(("op_id", "tx_id", "entity", "id", "actor_id", "session_id"), "x"),
    "client_time": "",
    "kind": "update",
    "n": 1,
    "base_version": 0,
    "schema": 1,
}
BODIES = st.dictionaries(st.text(max_size=10), VALUES, max_size=5)


@given(st.lists(BODIES, max_size=5))
def test_page_is_the_same_in_both_forms(bodies: list[dict[str, Any]]) -> None:
    rows = [
        RowState("patient", "0" * 32, at, at, deleted=False, changed=["city"], body=body)
        for at, body in enumerate(bodies)
    ]
    page = PullReply(rows=rows, cursor="c", more=True, server_time="2026-11-21T00:00:00Z")
    for as_msgpack in (False, True):
        raw = encode(page, as_msgpack=as_msgpack)
        assert decode(raw, PullReply, as_msgpack=as_msgpack) == page
        assert read_pull_reply(raw, as_msgpack=as_msgpack) == page


@pytest.mark.parametrize(
    "value",
    [
        msgspec.msgpack.Ext(5, b"x"),
        {1: "x"},
        {b"name": "x"},
        {None: 1},
        b"x",
        datetime(2026, 11, 21, tzinfo=UTC),
        float("nan"),
        float("-inf"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_messagepack_says_nothing_that_json_cannot_say(value: object) -> None:
    for wrapped in (value, {"a": [value]}):
        raw = msgspec.msgpack.encode({"body": wrapped})
        with pytest.raises(msgspec.MsgspecError):
            decode(raw, dict[str, Any], as_msgpack=True)


@pytest.mark.parametrize("value", [b"x", float("nan"), {1: "x"}], ids=["bytes", "nan", "key"])
@pytest.mark.parametrize("place", ["full", "old", "new"])
def test_operation_holds_nothing_that_json_cannot_say(place: str, value: object) -> None:
    for wrapped in (value, {"a": [value]}):
        change = {"old": None, "new": None} | ({place: wrapped} if place != "full" else {})
        patch = {"phone": change} if place != "full" else {}
        full = {"phone": wrapped} if place == "full" else None
        asked = {**_OPERATION, "patch": patch, "full": full}
        batch = {"device_id": "", "batch_id": "", "ops": [asked]}
        with pytest.raises(msgspec.MsgspecError):
            decode(msgspec.msgpack.encode(batch), PushRequest, as_msgpack=True)


def test_typed_messages_are_read_strictly_in_both_forms() -> None:
    for as_msgpack in (False, True):
        raw = encode({"code": 5}, as_msgpack=as_msgpack)
        with pytest.raises(msgspec.ValidationError):
            decode(raw, ErrorReply, as_msgpack=as_msgpack)


@given(st.binary(max_size=5000), st.sampled_from(["gzip", "zstd"]))
def test_what_is_packed_comes_back(raw: bytes, encoding: str) -> None:
    assert unpacked(packed(raw, encoding), encoding, most_bytes=5000) == raw


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_bomb_gives_one_byte_too_many_and_no_more(encoding: str) -> None:
    bomb = packed(bytes(50_000_000), encoding)
    assert len(bomb) < 500_000
    assert len(unpacked(bomb, encoding, most_bytes=1000)) == 1001


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
@given(data=st.data())
def test_cut_off_bytes_are_refused(encoding: str, data: st.DataObject) -> None:
    whole = packed(b"a name and a number " * 40, encoding)
    cut = data.draw(st.integers(1, len(whole) - 1))
    with pytest.raises(ValueError, match="bytes are"):
        unpacked(whole[:cut], encoding, most_bytes=10_000)


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (b"plain", "gzip"),
        (b"plain", "zstd"),
        (b"", "zstd"),
        (b"x", "br"),
        (gzip.compress(b"x"), "zstd"),
        (gzip.compress(b"x") + b"rest", "gzip"),
        (gzip.compress(b"x") * 2, "gzip"),
    ],
)
def test_bytes_that_are_not_what_they_say_are_refused(raw: bytes, encoding: str) -> None:
    with pytest.raises(ValueError, match=r"content encoding|bytes are"):
        unpacked(raw, encoding, most_bytes=100)


def test_window_larger_than_ours_is_refused() -> None:
    """A frame may ask its reader for gigabytes of memory."""
    parameters = zstandard.ZstdCompressionParameters(window_log=27, compression_level=1)
    frame = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    huge = frame.compress(b"x" * 100) + frame.flush()
    with pytest.raises(ValueError, match="not zstd"):
        unpacked(huge, "zstd", most_bytes=1000)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (f"{MSGPACK}, {JSON};q=0.5", True),
        (f"{JSON}, {MSGPACK}", True),
        (f"{JSON}, {MSGPACK};q=0.5", False),
        (f"{MSGPACK};q=0", False),
        (f"{MSGPACK};q=much", False),
        (JSON, False),
        ("", False),
        ("*/*", False),
    ],
)
def test_form_follows_what_the_caller_prefers(accept: str, *, expected: bool) -> None:
    assert prefers_msgpack(accept) is expected


def test_parameters_of_a_content_type_do_not_matter() -> None:
    assert is_msgpack(f"{MSGPACK.upper()}; charset=binary")
    assert not is_msgpack("application/json")
