"""What the server's word on the records of a desk comes to, to be compared with the server's own.

Changes that wait are left out: of such a record counts what the server said last. A record that was
put away counts by the line that stayed; one that no server has said yes to counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from app.domain.declare import entities
from app.domain.snapshot_ports import TypeSum
from app.protocol.snapshots import SUM_MODULUS
from app.storage.at_server import TABLE
from app.storage.row_codec import quoted
from app.storage.session import Session

_PAGE = 500
"""Rows at once: between two pages the window gets its turn."""
_SHADOWS = "SELECT row_id, version, deleted FROM shadow WHERE entity = ?"
_AWAY = f"SELECT id, version FROM {TABLE} WHERE entity = ? AND is_deleted = 0"


def record_hash(key: bytes, version: int) -> int:
    """Eight bytes of SHA-256 over identifier and version; the same as server/digests.py."""
    return int.from_bytes(sha256(key + version.to_bytes(8)).digest()[:8])


def read_digests(session: Session) -> dict[str, TypeSum]:
    """The sum of every record type. Slow where there are many: on a reader."""
    return {spec.name: _of_type(session, spec.name) for spec in entities()}


def _of_type(session: Session, entity: str) -> TypeSum:
    count = total = 0
    for key, version in _known(session, entity):
        count += 1
        total += record_hash(key, version)
    return TypeSum(count, total % SUM_MODULUS)


def _known(session: Session, entity: str) -> Iterator[tuple[bytes, int]]:
    shadows = {bytes.fromhex(one[0]): one[1:] for one in session.all(_SHADOWS, (entity,))}
    select = (
        f"SELECT id, version, deleted_at IS NULL FROM {quoted(entity)} "
        f"WHERE id > ? ORDER BY id LIMIT {_PAGE:d}"
    )
    last = b""
    while rows := session.all(select, (last,)):
        last = rows[-1][0]
        for key, version, is_live in rows:
            if is_live and version > 0 and key not in shadows:
                yield key, version
    for key, (version, deleted) in shadows.items():
        if version > 0 and not deleted:
            yield key, version
    yield from session.all(_AWAY, (entity,))
