from __future__ import annotations

from typing import Any

import pytest

from app.interop import gathering
from app.interop.frames import Item
from app.interop.gathering import Gathered


def item(row: int, *, content: bytes = b"", **body: Any) -> Item:
    return Item(
        kind="DocumentReference",
        entity="document",
        row_id=f"{row:032x}",
        body={"sha256": "ab", "size": len(content), "media_type": "text/plain", **body},
        digest=f"{row}",
        entry=row,
        content=content,
    )


def test_files_beyond_what_travels_at_once_are_left_out_and_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gathering, "MOST_CONTENT_BYTES", 10)
    gathered = Gathered()
    for row in range(3):
        gathered.take(item(row, content=b"12345"))
    kept = gathered.finished()
    assert [one.content for one in kept] == [b"12345", b"12345", b""]
    assert (kept[2].body["sha256"], kept[2].body["size"]) == ("", 0)
    assert kept[2].remarks == (
        "was taken without its file: the patient has too many in one import",
    )


def test_nothing_of_a_refused_patient_is_taken_and_every_entry_is_told() -> None:
    gathered = Gathered()
    for row in range(2):
        gathered.take(item(row))
    gathered.refuse_all("belongs to a refused patient")
    assert [(one.entry, one.kind) for one in gathered.refused] == [
        (0, "DocumentReference"),
        (1, "DocumentReference"),
    ]
    assert gathered.finished() == []
