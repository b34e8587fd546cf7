"""Documents at the command line: filed, listed and handed out, with one line of error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.bootstrap.headless import open_desk
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient
from tests.pictures import SECRET, a_png
from tests.test_cli import Run, home, run

__all__ = ["home", "run"]
pytestmark = pytest.mark.row("D7")
CONTENT = b"%PDF-1.7\n" + b"MARKER " * 50_000
MRN = "MRN-4711"


@pytest.fixture
def letter(tmp_path: Path, home: Path) -> Path:
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP)

    def add() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            uow.add(a_patient(mrn=MRN))

    desk.worker.submit(add).result()
    desk.close()
    path = tmp_path / "letter.pdf"
    path.write_bytes(CONTENT)
    return path


def file(run: Run, home: Path, letter: Path, *more: object) -> str:
    at = ("--home", home, {"patient": MRN}, {"title": "Referral"}, "--passphrase-stdin", "--json")
    code, out, err = run("document-add", letter, *at, *more)
    assert (code, err) == (0, ""), err
    return json.loads(out)["id"]


def test_document_is_filed_listed_and_handed_out(
    run: Run, home: Path, letter: Path, tmp_path: Path
) -> None:
    first = file(run, home, letter, {"date": "2026-11-20"}, "--code", "57133-1")
    second = file(run, home, letter, "--replaces", first)
    at = ("--home", home, "--passphrase-stdin", "--json")
    code, out, _ = run("document-list", {"patient": MRN}, *at)
    assert code == 0
    found = {one["id"]: (one["status"], one["file"]) for one in json.loads(out)}
    assert found == {first: ("superseded", "unsent"), second: ("current", "unsent")}
    target = tmp_path / "out.pdf"
    code, out, _ = run("document-get", first, "--out", target, *at)
    assert (code, json.loads(out)) == (0, {"size": len(CONTENT)})
    assert target.read_bytes() == CONTENT


def test_photo_needs_no_title_and_is_made_anew(
    run: Run, home: Path, letter: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "amara.png"
    picture.write_bytes(a_png())
    at = ("--home", home, {"patient": MRN}, "--passphrase-stdin")
    code, out, err = run("document-add", picture, "--photo", *at)
    assert (code, err) == (0, ""), err
    assert out.endswith("bytes, image/jpeg.\n")
    kept = tmp_path / "kept.jpg"
    key = out.split()[2].rstrip(":")
    code, _, err = run("document-get", key, "--out", kept, "--home", home, "--passphrase-stdin")
    assert (code, err) == (0, ""), err
    assert SECRET not in kept.read_bytes()
    code, out, err = run("document-add", letter, "--photo", *at)
    assert (code, out) == (2, "")
    assert "is no PNG or JPEG picture" in err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("document-list", {"patient": "nobody"}), "names nobody"),
        (("document-get", "xyz", "--out", "{out}"), "no identifier"),
        (("document-get", "0" * 32, "--out", "{out}"), ""),
        (("document-add", "{missing}", {"patient": MRN}, {"title": "x"}), "No such file"),
        (("document-add", "{program}", {"patient": MRN}, {"title": "x"}), "none of the kinds"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    run: Run, home: Path, letter: Path, tmp_path: Path, arguments: tuple[Any, ...], word: str
) -> None:
    (tmp_path / "program.pdf").write_bytes(b"MZ\x90\x00" + bytes(100))
    places = {
        "out": tmp_path / "out",
        "missing": tmp_path / "missing.pdf",
        "program": tmp_path / "program.pdf",
    }
    named = [one.format(**places) if isinstance(one, str) else one for one in arguments]
    code, out, err = run(*named, "--home", home, "--passphrase-stdin")
    assert (out, err.count("\n")) == ("", 1), err
    assert code in (cli.USAGE, cli.FAILED)
    assert word in err
    assert not (tmp_path / "out").exists()
