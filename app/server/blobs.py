"""Files at the server: they arrive in parts, are proven whole, and are read back in stretches.

Each part is encrypted under the file's own key (which stands in PostgreSQL, behind the wall
between clinics) and kept as one object. A part counts once the file's line names it; what was put
and not named is deleted, at once or, after a crash, by the sweep. A file is "stored" only after
all its parts were read back and had the SHA-256 it is named by.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain.file_errors import FileDamaged
from app.domain.file_ports import LARGEST_FILE_BYTES, PART_BYTES, Arrived
from app.domain.ids import new_id
from app.domain.permissions import Permission, Scope, is_account_allowed
from app.domain.phi import quiet
from app.security.blob_cipher import HEADER_BYTES, TAG_BYTES, FileCipher
from app.security.server_tokens import Principal
from app.server.object_store import FilesAt, ObjectStore, make_object_store
from app.server.quota import FILES_USED
from app.server.refusal import Refusal, bad_request, conflict, not_found
from app.server.sequence import lock_clinic
from app.server.standing import check_standing
from app.server.tenancy import tenant_transaction
from app.server.trail import Deed, Note, write_notes
from app.server.trouble import whole

_log = logging.getLogger(__name__)
ORPHAN_AFTER = timedelta(days=7)
"""A file no document speaks of by then was never needed (design sync.md 3.10)."""
MOST_AT_ONCE = 8
"""Parts that are in the server's memory at one time, for all clinics together."""
MOST_ARRIVING, MOST_ARRIVING_OF_ONE = 48, 12
"""Parts that are being received at one time: of all clinics, and of one."""
_BUSY_S = 2.0
_COLUMNS = "sha256, size, name, key, state, received, parts"
_ONE = "WHERE tenant_id = CAST(:tenant AS uuid) AND sha256 = :sha"
_READ = text(f"SELECT {_COLUMNS} FROM blob {_ONE}")
_BEGIN = text(
    "INSERT INTO blob (tenant_id, sha256, size, name, key, state, received, parts, begun_at, "
    "device_id, user_id) VALUES (CAST(:tenant AS uuid), :sha, :size, CAST(:name AS uuid), :key, "
    "'arriving', 0, '[]', :now, CAST(:device AS uuid), CAST(:user AS uuid)) "
    "ON CONFLICT (tenant_id, sha256) DO UPDATE SET size = excluded.size, name = excluded.name, "
    "key = excluded.key, state = 'arriving', received = 0, parts = '[]', stored_at = NULL, "
    "begun_at = excluded.begun_at, device_id = excluded.device_id, user_id = excluded.user_id "
    f"RETURNING {_COLUMNS}"
)
_ADD_PART = text(
    "UPDATE blob SET received = received + :length, "
    f"parts = parts || jsonb_build_array(CAST(:object AS text)) {_ONE} "
    "AND name = CAST(:name AS uuid) AND state = 'arriving' AND received = :offset"
)
_SET_STORED = text(
    f"UPDATE blob SET state = 'stored', stored_at = :now {_ONE} AND name = CAST(:name AS uuid) "
    "AND state = 'arriving' AND received = size"
)
_REMOVE = text(
    f"UPDATE blob SET state = 'removed', received = 0, parts = '[]', key = '' {_ONE} "
    "AND name = CAST(:name AS uuid)"
)
_DOCUMENTS = text(
    "SELECT id, patient_id FROM document WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND sha256 = :sha AND deleted_at IS NULL ORDER BY id LIMIT 1"
)
_STORED = text(
    "SELECT sha256 FROM blob WHERE tenant_id = CAST(:tenant AS uuid) AND state = 'stored' "
    "AND sha256 = ANY(:named)"
)
_ORPHANS = text(
    f"SELECT {_COLUMNS} FROM blob AS b WHERE b.tenant_id = CAST(:tenant AS uuid) "
    "AND b.state <> 'removed' AND coalesce(b.stored_at, b.begun_at) < :before "
    "AND NOT EXISTS (SELECT 1 FROM document AS d WHERE d.tenant_id = b.tenant_id "
    "AND d.sha256 = b.sha256) ORDER BY b.sha256"
)
_PARTS = msgspec.json.Decoder(list[str])
_PARTS_OF = text(
    "SELECT jsonb_array_elements_text(parts) FROM blob WHERE tenant_id = CAST(:tenant AS uuid)"
)
_TENANTS = text("SELECT id FROM tenant ORDER BY id")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """How large a file may be, and all files of one clinic together."""

    most_bytes: int = 50 * 1024 * 1024
    quota_bytes: int = 50 * 1024 * 1024 * 1024


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What PostgreSQL knows of a file."""

    sha256: str
    size: int
    name: str
    key: bytes
    state: str
    received: int
    parts: tuple[str, ...]

    @property
    def arrived(self) -> Arrived:
        """How much of it is here."""
        return Arrived(received=self.received, is_stored=self.state == "stored")


class ServerFiles:
    """The files of all clinics, each behind its own wall."""

    def __init__(self, engine: AsyncEngine, store: ObjectStore, limits: FileLimits) -> None:
        self._engine = engine
        self._store = store
        self._limits = limits
        self._places = asyncio.Semaphore(MOST_AT_ONCE)
        self._arriving: Counter[str] = Counter()

    @contextmanager
    def arriving(self, who: Principal) -> Generator[None]:
        """While a part is received and kept. Raises Refusal (429) where too many are: each takes
        memory, and no clinic takes the room of the others."""
        is_full = self._arriving.total() >= MOST_ARRIVING
        if is_full or self._arriving[who.tenant_id] >= MOST_ARRIVING_OF_ONE:
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "busy", retry_after_s=_BUSY_S)
        self._arriving[who.tenant_id] += 1
        try:
            yield
        finally:
            self._arriving -= Counter({who.tenant_id: 1})  # which drops those at nothing

    async def state(self, who: Principal, sha256: str, *, size: int, now: datetime) -> Arrived:
        """How much of a file is here; one that is not known is given room. Raises Refusal."""
        line = await self._line(who, sha256, size=size, now=now)
        if line.received == line.size and line.state == "arriving":
            return await self._prove(who, line, now=now)
        return line.arrived

    async def take(
        self, who: Principal, sha256: str, part: bytes, *, offset: int, size: int, now: datetime
    ) -> Arrived:
        """Keep a part. One that does not go on where the last ended changes nothing: the answer
        says how much is here. Raises Refusal (400, 413, 422, 503, 507)."""
        line = await self._line(who, sha256, size=size, now=now)
        if line.state == "stored" or line.received != offset:
            return line.arrived
        if len(part) != min(PART_BYTES, size - offset):
            raise bad_request("part_size", "a part has 4 MiB, the last one what is left")
        name = f"{who.tenant_id}/{line.name}/{offset:012x}-{secrets.token_hex(8)}"
        async with self._places:
            sealed = await asyncio.to_thread(
                _cipher(who.tenant_id, line, offset).seal, line.key, part
            )
            await self._store.put(name, sealed)
        is_mine = await self._add_part(who, line, name, offset=offset, length=len(part))
        if not is_mine:  # another desk sent the same part a moment earlier
            await self._store.delete([name])
            return await self.state(who, sha256, size=size, now=now)
        after = await self._line(who, sha256, size=size, now=now)
        if after.received < after.size:
            return after.arrived
        return await self._prove(who, after, now=now)

    @whole
    async def find(self, who: Principal, sha256: str, *, now: datetime) -> Line:
        """A stored file some document speaks of that this account may see; the look is written
        down. Raises Refusal (403, 404)."""
        async with tenant_transaction(self._engine, who.tenant_id) as connection:
            await check_standing(connection, who)
            wanted = {"tenant": who.tenant_id, "sha": sha256}
            document = (await connection.execute(_DOCUMENTS, wanted)).first()
            line = await _read(connection, who.tenant_id, sha256)
            is_here = document is not None and line is not None and line.state == "stored"
            is_allowed = is_account_allowed(who.role, Permission.DOCUMENT_VIEW, Scope.OTHER)
            if document is not None:
                deed = Deed.FILE_READ if is_allowed else Deed.DENY
                row_id = UUID(str(document.id)).hex
                note = _note(deed, who, row_id=row_id, code="" if is_here else "not_here")
                await write_notes(connection, who.tenant_id, [note], now=now)
        if document is not None and not is_allowed:
            raise Refusal(HTTPStatus.FORBIDDEN, "role_not_allowed")
        if line is None or not is_here:
            raise not_found()
        return line

    async def stretch(
        self, tenant_id: str, line: Line, *, start: int, end: int
    ) -> AsyncIterator[bytes]:
        """The content from start up to end, part by part. Raises Refusal (500, 503) before the
        first byte where the first part cannot be had."""
        for number in range(start // PART_BYTES, -(-end // PART_BYTES)):
            offset = number * PART_BYTES
            async with self._places:
                part = await self._part(tenant_id, line, number)
            yield part[max(0, start - offset) : end - offset]

    async def sweep(self, *, now: datetime) -> int:
        """Remove files that no document of their clinic speaks of after a week, and parts that no
        file names: a server that was killed leaves such. Returns how many files went."""
        async with self._engine.connect() as connection:
            tenants = [UUID(str(one)).hex for one in (await connection.execute(_TENANTS)).scalars()]
        removed = 0
        for tenant_id in tenants:
            removed += len(gone := await self._orphans(tenant_id, before=now - ORPHAN_AFTER))
            for line in gone:
                await self._store.delete(line.parts)
            await self._store.delete(await self._unnamed(tenant_id, before=now - ORPHAN_AFTER))
        return removed

    @whole
    async def _line(self, who: Principal, sha256: str, *, size: int, now: datetime) -> Line:
        await self.admit(who, size=size, now=now)
        async with tenant_transaction(self._engine, who.tenant_id) as connection:
            await check_standing(connection, who)
            line = await _read(connection, who.tenant_id, sha256)
            if line is not None and line.state != "removed" and line.size == size:
                return line
            head = await lock_clinic(connection, who.tenant_id)  # one reckons what is left
            line = await _read(connection, who.tenant_id, sha256)
            if line is not None and line.state == "stored":
                if line.size == size:
                    return line
                raise conflict("size_differs")
            used = (await connection.execute(FILES_USED, {"tenant": who.tenant_id})).scalar_one()
            own = head.usage.limits.file_bytes
            if int(used) + size > (self._limits.quota_bytes if own is None else own):
                raise Refusal(HTTPStatus.INSUFFICIENT_STORAGE, "quota_exceeded")
            wanted: dict[str, Any] = {
                "tenant": who.tenant_id,
                "sha": sha256,
                "size": size,
                "now": now,
                "name": new_id(),
                "key": secrets.token_hex(32),
                "device": who.device_id,
                "user": who.user_id,
            }
            begun = _line((await connection.execute(_BEGIN, wanted)).one())
        if line is not None and line.parts:  # of another size: what had come of it is nothing
            await self._store.delete(line.parts)
        return begun

    async def admit(self, who: Principal, *, size: int, now: datetime) -> None:
        """Before anything of a file is read: may it come at all? Raises Refusal (403, 413)."""
        if not 0 < size <= min(self._limits.most_bytes, LARGEST_FILE_BYTES):
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "file_too_large")
        scopes = (Scope.OWN, Scope.OTHER)
        if any(is_account_allowed(who.role, Permission.DOCUMENT_EDIT, one) for one in scopes):
            return
        async with tenant_transaction(self._engine, who.tenant_id) as connection:
            await check_standing(connection, who)
            await write_notes(
                connection, who.tenant_id, [_note(Deed.DENY, who, code="file")], now=now
            )
        raise Refusal(HTTPStatus.FORBIDDEN, "role_not_allowed")

    @whole
    async def _add_part(
        self, who: Principal, line: Line, name: str, *, offset: int, length: int
    ) -> bool:
        async with tenant_transaction(self._engine, who.tenant_id) as connection:
            wanted = {
                "tenant": who.tenant_id,
                "sha": line.sha256,
                "name": line.name,
                "object": name,
                "offset": offset,
                "length": length,
            }
            return (await connection.execute(_ADD_PART, wanted)).rowcount == 1

    async def _prove(self, who: Principal, line: Line, *, now: datetime) -> Arrived:
        """Read everything back and compare; what is not the named content is thrown away."""
        digest = hashlib.sha256()
        try:
            async for piece in self.stretch(who.tenant_id, line, start=0, end=line.size):
                digest.update(piece)
            is_whole = hmac.compare_digest(digest.hexdigest(), line.sha256)
        except FileDamaged:
            is_whole = False
        wanted = {"tenant": who.tenant_id, "sha": line.sha256, "name": line.name, "now": now}
        async with tenant_transaction(self._engine, who.tenant_id) as connection:
            if is_whole:
                await connection.execute(_SET_STORED, wanted)
                note = _note(Deed.FILE_STORED, who)
                await write_notes(connection, who.tenant_id, [note], now=now)
                return Arrived(received=line.size, is_stored=True)
            del wanted["now"]
            await connection.execute(_REMOVE, wanted)
        await self._store.delete(line.parts)
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "wrong_content")

    async def _part(self, tenant_id: str, line: Line, number: int) -> bytes:
        sealed = await self._store.get(line.parts[number]) if number < len(line.parts) else None
        if sealed is None:
            raise FileDamaged
        return await asyncio.to_thread(_opened, tenant_id, line, number, sealed)

    async def _unnamed(self, tenant_id: str, *, before: datetime) -> list[str]:
        found = await self._store.put_before(tenant_id, before)
        if not found:
            return []
        async with tenant_transaction(self._engine, tenant_id) as connection:
            named = set((await connection.execute(_PARTS_OF, {"tenant": tenant_id})).scalars())
        return [name for name in found if name not in named]

    @whole
    async def _orphans(self, tenant_id: str, *, before: datetime) -> Sequence[Line]:
        async with tenant_transaction(self._engine, tenant_id) as connection:
            await lock_clinic(connection, tenant_id)  # no document comes in meanwhile
            wanted = {"tenant": tenant_id, "before": before}
            gone = [_line(row) for row in await connection.execute(_ORPHANS, wanted)]
            for line in gone:
                named = {"tenant": tenant_id, "sha": line.sha256, "name": line.name}
                await connection.execute(_REMOVE, named)
            return gone


def make_files(engine: AsyncEngine, at: FilesAt | None, limits: FileLimits) -> ServerFiles | None:
    """The server's files, or None where no place for them is set. Raises ConfigurationError."""
    if at is None or not at.place:
        return None
    return ServerFiles(engine, make_object_store(at), limits)


def _note(deed: Deed, who: Principal, *, row_id: str | None = None, code: str = "") -> Note:
    return Note(
        deed=deed,
        actor_id=who.user_id,
        device_id=who.device_id,
        entity="document",
        row_id=row_id,
        code=code,
    )


async def stored_among(
    connection: AsyncConnection, tenant_id: str, named: Iterable[str]
) -> frozenset[str]:
    """Which of these files the clinic has whole, as the caller's transaction sees it."""
    wanted = {"tenant": tenant_id, "named": list(named)}
    return frozenset((await connection.execute(_STORED, wanted)).scalars())


async def _read(connection: AsyncConnection, tenant_id: str, sha256: str) -> Line | None:
    row = (await connection.execute(_READ, {"tenant": tenant_id, "sha": sha256})).one_or_none()
    return None if row is None else _line(row)


def _line(row: Any) -> Line:
    return Line(
        sha256=row.sha256,
        size=row.size,
        name=UUID(str(row.name)).hex,
        key=bytes.fromhex(row.key),
        state=row.state,
        received=row.received,
        parts=tuple(_PARTS.decode(row.parts)),
    )


def _cipher(tenant_id: str, line: Line, offset: int) -> FileCipher:
    """A part opens only as this part of this file of this clinic."""
    return FileCipher(f"{tenant_id}|{line.name}|{line.sha256}|{line.size}|{offset}".encode())


def _opened(tenant_id: str, line: Line, number: int, sealed: bytes) -> bytes:
    offset = number * PART_BYTES
    cipher = _cipher(tenant_id, line, offset)
    content = min(PART_BYTES, line.size - offset)
    if len(sealed) != cipher.sealed_size(content):
        raise FileDamaged
    opening = cipher.opening(line.key, sealed[:HEADER_BYTES])
    step, found = cipher.chunk_bytes + TAG_BYTES, bytearray()
    last = (len(sealed) - HEADER_BYTES - 1) // step
    for index in range(last + 1):
        at = HEADER_BYTES + index * step
        found += opening.piece(sealed[at : at + step], index=index, is_last=index == last)
    return bytes(found)
