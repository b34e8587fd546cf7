"""What is on a paper that a desk printed into a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2


def pages_of(path: Path) -> list[str]:
    """The words of each page of a PDF, as a reader finds them."""
    document: Any = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def pdf_text(path: Path) -> str:
    """The words of all pages of a PDF."""
    return "\n".join(pages_of(path))
