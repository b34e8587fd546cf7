"""Small mistakes put into a module while it is imported: would the tests notice?

As a plugin (`pytest -p tests.matrix.mutants`) it reads CLINIC_DESK_MUTANT = "app.module:number" and
lets that module be imported with its number-th mistake; no file is ever changed.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

CHOSEN = "CLINIC_DESK_MUTANT"
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


def mistakes(tree: ast.Module) -> Iterator[tuple[str, Change]]:
    """Every mistake that can be made in a module: what it is, and what makes it."""
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


def _in_expression(node: ast.AST) -> Iterator[tuple[str, Change]]:
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


def _in_body(node: ast.AST) -> Iterator[tuple[str, Change]]:
    match node:
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield _put(node, "value", ast.Constant(None))
        case _:
            pass
    for name in ("body", "orelse", "finalbody"):
        body = getattr(node, name, None)
        for at, statement in enumerate(body if isinstance(body, list) else []):
            is_call = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
            if is_call or isinstance(statement, ast.Raise):
                words = f"line {statement.lineno}: without {ast.unparse(statement)}"
                yield words, _setter(body, at, ast.Pass())


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _put(node: Any, name: str, value: object) -> tuple[str, Change]:
    before = ast.unparse(node).splitlines()[0]

    def change() -> None:
        setattr(node, name, value)

    return f"line {node.lineno}: another {name} in {before}", change


def _setter(body: list[Any], at: int, value: ast.stmt) -> Change:
    def change() -> None:
        body[at] = value

    return change


def count_of(source: str) -> int:
    """How many mistakes a module has room for."""
    return sum(1 for _ in mistakes(ast.parse(source)))


def mutated(source: str, number: int) -> tuple[ast.Module, str]:
    """The module with one mistake, and what it is."""
    tree = ast.parse(source)
    words, change = list(mistakes(tree))[number]
    change()
    return ast.fix_missing_locations(tree), words


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


if chosen := os.environ.get(CHOSEN):
    _name, _, _number = chosen.partition(":")
    assert _name not in sys.modules
    sys.meta_path.insert(0, _Finder(_name, int(_number)))
