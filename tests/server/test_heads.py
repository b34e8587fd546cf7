"""Audit heads at the server: kept for ever, signed for, and never two for one number."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest

from app.domain.errors import RequestRefused
from app.protocol.messages import HeadReceipt, HeadRequest
from app.security.device_key import DeviceHead, prove_key
from app.security.head_receipt import Head
from tests.server.people import (
    colleague,
    lines,
    post_head,
    private_key,
    register_key,
    sign_in,
    signed_head,
    trail,
)
from tests.server_fixtures import RunningServer, TestDesk
from tests.waiting import until_waiting

pytestmark = pytest.mark.row("B5")
MAC, LINK, OTHER = "a" * 64, "b" * 64, "c" * 64


def head_of(clinic: TestDesk, receipt: HeadReceipt, **changes: object) -> Head:
    fields = {
        "tenant_id": clinic.clinic_id,
        "device_id": receipt.device_id,
        "seq": receipt.seq,
        "mac": receipt.mac,
        "link": receipt.link,
        "at": receipt.at,
    }
    return Head(**(fields | changes))  # type: ignore[arg-type]


async def test_receipt_is_the_servers_word_for_exactly_this_head(clinic: TestDesk) -> None:
    receipt = await post_head(clinic, seq=7, mac=MAC, link=LINK)
    assert clinic.tokens.tokens is not None
    key = clinic.tokens.tokens.server_key
    assert head_of(clinic, receipt).is_kept(key, signature=receipt.signature)
    for changed in ({"seq": 8}, {"mac": OTHER}, {"link": OTHER}, {"tenant_id": "0" * 32}):
        assert not head_of(clinic, receipt, **changed).is_kept(key, signature=receipt.signature)
    assert not head_of(clinic, receipt).is_kept("d" * 64, signature=receipt.signature)
    assert not head_of(clinic, receipt).is_kept(key, signature="")


async def test_same_head_again_gets_the_same_receipt(clinic: TestDesk) -> None:
    first = await post_head(clinic, seq=7, mac=MAC, link=LINK)
    assert await post_head(clinic, seq=7, mac=MAC, link=LINK) == first


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ({"seq": 7, "mac": OTHER, "link": LINK}, "head_forked"),
        ({"seq": 7, "mac": MAC, "link": OTHER}, "head_forked"),
        ({"seq": 6, "mac": MAC, "link": LINK}, "head_behind"),
    ],
    ids=["another MAC", "another link", "a shorter trail"],
)
async def test_trail_that_was_rewritten_or_cut_is_refused_and_told(
    server: RunningServer, clinic: TestDesk, head: dict[str, object], code: str
) -> None:
    await post_head(clinic, seq=7, mac=MAC, link=LINK)
    with pytest.raises(RequestRefused, match=code):
        await post_head(clinic, **head)  # type: ignore[arg-type]
    assert ("head_rejected", "audit_head", code) in await trail(server, clinic)
    assert [one.seq for one in (await clinic.api.heads()).heads] == [7]


async def test_of_two_different_heads_at_once_one_is_kept(clinic: TestDesk) -> None:
    await clinic.api.refresh()
    answers = await asyncio.gather(
        *(post_head(clinic, seq=3, mac=mac, link=LINK) for mac in (MAC, OTHER)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in answers) == ["HeadReceipt", "RequestRefused"]


@pytest.mark.parametrize(
    "head",
    [
        {"seq": 0, "mac": MAC, "link": LINK},
        {"seq": 2**63, "mac": MAC, "link": LINK},
        {"seq": 1, "mac": "x", "link": LINK},
        {"seq": 1, "mac": MAC, "link": LINK.upper()},
    ],
)
async def test_what_is_no_head_is_refused(clinic: TestDesk, head: dict[str, object]) -> None:
    with pytest.raises(RequestRefused, match="400"):
        await post_head(clinic, **head)  # type: ignore[arg-type]


@pytest.mark.parametrize("role", ["app", "owner"])
@pytest.mark.parametrize(
    "verb", ["UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}", "TRUNCATE {}"]
)
@pytest.mark.parametrize("table", ["audit_head", "device_key", "server_audit"])
async def test_heads_and_trail_are_only_added_to(
    server: RunningServer, clinic: TestDesk, role: str, verb: str, table: str
) -> None:
    """By the application's rights, and by a trigger for the owner."""
    await post_head(clinic, seq=1, mac=MAC, link=LINK)
    connection = await asyncpg.connect(getattr(server.databases, role))
    try:
        await connection.execute("SELECT set_config('app.tenant', $1, false)", clinic.clinic_id)
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.RaiseError)):
            await connection.execute(verb.format(table))
    finally:
        await connection.close()


async def test_heads_of_another_desk_are_an_administrators_to_see(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        await post_head(other, seq=1, mac=MAC, link=LINK)
        key = await register_key(other)
        seen = await clinic.api.heads(device_id=other.device_id)
        assert ([one.seq for one in seen.heads], seen.public_key) == ([1], key)
        with pytest.raises(RequestRefused, match="role_not_allowed"):
            await other.api.heads(device_id=clinic.device_id)
    with pytest.raises(RequestRefused, match="not_found"):
        await clinic.api.heads(device_id="0" * 32)


async def test_desks_key_is_registered_once(clinic: TestDesk) -> None:
    key = await register_key(clinic)
    await register_key(clinic)
    place = {"tenant_id": clinic.clinic_id, "device_id": clinic.device_id}
    other, proof = prove_key(OTHER, **place)
    with pytest.raises(RequestRefused, match="key_exists"):
        await clinic.api.register_device_key(public_key=other, proof=proof)
    with pytest.raises(RequestRefused, match="400"):
        await clinic.api.register_device_key(public_key="x", proof=proof)
    assert (await clinic.api.heads()).public_key == key


@pytest.mark.parametrize("changed", [{"tenant_id": "0" * 32}, {"device_id": "0" * 32}, "key", ""])
async def test_only_the_key_a_desk_holds_is_registered(clinic: TestDesk, changed: Any) -> None:
    place = {"tenant_id": clinic.clinic_id, "device_id": clinic.device_id}
    key, proof = prove_key(MAC, **place)
    if isinstance(changed, dict):
        proof = prove_key(MAC, **(place | changed))[1]
    elif changed:
        proof = prove_key(OTHER, **place)[1]
    else:
        proof = ""
    with pytest.raises(RequestRefused, match="key_not_proven"):
        await clinic.api.register_device_key(public_key=key, proof=proof)
    assert (await clinic.api.heads()).public_key == ""


async def test_head_is_kept_with_the_desks_own_signature(clinic: TestDesk) -> None:
    receipt = await post_head(clinic, seq=7, mac=MAC, link=LINK)
    (kept,) = (await clinic.api.heads()).heads
    assert kept == receipt
    told = DeviceHead(
        tenant_id=clinic.clinic_id,
        device_id=clinic.device_id,
        epoch=0,
        seq=7,
        mac=MAC,
        link=LINK,
    )
    key = (await clinic.api.heads()).public_key
    assert told.is_signed(key, signature=kept.device_signature)
    assert not told.is_signed(key, signature=kept.device_signature.upper())


@pytest.mark.parametrize(
    "signed",
    [
        {"seq": 6},
        {"mac": OTHER},
        {"link": OTHER},
        {"epoch": 1},
        {"device_id": "0" * 32},
        {"tenant_id": "0" * 32},
    ],
    ids=lambda signed: next(iter(signed)),
)
async def test_head_that_the_desk_did_not_sign_is_refused_and_told(
    server: RunningServer, clinic: TestDesk, signed: dict[str, object]
) -> None:
    """Whoever holds a desk's token only cannot tell the server an end of its trail."""
    await register_key(clinic)
    forged = signed_head(clinic, seq=7, mac=MAC, link=LINK, signed=signed)
    with pytest.raises(RequestRefused, match="head_not_signed"):
        await clinic.api.post_head(forged)
    assert ("head_rejected", "audit_head", "head_not_signed") in await trail(server, clinic)
    assert (await clinic.api.heads()).heads == []


async def test_head_without_a_signature_or_a_known_key_is_refused(clinic: TestDesk) -> None:
    head = signed_head(clinic, seq=7, mac=MAC, link=LINK)
    with pytest.raises(RequestRefused, match="head_not_signed"):
        await clinic.api.post_head(head)
    await register_key(clinic)
    with pytest.raises(RequestRefused, match="head_not_signed"):
        await clinic.api.post_head(HeadRequest(seq=7, mac=MAC, link=LINK))
    assert (await clinic.api.post_head(head)).seq == 7


async def test_other_desks_signature_is_refused(server: RunningServer, clinic: TestDesk) -> None:
    """A head of one desk, sent with the token of another, and one signed with the other's key."""
    async with colleague(server, clinic, role="front_desk") as bea:
        for desk in (clinic, bea):
            await register_key(desk)
        theirs = signed_head(bea, seq=7, mac=MAC, link=LINK)
        mine = signed_head(clinic, seq=7, mac=MAC, link=LINK, key=private_key(bea))
        for head in (theirs, mine):
            with pytest.raises(RequestRefused, match="head_not_signed"):
                await clinic.api.post_head(head)
        assert (await bea.api.post_head(theirs)).seq == 7


async def test_head_of_before_is_not_told_again_after_a_new_beginning(clinic: TestDesk) -> None:
    """Its signature is genuine, but it names the beginning it was made for."""
    await register_key(clinic)
    genuine = signed_head(clinic, seq=7, mac=MAC, link=LINK)
    await clinic.api.post_head(genuine)
    assert (await clinic.api.post_head(genuine)).seq == 7  # the same again adds nothing
    await clinic.api.begin_heads_anew()
    assert (await clinic.api.heads()).public_key == ""
    await register_key(clinic)
    with pytest.raises(RequestRefused, match="head_of_before"):
        await clinic.api.post_head(genuine)
    moved = HeadRequest(seq=7, mac=MAC, link=LINK, epoch=1, signature=genuine.signature)
    with pytest.raises(RequestRefused, match="head_not_signed"):
        await clinic.api.post_head(moved)
    assert (await clinic.api.heads()).heads == []
    assert (await post_head(clinic, seq=3, mac=MAC, link=LINK, epoch=1)).seq == 3


@pytest.mark.parametrize("last", [None, 7])
async def test_head_that_no_work_leads_to_is_refused(clinic: TestDesk, last: int | None) -> None:
    farthest = 10_000_000 if last is None else last + 1_000_000
    if last is not None:
        await post_head(clinic, seq=last, mac="0" * 64, link="0" * 64)
    with pytest.raises(RequestRefused, match="head_too_far"):
        await post_head(clinic, seq=farthest + 1, mac="1" * 64, link="1" * 64)
    assert (await post_head(clinic, seq=farthest, mac="1" * 64, link="1" * 64)).seq == farthest


async def test_administrator_begins_a_desks_memory_anew(
    server: RunningServer, clinic: TestDesk
) -> None:
    """Somebody with a desk's token told an end that no trail has: it is not the last word."""
    async with colleague(server, clinic, role="front_desk") as bea:
        poison = (await post_head(bea, seq=9_999_999, mac=MAC, link=LINK)).seq
        with pytest.raises(RequestRefused, match="head_behind"):
            await post_head(bea, seq=7, mac=MAC, link=LINK)
        with pytest.raises(RequestRefused, match="role_not_allowed"):
            await bea.api.begin_heads_anew()
        await clinic.api.begin_heads_anew(device_id=bea.device_id)
        assert (await bea.api.heads()).heads == []
        assert (await post_head(bea, seq=7, mac=MAC, link=LINK, epoch=1)).seq == 7
        with pytest.raises(RequestRefused, match="head_forked"):
            await post_head(bea, seq=7, mac=OTHER, link=LINK, epoch=1)
        assert [one.seq for one in (await bea.api.heads()).heads] == [7]
        kept = await lines(
            server,
            "SELECT seq FROM audit_head WHERE device_id = $1::uuid AND seq > 0 ORDER BY epoch",
            bea.device_id,
        )
    assert [one["seq"] for one in kept] == [poison, 7]
    assert ("heads_anew", "audit_head", "") in await trail(server, clinic)
    with pytest.raises(RequestRefused, match="not_found"):
        await clinic.api.begin_heads_anew(device_id="0" * 32)


async def test_session_that_only_renews_itself_begins_nothing_anew(
    server: RunningServer, clinic: TestDesk
) -> None:
    """An administrator's stolen token would register a key of its own choice next."""
    await post_head(clinic, seq=7, mac=MAC, link=LINK)
    await lines(
        server,
        "UPDATE refresh_token SET begun_at = begun_at - interval '61 minutes' "
        "WHERE device_id = $1::uuid",
        clinic.device_id,
    )
    with pytest.raises(RequestRefused, match="sign_in_again"):
        await clinic.api.begin_heads_anew()
    listed = await clinic.api.heads()
    assert ([one.seq for one in listed.heads], listed.epoch) == ([7], 0)
    await sign_in(clinic)
    await clinic.api.begin_heads_anew()
    assert (await clinic.api.heads()).epoch == 1


async def test_two_heads_at_once_are_compared_one_after_the_other(
    server: RunningServer, clinic: TestDesk
) -> None:
    """Whoever compares holds the workstation's row: else both would find the same last head."""
    await register_key(clinic)
    other = await asyncpg.connect(server.databases.superuser)
    watching = await asyncpg.connect(server.databases.superuser)
    try:
        async with other.transaction():
            await other.execute(
                "SELECT 1 FROM device WHERE device_id = $1::uuid FOR UPDATE", clinic.device_id
            )
            waiting = asyncio.create_task(
                clinic.api.post_head(signed_head(clinic, seq=1, mac=MAC, link=LINK))
            )
            await until_waiting(watching)
        assert (await waiting).seq == 1
    finally:
        await other.close()
        await watching.close()
