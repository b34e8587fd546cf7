"""Which kind of file some content is, by its first bytes: names and endings are what anybody says.

Only kinds that a clinic files and that open without running anything are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field

HEAD_BYTES = 4096
"""What has to be looked at."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: its media type (RFC 6838), its name for people and the usual ending."""

    media_type: str
    name: str
    suffix: str = field(repr=False)


PDF = FileType("application/pdf", "PDF", ".pdf")
PNG = FileType("image/png", "PNG picture", ".png")
JPEG = FileType("image/jpeg", "JPEG picture", ".jpg")
TIFF = FileType("image/tiff", "TIFF picture", ".tif")
DICOM = FileType("application/dicom", "DICOM image", ".dcm")
XML = FileType("application/xml", "clinical XML", ".xml")
TEXT = FileType("text/plain", "plain text", ".txt")
KEPT = (PDF, PNG, JPEG, TIFF, DICOM, XML, TEXT)
KINDS = ", ".join(one.name for one in KEPT)
"""What is kept, for people."""
PICTURES = frozenset({PNG.media_type, JPEG.media_type})
"""What a patient's photo may be."""
_MARKS = (
    (0, b"%PDF-", PDF),
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"II*\x00", TIFF),
    (0, b"MM\x00*", TIFF),
    (128, b"DICM", DICOM),
)
_BY_TYPE = {one.media_type: one for one in KEPT}
_ALLOWED_CONTROLS = frozenset("\t\n\r\f")
_MARKUP = ("<html", "<!doctype html", "<script", "<svg")
"""What a browser would run: no letter of a colleague is that."""


def type_of(head: bytes) -> FileType | None:
    """The kind of a file that begins like this; None where it is none that is kept."""
    for at, mark, kind in _MARKS:
        if head[at : at + len(mark)] == mark:
            return kind
    return _text_type(head[:HEAD_BYTES])


def suffix_of(media_type: str) -> str:
    """The usual ending of a media type; "" where it is not known."""
    known = _BY_TYPE.get(media_type)
    return known.suffix if known else ""


def _text_type(head: bytes) -> FileType | None:
    try:
        # The last character may be cut in two.
        text = head.decode() if len(head) < HEAD_BYTES else head.decode(errors="ignore")
    except UnicodeDecodeError:
        return None
    is_cut_inside = len(head) - len(text.encode()) > 3
    if not text.strip() or is_cut_inside or any(map(_is_control, text)):
        return None
    begins = text.lstrip("\ufeff \t\r\n").casefold()
    if begins.startswith(_MARKUP):
        return None
    if begins.startswith("<?xml"):
        return None if any(mark in begins for mark in _MARKUP) else XML
    return TEXT


def _is_control(letter: str) -> bool:
    return letter < " " and letter not in _ALLOWED_CONTROLS
