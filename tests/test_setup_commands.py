"""The set-up of a clinic goes to a file and comes back, here and at another clinic."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.headless import create_home, open_desk
from app.cli import main
from app.domain.billing import Fee, FeeSchedule, ProcedureCode
from app.domain.declare import Record
from app.domain.query import Query
from app.domain.staff import Role, Room, VisitType
from tests.bootstrap.conftest import CHEAP, PASSPHRASE, home, pattern_home
from tests.factories import a_patient, a_record, a_room, a_visit_type

__all__ = ["home", "pattern_home"]
pytestmark = pytest.mark.row("C8", "A4")
FIRST = (0, "5 added, 0 changed, 0 as they were.\n")
AGAIN = (0, "0 added, 0 changed, 5 as they were.\n")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        typed = io.TextIOWrapper(io.BytesIO(f"{PASSPHRASE}\n".encode()), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", typed)
        code = main([*map(str, arguments), "--passphrase-stdin"])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def full(home: Path) -> Path:
    """A desk with a set-up, and a patient who is no part of it."""
    schedule, code = a_record(FeeSchedule), a_record(ProcedureCode)
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP, acting=Role.ADMIN)
    with desk.store.unit_of_work(desk.context) as uow:
        for record in (a_room(), a_visit_type(), schedule, code):
            uow.add(record)
        uow.add(a_record(Fee, fee_schedule_id=schedule.id, procedure_code_id=code.id))
    desk.close()
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP)
    with desk.store.unit_of_work(desk.context) as uow:
        uow.add(a_patient(family_name="Quillfeather"))
    desk.close()
    return home


def records(folder: Path, record_type: type[Record]) -> list[Any]:
    desk = open_desk(folder, PASSPHRASE, kdf=CHEAP)
    try:
        with desk.store.reader() as reader:
            return list(reader.records(record_type).find(Query(record_type)).rows)
    finally:
        desk.close()


def test_set_up_is_taken_over_at_another_clinic_once(run: Run, full: Path, tmp_path: Path) -> None:
    out, other = tmp_path / "setup.json", tmp_path / "other"
    code, said, _ = run("setup-export", "--home", full, "--out", out)
    assert (code, said) == (0, "5 records of the set-up are in setup.json.\n")
    assert "Quillfeather" not in out.read_text()
    create_home(other, "Südlicht", "tom", PASSPHRASE, kdf=CHEAP)
    assert run("setup-import", "--home", other, out)[:2] == FIRST
    assert run("setup-import", "--home", other, out)[:2] == AGAIN
    for record_type in (Room, VisitType, Fee):
        there = [one.id for one in records(other, record_type)]
        assert there == [one.id for one in records(full, record_type)]


def test_what_was_changed_and_deleted_comes_back(run: Run, full: Path, tmp_path: Path) -> None:
    out = tmp_path / "setup.json"
    run("setup-export", "--home", full, "--out", out)
    room, visit_type = records(full, Room)[0], records(full, VisitType)[0]
    desk = open_desk(full, PASSPHRASE, kdf=CHEAP, acting=Role.ADMIN)
    with desk.store.unit_of_work(desk.context) as uow:
        uow.delete(VisitType, visit_type.id)
    desk.close()
    content = json.loads(out.read_text())
    content[f"room/{room.id}"]["name"] = "Room 7"
    out.write_text(json.dumps(content))
    code, said, _ = run("setup-import", "--home", full, out)
    assert (code, said) == (0, "1 added, 1 changed, 3 as they were.\n")
    assert [one.name for one in records(full, Room)] == ["Room 7"]
    assert [one.id for one in records(full, VisitType)] == [visit_type.id]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"room/x": {}}',
        '{"patient/%s": {"family_name": "Okafor"}}' % ("0" * 32),
        '{"room/%s": {"name": 7}}' % ("0" * 32),
        '{"room": 1}',
    ],
)
def test_file_that_is_no_set_up_is_refused_whole(
    run: Run, full: Path, tmp_path: Path, content: str
) -> None:
    source = tmp_path / "setup.json"
    source.write_text(content)
    code, out, err = run("setup-import", "--home", full, source)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert len(records(full, Room)) == 1


def test_existing_file_is_never_written_over(run: Run, full: Path, tmp_path: Path) -> None:
    out = tmp_path / "setup.json"
    out.write_text("mine")
    code, _, err = run("setup-export", "--home", full, "--out", out)
    assert (code, err.count("\n")) == (2, 1)
    assert out.read_text() == "mine"


def test_settings_of_the_clinic_are_shown_and_changed(run: Run, full: Path) -> None:
    code, said, _ = run("clinic", "--home", full)
    assert (code, said.splitlines()[1]) == (0, "open 08:00 to 18:00")
    code, said, _ = run(
        *("clinic", "--home", full, "--json", "--opens", "07:30", "--limit", "120.50"),
        *("--name", "Südlicht"),
    )
    facts = json.loads(said)
    assert code == 0
    changed = (facts["name"], facts["opens_at"], facts["adjustment_limit_minor"])
    assert changed == ("Südlicht", 450, 12_050)
    assert json.loads(run("clinic", "--home", full, "--json")[1]) == facts


@pytest.mark.parametrize(
    "wrong",
    [
        ("--zone", "Mars/Olympus"),
        ("--opens", "19:00"),
        ("--currency", "dollar"),
        ("--limit", "-5"),
        ("--name", " "),
    ],
)
def test_wrong_setting_is_refused_and_nothing_changes(
    run: Run, full: Path, wrong: tuple[str, str]
) -> None:
    before = run("clinic", "--home", full, "--json")[1]
    code, said, err = run("clinic", "--home", full, *wrong)
    assert (code, said, err.count("\n")) == (2, "", 1)
    assert run("clinic", "--home", full, "--json")[1] == before


def test_currency_with_prices_in_it_stays(run: Run, full: Path) -> None:
    code, said, err = run("clinic", "--home", full, "--currency", "EUR", "--name", "Southlight")
    assert (code, said, err.count("\n")) == (2, "", 1)
    assert "currency: cannot change: amounts are in the present one" in err
    facts = json.loads(run("clinic", "--home", full, "--json")[1])
    assert (facts["currency"], facts["name"]) != ("EUR", "Southlight")
    assert facts["currency"] == "USD"
