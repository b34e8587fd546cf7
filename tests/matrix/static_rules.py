"""The house's own rules of safe code, each a short walk through a syntax tree.

semgrep says the same in its own language, but brings over thirty packages and several hundred
megabytes for eight rules; Python's own parser needs none.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

Finding = tuple[int, str]
Rule = Callable[[ast.AST, str], Iterator[Finding]]

_SQL = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|SAVEPOINT|ROLLBACK|RELEASE|GRANT|"
    r"REVOKE|WHERE|VALUES|TRUNCATE|ATTACH)\b"
)
_WORDS = """
check codec columns entity event field hex key keys limit marks mine name names new order parts
pragma quoted rights select side spec synchronous table taken text verb what where
cache_kib column self cls each full held in_records longest_ms op_ids repr size statement target
"""
STRUCTURE = frozenset(_WORDS.split())
"""Words for parts of a statement that come from declarations and never from a person. limit is a
number; key is the database's key, which SQLCipher takes in no other way."""
_BANNED_IMPORTS = {"pickle", "marshal", "shelve", "dill", "sqlite3", "telnetlib", "ftplib"}
_BANNED_CALLS = {"eval", "exec", "compile", "__import__"}
_LOG_METHODS = {"debug", "info", "warning", "error", "critical", "log"}
PRINTING = ("app/demo/", "app/bench/", "app/cli.py", "app/command_output.py")
"""Where words for a terminal are written, beside the modules named …_commands.py."""


COMPILER = "app/schema/compile"
"""Puts statements together by trade; tests/schema holds it to declared names and parameters."""


def statements_of_values(tree: ast.AST, path: str) -> Iterator[Finding]:
    """A statement is put together from declared names and constants, never from values."""
    if path.startswith(COMPILER):
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr):
            continue
        text = "".join(str(one.value) for one in node.values if isinstance(one, ast.Constant))
        if not _SQL.search(text):
            continue
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                for word in _words(part.value):
                    if word not in STRUCTURE and word.strip("_").upper() != word.strip("_"):
                        yield node.lineno, f"a statement made of {ast.unparse(part.value)}"


def _words(expression: ast.expr) -> Iterator[str]:
    """The names an expression's text comes from; the functions it passes through are not."""
    functions = {id(n.func) for n in ast.walk(expression) if isinstance(n, ast.Call)}
    owners = {id(n.value) for n in ast.walk(expression) if isinstance(n, ast.Attribute)}
    for node in ast.walk(expression):
        if isinstance(node, ast.Name) and id(node) not in functions | owners:
            yield node.id
        elif isinstance(node, ast.Attribute) and id(node) not in functions | owners:
            yield node.attr.strip("_")


def dangerous_modules(tree: ast.AST, _path: str) -> Iterator[Finding]:
    """No module that runs what it reads, and no unencrypted database."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            if name.split(".")[0] in _BANNED_IMPORTS:
                yield node.lineno, f"imports {name}"


def dangerous_calls(tree: ast.AST, _path: str) -> Iterator[Finding]:
    """No text becomes code, and none goes through a shell."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in _BANNED_CALLS:
            yield node.lineno, f"calls {node.func.id}"
        if ast.unparse(node.func) in ("os.system", "os.popen", "tempfile.mktemp"):
            yield node.lineno, f"calls {ast.unparse(node.func)}"
        for keyword in node.keywords:
            if keyword.arg == "shell" and not _is_false(keyword.value):
                yield node.lineno, "goes through a shell"


def unverified_peers(tree: ast.AST, _path: str) -> Iterator[Finding]:
    """A server's certificate is always checked."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="verify" | "check_hostname", value=ast.Constant(value=False)):
                yield node.value.lineno, f"{node.arg}=False"
            case ast.Assign(
                targets=[ast.Attribute(attr="check_hostname")], value=ast.Constant(value=False)
            ):
                yield node.lineno, "check_hostname = False"
            case ast.Attribute(attr="CERT_NONE" | "CERT_OPTIONAL" | "_create_unverified_context"):
                yield node.lineno, node.attr
            case _:
                pass


def stray_prints(tree: ast.AST, path: str) -> Iterator[Finding]:
    """Only commands speak to the terminal."""
    if path.startswith(PRINTING) or path.endswith("_commands.py"):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "pprint.pprint"):
            yield node.lineno, "prints"


def logged_values(tree: ast.AST, path: str) -> Iterator[Finding]:
    """A log says an error's class or code; its text and its trace can hold a patient's name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.name:
            yield from _logs_of(node, node.name)
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr == "exception" and "log" in ast.unparse(node.func.value).lower():
            yield node.lineno, "logs a trace with its text"
        traced = any(one.arg == "exc_info" and not _is_false(one.value) for one in node.keywords)
        if traced and path != "app/logs.py":
            yield node.lineno, "logs a trace with its text"


def _logs_of(handler: ast.ExceptHandler, name: str) -> Iterator[Finding]:
    for node in ast.walk(handler):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in _LOG_METHODS or "log" not in ast.unparse(node.func.value).lower():
            continue
        for argument in node.args:
            bare = {name, f"str({name})", f"repr({name})", f"{name}.args"}
            formatted = isinstance(argument, ast.JoinedStr) and f"{{{name}" in ast.unparse(argument)
            if ast.unparse(argument) in bare or formatted:
                yield node.lineno, "logs an error's text"


def modal_dialogs(tree: ast.AST, path: str) -> Iterator[Finding]:
    """No dialog stops the event loop in which the lock has to work."""
    if path.startswith("app/bench/"):  # a benchmark turns the loop by hand
        return
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner = ast.unparse(node.func.value)
        if node.func.attr in ("exec", "exec_"):
            yield node.lineno, f"{owner}.{node.func.attr}()"
        if owner == "QMessageBox" and node.func.attr in (
            "question",
            "warning",
            "critical",
            "about",
        ):
            yield node.lineno, f"{owner}.{node.func.attr}()"


_TITLED = {"Paper", "Sheet", "_paper", "replace"}
_NAMING = {"setWindowTitle", "setDocName", "setTitle"}
_PASSED_ON = {"_JOB", "title", "paper.title", "self.paper.title", "sheet.title"}
"""Titles made elsewhere: those of papers are looked at where a paper is made."""
_NAMED_AFTER = {"data_sync.clinic.name"}


def titles_of_records(tree: ast.AST, path: str) -> Iterator[Finding]:
    """Windows, printers' jobs and PDFs are named by words of this program, never of a record:
    others of the computer read them."""
    for node in ast.walk(tree) if path.startswith("app/") else ():
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func).rsplit(".", 1)[-1]
        titles = [one.value for one in node.keywords if called in _TITLED and one.arg == "title"]
        if called in _NAMING or called == "_paper":
            titles += node.args[:1]
        for title in titles:
            if not _is_fixed(title) and ast.unparse(title) not in _PASSED_ON:
                yield node.lineno, f"{called} of {ast.unparse(title)}"


def _is_fixed(node: ast.expr) -> bool:
    """Whether it is a constant, or one translated, with nothing put in but the clinic's name."""
    match node:
        case ast.Constant():
            return True
        case ast.Call(func=ast.Attribute(value=ast.Call() as words, attr="format")):
            put_in = [*node.args, *(one.value for one in node.keywords)]
            return _is_fixed(words) and all(ast.unparse(one) in _NAMED_AFTER for one in put_in)
        case ast.Call(func=ast.Name(id="said" | "_tr") | ast.Attribute(attr="tr")):
            return all(isinstance(one, ast.Constant) for one in node.args)
        case _:
            return False


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


RULES: tuple[Rule, ...] = (
    statements_of_values,
    dangerous_modules,
    dangerous_calls,
    unverified_peers,
    stray_prints,
    logged_values,
    modal_dialogs,
    titles_of_records,
)
