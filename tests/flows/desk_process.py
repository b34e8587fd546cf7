"""One real workstation as a process of its own: commands as JSON lines in, answers out.

Started as `python -m tests.flows.desk_process HOME`, with the passphrase on the first line.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from datetime import datetime
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
from app.services import appointments, conflicts, documents, patients, staff
from app.services.appointments import NewVisit, Slot
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
