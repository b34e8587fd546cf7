"""Which form travels between the real client and the real server, seen on the socket."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

import httpx
import msgspec
import pytest

from app.domain.patient import EmergencyContact
from app.protocol.codec import decode_json
from app.protocol.wire import JSON, MSGPACK, decode, encode, packed
from app.server import feed
from tests.factories import a_child, a_patient
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("C8")
VARIES = {"Accept", "Accept-Encoding"}


async def ask(server: RunningServer, desk: TestDesk, **headers: str) -> httpx.Response:
    assert desk.tokens.tokens is not None
    bearer = {"Authorization": f"Bearer {desk.tokens.tokens.access}"}
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        return await http.get("/v1/sync/pull", headers=bearer | headers)


async def test_answer_has_the_form_that_was_asked_for(
    server: RunningServer, clinic: TestDesk
) -> None:
    await clinic.saved(*(a_patient() for _ in range(5)))
    plain = await ask(server, clinic, Accept=JSON, **{"Accept-Encoding": "gzip"})
    small = await ask(server, clinic, Accept=MSGPACK, **{"Accept-Encoding": "zstd, gzip"})
    assert plain.headers["Content-Type"].startswith(JSON)
    for answer in (plain, small):
        assert {one.strip() for one in answer.headers["Vary"].split(",")} == VARIES
    assert plain.headers["Content-Encoding"] == "gzip"
    assert small.headers["Content-Type"].startswith(MSGPACK)
    assert small.headers["Content-Encoding"] == "zstd"
    read, also_read = plain.json(), msgspec.msgpack.decode(small.content)
    assert read["rows"] == also_read["rows"]
    assert len(read["rows"]) >= 5


async def test_page_of_a_pull_is_handed_on_without_being_read_and_says_the_same(
    server: RunningServer, clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody = a_patient(family_name='Zoë "\\ \u2028 😀', alert="1\n2")
    rows = await clinic.saved(somebody, a_child(EmergencyContact, somebody, name="Otto"))
    await clinic.push_one(clinic.delete(rows[1]))
    as_values = msgspec.msgpack.decode((await ask(server, clinic, Accept=MSGPACK)).content)["rows"]
    read: list[object] = []

    def reading(text: str) -> object:
        read.append(decode_json(text))
        return read[-1]

    monkeypatch.setattr(feed, "decode_json", reading)
    told = (await clinic.api.pull("", limit=10)).rows
    assert read == []
    assert [list(row) for row in told] == as_values
    assert [row.body is None for row in told][-1]
    assert told[-3].body == rows[0].body
    await ask(server, clinic, Accept=MSGPACK)
    assert len(read) == len(told) - 1


async def test_client_turns_to_messagepack_once_the_server_spoke_it(
    server: RunningServer, clinic: TestDesk
) -> None:
    sent: list[httpx.Request] = []

    async def note(request: httpx.Request) -> None:
        sent.append(request)

    clinic.api._http.event_hooks["request"].append(note)
    clinic.api._reads_msgpack = False
    await clinic.saved(*(a_patient() for _ in range(20)))
    await clinic.saved(*(a_patient() for _ in range(20)))
    pushes = [one.headers for one in sent if one.url.path == "/v1/sync/push"]
    assert [one["Content-Type"] for one in pushes] == [JSON, MSGPACK]
    assert [one["Content-Encoding"] for one in pushes] == ["gzip", "zstd"]


async def test_server_put_back_to_an_older_version_gets_json_again(
    server: RunningServer, clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.api._reads_msgpack = True
    monkeypatch.setattr("app.server.bodies.is_msgpack", lambda _: False)
    await clinic.saved(*(a_patient() for _ in range(20)))
    assert len((await clinic.api.pull("", limit=1000)).rows) >= 20


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b"\xc1", {"Content-Type": MSGPACK}),
        (b"{}", {"Content-Type": MSGPACK}),
        (packed(b"{}", "zstd")[:-1], {"Content-Type": JSON, "Content-Encoding": "zstd"}),
        (b"{}", {"Content-Type": JSON, "Content-Encoding": "br"}),
        (encode({"a": 1}, as_msgpack=True), {"Content-Type": JSON}),
    ],
)
async def test_body_in_no_agreed_form_is_refused(
    server: RunningServer, clinic: TestDesk, content: bytes, headers: dict[str, str]
) -> None:
    assert clinic.tokens.tokens is not None
    bearer = {"Authorization": f"Bearer {clinic.tokens.tokens.access}"}
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        answer = await http.post("/v1/sync/push", content=content, headers=bearer | headers)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert decode(answer.content, dict)["code"] == "malformed"


@pytest.mark.parametrize("form", ["application/xml", "text/plain", "application/jsonp", "x"])
async def test_body_that_says_it_is_something_else_is_not_read(
    server: RunningServer, clinic: TestDesk, form: str
) -> None:
    async with httpx.AsyncClient(base_url=server.url, headers=clinic.headers) as http:
        answer = await http.post(
            "/v1/records/patient/query", content=b"{}", headers={"Content-Type": form}
        )
        assert (answer.status_code, answer.json()["code"]) == (415, "media_type")
        answer = await http.post(
            "/v1/records/patient/query",
            content=b"{}",
            headers={"Content-Type": f"{JSON}; charset=utf-8"},
        )
    assert answer.status_code == HTTPStatus.OK


async def test_whole_batch_with_a_value_beyond_json_is_the_senders_mistake(
    server: RunningServer, clinic: TestDesk
) -> None:
    operation = clinic.create(a_patient())
    beyond = {**(operation.full or {}), "unknown": msgspec.msgpack.Ext(5, b"x")}
    operation = replace(operation, full=beyond)
    wanted = {"device_id": clinic.device_id, "batch_id": "b", "ops": [operation], "schema": 1}
    async with httpx.AsyncClient(base_url=server.url, headers=clinic.headers) as http:
        answer = await http.post(
            "/v1/sync/push",
            content=encode(wanted, as_msgpack=True),
            headers={"Content-Type": MSGPACK},
        )
    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.BAD_REQUEST, "malformed")
