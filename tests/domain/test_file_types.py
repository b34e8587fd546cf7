"""What kind a file is, by its content and never by what somebody calls it."""

from __future__ import annotations

import pytest

from app.domain import file_types
from app.domain.file_types import HEAD_BYTES, FileType, suffix_of, type_of


@pytest.mark.row("D7")
@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n...", file_types.PDF),
        (b"\x89PNG\r\n\x1a\n\x00\x00", file_types.PNG),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", file_types.JPEG),
        (b"II*\x00\x08\x00", file_types.TIFF),
        (b"MM\x00*\x00\x08", file_types.TIFF),
        (b"\x00" * 128 + b"DICM\x02\x00", file_types.DICOM),
        (b"<?xml version='1.0'?><ClinicalDocument/>", file_types.XML),
        ("Überweisung für Frau Müller\r\n".encode(), file_types.TEXT),
        ("ä".encode() * HEAD_BYTES, file_types.TEXT),
    ],
)
def test_kept_kinds_are_known_by_their_beginning(head: bytes, kind: FileType) -> None:
    assert type_of(head) == kind
    assert suffix_of(kind.media_type) == kind.suffix


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"   \n",
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02\x01\x01",
        b"PK\x03\x04\x14\x00",
        b"<html><script>alert(1)</script>",
        b"\xef\xbb\xbf<!DOCTYPE html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'>",
        b"<?xml version='1.0'?><svg onload='x()'/>",
        b"text with a \x00 inside",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xff\xfe\x41\x00",
        b" %PDF-1.7",
    ],
)
def test_what_runs_or_is_not_known_is_not_kept(head: bytes) -> None:
    kind = type_of(head)
    assert kind is None or (kind is file_types.TEXT and head == b" %PDF-1.7")


def test_ending_of_an_unknown_type_is_nothing() -> None:
    assert suffix_of("application/x-msdownload") == ""
