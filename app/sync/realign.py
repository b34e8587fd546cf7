"""Laying the server's word anew below what is here: after it was put back, or where sums differ.

Nothing is thrown away by that. What the server said yes to before it was put back is sent again;
what is here in a newer state than the server has it, or that the server does not have at all, is
kept beside the record for the administrator (facts that begin with "newer:").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import msgspec

from app.domain.audit import AuditAction
from app.domain.ids import RecordId
from app.domain.operations import (
    Operation,
    OperationState,
    Pending,
    RowState,
    Shadow,
    WireBody,
)
from app.domain.phi import quiet
from app.domain.ports import AfterSome, UnitOfWork
from app.domain.record_numbers import HELD, without_blocks
from app.domain.snapshot_ports import EPOCH, Snapshot
from app.protocol.merge import fold, view_of
from app.sync.held_back import close_held_back
from app.sync.pull import Row, known_versions
from app.sync.rebase import shadow_of

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
    uow.loading.forget_below()
    uow.outbox.outlive(is_new=True)
    uow.outbox.mark(again, OperationState.QUEUED)
    uow.loading.forget_numbers()
    uow.meta.set(REALIGN, "")
    uow.meta.set(HELD, without_blocks(uow.meta.get(HELD)))
    uow.note(AuditAction.SERVER_RESTORED, entity="sync", result_count=len(again))
    return True


def outlive(uow: UnitOfWork) -> None:
    """As long as the server's word of its life before is below some records, what is made upon
    them is made upon that."""
    if uow.meta.get(REALIGN) == "":
        uow.outbox.outlive(is_new=False)


def note_seen(seen: Seen, rows: Iterable[RowState]) -> None:
    """Remember which records the server has."""
    for row in rows:
        seen.setdefault(row.entity, set()).add(row.id)


def store_anew(
    uow: UnitOfWork,
    rows: Sequence[RowState],
    after_some: AfterSome = bool,
    *,
    made_at: int = 0,
) -> None:
    """Write the server's rows whatever is here, below what waits; see UnitOfWork.apply_rows.

    made_at is the number of the last change in them (0: not known). What the server took of this
    desk after that is shown on top of them until the pull brings it.
    """
    keys: list[Row] = [(row.entity, RecordId(row.id)) for row in rows]
    waiting = uow.outbox.of_rows(keys)
    taken = _taken_after(uow, keys, made_at)
    versions = known_versions(uow, keys)
    put_away = uow.at_server.versions([row_id for _, row_id in keys])
    writes: list[RowState] = []
    newer: list[RowState] = []
    for key, row in zip(keys, rows, strict=True):
        if put_away.get(key[1]) == row.version and not waiting.get(key):
            continue
        if waiting.get(key) or key in taken:
            said = shadow_of(row)
            body = fold(said.body, taken.get(key, ()))
            said = replace(said, body=body, is_deleted=body is None)
            if waiting.get(key):
                uow.shadows.put(said)
            writes.append(view_of(said, waiting.get(key, ())))
            continue
        if versions.get(key, -1) > row.version:
            newer.append(row)
        writes.append(row)
    _keep_newer(uow, newer)
    if writes:
        uow.loading.apply(writes, after_some)
        close_held_back(uow, writes)


def keep_strangers(uow: UnitOfWork, entities: str, seen: Seen, *, made_at: int = 0) -> None:
    """Records that the server does not have stay as they are, as if it had never said yes.

    One that it took of this desk after the rows were made (made_at) it does have: the pull brings
    it, in the numbers of the server's present life. A conflict nobody can decide any more: it is
    kept for the administrator only, and where the two changes meet again the server makes it anew.
    """
    wanted = entities.split(",") if entities else uow.loading.entities()
    for entity in wanted:
        known = uow.loading.accepted(entity)
        alone = [row_id for row_id in known if row_id not in seen.get(entity, ())]
        for at in range(0, len(alone), _CHUNK):
            some = alone[at : at + _CHUNK]
            later = {row_id for _, row_id in _taken_after(uow, _keys(entity, some), made_at)}
            _unsay(uow, entity, [one for one in some if one not in later])
            if not entities:
                _unsay(uow, entity, sorted(later), is_known_there=True)
        left = uow.loading.without_below(entity)
        for at in range(0, len(left), _CHUNK):
            _unsay(uow, entity, left[at : at + _CHUNK])


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


def _taken_after(uow: UnitOfWork, keys: Sequence[Row], made_at: int) -> dict[Row, list[Operation]]:
    """What the server took from this desk after a snapshot, by record."""
    found: dict[Row, list[Operation]] = {}
    for entity in {entity for entity, _ in keys} if made_at else ():
        ids = [row_id for name, row_id in keys if name == entity]
        taken = uow.loading.taken_after(entity, ids, made_at)
        found.update(((entity, row_id), operations) for row_id, operations in taken.items())
    return found


def _keys(entity: str, ids: Iterable[RecordId]) -> list[Row]:
    return [(entity, row_id) for row_id in ids]


def _unsay(
    uow: UnitOfWork, entity: str, ids: Sequence[RecordId], *, is_known_there: bool = False
) -> None:
    """As if no server had ever said yes; where it is sent again, that is all there is to do."""
    waiting = uow.outbox.of_rows(_keys(entity, ids))
    bodies = uow.loading.bodies(entity, ids)
    known = [RowState(entity, row_id, 0, 0, False, [], body) for row_id, body in bodies.items()]
    if not is_known_there:
        made = {row_id for (_, row_id), sent in waiting.items() if _makes(sent)}
        _keep_newer(uow, [row for row in known if row.id not in made])
        if entity == "sync_conflict":
            known = [row._replace(deleted=True, body=None) for row in known]
    rows = [row for row in known if (entity, RecordId(row.id)) not in waiting]
    for (_, row_id), sent in waiting.items():
        shadow = _below(uow, entity, row_id, sent, bodies.get(row_id))
        uow.shadows.put(shadow)
        rows.append(view_of(shadow, sent))
    if rows:
        uow.loading.apply(rows)


def _makes(sent: Sequence[Pending]) -> bool:
    return any(one.operation.kind == "create" for one in sent)


def _below(
    uow: UnitOfWork, entity: str, row_id: RecordId, sent: Sequence[Pending], body: WireBody | None
) -> Shadow:
    """What lies below waiting operations on a record that the server does not have: what a desk
    knows that had it from another one; nothing where one of them makes it, or below a decision."""
    known = uow.shadows.get(entity, row_id)
    below = known.body if known is not None else body
    if _makes(sent) or entity == "sync_conflict":
        below = None
    return Shadow(entity=entity, row_id=row_id, version=0, body=below)


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
