"""Row 22: no pinned package is publicly known to be vulnerable; and no silence counts as that."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.matrix.advisories import KNOWN, SERVICES, Answer, judge, look, read

PINNED = (
    "# pins\nalembic==1.20.1 \\\n    --hash=sha256:00\njinja2==3.1.9 \\\n    --hash=sha256:11\n"
)
WITNESS = Answer(found=("jinja2 2.11.2 PYSEC-1",), asked=1)
SILENT = Answer(unknown=("jinja2",), asked=1)


def told(tmp_path: Path, answers: Mapping[tuple[str, str], Answer]) -> tuple[Any, list[str]]:
    """The verdict where services answer so, and what was asked of them."""
    asked: list[str] = []

    def ask(service: str, wanted: Path) -> Answer:
        asked.append(f"{service}: {' '.join(wanted.read_text('utf-8').split())}")
        return answers[service, wanted.name]

    (tmp_path / "constraints.txt").write_text(PINNED, "utf-8")
    return judge(ask, tmp_path, tmp_path / "constraints.txt"), asked


def test_service_that_does_not_know_a_known_hole_is_no_witness(tmp_path: Path) -> None:
    away = Answer(trouble="Name or service not known")
    answers = {("pypi", "control.txt"): SILENT, ("osv", "control.txt"): away}
    verdict, asked = told(tmp_path, answers)
    assert (verdict.is_good, verdict.is_skipped) == (True, True)
    assert verdict.line == (
        f"row 22: pip_audit=skipped (pypi: it knows nothing of {KNOWN}, which has known "
        "vulnerabilities; osv: Name or service not known)"
    )
    assert asked == [f"{service}: {KNOWN}" for service in SERVICES]


def test_witness_is_asked_about_every_pin(tmp_path: Path) -> None:
    answers = {("pypi", "control.txt"): WITNESS, ("pypi", "pins.txt"): Answer(asked=2)}
    verdict, asked = told(tmp_path, answers)
    assert (verdict.line, verdict.is_good) == ("row 22: pip_audit=pypi packages=2 known=0", True)
    assert asked == [f"pypi: {KNOWN}", "pypi: alembic==1.20.1 jinja2==3.1.9"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(found=("alembic 1.20.1 CVE-1",), asked=2), "CVE-1"),
        (Answer(unknown=("alembic",), asked=2), "alembic not known to osv"),
        (Answer(trouble="timed out"), "timed out"),
    ],
    ids=["known hole", "one not asked about", "no answer"],
)
def test_hole_and_half_an_answer_are_no_good_news(
    answer: Answer, words: str, tmp_path: Path
) -> None:
    answers = {
        ("pypi", "control.txt"): SILENT,
        ("osv", "control.txt"): WITNESS,
        ("osv", "pins.txt"): answer,
    }
    verdict, _ = told(tmp_path, answers)
    assert not verdict.is_good
    assert words in verdict.line


def test_report_is_read_and_anything_else_is_trouble() -> None:
    bug = {"id": "PYSEC-2021-66", "fix_versions": ["2.11.3"]}
    packages = [
        {"name": "jinja2", "version": "2.11.2", "vulns": [bug]},
        {"name": "mako", "version": "1.0", "vulns": []},
        {"name": "lost", "skip_reason": "not found"},
    ]
    found = read(json.dumps({"dependencies": packages, "fixes": []}), "")
    assert found == Answer(("jinja2 2.11.2 PYSEC-2021-66",), ("lost",), 3)
    assert read("", "Traceback\nConnectionError: no route\n").trouble == "ConnectionError: no route"
    assert read("", "").trouble


@pytest.mark.soak
def test_no_pinned_package_is_known_to_be_vulnerable(report: Callable[..., None]) -> None:
    verdict = look()
    if verdict.is_skipped:
        pytest.skip(verdict.line)
    report(22, pip_audit=verdict.line)
    assert verdict.is_good, verdict.line
