"""Row 22: what can be seen without running: bandit, and the house's own rules of safe code.

bandit's rule B608 calls every statement with a declared table's name in it a possible injection;
`statements_of_values` takes its place and looks at what is put in. pip-audit asks a service on the
network: see advisories.py.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.matrix import static_rules
from tests.matrix.static_rules import RULES, Rule

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "app").rglob("*.py"))


def bandit(*paths: Path | str) -> list[str]:
    """Findings of medium or high severity."""
    done = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-r", "-ll", "--skip", "B608", "-f", "json", *paths],
        cwd=ROOT, capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["errors"] == []
    return [f"{one['filename']}:{one['line_number']} {one['test_id']}" for one in found["results"]]


@cache
def parsed() -> dict[str, ast.AST]:
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in SOURCES
    }


@cache
def found_by(rule: Rule) -> list[str]:
    return [
        f"{path}:{line} {what}"
        for path, tree in parsed().items()
        for line, what in rule(tree, path)
    ]


def test_bandit_finds_nothing_of_weight(report: Callable[..., None]) -> None:
    findings = bandit("app")
    report(22, bandit_files=len(SOURCES), bandit_high_or_medium=len(findings))
    assert findings == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_own_rule_finds_nothing(rule: Rule) -> None:
    assert found_by(rule) == []


def test_own_rules_are_counted(report: Callable[..., None]) -> None:
    findings = [one for rule in RULES for one in found_by(rule)]
    report(22, own_rules=len(RULES), files=len(SOURCES), findings=len(findings))


def test_control_bandit_finds_a_weak_hash_and_a_shell(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text(
        "import hashlib, subprocess\n"
        "hashlib.md5(b'')\nsubprocess.call(input(), shell=True)\neval(input())\n"
    )
    assert len(bandit(tmp_path)) >= 3


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (static_rules.statements_of_values, "q = f\"SELECT * FROM patient WHERE mrn = '{mrn}'\""),
        (static_rules.statements_of_values, 'q = f"UPDATE x SET y = {form.value}"'),
        (static_rules.statements_of_values, "q = f\"DELETE FROM x WHERE {' AND '.join(typed)}\""),
        (static_rules.dangerous_modules, "import pickle"),
        (static_rules.dangerous_modules, "from sqlite3 import connect"),
        (static_rules.dangerous_calls, "eval(text)"),
        (static_rules.dangerous_calls, "run('ls', shell=True)"),
        (static_rules.dangerous_calls, "os.system('ls')"),
        (static_rules.unverified_peers, "Client(verify=False)"),
        (static_rules.unverified_peers, "context.check_hostname = False"),
        (static_rules.unverified_peers, "context.verify_mode = ssl.CERT_NONE"),
        (static_rules.stray_prints, "print(patient)"),
        (static_rules.logged_values, "try: f()\nexcept E as e:\n  _log.error('failed: %s', e)"),
        (static_rules.logged_values, "try: f()\nexcept E as e:\n  log.info(f'failed: {e}')"),
        (static_rules.logged_values, "_log.exception('failed')"),
        (static_rules.logged_values, "_log.error('failed', exc_info=True)"),
        (static_rules.modal_dialogs, "dialog.exec()"),
        (static_rules.modal_dialogs, "QMessageBox.question(self, 'Sure?')"),
        (static_rules.titles_of_records, "Paper(title=consent.title, html=html, foot=foot)"),
        (static_rules.titles_of_records, "printer.setDocName(document.file_name)"),
        (
            static_rules.titles_of_records,
            "self.setWindowTitle(self.tr('Chart of {0}').format(name))",
        ),
        (static_rules.titles_of_records, "writer.setTitle(said(record.text))"),
    ],
)
def test_control_each_rule_finds_its_kind(rule: Rule, code: str) -> None:
    assert len(list(rule(ast.parse(code), "app/services/patients.py"))) == 1


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (static_rules.statements_of_values, "q = f\"SELECT {', '.join(names)} FROM {_TABLE}\""),
        (
            static_rules.logged_values,
            "try: f()\nexcept E as e:\n  _log.error('%s', type(e).__name__)",
        ),
        (static_rules.stray_prints, "out.write('x')"),
        (static_rules.titles_of_records, "Paper(title=said('Consent'), html=html, foot=foot)"),
    ],
)
def test_good_code_passes(rule: Rule, code: str) -> None:
    assert list(rule(ast.parse(code), "app/services/patients.py")) == []
