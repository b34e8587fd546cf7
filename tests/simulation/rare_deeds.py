"""What happens at a desk now and then: unsent work handed over, patients merged and parted again,
record numbers fetched."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import msgspec

from app.bootstrap.record_numbers import refill_numbers
from app.domain.errors import ClinicError
from app.domain.merging import MergeStatus, PatientMerge
from app.domain.patient import Patient
from app.domain.query import Query, eq
from app.domain.staff import Role
from app.services import merging, patients, unsent_files
from tests.simulation.deeds import Deed
from tests.simulation.desk import Desk, Threads


def hand_out(deed: Deed) -> None:
    """Everything unsent into a file: this computer is about to fail, or is alone."""
    desk, context = deed.desk, deed.desk.acting(Role.FRONT_DESK)
    made_at = desk.clock.now().isoformat(timespec="seconds")
    unsent_files.begin_handing_out(desk.begin, context)
    with desk.store.reader() as reader:
        work = unsent_files.hand_out(reader, context, made_at=made_at)
    if work.count:
        unsent_files.note_handed_out(desk.begin, context, count=work.count, subjects=work.subjects)
        desk.clinic.handed.append(work.raw)


def read_in(deed: Deed) -> None:
    """One of the files that lie about, perhaps for the second time, perhaps at its own desk."""
    desk = deed.desk
    if desk.clinic.handed:
        raw = deed.luck.choice(desk.clinic.handed)
        taken = unsent_files.take_in(desk.begin, desk.acting(Role.FRONT_DESK), raw=raw)
        desk.world.note(desk.name, "reads in", (taken.added, taken.known))
        for line in msgspec.json.decode(raw, type=unsent_files.UnsentWork).lines:
            desk.named_by_hand.update(map(str, (line.operation.full or {}).values()))


def register_with_number(deed: Deed) -> None:
    """Somebody new, who gets a record number of the desk's own."""
    changes = {"family_name": f"Numbered {deed.word}", "birth_date": "1980-02-01"}
    patients.register(deed.desk.begin, deed.desk.acting(Role.FRONT_DESK), changes=changes)


def fetch_numbers(deed: Deed) -> None:
    """What a desk that is in step does by itself (bootstrap/online_duties.py)."""
    desk = deed.desk
    task = desk.world.loop.create_task(_numbers(desk))
    task.add_done_callback(lambda done: done.cancelled() or done.exception())


async def _numbers(desk: Desk) -> None:
    life, threads = desk.life, Threads(desk)
    context = desk.acting(Role.FRONT_DESK)
    parts: Any = SimpleNamespace(store=desk.store, context=context, api=desk.link, worker=threads)
    try:
        await refill_numbers(parts)
    except ClinicError as error:
        if desk.is_open and desk.life == life:
            desk.world.note(desk.name, "has no numbers", error.code)


def merge(deed: Deed) -> None:
    """Two records are of one person."""
    with deed.desk.store.reader() as reader:
        found = reader.records(Patient).find(Query(Patient, limit=100)).rows
    if len(found) > 1:
        first, second = sorted(found, key=lambda one: one.id)[:2]  # every desk means the same two
        survivor, merged = deed.luck.choice([(first, second), (second, first), (second, first)])
        deed.see(survivor)
        deed.see(merged)
        take = deed.luck.choice([(), (), ("phone",), ("alert",)])
        merging.merge(
            deed.desk.begin,
            deed.desk.acting(Role.FRONT_DESK),
            survivor_id=survivor.id,
            merged_id=merged.id,
            take=take,
        )


def part(deed: Deed) -> None:
    """They were two after all."""
    wanted = Query(PatientMerge, where=eq("status", MergeStatus.MERGED.value), limit=100)
    with deed.desk.store.reader() as reader:
        found = reader.records(PatientMerge).find(wanted).rows
        pairs = [
            (one, [reader.records(Patient).get(key) for key in (one.patient_id, one.merged_id)])
            for one in found
        ]
    if pairs:
        kept, people = deed.luck.choice(pairs)
        for one in people:
            if one is not None:
                deed.see(one)
        context = deed.desk.acting(Role.FRONT_DESK)
        merging.unmerge(deed.desk.begin, context, merged_id=kept.merged_id)
