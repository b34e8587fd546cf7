"""The certificates of a clinic's own authority, by which a desk knows its server."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app.domain.errors import InvalidValue

_LARGEST_BYTES = 1_000_000


def read_authority(path: Path) -> str:
    """The certificates of a file that are valid today, as PEM; nothing else that the file holds.

    Raises InvalidValue.
    """
    try:
        with path.open("rb") as file:
            found = x509.load_pem_x509_certificates(file.read(_LARGEST_BYTES))
    except (OSError, ValueError):
        raise InvalidValue("authority", "is no readable certificate in PEM form") from None
    now = datetime.now(UTC)
    valid = [one for one in found if one.not_valid_before_utc <= now <= one.not_valid_after_utc]
    if not valid:
        raise InvalidValue("authority", "is not valid today")
    return "".join(one.public_bytes(Encoding.PEM).decode("ascii") for one in valid)
