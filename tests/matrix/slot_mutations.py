"""Ways to falsify a slot file, by a stranger and by somebody who can use the keyring."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from random import Random
from typing import Any

import msgspec

from app.security import slot_file, slot_keys
from app.security.slot_file import SlotFile

Content = dict[str, Any]
Mutation = Callable[[bytes, Random], bytes]


def flip_a_bit(raw: bytes, random: Random) -> bytes:
    at = random.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ (1 << random.randrange(8))]) + raw[at + 1 :]


def cut(raw: bytes, random: Random) -> bytes:
    return raw[: random.randrange(len(raw))]


def cut_out(raw: bytes, random: Random) -> bytes:
    first, end = sorted(random.sample(range(len(raw)), 2))
    return raw[:first] + raw[end:]


def put_in(raw: bytes, random: Random) -> bytes:
    at = random.randrange(len(raw))
    return raw[:at] + random.randbytes(random.randrange(1, 9)) + raw[at:]


def write_otherwise(raw: bytes, random: Random) -> bytes:
    """The same content in another spelling: nothing may stand outside what is signed."""
    indent = random.choice([None, 2, 3, "\t"])
    return json.dumps(json.loads(raw), indent=indent).encode() + b"\n" * random.randrange(3)


def rubbish(raw: bytes, random: Random) -> bytes:
    return random.choice([b"", b"{}", b"[]", b"null", b"\x00" * len(raw), random.randbytes(300)])


STRANGER: tuple[Mutation, ...] = (flip_a_bit, cut, cut_out, put_in, write_otherwise, rubbish)


def _some_slot(content: Content, random: Random) -> Content:
    return random.choice(content["slots"])


def _other_id(random: Random) -> str:
    return random.randbytes(16).hex()


def _swap(name: str) -> Callable[[Content, Random], None]:
    """Two slots exchange a field."""

    def change(content: Content, random: Random) -> None:
        one, other = random.sample(content["slots"], 2)
        one[name], other[name] = other[name], one[name]

    return change


def _set_uid(content: Content, random: Random) -> None:
    _some_slot(content, random)["uid"] = _other_id(random)


def _set_name(content: Content, random: Random) -> None:
    _some_slot(content, random)["username"] = random.choice(["sara ", "mallory", "root"])


def _set_db(content: Content, random: Random) -> None:
    content["db_id"] = _other_id(random)


def _set_clinic(content: Content, random: Random) -> None:
    content["clinic_id"] = _other_id(random)


def _set_salt(content: Content, random: Random) -> None:
    _some_slot(content, random)["kdf"]["salt"] = b64encode(random.randbytes(16)).decode()


def _set_costs(content: Content, random: Random) -> None:
    kdf = _some_slot(content, random)["kdf"]
    name, value = random.choice([("passes", 2), ("memory_kib", 16), ("lanes", 2)])
    kdf[name] = kdf[name] + value


def _set_generation(content: Content, random: Random) -> None:
    name = random.choice(["generation", "clinic_key_generation"])
    content[name] = max(1, content[name] + random.choice([-1, 1, 7]))


def _set_slot_generation(content: Content, random: Random) -> None:
    _some_slot(content, random)["generation"] += random.choice([-1, 1])


def _disable(content: Content, random: Random) -> None:
    slot = _some_slot(content, random)
    slot["is_enabled"] = not slot["is_enabled"]


def _drop(content: Content, random: Random) -> None:
    content["slots"].remove(_some_slot(content, random))


def _double(content: Content, random: Random) -> None:
    content["slots"].insert(random.randrange(3), {**_some_slot(content, random)})


def _shuffle(content: Content, random: Random) -> None:
    content["slots"].reverse()


def _set_kind(content: Content, random: Random) -> None:
    slot = _some_slot(content, random)
    slot["kind"] = random.choice(
        [one for one in ("user", "pin", "recovery") if one != slot["kind"]]
    )


def _set_mode(content: Content, random: Random) -> None:
    content["mode"] = "passphrase"


def _set_pending(content: Content, random: Random) -> None:
    content["pending"] = {**content["current"], "generation": content["current"]["generation"] + 1}


def _set_key_generation(content: Content, random: Random) -> None:
    content["current"]["generation"] += 1


def _spoil(content: Content, random: Random) -> None:
    """A byte of something wrapped, sealed or checked."""
    places = [(slot, name) for slot in content["slots"] for name in
              ("public_key", "private_key", "clinic_key")]  # fmt: skip
    places += [(content["current"], "wrapped"), (content["current"], "check"), (content, "mac")]
    place, name = random.choice(places)
    raw = bytearray(b64decode(place[name]))
    raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
    place[name] = b64encode(raw).decode()


INSIDER: tuple[Callable[[Content, Random], None], ...] = (
    *map(_swap, ("uid", "username", "kdf", "public_key", "private_key", "clinic_key", "kind")),
    _set_uid, _set_name, _set_db, _set_clinic, _set_salt, _set_costs, _set_generation,
    _set_slot_generation, _disable, _drop, _double, _shuffle, _set_kind, _set_mode, _set_pending,
    _set_key_generation, _spoil,
)  # fmt: skip


def falsified(raw: bytes, random: Random, device_secret: bytes) -> bytes | None:
    """A falsified file; None where the mutation came out as the file itself.

    Every other one is by an insider: with a seal that fits, made with the device secret.
    """
    if random.random() < 0.5:
        changed = random.choice(STRANGER)(raw, random)
        return None if changed == raw else changed
    content = json.loads(raw)
    before = json.dumps(content)
    random.choice(INSIDER)(content, random)
    if json.dumps(content) == before:
        return None
    try:
        return resealed(content, device_secret)
    except msgspec.ValidationError:  # no reader would take it either
        return json.dumps(content, indent=1).encode() + b"\n"


def resealed(content: Content, device_secret: bytes) -> bytes:
    """The content as the product would spell it, with a seal that fits."""
    parsed = msgspec.json.decode(json.dumps(content).encode(), type=SlotFile)
    secret = device_secret if parsed.mode == "keyring" else None
    signed = slot_keys.signed(parsed, b"not the clinic key".ljust(32), secret)
    return slot_file.encode(msgspec.structs.replace(signed, mac=parsed.mac))
