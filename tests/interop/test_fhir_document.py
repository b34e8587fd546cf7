from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.interop.conftest import bundle, patient, read
from tests.interop.fhir_samples import document

Write = Callable[..., Path]
HELD = "was taken without its file: "


def test_document_brings_its_file_and_what_it_is(write_json: Write) -> None:
    result = read(write_json(bundle(patient(), document(b"A note."))))
    (item,) = (item for item in result.items if item.kind == "DocumentReference")
    assert item.content == b"A note."
    kept = {name: item.body[name] for name in ("title", "code", "authored_on", "status", "size")}
    assert kept == {
        "title": "History",
        "code": "34117-2",
        "authored_on": "2019-02-15",
        "status": "superseded",
        "size": 7,
    }
    assert item.body["sha256"] == hashlib.sha256(b"A note.").hexdigest()
    assert item.body["media_type"] == "text/plain"


def test_text_in_another_character_set_is_kept_as_utf_8(write_json: Write) -> None:
    made = document("Ñandú".encode("latin-1"))
    made["content"][0]["attachment"]["contentType"] = "text/plain; charset=ISO-8859-1"
    result = read(write_json(bundle(patient(), made)))
    assert [i.content.decode() for i in result.items if i.content] == ["Ñandú"]


@pytest.mark.parametrize(
    ("attachment", "remark"),
    [
        ({"url": "http://x.example/1"}, "the source names a place for it only"),
        ({"data": "***"}, "it is not base64"),
        ({"data": ""}, "it is empty"),
        ({"data": "TVqQAAMAAAAEAAAA"}, "it is of no kind that is kept"),
    ],
)
def test_document_without_a_usable_file_says_so(
    attachment: dict[str, Any], remark: str, write_json: Write
) -> None:
    result = read(write_json(bundle(patient(), document(content=[{"attachment": attachment}]))))
    (item,) = (item for item in result.items if item.kind == "DocumentReference")
    assert (item.content, item.body["sha256"], item.remarks) == (b"", "", (HELD + remark,))


def test_document_of_no_day_or_status_is_refused(write_json: Write) -> None:
    wrong = [document(date="2019-02-30"), document(status="entered-in-error") | {"id": "d2"}]
    result = read(write_json(bundle(patient(), *wrong)))
    assert [one.entry for one in result.refused] == [1, 2]
