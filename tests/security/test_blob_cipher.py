"""Files in pieces: what was cut, moved, repeated or exchanged does not open."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.file_errors import FileDamaged
from app.security.blob_cipher import CHUNK_BYTES, HEADER_BYTES, TAG_BYTES, FileCipher, Sealing

CIPHER = FileCipher(b"clinic")
EDGES = (0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 7)


def pieces(sealed: bytes) -> list[bytes]:
    body, step = sealed[HEADER_BYTES:], CHUNK_BYTES + TAG_BYTES
    return [body[at : at + step] for at in range(0, len(body), step)]


def opened(key: bytes, sealed: bytes, *, cipher: FileCipher = CIPHER) -> bytes:
    opening = cipher.opening(key, sealed[:HEADER_BYTES])
    found = pieces(sealed)
    if not found:
        raise FileDamaged
    return b"".join(
        opening.piece(piece, index=at, is_last=at == len(found) - 1)
        for at, piece in enumerate(found)
    )


@pytest.mark.row("E10")
@pytest.mark.parametrize("size", EDGES)
def test_every_size_comes_back_and_is_as_long_as_foretold(size: int) -> None:
    content, key = random.Random(size).randbytes(size), CIPHER.new_key()
    sealed = CIPHER.seal(key, content)
    assert opened(key, sealed) == content
    assert len(sealed) == CIPHER.sealed_size(size)


@settings(max_examples=40, deadline=None)
@given(cuts=st.lists(st.integers(1, 2 * CHUNK_BYTES), max_size=6))
def test_how_the_content_comes_in_makes_no_difference(cuts: list[int]) -> None:
    content, key = random.Random(7).randbytes(sum(cuts)), CIPHER.new_key()
    sealing, sealed, at = CIPHER.sealing(key), b"", 0
    for cut in cuts:
        sealed += sealing.update(content[at : at + cut])
        at += cut
    sealed += sealing.finish()
    assert opened(key, sealed) == content


def test_content_and_its_length_in_pieces_are_not_in_clear() -> None:
    content = b"MARKER-4711 " * 10_000
    assert b"MARKER" not in CIPHER.seal(CIPHER.new_key(), content)


def test_two_encryptions_under_one_key_share_no_piece() -> None:
    key, content = CIPHER.new_key(), bytes(3 * CHUNK_BYTES)
    first, second = (pieces(CIPHER.seal(key, content)) for _ in range(2))
    assert not set(first) & set(second)


@pytest.mark.row("E10")
@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param(lambda p: p[:-1], id="last piece gone"),
        pytest.param(lambda p: p[1:], id="first piece gone"),
        pytest.param(lambda p: [p[1], p[0], *p[2:]], id="pieces swapped"),
        pytest.param(lambda p: [p[0], *p], id="piece repeated"),
        pytest.param(lambda p: [*p, p[-1]], id="end repeated"),
        pytest.param(lambda p: [*p[:-1], p[-1][:-1]], id="end cut"),
        pytest.param(lambda p: [*p[:-1], p[-1] + b"x"], id="end grown"),
        pytest.param(lambda _: [], id="nothing left"),
        pytest.param(lambda p: [*p[:-1], b""], id="end empty"),
    ],
)
def test_pieces_open_only_whole_and_in_their_places(tamper: object) -> None:
    key = CIPHER.new_key()
    sealed = CIPHER.seal(key, random.Random(3).randbytes(3 * CHUNK_BYTES + 100))
    with pytest.raises(FileDamaged):
        opened(key, sealed[:HEADER_BYTES] + b"".join(tamper(pieces(sealed))))  # type: ignore[operator]


def test_piece_of_another_file_under_the_same_key_does_not_open() -> None:
    key = CIPHER.new_key()
    first, second = (CIPHER.seal(key, bytes(2 * CHUNK_BYTES)) for _ in range(2))
    mixed = first[: HEADER_BYTES + CHUNK_BYTES + TAG_BYTES] + second[len(mixed_head(second)) :]
    with pytest.raises(FileDamaged):
        opened(key, mixed)


def mixed_head(sealed: bytes) -> bytes:
    return sealed[: HEADER_BYTES + CHUNK_BYTES + TAG_BYTES]


def test_file_of_somebody_else_does_not_open() -> None:
    key = CIPHER.new_key()
    sealed = CIPHER.seal(key, b"content")
    with pytest.raises(FileDamaged):
        opened(key, sealed, cipher=FileCipher(b"another clinic"))
    with pytest.raises(FileDamaged):
        opened(CIPHER.new_key(), sealed)


@pytest.mark.row("E10")
def test_every_flipped_bit_is_found() -> None:
    key, content = CIPHER.new_key(), b"short letter"
    sealed = CIPHER.seal(key, content)
    found = 0
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(FileDamaged):
            opened(key, bytes(changed))
        found += 1
    assert found == len(sealed) * 8


def test_file_of_an_earlier_version_opens_today() -> None:
    """Its salt, the order of its pieces and what binds them are part of the form."""
    head, key = b"CDF\x01" + bytes(32), bytes(32)
    known = bytes.fromhex("f318714d82db5faaadfe7abc20e96d9436a1ef4399b8")
    assert opened(key, head + known) == b"letter"
    sealing = Sealing(key, head, b"clinic")
    assert sealing.update(b"letter") + sealing.finish() == head + known
    sealing = Sealing(key, head, b"clinic")
    sealed = sealing.update(bytes(CHUNK_BYTES + 1)) + sealing.finish()
    assert sealed[-17:].hex() == "f5e5575ec72f5c12d5007c151af048cb89"
    assert sealed[-33:-17].hex() == "04b06461b181dbc54bb3b89c9f9e6ab3"


def test_sizes_of_the_form_are_fixed() -> None:
    assert (CHUNK_BYTES, HEADER_BYTES, TAG_BYTES, len(CIPHER.new_key())) == (65_536, 36, 16, 32)
    assert (CIPHER.chunk_bytes, CIPHER.header_bytes, CIPHER.overhead_bytes) == (65_536, 36, 16)
    assert [CIPHER.sealed_size(size) for size in (0, 1, 65_536, 65_537)] == [
        52, 53, 65_588, 65_605,
    ]  # fmt: skip


def test_last_whole_piece_stays_back_until_the_end_is_known() -> None:
    sealing = CIPHER.sealing(CIPHER.new_key())
    assert len(sealing.update(b"")) == HEADER_BYTES
    assert sealing.update(bytes(CHUNK_BYTES)) == b""
    assert len(sealing.update(b"x")) == CHUNK_BYTES + TAG_BYTES
    assert sealing.update(bytes(CHUNK_BYTES - 1)) == b""
    assert len(sealing.finish()) == CHUNK_BYTES + TAG_BYTES
    assert len(sealing.finish()) == TAG_BYTES  # nothing of before comes twice


def test_file_bound_to_nobody_opens_for_nobody_else() -> None:
    key = CIPHER.new_key()
    sealed = FileCipher().seal(key, b"content")
    assert opened(key, sealed, cipher=FileCipher(b"")) == b"content"
    with pytest.raises(FileDamaged):
        opened(key, sealed)
