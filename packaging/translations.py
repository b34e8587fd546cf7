"""Keeps the translations in step with the sources; run it with the project's Python.

    python packaging/translations.py                   collect the strings, write .ts, build .qm
    python packaging/translations.py missing de        what is not translated yet, as JSON
    python packaging/translations.py fill de FILE      take such a JSON back, filled in, and build

The .ts files under resources/translations are the store of what was translated; the .qm beside
them is what the program reads, made by the lrelease that comes with PySide6. A string that stands
in a context anew is taken over from another context where all of them say the same of it.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("de", "es")
VOCABULARY = "app.ui.vocabulary"
"""The module of words that are made out of the declarations."""

Key = tuple[str, str]
"""Context and source."""
Catalogue = dict[Key, str]


@dataclass(slots=True)
class Found:
    """What the sources hold: every string with where it stands, and what cannot be collected."""

    strings: dict[Key, list[str]] = field(default_factory=dict[Key, list[str]])
    odd: list[str] = field(default_factory=list[str])
    nodes: set[int] = field(default_factory=set[int])
    """The literals that were collected, by identity of their node."""
    trees: dict[str, ast.Module] = field(default_factory=dict[str, ast.Module])

    def add(self, context: str, source: str, where: str) -> None:
        """One string of the sources."""
        self.strings.setdefault((context, source), []).append(where)


def collect() -> Found:
    """Every string people read, by its context, out of app/ and its vocabularies."""
    found = Found()
    paths = sorted((ROOT / "app").rglob("*.py"))
    for path in paths:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found.trees[name] = ast.parse(path.read_text("utf-8"))
    wrappers = {
        (name, function.name): context
        for name, tree in found.trees.items()
        for function in tree.body
        if name != VOCABULARY
        and isinstance(function, ast.FunctionDef)
        and (context := _wrapped(function, tree))
    }
    for name, tree in found.trees.items():
        if "tr(" in ast.unparse(tree) or "translate" in ast.unparse(tree) or _uses(tree, wrappers):
            _Reader(name, tree, wrappers, found).visit(tree)
        _collect_reasons(name, tree, found)
    _collect_vocabularies(found)
    return found


class _Reader(ast.NodeVisitor):
    """Reads the strings of one module."""

    def __init__(
        self, name: str, tree: ast.Module, wrappers: Mapping[Key, str], found: Found
    ) -> None:
        self._name, self._tree, self._found = name, tree, found
        self._classes: list[str] = []
        self._inside: list[str] = []
        self._wrappers = wrappers
        self._names = _names_here(name, tree, wrappers)
        self._marked = _marked(tree, name)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """The context of self.tr is the class it stands in; Qt looks along the bases, too."""
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Calls inside a wrapper are no strings themselves."""
        self._inside.append(node.name)
        self.generic_visit(node)
        self._inside.pop()

    def visit_Call(self, node: ast.Call) -> None:
        """Take the string of a translating call."""
        self.generic_visit(node)
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr == "tr":
            is_self = isinstance(called.value, ast.Name) and called.value.id == "self"
            context = self._classes[-1] if is_self and self._classes else None
            self._take(node, context, node.args[0])
        elif isinstance(called, ast.Name) and called.id in self._names:
            self._take(node, self._names[called.id], node.args[0])
        elif _is_translate(called) and not self._is_in_wrapper():
            self._take(node, _text_of(node.args[0], self._tree), node.args[1])

    def _is_in_wrapper(self) -> bool:
        return bool(self._inside) and (self._name, self._inside[-1]) in self._wrappers

    def _take(self, node: ast.Call, context: str | None, argument: ast.expr) -> None:
        literals = list(_literals(argument))
        where = f"{self._name}:{node.lineno}"
        if context is None or (not literals and context not in self._marked):
            self._found.odd.append(f"{where} {ast.unparse(node)[:90]}")
            return
        for literal in literals:
            self._found.add(context, str(literal.value), where)
            self._found.nodes.add(id(literal))


def _uses(tree: ast.Module, wrappers: Mapping[Key, str]) -> bool:
    return any(
        (node.module, one.name) in wrappers
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for one in node.names
    )


def _names_here(name: str, tree: ast.Module, wrappers: Mapping[Key, str]) -> dict[str, str]:
    names = {one: context for (module, one), context in wrappers.items() if module == name}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                if (node.module, one.name) in wrappers:
                    names[one.asname or one.name] = wrappers[node.module, one.name]
    return names


def _wrapped(function: ast.FunctionDef, tree: ast.Module) -> str | None:
    """The context of a function that only translates what it is given: "_tr", "said"."""
    if len(function.args.args) != 1:
        return None
    given = function.args.args[0].arg
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and _is_translate(node.func):
            said = node.args[1]
            if isinstance(said, ast.Name) and said.id == given:
                return _text_of(node.args[0], tree)
    return None


def _is_translate(called: ast.expr) -> bool:
    if isinstance(called, ast.Name):
        return called.id == "QT_TRANSLATE_NOOP"
    is_named = isinstance(called, ast.Attribute) and called.attr == "translate"
    return is_named and "Application" in ast.unparse(called)


def _literals(node: ast.expr) -> Iterator[ast.Constant]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _marked(tree: ast.Module, name: str) -> set[str | None]:
    """Contexts of which a module looks strings up that stand elsewhere in it, marked as such."""
    return {
        _text_of(node.args[0], tree)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "QT_TRANSLATE_NOOP"
    } | (set(vocabulary()) | {"reasons"} if name == VOCABULARY else set())


def _text_of(node: ast.expr, tree: ast.Module) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    for one in tree.body:
        targets = one.targets if isinstance(one, ast.Assign) else []
        if any(ast.unparse(target) == ast.unparse(node) for target in targets):
            return _text_of(one.value, tree)
    return None


def _collect_reasons(name: str, tree: ast.Module, found: Found) -> None:
    """Why a field was refused: errors carry the reason, app/ui/vocabulary.py says it."""
    if not name.startswith(REASON_ROOMS) or name in NEVER_AT_THE_WINDOW:
        return
    seen: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            seen |= {id(part) for part in node.values}
            text = _shape(node)
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in seen
        ):
            text = node.value
        else:
            continue
        if id(node) not in found.nodes and REASON.match(text) and len(text) < LONGEST_REASON:
            found.add("reasons", text, f"{name}:{node.lineno}")


REASON_ROOMS = ("app.domain", "app.services", "app.security", "app.protocol.codec", "app.ui")
NEVER_AT_THE_WINDOW = {
    f"app.domain.{name}"
    for name in ("patterns", "aggregate", "changes", "consistency", "transactions")
}
"""Modules of the query language and of programs: their reasons are for who writes code."""
REASON = re.compile(
    r"(is|are|has|holds|needs|must|belongs?|names|was|owes|cannot|says|does|looks|repeats|may not"
    r"|of both is|of this desk) [a-z]"
)
"""How a reason begins: it follows the name of the field."""
LONGEST_REASON = 90


def _shape(node: ast.JoinedStr) -> str:
    """An f-string with numbered places: "needs at least {0} characters"."""
    text, at = "", 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        else:
            text, at = text + f"{{{at}}}", at + 1
    return text


def _collect_vocabularies(found: Found) -> None:
    """Names of fields, record types and choices, which are made out of the declarations."""
    for context, words in vocabulary().items():
        for source in words:
            found.add(context, source, VOCABULARY)


def vocabulary() -> Mapping[str, Sequence[str]]:
    """The words of app/ui/vocabulary.py by context."""
    sys.path.insert(0, str(ROOT))
    from app.ui.vocabulary import vocabularies

    return vocabularies()


def read_catalogue(language: str) -> Catalogue:
    """What was translated so far."""
    path = ts_path(language)
    if not path.is_file():
        return {}
    done: Catalogue = {}
    for context in ET.parse(path).getroot().iter("context"):  # noqa: S314  # our own file
        for message in context.iter("message"):
            text = message.findtext("translation") or ""
            if text:
                done[context.findtext("name") or "", message.findtext("source") or ""] = text
    return done


def renewed(found: Found, done: Catalogue) -> Catalogue:
    """The catalogue for today's sources; "" where nothing is known."""
    others: dict[str, set[str]] = {}
    for (_, source), text in done.items():
        others.setdefault(source, set()).add(text)
    return {
        key: done.get(key)
        or (next(iter(said)) if len(said := others.get(key[1], set())) == 1 else "")
        for key in found.strings
    }


def ts_text(language: str, catalogue: Catalogue) -> str:
    """A catalogue as Qt's tools read it; in one order, so that it changes where strings do."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<!DOCTYPE TS>",
        f'<TS version="2.1" language="{language}" sourcelanguage="en">',
    ]
    for context, messages in groupby(sorted(catalogue.items()), key=lambda one: one[0][0]):
        lines += ["<context>", f"    <name>{escape(context)}</name>"]
        for (_, source), text in messages:
            state = "" if text else ' type="unfinished"'
            lines += [
                "    <message>",
                f"        <source>{escape(source)}</source>",
                f"        <translation{state}>{escape(text)}</translation>",
                "    </message>",
            ]
        lines.append("</context>")
    return "\n".join([*lines, "</TS>", ""])


def ts_path(language: str) -> Path:
    """Where a language's translations are kept."""
    return FOLDER / f"clinic_desk_{language}.ts"


def release(source: Path, target: Path) -> None:
    """Make the file the program reads."""
    import PySide6

    tool = Path(PySide6.__file__).parent / (
        "lrelease.exe" if sys.platform == "win32" else "lrelease"
    )
    command = [tool, "-silent", source, "-qm", target]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)  # noqa: S603


def update(found: Found, language: str, done: Catalogue) -> list[Key]:
    """Write and build one language; what is still missing."""
    catalogue = renewed(found, done)
    ts_path(language).write_text(ts_text(language, catalogue), "utf-8")
    release(ts_path(language), ts_path(language).with_suffix(".qm"))
    return [key for key, text in catalogue.items() if not text]


def filled(done: Catalogue, found: Found, words: Mapping[str, object]) -> Catalogue:
    """What was translated before, with {source: text} or {context: {source: text}} laid over it."""
    laid = dict(done)
    for key in found.strings:
        of_context = words.get(key[0])
        own = of_context.get(key[1]) if isinstance(of_context, Mapping) else None
        text = own or words.get(key[1])
        if isinstance(text, str) and text:
            laid[key] = text
    return laid


def main(arguments: list[str]) -> int:
    """What the command line asks for."""
    found = collect()
    if arguments[:1] == ["missing"]:
        catalogue = renewed(found, read_catalogue(arguments[1]))
        lacks = {source: "" for (_, source), text in catalogue.items() if not text}
        sys.stdout.write(json.dumps(lacks, ensure_ascii=False, indent=1) + "\n")
        return 0
    if arguments[:1] == ["fill"]:
        words = json.loads(Path(arguments[2]).read_text("utf-8"))
        languages: Mapping[str, Mapping[str, object]] = {arguments[1]: words}
    else:
        languages = {language: {} for language in LANGUAGES}
    missing = 0
    for language, words in languages.items():
        lacks = update(found, language, filled(read_catalogue(language), found, words))
        missing += len(lacks)
        sys.stdout.write(f"{language}: {len(found.strings)} strings, {len(lacks)} not translated\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
