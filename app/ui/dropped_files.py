"""What of this computer's files is in something that is dropped or pasted."""

from __future__ import annotations

from PySide6.QtCore import QMimeData


def local_files(data: QMimeData) -> list[str]:
    """The files of this computer in what is dropped or pasted."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
