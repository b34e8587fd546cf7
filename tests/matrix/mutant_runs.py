"""Shows small mistakes to the tests, one process each: `python -m tests.matrix.mutant_runs`.

The tests are collected and run once without a mistake, to see which of them run which lines. Each
mistake then gets a copy of that process (fork), and there the tests that run its line, the quick
ones first, until one fails. A mistake counts as noticed only by a test that fails with it and holds
again without it: what cannot be imported is left out, what never ends within the time of its
processor is counted by itself, and what only takes long on the clock is not noticed.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.matrix.copies import PATIENCE_S, all_of, wait_for
from tests.matrix.line_tracer import Tracer
from tests.matrix.mutant_scope import MODULES, TESTS
from tests.matrix.mutant_score import scored
from tests.matrix.mutants import Place, described, import_with, swap

ROOT = Path(__file__).parents[2]
AT_ONCE = 2
SEED = 22
AT_ONE_LOOK = 60
"""Tests looked at in one go: on a busy computer more take longer than anybody waits for them."""
LONGEST_TEST_S = 3.0
"""Processor time; longer tests are counts that would hide which plain test notices what."""
SHARE_S = 30.0
"""Processor time of the tests one mistake is shown to; without a mistake in it."""
_RESTLESS = (
    "not falsified and not moments and not second_of_work and not at_once and not hangs "
    "and not store_writes"
)
"""Tests that look at a clock say nothing on a busy computer."""
_OPTIONS = [
    "-q", "-s", "-p", "no:cacheprovider", "--tb=line", "-m", "not soak and not benchmark",
    "-k", _RESTLESS, "-W", "ignore::pytest.PytestAssertRewriteWarning",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake in one module."""

    module: str
    number: int
    words: str
    place: Place

    @property
    def title(self) -> str:
        """What it is, without the line it is on: the name under which it can be excused."""
        return f"{self.module}:{self.place.function}: {self.words}"


@dataclass(slots=True)
class Seen:
    """What the tests run without a mistake."""

    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    """Test → module → lines."""
    imported: dict[str, list[int]] = field(default_factory=dict)
    """Module → lines that ran while the tests were collected."""
    failed: list[str] = field(default_factory=list)
    libraries: list[str] = field(default_factory=list)


def path_of(module: str) -> Path:
    return ROOT / (module.replace(".", "/") + ".py")


def every_mutant(modules: Iterable[str], seed: int = SEED) -> list[Mutant]:
    found = [
        Mutant(module, number, words, place)
        for module in modules
        for number, (words, place) in enumerate(described(path_of(module).read_text("utf-8")))
    ]
    Random(seed).shuffle(found)
    return found


class Session:
    """A pytest plugin: instead of the tests it runs what is to be done with them."""

    def __init__(self, modules: Sequence[str], work: Callable[[Session], None]) -> None:
        self.tracer = Tracer({str(path_of(module)): module for module in modules})
        self._work = work
        self.items: dict[str, pytest.Item] = {}
        self.imported: dict[str, list[int]] = {}
        self.failure: tuple[str, str] | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Iterator[None]:
        with self.tracer:
            result = yield
        self.imported = self.tracer.sorted
        return result

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        self._work(self)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self.failure is None:
            self.failure = (report.nodeid, (str(report.longrepr).splitlines() or [""])[-1][:200])

    def run(self, names: Sequence[str]) -> None:
        """Run tests up to the first that fails."""
        items = [self.items[name] for name in names]
        for at, item in enumerate(items):
            following = items[at + 1] if at + 1 < len(items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failure:
                break
        items[0].session._setupstate.teardown_exact(None)


def without_mistake(session: Session, names: Sequence[str]) -> dict[str, Any]:
    """Run tests; note what each runs, and what it takes."""
    seen = Seen(imported=session.imported)
    for name in names:
        _forget()
        began = time.process_time()
        with session.tracer:
            session.run([name])
        seen.seconds[name] = time.process_time() - began
        seen.lines[name] = session.tracer.sorted
        if session.failure:
            seen.failed.append(name)
            session.failure = None
    seen.libraries = [name for name in sys.modules if not name.startswith(("app", "tests"))]
    return asdict(seen)


def _forget() -> None:
    """What a test before has filled is filled by each test again."""
    for name, module in list(sys.modules.items()):
        if name.startswith("app."):
            for one in list(vars(module).values()):
                if hasattr(type(one), "cache_clear"):
                    one.cache_clear()


def chosen_tests(mutant: Mutant, seen: Seen) -> list[str]:
    """The tests that run a mistake: those of its own module first, then those whose file names
    the module, then the quick ones.

    A value that a module makes while it is imported (a word, a limit) is looked at by tests that
    run no line of it: there, those whose file names the module count as well.
    """
    place, names = mutant.place, []
    asked = set(range(place.first, place.last + 1))
    for name, lines in seen.lines.items():
        if name in seen.failed or seen.seconds[name] > LONGEST_TEST_S:
            continue
        met = set(lines.get(mutant.module, ()))
        if met & asked or (not place.function and (met or is_about(name, mutant.module))):
            names.append(name)
    stem = "test_" + mutant.module.rpartition(".")[2]
    names.sort(
        key=lambda name: (stem not in name, not is_about(name, mutant.module), seen.seconds[name])
    )
    kept, total = [], 0.0
    for name in names:
        total += seen.seconds[name]
        if kept and total > SHARE_S:
            break
        kept.append(name)
    return kept


def is_about(test: str, module: str) -> bool:
    """Whether a test's file imports from a module by its name."""
    return module in _imports_of(ROOT / test.partition("::")[0])


@cache
def _imports_of(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return frozenset(found)


def is_made_at_import(mutant: Mutant, seen: Seen) -> bool:
    place = mutant.place
    ran = set(seen.imported.get(mutant.module, ()))
    return not place.function or bool(ran & set(range(place.first, place.last + 1)))


def swapped(session: Session, mutant: Mutant, names: Sequence[str]) -> Any:
    """Run tests with a mistake in a loaded function."""
    if not names:
        return "not reached"
    if not swap(sys.modules[mutant.module], mutant.number):
        return "needs an import"
    session.run(names)
    return session.failure or "not noticed"


def imported(mutant: Mutant, names: Sequence[str]) -> Any:
    """Collect and run tests with a mistake in a module that is not loaded yet."""
    import_with(mutant.module, mutant.number)
    try:
        import_module(mutant.module)
    except Exception:  # whatever it is: every test would end here
        return "cannot be imported"
    results: list[Any] = []

    def work(session: Session) -> None:
        there = [name for name in names if name in session.items]
        if there:
            session.run(there)
            results.append(session.failure or "not noticed")

    files = sorted({name.partition("::")[0] for name in names})
    pytest.main([*_OPTIONS, *files], plugins=[Session([], work)])
    return results[0] if results else "cannot be imported"


@dataclass(slots=True)
class Plan:
    """What is asked for, and what came of it."""

    modules: Sequence[str]
    tests: Sequence[str]
    mutants: Sequence[Mutant]
    until: float
    outcomes: dict[int, Any] = field(default_factory=dict)
    """Place in the order of mutants → what became of it."""
    seen: Seen = field(default_factory=Seen)
    at_once: int = AT_ONCE
    began: float = field(default_factory=time.monotonic)

    def note(self, mutant: Mutant, said: Any) -> None:
        self.outcomes[self.mutants.index(mutant)] = said

    def in_session(self, session: Session) -> None:
        """Everything that can be done with the tests loaded once."""
        self.look(session, [name for name in session.items if name not in self.seen.seconds])
        self.until += time.monotonic() - self.began
        jobs: list[tuple[Mutant, Callable[[], Any], float]] = []
        for mutant in self.mutants:
            if is_made_at_import(mutant, self.seen):
                continue
            chosen = chosen_tests(mutant, self.seen)  # some may be gone since they were looked at
            names = [name for name in chosen if name in session.items]
            jobs.append((mutant, _swapping(session, mutant, names), 30 + 4 * SHARE_S))
        for mutant, outcome in all_of(jobs, self.until, self.at_once):
            self.note(mutant, outcome)
        killers = sorted({one[0] for one in self.outcomes.values() if isinstance(one, list)})
        again = [(name, _alone(session, name), 60.0) for name in killers]
        for name, failure in all_of(again, time.monotonic() + PATIENCE_S, self.at_once):
            if failure != "":
                self.distrust(name)

    def look(self, session: Session, names: Sequence[str]) -> None:
        """See what tests do without a mistake."""
        size = min(len(names) // (3 * self.at_once) + 1, AT_ONE_LOOK)
        parts = [names[at : at + size] for at in range(0, len(names), size)]
        jobs = [(part, _looking(session, part), 900.0) for part in parts]
        for part, said in all_of(jobs, time.monotonic() + 3600, self.at_once):
            if not isinstance(said, dict):
                self.seen.failed += part
                continue
            one = Seen(**said)
            self.seen.seconds |= one.seconds
            self.seen.lines |= one.lines
            self.seen.failed += one.failed
            self.seen.imported = one.imported
            self.seen.libraries = one.libraries

    def distrust(self, name: str) -> None:
        """A test that also fails without a mistake notices nothing."""
        for at, said in self.outcomes.items():
            if isinstance(said, list) and said[0] == name:
                self.outcomes[at] = "noticed only by a test that fails anyway"

    def in_new_imports(self) -> None:
        """What a module does while it is imported; libraries are loaded once for all."""
        for name in self.seen.libraries:
            if name.partition(".")[0] not in ("pytestplugin", "__main__"):
                try:
                    import_module(name)
                except Exception:  # a part of a library that is not for this computer
                    continue
        jobs: list[tuple[Mutant, Callable[[], Any], float]] = []
        for at, mutant in enumerate(self.mutants):
            if self.outcomes.get(at) == "needs an import" or is_made_at_import(mutant, self.seen):
                names = chosen_tests(mutant, self.seen)
                if names:
                    jobs.append((mutant, _importing(mutant, names), 60 + 4 * SHARE_S))
                else:
                    self.note(mutant, "not reached")
        for mutant, outcome in all_of(jobs, self.until, self.at_once):
            self.note(mutant, outcome)

    @property
    def result(self) -> dict[str, Any]:
        return {
            "of": len(self.mutants),
            "tests": len(self.seen.seconds),
            "failing": self.seen.failed,
            "outcomes": [
                {"title": one.title, "line": one.place.first, "outcome": self.outcomes.get(at)}
                for at, one in enumerate(self.mutants)
            ],
        }


def _looking(session: Session, names: Sequence[str]) -> Callable[[], Any]:
    return lambda: without_mistake(session, names)


def _swapping(session: Session, mutant: Mutant, names: Sequence[str]) -> Callable[[], Any]:
    return lambda: swapped(session, mutant, names)


def _importing(mutant: Mutant, names: Sequence[str]) -> Callable[[], Any]:
    return lambda: imported(mutant, names)


def _alone(session: Session, name: str) -> Callable[[], Any]:
    def work() -> str:
        session.run([name])
        return session.failure[1] if session.failure else ""

    return work


def run(modules: Sequence[str], tests: Sequence[str], mutants: Sequence[Mutant], seconds: float,
        *, at_once: int = AT_ONCE, kept: Path | None = None) -> dict[str, Any]:  # fmt: skip
    """What became of each mistake."""
    plan = Plan(modules, tests, mutants, time.monotonic() + seconds, at_once=at_once)
    if kept is not None and kept.exists():
        plan.seen = Seen(**json.loads(kept.read_text("utf-8")))

    def in_session() -> Any:
        pytest.main([*_OPTIONS, *tests], plugins=[Session(modules, plan.in_session)])
        return [plan.outcomes, asdict(plan.seen)]

    said = wait_for(in_session, cpu_s=36_000, patience_s=seconds + 1800)
    outcomes, seen = said
    plan.outcomes = {int(at): one for at, one in outcomes.items()}
    plan.seen = Seen(**seen)
    if kept is not None:
        kept.write_text(json.dumps(seen), "utf-8")
    plan.until = max(plan.until, time.monotonic() + seconds / 2)
    plan.in_new_imports()
    return plan.result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path)
    parser.add_argument("--seconds", type=float, default=1e6)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--end", type=int, default=None)
    parser.add_argument("--seed", type=int, default=SEED, help="of the order they come in")
    parser.add_argument("--module", action="append", help="only these modules")
    parser.add_argument("--tests", action="append", help="only these tests")
    parser.add_argument("--at-once", type=int, default=AT_ONCE)
    parser.add_argument("--seen", type=Path, help="keeps what the tests run, for the next time")
    asked = parser.parse_args()
    modules = [one for one in MODULES if not asked.module or one in asked.module]
    mutants = every_mutant(modules, asked.seed)[asked.first : asked.end]
    result = run(
        modules,
        asked.tests or TESTS,
        mutants,
        asked.seconds,
        at_once=asked.at_once,
        kept=asked.seen,
    )
    asked.report.write_text(json.dumps(result, indent=1), "utf-8")
    score = scored(result["outcomes"])
    for words in score.survivors:
        print(words)
    print(dict(score.counts), f"score={score.value:.3f}", "failing:", result["failing"])


if __name__ == "__main__":
    main()
