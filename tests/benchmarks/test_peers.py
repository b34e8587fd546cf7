"""Other programs on the same work: what is not installed is said, never left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.bench.measure import Row
from app.bench.peers import PLACE, peers
from app.bench.workbench import Sizes, Workbench

PEERS = Path(__file__).parent / "peers"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(PLACE, str(tmp_path))
    return tmp_path


def lines(count: int = 100) -> list[Row]:
    bench = Workbench(Sizes(pushes=count))
    try:
        return list(peers(bench))
    finally:
        bench.close()


def install(place: Path, name: str, said: str) -> None:
    (place / name).mkdir()
    program = place / name / "run"
    program.write_text(f"#!/bin/sh\n{said}\n", encoding="utf-8")
    program.chmod(0o755)


def test_peers_that_are_not_installed_are_named(place: Path) -> None:
    assert [(row.variant, row.value) for row in lines()] == [("PouchDB", 0.0), ("Anki", 0.0)]
    assert all("setup" in row.floor for row in lines())


def test_what_a_peer_prints_last_becomes_its_speed(place: Path) -> None:
    told = '{"push_s": 0.5, "pull_s": 0.25, "records": 100}'
    install(place, "anki", f"echo anything; test -d $2 && echo '{told}'")
    found = {row.variant: row.value for row in lines()}
    assert found == {"PouchDB": 0.0, "Anki push": 200.0, "Anki pull": 400.0}


@pytest.mark.parametrize(
    "said", ["exit 1", "echo no JSON", 'echo \'{"push_s": 1, "pull_s": 1, "records": 99}\'']
)
def test_peer_that_does_not_do_the_work_has_failed(place: Path, said: str) -> None:
    install(place, "pouchdb", said)
    assert next(row.floor for row in lines()) == "failed"


def test_versions_are_pinned_and_no_address_is_named() -> None:
    pinned = (PEERS / "anki" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[\w-]+==[\w.]+", one) for one in pinned)
    for kept in (*PEERS.rglob("*.json"), *PEERS.rglob("*.txt"), PEERS / "setup"):
        assert "://" not in kept.read_text(encoding="utf-8")
