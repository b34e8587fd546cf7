"""A day in the real window with a marker in every field of patient data, 200 errors, and a crash.

Run as `python -m tests.matrix.canary_day FOLDER [unfiltered]`, with home, temporary files and
configuration inside FOLDER; what it prints is the caller's to keep. Last it crashes: exit by
signal. "unfiltered" takes the log's filter away: the control, which opens fewer screens.
"""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import os
import sys
import threading
import traceback
import warnings
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from app import logs
from app.domain.declare import EntitySpec, FieldSpec, Record, entities
from app.domain.ids import RecordId, new_id
from app.domain.operations import RowState
from tests.factories import NOON
from tests.flows.test_no_plaintext import SHAPED
from tests.matrix.canary_marks import is_patient_data, marks

ERRORS = 240
PASSPHRASE = "correct horse battery staple"
_SETTLE_S = 0.12


def marked_records() -> list[Record]:
    """One record of every type, each referring to the others, every field a marker that can be.

    Choices are such as this version knows; what holds some comes again, with choices that only a
    newer version knows.
    """
    ids = {spec.name: new_id() for spec in entities()}
    newer = {spec.name: new_id() for spec in entities() if any(map(_is_marked_choice, spec.fields))}
    return [
        *(_record(spec, RecordId(ids[spec.name]), ids) for spec in entities()),
        *(
            _record(spec, RecordId(newer[spec.name]), ids, is_newer=True)
            for spec in entities()
            if spec.name in newer
        ),
    ]


def _record(
    spec: EntitySpec, row_id: RecordId, ids: dict[str, RecordId], *, is_newer: bool = False
) -> Record:
    fields = {one.name: _value(spec, one, ids, is_newer=is_newer) for one in spec.fields}
    present = {name: value for name, value in fields.items() if value is not ...}
    return spec.record_type(id=row_id, created_at=NOON, updated_at=NOON, version=1, **present)


def _is_marked_choice(field: FieldSpec) -> bool:
    return is_patient_data(field) and field.fact.choices is not None


def _value(spec: EntitySpec, field: FieldSpec, ids: dict[str, RecordId], *, is_newer: bool) -> Any:
    if field.fact.refers_to is not None:
        is_self = field.name == "guarantor_id"
        named = None if is_self else ids.get(field.fact.refers_to, new_id())
        return (named,) if field.kind.value == "list" else named
    mark = marks().get(f"{spec.name}.{field.name}")
    if mark is not None and (is_newer or field.fact.choices is None):
        return mark.value
    if field.name in ("entity", "row_id"):  # of a conflict, which is about a record there is
        return "patient" if field.name == "entity" else ids["patient"]
    if field.has_default:
        return ...
    if field.fact.choices is not None:
        return next(iter(field.fact.choices)).value
    plain = {"text": "plain", "integer": 30, "boolean": False, "date": NOON.date(), "instant": NOON}
    plain |= {"json": {}}
    return plain.get(field.kind.value)


def fill(desk: Any) -> None:
    """Bring the records as the server would."""
    from app.domain.changes import Origin
    from app.domain.declare import entity_of
    from app.protocol.codec import to_wire

    rows = [
        RowState(entity_of(one).name, one.id, 1, n + 1, False, [], to_wire(one))
        for n, one in enumerate(marked_records())
    ]

    def work() -> None:
        with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
            uow.apply_rows(rows)

    desk.worker.submit(work).result()


async def day(desk: Any, look: Callable[[], object]) -> None:
    """The calendar, a booking, a chart, its form, searches and an edit; looks at each."""
    from PySide6.QtWidgets import QApplication

    from app.live.data_sync import DataSync, DeskParts
    from app.ui.main_window import MainWindow
    from tests.ui.conftest import SyncStandIn

    parts = DeskParts(
        threads=desk.worker,
        begin=desk.store.unit_of_work,
        publisher=desk.store.feed,
        context=desk.context,
        clinic=desk.clinic,
        user=desk.user,
        clock=desk.clock,
    )
    data_sync = DataSync(parts, sync=SyncStandIn())
    window = MainWindow(data_sync)
    window.show()
    patient_id, visited = _patient_id(desk), _day_of_the_visit()

    async def settle() -> None:
        for _ in range(2):
            await window.tasks.settled()
            await asyncio.sleep(_SETTLE_S)
        look()

    def ask(text: str) -> None:
        window.search.setFocus()
        window.search.setText(text)

    steps: list[Callable[[], object]] = [
        lambda: window.open_panel("appointments"),
        lambda: window.appointments.show_day(NOON.date() + timedelta(days=1)),
        lambda: window.appointments.show_day(visited),
        lambda: window.appointments.show_day(NOON.date()),
        lambda: window.book_for(patient_id),
        window.panel.close_side,
        lambda: window.show_patient(patient_id),
        lambda: window.patients.edit_patient(patient_id),
        window.panel.close_side,
        lambda: ask(SHAPED["phone"][-7:]),
        lambda: ask("zyqwx"),
        window.search.clear,
        lambda: window.open_panel("patients"),
    ]
    for step in steps:
        step()
        await settle()
    await data_sync.patients.update(patient_id, {"city": "Zyqwxeditedcity"})
    await settle()
    window.grab()
    window.close()
    window.deleteLater()
    data_sync.deleteLater()
    QApplication.processEvents()


async def _whole_day(desk: Any, chosen: Path, *, is_short: bool) -> int:
    """The day, then every role's screens; how many markers were on show."""
    from tests.matrix.canary_screens import texts_on_show, walk

    seen: set[str] = set()

    def look() -> None:
        said = "\n".join(texts_on_show())
        seen.update(name for name, one in marks().items() if one.is_in(said))

    await day(desk, look)
    if not is_short:
        await walk(desk, chosen, look)
    return len(seen)


def _patient_id(desk: Any) -> RecordId:
    with desk.store.database.reading() as session:
        found = session.all("SELECT id FROM patient WHERE sex = 'unknown'")
    return RecordId(found[0][0].hex())


def _day_of_the_visit() -> date:
    begin = marks()["appointment.starts_at"].value
    assert isinstance(begin, datetime)
    return begin.date()


def force_errors(desk: Any) -> int:
    """Raise with markers in hand in every way a program can; how many errors there were."""
    log, count = logging.getLogger("app.test"), 0
    texts = [one.said for one in marks().values()]
    for number in range(ERRORS):
        text = texts[number % len(texts)]
        try:
            WAYS[number % len(WAYS)](text, desk)
        except Exception as error:
            count += 1
            log.exception("a forced error")
            log.warning("%s failed: %s", text, error)
            _as_uncaught(error)
    return count


def _as_uncaught(error: Exception) -> None:
    """Let it out everywhere: a thread, the main thread's hook, an event loop, a finaliser."""

    def fail() -> None:
        raise error

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    sys.excepthook(type(error), error, error.__traceback__)
    warnings.warn(str(error), UserWarning, stacklevel=1)

    class Stubborn:
        def __del__(self) -> None:
            raise error

    Stubborn()
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(logs.on_asyncio_error)
    loop.call_exception_handler({"message": str(error), "exception": error})
    loop.close()


def _plain(text: str, desk: Any) -> None:
    raise ValueError(f"cannot read {text}")


def _chained(text: str, desk: Any) -> None:
    try:
        _plain(text, desk)
    except ValueError as error:
        error.add_note(text)
        raise KeyError(text) from error


def _grouped(text: str, desk: Any) -> None:
    raise ExceptionGroup(text, [ValueError(text), OSError(2, text, text)])


def _undecodable(text: str, desk: Any) -> None:
    (text.encode() + b"\xff").decode()


def _of_the_driver(text: str, desk: Any) -> None:
    desk.store.database.writer.run(f"SELECT '{text}' FROM nowhere WHERE x = ?", [text])


def _of_sqlalchemy(text: str, desk: Any) -> None:
    from sqlalchemy.exc import IntegrityError

    detail = RuntimeError(f"DETAIL: Key (n)=({text}) already exists")
    raise IntegrityError(f"INSERT {text}", {"n": text}, detail) from detail


def _of_the_wire(text: str, desk: Any) -> None:
    import msgspec

    msgspec.json.decode(f'{{"id": "{text}"'.encode())


def _of_the_network(text: str, desk: Any) -> None:
    import httpx

    request = httpx.Request("GET", f"http://127.0.0.1/{text}")
    raise httpx.ConnectError(text, request=request)


def _of_a_record(text: str, desk: Any) -> None:
    from app.domain.patient import Patient

    person = Patient(id=new_id(), created_at=NOON, updated_at=NOON, family_name=text)
    raise TypeError(f"cannot use {person!r} with {text!r}")


def _mixed_into_a_message(text: str, desk: Any) -> None:
    logging.getLogger("app.test").warning(f"odd value {text}")  # noqa: G004
    logging.getLogger("sqlalchemy.engine").error("INSERT %s", text)
    logs.on_qt_message(None, None, f"QLabel::setText: {text}")
    raise RuntimeError(text)


WAYS = (
    _plain,
    _chained,
    _grouped,
    _undecodable,
    _of_the_driver,
    _of_sqlalchemy,
    _of_the_wire,
    _of_the_network,
    _of_a_record,
    _mixed_into_a_message,
)


def main(folder: Path, *, is_filtered: bool) -> None:
    """The whole day; ends by a crash."""
    import keyring

    from app.bootstrap.collecting import window_runner
    from app.bootstrap.desktop import make_application
    from app.bootstrap.headless import create_home, open_desk
    from tests.bootstrap.conftest import CHEAP
    from tests.memory_keyring import MemoryKeyring

    keyring.set_keyring(MemoryKeyring())
    logs.configure_logs("INFO")
    logs.harden_process()
    logs.keep_stacks_of_crashes(folder / "state")
    warnings.simplefilter("always")
    if not is_filtered:
        _take_the_filter_away()
    create_home(folder / "desk", "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP)
    desk = open_desk(folder / "desk", PASSPHRASE, kdf=CHEAP)
    fill(desk)
    application = make_application()
    with window_runner(application) as runner:
        runner.get_loop().set_exception_handler(logs.on_asyncio_error)
        work = _whole_day(desk, folder / "chosen", is_short=not is_filtered)
        seen = runner.run(work)
    errors = force_errors(desk)
    print(f"shown={seen} errors={errors}", flush=True)
    _crash(tuple(one.said for one in marks().values()))


def _take_the_filter_away() -> None:
    logging.getLogger().handlers[0].filters.clear()
    sys.excepthook = lambda kind, error, trace: traceback.print_exception(error)


def _crash(kept: tuple[str, ...]) -> None:
    local = [f"{text} in a local" for text in kept]
    faulthandler._sigsegv()
    del local


if __name__ == "__main__":
    PLACE = Path(sys.argv[1])
    os.chdir(PLACE)
    main(PLACE, is_filtered="unfiltered" not in sys.argv[2:])
