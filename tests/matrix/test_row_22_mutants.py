"""Row 22: would the tests notice a small mistake in the audit trail, the keys or the roles?"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.matrix.frame import Extent
from tests.matrix.mutants import CHOSEN, count_of, mutated

ROOT = Path(__file__).parents[2]
LEAST_SCORE = 0.85
_AT_ONCE = 2
_TRAIL = (
    "tests/storage/test_audit.py", "tests/security/test_audit_signer.py",
    "tests/security/test_audit_anchor.py", "tests/bootstrap/test_verifying.py",
    "tests/matrix/test_row_07_audit_tamper.py",
)  # fmt: skip
_KEYS = (
    "tests/security/test_passphrase.py", "tests/security/test_keyslots.py",
    "tests/security/test_pin_slots.py", "tests/security/test_slot_changes.py",
)  # fmt: skip
_ROLES = ("tests/domain/test_permissions.py", "tests/matrix/test_row_09_roles.py")
TESTS_OF = {
    "app.storage.audit": _TRAIL,
    "app.security.audit_signer": _TRAIL,
    "app.security.audit_anchor": _TRAIL,
    "app.bootstrap.anchoring": _TRAIL,
    "app.storage.row_proof": ("tests/storage/test_row_proof.py",),
    "app.domain.permissions": _ROLES,
    "app.storage.gatekeeper": _ROLES,
    "app.security.passphrase": _KEYS,
    "app.security.sealing": _KEYS,
    "app.security.slot_keys": _KEYS,
    "app.security.slot_file": _KEYS,
}
"""Which tests hold which module."""
_NOT_THESE = "not falsified and not moments and not second_of_work"
"""Long counts that would hide which plain test notices what."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake in one module."""

    module: str
    number: int

    @property
    def words(self) -> str:
        return f"{self.module}: {mutated(source_of(self.module), self.number)[1]}"

    def is_noticed(self) -> bool:
        """Whether a test of the module fails, or never ends, with the mistake in it."""
        command = [
            sys.executable, "-m", "pytest", "-q", "-x", "-p", "tests.matrix.mutants", "-p",
            "no:cacheprovider", "--tb=no", "-k", _NOT_THESE, *TESTS_OF[self.module],
        ]  # fmt: skip
        environment = os.environ | {CHOSEN: f"{self.module}:{self.number}"}
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, timeout=120, check=False
            )
        except subprocess.TimeoutExpired:
            return True
        return done.returncode != 0


def source_of(module: str) -> str:
    return (ROOT / (module.replace(".", "/") + ".py")).read_text("utf-8")


def every_mutant() -> Sequence[Mutant]:
    found = [
        Mutant(module, number)
        for module in TESTS_OF
        for number in range(count_of(source_of(module)))
    ]
    Random(22).shuffle(found)
    return found


@pytest.mark.soak
def test_most_small_mistakes_are_noticed(share: Extent, report: Callable[..., None]) -> None:
    if not share.is_soak:
        pytest.skip("only with -m soak")
    mutants = every_mutant()
    chosen = [mutants[seed] for seed in range(share.first, share.end or len(mutants))]

    def noticed(mutant: Mutant) -> bool | None:
        return None if share.is_over else mutant.is_noticed()

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        outcomes = list(pool.map(noticed, chosen))
    survivors = [one.words for one, seen in zip(chosen, outcomes, strict=True) if seen is False]
    run = sum(seen is not None for seen in outcomes)
    score = (run - len(survivors)) / max(run, 1)
    for words in survivors:
        print("not noticed:", words)
    report(22, mutants=run, of=len(mutants), noticed=run - len(survivors), score=f"{score:.2f}")
    assert score >= LEAST_SCORE


@pytest.mark.soak
def test_tests_are_green_without_a_mistake() -> None:
    """Otherwise every mutant would seem to be noticed."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-k",
               _NOT_THESE, *TESTS_OF["app.storage.audit"]]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout.decode()[-2000:]


@pytest.mark.parametrize("mistake", ["app.storage.row_proof"])
def test_control_a_mistake_is_noticed(mistake: str) -> None:
    mutants = [one for one in every_mutant() if one.module == mistake]
    assert any(one.is_noticed() for one in mutants[:3])


def test_mistakes_change_what_runs_and_nothing_else() -> None:
    source = (
        '@frozen(slots=True)\nclass A:\n    """Doc."""\n    x: int = 1\n    def f(self): return 2'
    )
    made = [ast.unparse(mutated(source, number)[0]) for number in range(count_of(source))]
    assert len(set(made)) == len(made) == 3
    assert all("slots=True" in one and "Doc." in one and "x: int =" in one for one in made)
