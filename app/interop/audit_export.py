"""A signed export of an audit trail: written by a desk, verified by anybody, without any secret.

Lines of JSON. The first names the clinic, the workstation, its public key and the link of the
event before; then one line per event with its link = SHA-256(link before ‖ event); the last counts
them and carries the workstation's Ed25519 signature over everything above it. Events hold
identifiers, field names and counts, never a value of a patient.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

KIND = "clinic-desk audit export"
FORMAT = 1
GENESIS = "00" * 32
"""The link before the first event."""
LONGEST_LINE = 1 << 20
_IDENTIFIER = re.compile(r"[0-9a-f]{32}")
_SHAPES = {
    "clinic_id": _IDENTIFIER,
    "workstation_id": _IDENTIFIER,
    "made_by": _IDENTIFIER,
    "public_key": re.compile(r"[0-9a-f]{64}"),
    "made_at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII),
}
"""What the first line's texts look like: they are shown, and must not draw on a terminal."""
_SIGNED = b"clinic-desk audit export 1\n"
"""What a signature of this kind begins with: no other signature can pass for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportHead:
    """Whose trail it is, and where the exported part begins."""

    clinic_id: str
    workstation_id: str
    public_key: str
    made_at: str
    made_by: str
    first: int
    link: str
    """The link of the event before the first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportVerdict:
    """What a verifier found. first_broken: the event, or None where the trouble is elsewhere."""

    is_sound: bool
    reason: str = ""
    first_broken: int | None = None
    events: int = 0
    first: int = 0
    last: int = 0
    public_key: str = ""
    clinic_id: str = ""
    workstation_id: str = ""
    made_at: str = ""
    is_key_compared: bool = False

    def as_text(self) -> str:
        """The verdict for people."""
        if not self.is_sound:
            place = f" at event {self.first_broken}" if self.first_broken is not None else ""
            return f"NOT sound{place}: {self.reason}"
        key = (
            "the signature is the workstation's"
            if self.is_key_compared
            else "signed with the key below: compare it with the printed one (--key)"
        )
        return "\n".join(
            (
                f"sound: {self.events} events, {self.first} to {self.last}; {key}",
                f"workstation {self.workstation_id} of clinic {self.clinic_id}, {self.made_at}",
                f"public key {self.public_key}",
            )
        )


class Digest(Protocol):
    """A running SHA-256."""

    def digest(self) -> bytes:
        """What it says so far."""
        ...


class _Broken(Exception):
    def __init__(self, reason: str, seq: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.seq = reason, seq


def new_key() -> str:
    """A new private signing key, 64 hexadecimal digits."""
    return Ed25519PrivateKey.generate().private_bytes_raw().hex()


def public_key_of(private_key: str) -> str:
    """The public half of a private key, 64 hexadecimal digits."""
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private_key))
    return private.public_key().public_bytes_raw().hex()


def write_export(
    write: Callable[[bytes], object],
    head: ExportHead,
    events: Iterable[tuple[str, bytes]],
    *,
    private_key: str,
) -> int:
    """Write an export; events are (canonical text, link), oldest first. Returns how many."""
    digest = hashlib.sha256()
    link, count = head.link, 0

    def put(line: bytes) -> None:
        digest.update(line)
        write(line)

    put(_line({"kind": KIND, "format": FORMAT, **_fields_of(head)}))
    for text, made in events:
        link, count = made.hex(), count + 1
        put(_line({"event": json.loads(text), "link": link}))
    end = {"events": count, "last": head.first + count - 1, "link": link}
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private_key))
    write(_line({**end, "signature": key.sign(_to_sign(digest, end)).hex()}))
    return count


def verify_export(lines: Iterable[bytes], *, public_key: str = "") -> ExportVerdict:
    """Verify an export line by line; public_key: the printed or server-held one to compare with."""
    head: dict[str, Any] = {}
    try:
        return _verified(iter(lines), head, public_key.strip().lower())
    except _Broken as broken:
        key = head.get("public_key", "")
        return ExportVerdict(
            is_sound=False, reason=broken.reason, first_broken=broken.seq, public_key=str(key)
        )


def _verified(lines: Iterator[bytes], head: dict[str, Any], public_key: str) -> ExportVerdict:
    digest = hashlib.sha256()
    line = next(lines, b"")
    head.update(_read_head(line))
    digest.update(line)
    seq, link = cast("int", head["first"]), cast("str", head["link"])
    for line in lines:
        values = _values(line, seq)
        if "event" not in values:
            if next(lines, None) is not None:
                raise _Broken("something follows after the end")
            return _ended(values, head, digest, (seq, link), public_key)
        link = _next_link(values, seq, link)
        digest.update(line)
        seq += 1
    raise _Broken("the end is missing: events were cut off", seq)


def _read_head(line: bytes) -> dict[str, Any]:
    values = _values(line, None)
    names = {"kind", "format", *ExportHead.__dataclass_fields__}
    if values.get("kind") != KIND or values.get("format") != FORMAT or set(values) != names:
        raise _Broken("this is no audit export of this program")
    if not all(_is_plain(values[name], shape) for name, shape in _SHAPES.items()):
        raise _Broken("the first line holds something else than identifiers and a time")
    first, link = values["first"], values["link"]
    if not isinstance(first, int) or isinstance(first, bool) or first < 1:
        raise _Broken("the first line does not say where the events begin")
    if not isinstance(link, str) or (first == 1 and link != GENESIS):
        raise _Broken("the first event does not stand on the trail's beginning", first)
    return values


def _is_plain(value: object, shape: re.Pattern[str]) -> bool:
    return isinstance(value, str) and shape.fullmatch(value) is not None


def _next_link(values: dict[str, Any], seq: int, before: str) -> str:
    event: object = values["event"]
    if set(values) != {"event", "link"} or not isinstance(event, dict):
        raise _Broken("the line is not an event", seq)
    if cast("dict[str, object]", event).get("seq") != seq:
        raise _Broken("an event is missing, doubled or out of its place", seq)
    try:
        known = hashlib.sha256(bytes.fromhex(before) + _compact(cast("object", event))).hexdigest()
    except ValueError:
        raise _Broken("the link before it is none", seq) from None
    if values["link"] != known:
        raise _Broken("the event is not the one the trail was made with", seq)
    return known


def _ended(
    values: dict[str, Any],
    head: dict[str, Any],
    digest: Digest,
    reached: tuple[int, str],
    public_key: str,
) -> ExportVerdict:
    seq, link = reached
    signature = values.pop("signature", None)
    events = seq - cast("int", head["first"])
    end = {"events": events, "last": seq - 1, "link": link}
    if values != end or not isinstance(signature, str):
        raise _Broken("the end does not fit the events: some were cut off or added")
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(str(head["public_key"])))
        signed = bytes.fromhex(signature)
        if signed.hex() != signature:  # one spelling only: nothing in the file may be another
            raise InvalidSignature
        key.verify(signed, _to_sign(digest, end))
    except (ValueError, InvalidSignature):
        raise _Broken("the signature is not this workstation's") from None
    if public_key and public_key != head["public_key"]:
        raise _Broken("it is signed with another key than the one given")
    return ExportVerdict(
        is_sound=True,
        events=events,
        first=head["first"],
        last=seq - 1,
        public_key=head["public_key"],
        clinic_id=str(head["clinic_id"]),
        workstation_id=str(head["workstation_id"]),
        made_at=str(head["made_at"]),
        is_key_compared=bool(public_key),
    )


def _values(line: bytes, seq: int | None) -> dict[str, Any]:
    """What a line says. It must be written exactly as this program writes it, byte for byte."""
    if len(line) > LONGEST_LINE:
        raise _Broken("a line is longer than any event", seq)
    try:
        values: object = json.loads(line)
        if isinstance(values, dict) and _line(cast("object", values)) == line:
            return cast("dict[str, Any]", values)
    except (ValueError, RecursionError):
        pass
    raise _Broken("a line is not as the program wrote it", seq)


def _to_sign(digest: Digest, end: dict[str, Any]) -> bytes:
    return _SIGNED + digest.digest() + _compact(end)


def _fields_of(head: ExportHead) -> dict[str, object]:
    return {name: getattr(head, name) for name in ExportHead.__dataclass_fields__}


def _line(values: object) -> bytes:
    return _compact(values) + b"\n"


def _compact(values: object) -> bytes:
    """JSON with sorted keys and nothing between, as the audit trail itself has it."""
    return json.dumps(
        values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()
