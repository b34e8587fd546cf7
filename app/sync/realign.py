"""Laying the server's word anew below what is here: after it was put back, or where sums differ.

Nothing is thrown away by that. What the server said yes to before it was put back is sent again;
what is here in a newer state than the server has it, or that the server does not have at all, is
kept beside the record for the administrator (facts that begin with "newer:").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from app.domain.audit import AuditAction
from app.domain.ids import RecordId
from app.domain.operations import OperationState, RowState, Shadow, WireBody
from app.domain.phi import quiet
from app.domain.ports import UnitOfWork
from app.domain.snapshot_ports import Snapshot
from app.sync.held_back import close_held_back
from app.sync.pull import Row
from app.sync.rebase import shadow_of, view_of

EPOCH = "epoch"
REALIGN = "realign"
"""A fact: the base of these record types is laid anew; "" means of all."""
COMPARED = "compared_at"
"""A fact: when the sums were last compared with the server's."""
NEWER = "newer:"
_CHUNK = 500
_STAMPS = ("created_at", "updated_at")
Seen = dict[str, set[str]]


@quiet
class NewerHere(msgspec.Struct, frozen=True):
    """What a desk knew of a record that the server knows in an older state, or not (version 0).

    theirs holds what the server had then in the fields that differ.
    """

    version: int
    server_version: int
    body: WireBody
    theirs: WireBody

    def is_over(self, version: int, body: WireBody | None) -> bool:
        """Whether nothing of it is missing any more: sent by another desk, or written over."""
        if self.server_version == 0 or body is None:
            return version > 0
        return all(body.get(name) != value for name, value in self.theirs.items())


def begins_epoch(uow: UnitOfWork, snapshot: Snapshot) -> bool:
    """Whether the server tells of another life: then all of it is prepared, in this transaction."""
    known = uow.meta.get(EPOCH)
    if known == snapshot.epoch:
        return False
    uow.meta.set(EPOCH, snapshot.epoch)
    again = uow.loading.answered()
    if known is None and not again:
        return False  # a desk that begins
    uow.outbox.mark(again, OperationState.QUEUED)
    uow.meta.set(REALIGN, "")
    uow.note(AuditAction.SERVER_RESTORED, entity="sync", result_count=len(again))
    return True


def known_versions(uow: UnitOfWork, keys: Iterable[Row]) -> dict[Row, int]:
    """Versions of the records that are or were here, those that were put away, too."""
    versions: dict[Row, int] = {}
    keys = list(keys)
    for entity in {entity for entity, _ in keys}:
        ids = [row_id for name, row_id in keys if name == entity]
        for known in (uow.at_server.versions(ids), uow.loading.versions(entity, ids)):
            versions.update(((entity, row_id), version) for row_id, version in known.items())
    return versions


def note_seen(seen: Seen, rows: Iterable[RowState]) -> None:
    """Remember which records the server has."""
    for row in rows:
        seen.setdefault(row.entity, set()).add(row.id)


def store_anew(uow: UnitOfWork, rows: Sequence[RowState]) -> None:
    """Write the server's rows whatever is here, below what waits."""
    keys: list[Row] = [(row.entity, RecordId(row.id)) for row in rows]
    waiting = uow.outbox.of_rows(keys)
    versions = known_versions(uow, keys)
    put_away = uow.at_server.versions([row_id for _, row_id in keys])
    writes: list[RowState] = []
    newer: list[RowState] = []
    for key, row in zip(keys, rows, strict=True):
        if put_away.get(key[1]) == row.version:
            continue
        if waiting.get(key):
            said = shadow_of(row)
            uow.shadows.put(said)
            writes.append(view_of(said, waiting[key]))
            continue
        if versions.get(key, -1) > row.version:
            newer.append(row)
        writes.append(row)
    _keep_newer(uow, newer)
    if writes:
        uow.loading.apply(writes)
        close_held_back(uow, writes)


def keep_strangers(uow: UnitOfWork, entities: str, seen: Seen) -> None:
    """Records that the server does not have stay as they are, as if it had never said yes."""
    wanted = entities.split(",") if entities else uow.loading.entities()
    for entity in wanted:
        known = uow.loading.accepted(entity)
        alone = [row_id for row_id in known if row_id not in seen.get(entity, ())]
        for at in range(0, len(alone), _CHUNK):
            _unsay(uow, entity, alone[at : at + _CHUNK])


def newer_here(uow: UnitOfWork) -> dict[Row, NewerHere]:
    """What waits for the administrator; what does no more is forgotten."""
    found: dict[Row, NewerHere] = {}
    for key, text in uow.loading.facts(NEWER).items():
        entity, _, name = key.removeprefix(NEWER).partition("/")
        row_id, kept = RecordId(name), msgspec.json.decode(text, type=NewerHere)
        version = uow.loading.versions(entity, [row_id]).get(row_id, 0)
        if kept.is_over(version, uow.loading.bodies(entity, [row_id]).get(row_id)):
            uow.meta.set(key, None)
        else:
            found[entity, row_id] = kept
    return found


def _unsay(uow: UnitOfWork, entity: str, ids: Sequence[RecordId]) -> None:
    """As if no server had ever said yes; where it is sent again, that is all there is to do."""
    waiting = uow.outbox.of_rows([(entity, row_id) for row_id in ids])
    rows: list[RowState] = []
    for row_id, body in uow.loading.bodies(entity, ids).items():
        rows.append(RowState(entity, row_id, 0, 0, False, [], body))
        sent = waiting.get((entity, row_id), ())
        if sent:
            below = None if any(one.operation.kind == "create" for one in sent) else body
            shadow = Shadow(entity=entity, row_id=row_id, version=0, body=below)
            uow.shadows.put(shadow)
    _keep_newer(uow, [row for row in rows if not waiting.get((entity, RecordId(row.id)))])
    if rows:
        uow.loading.apply(rows)


def _keep_newer(uow: UnitOfWork, rows: Sequence[RowState]) -> None:
    """Keep what is here of records that the server has in an older state; same values need not."""
    for entity in {row.entity for row in rows}:
        older = {RecordId(row.id): row for row in rows if row.entity == entity}
        versions = uow.loading.versions(entity, older)
        for row_id, body in uow.loading.bodies(entity, older).items():
            row = older[row_id]
            theirs = _differing(row.body or {}, body) if row.version else {}
            if row.version and row.body is not None and not theirs:
                continue
            kept = NewerHere(versions[row_id], row.version, body, theirs)
            uow.meta.set(f"{NEWER}{entity}/{row_id}", msgspec.json.encode(kept).decode())
            uow.note(AuditAction.NEWER_HERE, entity=entity, row_id=row_id)


def _differing(theirs: WireBody, ours: WireBody) -> WireBody:
    names = [name for name in ours if name not in _STAMPS]
    return {name: theirs.get(name) for name in names if theirs.get(name) != ours[name]}
