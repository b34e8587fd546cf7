"""Pictures on their way from a file of this computer onto the disk, encrypted, and to a screen."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtGui import QImage

from app.domain.errors import ConfigurationError
from app.domain.file_errors import FileMissing, FileTooLarge
from app.domain.file_ports import Blob, FileStore
from app.domain.treatment import Document
from app.live.documents import MOST_SHOWN_BYTES, Whole
from app.live.pictures import MOST_BYTES, made_anew, opened
from app.services import documents
from app.services.documents import Content


class KeptPictures:
    """Takes pictures in, made anew, and opens them again; nothing here asks who may."""

    def __init__(self, *, files: FileStore | None, whole: Whole | None) -> None:
        self._files, self._whole = files, whole

    @property
    def files(self) -> FileStore:
        """Where files are kept. Raises FileMissing at a desk that keeps none."""
        if self._files is None:
            raise FileMissing
        return self._files

    async def keep(self, path: Path, *, side_px: int, field: str) -> Content:
        """Put a picture on the disk, encrypted and without what a camera wrote beside it.

        Raises ConfigurationError where the file cannot be read, FileTooLarge, InvalidValue.
        """
        files = self.files

        def work() -> Content:
            with path.open("rb") as source:
                data = source.read(MOST_BYTES + 1)
            return documents.keep(files, iter([made_anew(data, side_px=side_px, field=field)]))

        try:
            return await asyncio.to_thread(work)
        except OSError as error:
            raise ConfigurationError("file", error.strerror or "cannot be read") from None

    async def open(self, document: Document, blob: Blob | None, *, side_px: int) -> QImage | None:
        """A document's picture, fetched from the server where it is not here; None: it is damaged.

        Raises FileMissing, FileDamaged, ApiError.
        """
        files = self.files
        if document.size > MOST_SHOWN_BYTES:
            raise FileTooLarge(MOST_SHOWN_BYTES)
        if self._whole is not None:
            kept = await self._whole(document, blob)
        elif blob is not None:
            kept = blob.kept
        else:
            raise FileMissing

        def work() -> QImage | None:
            data = b"".join(files.read(kept))
            return opened(data, document.media_type, side_px=side_px)

        return await asyncio.to_thread(work)
