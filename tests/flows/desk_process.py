"""One real workstation as a process of its own: commands as JSON lines in, answers out.

Started as `python -m tests.flows.desk_process HOME`, with the passphrase on the first line.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from app.bootstrap.documents import whole_file
from app.bootstrap.headless import Desk, open_desk
from app.domain.conflict import Resolution
from app.domain.declare import entities
from app.domain.ids import AppointmentId, PatientId, PractitionerId, RecordId, new_id
from app.domain.ports import Reader
from app.domain.query import Query
from app.domain.staff import Practitioner
from app.protocol.codec import to_wire
from app.services import (
    appointments,
    conflicts,
    documents,
    double_bookings,
    messages,
    patients,
    staff,
)
from app.services.appointments import NewVisit, Slot
from app.services.conflict_list import read_detail
from app.services.documents import NewDocument
from app.services.reading import every
from app.sync.runner import SyncRunner


class DeskProcess:
    """Runs the commands of a test on one desk."""

    def __init__(self, desk: Desk, runner: SyncRunner) -> None:
        self._desk = desk
        self._runner = runner

    async def answer(self, command: Mapping[str, Any]) -> object:
        name = command["do"]
        return await getattr(self, f"_{name}")(**{k: v for k, v in command.items() if k != "do"})

    async def _register(self, changes: dict[str, object]) -> str:
        made = await self._desk.worker.write(
            lambda: patients.register(self._begin, self._context, changes=changes)
        )
        return made.id

    async def _update(self, patient_id: str, changes: dict[str, object]) -> None:
        await self._desk.worker.write(
            lambda: patients.update(
                self._begin,
                self._context,
                patient_id=PatientId(RecordId(patient_id)),
                changes=changes,
            )
        )

    async def _practitioner(self, family_name: str) -> str:
        now = self._desk.clock.now()
        made = await self._desk.worker.write(
            lambda: staff.add(
                self._begin,
                self._context,
                record=Practitioner(
                    id=new_id(), created_at=now, updated_at=now, family_name=family_name
                ),
            )
        )
        return made.id

    async def _book(self, patient_id: str, practitioner_id: str, starts_at: str) -> str:
        visit = NewVisit(
            patient_id=PatientId(RecordId(patient_id)),
            slot=Slot(
                starts_at=datetime.fromisoformat(starts_at),
                length_min=30,
                practitioner_id=PractitionerId(RecordId(practitioner_id)),
            ),
        )
        made = await self._desk.worker.write(
            lambda: appointments.book(
                self._begin, self._context, visit=visit, zone=self._desk.clinic.zone
            )
        )
        return made.id

    async def _set_status(self, appointment_id: str, status: str) -> None:
        await self._desk.worker.write(
            lambda: appointments.set_status(
                self._begin,
                self._context,
                appointment_id=AppointmentId(RecordId(appointment_id)),
                status=status,
            )
        )

    async def _file(self, patient_id: str, mebibytes: int, seed: int) -> dict[str, str]:
        """File a document of random content; returns its identifier and its content's name."""
        random = Random(seed)
        pieces = [b"%PDF-1.7", *(random.randbytes(1024 * 1024) for _ in range(mebibytes))]
        content = await asyncio.to_thread(documents.keep, self._desk.files, pieces)
        new = NewDocument(patient_id=PatientId(RecordId(patient_id)), title="Scan")
        made = await self._desk.worker.write(
            lambda: documents.file(
                self._begin, self._context, self._desk.files, content=content, new=new
            )
        )
        return {"id": made.id, "sha256": made.sha256}

    async def _open(self, document_id: str) -> str:
        """The name of a document's content as it is read, fetched where it has to be."""
        document, blob = await self._desk.worker.write(
            lambda: documents.look_at(self._begin, self._context, document_id=RecordId(document_id))
        )
        kept = await whole_file(self._desk, document, blob)
        digest = sha256()
        for piece in self._desk.files.read(kept):
            digest.update(piece)
        return digest.hexdigest()

    async def _search(self, text: str) -> list[str]:
        return list(
            await self._desk.worker.read(lambda reader: reader.search_patients(text, limit=20))
        )

    async def _conflicts(self) -> list[dict[str, Any]]:
        found = await self._desk.worker.read(conflicts.undecided)
        return [{"id": one.id, **to_wire(one)} for one in found]

    async def _resolve(self, conflict_id: str, resolution: str) -> None:
        await self._desk.worker.write(
            lambda: conflicts.resolve(
                self._begin,
                self._context,
                conflict_id=RecordId(conflict_id),
                resolution=Resolution(resolution),
            )
        )

    async def _claim(self, conflict_id: str) -> None:
        await self._desk.worker.write(
            lambda: conflicts.claim(self._begin, self._context, conflict_id=RecordId(conflict_id))
        )

    async def _settled_by(self, conflict_id: str) -> str:
        key = RecordId(conflict_id)
        found = await self._desk.worker.read(lambda reader: conflicts.settled_by(reader, [key]))
        return found.get(key, "")

    async def _move_away(self, conflict_id: str, text: str) -> dict[str, str]:
        """Move the visit that was booked second to the nearest free time, and draft the message."""
        key, now = RecordId(conflict_id), self._desk.clock.now()
        detail = await self._desk.worker.read(
            lambda reader: read_detail(reader, self._context, key, now=now)
        )
        assert detail is not None
        assert detail.booking is not None
        second = detail.booking.both[1]
        moved = await self._desk.worker.write(
            lambda: double_bookings.move(
                self._begin,
                self._context,
                conflict_id=key,
                visit_id=AppointmentId(second.visit.id),
                slot=second.free[0],
                subject="Moved",
                text=text,
            )
        )
        assert moved.message is not None
        return {"visit": second.visit.id, "message": moved.message.id}

    async def _drafts(self) -> dict[str, str]:
        found = await self._desk.worker.read(lambda reader: messages.drafts(reader, self._context))
        return {one.message.id: one.message.text for one in found}

    async def _mark_sent(self, message_id: str, text: str) -> None:
        key = RecordId(message_id)
        await self._desk.worker.write(
            lambda: messages.mark_sent(
                self._begin, self._context, message_id=key, text=text, channel="phone"
            )
        )

    async def _tentative(self, starts_at: str) -> list[str]:
        """The visits of half a day around an instant that the server has not accepted."""
        at, half = datetime.fromisoformat(starts_at), timedelta(hours=6)
        visits = await self._desk.worker.read(
            lambda reader: reader.visits_between(at - half, at + half)
        )
        return [visit.id for visit in visits if visit.is_tentative]

    async def _sync_now(self) -> None:
        self._runner.sync_now()

    async def _offline(self, on: bool) -> None:
        self._runner.set_offline(on)

    async def _status(self) -> dict[str, Any]:
        status = self._runner.status
        counts = await self._desk.worker.read(lambda reader: reader.queue_counts())
        return {
            "state": status.state.value,
            "waiting": counts.waiting,
            "conflicted": counts.conflicted,
            "quarantined": counts.quarantined,
        }

    async def _rows(self) -> dict[str, dict[str, Any]]:
        return await self._desk.worker.read(_all_rows)

    async def _operations(self) -> dict[str, str]:
        """Every operation ever committed at this desk and where it stands."""
        with self._desk.store.database.reading() as session:
            return dict(session.raw.execute("SELECT op_id, state FROM outbox").fetchall())

    @property
    def _begin(self) -> Any:
        return self._desk.store.unit_of_work

    @property
    def _context(self) -> Any:
        return self._desk.context


def _all_rows(reader: Reader) -> dict[str, dict[str, Any]]:
    return {
        spec.name: {
            record.id: {"version": record.version, "body": to_wire(record)}
            for record in every(reader, Query(spec.record_type))
        }
        for spec in entities()
    }


async def _serve(home: Path, passphrase: str) -> None:
    desk = await asyncio.to_thread(open_desk, home, passphrase)
    runner = desk.make_runner()
    runner.start()
    process = DeskProcess(desk, runner)
    _say({"ready": True})
    while line := await asyncio.to_thread(sys.stdin.readline):
        command = json.loads(line)
        if command["do"] == "stop":
            break
        try:
            _say({"ok": await process.answer(command)})
        except Exception as error:
            _say({"error": type(error).__name__, "code": getattr(error, "code", "")})
    await runner.stop()
    await desk.aclose()


def _say(answer: object) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), sys.stdin.readline().rstrip("\n")))
