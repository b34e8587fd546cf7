"""Damages a copy of a desk's database file and says what the program made of it.

Run as `python -m tests.matrix.damage FOLDER FIRST END [KIND]`: one JSON line per seed, so that a
crash of the process itself shows as a missing line.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from app.bootstrap.anchoring import TrailGuard
from app.domain.errors import ClinicError, DatabaseDamaged
from app.security.audit_anchor import Anchor, AnchorSlot
from app.storage.store import LocalStore
from tests.matrix.material import (
    DB_ID,
    OTHER_KEY,
    checkpoint,
    dump,
    edit,
    fill,
    open_store,
    raw_connection,
)
from tests.security.conftest import MemoryKeyStore

PAGE = 4096
PATIENTS = 40
REPLAY = "quiet_page"
ROW_PROOF, DESK_PROOF = "row_proof", "desk_proof"
looks_at_rows = True
"""False in the control: then nothing says what the rows were."""
Mutation = Callable[[Path, Path, Random], None]


def prepare(folder: Path) -> None:
    """newest: a file and its -wal as a crash leaves them; older: the file before the last edits."""
    folder.mkdir(parents=True, exist_ok=True)
    store = open_store(folder / "work.db", is_new=True)
    # Edited once before, to towns as long as each other: rows keep their size and so their page,
    # and an old page put back fits where it was.
    patients = edit(store, fill(store, PATIENTS), "Austin")
    checkpoint(store)
    shutil.copyfile(folder / "work.db", folder / "older.db")
    patients = edit(store, patients, "Dallas")
    shutil.copyfile(folder / "work.db-wal", folder / "older.db-wal")
    checkpoint(store)
    edit(store, patients[: PATIENTS // 2], "Denver")
    shutil.copyfile(folder / "work.db", folder / "newest.db")
    shutil.copyfile(folder / "work.db-wal", folder / "newest.db-wal")
    checkpoint(store)
    shutil.copyfile(folder / "work.db", folder / "whole.db")
    head = store.audit_head
    facts = {"seq": head.seq, "mac": head.mac.hex(), "rows": _shown(store)}
    (folder / "facts.json").write_text(json.dumps(facts))
    store.close()
    (folder / "quiet.json").write_text(json.dumps(_find_quiet_pages(folder)))
    other = open_store(folder / "other.db", key=OTHER_KEY, is_new=True)
    fill(other, 3)
    other.close()
    plain = raw_connection(folder / "plain.db", key=None)
    plain.execute("CREATE TABLE patient (id BLOB)")
    plain.close()


def _flip(path: Path, random: Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(random.choice((1, 1, 3, 64))):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    path.write_bytes(data)


def _truncate(path: Path, random: Random) -> None:
    size = path.stat().st_size
    cut = random.randrange(size)
    with path.open("r+b") as file:
        file.truncate(cut - cut % PAGE if random.random() < 0.5 else cut)


def _wal(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _swap_pages(path: Path, folder: Path, random: Random) -> None:
    data = bytearray(path.read_bytes())
    one, two = (PAGE * n for n in random.sample(range(len(data) // PAGE), 2))
    data[one : one + PAGE], data[two : two + PAGE] = data[two : two + PAGE], data[one : one + PAGE]
    path.write_bytes(data)


def _old_page(path: Path, folder: Path, random: Random) -> None:
    """One to three pages of an older state of the same file, put back in place."""
    _put_back(path, folder, random.sample(_replaceable(folder), random.choice((1, 2, 3))))


def _quiet_page(path: Path, folder: Path, random: Random) -> None:
    """Old pages of records whose return neither integrity check nor the audit chain notices."""
    places = json.loads((folder / "quiet.json").read_text())
    _put_back(path, folder, random.sample(places, random.randint(1, min(4, len(places)))))


def _replaceable(folder: Path) -> list[int]:
    data, old = (folder / "whole.db").read_bytes(), (folder / "older.db").read_bytes()
    return [at for at in range(0, len(old), PAGE) if data[at : at + PAGE] != old[at : at + PAGE]]


def _put_back(path: Path, folder: Path, places: Sequence[int]) -> None:
    _settled(path, folder)
    old = (folder / "older.db").read_bytes()
    data = bytearray(path.read_bytes())
    for at in places:
        data[at : at + PAGE] = old[at : at + PAGE]
    path.write_bytes(data)


def _find_quiet_pages(folder: Path) -> list[int]:
    """Pages of records whose old state passes both checks, the chain and the anchor."""
    quiet: list[int] = []
    for at in _replaceable(folder):
        found = outcome(
            folder, at, mutate=lambda path, home, _r, at=at: _put_back(path, home, [at])
        )
        if found["found"].split()[0] in ("silent", ROW_PROOF, DESK_PROOF):
            quiet.append(at)
    return quiet


def _settled(path: Path, folder: Path) -> None:
    """The newest state as one file, as after a clean closing."""
    shutil.copyfile(folder / "whole.db", path)
    _wal(path).unlink()


def _grow(path: Path, folder: Path, random: Random) -> None:
    with path.open("ab") as file:
        file.write(random.randbytes(random.choice((1, 100, PAGE, 3 * PAGE))))


def _put(name: str) -> Mutation:
    def put(path: Path, folder: Path, random: Random) -> None:
        shutil.copyfile(folder / name, path)
        if random.random() < 0.5:
            _wal(path).unlink()

    return put


def _empty(path: Path, folder: Path, random: Random) -> None:
    path.write_bytes(b"")
    if random.random() < 0.5:
        _wal(path).unlink()


def _flip_settled(path: Path, folder: Path, random: Random) -> None:
    _settled(path, folder)
    _flip(path, random)


def _truncate_settled(path: Path, folder: Path, random: Random) -> None:
    _settled(path, folder)
    _truncate(path, random)


def _stale_wal(path: Path, folder: Path, random: Random) -> None:
    if random.random() < 0.5:
        shutil.copyfile(folder / "whole.db", path)
    shutil.copyfile(folder / "older.db-wal", _wal(path))


KINDS: dict[str, Mutation] = {
    "flip": lambda path, _folder, random: _flip(path, random),
    "flip_settled": _flip_settled,
    "flip_wal": lambda path, _folder, random: _flip(_wal(path), random),
    "truncate": lambda path, _folder, random: _truncate(path, random),
    "truncate_settled": _truncate_settled,
    "truncate_wal": lambda path, _folder, random: _truncate(_wal(path), random),
    "swap_pages": _swap_pages,
    "old_page": _old_page,
    "grow": _grow,
    "empty": _empty,
    "plain_text": _put("plain.db"),
    "other_desk": _put("other.db"),
    "older_file": _put("older.db"),
    "missing_wal": lambda path, _folder, _random: _wal(path).unlink(),
    "stale_wal": _stale_wal,
}


def kind_of(seed: int) -> str:
    """Every other case puts old pages back; the rest take turns."""
    return REPLAY if seed % 2 else list(KINDS)[seed // 2 % len(KINDS)]


def outcome(folder: Path, seed: int, *, mutate: Mutation | None = None) -> dict[str, Any]:
    """Damage a fresh copy in the seed's way and open it as a desk does."""
    path = folder / f"case-{seed}.db"
    shutil.copyfile(folder / "newest.db", path)
    shutil.copyfile(folder / "newest.db-wal", _wal(path))
    name = kind_of(seed)
    (mutate or {REPLAY: _quiet_page, **KINDS}[name])(path, folder, Random(seed))
    try:
        found = _examined(path, json.loads((folder / "facts.json").read_text()))
    except ClinicError as error:
        found = f"refused {error.code}"
    except Exception as error:
        found = f"untyped {type(error).__name__}"
    for file in folder.glob(f"case-{seed}.db*"):
        file.unlink()
    return {"seed": seed, "kind": name, "found": found}


def _examined(path: Path, facts: dict[str, Any]) -> str:
    store = open_store(path)
    try:
        differing = [name for name, rows in _shown(store).items() if rows != facts["rows"][name]]
        found = _checked(store, facts)
    finally:
        store.close()
    if not differing:
        return f"unharmed {found}"
    return found or f"silent {','.join(differing)}"


def _checked(store: LocalStore, facts: dict[str, Any]) -> str:
    """What `clinic-desk verify` finds, the first of it."""
    try:
        store.database.check_integrity()
    except DatabaseDamaged:
        return "checks"
    if store.verify_audit() is not None:
        return "chain"
    keystore = AnchorSlot(MemoryKeyStore(), DB_ID)
    keystore.set(Anchor(facts["seq"], bytes.fromhex(facts["mac"])))
    guard = TrailGuard(store, keystore, was_kept=True)
    guard.close()
    if guard.is_broken:
        return "anchor"
    if looks_at_rows and not store.verify_rows():
        return ROW_PROOF
    if looks_at_rows and store.verify_desk():
        return DESK_PROOF
    return ""


def _shown(store: LocalStore) -> dict[str, str]:
    # A lower counter of the queue's numbers is harmless: the rows' own numbers bound it.
    shown = {name: repr(rows) for name, rows in dump(store).items()}
    return {name: rows for name, rows in shown.items() if name != "sqlite_sequence"}


def main(folder: Path, first: int, end: int) -> None:
    """One line per seed, given out at once."""
    for seed in range(first, end):
        print(json.dumps(outcome(folder, seed)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
