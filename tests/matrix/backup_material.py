"""Desks with random contents, their backups, and every way to alter a backup's file."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.bootstrap.headless import Desk, open_desk
from app.bootstrap.restoring import Restored, Restorer, restore_backup
from app.domain.changes import Origin
from app.services import patients
from app.settings import Settings
from app.storage.backup import read_packed
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient, an_allergy

Rows = dict[str, list[Any]]
CHANGED_BY_RESTORING = {"audit", "sync_meta", "write_gate"}
"""The restored desk adds one event and changes facts about itself; the rest must be equal."""


def random_desk(pattern: Path, folder: Path, seed: int) -> Desk:
    """A desk with 1 to 60 patients, edits, deletions, settled and unsent operations."""
    shutil.copytree(pattern, folder)
    desk = open_desk(folder, PASSPHRASE, kdf=CHEAP)
    desk.worker.submit(lambda: _fill(desk, random.Random(seed))).result()
    return desk


def _fill(desk: Desk, dice: random.Random) -> None:
    begin, context = desk.store.unit_of_work, desk.context
    ids = []
    for number in range(dice.randint(1, 60)):
        with begin(context) as uow:
            person = uow.add(a_patient(mrn=f"R{number}", family_name=_word(dice)))
            if dice.random() < 0.5:
                uow.add(an_allergy(person))
        ids.append(person.id)
    for one in dice.sample(ids, k=len(ids) // 3):
        patients.update(begin, context, patient_id=one, changes={"city": _word(dice)})
    with begin(context, origin=Origin.REMOTE) as uow:
        for number in range(dice.randint(0, 20)):
            uow.meta.set(f"probe:{number}", _word(dice) * dice.randint(1, 200))


def _word(dice: random.Random) -> str:
    return "".join(dice.choices("abcdefghijklmnopqrstuvwxyzäöüßé", k=dice.randint(2, 20))).title()


def rows_of(desk: Desk) -> Rows:
    """Every row of every ordinary table, in one consistent look."""
    with desk.store.database.reading() as session:
        tables = session.all(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        )
        rows = {name: session.all(f'SELECT * FROM "{name}"') for (name,) in tables}
        at = [str(row[1]) for row in session.all("PRAGMA table_info(outbox)")].index("attempts")
    # What a copy may send counts as sent once, from the moment the copy is made.
    rows["outbox"] = [(*row[:at], max(row[at], 1), *row[at + 1 :]) for row in rows["outbox"]]
    return rows


def differing(before: Rows, after: Rows, *, audit_seq: int) -> list[str]:
    """Tables in which a restored desk does not hold what was backed up; its trail starts with the
    old one."""
    facts, restored = dict(before["sync_meta"]), dict(after["sync_meta"])
    probes = {key for key in facts if key.startswith("probe:")}
    wrong = sorted(before.keys() ^ after.keys())
    wrong += [
        name
        for name in before.keys() & after.keys() - CHANGED_BY_RESTORING
        if before[name] != after[name]
    ]
    if before["audit"][:audit_seq] != after["audit"][:audit_seq]:
        wrong.append("audit")
    if any(facts[key] != restored.get(key) for key in probes):
        wrong.append("sync_meta")
    return wrong


def restore(file: Path, home: Path, passphrase: str = PASSPHRASE, code: str = "") -> Restored:
    """Restore with keys that are quick to try."""
    restorer = Restorer(passphrase=passphrase, code=code)
    return restore_backup(file, home, restorer, settings=Settings(), kdf=CHEAP)


Change = Callable[[bytes, random.Random], bytes]


def alterations(file: Path, other: Path) -> dict[str, Change]:
    """Ways to alter a backup's file, by where they strike."""
    packed, foreign = read_packed(file), read_packed(other)
    raw, strange = file.read_bytes(), other.read_bytes()
    head = packed.start - len(packed.header)

    def flip(first: int, end: int) -> Change:
        def change(content: bytes, dice: random.Random) -> bytes:
            at = dice.randrange(first, end)
            altered = content[at] ^ (1 << dice.randrange(8))
            return content[:at] + bytes([altered]) + content[at + 1 :]

        return change

    def swap_pages(content: bytes, dice: random.Random) -> bytes:
        pages = packed.size // 4096
        a, b = sorted(dice.sample(range(pages), 2))
        at, to = packed.start + a * 4096, packed.start + b * 4096
        parts = (content[:at], content[to : to + 4096], content[at + 4096 : to])
        return b"".join((*parts, content[at : at + 4096], content[to + 4096 :]))

    return {
        "name": flip(0, 16),
        "length": flip(16, 24),
        "head": flip(head, packed.start),
        "first page": flip(packed.start, packed.start + 4096),
        "pages": flip(packed.start + 4096, len(raw)),
        "swapped pages": swap_pages,
        "cut": lambda content, dice: content[: dice.randrange(len(content))],
        "cut by pages": lambda content, dice: content[: -4096 * dice.randint(1, 3)],
        "added": lambda content, dice: content + dice.randbytes(dice.randint(1, 8192)),
        "another's head": lambda content, dice: strange[: foreign.start] + content[packed.start :],
        "another's database": lambda content, dice: (
            content[: packed.start] + strange[foreign.start :]
        ),
        "emptied": lambda content, dice: content[: packed.start] + bytes(packed.size),
    }
