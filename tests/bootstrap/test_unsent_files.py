"""Unsent work in a file: unreadable for whoever finds it, whole again at a desk of the clinic."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.headless import Desk, create_home, open_desk
from app.bootstrap.unsent_files import UnsentFiles
from app.domain.changes import Origin
from app.domain.errors import InvalidValue
from app.domain.operations import OperationState
from app.domain.patient import Patient
from app.services import patients, unsent_files
from app.services.unsent_files import TakenIn, UnsentWork, begin_handing_out, hand_out, take_in
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient
from tests.test_cli import Run, run

__all__ = ["run"]
pytestmark = [pytest.mark.row("F4"), pytest.mark.row("E5")]
Opened = Callable[..., Desk]


def add(desk: Desk, *several: Patient) -> None:
    def write() -> None:
        for one in several:
            with desk.store.unit_of_work(desk.context) as uow:
                uow.add(one)

    desk.worker.submit(write).result()


def names(desk: Desk) -> set[str]:
    with desk.store.reader() as reader:
        return {one.family_name for one in reader.records(Patient).values()}


def queue(desk: Desk) -> list[tuple[str, OperationState]]:
    with desk.store.reader() as reader:
        return [(one.operation.op_id, one.state) for one in reader.pending()]


def trail(desk: Desk) -> list[tuple[str, str, int | None]]:
    with desk.store.database.reading() as session:
        rows = session.all("SELECT action, entity, result_count FROM audit ORDER BY seq")
    return [tuple(row) for row in rows if row[1] == "outbox"]


@pytest.fixture
def other_home(home: Path, tmp_path: Path) -> Path:
    """Another desk with the clinic's keys, which knows nothing of what is written at the first."""
    folder = tmp_path / "other"
    shutil.copytree(home, folder)
    return folder


@pytest.fixture
def saved(opened: Opened, other_home: Path, tmp_path: Path) -> Path:
    """A file with two new patients, one of them changed since."""
    desk, place = opened(), tmp_path / "unsent.cdu"
    amara = a_patient(family_name="Okafor", city="Bremen")
    add(desk, amara, a_patient(family_name="Featherstonehaugh"))
    begin, context = desk.store.unit_of_work, desk.context
    change = lambda: patients.update(  # noqa: E731
        begin, context, patient_id=amara.id, changes={"city": "Oslo"}
    )
    desk.worker.submit(change).result()
    assert UnsentFiles(desk).write(place) == len(queue(desk))
    assert trail(desk)[-1] == ("export", "outbox", len(queue(desk)))
    desk.close()
    return place


@pytest.mark.row("F2", "E10")
def test_nothing_in_the_file_can_be_read(saved: Path) -> None:
    content = saved.read_bytes()
    for plain in (b"Okafor", b"Featherstone", b"Oslo", b"patient", b"op_id"):
        assert plain not in content
    assert saved.stat().st_mode & 0o077 == 0


def test_another_desk_of_the_clinic_takes_it_in_once_and_shows_it(
    saved: Path, other_home: Path
) -> None:
    desk = open_desk(other_home, PASSPHRASE, kdf=CHEAP)
    try:
        of_both = len(queue(desk))  # the clinic itself, before the copy was made
        taken = UnsentFiles(desk).read(saved)
        assert taken == TakenIn(added=len(queue(desk)) - of_both, known=of_both)
        assert taken.added >= 2
        assert names(desk) >= {"Okafor", "Featherstonehaugh"}
        with desk.store.reader() as reader:
            cities = {one.city for one in reader.records(Patient).values()}
        assert "Oslo" in cities
        assert {state for _, state in queue(desk)} == {OperationState.QUEUED}
        assert trail(desk)[-1] == ("import", "outbox", taken.added)
        again = UnsentFiles(desk).read(saved)
        assert again == TakenIn(added=0, known=taken.added + of_both)
        assert desk.store.verify_audit() is None
    finally:
        desk.close()


def test_the_desk_it_came_from_knows_all_of_it(saved: Path, opened: Opened) -> None:
    desk = opened()
    before = queue(desk)
    assert UnsentFiles(desk).read(saved).added == 0
    assert queue(desk) == before


def test_what_was_refused_travels_too_and_is_sent_again(
    opened: Opened, other_home: Path, tmp_path: Path
) -> None:
    desk, place = opened(), tmp_path / "unsent.cdu"
    add(desk, a_patient(family_name="Okafor"))

    def refuse() -> None:
        with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
            uow.outbox.mark(
                [one for one, _ in queue(desk)], OperationState.QUARANTINED, code="invalid"
            )

    desk.worker.submit(refuse).result()
    UnsentFiles(desk).write(place)
    desk.close()
    other = open_desk(other_home, PASSPHRASE, kdf=CHEAP)
    try:
        assert UnsentFiles(other).read(place).added == 1
        assert queue(other)[0][1] is OperationState.QUEUED
    finally:
        other.close()


@pytest.mark.row("F2", "C9")
@pytest.mark.parametrize("harm", ["bit", "cut", "more", "empty", "text"])
def test_a_file_that_was_harmed_is_refused_and_changes_nothing(
    saved: Path, opened: Opened, harm: str
) -> None:
    content = bytearray(saved.read_bytes())
    if harm == "bit":
        content[len(content) // 2] ^= 1
    harmed = {
        "bit": bytes(content),
        "cut": bytes(content[:-1]),
        "more": bytes(content) + b"x",
        "empty": b"",
        "text": b"{}",
    }[harm]
    saved.write_bytes(harmed)
    desk = opened()
    before = queue(desk)
    with pytest.raises(InvalidValue) as refused:
        UnsentFiles(desk).read(saved)
    assert refused.value.field == "file"
    assert queue(desk) == before


@pytest.mark.row("A4")
def test_another_clinics_file_does_not_open(saved: Path, tmp_path: Path) -> None:
    strange = tmp_path / "strange"
    create_home(strange, "Süd", "sara", PASSPHRASE, kdf=CHEAP)
    desk = open_desk(strange, PASSPHRASE, kdf=CHEAP)
    try:
        with pytest.raises(InvalidValue):
            UnsentFiles(desk).read(saved)
        assert queue(desk) == [] or "Okafor" not in names(desk)
    finally:
        desk.close()


@pytest.mark.parametrize("wrong", [{"hlc": ""}, {"op_id": "x"}, {"id": ""}, {"entity": "unheard"}])
def test_a_change_that_no_desk_made_is_refused(
    saved: Path, opened: Opened, wrong: dict[str, str]
) -> None:
    """What is queued is built upon: a desk that took such a change in would not open again."""
    desk = opened()
    made_at = "2026-11-21T12:00:00+00:00"
    begin = desk.store.unit_of_work
    desk.worker.submit(lambda: begin_handing_out(begin, desk.context)).result()
    with desk.store.reader() as reader:
        out = hand_out(reader, desk.context, made_at=made_at)
    work = msgspec.json.decode(out.raw, type=UnsentWork)
    first = work.lines[0]
    bad = replace(first, operation=replace(first.operation, **wrong))  # type: ignore[arg-type]
    content = msgspec.json.encode(replace(work, lines=(bad,)))
    take = lambda: take_in(desk.store.unit_of_work, desk.context, raw=content)  # noqa: E731
    with pytest.raises(InvalidValue):
        desk.worker.submit(take).result()


def test_work_that_no_desk_could_read_again_is_not_written(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, place = opened(), tmp_path / "unsent.cdu"
    add(desk, a_patient(alert="x" * 900))
    monkeypatch.setattr(unsent_files, "MOST_BYTES", 900)
    with pytest.raises(InvalidValue, match="make a backup instead"):
        UnsentFiles(desk).write(place)
    assert not place.exists()


def test_nothing_that_lies_there_is_written_over(saved: Path, opened: Opened) -> None:
    files, before = UnsentFiles(opened()), saved.read_bytes()
    with pytest.raises(InvalidValue):
        files.write(saved)
    assert saved.read_bytes() == before
    with pytest.raises(InvalidValue):
        files.read(saved.parent / "none")


def test_the_commands_save_and_read_in(
    run: Run, home: Path, other_home: Path, opened: Opened, tmp_path: Path
) -> None:
    desk = opened()
    add(desk, a_patient(family_name="Okafor"))
    count = len(queue(desk))
    desk.close()
    place = str(tmp_path / "unsent.cdu")
    asked = ("--passphrase-stdin", "--json")
    code, out, _ = run("unsent-export", "--home", str(home), "--out", place, *asked)
    assert (code, json.loads(out)) == (0, {"changes": count})
    code, out, _ = run("unsent-import", place, "--home", str(other_home), *asked)
    read_in = {"added": 1, "known": count - 1, "cash": 0, "drawers": 0, "others": 0}
    assert (code, json.loads(out)) == (0, read_in)
    code, _, said = run("unsent-export", "--home", str(home), "--out", place, *asked)
    assert code == 2
    assert "is there already" in said
