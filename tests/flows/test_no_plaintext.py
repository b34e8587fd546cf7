"""No patient data in any file of the home, in logs, on stderr or in exception text.

Every text field of every patient record holds a canary of its own. A day at the desk follows:
create, edit, search, a server in trouble, forced errors. Then every byte that was left anywhere is
searched for every canary in UTF-8, UTF-16 and base64. Controls show that the search finds what it
looks for.
"""

from __future__ import annotations

import asyncio
import base64
import io
import logging
import sys
import tempfile
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import logs
from app.bootstrap.headless import Desk, create_home, open_desk
from app.bootstrap.home import SystemRandom
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.declare import PhiClass, Record, entity_of
from app.domain.errors import ServerTrouble, Unreachable
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.patient import Coverage, EmergencyContact, Patient, PatientIdentifier
from app.services import patients
from app.services.charts import read_chart
from app.sync.runner import SyncRunner
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import NOON, a_clinician
from tests.waiting import until

CHILDREN: tuple[type[Record], ...] = (
    PatientIdentifier,
    Coverage,
    EmergencyContact,
    Allergy,
    Condition,
    MedicationStatement,
)
SHAPED = {
    "phone": "+12125550142",
    "phone_mobile": "+12125550143",
    "phone_work": "+12125550144",
    "email": "zyqwx.canary@quillfeather.example",
    "birth_date": "1931-07-19",
    "language": "nds",
    "postal_code": "73139",
}
"""Fields that must have a certain form; those too short to be unique are not searched for."""
pytestmark = pytest.mark.row("F2")


def _canaries(record_type: type[Record]) -> dict[str, str]:
    """A value of its own for every free text field that holds patient data."""
    values: dict[str, str] = {}
    for one in entity_of(record_type).fields:
        if one.fact.phi is PhiClass.NONE or one.fact.choices or one.fact.refers_to:
            continue
        if one.name in SHAPED:
            values[one.name] = SHAPED[one.name]
        elif one.fact.max_length == 10:
            values[one.name] = "1987-11-23"
        elif one.kind.value == "text":
            values[one.name] = f"Zyqwx{record_type.__name__}{one.name}".replace("_", "")
    return values


def _record(record_type: type[Record], patient_id: RecordId | None = None) -> Any:
    fields: dict[str, Any] = {"id": new_id(), "created_at": NOON, "updated_at": NOON}
    if patient_id is not None:
        fields["patient_id"] = patient_id
    if record_type is PatientIdentifier:
        fields["system"] = "urn:oid:1.2.3"
    return record_type(**fields, **_canaries(record_type))


def _all_canaries() -> list[str]:
    found = {value for kind in (Patient, *CHILDREN) for value in _canaries(kind).values()}
    return sorted(value for value in found if len(value) >= 10)


def _needles(text: str) -> set[bytes]:
    """A text as it may stand in a file: UTF-8, UTF-16, and base64 at each of its offsets."""
    raw = text.encode()
    needles = {raw, text.encode("utf-16-le"), text.encode("utf-16-be"), raw.lower(), raw.upper()}
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + raw)
        needles.add(encoded[4 if offset else 0 : -4])
    return needles


def _found(content: bytes) -> set[str]:
    """Which canaries stand in some bytes."""
    return {text for text in _all_canaries() if any(needle in content for needle in _needles(text))}


def _content_of(folder: Path) -> bytes:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"\n".join([*(path.read_bytes() for path in files), *(bytes(path) for path in files)])


class TroubledApi:
    """A server whose every answer is an error, some with patient data in their text."""

    def __init__(self) -> None:
        self.calls = 0

    async def _fail(self) -> Any:
        self.calls += 1
        failures = (
            Unreachable(),
            ServerTrouble(500),
            RuntimeError(f"cannot parse {SHAPED['email']}"),
        )
        raise failures[self.calls % 3]

    async def push(self, operations: object, batch_id: str, *, after: str = "") -> Any:
        return await self._fail()

    async def pull(self, cursor: str, *, limit: int) -> Any:
        return await self._fail()

    async def health(self) -> Any:
        return await self._fail()

    async def refresh(self) -> None:
        await self._fail()


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Standard error with the product's logging on it; put back afterwards."""
    root = logging.getLogger()
    kept = (root.handlers[:], root.level, logging.raiseExceptions, logging.lastResort)
    hooks = (sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning)
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    logs.configure_logs("DEBUG")
    yield out
    root.handlers[:], logging.raiseExceptions, logging.lastResort = kept[0], kept[2], kept[3]
    root.setLevel(kept[1])
    sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning = hooks


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One folder that holds the home and everything temporary."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path / "temporary"))
    create_home(tmp_path / "home", "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP)
    return tmp_path


def _write(desk: Desk) -> PatientId:
    """Add a patient whose every field is a canary, with one of each record, then edit."""

    def work() -> PatientId:
        with desk.store.unit_of_work(desk.context) as uow:
            patient = uow.add(_record(Patient))
            for kind in CHILDREN[:4]:
                uow.add(_record(kind, patient.id))
        with desk.store.unit_of_work(a_clinician(patient.id)) as uow:
            for kind in CHILDREN[4:]:
                uow.add(_record(kind, patient.id))
        patients.update(
            desk.store.unit_of_work,
            desk.context,
            patient_id=PatientId(patient.id),
            changes={"city": "Zyqwxeditedcity"},
        )
        return PatientId(patient.id)

    return desk.worker.submit(work).result()


def _read(desk: Desk, patient_id: PatientId) -> None:
    with desk.store.reader() as reader:
        for text in ("Zyqwx", SHAPED["phone"][-7:], SHAPED["birth_date"]):
            assert patient_id in reader.search_patients(text)
        assert len(read_chart(reader, desk.context, patient_id=patient_id, now=NOON).allergies) == 1


def _forced_errors(desk: Desk, patient_id: PatientId) -> list[str]:
    """Everything that can go wrong with patient data in hand, as its traceback would print."""
    with desk.store.reader() as reader:
        stored = reader.records(Patient).get(patient_id)
    assert stored is not None
    begin, context = desk.store.unit_of_work, desk.context

    def duplicate() -> None:
        with begin(context) as uow:
            uow.add(stored)

    def stale() -> None:
        with begin(context) as uow:
            uow.save(replace(stored, updated_at=NOON, given_names=stored.given_names + "2"))

    def unbindable() -> None:
        with begin(context) as uow:
            uow.save(replace(stored, family_name=object()))  # type: ignore[arg-type]

    def invalid() -> None:
        change = {"email": stored.family_name + " no address", "birth_date": stored.mrn}
        patients.update(begin, context, patient_id=patient_id, changes=change)

    def broken_statement() -> None:
        desk.store.database.writer.run("INSERT INTO no_such_table VALUES (?)", [stored.family_name])

    works: list[Callable[[], None]] = [duplicate, stale, unbindable, invalid, broken_statement]
    return [_text_of_error(desk, work) for work in works]


def _text_of_error(desk: Desk, work: Callable[[], None]) -> str:
    try:
        desk.worker.submit(work).result()
    except Exception as error:
        logging.getLogger("app.test").exception("a forced error")
        return "".join(traceback.format_exception(error)) + repr(error)
    raise AssertionError("nothing went wrong")


async def _sync_in_trouble(desk: Desk) -> int:
    api = TroubledApi()
    runner = SyncRunner(
        threads=desk.worker,
        begin=desk.store.unit_of_work,
        context=desk.context,
        api=api,
        feed=desk.store.feed,
        clock=desk.clock,
        random=SystemRandom(),
    )
    runner.start()

    def has_called() -> bool:
        runner.sync_now()
        return api.calls >= 3

    await until(has_called)
    await runner.stop()
    return api.calls


async def test_a_day_at_the_desk_leaves_no_patient_data_in_the_clear(
    places: Path, stderr: io.StringIO
):
    desk = await asyncio.to_thread(open_desk, places / "home", PASSPHRASE, kdf=CHEAP)
    patient_id = _write(desk)
    _read(desk, patient_id)
    errors = _forced_errors(desk, patient_id)
    assert await _sync_in_trouble(desk) >= 3
    while_open = _content_of(places)
    desk.close()
    assert _found(while_open) == set()
    assert _found(_content_of(places)) == set()
    assert _found(stderr.getvalue().encode()) == set()
    assert "a forced error" in stderr.getvalue()
    assert _found("\n".join(errors).encode()) == set()


def test_every_patient_record_has_canaries():
    assert len(_all_canaries()) >= 30
    assert {"ZyqwxPatientfamilyname", "ZyqwxAllergytext", SHAPED["phone"]} <= set(_all_canaries())


@pytest.mark.parametrize(
    "spell",
    [
        lambda raw: raw,
        lambda raw: raw.decode().encode("utf-16"),
        lambda raw: base64.b64encode(b"{" + raw + b"}"),
        lambda raw: base64.b64encode(b"{ " + raw + b"}"),
        base64.b64encode,
    ],
)
def test_control_an_unencrypted_file_is_found(tmp_path: Path, spell: Callable[[bytes], bytes]):
    for canary in _all_canaries():
        (tmp_path / "file").write_bytes(b"\x00" + spell(canary.encode()) + b"\x00")
        assert canary in _found(_content_of(tmp_path)), canary


def test_control_a_file_name_is_found(tmp_path: Path):
    (tmp_path / "ZyqwxPatientfamilyname.tmp").touch()
    assert _found(_content_of(tmp_path)) == {"ZyqwxPatientfamilyname"}


def test_control_the_same_database_without_a_key_is_found(places: Path, tmp_path: Path):
    """The desk's own rows, written by the same driver, only unencrypted."""
    import sqlcipher3.dbapi2 as driver

    plain = driver.connect(str(tmp_path / "plain.db"))
    plain.execute("CREATE TABLE patient (name TEXT)")
    plain.executemany("INSERT INTO patient VALUES (?)", [(one,) for one in _all_canaries()])
    plain.commit()
    plain.close()
    assert _found(_content_of(tmp_path)) == set(_all_canaries())


def test_control_without_the_filter_the_log_tells(stderr: io.StringIO):
    logging.getLogger().handlers[0].filters.clear()
    logging.getLogger("app.test").error("could not save %s", "ZyqwxPatientfamilyname")
    assert _found(stderr.getvalue().encode()) == {"ZyqwxPatientfamilyname"}
