"""What the sync engine and the desk's own upkeep write, killed at every statement: all or nothing;
and whether everything in the program that begins a transaction is killed somewhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest

from app.bootstrap import backing_up, indexing, members, resetting
from app.bootstrap.checkpoints import DailyCheckpoint
from app.bootstrap.file_keeping import FileTidying
from app.bootstrap.founding import _Birth
from app.bootstrap.loading import mend_load
from app.bootstrap.restoring import _Restoration
from app.domain.backup_origin import BackupOrigin, OpenedWith
from app.domain.changes import Origin
from app.domain.clinical import Condition
from app.domain.file_ports import KeptFile
from app.domain.ids import RecordId, UserId, WorkstationId, new_id
from app.domain.operations import OperationResult, RowState
from app.domain.remote_ports import PullPage, PushOutcome
from app.domain.snapshot_ports import Snapshot, SnapshotPart
from app.domain.staff import Role
from app.protocol.codec import to_wire
from app.storage.retention import find_unused, purge
from app.storage.store import LocalStore
from app.sync import keeping, pull, push, realign, retrieval
from app.sync.bootstrap import FirstLoad
from app.sync.comparing import Comparison
from app.sync.events import Aside, Batch
from app.sync.files import FileFetcher
from app.sync.load_state import Load, LoadPart
from tests.factories import a_child, a_clinic, a_patient, a_user, an_allergy
from tests.killing import Contents, Killed, contents, kill_at_every_statement, kill_from
from tests.matrix.purge_schedules import UNUSED_FOR
from tests.storage.conftest import ADMIN, CONTEXT, START, open_store

AMARA, BEN, NEW = a_patient(), a_patient(mrn="B-1"), a_patient(mrn="N-1")
GOUT = a_child(Condition, BEN, text="Gout")
KIM = a_user(id=UserId(new_id()), username="kim", role=Role.CLINICIAN)
SARA = a_user(id=UserId(new_id()), username="sara", role=Role.ADMIN)
ADA = a_user(id=UserId(new_id()), username="ada", role=Role.CLINICIAN)
STRANGER = a_patient(mrn="S-1")
LETTER = KeptFile(sha256="1" * 64, size=4, name="letter", key=bytes(32))
LATER = START + timedelta(days=30)


def row(record: Any, version: int, *, deleted: bool = False, entity: str = "patient") -> RowState:
    body = None if deleted else to_wire(record)
    return RowState(entity, record.id, version, 10 + version, deleted, [], body)


NEWER = (
    row(replace(AMARA, city="Rye"), 4),
    row(BEN, 3, deleted=True),
    row(STRANGER, 1),
    RowState("telepathy", new_id(), 1, 19, False, [], {"thought": 1}),
)
PART = SnapshotPart(n=0, entity="patient", rows=4, size=1, sha256="", is_core=True)
SNAPSHOT = Snapshot(
    id="5" * 32,
    epoch="e" * 32,
    seq=20,
    cursor="c9",
    rows=4,
    parts=(PART,),
    is_complete=True,
    server_time=START,
)
LOAD = Load("5" * 32, "c9", 4, (LoadPart(0, "patient", 4, 1, "", is_core=True),), 1, seq=20)


@dataclass(frozen=True)
class Deed:
    """Work at a desk, the function it must be killed in, and a table it must change."""

    work: Callable[[LocalStore, Any], object]
    within: str
    changes: str
    before: Callable[[LocalStore], Any] = lambda _store: None


def desk_of(store: LocalStore) -> Any:
    """As much of a desk as these need."""
    context = replace(CONTEXT, role=Role.ADMIN)
    done = SimpleNamespace(result=lambda: None)

    def submit(work: Callable[[], object]) -> Any:
        work()
        return done

    settings = SimpleNamespace(document_keep_h=1)
    return SimpleNamespace(
        store=store,
        context=context,
        settings=settings,
        user=SARA,
        api=object(),
        server_url="https://x",
        worker=SimpleNamespace(submit=submit),
    )


def loader(store: LocalStore) -> FirstLoad:
    return FirstLoad(
        threads=Mock(),
        begin=store.unit_of_work,
        context=CONTEXT,
        source=Mock(),
        clock=Mock(),
    )


def taken(store: LocalStore) -> Batch:
    """Everything that waits, on its way to the server."""
    batch = push.take(store.unit_of_work, CONTEXT).batch
    assert batch is not None
    return batch


def alone(store: LocalStore) -> Batch:
    batch = taken(store)
    return replace(batch, operations=batch.operations[:1])


def answered(store: LocalStore, batch: Batch) -> object:
    """Said yes to, refused, merged into more than was sent, and one that nobody answers."""
    merged = row(replace(AMARA, city="Kiel", alert="Nuts"), 5)
    said: dict[str, dict[str, Any]] = {
        AMARA.id: {"status": "merged", "version": 5, "seq": 15, "row": merged},
        NEW.id: {"status": "rejected", "code": "invalid_value"},
    }
    applied = {"status": "applied", "version": 1, "seq": 16}
    results = [
        OperationResult(op_id=one.op_id, **said.get(one.id, applied))
        for one in batch.operations[:-1]
    ]
    outcome = PushOutcome(results=tuple(results), server_time=START, seq=16)
    return push.settle(store.unit_of_work, CONTEXT, batch=batch, outcome=outcome, luck=0.5)


def put_aside(why: Aside) -> Callable[[LocalStore, Batch], object]:
    return lambda store, batch: push.set_aside(
        store.unit_of_work, CONTEXT, batch=batch, why=why, luck=0.5
    )


def kept_aside(store: LocalStore) -> None:
    """A row that the version before this one did not know."""
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE):
        store.database.writer.run(
            "INSERT INTO kept_aside (entity, row_id, version, seq, deleted, body) "
            "SELECT 'patient', ?, 1, 9, 0, body FROM (SELECT ? AS body)",
            (STRANGER.id, json_of(STRANGER)),
        )


def json_of(record: Any) -> str:
    from app.protocol.codec import encode_json

    return encode_json(to_wire(record)).decode()


def due(store: LocalStore) -> dict[str, list[bytes]]:
    found = find_unused(store, now=LATER, unused_for=UNUSED_FOR)
    assert found
    return found


def put_away(store: LocalStore, found: dict[str, list[bytes]]) -> int:
    return purge(store, CONTEXT, found, now=LATER, unused_for=UNUSED_FOR)


def gone(store: LocalStore) -> None:
    assert put_away(store, due(store))


def spoken_before(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.meta.set(keeping.SPOKEN, "1")


def laid_anew(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.meta.set(realign.REALIGN, "patient")


def bare(store: LocalStore) -> None:
    """Rows that have neither words nor indexes yet."""
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.loading.begin()
        uow.loading.apply([row(STRANGER, 1)])


def has_file(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.blobs.add(LETTER)


BACKUP_ID = new_id()


def restored(store: LocalStore, _: Any) -> None:
    me: Any = SimpleNamespace(
        _allowed=lambda _store, context: context,
        _manifest=SimpleNamespace(audit_seq=3, backup_id=BACKUP_ID),
        _origin=lambda: BackupOrigin(
            file="clinic.backup", made_at=START, opened_with=OpenedWith.PASSPHRASE
        ),
    )
    slots: Any = SimpleNamespace(clinic_id=CONTEXT.clinic_id, user_id=CONTEXT.user_id, db_id="7")
    _Restoration._write_down(me, store, slots, WorkstationId(RecordId(CONTEXT.workstation_id)))


def founded(store: LocalStore, _: Any) -> None:
    """The first records of a clinic at the desk that begins it."""
    member = SimpleNamespace(
        clinic_id=CONTEXT.clinic_id,
        user_id=new_id(),
        workstation_id=new_id(),
        role=Role.ADMIN,
        is_new_user=True,
    )
    me: Any = SimpleNamespace(
        clock=SimpleNamespace(now=lambda: START),
        member=member,
        is_founder=False,
        workstation_name="Front desk",
        display_name="Eva",
        _context=ADMIN,
    )
    slots: Any = SimpleNamespace(username="eva", mode="passphrase")
    _Birth._add_records(me, store.unit_of_work, slots)


def fetched(store: LocalStore, _: Any) -> object:
    me: Any = SimpleNamespace(_parts=SimpleNamespace(begin=store.unit_of_work, context=CONTEXT))
    return FileFetcher._note(me, LETTER)


def tidied(store: LocalStore, _: Any) -> object:
    me: Any = SimpleNamespace(_desk=desk_of(store))
    return FileTidying._forget(me)


def confirmed(store: LocalStore, _: Any) -> None:
    me: Any = SimpleNamespace(desk=desk_of(store))
    DailyCheckpoint._write(me)


def compared(store: LocalStore, _: Any) -> None:
    me: Any = SimpleNamespace(_begin=store.unit_of_work, _context=CONTEXT)
    Comparison._note(me, ["patient"])


PAGE = PullPage(rows=NEWER, cursor="c2", more=False, server_time=START)
ANEW = Load("5" * 32, "c9", 4, LOAD.parts, 1, anew="patient", seq=20)
DEEDS = {
    "piece of a page": Deed(
        lambda store, _: pull.apply_part(store.unit_of_work, CONTEXT, PAGE),
        "sync/pull.apply_part",
        "kept_aside",
    ),
    "cursor forgotten": Deed(
        lambda store, _: pull.forget_cursor(store.unit_of_work, CONTEXT),
        "sync/pull.forget_cursor",
        "sync_meta",
    ),
    "what an older version kept aside": Deed(
        lambda store, _: pull.bring_in_kept_aside(store.unit_of_work, CONTEXT),
        "sync/pull.bring_in_kept_aside",
        "patient",
        kept_aside,
    ),
    "batch taken": Deed(lambda store, _: taken(store), "sync/push.take", "outbox"),
    "batch settled": Deed(answered, "sync/push.settle", "patient", taken),
    "operation the server fails at": Deed(
        put_aside(Aside.POISON), "sync/push.set_aside", "outbox", alone
    ),
    "operation that is too large": Deed(
        put_aside(Aside.TOO_LARGE), "sync/push.set_aside", "outbox", alone
    ),
    "first load begun": Deed(
        lambda store, _: loader(store)._keep_new(SNAPSHOT, None),
        "sync/bootstrap.FirstLoad._keep_new",
        "sync_meta",
    ),
    "part of the first load": Deed(
        lambda store, _: loader(store)._store(LOAD, NEWER, LOAD.without(PART), bool),
        "sync/bootstrap.FirstLoad._store",
        "patient",
    ),
    "part that is laid anew": Deed(
        lambda store, _: loader(store)._store(ANEW, NEWER[:1], ANEW.without(PART), bool),
        "sync/bootstrap.FirstLoad._store",
        "shadow",
        laid_anew,
    ),
    "words and indexes of the first load": Deed(
        lambda store, _: loader(store)._mend_once(10_000, bool),
        "sync/bootstrap.FirstLoad._mend_once",
        "sync_meta",
        bare,
    ),
    "end of the first load": Deed(
        lambda store, _: loader(store)._keep_end(LOAD),
        "sync/bootstrap.FirstLoad._keep_end",
        "sync_meta",
    ),
    "end of what was laid anew": Deed(
        lambda store, _: loader(store)._keep_end(ANEW),
        "sync/bootstrap.FirstLoad._keep_end",
        "sync_meta",
        laid_anew,
    ),
    "base wanted anew": Deed(
        lambda store, _: loader(store)._want_anew("patient"),
        "sync/bootstrap.FirstLoad._want_anew",
        "sync_meta",
    ),
    "difference from the server noted": Deed(compared, "sync/comparing.Comparison._note", "audit"),
    "schema after an update": Deed(
        lambda store, _: keeping.note_schema(store.unit_of_work, CONTEXT),
        "sync/keeping.note_schema",
        "sync_meta",
        spoken_before,
    ),
    "chart detail brought back": Deed(
        lambda store, _: retrieval.bring_back(
            store.unit_of_work, CONTEXT, [row(GOUT, 1, entity="condition")]
        ),
        "sync/retrieval.bring_back",
        "condition",
        gone,
    ),
    "file fetched": Deed(fetched, "sync/files.FileFetcher._note", "blob"),
    "files tidied": Deed(tidied, "bootstrap/file_keeping.FileTidying._forget", "blob", has_file),
    "chart detail put away": Deed(put_away, "storage/retention.purge", "condition", due),
    "colleague's record and key": Deed(
        lambda store, _: members._write_record(desk_of(store), ADMIN, ADA, "k" * 64),
        "bootstrap/members._write_record",
        "user",
    ),
    "colleague's account closed": Deed(
        lambda store, _: members._close_account(desk_of(store), ADMIN, KIM),
        "bootstrap/members._close_account",
        "user",
    ),
    "colleague's passphrase given": Deed(
        lambda store, _: resetting._note(desk_of(store), ADMIN, KIM, "k" * 64),
        "bootstrap/resetting._note",
        "sync_meta",
    ),
    "desk restored": Deed(restored, "bootstrap/restoring._Restoration._write_down", "sync_meta"),
    "checkpoint of the day": Deed(
        confirmed, "bootstrap/checkpoints.DailyCheckpoint._write", "audit"
    ),
    "index made": Deed(
        lambda store, _: indexing.create_index(
            desk_of(store), "patient", "by_city", fields=["city"]
        ),
        "bootstrap/indexing.create_index",
        "sqlite_schema",
    ),
    "index dropped": Deed(
        lambda store, _: indexing.drop_index(desk_of(store), "patient", "by_city"),
        "bootstrap/indexing.drop_index",
        "sqlite_schema",
        lambda store: indexing.create_index(desk_of(store), "patient", "by_city", fields=["city"]),
    ),
    "desk founded": Deed(founded, "bootstrap/founding._Birth._add_records", "user"),
    "backup that may send what waits": Deed(
        lambda store, _: backing_up._note_waiting(desk_of(store)),
        "bootstrap/backing_up._note_waiting",
        "outbox",
    ),
}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with rows of the server, changes that wait, and colleagues; made once."""
    path = tmp_path_factory.mktemp("begun") / "clinic.db"
    store = open_store(path)
    with store.unit_of_work(ADMIN) as uow:
        for one in (a_clinic(), SARA, KIM):
            uow.add(one)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.apply_rows([row(AMARA, 3), row(BEN, 2), row(GOUT, 1, entity="condition")])
        uow.meta.set(pull.CURSOR, "c1")
    with store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(AMARA, version=3, city="Kiel"))
        uow.add(an_allergy(AMARA))
        uow.add(NEW)
    store.close()
    return path


@pytest.mark.row("B3", "A5", "F4")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_kill_at_every_statement_leaves_all_or_nothing(
    deed: Deed, begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clinic.db"
    shutil.copyfile(begun, path)
    store = open_store(path)
    made = deed.before(store)
    store.close()
    outcome = kill_at_every_statement(
        lambda: open_store(path), lambda store: deed.work(store, made), monkeypatch
    )
    assert deed.within in outcome.within
    assert outcome.after[deed.changes] != outcome.before[deed.changes]
    assert outcome.statements > 1


@pytest.mark.row("B3", "F4")
def test_load_that_is_mended_goes_on_wherever_it_was_killed(
    begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In several transactions by design: after any of them the next look makes the rest."""
    start, path = tmp_path / "start.db", tmp_path / "clinic.db"
    shutil.copyfile(begun, start)
    store = open_store(start)
    bare(store)
    store.close()
    whole = mended(start, tmp_path / "whole.db")
    for point in count(1):
        shutil.copyfile(start, path)
        store = open_store(path)
        with monkeypatch.context() as patched, suppress(Killed):
            kill_from(point, patched, set())
            mend_load(store, CONTEXT)
            break
        store.close()
        again = mended(path, path)
        assert again == whole, point
    assert point > 15


def mended(start: Path, path: Path) -> Contents:
    """What a file holds after it was mended to the end."""
    if start != path:
        shutil.copyfile(start, path)
    store = open_store(path)
    try:
        mend_load(store, CONTEXT)
        whole = contents(store)
        del whole["write_gate"]  # it proves the desk's state after each transaction, however many
        return whole
    finally:
        store.close()
