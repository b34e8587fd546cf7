"""A signed audit export: whatever is changed in it is found, without any secret."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.interop.audit_export import (
    GENESIS,
    ExportHead,
    ExportVerdict,
    new_key,
    public_key_of,
    verify_export,
    write_export,
)

KEY = "07" * 32


def events(count: int, *, first: int = 1, link: bytes = bytes(32)) -> list[tuple[str, bytes]]:
    made = []
    for seq in range(first, first + count):
        event = {"action": "view", "actor_id": "0a" * 16, "fields": '["city","naïve"]', "seq": seq}
        text = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        link = hashlib.sha256(link + text.encode()).digest()
        made.append((text, link))
    return made


def export(count: int = 12, *, key: str = KEY, first: int = 1, link: bytes = bytes(32)) -> bytes:
    written: list[bytes] = []
    head = ExportHead(
        clinic_id="01" * 16,
        workstation_id="03" * 16,
        public_key=public_key_of(key),
        made_at="2026-11-21T17:00:00.000000Z",
        made_by="02" * 16,
        first=first,
        link=link.hex(),
    )
    write_export(written.append, head, events(count, first=first, link=link), private_key=key)
    return b"".join(written)


@cache
def whole() -> bytes:
    return export()


def verdict(data: bytes, **options: str) -> ExportVerdict:
    return verify_export(re.findall(rb"[^\n]*\n|[^\n]+$", data), **options)


@pytest.mark.row("B7", "E9")
def test_a_whole_export_verifies_and_says_whose_it_is() -> None:
    found = verdict(whole(), public_key=public_key_of(KEY))
    assert found.is_sound
    assert (found.events, found.first, found.last) == (12, 1, 12)
    assert found.is_key_compared
    assert found.workstation_id == "03" * 16


def test_without_a_key_to_compare_the_verdict_says_so() -> None:
    assert "compare it with the printed one" in verdict(whole()).as_text()


def test_a_part_of_a_trail_verifies_by_the_link_before_it() -> None:
    assert verdict(export(5, first=100, link=b"\x09" * 32)).last == 104


def test_an_empty_export_verifies() -> None:
    assert verdict(export(0)).is_sound


@pytest.mark.row("B7")
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_flipped_bit_is_found(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole()) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = bytearray(whole())
    changed[at] ^= 1 << bit
    assert not verdict(bytes(changed), public_key=public_key_of(KEY)).is_sound


def test_signature_spelled_in_capitals_is_found() -> None:
    *lines, last = whole().splitlines(keepends=True)
    end = json.loads(last)
    end["signature"] = end["signature"].upper()
    spelled = json.dumps(end, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    changed = b"".join((*lines, spelled))
    assert changed != whole()
    assert not verdict(changed, public_key=public_key_of(KEY)).is_sound


def test_every_byte_flipped_is_found() -> None:
    missed = []
    for at in range(len(whole())):
        changed = bytearray(whole())
        changed[at] ^= 0x01
        if verdict(bytes(changed)).is_sound:
            missed.append(at)
    assert missed == []


@pytest.mark.parametrize("gone", range(12))
def test_a_missing_event_is_named(gone: int) -> None:
    lines = whole().splitlines(keepends=True)
    del lines[1 + gone]
    found = verify_export(lines)
    assert not found.is_sound
    assert gone == 11 or found.first_broken == gone + 1


def test_an_event_rewritten_without_the_key_is_named() -> None:
    lines = whole().splitlines(keepends=True)
    lines[5] = lines[5].replace(b'"view"', b'"list"')
    found = verify_export(lines)
    assert (found.is_sound, found.first_broken) == (False, 5)


def test_a_tail_cut_off_is_found_also_with_the_end_put_back() -> None:
    lines = whole().splitlines(keepends=True)
    assert not verify_export(lines[:-1]).is_sound
    assert not verify_export([*lines[:-3], lines[-1]]).is_sound


def test_two_events_in_each_others_place_are_found() -> None:
    lines = whole().splitlines(keepends=True)
    lines[3], lines[4] = lines[4], lines[3]
    assert verify_export(lines).first_broken == 3


@pytest.mark.row("B7")
def test_a_forger_with_a_key_of_his_own_is_found_by_the_printed_one() -> None:
    forged = export(12, key=new_key())
    assert verdict(forged).is_sound  # which is why the key is to be compared
    assert not verdict(forged, public_key=public_key_of(KEY)).is_sound


@pytest.mark.parametrize("data", [b"", b"\n", b"{}\n", b"[" * 100_000, b"\xff\xfe", b"null\n"])
def test_what_is_no_export_is_refused_in_words(data: bytes) -> None:
    assert not verdict(data).is_sound


def test_the_first_event_stands_on_the_beginning() -> None:
    lines = export(3, link=b"\x01" * 32).splitlines(keepends=True)
    assert GENESIS not in lines[0].decode()
    assert verify_export(lines).first_broken == 1


def test_the_verifier_loads_nothing_of_the_database() -> None:
    code = (
        "import sys, app.interop.audit_export; "
        "bad = ('app.storage', 'sqlalchemy', 'sqlcipher'); "
        "print([m for m in sys.modules if m.startswith(bad)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["clinic_id", "workstation_id", "made_by", "made_at"])
@pytest.mark.parametrize("text", ["\npublic key 00", "\x1b[2K", "x", "\u0661" * 32, 7])
def test_a_head_that_could_draw_on_the_terminal_is_refused(name: str, text: object):
    written: list[bytes] = []
    fields = {
        "clinic_id": "01" * 16,
        "workstation_id": "03" * 16,
        "public_key": public_key_of(KEY),
        "made_at": "2026-11-21T17:00:00.000000Z",
        "made_by": "02" * 16,
        "first": 1,
        "link": GENESIS,
    }
    head = ExportHead(**{**fields, name: text})  # type: ignore[arg-type]
    write_export(written.append, head, events(3), private_key=KEY)
    found = verdict(b"".join(written))
    assert not found.is_sound
    assert str(text) not in found.as_text() or text in ("x", 7)
