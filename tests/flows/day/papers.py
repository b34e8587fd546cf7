"""What is on a paper that a desk printed into a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pypdfium2

from app.domain.patient import Patient
from app.ui.wording import phone_words

_ISOLATES = "\u2066\u2069"
"""Around a phone on screen, so that it is read from left to right; a paper has none."""


def pages_of(path: Path) -> list[str]:
    """The words of each page of a PDF, as a reader finds them."""
    document: Any = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def torn(pages: list[str], people: Iterable[Patient]) -> list[str]:
    """What is wrong with how patients' rows lie on a paper: the number below each name and the
    phone beside it stand on one page, once; a line that a break cuts stands on both."""
    wrong: list[str] = []
    for one in people:
        phone = phone_words(one.phone or "").strip(_ISOLATES)
        words = (f"{one.family_name}, {one.given_names}", one.mrn, phone)
        on = [[at for at, page in enumerate(pages) if word in page] for word in words]
        if len(on[0]) != 1 or any(where != on[0] for where in on):
            wrong.append(f"{words} on {on}")
    return wrong


def pdf_text(path: Path) -> str:
    """The words of all pages of a PDF."""
    return "\n".join(pages_of(path))
