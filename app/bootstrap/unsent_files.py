"""Files of unsent work: encrypted under the clinic's key, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import InvalidValue
from app.domain.file_errors import FileDamaged
from app.security.blob_cipher import CHUNK_BYTES, HEADER_BYTES, TAG_BYTES, FileCipher, Opening
from app.security.passphrase import derive
from app.services.unsent_files import (
    TakenIn,
    begin_handing_out,
    hand_out,
    note_handed_out,
    take_in,
)

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

PURPOSE = "unsent work"
_PIECE = CHUNK_BYTES + TAG_BYTES
LARGEST_BYTES = 256 * 1024 * 1024


class UnsentFiles:
    """Writes and reads them for one desk; from any thread but the event loop's."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def write(self, place: Path) -> int:
        """Everything unsent into a new file; how many changes.

        Raises PermissionDenied, InvalidValue where the place is taken or cannot be written, or
        where it is more than could be read again.
        """
        desk, begin = self._desk, self._desk.store.unit_of_work
        context, made_at = desk.context, desk.clock.now().isoformat(timespec="seconds")
        desk.worker.submit(lambda: begin_handing_out(begin, context)).result()
        work = desk.worker.submit_read(
            lambda reader: hand_out(reader, context, made_at=made_at)
        ).result()
        desk.worker.submit(
            lambda: note_handed_out(begin, context, count=work.count, subjects=work.subjects)
        ).result()
        cipher, key = self._cipher()
        _put(place, cipher.seal(key, work.raw))
        return work.count

    def read(self, place: Path) -> TakenIn:
        """What a file holds, into the queue. Raises PermissionDenied, InvalidValue for a file
        that does not open."""
        desk, sealed = self._desk, _get(place)
        cipher, key = self._cipher()
        try:
            raw = _opened(cipher.opening(key, sealed[:HEADER_BYTES]), sealed[HEADER_BYTES:])
        except FileDamaged:
            reason = "is damaged, was altered or is not of this clinic's present keys"
            raise InvalidValue("file", reason) from None
        begin, context = desk.store.unit_of_work, desk.context
        return desk.worker.submit(lambda: take_in(begin, context, raw=raw)).result()

    def _cipher(self) -> tuple[FileCipher, bytes]:
        desk = self._desk
        cipher = FileCipher(bytes.fromhex(desk.context.clinic_id))
        return cipher, derive(desk.keys.clinic_key, PURPOSE)


def _opened(opening: Opening, sealed: bytes) -> bytes:
    pieces = [sealed[at : at + _PIECE] for at in range(0, max(1, len(sealed)), _PIECE)]
    last = len(pieces) - 1
    return b"".join(
        opening.piece(piece, index=at, is_last=at == last) for at, piece in enumerate(pieces)
    )


def _put(place: Path, content: bytes) -> None:
    """A new file for its owner alone; it goes again when writing it fails."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(place, flags, 0o600)
    except FileExistsError:
        raise InvalidValue("file", "is there already: choose another name") from None
    except OSError as error:
        raise InvalidValue("file", error.strerror or "cannot be written") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException as error:
        place.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise InvalidValue("file", error.strerror or "cannot be written") from None
        raise


def _get(place: Path) -> bytes:
    try:
        with place.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise InvalidValue("file", error.strerror or "cannot be read") from None
    if len(content) > LARGEST_BYTES:
        raise InvalidValue("file", "is too large to be one of ours")
    return content
