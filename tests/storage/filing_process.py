"""A process that files until it is killed: `python -m tests.storage.filing_process FOLDER SEED`.

One line out per document whose unit of work was committed: "ack" and its SHA-256. With a third
argument it files a few on a disk that keeps a log there (tests/matrix/disk_shim.c), and ends.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from random import Random

from app.domain.ids import PatientId
from app.services import documents as service
from app.services.documents import NewDocument
from app.storage.database import Database
from tests.empty_database import KEY
from tests.factories import a_patient
from tests.storage.conftest import CONTEXT, open_store
from tests.storage.test_file_store import store_in

LONGEST = 100_000
LOGGED = 12


def main(folder: Path, seed: int, log: str = "") -> None:
    if log:
        ctypes.CDLL(None).disk_shim_log(log.encode())
    Database(folder / "clinic.db", KEY).close()  # a copy of one would not be on the disk yet
    random, store, files = Random(seed), open_store(folder / "clinic.db"), store_in(folder)
    person = a_patient(mrn=f"MRN-{seed}")
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(person)
    os.write(1, b"open\n")
    for number in range(LOGGED if log else LONGEST):
        content = b"%PDF-1.7" + random.randbytes(random.choice((10, 1000, 70_000, 400_000)))
        kept = service.keep(files, [content])
        new = NewDocument(patient_id=PatientId(person.id), title=f"Letter {number}")
        service.file(store.unit_of_work, CONTEXT, files, content=kept, new=new)
        if random.random() < 0.2 and not log:  # a file whose time is over goes
            with store.unit_of_work(CONTEXT) as uow:
                gone = uow.blobs.drop([kept.kept.sha256])
            for one in gone:
                files.discard(one)
            continue
        os.write(1, f"ack {kept.kept.sha256}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
