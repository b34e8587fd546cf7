"""Small mistakes for a module: would the tests notice? No file is ever changed.

A mistake in a function is put into the loaded function (`swap`); one that a module makes while it
is imported is there when it is imported (`import_with`).
"""

from __future__ import annotations

import ast
import gc
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec, spec_from_loader
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

_OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
Change = Callable[[], None]
Made = tuple[str, Change, ast.AST]


def mistakes(tree: ast.Module) -> Iterator[Made]:
    """Every mistake that can be made in a module: what it is, what makes it, and where."""
    for node in list(_live(tree)):
        yield from _in_expression(node)
        yield from _in_body(node)


def _live(node: ast.AST) -> Iterator[ast.AST]:
    """Nodes that run: no annotations, decorators or docstrings."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            is_text = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if isinstance(child, ast.AST) and not is_text:
                yield from _live(child)


def _in_expression(node: ast.AST) -> Iterator[Made]:
    match node:
        case ast.Compare(ops=[operator, *_]) if type(operator) in _OPPOSITES:
            yield _put(node, "ops", [_OPPOSITES[type(operator)](), *node.ops[1:]])
        case ast.BoolOp(op=ast.And()):
            yield _put(node, "op", ast.Or())
        case ast.BoolOp(op=ast.Or()):
            yield _put(node, "op", ast.And())
        case ast.UnaryOp(op=ast.Not()):
            yield _put(node, "operand", ast.UnaryOp(ast.Not(), node.operand))
        case ast.BinOp(op=ast.Add()):
            yield _put(node, "op", ast.Sub())
        case ast.BinOp(op=ast.Sub()):
            yield _put(node, "op", ast.Add())
        case ast.Constant(value=bool() | int() | str() | bytes()):
            yield _put(node, "value", _other(node.value))
        case ast.IfExp() | ast.If():
            yield _put(node, "test", ast.UnaryOp(ast.Not(), node.test))
        case _:
            pass


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + {int: 1, str: "X", bytes: b"X"}[type(value)]


def _in_body(node: ast.AST) -> Iterator[Made]:
    match node:
        case ast.Return(value=ast.expr() as value) if not _is_nothing(value):
            yield _put(node, "value", ast.Constant(None))
        case _:
            pass
    for name in ("body", "orelse", "finalbody"):
        body = getattr(node, name, None)
        for at, statement in enumerate(body if isinstance(body, list) else []):
            is_call = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
            if is_call or isinstance(statement, ast.Raise):
                words = f"without {ast.unparse(statement)}"
                yield words, _setter(body, at, ast.Pass()), statement


def _is_nothing(value: ast.expr) -> bool:
    """None for None is no change, and None for False none that a condition sees."""
    return isinstance(value, ast.Constant) and value.value in (None, False)


def _put(node: Any, name: str, value: object) -> Made:
    before = ast.unparse(node).splitlines()[0]

    def change() -> None:
        setattr(node, name, value)

    return f"another {name} in {before}", change, node


def _setter(body: list[Any], at: int, value: ast.stmt) -> Change:
    def change() -> None:
        body[at] = value

    return change


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mistake is: which lines a test must run to meet it, and in which function."""

    first: int
    last: int
    function: str
    """Empty where the module itself runs it, while it is imported."""
    function_line: int


def count_of(source: str) -> int:
    """How many mistakes a module has room for."""
    return sum(1 for _ in mistakes(ast.parse(source)))


def mutated(source: str, number: int) -> tuple[ast.Module, str]:
    """The module with one mistake, and what it is."""
    tree = ast.parse(source)
    words, change, _ = list(mistakes(tree))[number]
    change()
    return ast.fix_missing_locations(tree), words


def described(source: str) -> Iterator[tuple[str, Place]]:
    """What each mistake is and where, in their order."""
    tree = ast.parse(source)
    functions = dict(_functions(tree, ""))
    statements = dict(_statements(tree))
    for words, _, node in mistakes(tree):
        name, line = functions.get(id(node), ("", 0))
        first, last = _extent(node)
        around = statements.get(id(node))
        if around is not None and not hasattr(around, "body") and not hasattr(around, "cases"):
            first, last = around.lineno, around.end_lineno or around.lineno
        yield words, Place(first, last, name, line)


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[int, tuple[str, int]]]:
    """Of each node within an outermost function: that function's name and first line."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            line = min([one.lineno for one in child.decorator_list], default=child.lineno)
            for statement in child.body:
                for inner in ast.walk(statement):
                    yield id(inner), (prefix + child.name, line)
        else:
            inside = f"{prefix}{child.name}." if isinstance(child, ast.ClassDef) else prefix
            yield from _functions(child, inside)


def _statements(node: ast.AST, around: ast.stmt | None = None) -> Iterator[tuple[int, Any]]:
    """Of each node: the innermost statement around it."""
    for child in ast.iter_child_nodes(node):
        inner = child if isinstance(child, ast.stmt) else around
        yield id(child), inner
        yield from _statements(child, inner)


def _extent(node: Any) -> tuple[int, int]:
    head = node.test if isinstance(node, ast.If) else node
    return head.lineno, head.end_lineno


def swap(module: ModuleType, number: int) -> bool:
    """Put a mistake into the function it belongs to; False where that needs a new import."""
    assert module.__file__ is not None
    path = module.__file__
    source = Path(path).read_text("utf-8")
    place = list(described(source))[number][1]
    code = compile(mutated(source, number)[0], path, "exec", dont_inherit=True)
    address = (place.function, place.function_line)
    found = [one for one in _codes(code) if (one.co_qualname, one.co_firstlineno) == address]
    gc.unfreeze()  # the collector does not tell of what it has put aside
    functions = [
        one
        for one in gc.get_objects()
        if type(one) is FunctionType
        and one.__code__.co_filename == path
        and (one.__code__.co_qualname, one.__code__.co_firstlineno) == address
    ]
    if len(found) != 1 or not functions:
        return False
    if any(one.__code__.co_freevars != found[0].co_freevars for one in functions):
        return False
    for one in functions:
        one.__code__ = found[0]
    return True


def _codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes(one)


def import_with(name: str, number: int) -> None:
    """Let a module that is not loaded yet be imported with its number-th mistake."""
    assert name not in sys.modules
    sys.meta_path.insert(0, _Finder(name, number))


class _Loader(importlib.abc.Loader):
    def __init__(self, path: Path, number: int) -> None:
        self._path = path
        self._number = number

    def exec_module(self, module: ModuleType) -> None:
        tree, _ = mutated(self._path.read_text("utf-8"), self._number)
        exec(compile(tree, str(self._path), "exec"), module.__dict__)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, name: str, number: int) -> None:
        self._name = name
        self._number = number

    def find_spec(
        self, fullname: str, path: Any = None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        sys.meta_path.remove(self)
        found = find_spec(fullname)
        assert found is not None
        assert found.origin is not None
        loader = _Loader(Path(found.origin), self._number)
        return spec_from_loader(fullname, loader, origin=found.origin)
