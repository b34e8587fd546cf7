"""The house stays as drawn: lint, format, types, import contracts, sizes and dependencies."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
APP = ROOT / "app"
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
SOURCES = sorted(APP.rglob("*.py"))
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"


def run_tool(name: str, *arguments: str) -> None:
    """Run a developer's tool of this environment on the project; its findings fail the test."""
    tool = Path(sys.executable).parent / name
    outcome = subprocess.run(
        [tool, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=540, check=False
    )
    assert outcome.returncode == 0, (outcome.stdout + outcome.stderr)[-6000:]


def test_lint_finds_nothing() -> None:
    run_tool("ruff", "check", "--no-cache", ".")


def test_format_is_the_formatters() -> None:
    run_tool("ruff", "format", "--no-cache", "--check", ".")


@pytest.mark.timeout(600)
def test_types_are_strict() -> None:
    run_tool("pyright", "--pythonpath", sys.executable)


def test_rooms_import_one_way() -> None:
    run_tool("lint-imports", "--no-cache")


@pytest.mark.row("F8")
def test_top_level_is_the_clients_layout() -> None:
    for name in ("pyproject.toml", "app", "resources", "tests", "packaging", "README.md"):
        assert (ROOT / name).exists(), name


def test_a_room_opens_with_its_docstring_alone() -> None:
    for path in APP.rglob("__init__.py"):
        body = ast.parse(path.read_text("utf-8")).body
        assert len(body) == 1, f"{path.relative_to(ROOT)} holds more than a docstring"
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path.relative_to(ROOT)


def test_every_package_of_the_app_has_its_docstring_file() -> None:
    folders = {path.parent for path in SOURCES if "versions" not in path.parts}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_fit_a_readers_head(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < LONGEST_FUNCTION, node.name


def test_unencrypted_sqlite_is_never_imported() -> None:
    pattern = re.compile(r"^\s*(import|from)\s+sqlite3\b", re.MULTILINE)
    found = [path.name for path in SOURCES if pattern.search(path.read_text("utf-8"))]
    assert found == []


def test_nothing_is_left_for_later_in_the_sources() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError|placeholder\s+only)\b")
    found = [path.name for path in SOURCES if words.search(path.read_text("utf-8"))]
    assert found == []


def pinned() -> dict[str, str]:
    lines = CONSTRAINTS.read_text("utf-8").splitlines()
    found = (re.match(r"([A-Za-z0-9_.-]+)==([^ ]+)", line) for line in lines)
    return {canonicalize_name(m[1]): m[2] for m in found if m}


def required() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    return [Requirement(text) for text in wanted + [line for extra in extras for line in extra]]


@pytest.mark.parametrize("requirement", required(), ids=str)
def test_each_dependency_is_pinned_within_its_range(requirement: Requirement) -> None:
    version = pinned()[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(version)


def test_each_pin_carries_hashes() -> None:
    blocks = re.split(r"\n(?=[a-z])", CONSTRAINTS.read_text("utf-8").split("\n", 3)[-1])
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_dependency_files_name_no_registry() -> None:
    for name in ("packaging/constraints.txt", "packaging/setup", "pyproject.toml", ".ci/run"):
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links|--trusted-host", text)
